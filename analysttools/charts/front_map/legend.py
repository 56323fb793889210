"""What a map of the front says beside itself: its title, key, notes and credits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysttools.case.code_names import format_code
from analysttools.charts.drawing.layout import LINE_SPACING, MARGIN, NOTE, format_key, wrap
from analysttools.charts.drawing.symbols import (
    OTHERS,
    STATUS_SHAPES,
    colour_actors,
    letter_sides,
    sign_actors,
)
from analysttools.charts.front_map.background import BORDER, REGION
from analysttools.charts.front_map.map_names import (
    WORDS,
    format_holder,
    format_map_name,
    stated,
)
from analysttools.charts.front_map.overlays import GROUND, OUTLINE, are_cells, look_of
from analysttools.edtf import read_dates
from analysttools.formatting import format_day, format_number, format_period

# Between the entries of the key, as a part of the size of its letters.
CLOSE = 0.3


def format_title(events: pd.DataFrame, ground: pd.DataFrame, lang: str) -> str:
    """Return what the map shows: how many places, from which day to which, as stated; else the ground.

    How far "about" reaches, by which the days of the events are widened, is nobody's statement.
    """
    if events.empty:
        return _days(WORDS[lang]["ground"], ground, lang)
    days, _ = read_dates(events["date"])
    places = events.drop_duplicates("place_id")["place_name"]
    return WORDS[lang]["one" if len(places) == 1 else "title"].format(
        count=len(places),
        place=places.iloc[0],
        period=format_period(f"{days.min().min():%Y-%m-%d}/{days.max().max():%Y-%m-%d}", None, lang),
    )


def format_notes(
    events: pd.DataFrame,
    lang: str,
    *,
    is_detailed: bool,
    is_listed: bool,
    measured: pd.DataFrame,
    has_ground: bool,
) -> list[str]:
    """Return how the map is read, each note a sentence or two; `measured` is what is drawn of ground."""
    actions = ", ".join(format_code(action, lang) for action in events["action"].value_counts().index)
    words, place = WORDS[lang], stated(measured, "map_place_name")
    mapped = words["mapped"].format(map=format_map_name(measured, lang))
    said = {
        words["detailed" if is_detailed else "compact"].format(actions=actions): not events.empty,
        words["listed"]: is_listed,
        mapped: not measured.empty,
        words["cells"].format(km2=_cell_km2(measured, lang)): are_cells(measured),
        words["no_area"].format(place=place): has_ground and bool(place),
    }
    return [note for note, is_in in said.items() if is_in]


def _cell_km2(measured: pd.DataFrame, lang: str) -> str:
    """Return how large a cell is, in whole km2; nothing where ground is not of cells."""
    if not are_cells(measured):
        return ""
    return format_number(float(round(measured["cell_km2"].mean())), lang)


def describe_credits(layers: list[str], lang: str, *, has_towns: bool, measured: pd.DataFrame) -> str:
    """Name who made what is drawn; `measured` is what is drawn of the map of control."""
    parts = {
        "osm_border": "osm_border" in layers,
        "natural_earth": True,
        "rivers_minor": "rivers_minor" in layers,
        "towns": has_towns,
    }
    credit = stated(measured, "map_credit") or stated(measured, "publisher")
    return "; ".join(
        [*(WORDS[lang][name] for name, is_in in parts.items() if is_in), *filter(None, [credit])]
    )


def key_of(
    events: pd.DataFrame,
    ground: pd.DataFrame,
    sectors: pd.DataFrame,
    lang: str,
    shown: set[str],
) -> list[list[Any]]:
    """Return the entries of the key, those that are there, in two parts.

    Short ones, which stand in columns: shapes, actors, letters, borders. Long ones: ground and sectors.
    `shown` names what else there is: letters, towns, border.
    """
    words = WORDS[lang]
    grey: dict[str, Any] = {"color": "#555555", "linestyle": "none", "markersize": 5.5}
    entries: list[Any] = [
        Line2D([], [], marker=shape, label=format_code(name, lang), **grey)
        for name, shape in STATUS_SHAPES.items()
        if events["status"].eq(name).any()
    ]
    if entries:
        entries[0].set_markerfacecolor("white" if events["status"].eq("claimed").any() else "#555555")
    entries += _actors(events)
    if events["action"].eq("withdrew").any():
        entries.append(_words(words["withdrew"]))
    if "letters" in shown:
        entries += _letters(events, words)
    entries += _scenery(shown, words)
    there = [what for what in GROUND if not ground.empty and ground["what"].eq(what).any()]
    long: list[Any] = [
        Patch(label=_days(words[what], ground[ground["what"].eq(what)], lang), **look_of(what, ground))
        for what in there
    ]
    if not sectors.empty:
        long.append(_line(_days(words["outline"], sectors, lang), OUTLINE["edgecolor"], 1.0, (0, (3, 1.5))))
    return [part for part in (entries, long) if part]


def _actors(events: pd.DataFrame) -> list[Line2D]:
    colours, signs = colour_actors(events), sign_actors(events["actor"])
    names = events.drop_duplicates("actor").set_index("actor")["actor_name"]
    look: dict[str, Any] = {"marker": "o", "linestyle": "none", "markersize": 5.5}
    return [
        Line2D([], [], color=colours[actor], label=names[actor] + (f" ({sign})" if sign else ""), **look)
        for actor, sign in signs.items()
    ]


def _letters(events: pd.DataFrame, words: dict[str, str]) -> list[Line2D]:
    """Return what the letters before rows mean; a side without a name by its code."""
    letters = letter_sides(events)
    names = events["side_name"] if "side_name" in events else events["side"].str.replace("_", " ")
    sides = dict(sorted(set(zip(letters[letters.ne(OTHERS)], names[letters.ne(OTHERS)], strict=True))))
    said = [_words(words["letter"].format(letter=letter, side=side)) for letter, side in sides.items()]
    return [*said, _words(words["others"])] if letters.eq(OTHERS).any() else said


def _scenery(shown: set[str], words: dict[str, str]) -> list[Line2D]:
    dot: dict[str, Any] = {"marker": "o", "linestyle": "none"}
    entries = {
        "place": Line2D([], [], color="#111111", markersize=4.2, label=words["place"], **dot),
        "towns": Line2D([], [], color="#555555", markersize=3.4, label=words["town"], **dot),
        "border": _line(words["border"], BORDER, 1.7),
        "region": _line(words["region"], REGION, 0.6, (0, (4, 2))),
    }
    return [entry for name, entry in entries.items() if name in shown | {"region"}]


def _words(text: str) -> Line2D:
    return Line2D([], [], linestyle="none", label=text)


def _line(text: str, colour: str, width: float, style: Any = "-") -> Line2D:
    return Line2D([], [], color=colour, linewidth=width, linestyle=style, label=text)


def _days(text: str, rows: pd.DataFrame, lang: str) -> str:
    """Return between which days, and who holds the ground."""
    row, holder = rows.iloc[0], format_holder(rows, lang)
    first, last = (format_day(f"{row[day]:%Y-%m-%d}", lang) for day in ("from_day", "to_day"))
    return text.format(first=first, last=last, holder=holder)


def wrap_key(entries: list[Any], inches: float) -> dict[str, Any]:
    """Wrap the words of the key to a width; give its settings as a legend and its height in inches.

    Unlike `format_key`, which takes entries of one line, and leaves more room between them.
    """
    for entry in entries:
        entry.set_label(wrap(str(entry.get_label()), inches - 3.4 * NOTE / 72, NOTE))
    settings = format_key(entries, inches)["settings"] | {"labelspacing": CLOSE}
    lines = [str(entry.get_label()).count("\n") + 1 for entry in entries]
    columns = np.array_split(np.array(lines), settings["ncols"])
    high = max(len(own) * (1.01 + CLOSE) + (own.sum() - len(own)) * LINE_SPACING for own in columns)
    return {"settings": settings, "height": float(high) * NOTE / 72 + MARGIN}
