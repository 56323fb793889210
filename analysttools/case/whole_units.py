"""Numbers of what is counted one by one: persons, settlements, vehicles.

Belongs here: rules for claims whose unit is counted in whole numbers. Does not belong here: other rules
(``table_rules.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysttools.case.profile import NUMBERS
from analysttools.errors import Fault, did_you_mean, quoted

# A point that separates thousands, as some languages write them: 12.000 persons are hardly 12.
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+")


def check_whole_numbers(
    cells: pd.DataFrame, claims: pd.DataFrame, measures: pd.DataFrame, whole_units: tuple[str, ...]
) -> Iterator[Fault]:
    """Check that claims have whole numbers where their unit is counted one by one.

    Parameters
    ----------
    cells : DataFrame
        ``low``, ``best`` and ``high`` of the claims as they are written.
    claims, measures : DataFrame
        Typed tables: ``claim_id``, ``measure`` and the numbers; ``measure_id`` and ``unit``.
    whole_units : tuple of str
        Units that are counted one by one.

    Yields
    ------
    Fault
        ``file`` is "claims".

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.case.whole_units import check_whole_numbers
    >>> claims = pd.DataFrame({"claim_id": ["a"], "measure": ["killed"], "best": [1.3]})
    >>> claims = claims.assign(low=None, high=None)
    >>> measures = pd.DataFrame({"measure_id": ["killed"], "unit": ["persons"]})
    >>> written = claims.astype("str").assign(best="1.300")
    >>> (fault,) = check_whole_numbers(written, claims, measures, ("persons",))
    >>> fault.problem, fault.advice
    ('persons are counted in whole numbers', 'Did you mean 1300? Write a whole number of persons')
    """
    unit_of = (
        measures.dropna(subset=["measure_id"]).drop_duplicates("measure_id").set_index("measure_id")["unit"]
    )
    units = claims["measure"].map(unit_of)
    is_whole = units.isin(whole_units)
    for column in NUMBERS["claims"]:
        numbers = claims[column].astype("float64")
        is_wrong = (numbers != np.floor(numbers)) | cells[column].str.fullmatch(_THOUSANDS.pattern, na=False)
        for row in claims.index[is_whole & numbers.notna() & is_wrong]:
            text = str(cells.at[row, column])
            meant = f"Did you mean {text.replace('.', '')}? " if _THOUSANDS.fullmatch(text) else ""
            yield Fault(
                "fraction",
                "claims",
                f"{units[row]} are counted in whole numbers",
                f"{meant}Write a whole number of {units[row]}",
                row=int(row),
                column=column,
                id=str(claims.at[row, "claim_id"]),
                found=quoted(text),
            )


def check_whole_units(measures: pd.DataFrame, whole_units: tuple[str, ...], file: str) -> Iterator[Fault]:
    """Check that each unit that a case calls whole is a unit of its measures.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.case.whole_units import check_whole_units
    >>> measures = pd.DataFrame({"measure_id": ["killed"], "unit": ["persons"]})
    >>> [fault.problem for fault in check_whole_units(measures, ("person",), "datapackage.json")]
    ['"whole_units" names "person", which is not a unit of any measure']
    """
    known = measures["unit"].dropna().unique().tolist()
    for unit in whole_units:
        if unit not in known:
            problem = f'"whole_units" names {quoted(unit)}, which is not a unit of any measure'
            advice = did_you_mean(unit, known) + "Correct it, or take it out"
            yield Fault("bad-descriptor", file, problem, advice)
