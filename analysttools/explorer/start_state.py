"""What the explorer begins with: a thing, a view and what is chosen, as the front end has them.

Belongs here: the state of the front end as arguments of Python, and back; the lines that choose its claims.
Does not belong here: which words a choice may hold (``state.py``), the lines of a view
(``front_end/code.js``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysttools.case.loading import Case
from analysttools.errors import LISTED, describe_list, did_you_mean
from analysttools.explorer.selection import select
from analysttools.explorer.state import LISTS, read_state
from analysttools.explorer.view_model.things import NONE, THING

# Views of the whole case, and those of one thing.
CASE_VIEWS = ("overview", "timeline", "map")
THING_VIEWS = ("ruler", "history", "sources", "retelling", "table")


def read_start(
    case: Case, *, thing: str | None = None, view: str | None = None, lang: str = "en", **chosen: Any
) -> dict[str, Any]:
    """Return a state of the front end, or raise with what is wrong.

    Parameters
    ----------
    case : Case
        The case whose words they are.
    thing : str, optional
        The id of a thing, ``measure.population.place``, with "-" for what its claims do not name. None begins
        with none.
    view : str, optional
        The view: "overview", "timeline" or "map"; of a thing "ruler", "history", "sources", "retelling" or
        "table". None takes the ruler of the thing, or else the overview.
    lang : {"en", "fr"}
        The language.
    **chosen
        As the arguments of `select`, but for the period.

    Returns
    -------
    dict
        ``view``, ``thing``, ``lang``, ``day``, ``repeats`` and ``facets``.

    Raises
    ------
    ValueError
        If there is no such thing, view, word or day.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.start_state import read_start
    >>> start = read_start(load_case("tests/cases/strait"), side="press", as_of="2031-04-05")
    >>> start["view"], start["facets"], start["day"]
    ('overview', {'side': ['press']}, '2031-04-05')
    """
    state = read_state(case, **chosen)
    if any(state.period):
        raise ValueError(
            "The explorer narrows rows by the day on which they were known, not by the period that they "
            "speak of. Give as_of, or choose with select(case, period=...) and draw what it returns"
        )
    _require_thing(case, thing)
    _require_view(view, thing)
    return {
        "view": view or ("ruler" if thing else "overview"),
        "thing": thing,
        "lang": lang,
        "day": state.as_of,
        "repeats": state.repeats,
        "facets": {name: list(getattr(state, name)) for name in LISTS if getattr(state, name)},
    }


def list_arguments(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of `select` that a state of the front end stands for, those that choose something.

    Examples
    --------
    >>> from analysttools.explorer.start_state import list_arguments
    >>> list_arguments({"view": "overview", "facets": {"kind": ["flow"]}, "repeats": False, "day": None})
    {'kind': ['flow'], 'repeats': False}
    """
    facets = state.get("facets") or {}
    arguments: dict[str, Any] = {name: list(facets[name]) for name in LISTS if facets.get(name)}
    if state.get("repeats") is False:
        arguments["repeats"] = False
    if state.get("day"):
        arguments["as_of"] = state["day"]
    return arguments


def select_shown(case: Case, state: Mapping[str, Any], table: str = "claims") -> pd.DataFrame:
    """Return the claims or events that a state of the front end leaves; of claims, those of its thing.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.start_state import read_start, select_shown
    >>> case = load_case("tests/cases/strait")
    >>> len(select_shown(case, read_start(case, thing="area_held_km2.upland.strait-road")))
    3
    """
    rows = select(case, table, lang=state.get("lang", "en"), **list_arguments(state))
    thing = find_thing(case, state.get("thing"))
    if thing is None or table != "claims" or rows.empty:
        return rows
    fits = pd.Series(True, index=rows.index)
    for column, value in thing.items():
        fits &= rows[column].isna() if value is None else rows[column].eq(value)
    return rows[fits]


def format_choice(case: Case, state: Mapping[str, Any]) -> str:
    """Write the lines that choose the claims of a state: what stands before those of each view.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.start_state import format_choice, read_start
    >>> case = load_case("tests/cases/strait")
    >>> print(format_choice(case, read_start(case, measure="killed", as_of="2031-04-05")))
    import analysttools as at
    <BLANKLINE>
    case = at.load_case("tests/cases/strait")
    claims = at.select(case, measure="killed", as_of="2031-04-05")
    <BLANKLINE>
    """
    lang = state.get("lang", "en")
    said = [] if lang == "en" else [("lang", lang)]
    for name, value in list_arguments(state).items():
        said.append((name, value[0] if isinstance(value, list) and len(value) == 1 else value))
    lines = [
        "import analysttools as at",
        "",
        f"case = at.load_case({_write(case.folder.as_posix())})",
        f"claims = at.select({', '.join(['case', *(f'{name}={_write(value)}' for name, value in said)])})",
    ]
    if (thing := find_thing(case, state.get("thing"))) is not None:
        named = ", ".join(f"{column}={_write(value)}" for column, value in thing.items())
        lines.append(f"claims = at.choose(claims, {named})")
    return "\n".join(lines) + "\n"


def find_thing(case: Case, thing: str | None) -> dict[str, str | None] | None:
    """Return the measure, population and place of a thing, by its id; None where there is no such thing.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.start_state import find_thing
    >>> find_thing(load_case("tests/cases/strait"), "area_held_km2.upland.strait-road")
    {'measure': 'area_held_km2', 'population': 'upland', 'place_id': 'strait-road'}
    """
    return None if thing is None else _list_things(case).get(thing)


def _list_things(case: Case) -> dict[str, dict[str, str | None]]:
    """Return the things of a case by their ids, as the view model has them."""
    things = {}
    for row in case.claims[THING].drop_duplicates().itertuples(index=False):
        cells = [None if pd.isna(cell) else str(cell) for cell in row]
        things[".".join(NONE if cell is None else cell for cell in cells)] = dict(
            zip(THING, cells, strict=True)
        )
    return things


def _write(value: Any) -> str:
    """Write a text, a list of texts or a truth as Python reads it, whatever stands in it."""
    if isinstance(value, list):
        return f"[{', '.join(map(_write, value))}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _require_thing(case: Case, thing: str | None) -> None:
    if thing is None or find_thing(case, thing) is not None:
        return
    known = sorted(_list_things(case))
    raise ValueError(
        f'thing="{thing}": there is none. {did_you_mean(thing, known)}A thing is what is counted, of whom '
        f"and where, such as measure.population.place. There are: {describe_list(known, LISTED)}"
    )


def _require_view(view: str | None, thing: str | None) -> None:
    known = [*CASE_VIEWS, *THING_VIEWS]
    if view is not None and view not in known:
        raise ValueError(
            f'view="{view}": there is none. {did_you_mean(view, known)}It is one of: {", ".join(known)}'
        )
    if view in THING_VIEWS and thing is None:
        raise ValueError(f'view="{view}" shows one thing. Give thing="measure.population.place" as well')
    if view in CASE_VIEWS and thing is not None:
        raise ValueError(
            f'view="{view}" shows the whole case, and thing="{thing}" was given. Leave one of them out, or '
            f"give one of the views of a thing: {', '.join(THING_VIEWS)}"
        )
