"""What was known when: claims as of a day, the newest of each claimant, and how they moved.

Belongs here: the day of assertion. Does not belong here: who repeats whom (``chains.py``).
"""

from __future__ import annotations

import contextlib
import datetime

import numpy as np
import pandas as pd

from analysttools.claims.chains import refuse_circles
from analysttools.claims.frames import (
    FIRST,
    LAST,
    codes_of,
    days_of,
    has_number,
    has_time,
    only,
    require_claims,
)
from analysttools.claims.intervals import NEEDED as NUMBERS
from analysttools.claims.intervals import cuts, read_intervals
from analysttools.claims.scope import NEEDED as SCOPED
from analysttools.claims.scope import SCOPE, with_stated_starts
from analysttools.errors import quoted

LATEST = ["claimant_id", "asserted", *SCOPED]
REVISIONS = [
    *["claim_id", "previous_id", "by", *SCOPE, "period", "asserted", "previous_low", "previous_high"],
    *["low", "high", "change", "is_backward"],
]


def as_of(
    claims: pd.DataFrame,
    day: str | datetime.date,
    *,
    keep_repeats: bool = True,
    keep_revised: bool = True,
) -> pd.DataFrame:
    """Give the claims that had been asserted by a day.

    Parameters
    ----------
    claims : DataFrame
        One row a claim: ``claim_id`` and ``asserted``; for `keep_repeats` also ``derived_from``, for
        `keep_revised` what `latest` needs.
    day : str or date
        The day, such as "2025-05-01"; it belongs to what is known.
    keep_repeats : bool, optional
        If False, claims that repeat another are left out.
    keep_revised : bool, optional
        If False, only the newest of each claimant for each scope stands, as `latest` gives it.

    Returns
    -------
    DataFrame
        Rows of `claims`, in their order. A claim whose day of assertion is not exactly known is in if
        the last day that it can be has come; one open towards later never is.

    Raises
    ------
    TypeError, ValueError
        If it is no frame, columns are missing, an id stands in two rows, or `day` is no day.

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
    is_known = days_of(typed, "asserted")[1] <= _number_of(day)
    if not keep_repeats:
        is_known &= typed["derived_from"].isna().to_numpy()
    return claims[is_known] if keep_revised else latest(claims[is_known])


def latest(claims: pd.DataFrame) -> pd.DataFrame:
    """Give the newest claim of each claimant for each scope.

    A scope is here a measure, a population, a place and a kind; for a flow also its days, for a total
    also its start. Newest is what was asserted last, and of several asserted on one day what speaks of
    the latest time. A claim that another one names in ``supersedes`` is not the newest.

    Parameters
    ----------
    claims : DataFrame
        One row a claim: ``claim_id``, ``claimant_id``, ``asserted``, ``measure``, ``population``,
        ``place_id``, ``kind``, ``period``; ``supersedes`` is heeded where it is there.

    Returns
    -------
    DataFrame
        Rows of `claims`, in their order. What was said on one day of one time is kept, all of it.

    Raises
    ------
    TypeError, ValueError
        If it is no frame, columns are missing, or an id stands in two rows.
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
    stands = np.ones(len(claims), dtype=bool)
    if "supersedes" in typed:
        lists = typed.set_index("claim_id")["supersedes"].dropna().str.split(";")
        refuse_circles(lists.to_dict(), "supersedes")
        stands = ~typed["claim_id"].isin(lists.explode()).to_numpy(bool)
    kept = only(typed, LATEST)[stands]
    codes = _series(kept, kept["claimant_id"])
    asserted, speaks_of = _asserted(kept), days_of(kept, "period")[1]
    is_newest = asserted == pd.Series(asserted).groupby(codes).transform("max").to_numpy()
    speaks_of = np.where(is_newest, speaks_of, FIRST)
    is_newest &= speaks_of == pd.Series(speaks_of).groupby(codes).transform("max").to_numpy()
    stands[stands] = is_newest
    return claims[stands]


def revisions(claims: pd.DataFrame, *, by: str = "claimant_id") -> pd.DataFrame:
    """Set each number against the one that the same claimant gave before for the same scope.

    Repeats are left out, for they revise nothing, and so are claims without a number, a kind, a period or
    a known day of assertion.

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
        scope, ``period``, ``asserted``, the interval before and after (empty: open), ``change``:
        ``up`` or ``down`` where one interval lies wholly beyond the other, ``same``, else ``overlaps``;
        and ``is_backward``, true where a total, to a later day than the one before, lies below the greatest
        that the series had before.

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
    claims = require_claims("revisions", claims, [*LATEST, *NUMBERS, "derived_from", by])
    is_step = has_number(claims) & claims["derived_from"].isna() & claims[by].notna()
    is_step &= has_time(claims) & (_asserted(claims) != FIRST)
    rows = only(claims, [*LATEST, *NUMBERS, by])[is_step].reset_index(drop=True)
    interval = read_intervals(rows)
    lower, upper = cuts(interval)
    codes = _series(rows, rows[by])
    asserted, speaks_of = _asserted(rows), days_of(rows, "period")[1]
    names = rows["claim_id"].to_numpy(dtype=object)
    order = np.lexsort((np.argsort(np.argsort(names)), speaks_of, asserted, codes))
    follows = np.flatnonzero(codes[order][1:] == codes[order][:-1]) + 1
    now, before = order[follows], order[follows - 1]
    is_up, is_down = upper[before] <= lower[now], upper[now] <= lower[before]
    is_same = (lower[now] == lower[before]) & (upper[now] == upper[before])
    greatest = pd.Series(lower[order]).groupby(codes[order]).cummax().to_numpy()[follows - 1]
    is_total = rows["kind"].eq("cumulative").to_numpy(bool)[now]
    is_backward = is_total & (upper[now] <= greatest) & (speaks_of[now] > speaks_of[before])
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
    )
    first = pd.Series(names, dtype="str").groupby(codes).transform("min").to_numpy()[now]
    return result.iloc[np.argsort(first, kind="stable")][REVISIONS].reset_index(drop=True)


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
    """Give the last day on which each claim can have been asserted; the first of all if it is not known."""
    day = days_of(claims, "asserted")[1]
    return np.where(day == LAST, FIRST, day)


def _number_of(day: str | datetime.date) -> int:
    """Read a day as a whole number of days."""
    moment: datetime.date | None = None if isinstance(day, str) else day
    if isinstance(day, str) and len(day) == len("2025-05-01"):
        with contextlib.suppress(ValueError):
            moment = datetime.date.fromisoformat(day)
    if not isinstance(moment, datetime.date) or pd.isna(moment):
        raise ValueError(f"as_of: {quoted(day)} is no day. Write it as 2025-05-01, or pass a date")
    return int(np.datetime64(f"{moment:%Y-%m-%d}", "D").astype("int64"))
