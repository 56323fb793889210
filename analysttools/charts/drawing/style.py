"""What every chart starts from: the style, an empty figure, the ids of marks, the columns it needs.

Belongs here: what two charts share. All looks are in ``analyst.mplstyle``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, wraps
from inspect import signature
from pathlib import Path
from threading import RLock
from typing import Any, ParamSpec, TypeVar

import matplotlib.dates as mdates
import matplotlib.style
import pandas as pd
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import to_hex, to_rgb
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator

from analysttools.charts.drawing.colours import colour_sides
from analysttools.charts.drawing.layout import NAME, TooHighError, figure_of
from analysttools.charts.drawing.redrawing import keep_call
from analysttools.columns import named_columns, require_names_language, require_plain, take_columns
from analysttools.errors import BREAKS, describe_list, escape
from analysttools.formatting import format_short
from analysttools.locales import LANGUAGES

STYLE = Path(__file__).with_name("analyst.mplstyle")
# Draws each letter as the box of its script.
LAST_RESORT = "Last Resort High-Efficiency"
# Fonts that hold the letters of East Asia; matplotlib's own have none.
CJK = (
    "Noto Sans CJK KR",
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "Droid Sans Fallback",
    "Apple SD Gothic Neo",
    "Malgun Gothic",
    "Hiragino Sans",
    "MS Gothic",
)
# Steps of an axis of time, in days, in months and in years.
DAYS, MONTHS, YEARS = (1, 2, 5, 10, 15), (1, 2, 3, 4, 6, 12), (2, 5, 10, 20, 50, 100, 200, 500, 1000)

# The greatest number that a chart draws: beyond it, floats no longer tell whole numbers apart.
GREATEST = 1e15

# Matplotlib has one set of settings for all threads: whoever sets them has the others wait.
_SETTINGS = RLock()

P = ParamSpec("P")
R = TypeVar("R")


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """Run a function under the toolkit's style, from matplotlib's defaults, and leave no setting.

    What is not seen in the texts of the frames that it is given is escaped: no drawing could hold it, or it
    would turn about what is read.

    The Axes that a chart gives are named after the chart's module, so that a record can tell what code
    is behind them. Rows with names of another language than the chart's are refused.
    """

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        _require_one_language(draw.__name__, [*args, *kwargs.values()], kwargs.get("lang", "en"))
        with _SETTINGS, matplotlib.style.context(["default", STYLE]):
            named = {name: _show_unseen(one) for name, one in kwargs.items()}
            try:
                given = draw(*map(_show_unseen, args), **named)
            except TooHighError as error:
                advice = "Draw fewer rows, or take a larger size"
                raise ValueError(f"{draw.__name__}: {error}. {advice}") from None
        if isinstance(given, Axes):
            given.set_gid(f"chart.{draw.__name__.removeprefix('plot_')}")
            _find_letters(given)
            keep_call(figure_of(given), drawn, args, kwargs)
        return given

    return drawn


def _show_unseen(given: Any) -> Any:
    """Return frames with what is not seen in their texts escaped; anything else as it is."""
    if isinstance(given, list | tuple) and all(isinstance(one, pd.DataFrame) for one in given):
        return [_show_unseen(one) for one in given]
    if not isinstance(given, pd.DataFrame):
        return given
    texts = {name: column.tolist() for name, column in given.items() if column.dtype.kind not in "biufcmM"}
    shown = {name: _show_cells(cells) for name, cells in texts.items()}
    odd = {name: cells for name, cells in shown.items() if cells is not None}
    if not odd:
        return given
    copy = given.copy()
    for name, cells in odd.items():
        copy[name] = cells
    return copy


def _show_cells(cells: list[Any]) -> list[Any] | None:
    """Escape what is not seen in the texts among some cells; None if nothing is to be escaped."""
    joined = "".join(cell for cell in cells if isinstance(cell, str))
    if escape(joined, keep=BREAKS) == joined:
        return None
    return [escape(cell, keep=BREAKS) if isinstance(cell, str) else cell for cell in cells]


def at_most(
    limit: int, noun: str, *, table: str = "as a table", **frames: list[str]
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a chart refuse more rows than it can show: at once, or when their height is known.

    With ``every`` a chart chooses among its rows itself. Rows that lack columns are left to the chart, which
    says so: they may be too many because they are others.

    Parameters
    ----------
    limit : int
        The most rows that one chart holds.
    noun : str
        What a row is, as several.
    table : str, optional
        How all rows can be shown, after "show all of them".
    **frames : list of str
        The arguments whose rows are drawn, and the columns that these have.
    """

    def limited(draw: Callable[P, R]) -> Callable[P, R]:
        names = list(signature(draw).parameters)

        @wraps(draw)
        def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
            given: dict[str, Any] = {**dict(zip(names, args, strict=False)), **kwargs}
            rows = {name: given[name] for name in frames if isinstance(given.get(name), pd.DataFrame)}
            count = sum(map(len, rows.values()))
            is_whole = all(set(frames[name]) <= set(frame) for name, frame in rows.items())
            if is_whole and given.get("every") is None:
                require_few(draw.__name__, noun, count, limit, table)
            try:
                return draw(*args, **kwargs)
            except TooHighError as error:
                raise _refusal(draw.__name__, f"{count:,} {noun}", error, table) from None

        return drawn

    return limited


