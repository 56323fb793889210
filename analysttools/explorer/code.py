"""The lines that give a view: what the explorer runs, and what its user takes away.

Belongs here: Python text made from what is chosen. Does not belong here: running it (``views.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import NamedTuple

import pandas as pd

from analysttools.case.loading import Case
from analysttools.charts.front_map.arrangement import window_of
from analysttools.claims.consensus import consensus, envelope
from analysttools.claims.scope import scopes
from analysttools.explorer.chart_choice import NUMBERS, THING, fitting_chart
from analysttools.explorer.selection import select
from analysttools.explorer.state import State
from analysttools.locales import read_texts

WORDS = read_texts("explorer.panel")

# So many rows a picture shows at most, the latest, and so many pictures a view.
ROWS, FEW, PICTURES = 11, 6, 3
# So many events and claims are a list of a page's height, and so many events a map of one.
EVENTS, CLAIMS, PLACED = 7, 4, 60
# So many repeats are words that fit a page, and so many claims with who passed them on.
REPEATS, TOLD = 6, 10
# So many marks a chart against time shows at most, the latest.
MARKS = 40


@dataclass(frozen=True)
class ViewCode:
    """The lines of one view.

    Attributes
    ----------
    body : str
        Lines that draw, given ``at`` (the package) and ``case``; they leave ``ax``, or ``charts``, a list of
        Axes with the rows that each draws.
    rows : str
        What holds the rows drawn, as Python; empty where the body leaves ``charts``.
    notes : tuple of str
        What the view leaves out, a sentence each.
    chart : str
        Which chart it is, of `CHARTS`.
    """

    body: str
    rows: str = ""
    notes: tuple[str, ...] = ()
    chart: str = "estimates"

    def whole(self, case: Case, name: str, title: str, folder: str, lang: str) -> str:
        """Return the lines of a whole cell: imports, the case, the view, the saved figure."""
        spoken = "" if lang == "en" else f', lang="{lang}"'
        end = f"{title!r}, folder={folder!r}{spoken})"
        lines = ["import analysttools as at", "", f"case = at.load_case({str(case.folder)!r})", self.body]
        if self.rows:
            lines += [f"at.save_figure(ax, {name!r}, {self.rows}, title={end}"]
        else:
            lines.insert(0, "from IPython.display import display\n")
            lines += ["for number, (ax, rows) in enumerate(charts, start=1):"]
            lines += [f'    name, nth = {name!r} + f"-{{number}}", f"{{number}}/{{len(charts)}}: "']
            lines += [f"    display(at.save_figure(ax, name, rows, title=nth + {end})"]
        return "\n".join(lines) + "\n"


class _Given(NamedTuple):
    """What the lines of a chart are made from."""

    case: Case
    state: State
    lang: str
    claims: pd.DataFrame

    @property
    def spoken(self) -> str:
        return "" if self.lang == "en" else f', lang="{self.lang}"'

    def selected(self, table: str = "claims", state: State | None = None) -> str:
        """Write the call of `select`."""
        chosen = str(self.state if state is None else state)
        named = "" if table == "claims" else f', "{table}"'
        return f"at.select(case{named}{self.spoken}{f', {chosen}' if chosen else ''})"

    def note(self, name: str, count: int = 0, all_: int = 0) -> str:
        """Return what the chart leaves out."""
        return WORDS[self.lang][name].format(count=count, all=all_)


def write_code(case: Case, state: State, chart: str, lang: str) -> ViewCode:
    """Write the lines that draw what is chosen as one chart.

    Parameters
    ----------
    case : Case
        The case.
    state : State
        What is chosen.
    chart : str
        One of `CHARTS`, or "fitting" for the one that fits.
    lang : {"en", "fr"}
        Language of the chart.

    Returns
    -------
    ViewCode

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.code import write_code
    >>> from analysttools.explorer.state import State
    >>> case = load_case("tests/cases/strait")
    >>> print(write_code(case, State(measure=("wounded",)), "estimates", "en").body)
    claims = at.select(case, measure="wounded")
    ax = at.plot_estimates(claims)
    """
    claims = select(case, lang=lang, **vars(state))
    given = _Given(case, state, lang, claims)
    name = fitting_chart(claims, case) if chart == "fitting" else chart
    return replace(_WRITERS[name](given), chart=name)


def _estimates(given: _Given) -> ViewCode:
    claims, lines, notes = _counting(given)
    drawn = claims.tail(ROWS)
    is_whole = len(drawn) == len(claims)
    if not is_whole:
        lines += [f"claims = claims.tail({ROWS})"]
        notes += [given.note("limited", ROWS, len(claims))]
    computed = ""
    if is_whole and _agree(drawn, given):
        known = "" if given.state.as_of is None else f', known_by="{given.state.as_of}"'
        lines += [f"agreed = at.consensus(claims, chains=case.claims{known})"]
        lines += [f"spread = at.envelope(claims, chains=case.claims{known})"]
        lines += ['agreed, spread = agreed[agreed["origins"] > 1], spread[spread["origins"] > 1]']
        computed = ", consensus=agreed, envelope=spread"
    lines += [f"ax = at.plot_estimates(claims{computed}{given.spoken})"]
    return ViewCode("\n".join(lines), "claims", tuple(notes))


def _agree(claims: pd.DataFrame, given: _Given) -> bool:
    """Return whether several origins are about one number, as was known on the day of the view."""
    settled = {"chains": given.case.claims, "known_by": given.state.as_of}
    found = (compute(claims, **settled)["origins"] for compute in (consensus, envelope))
    return all((origins > 1).any() for origins in found)


def _counting(given: _Given) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Begin with the claims that count something: give them, the lines, what they leave out."""
    claims = given.claims
    lines = [f"claims = {given.selected()}"]
    is_counting = claims["kind"].notna()
    if not is_counting.any():
        raise ValueError(given.note("nothing counted"))
    if is_counting.all():
        return claims, lines, []
    return (
        claims[is_counting],
        [*lines, 'claims = claims[claims["kind"].notna()]'],
        [given.note("no kind", int((~is_counting).sum()))],
    )


