"""Putting what was newly measured behind what is known.

Belongs here: rows of the measured tables, old and new. Does not belong here: measuring, files.
"""

from __future__ import annotations

import pandas as pd

from analysttools.front.pairs import say_days
from analysttools.front.snapshots import missing_days


def with_gaps(daily: pd.DataFrame) -> pd.DataFrame:
    """Name the days without a file between what was measured before and what is new."""
    gaps = missing_days(daily["day"].unique())
    named = daily.loc[daily["day"].eq(daily["day"].iloc[0]), ["sector"]].merge(
        pd.DataFrame({"day": gaps}), "cross"
    )
    if named.empty:
        return daily
    named["area_id"] = named["day"].dt.strftime("%Y-%m-%d-") + named["sector"]
    joined = pd.concat([daily, named])
    return joined.sort_values("day", kind="stable", ignore_index=True)


def join(old: pd.DataFrame, new: pd.DataFrame, key: str) -> pd.DataFrame:
    """Put the rows behind those known that are not among them."""
    added = new[~new[key].isin(old[key])]
    return pd.concat([old, added], ignore_index=True) if len(old) else added.reset_index(drop=True)


def join_months(old: pd.DataFrame, new: pd.DataFrame, daily: pd.DataFrame) -> pd.DataFrame:
    """Put months behind those known; those whose cut a day later had no file yet are taken anew.

    A month without numbers, although the days of its cut were measured, is left out: their files are not
    among those given now. Which days are missing is told by the days that were measured.
    """
    known = daily.dropna(subset=["area_km2"])["day"].unique()
    is_cut = new["from_day"].isin(known) & new["to_day"].isin(known)
    new = new[new["net_km2"].notna() | ~is_cut]
    gaps = pd.Series(missing_days(known), dtype="datetime64[s]")
    between = [gaps[gaps.between(*days)] for days in zip(new["from_day"], new["to_day"], strict=True)]
    new = new.assign(missing_days=[say_days(days) for days in between])
    later = new.loc[new["net_day_after_km2"].notna(), "change_id"]
    is_open = old["net_day_after_km2"].isna() & old["change_id"].isin(later)
    joined = join(old[~is_open], new, "change_id")
    return joined.sort_values("from_day", kind="stable", ignore_index=True)


def join_spells(old: pd.DataFrame, new: pd.DataFrame, days: pd.Series) -> pd.DataFrame:
    """Let spells go on, or end where the new files show the other side."""
    if old.empty:
        return new
    joined = pd.concat([old, new]).sort_values(["place_id", "first_day"], kind="stable", ignore_index=True)
    before = joined.groupby("place_id")[["side", "last_day"]].shift()
    goes_on = joined["side"].eq(before["side"])
    joined["spell"] = (~goes_on).groupby(joined["place_id"]).cumsum()
    is_seam = joined["changed_after"].isna() & before["last_day"].notna() & ~goes_on
    joined["changed_after"] = joined["changed_after"].where(~is_seam, before["last_day"])
    gaps = pd.Series(missing_days(days.unique()))
    for row in joined.index[is_seam]:
        between = gaps[gaps.between(before.at[row, "last_day"], joined.at[row, "first_day"])]
        joined.at[row, "missing_days"] = say_days(between)
    last = joined.groupby(["place_id", "spell"])["last_day"].transform("max")
    joined = joined.assign(last_day=last)[~goes_on]
    joined["spell_id"] = joined["place_id"] + "-" + joined["spell"].astype(str)
    return joined[new.columns].reset_index(drop=True)


def missing_months(days: pd.Series, measured: pd.Series, cut_day: int) -> list[str]:
    """Name the months between the first and the last day, cut to cut, that are not measured."""
    cut = pd.Timedelta(days=cut_day - 1)
    months = pd.period_range(days.min(), days.max(), freq="M")
    whole = [
        month
        for month in months
        if month.to_timestamp() + cut >= days.min() and (month + 1).to_timestamp() + cut <= days.max()
    ]
    return [str(month) for month in whole if str(month) not in set(measured)]