def require_few(function: str, noun: str, count: int, limit: int, table: str = "as a table") -> None:
    """Raise if more is to be drawn than one chart holds.

    Raises
    ------
    ValueError
        With how many there are, the limit, and what to do.
    """
    if count > limit:
        raise ValueError(
            f"{function}: {count:,} {noun} are given, but one chart holds at most {limit:,}: a larger one "
            f"could not be read. Draw fewer, with choose, select or latest, or show all of them {table}"
        )


def _refusal(function: str, counted: str, error: TooHighError, table: str) -> ValueError:
    """Say how many rows need which height, how high a figure of that size may be, and what to do."""
    other = "" if error.size.height is None else ', take size="column"'
    return ValueError(
        f"{function}: {counted} need {error.heights}. Draw fewer, with choose, select or latest{other}, or "
        f"show all of them {table}"
    )


def _require_one_language(function: str, given: list[Any], lang: Any) -> None:
    """Raise if rows bear names (``with_names``) of another language than that of the words beside them."""
    frames = [one for part in given for one in (part if isinstance(part, list | tuple) else [part])]
    for frame in frames:
        if isinstance(frame, pd.DataFrame) and lang in LANGUAGES:
            require_names_language(function, frame, lang)


def _find_letters(ax: Axes) -> None:
    """Set texts with letters that the font lacks in fonts that may have them, without a warning."""
    for text in _texts_of(ax.figure):
        if not has_letters(text.get_text()):
            installed = set(font_manager.get_font_names())
            text.set_fontfamily(["DejaVu Sans", *(name for name in CJK if name in installed), LAST_RESORT])
            text.set_fontweight("normal")  # these fonts have no other, and finding none warns
            text.set_fontstyle("normal")


def _texts_of(artist: Artist) -> Iterator[Text]:
    """Return the texts that are written: of an axis whose numbers or days come with drawing, its name."""
    if isinstance(artist, Axis):
        yield artist.label
        if isinstance(artist.get_major_locator(), FixedLocator):
            yield from (text for tick in artist.get_major_ticks() for text in (tick.label1, tick.label2))
        return
    if isinstance(artist, Text):
        yield artist
    for child in artist.get_children():
        yield from _texts_of(child)


@cache
def _font() -> FT2Font:
    return font_manager.get_font(font_manager.findfont("DejaVu Sans"))


def has_letters(text: str) -> bool:
    """Return whether the font of the charts has every letter of a text.

    Examples
    --------
    >>> from analysttools.charts.drawing.style import has_letters
    >>> has_letters("Séoul, Пхеньян"), has_letters("평양")
    (True, False)
    """
    return text.isascii() or all(letter.isspace() or _font().get_char_index(ord(letter)) for letter in text)


def ink(colour: str) -> str:
    """Darken a colour so that small text in it can be read on white."""
    red, green, blue = to_rgb(colour)
    return to_hex((0.62 * red, 0.62 * green, 0.62 * blue))


def mark(artist: Artist, row_id: str, what: str, when: str = "") -> None:
    """Name an artist after the claim or event that it draws, and what of it.

    `when` is the span of days that it stands for, where it stands for more than one: the mark itself is
    drawn in the middle, which is nobody's day.
    """
    artist.set_gid(f"row.{row_id}.{what}")
    if when:
        artist.set_label(when)


def list_sides(claims: pd.DataFrame) -> list[Line2D]:
    """Return the entries of a key: whose side each colour is, where the rows say so.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.charts.drawing.style import list_sides
    >>> sides = {"side": ["north", "south"], "side_name": ["North", "South"]}
    >>> [entry.get_label() for entry in list_sides(pd.DataFrame(sides))]
    ['North', 'South']
    """
    if "side_name" not in claims:
        return []
    sides = claims.assign(colour=colour_sides(claims))[["side_name", "colour"]].dropna().drop_duplicates()
    named = sides.groupby("colour", sort=False)["side_name"].agg(", ".join)
    look: dict[str, Any] = {"marker": "o", "linewidth": 0, "markerfacecolor": "white", "markeredgewidth": 1.6}
    return [Line2D([], [], color=colour, label=label, **look) for colour, label in named.items()]


