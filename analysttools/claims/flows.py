"""What a series of totals says of each month or year.

Belongs here: differences of totals of one claimant. Nothing is averaged, and no missing day is bridged.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysttools.arguments import CUT, checked
from analysttools.case.source_lists import SOURCE_COLUMNS, join_sources
from analysttools.claims.decimals import difference
from analysttools.claims.frames import DAY, LAST, ROOM, days_of, require_claims
from analysttools.claims.intervals import STATED, bounds
from analysttools.claims.origins import withdrawn
from analysttools.claims.relations import RESPECTS, require_comparable
from analysttools.claims.scope import SCOPED
from analysttools.columns import take_columns
from analysttools.edtf import read_dates
from analysttools.errors import NotComparableError

NEEDED = [*SCOPED, *STATED, "claimant_id"]
FLOWS = [
    *["claim_id", "claimant_id", "derived_from", *RESPECTS, "kind", "period", "low", "best", "high"],
    *["qualifier", "is_low_strict", "is_high_strict", *ROOM, "cut", "from_id", "to_id"],
    *["other_cut", "other_best", "moved", "is_backward"],
]
TEXTS = [
    "claim_id",
    "claimant_id",
    "derived_from",
    *RESPECTS,
    "kind",
    "period",
    "qualifier",
    "cut",
    "from_id",
]
# What a claim may have besides: the same in all totals; when the later was said; where both were read.
NAMES = [
    *["claimant", "side", "side_name", "side_colour", "measure_name", "unit", "population_name"],
    *["place_name", "names_lang"],
]
SAID = ["asserted", "asserted_earliest", "asserted_latest"]
CODES = {"month": "M", "year": "Y"}
CUTS = ("first", "last")


@checked(cut=CUT)
def to_flow(claims: pd.DataFrame, *, cut: str = "first", every: str = "month") -> pd.DataFrame:
    """Return what the cumulative totals of one claimant say was added in each month or year.

    The rows are claims in their turn, of kind flow: `bounds`, `scopes`, `conflicts`, `consensus`,
    `say_claims` and the charts take them; leave out first what ``is_backward`` marks, for no flow is
    negative. They stand in one frame with other claims: ``pd.concat([claims, flows])``.

    Parameters
    ----------
    claims : DataFrame
        One row a total: ``kind`` cumulative, one scope, one claimant, with the columns of ``claims``.
        The total of a day is the one whose ``period`` ends on it; one that another of these to the
        same day supersedes is left out. Repeats count like any other row: leave
        them out first.
    cut : {"first", "last"}, optional
        From which totals: those to the first day of each month and of the next, or those to the last
        day of the month before and of its own. Days of the first cut begin and end one day later than the
        month: beside totals to the month's ends, take the last.
    every : {"month", "year"}, optional
        What is added up.

    Returns
    -------
    DataFrame
        One row a month or year that lies between the first and the last total: ``claim_id`` (the ids of the
        two totals, separated by ``/``; of one that is missing its claimant, thing and day), the scope with
        ``kind`` flow, ``period``, ``period_earliest`` and ``period_latest``, ``best`` (the difference of
        two values) or ``low`` and ``high`` (of totals with bounds; empty: open) with ``qualifier``,
        ``is_low_strict`` and ``is_high_strict``, ``rounded_low`` and ``rounded_high`` (the same with the
        room that rounding leaves both totals: 300 of about 600 less about 300 is 200 to 400, where "about
        300" alone is 250 to 350; `bounds` takes them), ``cut`` (both days), ``from_id`` and ``to_id`` (the
        two totals); ``other_cut``, ``other_best`` and ``moved``: what the other cut gives, and how much it
        is more; ``is_backward``, true where the total shrank. Where a total is missing the difference is
        empty: no day is bridged. ``derived_from`` is empty: nobody repeats a difference. Names of things
        and sides, ``asserted`` (of the later total), ``source_id``, ``publisher``, ``url`` and
        ``published`` (of both) are there where `claims` have them.

    Raises
    ------
    NotComparableError
        If the totals are of several scopes or claimants.
    TypeError, ValueError, DataError
        If columns are missing, ids or numbers are wrong, a claim is not a total, two totals end on one
        day, or `cut` or `every` is another word.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import to_flow
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["31 Oct", "1 Nov", "30 Nov", "1 Dec"],
    ...         "claimant_id": "general-staff",
    ...         "measure": "casualties_all",
    ...         "population": "russia",
    ...         "place_id": "front",
    ...         "kind": "cumulative",
    ...         "period": ["../2024-10-31", "../2024-11-01", "../2024-11-30", "../2024-12-01"],
    ...         "low": None,
    ...         "best": [695000, 696000, 739000, 741000],
    ...         "high": None,
    ...         "qualifier": "about",
    ...     }
    ... )
    >>> print(to_flow(claims)[["period", "best", "cut", "other_best", "moved"]].to_string(index=False))
     period    best                      cut  other_best   moved
    2024-11 45000.0 2024-11-01 to 2024-12-01     44000.0 -1000.0
    """
    claims = require_claims("to_flow", claims, NEEDED)
    for name, value, known in (("cut", cut, CUTS), ("every", every, tuple(CODES))):
        if value not in known:
            raise ValueError(f'to_flow: {name} is "{value}", but it is one of: {", ".join(known)}')
    _require_one_series(claims)
    claims = _newest_of_a_day(claims)
    ends = days_of(claims, "period")[1]
    order = np.argsort(ends, kind="stable")
    ends, rows = ends[order], claims.iloc[order].reset_index(drop=True)
    if (ends[1:] == ends[:-1]).any():
        twice = int(np.argmax(ends[1:] == ends[:-1]))
        pair = ", ".join(rows["claim_id"].iloc[twice : twice + 2])
        day = np.datetime64(int(ends[twice]), "D")
        raise ValueError(f"to_flow: two totals end on {day}: {pair}. Keep one of them")
    table = {way: _differences(rows, ends, way, every) for way in CUTS}
    ours, other = table[cut], table["last" if cut == "first" else "first"]
    result = ours.merge(
        other[["period", "cut", "best"]].rename(columns={"cut": "other_cut", "best": "other_best"}),
        on="period",
        how="left",
    )
    result["moved"] = difference(result["other_best"], result["best"])
    result["is_backward"] = (result["best"] < 0) | (result["high"] < 0)
    for column in ["claimant_id", *RESPECTS]:
        result[column] = rows[column].iloc[0] if len(rows) else ""
    result = result.assign(kind="flow", derived_from=None, qualifier=_qualifiers(result, rows))
    further = _carried(result, rows)
    return pd.concat(
        [result[FLOWS].astype(dict.fromkeys([*TEXTS, "to_id", "other_cut"], "str")), further], axis=1
    )


def _qualifiers(flows: pd.DataFrame, rows: pd.DataFrame) -> np.ndarray:
    """State for each difference what its bounds are; a value is about if either total is not just stated."""
    plain = set(rows["claim_id"][rows["qualifier"].eq("stated")])
    is_plain = flows["from_id"].isin(plain) & flows["to_id"].isin(plain)
    has_low, has_high = flows["low"].notna(), flows["high"].notna()
    cases = {
        "stated": flows["best"].notna() & is_plain,
        "about": flows["best"].notna(),
        "more_than": flows["is_low_strict"],
        "fewer_than": flows["is_high_strict"],
        "between": has_low & has_high,
        "at_least": has_low,
        "up_to": has_high,
    }
    return np.select(list(cases.values()), list(cases), default="vague")


def _carried(flows: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return what else the totals say of themselves, as far as it holds of their differences."""
    rows = take_columns("to_flow: claims", rows, [*NAMES, *SAID, *SOURCE_COLUMNS])
    index = pd.Index(rows["claim_id"])
    first, second = (index.get_indexer(flows[side]) for side in ("from_id", "to_id"))
    rows = take_columns(
        "to_flow", rows, [], *(name for name in (*NAMES, *SAID, *SOURCE_COLUMNS) if name in rows)
    )
    carried = {name: rows[name].iloc[0] if len(rows) else None for name in NAMES if name in rows}
    found = pd.DataFrame(carried, index=flows.index)
    if "asserted" in rows:
        day = np.append(days_of(rows, "asserted")[1], -1)
        later = np.where(day[first] > day[second], first, second)
        empty = (first < 0) | (second < 0)
        for name in SAID:
            if name in rows:
                found[name] = rows[name].reindex(np.where(empty, -1, later)).to_numpy()
    for name, cells in _sources(rows, first, second).items():
        found[name] = pd.Series(cells, index=flows.index, dtype="str")
    days, _ = read_dates(flows["period"].astype("str"))
    return found.assign(period_earliest=days["earliest"], period_latest=days["latest"])


