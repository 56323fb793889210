"""Every chart on the real case: what the notebooks draw, and more, for tests and benchmarks."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from matplotlib.axes import Axes

import analysttools as at

LOSSES = ["killed", "wounded", "killed_or_wounded", "casualties_all"]
Draw = Callable[[at.Case, str, float], Axes]


def _claims(case: at.Case, lang: str) -> pd.DataFrame:
    return at.with_names(case.claims, case, lang)


def _front(case: at.Case, lang: str) -> pd.DataFrame:
    return at.with_names(at.choose(case.events, category="front"), case, lang)


def two_numbers(case: at.Case, lang: str, width: float) -> Axes:
    """Draw the two numbers of the founding article."""
    two = at.choose(_claims(case, lang), claim_id=["us-intelligence-2024-10-deployed", "nyt-2024-massed"])
    return at.plot_estimates(two, lang=lang, size=width)


def in_kursk(case: at.Case, lang: str, width: float) -> Axes:
    """Draw North Koreans in Kursk, with what most origins agree on and the envelope."""
    rows = at.choose(_claims(case, lang), measure="personnel_in_area", population="dprk", kind="stock")
    rows = at.choose(rows, place_id="kursk-oblast").tail(6)
    settled = {which.__name__: which(rows, chains=case.claims) for which in (at.consensus, at.envelope)}
    return at.plot_estimates(rows, lang=lang, size=width, **settled)


def massed(case: at.Case, lang: str, width: float) -> Axes:
    """Draw what was massed for an operation, by population: long titles."""
    rows = at.choose(_claims(case, lang), measure=["personnel_massed", "personnel_planned"])
    return at.plot_estimates(rows, lang=lang, size=width)


def all_estimates(case: at.Case, lang: str, width: float) -> Axes:
    """Draw some of all losses that were claimed, most of them in blocks of their own."""
    rows = at.choose(_claims(case, lang), measure=[*LOSSES, "captured", "missing"]).iloc[::10]
    return at.plot_estimates(rows, lang=lang, size=width)


def sent(case: at.Case, lang: str, width: float) -> Axes:
    """Draw how the totals of soldiers sent to Russia moved."""
    rows = at.choose(_claims(case, lang), measure="personnel_deployed", kind="cumulative", place_id="russia")
    return at.plot_history(rows, lang=lang, size=width)


def killed(case: at.Case, lang: str, width: float) -> Axes:
    """Draw how the totals of the killed moved."""
    rows = at.choose(_claims(case, lang), measure="killed", kind="cumulative", place_id="kursk-oblast")
    return at.plot_history(at.choose(rows, population="dprk"), lang=lang, size=width)


def held(case: at.Case, lang: str, width: float) -> Axes:
    """Draw the area of Kursk oblast held by Ukraine, repeats and all, by the time it speaks of."""
    rows = at.choose(_claims(case, lang), measure="area_held_km2", place_id="kursk-oblast")
    return at.plot_history(rows, by="period", lang=lang, size=width)


def reconciled(case: at.Case, lang: str, width: float) -> Axes:
    """Draw the killed that South Korea claims, and what follows from its claims of the wounded too."""
    rows = at.choose(_claims(case, lang), measure=LOSSES, population="dprk", side="south_korea")
    rows = at.choose(rows, derived_from=None, kind="cumulative", place_id="kursk-oblast")
    implied = at.reconcile(rows, case.parts, lang=lang).implied
    dead = implied[implied["measure"].eq("killed")]
    behind = ";".join([*dead["by_low"], *dead["by_high"]]).split(";")
    drawn = rows[rows["measure"].eq("killed") | rows["claim_id"].isin(behind)]
    return at.plot_reconciled(drawn, dead, lang=lang, size=width)


def losses(case: at.Case, lang: str, width: float) -> Axes:
    """Draw losses of North Koreans, totals and flows."""
    rows = at.choose(_claims(case, lang), measure=LOSSES[:3], kind=["cumulative", "flow"], population="dprk")
    rows = rows.iloc[::3]
    rows = rows[rows["kind"].eq("flow") | rows["place_id"].eq("kursk-oblast")]
    return at.plot_losses(rows, case.parts, lang=lang, size=width)


def captured(case: at.Case, lang: str) -> pd.DataFrame:
    """Return the captures of the front that DeepStateMap covers, with names."""
    events = _front(case, lang)
    return events[events["action"].eq("captured") & events["sector"].ne("kursk")]


def sectors(case: at.Case, lang: str, width: float) -> Axes:
    """Draw the growth of the ground in the sector that is measured, and outside of it, with the captures."""
    measured = at.choose(case.daily_area, source_id=case.control_map.source_id)
    measured = at.with_names(measured[measured["map_day"].ge("2024-08-06")], case, lang)
    taken = captured(case, lang)
    taken = taken.assign(sector=taken["sector"].where(taken["sector"].isin(measured["sector"]), "other"))
    return at.plot_sectors(measured, taken, elsewhere="other", lang=lang, size=width)


def captures(case: at.Case, lang: str, width: float) -> Axes:
    """Draw when captures were claimed and denied, against the map."""
    spells = at.with_names(at.choose(case.control, source_id=case.control_map.source_id), case, lang)
    map_ = {"occupiers": case.control_map.gained_by}
    compared = at.compare_with_map(captured(case, lang), spells, **map_, denials=True)
    return at.plot_captures(compared, spells, lang=lang, size=width)


def timeline(case: at.Case, lang: str, width: float) -> Axes:
    """Draw the events of diplomacy in lanes."""
    events = at.with_names(at.choose(case.events, category="diplomatic"), case, lang)
    return at.plot_timeline(events.head(12), lang=lang, size=width)


def drift(case: at.Case, lang: str, width: float) -> Axes:
    """Draw what became of six numbers that were repeated."""
    rows = _claims(case, lang)
    changes = at.drift(rows, case.parts)
    shown = changes["derived_from"].drop_duplicates().tail(6)
    return at.plot_drift(rows, changes[changes["derived_from"].isin(shown)], lang=lang, size=width)


def sources(case: at.Case, lang: str, width: float) -> Axes:
    """Draw who told whom of the killed and wounded."""
    rows = at.choose(_claims(case, lang), measure="killed_or_wounded", population="dprk").head(6)
    return at.plot_sources(rows, chains=case.claims, lang=lang, size=width)


def table(case: at.Case, lang: str, width: float) -> Axes:
    """Draw claims of the killed as a table."""
    rows = at.choose(_claims(case, lang), measure="killed", population="dprk")
    return at.plot_table(rows.tail(6), lang=lang, size=width)


def area(case: at.Case, lang: str, width: float) -> Axes:
    """Draw the ground gained and lost by month, with what was claimed of whole months."""
    months = at.with_names(at.choose(case.monthly_change, sector="all"), case, lang)
    rows = at.choose(_claims(case, lang), measure="area_gained_km2", population="russia", kind="flow")
    rows = at.choose(rows, place_id="ukraine")
    first, last = rows["period_earliest"], rows["period_latest"]
    is_whole = first.dt.is_month_start & last.dt.is_month_end & rows["period"].str.contains("/")
    is_one = first.dt.to_period("M").eq(last.dt.to_period("M"))
    is_measured = first.dt.strftime("%Y-%m").isin(months["period"])
    return at.plot_area(months, rows[is_whole & is_one & is_measured], lang=lang, size=width)


def held_area(case: at.Case, lang: str, width: float) -> Axes:
    """Draw the area of Kursk oblast held by Ukraine, as claimed."""
    rows = at.choose(_claims(case, lang), measure="area_held_km2", place_id="kursk-oblast")
    return at.plot_held_area(rows, lang=lang, size=width)


CHARTS: list[Draw] = [
    two_numbers,
    in_kursk,
    massed,
    all_estimates,
    sent,
    killed,
    reconciled,
    held,
    losses,
    sectors,
    captures,
    timeline,
    drift,
    sources,
    table,
    area,
    held_area,
]
