"""What the explorer begins with: a thing, a view and what is chosen, as the front end has them.

Belongs here: the state of the front end as arguments of Python, and back; the lines that choose its claims.
Does not belong here: which words a choice may hold (``state.py``), the lines of a view
(``front_end/code.js``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysttools.case.loading import Case
from analysttools.claims.scope import THING, format_thing_id
from analysttools.errors import LISTED, describe_list, did_you_mean
from analysttools.explorer.selection import select
from analysttools.explorer.state import LISTS, read_state

# Views of the whole case, and those of one thing.
CASE_VIEWS = ("overview", "timeline", "map")
THING_VIEWS = ("ruler", "history", "sources", "retelling", "table")
# Views that several things share, and how many do at most.
SHARED_VIEWS, MOST_THINGS = ("ruler", "table"), 5


def read_start(
    case: Case,
    *,
    thing: str | Sequence[str] | None = None,
    view: str | None = None,
    lang: str = "en",
    **chosen: Any,
) -> dict[str, Any]:
    """Return a state of the front end, or raise with what is wrong.

    Parameters
    ----------
    case : Case
        The case whose words they are.
    thing : str or sequence of str, optional
        The id of a thing, ``measure.population.place``, with "-" for what its claims do not name; or up to
        five, for one ruler. None begins with none.
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
    ids = split_things(thing) if isinstance(thing, str | None) else list(thing)
    _require_things(case, ids)
    _require_view(view, ids)
    return {
        "view": view or ("ruler" if ids else "overview"),
        "thing": ";".join(ids) or None,
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
    things = find_things(case, state.get("thing"))
    if not things or table != "claims" or rows.empty:
        return rows
    return pd.concat([rows[_is_of(rows, thing)] for thing in things])


def _is_of(claims: pd.DataFrame, thing: Mapping[str, str | None]) -> pd.Series:
    """Tell which claims are of a thing."""
    fits = [
        claims[column].isna() if value is None else claims[column].eq(value)
        for column, value in thing.items()
    ]
    return pd.concat(fits, axis=1).all(axis=1)


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
    chosen = [
        f"at.choose(claims, {', '.join(f'{column}={_write(value)}' for column, value in thing.items())})"
        for thing in find_things(case, state.get("thing"))
    ]
    if len(chosen) > 1:
        lines = ["import pandas as pd", "", *lines, "things = [", *[f"    {one}," for one in chosen], "]"]
        lines.append("claims = pd.concat(things)")
    elif chosen:
        lines.append(f"claims = {chosen[0]}")
    return "\n".join(lines) + "\n"


def split_things(thing: str | None) -> list[str]:
    """Return the ids of the things of a state, which stand with ``;`` between them.

    Examples
    --------
    >>> from analysttools.explorer.start_state import split_things
    >>> split_things("killed.upland.merrow;wounded.upland.merrow"), split_things(None)
    (['killed.upland.merrow', 'wounded.upland.merrow'], [])
    """
    return thing.split(";") if thing else []


def find_things(case: Case, thing: str | None) -> list[dict[str, str | None]]:
    """Return the measure, population and place of each thing of a state; what is no thing is left out.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.start_state import find_things
    >>> find_things(load_case("tests/cases/strait"), "area_held_km2.upland.strait-road")
    [{'measure': 'area_held_km2', 'population': 'upland', 'place_id': 'strait-road'}]
    """
    ids = split_things(thing)
    known = _list_things(case) if ids else {}
    return [known[one] for one in ids if one in known]


def _list_things(case: Case) -> dict[str, dict[str, str | None]]:
    """Return the things of a case by their ids, as the view model has them."""
    rows = case.claims[THING].drop_duplicates().astype(object)
    rows = rows.where(rows.notna(), None)
    return {format_thing_id(row.values()): row for row in rows.to_dict("records")}


def _write(value: Any) -> str:
    """Write a text, a list of texts or a truth as Python reads it, whatever stands in it."""
    if isinstance(value, list):
        return f"[{', '.join(map(_write, value))}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _require_things(case: Case, ids: Sequence[str]) -> None:
    known = _list_things(case) if ids else {}
    for one in ids:
        if one not in known:
            raise ValueError(
                f'thing="{one}": there is none. {did_you_mean(str(one), known)}A thing is what is counted, '
                f"of whom and where, such as measure.population.place. There are: "
                f"{describe_list(sorted(known), LISTED)}"
            )
    if len(ids) > MOST_THINGS:
        raise ValueError(
            f"thing names {len(ids)} things, and one ruler holds at most {MOST_THINGS}. Name fewer"
        )


def _require_view(view: str | None, ids: Sequence[str]) -> None:
    known = [*CASE_VIEWS, *THING_VIEWS]
    if view is not None and view not in known:
        raise ValueError(
            f'view="{view}": there is none. {did_you_mean(view, known)}It is one of: {", ".join(known)}'
        )
    if view in THING_VIEWS and not ids:
        raise ValueError(f'view="{view}" shows one thing. Give thing="measure.population.place" as well')
    if view in CASE_VIEWS and ids:
        raise ValueError(
            f'view="{view}" shows the whole case, and thing="{";".join(ids)}" was given. Leave one of them '
            f"out, or give one of the views of a thing: {', '.join(THING_VIEWS)}"
        )
    if len(ids) > 1 and view not in (None, *SHARED_VIEWS):
        raise ValueError(
            f'view="{view}" shows one thing, and {len(ids)} were given. Give one, or one of the views that '
            f"several share: {', '.join(SHARED_VIEWS)}"
        )