def _sources(rows: pd.DataFrame, first: np.ndarray, second: np.ndarray) -> dict[str, list[str | None]]:
    """Return what the rows say of the sources of both totals of each difference, each source once."""
    read = rows[[name for name in SOURCE_COLUMNS if name in rows]]
    both = []
    for places in zip(first, second, strict=True):
        pair = read.iloc[[place for place in places if place >= 0]]
        pair = pair[pair.notna().any(axis=1)]
        both.append(pair.drop_duplicates("source_id" if "source_id" in pair else None))
    return {name: [join_sources(name, pair[name]) for pair in both] for name in read}


def _newest_of_a_day(claims: pd.DataFrame) -> pd.DataFrame:
    """Leave out totals that another one to the same day supersedes; those to other days stand."""
    if not withdrawn("to_flow", claims):
        return claims
    ends = pd.Series(days_of(claims, "period")[1], index=claims["claim_id"])
    links = claims.set_index("claim_id")["supersedes"].dropna().str.split(";").explode()
    links = links[links.isin(ends.index)]
    is_same = ends[links.index].to_numpy() == ends[links].to_numpy()
    return claims[~claims["claim_id"].isin(links[is_same]).to_numpy(bool)]


def _require_one_series(claims: pd.DataFrame) -> None:
    """Raise unless the claims are totals of one claimant and one scope."""
    is_total = claims["kind"].eq("cumulative")
    if not is_total.all():
        wrong = claims[~is_total].iloc[0]
        raise ValueError(
            f"to_flow: {wrong['claim_id']} is not a total (kind {wrong['kind']}). Only cumulative claims "
            'have differences: filter on kind == "cumulative"'
        )
    is_open = (days_of(claims, "period")[1] == LAST) | claims["period"].isna().to_numpy()
    if is_open.any():
        wrong = claims[is_open].iloc[0]
        raise ValueError(
            f"to_flow: {wrong['claim_id']} has no last day (period {wrong['period']}). A total is counted "
            "to a day, such as ../2024-12-16: correct the period, or leave the claim out"
        )
    require_comparable(claims)
    other = claims[claims["claimant_id"] != claims["claimant_id"].iloc[0]] if len(claims) else claims
    if len(other):
        raise NotComparableError.of(claims.iloc[0], other.iloc[0], ["claimant_id"])


