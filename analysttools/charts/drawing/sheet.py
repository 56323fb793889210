"""The sheet that a chart stands on: a figure of its own or a user's Axes, and the texts around its panels.

Belongs here: margins, titles, notes, keys, and the heights that they take; the options that every chart has.
Does not belong here: what a panel shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol, TypedDict

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from analysttools.arguments import with_options
from analysttools.charts.drawing.credit_line import format_credits
from analysttools.charts.drawing.layout import (
    MARGIN,
    NOTE,
    SPARE,
    TITLE,
    Panel,
    figure_of,
    fit_bodies,
    format_key,
    new_panels,
    read_size,
    require_room,
    size_of,
    text_height,
    wrap,
)
from analysttools.charts.drawing.redrawing import is_credited
from analysttools.charts.drawing.text import words_of
from analysttools.claims.scope import SCOPE
from analysttools.errors import NotComparableError

# Names beside a user's Axes are wrapped no narrower than this many inches.
NARROWEST = 1.0
# Points between a panel and the lighter words above it, and more between these and the title.
UNDER, OVER_UNDER = 5, 2
# Lines of lighter words stand further apart than a title's: parts of their height, points for an inch.
LOOSE, LOOSE_PT = 1.06, 76
# Inches between the title and what stands between it and the panel.
TITLE_GAP = 0.06
# The finding stands above everything, in larger letters; what is shown, in lighter ones under it.
FINDING, SUBTITLE, CREDIT = 12.5, 9.0, 7.0
HEAD_GAP, CREDIT_GAP = 0.06, 0.08
LIGHT, LIGHTER = "#444444", "#666666"


class SheetOptions(TypedDict, total=False):
    """What every chart takes by keyword; what each means, and its default, says `Sheet`."""

    ax: Axes | None
    lang: str
    title: str
    size: str | float
    dpi: float | None


class Part(NamedTuple):
    """One panel: the inches of what is drawn, its title, and lighter words under that, both wrapped.

    `least` is to how many inches the panel may shrink where the height of the figure is set; None: to none.
    `above` and `below` are inches that the chart itself fills: with titles of panels side by side, an axis.
    """

    body: float
    title: str = ""
    under: str = ""
    least: float | None = None
    above: float = 0.0
    below: float = 0.0


class Spaces(NamedTuple):
    """The air of a chart: inches above a title, below each panel, at the foot; points below a title."""

    top: float = 0.16
    between: float = 0.0
    end: float = 0.0
    title_pad: float = 6


USUAL = Spaces()


class Furniture(Protocol):
    """What stands above or below the panels: it knows its height in inches and how to be written."""

    @property
    def height(self) -> float:
        """Inches."""

    def write(self, ax: Axes, reach: float, away: float, *, is_above: bool = False) -> None:
        """Write it `away` inches above or below a panel, from `reach` inches left of that on."""


# Each with the inches between it and what stands before it, from the panel on.
Stack = Sequence[tuple[float, Furniture]]


class Note(NamedTuple):
    """A text whose lines are broken already, of a size in points; `gid` names the rows that it stands for."""

    text: str
    size: float = NOTE
    gid: str = ""

    @property
    def height(self) -> float:
        """Inches."""
        return text_height(self.text, self.size)

    def write(self, ax: Axes, reach: float, away: float, *, is_above: bool = False) -> None:
        """Write it above or below a panel."""
        text = ax.annotate(
            self.text,
            (0, 1 if is_above else 0),
            (-reach * 72, away * 72 if is_above else -away * 72),
            xycoords="axes fraction",
            textcoords="offset points",
            va="bottom" if is_above else "top",
            fontsize=self.size,
            annotation_clip=False,
        )
        if self.gid:
            text.set_gid(self.gid)


class Heading(NamedTuple):
    """A text over the whole width of a figure, its lines broken already."""

    text: str
    size: float
    is_bold: bool
    colour: str

    @property
    def height(self) -> float:
        """Inches."""
        return LOOSE * text_height(self.text, self.size)

    def write(self, figure: Figure, top: float) -> Text:
        """Write it at the left margin, its upper edge `top` inches above the foot of the figure."""
        width, height = figure.get_size_inches()
        return figure.text(
            MARGIN / width,
            top / height,
            self.text,
            va="top",
            fontsize=self.size,
            fontweight="bold" if self.is_bold else "normal",
            color=self.colour,
        )


class Key(NamedTuple):
    """A legend: its entries, its settings and its height."""

    entries: Sequence[Any]
    settings: dict[str, Any]
    height: float

    def write(self, ax: Axes, reach: float, away: float, *, is_above: bool = False) -> None:
        """Write it above or below a panel, beside any that is there."""
        inside, height = size_of(ax)
        if (last := ax.get_legend()) is not None:
            ax.add_artist(last)  # Axes keep only one legend by themselves
        ax.legend(
            handles=self.entries,
            loc="lower left" if is_above else "upper left",
            bbox_to_anchor=(-reach / inside, 1 + away / height if is_above else -away / height),
            borderpad=0,
            borderaxespad=0,
            **self.settings,
        )


class Sheet:
    """A figure of its own or a user's Axes, with room for what stands around the panels.

    A chart says how much room it needs at the sides (`set_margins`), learns how wide its panels are
    (`inside`) and its texts may be (`whole`), has the panels made (`open`), draws in them, and has the rest
    written (`close`).

    Parameters
    ----------
    ax : matplotlib.axes.Axes, optional
        Where to draw; then there is one panel, and its size stays. None makes a new figure, as high as what
        stands on it.
    lang : {"en", "fr"}
        Language of the words of the chart; names come with the frames.
    title : str, optional
        The finding, one sentence: it stands above the chart, and what is shown in lighter words under it.
        Without one, what is shown leads.
    size : {"column", "half", "slide", "social"} or float, optional
        The size of a new figure, laid out anew for each: the column of a page (7.2 inches wide), half of it,
        a slide (16:9), a post (1,200 by 675 pixels); or a width in inches. A slide and a post have their
        height; a column is as high as what stands on it, up to 7.5 inches (900 pixels), a narrower figure
        up to 10 inches.
    dpi : float, optional
        Dots per inch of a saved picture. None: those of the size, 120 for a column.

    Examples
    --------
    >>> from analysttools.charts.drawing.sheet import Part, Sheet
    >>> sheet = Sheet(title="Half was held by the end of August", size=5.0)
    >>> sheet.set_margins(1.0, 0.25)
    >>> (ax,) = sheet.open([Part(2.0)], subtitle="Ground held")
    >>> sheet.close([(0.3, sheet.note("Nobody measured it."))])
    >>> [text.get_text() for text in ax.figure.texts], ax.texts[0].get_text()
    (['Half was held by the end of August', 'Ground held'], 'Nobody measured it.')
    """

    def __init__(
        self,
        *,
        ax: Axes | None = None,
        lang: str = "en",
        title: str = "",
        size: str | float = "column",
        dpi: float | None = None,
    ) -> None:
        self.words = words_of(lang)
        self.lang, self.title, self.size = lang, title, read_size(size, dpi)
        self.width = self.size.width
        self._given = ax
        self._axes = [] if ax is None else [ax]
        self._over: Stack = ()
        self._credit = ""
        self._foot = 0.0
        self._head_texts: list[Text] = []
        self._ends_with_panel = False
        self.left = self.right = MARGIN
        self.reach = 0.0

    @property
    def is_own(self) -> bool:
        """Whether the chart makes its figure."""
        return self._given is None

    @property
    def is_full(self) -> bool:
        """Whether the figure can have no more height, so that a longer note needs another layout."""
        return self.is_own and figure_of(self._axes[0]).get_figheight() > self.size.most - SPARE

    @property
    def inside(self) -> float:
        """Width of the panels in inches."""
        return self.width - (self.left + self.right) if self._given is None else size_of(self._given)[0]

    @property
    def shape(self) -> float | None:
        """Height of a user's Axes as a part of their width; a new figure is as high as the chart needs."""
        return None if self._given is None else size_of(self._given)[1] / self.inside

    @property
    def whole(self) -> float:
        """Width of the texts above and below the panels in inches."""
        if self.is_own and not self._ends_with_panel:
            return self.width - 2 * MARGIN
        return self.inside + self.reach

    def set_margins(self, names: float, right: float, *, ends_with_panel: bool = False) -> None:
        """Set the room beside the panels of a new figure.

        Parameters
        ----------
        names : float
            Inches that names of rows, or numbers of an axis, take left of the panels.
        right : float
            Inches right of them.
        ends_with_panel : bool, optional
            Whether texts end where the panels end, not at the figure's edge.
        """
        self.left, self.right = names + MARGIN, right
        self._ends_with_panel = ends_with_panel
        self.reach = names if self.is_own else 0.0

    def room_for_names(self, share: float) -> float:
        """Return the inches that names of rows may take: a share of a new figure, or what is left of Axes."""
        if self._given is None:
            return max(NARROWEST, share * self.width)
        figure = self._given.figure
        return max(NARROWEST, self._given.get_position().x0 * figure.bbox.width / figure.dpi)

    def require_one(self, panels: Sequence[pd.DataFrame]) -> None:
        """Raise if claims need several panels, which a user's Axes are not.

        Raises
        ------
        NotComparableError
            With the first claims of the first two panels.
        """
        if not self.is_own and len(panels) > 1:
            raise NotComparableError.of(panels[0].iloc[0], panels[1].iloc[0], [*SCOPE, "period"])

    def require_room(self, height: float) -> None:
        """Raise if a new figure has not as many inches of height, before anything is laid out."""
        if self.is_own:
            require_room(height, self.size)

    def wrap_title(self, text: str) -> str:
        """Break a title into lines."""
        return wrap(text, self.whole, TITLE, is_bold=True)

    def wrap_note(self, text: str, size: float = NOTE) -> str:
        """Break a text above or below the panels into lines."""
        return wrap(text, self.whole, size)

    def note(self, text: str, size: float = NOTE) -> Note:
        """Return a text above or below the panels, its lines broken."""
        return Note(self.wrap_note(text, size), size)

    def key(self, entries: Sequence[Line2D]) -> Key:
        """Return a legend in as many columns as fit."""
        return Key(entries, **format_key(entries, self.whole))

    def credit(self, *rows: pd.DataFrame, dated: Sequence[pd.DataFrame] = ()) -> None:
        """Have the sources of some rows stand at the foot, with the last day of what they say.

        Rows without ``publisher`` name none. Of those that are `dated` only the days count: their sources
        stand elsewhere. A user's Axes have no foot.
        """
        self._credit = format_credits(rows, self.lang, dated) if is_credited() else ""

    def open(
        self,
        parts: Sequence[Part],
        foot: Stack = (),
        *,
        over: Stack = (),
        spaces: Spaces = USUAL,
        subtitle: str = "",
    ) -> list[Axes]:
        """Make the panels and write what stands above them.

        Parameters
        ----------
        parts : sequence of Part
            From top to bottom.
        foot : sequence of tuple
            What will stand below the last panel: it is given room, and written by `close`.
        over : sequence of tuple
            What will stand between the first panel and its title, from the panel upwards.
        spaces : Spaces, optional
            The air between them.
        subtitle : str, optional
            What is shown: it stands under the finding, or leads where there is none. On a user's Axes one of
            the two stands above the panel.

        Returns
        -------
        list of matplotlib.axes.Axes
            From top to bottom; a user's Axes are the only one.
        """
        self._over, self._foot = over, stack_height(foot)
        if self.is_own:
            self._open_figure(parts, foot, spaces, self._head(subtitle))
        elif alone := self.title or subtitle:
            parts = [parts[0]._replace(title=self.wrap_title(alone)), *parts[1:]]
        for ax, part in zip(self._axes, parts, strict=True):
            self._write_head(ax, part, spaces.title_pad)
        return self._axes

    def room_for_panel(self, foot: Stack, *, spaces: Spaces = USUAL, subtitle: str = "") -> float:
        """Return how many inches one panel without a title may be high, beside what stands around it."""
        if self._given is not None:
            return size_of(self._given)[1]
        around = 2 * MARGIN + spaces.top + spaces.end + stack_height(foot)
        credit = self._credit_note()
        around += sum(one.height + HEAD_GAP for one in self._head(subtitle))
        return self.size.most - around - (credit.height + CREDIT_GAP if credit else 0.0)

    def _credit_note(self) -> Note | None:
        """Return the line of sources, wrapped; None if there is none."""
        text = wrap(self._credit, self.width - 2 * MARGIN, CREDIT)
        return Note(text, CREDIT) if text else None

    def _head(self, subtitle: str) -> list[Heading]:
        """Return the lines above all panels: the finding, and what is shown; the latter leads alone."""
        given = [(self.title, FINDING, True, "#222222")] if self.title else []
        if subtitle:
            given += [
                (subtitle, SUBTITLE, False, LIGHT) if self.title else (subtitle, TITLE, True, "#222222")
            ]
        inches = self.width - 2 * MARGIN
        return [
            Heading(wrap(text, inches, size, is_bold=is_bold), size, is_bold, colour)
            for text, size, is_bold, colour in given
        ]

    def _open_figure(self, parts: Sequence[Part], foot: Stack, spaces: Spaces, head: list[Heading]) -> None:
        """Make a new figure: the head, the panels, room for the foot, and the credit at its end."""
        above = sum(one.height + HEAD_GAP for one in head)
        credit = self._credit_note()
        below = stack_height(foot) + (credit.height + CREDIT_GAP if credit else 0.0)
        panels = [
            Panel(_part_head(part) + spaces.top + part.above, part.body, spaces.between + part.below)
            for part in parts
        ]
        panels[0] = panels[0]._replace(top=panels[0].top + stack_height(self._over) + above)
        panels[-1] = panels[-1]._replace(bottom=spaces.end)
        panels = fit_bodies(panels, [part.least for part in parts], below, self.size)
        self._axes = new_panels(self.size, self.left, panels, right=self.right, foot=below)
        figure = figure_of(self._axes[0])
        figure.set_label(self.title)
        top = figure.get_figheight() - MARGIN
        for one in head:
            self._head_texts.append(one.write(figure, top))
            top -= one.height + HEAD_GAP
        if credit:
            Heading(credit.text, CREDIT, False, LIGHTER).write(figure, MARGIN + credit.height)

    def close(self, foot: Stack = (), *, beside: Stack = (), gap: float = MARGIN) -> None:
        """Write what stands above the first panel, below the last, and `gap` inches right of the first.

        A figure whose height is not set grows, or shrinks, by what stands below beside what `open` was told.
        """
        more = stack_height(foot) - self._foot
        if self.is_own and self.size.height is None and abs(more) > SPARE:
            self._grow(more)
        first, last = self._axes[0], self._axes[-1]
        wide, high = size_of(first)
        for ax, stack, reach, start, is_above in (
            (first, self._over, self.reach, 0.0, True),
            (last, foot, self.reach, 0.0, False),
            (first, beside, -(wide + gap), -high, False),
        ):
            away = start
            for apart, piece in stack:
                away += apart
                piece.write(ax, reach, away, is_above=is_above)
                away += piece.height

    def _grow(self, inches: float) -> None:
        """Give the foot more height, as far as there is any; all else stays as far below the top."""
        figure = figure_of(self._axes[0])
        width, before = (float(side) for side in figure.get_size_inches())
        height = min(round(before + inches, 2), self.size.most)
        figure.set_size_inches(width, height)
        for ax in figure.axes:
            left, base, wide, high = ax.get_position().bounds
            place = (base * before + height - before) / height, high * before / height
            ax.set_position((left, round(place[0], 5), wide, round(place[1], 5)))
        for text in self._head_texts:
            text.set_y((text.get_position()[1] * before + height - before) / height)

    def _write_head(self, ax: Axes, part: Part, pad: float) -> None:
        """Write the title of a panel, from the left edge of the texts on, and lighter words under it."""
        if part.under:
            pad += LOOSE_PT * text_height(part.under, NOTE) + OVER_UNDER
            Note(part.under).write(ax, self.reach, UNDER / 72, is_above=True)
        elif self._over and ax is self._axes[0]:
            pad = 72 * (stack_height(self._over) + TITLE_GAP)
        if part.title:
            ax.set_title(part.title, loc="left", x=-self.reach / size_of(ax)[0], pad=pad)


def stack_height(stack: Stack) -> float:
    """Return the height of what stands above or below the panels, in inches."""
    return sum((gap + piece.height for gap, piece in stack), 0.0)


def _part_head(part: Part) -> float:
    """Return the height of the title of a panel and the words under it, in inches."""
    return text_height(part.title, TITLE) + LOOSE * text_height(part.under, NOTE)


def share_height(ax: Axes, heights: Sequence[float]) -> np.ndarray:
    """Return the heights of rows, in inches: in a user's own Axes they share what there is."""
    own = np.array(heights)
    return own * (size_of(ax)[1] / own.sum())


# Has the signature of a chart name the options of `Sheet`.
on_sheet = with_options(Sheet)
