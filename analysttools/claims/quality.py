"""How sure the rows of a case are, as a table for reading.

Belongs here: counting what is known of errors and of the way from the claimant to us. Does not belong here:
the second reading itself (``case/second_reading.py``).
"""

from __future__ import annotations

import pandas as pd

from analysttools.arguments import checked
from analysttools.case.loading import Case
from analysttools.claims.origins import hands
from analysttools.columns import TEXT, require_columns
from analysttools.locales import read_texts

WORDS = read_texts("quality")
# One property: its key among the texts, how many, out of how many (none: it is no part of anything).
Property = tuple[str, int, int | None]


@checked()
def tabulate_quality(rows: pd.DataFrame, case: Case, lang: str = "en") -> pd.DataFrame:
    """Return how sure some rows of a case are as a table for reading, with what its second reading found.

    Parameters
    ----------
    rows : DataFrame
        Claims or events of the case, one row each: ``claim_id`` or ``event_id``, and ``claimant_id``.
        ``chain`` (of claims) and ``date_basis`` (of events) are counted where they are there.
    case : Case
        The case; its ``second_reading`` is of the whole case, whichever rows are given.
    lang : {"en", "fr"}
        Language of the words.

    Returns
    -------
    DataFrame
        One row a property: ``property`` in words, ``number``, ``out of`` (empty where the number is no part
        of anything) and ``percent`` of it. Of rows: how many, by how many claimants, how many were read
        second-hand or further (their ``chain`` names others between the claimant and the page), how many have
        no chain (left out where none is without); how many are dated by the day of the page alone. Of the
        second reading: rows, those that agreed in every field, fields that agreed, cells corrected since;
        left out where the case has none.

    Raises
    ------
    ValueError
        If columns are missing.

    Examples
    --------
    >>> from analysttools import load_case, show_table, tabulate_quality
    >>> case = load_case("tests/cases/strait")
    >>> show_table(tabulate_quality(case.claims, case)[["property", "number"]])
                 about the data how many
                         claims       14
                      claimants        5
    read second-hand or further        1
    """
    advice = "Pass case.claims or case.events, or rows of them"
    kind = "events" if "event_id" in rows and "claim_id" not in rows else "claims"
    needed = ["event_id" if kind == "events" else "claim_id", "claimant_id"]
    rows = require_columns("tabulate_quality", rows, needed, advice, "chain", "date_basis")
    found = [*_count_rows(rows, kind), *_count_second_reading(case)]
    numbers = pd.DataFrame(found, columns=["property", "number", "out of"])
    whole = numbers["out of"].astype("Int64")
    return pd.DataFrame(
        {
            "property": numbers["property"].map(WORDS[lang]).astype(TEXT),
            "number": numbers["number"],
            "out of": whole,
            "percent": (100 * numbers["number"] / whole.replace(0, pd.NA)).astype("Float64").round(1),
        }
    )


def _count_rows(rows: pd.DataFrame, kind: str) -> list[Property]:
    """Return what the rows themselves tell."""
    found: list[Property] = [(kind, len(rows), None), ("claimants", rows["claimant_id"].nunique(), None)]
    if "chain" in rows:
        length = rows["chain"].map(lambda chain: len(hands(chain)))
        found.append(("second-hand", int((length > 2).sum()), len(rows)))
        chainless = int((length == 0).sum())
        found += [("no chain", chainless, len(rows))] if chainless else []
    if "date_basis" in rows:
        found.append(("day of report", int(rows["date_basis"].eq("day_of_report").sum()), len(rows)))
    return found


def _count_second_reading(case: Case) -> list[Property]:
    """Return what the second reading of the case found."""
    reading = case.second_reading
    if reading is None:
        return []
    return [
        ("rows", reading.rows, None),
        ("rows right", reading.rows_right, reading.rows),
        ("fields right", reading.fields_right, reading.fields),
        ("corrected since", reading.cells_corrected_since, None),
    ]
