"""Measured months, and which claims may stand beside them.

Belongs here: what `plot_area` refuses. Does not belong here: drawing.
"""

from __future__ import annotations

import pandas as pd

from analysttools.charts.map_words import stated
from analysttools.charts.style import require_cells, require_columns
from analysttools.claims.scope import SCOPE
from analysttools.errors import NotComparableError, describe_list

NUMBERS = ["gained_km2", "lost_km2", "net_km2"]
OTHER_CUTS = ["net_day_before_km2", "net_day_after_km2"]
NEEDED = [
    *["change_id", "period", "sector", *NUMBERS, *OTHER_CUTS, "missing_days", "cut"],
    *["sector_name", "publisher"],
]
CLAIMED = [
    *["claim_id", *SCOPE, "period", "period_earliest", "period_latest", "low", "best", "high", "qualifier"],
    *["status", "derived_from", "claimant_id", "claimant", "measure_name", "population_name", "place_name"],
]
# What a claim may count to stand on the side of the gains, and who states whose: the same ground, seen from
# either side.
UP = {"area_gained_km2": "map_gained_by", "area_lost_km2": "map_lost_by"}


def require_months(changes: pd.DataFrame) -> pd.DataFrame:
    """Return the changes as they are drawn, or raise unless they are whole months of one sector."""
    changes = require_columns(changes, NEEDED, "plot_area")
    require_cells(changes, ["change_id", "period", "sector"], "plot_area")
    sectors = changes["sector"].unique()
    if len(sectors) > 1:
        raise ValueError(
            f"plot_area: the changes are of {len(sectors)} sectors ({describe_list(sectors)}), but one "
            'is drawn. Take one: choose(changes, sector="all")'
        )
    other = changes[~changes["period"].str.fullmatch(r"\d{4}-\d{2}")]
    if not other.empty:
        raise ValueError(
            f"plot_area: {len(other)} of {len(changes)} periods are no months, first "
            f"{other['period'].iloc[0]} in {other['change_id'].iloc[0]}. Measure them with "
            'changes(snapshots, every="month")'
        )
    empty = changes[NUMBERS].isna()
    wrong = (empty.any(axis=1) & ~empty.all(axis=1)) | changes[["gained_km2", "lost_km2"]].lt(0).any(axis=1)
    if wrong.any():
        raise ValueError(
            f"plot_area: the numbers of {describe_list(changes.loc[wrong, 'change_id'])} cannot be: "
            "a month has gained_km2, lost_km2 and net_km2 or none of them, and neither gains nor losses are "
            "below 0. Give the rows as changes measures them"
        )
    return changes


def require_claims(claims: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Return the claims as they are drawn, or raise unless all are alike, of the ground and of the months."""
    claims = require_columns(claims, CLAIMED, "plot_area (claims)")
    require_cells(
        claims,
        ["claim_id", *SCOPE, "period", "claimant_id", "claimant", "measure_name"],
        "plot_area (claims)",
    )
    first = claims.iloc[0]
    unlike = claims[claims[SCOPE].ne(first[SCOPE]).any(axis=1)]
    if not unlike.empty:
        raise NotComparableError.of(first, unlike.iloc[0], SCOPE)
    sector = changes["sector"].iloc[0]
    known = {measure: stated(changes, column).split(";") for measure, column in UP.items()}
    place = stated(changes, "map_place_id") if sector == "all" else sector
    if not place or not any(any(populations) for populations in known.values()):
        raise ValueError(
            "plot_area: the changes do not say whose ground the map shows, so no claim can be set beside "
            "them. State gained_by, lost_by and place_id in control_map of datapackage.json, and give "
            "with_names(changes, case)"
        )
    if first["population"] not in known.get(first["measure"], []) or first["kind"] != "flow":
        can = " or ".join(
            f"of {measure} of {' or '.join(populations)}"
            for measure, populations in known.items()
            if any(populations)
        )
        raise ValueError(
            f"plot_area: the claims count {first['measure']} of {first['population']} ({first['kind']}), but "
            f"only flows {can} can stand beside the ground gained. Choose these, and draw the others with "
            "plot_estimates"
        )
    if first["place_id"] != place:
        raise ValueError(
            f"plot_area: the claims speak of {first['place_id']}, the changes of sector {sector}, which is "
            f"{place}. Choose claims of that place, or changes of the sector that the claims speak of"
        )
    lost = claims[months_of(claims).isna() | ~months_of(claims).isin(changes["period"])]
    if not lost.empty:
        named = [f"{row.claim_id} ({row.period})" for row in lost.itertuples()]
        raise ValueError(
            f"plot_area: {len(lost)} of {len(claims)} claims are not of one of the months, from its first "
            f"day to its last: {describe_list(named)}. Leave them out, and draw them with plot_estimates"
        )
    return claims


def months_of(claims: pd.DataFrame) -> pd.Series:
    """Give the month whose first and last days a claim states; none where it may be some days of it."""
    first, last = (pd.to_datetime(claims[f"period_{end}"]) for end in ("earliest", "latest"))
    is_month = claims["period"].str.contains(r"-\d{2}/.*-\d{2}-", na=False)
    is_month &= first.dt.is_month_start & last.dt.is_month_end
    is_month &= first.dt.strftime("%Y-%m").eq(last.dt.strftime("%Y-%m"))
    return first.dt.strftime("%Y-%m").where(is_month)