def _history(given: _Given) -> ViewCode:
    claims, lines, notes = _counting(given)
    has_number = claims[NUMBERS].notna().any(axis=1)
    if not has_number.any():
        raise ValueError(given.note("no numbers"))
    things = scopes(claims, over_time=True)
    is_told = has_number.groupby(things).transform("any")
    if not is_told.all():
        notes += [given.note("no number", int((~is_told).sum()))]
        lines += [f"has_number = claims[{NUMBERS!r}].notna().any(axis=1)".replace("'", '"')]
        lines += ["things = at.scopes(claims, over_time=True)"]
        lines += ['claims = claims[has_number.groupby(things).transform("any")]']
        things = scopes(claims[is_told], over_time=True)
    made, plot = "at.scopes(claims, over_time=True)", f"at.plot_history(rows{given.spoken})"
    return _each(given, lines, notes, things, made, plot)


def _losses(given: _Given) -> ViewCode:
    claims = given.claims
    lines, notes = [f"claims = {given.selected()}"], []
    is_counted = claims["kind"].isin(["cumulative", "flow"]).to_numpy()
    is_dated = claims[["period_earliest", "period_latest"]].notna().any(axis=1).to_numpy()
    if not (is_counted & is_dated).any():
        raise ValueError(given.note("nothing lost"))
    if not is_counted.all():
        notes += [given.note("no loss", int((~is_counted).sum()))]
        lines += ['claims = claims[claims["kind"].isin(["cumulative", "flow"])]']
    if not is_dated[is_counted].all():
        notes += [given.note("no time", int((~is_dated[is_counted]).sum()))]
        lines += ['claims = claims.dropna(subset=["period_earliest", "period_latest"], how="all")']
    claims = claims[is_counted & is_dated]
    things = claims.groupby(THING, dropna=False, sort=False).ngroup()
    made = f"claims.groupby({THING!r}, dropna=False, sort=False).ngroup()".replace("'", '"')
    return _each(given, lines, notes, things, made, f"at.plot_losses(rows, case.parts{given.spoken})")


def _each(
    given: _Given, lines: list[str], notes: list[str], things: pd.Series, made: str, plot: str
) -> ViewCode:
    """Write one chart for all rows, or one for each thing that is counted, the most frequent first."""
    count, most = things.nunique(), int(things.value_counts().max())
    last = f".tail({MARKS})" if most > MARKS else ""
    notes += [given.note("limited marks", MARKS, most)] if last else []
    if count <= 1:
        lines += [f"claims = claims{last}"] if last else []
        lines += [f"ax = {plot.replace('(rows', '(claims')}"]
        return ViewCode("\n".join(lines), "claims", tuple(notes))
    notes += [
        given.note("more things", PICTURES, count) if count > PICTURES else given.note("pictures", count)
    ]
    lines += [f"things = {made}"]
    lines += [f"largest = things.value_counts().index[:{PICTURES}]"]
    lines += [f"panels = [claims[things == one]{last} for one in largest]"]
    lines += [f"charts = [({plot}, rows) for rows in panels]"]
    return ViewCode("\n".join(lines), "", tuple(notes))


