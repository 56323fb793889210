"""What each number is a number of: the scope of a claim.

Belongs here: which claims are alike. Does not belong here: parts and wholes (``relations.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.claims.frames import DAY, FIRST, LAST, codes_of, days_of, require_claims

THING = ["measure", "population", "place_id"]
SCOPE = [*THING, "kind"]
# What stands in the id of a thing where nobody or nowhere is named.
NONE = "-"
# What scopes are read from.
SCOPED = [*SCOPE, "period"]
# What EDTF marks as doubtful, as approximate, or as left open.
UNSURE = re.compile("[?~%X]")


def format_thing_id(parts: Iterable[object]) -> str:
    """Write the id of a thing from its measure, population and place, any of which may be missing.

    Examples
    --------
    >>> from analysttools.claims.scope import format_thing_id
    >>> format_thing_id(["killed", "upland", None])
    'killed.upland.-'
    """
    return ".".join(NONE if pd.isna(part) or part == "" else str(part) for part in parts)


@checked()
def scopes(claims: pd.DataFrame, *, over_time: bool = False) -> pd.Series:
    r"""Return what each claim's number is a number of, so that equal scopes may share an axis.

    Claims are of one scope if measure, population, place and kind are the same and their periods meet as
    the kind demands. Totals: the same start; one whose start is not stated (``..``) is taken with the
    only stated start beside it, and where several are stated it stays apart, as it is not known which
    is meant. Flows: the same days, all of them or some. Stocks: moments that all overlap; where a long
    moment overlaps several others that do not, it goes with the latest of them.

    Parameters
    ----------
    claims : DataFrame
        One row a claim: ``claim_id``, ``measure``, ``population``, ``place_id``, ``kind``, ``period``.
        An empty cell is the same as another empty one. ``period_earliest`` and ``period_latest``, as
        those of a case have them, are read before ``period``: drop them if you change that.
    over_time : bool, optional
        If True, stocks of different moments are of one scope, for a chart whose axis is time.

    Returns
    -------
    Series of str
        The scope of each claim, index of `claims`.

    Raises
    ------
    TypeError, ValueError
        If it is not a DataFrame, columns are missing, an id is in two rows, or a period is not EDTF.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import scopes
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["100", "300", "12,000"],
    ...         "measure": ["killed", "killed", "personnel_deployed"],
    ...         "population": "dprk",
    ...         "place_id": ["kursk-oblast", "kursk-oblast", "russia"],
    ...         "kind": "cumulative",
    ...         "period": ["2024-12/2024-12-19", "../2025-01-13", "../2024-10"],
    ...     }
    ... )
    >>> print(*scopes(claims), sep="\n")
    killed|dprk|kursk-oblast|cumulative|2024-12-01/
    killed|dprk|kursk-oblast|cumulative|2024-12-01/
    personnel_deployed|dprk|russia|cumulative|../
    """
    claims = require_claims("scopes", claims, SCOPED)
    start, end = days_of(claims, "period")
    kind = claims["kind"]
    own = codes_of(claims, SCOPE, claims["period"].isna().to_numpy())
    start = with_stated_starts(own, start, kind.eq("cumulative").to_numpy(bool))
    end = np.where(kind.eq("cumulative"), LAST, end)
    is_stock = kind.eq("stock").to_numpy(bool)
    if over_time:
        start, end = np.where(is_stock, FIRST, start), np.where(is_stock, LAST, end)
    elif is_stock.any():
        start[is_stock], end[is_stock] = _common_moments(own[is_stock], start[is_stock], end[is_stock])
    is_some = on_some_days(claims["period"].where(kind.eq("flow")))
    return _label(claims, own, start, end, is_some)


def rivals(claims: pd.DataFrame) -> tuple[np.ndarray, pd.Series]:
    """Give each claim a number, so that those of one number speak of the same thing at the same time.

    As `scopes`, but a total has its end too: 300 by January and 600 by April are no rivals. Nor are flows on
    some days of one span, or of doubtful days: it is unknown whether they speak of the same. Flows over the
    very days of a total are to be totals here, as `flows_as_totals` makes them.

    Returns
    -------
    codes : array of int
        From 0, without gaps.
    periods : Series of str
        By number: the period that its claims have in common, as EDTF.
    """
    start, end = days_of(claims, "period")
    is_total = claims["kind"].eq("cumulative").to_numpy(bool)
    is_stock = claims["kind"].eq("stock").to_numpy(bool)
    own = codes_of(claims, SCOPE)
    start = with_stated_starts(own, start, is_total)
    own = codes_of(claims, [], own, np.where(is_total, end, 0))
    start[is_stock], end[is_stock] = _common_moments(own[is_stock], start[is_stock], end[is_stock])
    periods = claims["period"].where(claims["kind"].eq("flow"))
    is_alone = periods.notna().to_numpy(bool) & ~fills_its_days(periods)
    # Numbered by their ids: the order of the rows is to change no result, nor its order.
    alone = pd.factorize(claims["claim_id"], sort=True)[0] + 1
    codes = codes_of(claims, [], own, start, end, np.where(is_alone, alone, 0))
    first = first_rows(codes)
    days = _format_days(start[first], ".."), _format_days(end[first], "..")
    common = days[0].where(days[0] == days[1], days[0] + "/" + days[1])
    # Some days of a span are not the span: what stands alone keeps its period as it was said.
    return codes, common.mask(is_alone[first], claims["period"].iloc[first].reset_index(drop=True))


def flows_as_totals(claims: pd.DataFrame, *further: str) -> pd.DataFrame:
    """Take flows over the very days of a total, from its stated start to its end, for totals, which they are.

    For whatever compares numbers: consensus, envelope, the newest word. A chart over time keeps them apart,
    as `scopes` does, for a total grows and a flow does not. `further` columns have to be equal too.
    """
    kind = claims["kind"]
    if not {"flow", "cumulative"} <= set(kind.dropna().unique()):
        return claims
    start, end = days_of(claims, "period")
    codes = codes_of(claims, ["measure", "population", "place_id", *further], start, end)
    is_total = (kind.eq("cumulative") & (start != FIRST)).to_numpy(bool)
    is_one = kind.eq("flow").to_numpy(bool) & np.isin(codes, codes[is_total])
    is_one[is_one] = fills_its_days(claims["period"][is_one])
    return claims.assign(kind=kind.mask(is_one, "cumulative")) if is_one.any() else claims


def with_stated_starts(codes: np.ndarray, start: np.ndarray, is_total: np.ndarray) -> np.ndarray:
    """Give totals without a stated start the only start that others of their number in `codes` state.

    The one rule for `scopes`, `consensus` and `envelope`, where equal codes are one scope, and for `latest`
    and `revisions`, where they are one scope of one claimant or side: where several starts are stated, to
    whatever day, a silent total stays apart, as it is not known which is meant.
    """
    is_stated = is_total & (start != FIRST)
    if is_stated[is_total].all():
        return start
    stated = pd.Series(start[is_stated]).groupby(codes[is_stated])
    earliest = stated.min()
    single = earliest[earliest == stated.max()]
    only = np.full(int(codes.max()) + 1 if len(codes) else 0, FIRST)
    only[single.index] = single.to_numpy()
    return np.where(is_total & ~is_stated, only[codes], start)


def _common_moments(codes: np.ndarray, start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gather moments that all overlap, from the earliest on; give each the days common to its gathering.

    The classic sweep by last day: a moment that begins after the first last day of a gathering opens
    the next one.
    """
    order = np.lexsort((start, end, codes))
    gathering = np.empty(len(order), dtype="int64")
    number, code, common = -1, None, 0
    rows = zip(order.tolist(), codes[order].tolist(), start[order].tolist(), end[order].tolist(), strict=True)
    for position, own, first, last in rows:
        if own != code or first > common:
            number, code, common = number + 1, own, last
        gathering[position] = number
    starts = pd.Series(start).groupby(gathering).transform("max")
    ends = pd.Series(end).groupby(gathering).transform("min")
    return starts.to_numpy(), ends.to_numpy()


