"""Captures that were claimed, against the day on which the map changed.

Belongs here: claimed days beside days of the map. Does not belong here: reading polygons (``control.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysttools.arguments import checked
from analysttools.columns import require_plain, take_columns
from analysttools.front.control import span_change, take_spells

EVENT_COLUMNS = [
    *["event_id", "place_id", "actor", "action", "status", "claimant_id"],
    *["date", "date_earliest", "date_latest"],
]
# What is no claim that the place was taken: denials, and rows that settle nothing.
DENIED = "denied"
NO_CLAIM = (DENIED, "unknown")
# Places of which the map says nothing.
SILENT = {"not_covered": "the polygons do not cover the place", "no_coordinates": "no coordinates"}
COLUMNS = ["spell_id", "map_day_earliest", "map_day", "lead_least", "lead_most", "finding"]


@checked()
def compare_with_map(
    events: pd.DataFrame,
    control: pd.DataFrame,
    *,
    occupiers: Sequence[str],
    denials: bool = False,
) -> pd.DataFrame:
    """Set each capture that was claimed against the day on which the map changed.

    Where a place changed sides more than once, the
    change nearest to the claimed day counts. A place is one point: a town through which the line runs is
    taken, in words, days or weeks before or after its point. The map is a claim of its maker: the maker's
    own captures set against it are no second witness.

    Parameters
    ----------
    events : DataFrame
        One row an event, with the columns of ``events``. Those of the action ``captured`` count, but for
        denials and rows that settle nothing (status ``denied`` or ``unknown``).
    control : DataFrame
        One row a spell, as `control_at` gives them.
    occupiers : sequence of str
        The actors whose captures the polygons show as occupied, such as ``case.control_map.gained_by``. Those
        of any other named actor are changes to the side that is not.
    denials : bool, optional
        If True, rows that deny a capture (status ``denied``) count too, by the day of the denial.

    Returns
    -------
    DataFrame
        One row a claimed capture, or one denied, in the order of `events`, which keep their further columns:
        ``spell_id`` (the spell that began with the change),
        ``map_day_earliest`` and ``map_day`` (between which the map changed to the side of the actor; two
        days where maps are missing between), ``lead_least`` and ``lead_most`` (days by which the claimed
        day came before the map; negative: after it; missing: an open date, or no such change) and ``finding``
        (the same in words).

    Raises
    ------
    ValueError
        If columns are missing, or the spells are of several maps.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import compare_with_map
    >>> day = pd.Timestamp("2024-12-15")
    >>> event = {"event_id": "a", "place_id": "town", "actor": "north", "action": "captured"}
    >>> event |= {"status": "claimed", "claimant_id": "mod", "date": "2024-12-15"}
    >>> events = pd.DataFrame([event | {"date_earliest": day, "date_latest": day}])
    >>> days = pd.to_datetime(["2024-07-08", "2024-12-18"])
    >>> spells = {"spell_id": ["town-1", "town-2"], "place_id": "town", "first_day": days}
    >>> spells |= {"side": ["not_occupied", "occupied"]}
    >>> spells |= {"last_day": pd.to_datetime(["2024-12-17", "2025-04-30"])}
    >>> spells |= {"changed_after": pd.to_datetime([None, "2024-12-17"])}
    >>> print(compare_with_map(events, pd.DataFrame(spells), occupiers=["north"])["finding"].iloc[0])
    3 days before the map changed
    """
    missing = [column for column in EVENT_COLUMNS if column not in events]
    if missing:
        raise ValueError(
            f"compare_with_map: the columns {', '.join(missing)} of events are missing. Give the events of a "
            "case"
        )
    require_plain("compare_with_map (events)", events)
    typed = take_columns("compare_with_map (events)", events, EVENT_COLUMNS)
    control = take_spells("compare_with_map", control)
    control = control.assign(**span_change(control))
    left_out = [status for status in NO_CLAIM if not (denials and status == DENIED)]
    is_claimed = (typed["action"].eq("captured") & ~typed["status"].isin(left_out)).to_numpy()
    claimed = events[is_claimed]
    spells = dict(iter(control.groupby("place_id")))
    rows = typed.loc[is_claimed, EVENT_COLUMNS].to_dict("records")
    found = [_compare(event, spells.get(event["place_id"]), occupiers) for event in rows]
    result = pd.DataFrame(found, columns=COLUMNS, index=claimed.index)
    days, numbers = dict.fromkeys(COLUMNS[1:3], "datetime64[s]"), dict.fromkeys(COLUMNS[3:5], "Int64")
    result = result.astype({**days, **numbers, "spell_id": "str", "finding": "str"})
    return claimed.assign(**dict(result.items()))  # by row: labels may be there twice


def _compare(event: dict[str, Any], spells: pd.DataFrame | None, occupiers: Sequence[str]) -> tuple[Any, ...]:
    """Find the change of the map that is nearest to the claimed day, and by how much it differs."""
    nothing = ("", pd.NaT, pd.NaT, pd.NA, pd.NA)
    if spells is None:
        return (*nothing, "the place is not among those compared")
    if spells["side"].iloc[0] in SILENT:
        return (*nothing, SILENT[spells["side"].iloc[0]])
    early, late = event["date_earliest"], event["date_latest"]
    if pd.isna(early) and pd.isna(late):
        return (*nothing, "the claim has no day")
    if not isinstance(event["actor"], str) or not event["actor"]:
        return (*nothing, "it is not said whose forces")
    theirs = spells[spells["side"].eq("occupied" if event["actor"] in occupiers else "not_occupied")]
    if theirs.empty:
        return (
            *nothing,
            f"the map does not show it, up to its last day, {spells['last_day'].max().date()}",
        )
    known = [day for day in (early, late) if not pd.isna(day)]
    middle = known[0] + (known[-1] - known[0]) / 2
    changed = theirs[theirs["changed_after"].notna()]
    was_so = theirs[theirs["changed_after"].isna() & (theirs["last_day"] >= middle)]
    if changed.empty or not was_so.empty:
        return (
            *nothing,
            f"the map shows it so from its first day on, {spells['first_day'].min().date()}",
        )
    nearest = changed.loc[(changed["map_day"] - middle).abs().idxmin()]
    first, last = nearest["map_day_earliest"], nearest["map_day"]
    least = pd.NA if pd.isna(late) else (first - late).days
    most = pd.NA if pd.isna(early) else (last - early).days
    return (nearest["spell_id"], first, last, least, most, _describe_lead(least, most))


def _describe_lead(least: Any, most: Any) -> str:
    """Return by how many days a claim came before or after the change of the map."""
    before, after = "before the map changed", "after the map changed"
    if pd.isna(least):
        return f"at most {_days(most)} {before}" if most >= 0 else f"at least {_days(-most)} {after}"
    if pd.isna(most):
        return f"at least {_days(least)} {before}" if least > 0 else f"at most {_days(-least)} {after}"
    if least == most == 0:
        return "on the day on which the map changed"
    if least >= 0:
        return f"{_days(least) if least == most else f'{least} to {_days(most)}'} {before}"
    if most <= 0:
        return f"{_days(-most) if least == most else f'{-most} to {_days(-least)}'} {after}"
    return f"between {_days(-least)} after and {_days(most)} {before}"


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"
