"""What was known when: claims as of a day, the newest of each claimant, and how they moved.

Belongs here: the day of assertion. Does not belong here: who repeats whom (``origins.py``).
"""

from __future__ import annotations

import datetime
from graphlib import TopologicalSorter

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.claims.frames import (
    FIRST,
    LAST,
    codes_of,
    days_of,
    has_number,
    has_time,
    number_of_day,
    only,
    require_claims,
)
from analysttools.claims.intervals import STATED, cuts, read_intervals
from analysttools.claims.origins import refuse_circles, repeat_known, require_chains, withdrawn
from analysttools.claims.scope import SCOPE, SCOPED, flows_as_totals, with_stated_starts

LATEST = ["claimant_id", "asserted", *SCOPED]
REVISIONS = [
    *["claim_id", "previous_id", "by", *SCOPE, "period", "asserted", "previous_low", "previous_high"],
    *["low", "high", "change", "is_backward", "revised_as"],
]


@checked()
def as_of(
    claims: pd.DataFrame,
    day: str | datetime.date,
    *,
    keep_repeats: bool = True,
    keep_revised: bool = True,
    chains: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the claims that had been asserted by a day.

    Parameters
    ----------
    claims : DataFrame
        One row a claim: ``claim_id`` and ``asserted``; for `keep_repeats` also ``derived_from``, for
        `keep_revised` what `latest` needs.
    day : str or date
        The day, such as "2025-05-01"; it belongs to what is known.
    keep_repeats : bool, optional
        If False, claims are left out that repeat another which was known by that day. One whose origin was
        not known yet, because the day on which it was said is unknown, stays: it is all that was known of the
        number.
    keep_revised : bool, optional
        If False, only the newest of each claimant for each scope stands, as `latest` gives it.
    chains : DataFrame, optional
        The table that the rows were taken from, such as ``case.claims``: what was repeated is looked for in
        it, and by what a claim was replaced. None looks in `claims`, which must then hold all that was
        repeated.

    Returns
    -------
    DataFrame
        Rows of `claims`, in their order. A claim whose day of assertion is not exactly known is in if
        the last day that it can be has come; one open towards later never is.

    Raises
    ------
    TypeError, ValueError
        If it is not a DataFrame, columns are missing, an id is in two rows, `day` is not a valid
        date, or repeats are to be left out and a claim repeats one that is not there.
    DataError
        If ``derived_from`` or ``supersedes`` leads in a circle: every circle, named.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import as_of
    >>> claims = pd.DataFrame({"claim_id": ["300", "600"], "asserted": ["2025-01-13", "2025-04-30"]})
    >>> as_of(claims, "2025-01-13")["claim_id"].tolist()
    ['300']
    >>> as_of(claims, "2025-05-01")["claim_id"].tolist()
    ['300', '600']
    """
    needed = [*([] if keep_repeats else ["derived_from"]), *([] if keep_revised else LATEST)]
    typed = require_claims("as_of", claims, list(dict.fromkeys(["asserted", *needed])))
    until = number_of_day(day)
    is_known = days_of(typed, "asserted")[1] <= until
    if not keep_repeats:
        table = require_chains("as_of", typed, chains, ["asserted", "derived_from"])
        repeated = repeat_known(table, days_of(table, "asserted")[1] <= until)
        is_known &= ~typed["claim_id"].isin(repeated).to_numpy(bool)
    if not keep_revised:
        table = require_chains("as_of", typed, chains, ["asserted"], [])
        is_known[is_known] = _newest(typed[is_known], withdrawn("as_of", table, day))
    return claims[is_known]


@checked()
def latest(
    claims: pd.DataFrame,
    *,
    chains: pd.DataFrame | None = None,
    known_by: str | datetime.date | None = None,
) -> pd.DataFrame:
    """Return the newest claim of each claimant for each scope.

    A scope is here a measure, a population, a place and a kind; for a flow also its days, for a total
    also its start. Newest is what was asserted last, and of several asserted on one day what speaks of
    the latest time. A claim that another one names in ``supersedes`` is not the newest, nor is one that only
    repeats it. A total and the flow of its very days are one thing: of the two the one that was asserted last
    stands.

    Parameters
    ----------
    claims : DataFrame
        One row a claim: ``claim_id``, ``claimant_id``, ``asserted``, ``measure``, ``population``,
        ``place_id``, ``kind``, ``period``; ``supersedes`` is followed where it is there.
    chains : DataFrame, optional
        The table that the rows were taken from, such as ``case.claims``: a claim that another one of it
        replaces is not the newest, also where that other one was filtered away. None knows of the rows only.
    known_by : str or date, optional
        The day up to which it was known what replaces what: a claim that was replaced only later stands. None
        knows of every replacement, whenever it was asserted.

    Returns
    -------
    DataFrame
        Rows of `claims`, in their order. What was said on one day of one time is kept, all of it.

    Raises
    ------
    TypeError, ValueError
        If it is not a DataFrame, columns are missing, an id is in two rows, or a claim is not in
        `chains`.
    DataError
        If ``supersedes`` leads in a circle: every circle, named.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import latest
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["100", "300", "600"],
    ...         "claimant_id": "nis",
    ...         "measure": "killed",
    ...         "population": "dprk",
    ...         "place_id": "kursk-oblast",
    ...         "kind": "cumulative",
    ...         "period": ["2024-12/2024-12-19", "../2025-01-13", "../2025-04-30"],
    ...         "asserted": ["2024-12-19", "2025-01-13", "2025-04-30"],
    ...     }
    ... )
    >>> latest(claims)["claim_id"].tolist()
    ['600']
    """
    typed = require_claims("latest", claims, LATEST)
    table = require_chains("latest", typed, chains, [], [])
    return claims[_newest(typed, withdrawn("latest", table, known_by))]


def _newest(typed: pd.DataFrame, revoked: set[str]) -> np.ndarray:
    """Return which claims are the newest of their claimant, and not among those that are withdrawn."""
    stands = ~typed["claim_id"].isin(revoked).to_numpy(bool)
    kept = only(typed, LATEST)[stands]
    codes = _series(kept, kept["claimant_id"])
    asserted, speaks_of = _asserted(kept), days_of(kept, "period")[1]
    is_newest = asserted == pd.Series(asserted).groupby(codes).transform("max").to_numpy()
    speaks_of = np.where(is_newest, speaks_of, FIRST)
    is_newest &= speaks_of == pd.Series(speaks_of).groupby(codes).transform("max").to_numpy()
    is_newest &= ~_said_anew_of_the_same_days(kept, asserted)
    stands[stands] = is_newest
    return stands


def _said_anew_of_the_same_days(claims: pd.DataFrame, asserted: np.ndarray) -> np.ndarray:
    """Return which totals, and flows over the very days of a total, the claimant gave later as the other."""
    merged = flows_as_totals(claims, "claimant_id")
    is_merged = merged["kind"].ne(claims["kind"]).to_numpy(bool) & claims["kind"].notna().to_numpy(bool)
    if not is_merged.any():
        return is_merged
    same = codes_of(merged, [*SCOPE, "claimant_id"], *days_of(claims, "period"))
    is_either = np.isin(same, same[is_merged])
    return is_either & (asserted < pd.Series(asserted).groupby(same).transform("max").to_numpy())


@checked()
def revisions(claims: pd.DataFrame, *, by: str = "claimant_id") -> pd.DataFrame:
    """Return each number with the one that the same claimant gave before for the same scope.

    Repeats are left out, for they revise nothing, and so are claims without a number, a kind, a period or
    a known day of assertion. What was said on one day is in the order of the days that it covers, and a
    claim that replaces another (``supersedes``) comes after it.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with what `latest` needs, ``derived_from``, ``low``, ``best``, ``high`` and
        ``qualifier``.
    by : str, optional
        The column whose equal cells make one series: each claimant by default; "side", as
        ``with_names`` adds it, sets the claimants of one side one after another.

    Returns
    -------
    DataFrame
        One row a step, in the order of series and assertion: ``claim_id``, ``previous_id``, ``by``, the
        scope, ``period``, ``asserted``, the interval before and after (empty: open), ``change``: ``up`` or
        ``down`` where one interval lies wholly beyond the other, ``same``, else ``overlaps``; and
        ``is_backward``, true where a total falls: where it lies below one to an earlier day that the series
        still stands by. A series stands by its greatest total until it falls, and then by the one that it
        fell to: each fall is one step backwards, however long it stays below. ``revised_as`` says what the
        claim's own replacing is, where a case tells (``supersedes_as``): an update or a correction.

    Raises
    ------
    TypeError, ValueError, DataError
        As for `latest` and `bounds`.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import revisions
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["general staff", "commander"],
    ...         "side": "ukraine",
    ...         "claimant_id": ["general staff", "commander"],
    ...         "measure": "killed_or_wounded",
    ...         "population": "dprk",
    ...         "place_id": "kursk-oblast",
    ...         "kind": "cumulative",
    ...         "period": ["../2025-04-26", "../2025-08-06"],
    ...         "asserted": ["2025-04-26", "2025-08-06"],
    ...         "derived_from": None,
    ...         "low": [4500, None],
    ...         "best": [None, 4000],
    ...         "high": None,
    ...         "qualifier": ["more_than", "about"],
    ...     }
    ... )
    >>> len(revisions(claims))
    0
    >>> revisions(claims, by="side")[["previous_low", "high", "change", "is_backward"]].values.tolist()
    [[4500.0, 4000.0, 'down', True]]
    """
    claims = require_claims("revisions", claims, [*LATEST, *STATED, "derived_from", by])
    is_step = has_number(claims) & claims["derived_from"].isna() & claims[by].notna()
    is_step &= has_time(claims) & (_asserted(claims) != FIRST)
    link = [name for name in ("supersedes", "supersedes_as") if name in claims]
    rows = only(claims, [*LATEST, *STATED, by, *link])[is_step].reset_index(drop=True)
    interval = read_intervals(rows)
    lower, upper = cuts(interval)
    codes = _series(rows, rows[by])
    asserted, speaks_of = _asserted(rows), days_of(rows, "period")[1]
    names = rows["claim_id"].to_numpy(dtype=object)
    said_first = _corrections(rows, codes_of(rows, [], codes, asserted), speaks_of)
    order = np.lexsort((np.argsort(np.argsort(names)), *said_first, asserted, codes))
    follows = np.flatnonzero(codes[order][1:] == codes[order][:-1]) + 1
    now, before = order[follows], order[follows - 1]
    is_up, is_down = upper[before] <= lower[now], upper[now] <= lower[before]
    is_same = (lower[now] == lower[before]) & (upper[now] == upper[before])
    is_total = rows["kind"].eq("cumulative").to_numpy(bool)[now]
    falls = _falls(codes[order], lower[order], upper[order], speaks_of[order])
    is_backward = is_total & falls[follows]
    steps = rows.iloc[now].reset_index(drop=True)
    result = steps[["claim_id", *SCOPE, "period", "asserted"]].assign(
        previous_id=pd.Series(names[before], dtype="str"),
        by=steps[by],
        previous_low=interval["low"].to_numpy()[before],
        previous_high=interval["high"].to_numpy()[before],
        low=interval["low"].to_numpy()[now],
        high=interval["high"].to_numpy()[now],
        change=pd.Series(
            np.select([is_same, is_up, is_down], ["same", "up", "down"], default="overlaps"), dtype="str"
        ),
        is_backward=is_backward,
        revised_as=steps.get("supersedes_as", pd.Series(np.nan, index=steps.index)).astype("str"),
    )
    first = pd.Series(names, dtype="str").groupby(codes).transform("min").to_numpy()[now]
    return result.iloc[np.argsort(first, kind="stable")][REVISIONS].reset_index(drop=True)


def _corrections(
    rows: pd.DataFrame, groups: np.ndarray, speaks_of: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Order what a series said on one day: by the day that it speaks of, a correction after what it corrects.

    Returns
    -------
    steps : array of int
        How many others of its group it replaces, one after another.
    speaks_of : array of int
        The day that it speaks of, or a later one that it corrects.
    """
    steps, latest_day = np.zeros(len(rows), dtype="int64"), speaks_of.copy()
    if "supersedes" not in rows or rows["supersedes"].isna().all():
        return steps, latest_day
    lists = rows.set_index("claim_id")["supersedes"].dropna().str.split(";").to_dict()
    refuse_circles(lists, "supersedes")
    position = dict(zip(rows["claim_id"], range(len(rows)), strict=True))
    for name in TopologicalSorter(lists).static_order():
        row = position.get(name)
        for other in map(position.get, lists.get(name, [])):
            if row is not None and other is not None and groups[row] == groups[other]:
                steps[row] = max(steps[row], steps[other] + 1)
                latest_day[row] = max(latest_day[row], latest_day[other])
    return steps, latest_day