def _label(
    claims: pd.DataFrame, own: np.ndarray, start: np.ndarray, end: np.ndarray, is_some: np.ndarray
) -> pd.Series:
    """Write each distinct scope once and hand it to its rows."""
    codes = codes_of(claims, [], own, start, end, is_some)
    first = first_rows(codes)
    cells = [claims[column].iloc[first].fillna("").astype("str") for column in SCOPE]
    ends = zip(_format_days(start[first], ".."), _format_days(end[first], ""), strict=True)
    said = (
        f"[{begin}..{until}]" if some else f"{begin}/{until}"
        for (begin, until), some in zip(ends, is_some[first], strict=True)
    )
    labels = ["|".join(parts) for parts in zip(*cells, said, strict=True)]
    return pd.Series(np.array(labels, dtype=object)[codes], index=claims.index, dtype="str")


def first_rows(codes: np.ndarray) -> np.ndarray:
    """Return the first row of each number, of numbers from 0 without gaps."""
    first = np.zeros(int(codes.max(initial=-1)) + 1, dtype="int64")
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return first


def _format_days(numbers: np.ndarray, opened: str) -> pd.Series:
    """Write whole numbers of days as dates, open ends as `opened`."""
    codes, days = pd.factorize(numbers)
    is_open = (days == FIRST) | (days == LAST)
    dates = np.datetime_as_string(np.where(is_open, 0, days).astype(DAY)).astype(object)
    return pd.Series(np.where(is_open, opened, dates), dtype="str").take(codes).reset_index(drop=True)


