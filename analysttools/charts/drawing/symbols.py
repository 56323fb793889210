"""The signs of events of the front: a shape for each status, a colour for each actor.

Belongs here: what several charts of events draw. Does not belong here: where a sign stands.
"""

from __future__ import annotations

import pandas as pd

from analysttools.charts.drawing.colours import COLOURS
from analysttools.errors import describe_list

# Shape tells the status; colour, and a second sign of the chart's own, tell whose forces acted.
STATUS_SHAPES = {
    "claimed": "o",
    "denied": "X",
    "confirmed_by_other_side": "s",
    "geolocated": "^",
    "unknown": "d",
}
# Stands beside a mark: ground given up. Stands before a row: claimants whose side takes no part.
WITHDREW, OTHERS = "w", "–"


def order_actors(events: pd.DataFrame) -> list[str]:
    """List the actors of events by the order of their sides where it is stated, then by how often they act.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.charts.drawing.symbols import order_actors
    >>> order_actors(pd.DataFrame({"actor": ["north", "north", "south"], "actor_order": [2, 2, 1]}))
    ['south', 'north']
    """
    counts = events["actor"].value_counts()
    stated = events.drop_duplicates("actor").set_index("actor").reindex(columns=["actor_order"])
    ranks = stated["actor_order"].fillna(float("inf"))
    return sorted(counts.index, key=lambda actor: (ranks[actor], -counts[actor], actor))


def colour_actors(events: pd.DataFrame) -> dict[str, str]:
    """Give each actor its colour (``actor_colour``), and those without one a colour that is free.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.charts.drawing.symbols import colour_actors
    >>> colour_actors(pd.DataFrame({"actor": ["north", "south"], "actor_colour": ["#D55E00", None]}))
    {'north': '#D55E00', 'south': '#0072B2'}
    """
    stated = events.drop_duplicates("actor").set_index("actor").reindex(columns=["actor_colour"])
    given = {actor: str(colour) for actor, colour in stated["actor_colour"].dropna().items()}
    actors = order_actors(events)
    spare = [colour for colour in COLOURS if colour not in given.values()] or [*COLOURS]
    others = [actor for actor in actors if actor not in given]
    free = {actor: spare[rank % len(spare)] for rank, actor in enumerate(others)}
    return {actor: {**given, **free}[actor] for actor in actors}


def require_statuses(events: pd.DataFrame, function: str) -> None:
    """Raise if a status has no shape.

    Raises
    ------
    ValueError
        With the statuses concerned.
    """
    unknown = sorted(set(events["status"].dropna()) - set(STATUS_SHAPES))
    if unknown:
        raise ValueError(
            f"{function}: the status {describe_list(unknown)} has no mark. It is one of: "
            f"{', '.join(STATUS_SHAPES)}"
        )


def sign_actors(actors: pd.Series) -> dict[str, str]:
    """Give each actor but the most frequent a sign: colour alone tells nothing apart.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.charts.drawing.symbols import sign_actors
    >>> sign_actors(pd.Series(["north", "north", "south", "north+east"]))
    {'north': '', 'north+east': '+', 'south': 's'}
    """
    counts = actors.value_counts()
    signs: dict[str, str] = {}
    for rank, actor in enumerate(sorted(counts.index, key=lambda actor: (-counts[actor], actor))):
        sign = "+" if "+" in actor else actor[0].lower()
        is_free = sign not in {*signs.values(), WITHDREW}
        signs[actor] = "" if rank == 0 else sign if is_free else str(rank)
    return signs


def letter_sides(events: pd.DataFrame) -> pd.Series:
    """Give each event the letter of its claimant's side; of a side that takes no part, `OTHERS`.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.charts.drawing.symbols import letter_sides
    >>> letter_sides(pd.DataFrame({"actor": ["north", "north"], "side": ["north", "media"]})).tolist()
    ['N', '–']
    """
    acting = events["actor_side"] if "actor_side" in events else events["actor"]
    sides = sorted(set(acting.dropna()) & set(events["side"].dropna()))
    letters: dict[str, str] = {}
    for rank, side in enumerate(sides):
        letters[side] = side[0].upper() if side[0].upper() not in letters.values() else str(rank)
    return events["side"].map(letters).astype(object).fillna(OTHERS)
