"""What the claims of figures are about, and which figures show the thing of a claim.

Belongs here: holding claims against records. Does not belong here: whether a figure is out of step
(``verification.py``), under which heading it stands (``notebooks/touched.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from analysttools.claims.scope import THING, format_thing_id


def list_things_shown(record: dict[str, Any]) -> list[str]:
    """Return the things that the claims of a figure are about.

    Examples
    --------
    >>> from analysttools.figures.things_shown import list_things_shown
    >>> row = {"claim_id": "a", "measure": "killed", "population": "upland"}
    >>> list_things_shown({"rows": [row, {"event_id": "truce"}]})
    ['killed.upland.-']
    """
    claims = [row for row in record["rows"] if row.get("claim_id")]
    return list(dict.fromkeys(format_thing_id(map(row.get, THING)) for row in claims))


def find_figures_beside(ids: Iterable[str], claims: pd.DataFrame, records: list[dict[str, Any]]) -> list[str]:
    """Return the figures that show the things which some claims are about, in the order of the records.

    Parameters
    ----------
    ids : iterable of str
        The claims, by id; those that are not among `claims` are passed over.
    claims : DataFrame
        One row a claim: ``claim_id``, ``measure``, ``population``, ``place_id``.
    records : list of dict
        Of figures.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.figures.things_shown import find_figures_beside
    >>> row = {"claim_id": "a", "measure": "killed", "population": "upland", "place_id": None}
    >>> claims = pd.DataFrame([row, {**row, "claim_id": "b"}])
    >>> find_figures_beside(["b"], claims, [{"figure": "01-dead", "rows": [row]}])
    ['01-dead']
    """
    asked = claims.loc[claims["claim_id"].isin(set(ids)), THING]
    things = set(map(format_thing_id, asked.to_numpy()))
    return [record["figure"] for record in records if things.intersection(list_things_shown(record))]