def _timeline(given: _Given) -> ViewCode:
    events = select(given.case, "events", lang=given.lang, **vars(given.state))
    lines, notes = [f"events = {given.selected('events')}"], []
    if len(events) > EVENTS:
        lines[0] += f".tail({EVENTS})"
        notes += [given.note("limited events", EVENTS, len(events))]
    if given.claims.empty:
        lines += [f"ax = at.plot_event_list(events{given.spoken})"]
        return ViewCode("\n".join(lines), "events", tuple(notes))
    lines += [f"claims = {given.selected()}"]
    if len(given.claims) > CLAIMS:
        lines[-1] += f".tail({CLAIMS})"
        notes += [given.note("limited", CLAIMS, len(given.claims))]
    lines += [f"ax = at.plot_event_list(events, claims{given.spoken})"]
    return ViewCode("\n".join(lines), "[events, claims]", tuple(notes))


def _drift(given: _Given) -> ViewCode:
    repeats = int(given.claims["derived_from"].notna().sum())
    if not repeats:
        raise ValueError(given.note("no repeats"))
    notes = [given.note("limited repeats", REPEATS, repeats)] if repeats > REPEATS else []
    lines = [
        f'repeats = {given.selected()}.dropna(subset="derived_from").tail({REPEATS})',
        'wanted = {*repeats["claim_id"], *repeats["derived_from"].str.split(";").explode()}',
        f"everything = {given.selected(state=State())}",
        'claims = everything[everything["claim_id"].isin(wanted)]',
        "changes = at.drift(claims, case.parts, chains=everything)",
        'changes = changes[changes["claim_id"].isin(repeats["claim_id"])]',
        'claims = claims[claims["claim_id"].isin({*changes["claim_id"], *changes["derived_from"]})]',
        f"ax = at.plot_drift(claims, changes{given.spoken})",
    ]
    return ViewCode("\n".join(lines), "claims", tuple(notes))


def _sources(given: _Given) -> ViewCode:
    lines, notes = [f"claims = {given.selected()}"], []
    if len(given.claims) > TOLD:
        lines[0] += f".tail({TOLD})"
        notes += [given.note("limited", TOLD, len(given.claims))]
    lines += [f"ax = at.plot_sources(claims, chains=case.claims{given.spoken})"]
    return ViewCode("\n".join(lines), "claims", tuple(notes))


def _map(given: _Given) -> ViewCode:
    events = select(given.case, "events", lang=given.lang, **vars(given.state))
    of_front = events[events["sector"].notna()]
    places = given.case.places[["place_id", "lat", "lon"]].dropna()
    if of_front.empty:
        raise ValueError(given.note("no front"))
    unplaced = int((~of_front["place_id"].isin(places["place_id"])).sum())
    notes = [given.note("not of front", len(events) - len(of_front))] if len(of_front) < len(events) else []
    notes += [given.note("no place", unplaced)] if unplaced else []
    count = len(of_front) - unplaced
    last = f".tail({PLACED})" if count > PLACED else ""
    notes += [given.note("limited events", PLACED, count)] if last else []
    lines = [
        f"events = {given.selected('events')}",
        'places = case.places[["place_id", "lat", "lon"]].dropna()',
        f'events = events[events["sector"].notna()].merge(places, on="place_id"){last}',
        f"ax = at.plot_front_map(events, at.read_base_map(case){_window(given, places)}{given.spoken})",
    ]
    return ViewCode("\n".join(lines), "events", tuple(notes))


def _window(given: _Given, places: pd.DataFrame) -> str:
    """Frame what the other choices leave on any day: the map stays while the day moves."""
    if given.state.as_of is None:
        return ""
    ever = select(given.case, "events", **vars(replace(given.state, as_of=None)))
    placed = ever[ever["sector"].notna()].merge(places, on="place_id")
    if placed.empty:
        return ""
    west, south, east, north = window_of(placed)
    sides = floor(west * 100), floor(south * 100), ceil(east * 100), ceil(north * 100)
    return f", window=({', '.join(f'{side / 100:g}' for side in sides)})"


_WRITERS: dict[str, Callable[[_Given], ViewCode]] = {
    "estimates": _estimates,
    "history": _history,
    "losses": _losses,
    "timeline": _timeline,
    "drift": _drift,
    "sources": _sources,
    "map": _map,
}
