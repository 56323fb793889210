"""The figures that were saved in this session, and how each was drawn.

Belongs here: what a later export needs of them. Does not belong here: saving, exporting.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysttools.charts.drawing.redrawing import Redraw


@dataclass(frozen=True)
class KeptFigure:
    """A figure as it was saved last.

    Attributes
    ----------
    redraw : callable or None
        Draws it again; None if it stands on a user's own Axes.
    drawing : str
        SHA-256 of its drawing (SVG).
    rows : list of DataFrame
        What it shows, as it was given.
    embedded : dict of str and str
        What is inside its files: title, description, sources, and the name with the digest of its record.
    lang : str
        Its language.
    """

    redraw: Redraw | None
    drawing: str
    rows: list[pd.DataFrame]
    embedded: dict[str, str]
    lang: str


_KEPT: dict[str, KeptFigure] = {}


def keep_figure(name: str, figure: KeptFigure) -> None:
    """Keep how a figure was saved, instead of an earlier one of its name."""
    _KEPT[name] = figure


def kept_figures() -> dict[str, KeptFigure]:
    """Return the figures that were saved in this session, by name.

    Examples
    --------
    >>> from analysttools.figures.kept_figures import kept_figures
    >>> kept_figures().get("none-of-this-name") is None
    True
    """
    return dict(_KEPT)
