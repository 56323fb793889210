"""The colours of sides: those that a case states, and those that are free.

Belongs here: colours by name, which the explorer takes too, without matplotlib. Does not belong here: looks
(``analyst.mplstyle``), colours of actors (``symbols.py``).
"""

from __future__ import annotations

import pandas as pd

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
FAINT = 0.45


def colour_sides(claims: pd.DataFrame) -> pd.Series:
    """Give each claim the colour of its claimant's side (``side_colour``), or one of its own in order.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.charts.drawing.colours import colour_sides
    >>> colour_sides(pd.DataFrame({"side": ["north", "south"], "side_colour": ["#D55E00", None]})).tolist()
    ['#D55E00', '#0072B2']
    """
    stated = claims["side_colour"] if "side_colour" in claims else pd.Series(None, claims.index, dtype=object)
    without = claims.loc[stated.isna(), "side"].fillna("").unique()
    spare = [colour for colour in COLOURS if not stated.eq(colour).any()] or [*COLOURS]
    free = {side: spare[rank % len(spare)] for rank, side in enumerate(without)}
    return stated.where(stated.notna(), claims["side"].fillna("").map(free))