def write_beside(ax: Axes, text: str, place: tuple[float, float], **look: Any) -> None:
    """Write a text beside a panel: `place` is inches from its left edge, and a height in data units."""
    if text:
        ax.annotate(
            text,
            (0, place[1]),
            (place[0] * 72, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            annotation_clip=False,
            **{"va": "center", "fontsize": NAME, **look},
        )


def date_axis(ax: Axes, inches: float = 6.0, lang: str = "en") -> None:
    """Write days, months or years on the horizontal axis, in words: "14 Dec 2024", "Dec 2024".

    `inches` is the width of the axis: as many as have room are written.
    """
    start, end = ax.get_xlim()
    span = end - start
    locator, form = _locate_days(span, inches)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(lambda day, _: format_short(f"{mdates.num2date(day):%Y-%m-%d}"[:form], lang))


def _locate_days(span: float, inches: float) -> tuple[mdates.DateLocator, int]:
    """Return where days are written, and how many letters of each, as ISO writes it, are said."""
    for days in DAYS:
        if span / days <= inches / 0.95:
            return mdates.DayLocator(bymonthday=range(1, 32 - days // 2, days)), 10
    for months in MONTHS:
        if span / 30.4 / months <= inches / 0.85:
            return mdates.MonthLocator(bymonth=range(1, 13, months)), 7
    years = [years for years in YEARS if span / 365.25 / years <= inches / 0.5]
    return mdates.YearLocator(years[0] if years else YEARS[-1]), 4


def require_drawable(frame: pd.DataFrame, columns: list[str], function: str) -> pd.DataFrame:
    """Return the rows with columns of known types, or raise unless there is all that a chart draws.

    Returns
    -------
    DataFrame
        The rows in their order, labelled from 0, whatever labels they had.

    Raises
    ------
    TypeError, ValueError
        If columns are missing or hold something else, or there is nothing to draw.
    """
    require_plain(function, frame)
    missing = [column for column in columns if column not in frame]
    if missing:
        raise ValueError(
            f"{function}: the columns {', '.join(missing)} are missing. There are: "
            f"{', '.join(map(str, frame.columns))}. Names of claimants, measures and places come from "
            "with_names(rows, case)"
        )
    if frame.empty:
        raise ValueError(
            f"{function}: there is no row to draw (0 rows given), and an empty chart would say that nobody "
            "claimed anything. Filter with choose(rows, column=value): it says which filter left nothing"
        )
    frame = named_columns(frame)
    taken = take_columns(function, frame, columns, *frame).reset_index(drop=True)
    _require_drawable_numbers(taken, columns, function)
    return taken


def _require_drawable_numbers(frame: pd.DataFrame, columns: list[str], function: str) -> None:
    """Raise if a number is so great that no axis could write it."""
    for name in columns:
        if frame[name].dtype.kind == "f" and (is_vast := frame[name].abs().gt(GREATEST)).any():
            first = frame[is_vast].iloc[0]
            raise ValueError(
                f"{function}: {name} is {first[name]:g} in {first[columns[0]]}, but charts draw numbers up "
                f"to {GREATEST:,.0f}. Correct the number, or leave the row out"
            )


def require_cells(frame: pd.DataFrame, columns: list[str], function: str) -> None:
    """Raise if a cell is empty that a chart cannot do without, or an id is in two rows.

    Raises
    ------
    ValueError
        With every column concerned and the first row of each; the first column is the id.
    """
    ids = frame[columns[0]]
    wrong = [
        f"{column} is empty in {empty.sum()} of {len(frame)} rows, first in {ids[empty].iloc[0]}"
        for column in columns
        if (empty := frame[column].isna() | frame[column].eq("")).any()
    ]
    if twice := list(ids[ids.duplicated()].dropna().unique()):
        wrong.append(f"{describe_list(twice)} {'stands' if len(twice) == 1 else 'stand'} in two rows")
    if wrong:
        advice = "Complete these rows (names come from with_names), or leave them out"
        if twice and len(wrong) == 1:
            advice = "Leave the doubles out: drop_duplicates()"
        raise ValueError(f"{function}: {'; '.join(wrong)}. {advice}")
