"""What the public functions say to an argument of a wrong kind: which, what it is, what it must be."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
from matplotlib.figure import Figure
from test_types import (
    BASE_MAP,
    CELLS,
    CLAIMS,
    COMPARED,
    CONTROL,
    DAILY,
    EVENTS,
    IMPLIED,
    MEASURES,
    MONTHS,
    MOVED,
    OPPOSED,
    PARTS,
    PLACES,
    POPULATIONS,
    SECTORS,
    SHARES,
    make_case,
)

import analysttools as at
from analysttools.errors import LISTED, describe_list

CASE = make_case(lambda frame: frame)
AX = Figure().subplots()
FILES = pd.DataFrame({"day": [], "file": [], "member": [], "window": []})
# One value that fits for each argument that has no default: names mean the same in every function.
FITTING: dict[str, Any] = {
    **{"snapshots": FILES, "claims": CLAIMS, "day": "2025-05-01", "folder": "data", "parts": PARTS},
    **{"rows": CLAIMS, "events": EVENTS, "control": CONTROL, "places": PLACES, "case": CASE, "ax": AX},
    **{"old": CASE, "new": CASE, "form": "csv"},
    **{"before": shapely.box(0, 0, 1, 1), "after": shapely.box(0, 0, 1, 1), "first": "2024-08-02"},
    **{"last": "2024-08-03", "source_id": "map", "populations": POPULATIONS, "measures": MEASURES},
    **{"changes": MONTHS, "base_map": BASE_MAP, "source": "data", "a": CLAIMS.iloc[0]},
    **{
        "b": CLAIMS.iloc[1],
        "name": "a",
        "title": "One.",
        "paths": [],
        "path": "case.html",
        "output": "report.html",
    },
    **{"measured": DAILY, "moved": MOVED, "captures": COMPARED, "cells": CELLS, "sectors": SECTORS},
    **{"reconciliation": at.reconcile(CLAIMS, PARTS), "quantity": "killed", "end": "low"},
    **{"cells": CELLS, "named_days": ["2024-08-02"], "table": CLAIMS, "wholes": CLAIMS},
    **{"occupiers": ["russia"], "url": "https://example.org/days/", "registry": {}},
    **{"path": "events.csv", "text": "30 men", "phrases": ["30 men"]},
    **{"implied": IMPLIED, "knots": OPPOSED.knots, "give_way": OPPOSED.give_way},
}
FUNCTIONS = [name for name in at.__all__ if name[0].islower()]
ARGUMENTS = [
    (name, argument)
    for name in FUNCTIONS
    for argument, one in inspect.signature(getattr(at, name)).parameters.items()
    if one.kind is not one.VAR_KEYWORD and (name, argument) != ("changes", "cut")  # of which it has a word
]


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS)
@pytest.mark.parametrize("value", [object(), float("nan"), b"pokrovsk"], ids=["object", "nan", "bytes"])
def test_an_argument_of_a_wrong_kind_is_refused(name: str, argument: str, value: object) -> None:
    """Every argument of every function is told by name, before anything is done with it."""
    needed = inspect.signature(getattr(at, name)).parameters.values()
    fitting = {**FITTING, "claims": SHARES} if name == "resolve_shares" else FITTING
    given = {one.name: fitting[one.name] for one in needed if one.default is one.empty and one.kind < 4}
    with pytest.raises(TypeError, match=rf"^{name}: {argument} is (an object|nan|a bytes), but \w+ \w+ .+"):
        getattr(at, name)(**{**given, argument: value})


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "a case for its claims": (
        lambda: at.plot_estimates(CASE),
        "plot_estimates: claims is a Case, but must be a DataFrame with one row per claim. Pass case.claims, "
        "or rows of it",
    ),
    "exchanged": (
        lambda: at.with_names(CASE, CLAIMS),
        "with_names: rows is a Case and case is a DataFrame: they are exchanged. Write with_names(rows=..., "
        "case=...)",
    ),
    "exchanged with others right": (
        lambda: at.save_figure("november", AX, CLAIMS, title="One.", folder="figures"),
        'save_figure: ax is "november" and name is an Axes: they are exchanged. Write save_figure(ax=..., '
        "name=...)",
    ),
    "size in words": (
        lambda: at.plot_estimates(CLAIMS, size="20cm"),
        'plot_estimates: size is "20cm", but must be one of: column, half, slide, social; or a width '
        "of up to 100 inches",
    ),
    "size of a wall": (
        lambda: at.plot_history(CLAIMS, size=10**30),
        f"plot_history: size is {10**30}, but must be one of: column, half, slide, social; or a width "
        "of up to 100 inches",
    ),
    "every is None": (
        lambda: at.to_flow(CLAIMS, every=None),
        'to_flow: every is None, but must be text such as "month"',
    ),
    "window in words": (
        lambda: at.plot_front_map(EVENTS, BASE_MAP, window="pokrovsk"),
        'plot_front_map: window is "pokrovsk", but must be four numbers: west, south, east, north in '
        "degrees. Write it as (36.6, 47.7, 37.7, 48.5)",
    ),
    "language": (
        lambda: at.plot_timeline(EVENTS, lang="de"),
        'plot_timeline: lang is "de", but must be one of: en, fr',
    ),
    "no language": (
        lambda: at.with_names(CLAIMS, CASE, lang=None),
        "with_names: lang is None, but must be one of: en, fr",
    ),
    "several axes": (
        lambda: at.plot_held_area(CLAIMS, ax=[AX]),
        "plot_held_area: ax is a list, but must be Axes of matplotlib. Pass one, such as plt.gca()",
    ),
    "day in words": (
        lambda: at.outline_on(FILES, "yesterday"),
        'outline_on: day is "yesterday", but must be a day. Write it as 2025-05-01, or pass a date',
    ),
    "yes for True": (
        lambda: at.conflicts(CLAIMS, rounding="yes"),
        'conflicts: rounding is "yes", but must be True or False',
    ),
    "no path": (
        lambda: at.load_case(""),
        'load_case: folder is "", but must be a path. Pass text such as "data", or a pathlib.Path',
    ),
    "one text for a list": (
        lambda: at.compare_with_map(EVENTS, CONTROL, occupiers="russia"),
        'compare_with_map: occupiers is "russia", but must be a list of populations. Write ["army"], also '
        "where it is only one",
    ),
    "no such argument": (
        lambda: at.plot_estimates(CLAIMS, szie=5),
        'plot_estimates: there is no argument szie. Did you mean "size"? It takes: claims, consensus, '
        "envelope, ax, lang, title, size, dpi",
    ),
    "a missing one": (
        lambda: at.as_of(CLAIMS),
        "as_of: missing a required argument: day. It takes: claims, day, keep_repeats, keep_revised, chains",
    ),
    "no pair of days": (
        lambda: at.changes(_files(), [("2024-08-02", "tomorrow")]),
        "changes: every is one or more pairs of days, each with the earlier day first, such as "
        '[("2024-08-02", "2024-12-17")]',
    ),
    "what no cell holds": (
        lambda: at.choose(CLAIMS, measure={"a": 1}),
        "choose: measure is a dict, but must be a value, a list of values, or None for empty cells",
    ),
    "days in another form": (
        lambda: at.plot_timeline(EVENTS.assign(date_earliest="12/14/2024")),
        'plot_timeline, column date_earliest (e): found "12/14/2024", expected a day such as 2024-12-14. '
        "Write days so: to_csv does",
    ),
    "text that became numbers": (
        lambda: at.origins(CLAIMS.assign(claimant_id=[1.0, 2.0, None])),
        "claims, column claimant_id (a): found numbers (1.0), expected text. Read it as text: "
        'pd.read_csv(..., dtype={"claimant_id": "str"})',
    ),
    "shapes that became text": (
        lambda: at.plot_front_map(EVENTS, BASE_MAP.assign(geometry="POINT (1 1)")),
        'plot_front_map: base_map, column geometry (row 0 from 0): found "POINT (1 1)", expected a shape of '
        "shapely. Shapes do not survive a file: make the frame anew, or read them with shapely.from_wkt",
    ),
    "columns of two levels": (
        lambda: at.bounds(pd.concat({"claims": CLAIMS}, axis=1)),
        "bounds: the columns have names of 2 levels. Give them names of one level: frame.columns = [...]",
    ),
}


def _files() -> pd.DataFrame:
    """List one file of control polygons, which is not there."""
    day = pd.Timestamp("2024-08-02")
    return pd.DataFrame({"day": [day], "file": "a.geojson", "member": "", "window": [(22, 44, 41, 53)]})


@pytest.mark.parametrize("mistake", REFUSED)
def test_the_refusal_in_full(mistake: str) -> None:
    """Function, argument, what was found, what is expected, what to do."""
    call, message = REFUSED[mistake]
    with pytest.raises((TypeError, ValueError), match=f"^{re.escape(message)}$"):
        call()


MANY = CLAIMS.iloc[[0] * 240].reset_index(drop=True).assign(claim_id=[f"claim-{row}" for row in range(240)])
IDS = list(MANY["claim_id"])
LONG: dict[str, Callable[[], Any]] = {
    "ids that stand twice": lambda: at.bounds(pd.concat([MANY, MANY])),
    "ids of rows drawn twice": lambda: at.plot_front_map(pd.concat([_events(), _events()]), BASE_MAP),
    "a wanted list": lambda: at.choose(CLAIMS, claim_id=IDS),
    "wanted columns": lambda: at.choose(CLAIMS.iloc[:, :3], **dict.fromkeys(IDS, 1)),
    "words of a choice": lambda: at.select(CASE, measure=IDS),
    "names of choices": lambda: at.select(CASE, **dict.fromkeys(IDS, 1)),
    "claims without a day": lambda: at.plot_history(_dayless(), by="period"),
    "claims that are no totals": lambda: at.plot_losses(MANY.assign(kind="stock"), PARTS),
    "areas without a day": lambda: at.plot_held_area(_dayless(measure="area_held_km2", kind="stock")),
    "events without a day": lambda: at.plot_sectors(DAILY, _events(date_earliest=pd.NaT, date_latest=pd.NaT)),
    "events without a place": lambda: at.plot_front_map(_events(lat=None), BASE_MAP),
    "unknown statuses": lambda: at.plot_sectors(DAILY, _events().assign(status=IDS)),
    "unknown qualifiers": lambda: at.bounds(MANY.assign(qualifier=IDS)),
    "unknown kinds": lambda: at.bounds(MANY.assign(kind=IDS)),
    "changes of other claims": lambda: at.plot_drift(CLAIMS, _drift()),
    "proposals of other claims": lambda: at.drift(CLAIMS, proposed=_drift()),
    "a consensus of other claims": lambda: at.plot_estimates(CLAIMS, consensus=at.consensus(MANY)),
    "rows that were not drawn": lambda: at.save_figure(
        at.plot_estimates(CLAIMS), "a", pd.concat([CLAIMS, MANY]), title="One.", folder=Path("figures")
    ),
    "outlines": lambda: at.areas(_files(), pd.DataFrame({"sector_id": IDS, "outline": "POINT (1 1)"})),
    "days without a file": lambda: at.changes(_files(), _pairs()),
    "claims of no month": lambda: at.plot_area(MONTHS, _gained()),
}


def _events(**changes: Any) -> pd.DataFrame:
    rows = EVENTS.iloc[[0] * 240].reset_index(drop=True)
    return rows.assign(event_id=[f"event-{row}" for row in range(240)], **changes)


def _dayless(**changes: Any) -> pd.DataFrame:
    return MANY.assign(period_earliest=pd.NaT, period_latest=pd.NaT, **changes)


def _drift() -> pd.DataFrame:
    texts = dict.fromkeys(["change", "was", "became"], "unchanged")
    return pd.DataFrame({"claim_id": IDS, "derived_from": IDS, **texts, "is_proposed": False})


def _gained() -> pd.DataFrame:
    return MANY.assign(
        measure="area_gained_km2", population="russia", kind="flow", place_id="ukraine", period="2024-12"
    )


def _pairs() -> list[tuple[str, str]]:
    days = pd.date_range("2025-01-01", periods=240).strftime("%Y-%m-%d")
    return [("2024-08-02", day) for day in days]


@pytest.mark.parametrize("kind", LONG)
def test_a_refusal_names_the_first_three_and_counts_the_others(kind: str) -> None:
    """Hundreds of wrong rows make no longer a message than four."""
    with pytest.raises((TypeError, ValueError), match=r"and 23\d more|and 479 more|of 240") as caught:
        LONG[kind]()
    said = re.findall(r"(?:claim|event)-\d+|2025-\d\d-\d\d", str(caught.value))
    assert len(set(said)) <= LISTED
    assert len(str(caught.value)) < 900


def test_a_short_list_is_told_whole() -> None:
    """Three are named, four are three and a count."""
    assert describe_list("abc") == "a, b, c"
    assert describe_list("abcd") == "a, b, c and 1 more"