def fills_its_days(periods: pd.Series) -> np.ndarray:
    """Return which periods are named from their first day to their last, so that a flow took all of them.

    Not those of which only some days are meant, or of which it is not known where they begin or end: one of
    several days, days left open, a start not stated, doubtful or approximate ends, one end named more
    coarsely than the other.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.claims.scope import fills_its_days
    >>> periods = ["2024-12", "2024-12-14/2024-12-16", "2024-12/2024-12-17", "[2024-12-14..2024-12-16]"]
    >>> fills_its_days(pd.Series(periods)).tolist()
    [True, True, False, False]
    """
    codes, texts = pd.factorize(periods)
    return np.array([*map(_fills_its_days, texts), False], dtype=bool)[codes]


def _fills_its_days(period: str) -> bool:
    if period[:1] == "[" or (period[:1] == "{" and "," in period) or UNSURE.search(period):
        return False
    start, slash, end = period.partition("/")
    if not slash:
        return True
    if start in ("", "..") or end == "":
        return False
    return end == ".." or start.lstrip("-").count("-") == end.lstrip("-").count("-")


def on_some_days(periods: pd.Series, is_filled: np.ndarray | None = None) -> np.ndarray:
    """Return which periods mean some of the days that they span, without saying which.

    Not those with doubtful or approximate ends, which may reach beyond them. `is_filled` is what
    `fills_its_days` returns of the periods, where it is known.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.claims.scope import on_some_days
    >>> on_some_days(pd.Series(["2024-12", "[2024-12-14..2024-12-16]", "2024-12~"])).tolist()
    [False, True, False]
    """
    is_filled = fills_its_days(periods) if is_filled is None else is_filled
    is_doubtful = np.ones(len(periods), dtype=bool)
    open_ = ~is_filled & periods.notna().to_numpy(bool)
    is_doubtful[open_] = periods[open_].str.contains("[?~%]").to_numpy(bool)
    return ~is_filled & ~is_doubtful
