"""The signs of events of the front: a shape for each status, a colour for each actor.

Belongs here: what the chart by sector and the map both draw. Does not belong here: where a sign stands.
"""

from __future__ import annotations

import pandas as pd

from analysttools.charts.style import COLOURS

# Shape tells the status; colour, and a second sign of the chart's own, tell whose forces acted.
SHAPES = {"claimed": "o", "denied": "X", "confirmed_by_other_side": "s", "geolocated": "^", "unknown": "d"}
ACTORS = {"ukraine": "#0072B2", "russia": "#D55E00", "russia+dprk": "#000000"}


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
            f"{function}: the status {', '.join(unknown)} has no mark. It is one of: {', '.join(SHAPES)}"
        )
