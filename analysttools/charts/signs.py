"""The signs of events of the front: a shape for each status, a colour for each actor.

Belongs here: what the chart by sector and the map both draw. Does not belong here: where a sign stands.
"""

from __future__ import annotations

import pandas as pd

from analysttools.charts.style import COLOURS
from analysttools.errors import describe_list

# Shape tells the status; colour, and a second sign of the chart's own, tell whose forces acted.
SHAPES = {"claimed": "o", "denied": "X", "confirmed_by_other_side": "s", "geolocated": "^", "unknown": "d"}
ACTORS = {"ukraine": "#0072B2", "russia": "#D55E00", "russia+dprk": "#000000"}
# Stands beside a mark: ground given up. Stands before a row: claimants whose side takes no part.
WITHDREW, OTHERS = "w", "–"


def colour_actors(actors: pd.Series) -> dict[str, str]:
    """Give each actor a colour: the same for the same actor where the case is the shipped one.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.charts.signs import colour_actors
    >>> colour_actors(pd.Series(["russia", "finland"]))["finland"]
    '#009E73'
    """
    others = [actor for actor in actors.value_counts().index if actor not in ACTORS]
    spare = [colour for colour in COLOURS if colour not in ACTORS.values()]
    return {**ACTORS, **{actor: spare[rank % len(spare)] for rank, actor in enumerate(others)}}


def require_statuses(events: pd.DataFrame, function: str) -> None:
    """Raise if a status has no shape.

    Raises
    ------
    ValueError
        With the statuses concerned.
    """
    unknown = sorted(set(events["status"].dropna()) - set(SHAPES))
    if unknown:
        raise ValueError(
            f"{function}: the status {describe_list(unknown)} has no mark. It is one of: {', '.join(SHAPES)}"
        )


def sign_actors(actors: pd.Series) -> dict[str, str]:
    """Give each actor but the most frequent a sign: colour alone tells nothing apart.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.charts.signs import sign_actors
    >>> sign_actors(pd.Series(["russia", "russia", "ukraine", "russia+dprk"]))
    {'russia': '', 'russia+dprk': '+', 'ukraine': 'u'}
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
    >>> from analysttools.charts.signs import letter_sides
    >>> letter_sides(pd.DataFrame({"actor": ["russia", "russia"], "side": ["russia", "media"]})).tolist()
    ['R', '–']
    """
    sides = sorted(set(events["actor"]) & set(events["side"].dropna()))
    letters: dict[str, str] = {}
    for rank, side in enumerate(sides):
        letters[side] = side[0].upper() if side[0].upper() not in letters.values() else str(rank)
    return events["side"].map(letters).fillna(OTHERS)