def _differences(rows: pd.DataFrame, ends: np.ndarray, cut: str, every: str) -> pd.DataFrame:
    """Take the difference of the totals on the two cut days of each month or year."""
    spans, start, end = _spans(ends, cut, every)
    interval = bounds(rows)
    low, high = interval["low"].to_numpy(), interval["high"].to_numpy()
    strict = interval[["is_low_strict", "is_high_strict"]].to_numpy().T
    ids = rows["claim_id"].to_numpy(dtype=object)
    series = "-".join(rows[["claimant_id", *RESPECTS]].iloc[0].fillna("")) if len(rows) else ""
    days = [side.astype(DAY).astype(str) for side in (start, end)]
    sides = [pd.Index(ends).get_indexer(side) for side in (start, end)]

    def at(values: np.ndarray, side: int, missing: object = np.nan) -> np.ndarray:
        return np.append(values, [missing])[sides[side]]  # a day that is not there is the last place

    is_value = at(low == high, 0, False).astype(bool) & at(low == high, 1, False).astype(bool)
    least, most = difference(at(low, 1), at(high, 0)), difference(at(high, 1), at(low, 0))
    # Less than nothing is no bound of what was added.
    has_low, has_high = ~is_value & (least >= 0), ~is_value & ~np.isnan(most)
    wide = bounds(rows, rounding=True)
    wide_low, wide_high = wide["low"].to_numpy(), wide["high"].to_numpy()
    room = difference(at(wide_low, 1), at(wide_high, 0)), difference(at(wide_high, 1), at(wide_low, 0))
    no_id = [[f"{series}-{day}" for day in side] for side in days]
    named = [np.where(sides[side] < 0, no_id[side], at(ids, side, None)) for side in (0, 1)]
    return pd.DataFrame(
        {
            "claim_id": [f"{one}/{other}" for one, other in zip(*named, strict=True)],
            "period": spans.astype(str),
            "low": np.where(has_low, least, np.nan),
            "best": np.where(is_value, least, np.nan),
            "high": np.where(has_high, most, np.nan),
            "is_low_strict": has_low & (at(strict[0], 1, False) | at(strict[1], 0, False)).astype(bool),
            "is_high_strict": has_high & (at(strict[1], 1, False) | at(strict[0], 0, False)).astype(bool),
            "rounded_low": np.where(has_low | is_value, room[0].clip(0), np.nan),
            "rounded_high": np.where(has_high | is_value, room[1], np.nan),
            "cut": [f"{one} to {other}" for one, other in zip(*days, strict=True)],
            "from_id": at(ids, 0, None),
            "to_id": at(ids, 1, None),
        }
    )


def _spans(ends: np.ndarray, cut: str, every: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the months or years within the totals, and the two cut days of each as numbers of days."""
    unit = f"datetime64[{CODES[every]}]"
    if not len(ends):
        return np.empty(0, dtype=unit), ends, ends
    first, last = ends[[0, -1]].astype(DAY).astype(unit).astype("int64")
    spans = np.arange(first, last + 1)
    shift = 0 if cut == "first" else 1
    start, end = (side.astype(unit).astype(DAY).astype("int64") - shift for side in (spans, spans + 1))
    is_within = (start >= ends[0]) & (end <= ends[-1])
    return spans[is_within].astype(unit), start[is_within], end[is_within]
