"""By how much the ground grew in each sector between two days of a map.

Belongs here: differences of measured areas, as a table. Does not belong here: measuring
(``daily_areas.py``), other outlines (``cells.py``).
"""

from __future__ import annotations

import pandas as pd

from analysttools.arguments import checked
from analysttools.case.loading import Case
from analysttools.case.vocabulary import with_names
from analysttools.columns import take_columns
from analysttools.errors import describe_list
from analysttools.front.sectors import ALL
from analysttools.locales import read_texts

COLUMNS = [
    *["change_id", "sector", "from_day", "to_day", "days", "before_km2", "after_km2", "net_km2"],
    *["km2_a_day", "outline", "source_id"],
]
NEEDED = ["area_id", "map_day", "sector", "area_km2", "source_id"]
# The row of what lies in no sector.
ELSEWHERE = "elsewhere"
# A hundredth of a hectare, as areas are written.
DECIMALS = 4
WORDS = read_texts("charts.sectors")


@checked()
def growth_by_sector(
    case: Case,
    first: str | pd.Timestamp,
    last: str | pd.Timestamp,
    *,
    source_id: str | None = None,
    whole: bool = False,
    lang: str = "en",
) -> pd.DataFrame:
    """Return by how much the ground on a map of control grew in each sector between two days.

    Sectors are outlines drawn by hand; `growth_if_moved` says how much another outline would change.

    Parameters
    ----------
    case : Case
        Its ``daily_area`` and ``sectors``.
    first, last : str or Timestamp
        Days that the map shows.
    source_id : str, optional
        The source of the map. None takes the first map of the case.
    whole : bool, optional
        If True, what lies in no sector ("elsewhere") and the whole map ("all") are the last two rows.
    lang : {"en", "fr"}, optional
        Language of the names.

    Returns
    -------
    DataFrame
        One row a sector, the one that grew most first: ``change_id`` (the ids of the two areas), ``sector``,
        ``sector_name``, ``from_day``, ``to_day``, ``days`` between them, ``before_km2``, ``after_km2``,
        ``net_km2`` (their difference), ``km2_a_day``, ``outline`` (WKT; none for the last two rows),
        ``source_id``, and what `with_names` says of the map. `plot_front_map` takes it as ``sectors``.

    Raises
    ------
    ValueError
        If the first day is not before the last, the map shows no such day, no sector was measured on it,
        or a sector has an area on one of the days alone.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.front import growth_by_sector
    >>> growth = growth_by_sector(load_case("tests/cases/strait"), "2031-03-01", "2031-05-01", whole=True)
    >>> print(growth[["sector_name", "days", "net_km2", "km2_a_day"]].round(1).to_string(index=False))
            sector_name  days  net_km2  km2_a_day
           Strait strip    61   4554.1       74.7
    outside the sectors    61      0.1        0.0
              Whole map    61   4554.2       74.7
    """
    days = pd.Timestamp(first), pd.Timestamp(last)
    if not days[0] < days[1]:
        raise ValueError(
            f"growth_by_sector: {days[0].date()} is not before {days[1].date()}, so that gained and lost "
            "would change places. Give the earlier day first"
        )
    source_id = source_id or case.control_map.source_id
    found = _areas_of(case, days, source_id)
    sectors = found.drop(index=ALL)
    if sectors.empty and not whole:
        raise ValueError(
            f'growth_by_sector: no sector was measured on the map of "{source_id}". Draw outlines in '
            "sectors.csv and measure it again, or take the whole map: whole=True"
        )
    grown = sectors["after_km2"] - sectors["before_km2"]
    parts = [sectors.loc[grown.sort_values(ascending=False, kind="stable").index]]
    parts += [_rest(found, sectors), found.loc[[ALL]]] if whole else []
    frame = pd.concat(parts).rename_axis("sector").reset_index()
    net = (frame["after_km2"] - frame["before_km2"]).round(DECIMALS) + 0.0
    span = (days[1] - days[0]).days
    frame = frame.assign(from_day=days[0], to_day=days[1], days=span, net_km2=net, km2_a_day=net / span)
    return _with_outlines_and_names(frame.assign(source_id=source_id), case, lang)


def _with_outlines_and_names(frame: pd.DataFrame, case: Case, lang: str) -> pd.DataFrame:
    """Return rows with the outline of each sector, and its name or that of the last two rows."""
    outlines = (
        dict(zip(case.sectors["sector_id"], case.sectors["outline"], strict=True))
        if "outline" in case.sectors
        else {}
    )
    named = with_names(frame.assign(outline=frame["sector"].map(outlines))[COLUMNS], case, lang)
    words = {ELSEWHERE: WORDS[lang]["rest"], ALL: WORDS[lang]["whole map"]}
    own = named["sector"].map(words).fillna(named["sector_name"])
    return named.assign(sector_name=own)


def _areas_of(case: Case, days: tuple[pd.Timestamp, pd.Timestamp], source_id: str) -> pd.DataFrame:
    """Return the areas of two days of a map by sector, or raise if one has an area on one day alone."""
    before, after = (_areas_on(case, day, source_id) for day in days)
    alone = before.index.symmetric_difference(after.index)
    if len(alone):
        lacking = [
            f"{describe_list(missing)} on {day.date()}"
            for day, areas in zip(days, (before, after), strict=True)
            if len(missing := alone.difference(areas.index))
        ]
        raise ValueError(
            f"growth_by_sector: daily_area has no area of {' and of '.join(lacking)}, on the map of "
            f'"{source_id}". Growth needs an area of each sector on both days. Choose days on which all have '
            "one, or measure them again"
        )
    areas = pd.DataFrame({"before_km2": before["area_km2"], "after_km2": after["area_km2"]}, before.index)
    areas.insert(0, "change_id", before["area_id"] + ";" + after["area_id"])
    return areas


def _rest(found: pd.DataFrame, sectors: pd.DataFrame) -> pd.DataFrame:
    """Return what lies in no sector, under the ids of the whole map."""
    areas = ["before_km2", "after_km2"]
    rest = found.loc[[ALL], areas] - sectors[areas].sum()
    return found.loc[[ALL]].assign(**rest).rename(index={ALL: ELSEWHERE})


def _areas_on(case: Case, day: pd.Timestamp, source_id: str) -> pd.DataFrame:
    """Return the areas of a day of a map by sector, or raise with the days around it."""
    areas = take_columns("growth_by_sector", case.daily_area, NEEDED)
    own = areas[areas["source_id"].eq(source_id)].dropna(subset=["area_km2"])
    if own.empty:
        raise ValueError(
            f'growth_by_sector: nothing was measured on a map of "{source_id}". There are maps of: '
            f"{describe_list(areas['source_id'].unique())}"
        )
    found = own[own["map_day"].eq(day)]
    if found.empty:
        days = own["map_day"]
        near = [days[days < day].max(), days[days > day].min()]
        raise ValueError(
            f'growth_by_sector: the map of "{source_id}" has no area for {day.date()}. Days near it that '
            f"have one: {', '.join(str(one.date()) for one in near if not pd.isna(one))}"
        )
    return found.set_index("sector")[["area_id", "area_km2"]]