def _falls(codes: np.ndarray, lower: np.ndarray, upper: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Return where a series falls below what it still stands by, for an earlier day.

    Rows are in the order of series and assertion. Whoever corrects a total for its own day, or for an earlier
    one, falls below nothing.
    """
    falls = np.zeros(len(codes), dtype=bool)
    greatest = pd.Series(lower).groupby(codes).cummax().to_numpy()
    # Only a series that is ever below its greatest can fall; most never are, and are not walked through.
    is_walked = np.isin(codes, np.unique(codes[upper <= greatest]))
    code, floor, day = -1, 0, 0
    for row in np.flatnonzero(is_walked).tolist():
        if codes[row] != code:
            code, floor, day = codes[row], lower[row], days[row]
        elif upper[row] <= floor:
            falls[row] = days[row] > day
            if days[row] >= day:
                floor, day = lower[row], days[row]
        elif lower[row] >= floor:
            floor, day = lower[row], days[row]
    return falls


def _series(claims: pd.DataFrame, who: pd.Series) -> np.ndarray:
    """Give claims of one claimant, or side, for one scope the same number."""
    start, end = days_of(claims, "period")
    kind = claims["kind"]
    own = codes_of(claims, SCOPE, who.to_numpy())
    is_flow = kind.eq("flow").to_numpy(bool)
    start = with_stated_starts(own, start, kind.eq("cumulative").to_numpy(bool))
    start = np.where(kind.eq("stock"), FIRST, start)
    return codes_of(claims, [], own, start, np.where(is_flow, end, LAST))


def _asserted(claims: pd.DataFrame) -> np.ndarray:
    """Return the last day on which each claim can have been asserted; the first of all if it is not known."""
    day = days_of(claims, "asserted")[1]
    return np.where(day == LAST, FIRST, day)
