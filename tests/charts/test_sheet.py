"""The sheet of a chart: its own figure or a user's Axes, margins, texts around the panels, heights."""

from __future__ import annotations

import inspect
import re
from typing import get_type_hints

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from measuring import boxes_of_texts, draw, outside

import analysttools as at
from analysttools.charts import CHARTS
from analysttools.charts.drawing.layout import (
    MARGIN,
    NOTE,
    TITLE,
    TooHighError,
    size_of,
    text_height,
    text_width,
)
from analysttools.charts.drawing.sheet import Part, Sheet, SheetOptions, Spaces, share_height, stack_height
from analysttools.errors import NotComparableError

LONG = "the ground that was held on that day " * 8
# The keys of what a claim counts, for a frame of two claims that differ in the measure.
COUNTED = {
    "population": "north",
    "place_id": "strait",
    "kind": "stock",
    "period": "2024-08",
    "unit": "persons",
}


@pytest.fixture
def given() -> Axes:
    """Return Axes of a user: 6 inches wide and 3 high, 2 inches from the left of a figure of 10."""
    return Figure(figsize=(10, 5)).add_axes((0.2, 0.2, 0.6, 0.6))


def test_a_figure_of_its_own_is_as_high_as_what_stands_on_it() -> None:
    """Title, panels, their axes, notes and margins add up; the panel has the height that was asked for."""
    sheet = Sheet(size=5.0)
    foot = [(0.3, sheet.note("Nobody measured it.")), (0.1, sheet.note("Said in August."))]
    part = Part(2.0, sheet.wrap_title("Ground held"), sheet.wrap_note("as claimed"))
    (ax,) = sheet.open([part], foot, spaces=Spaces(top=0.2, end=0.05))
    head = text_height("x", TITLE) + 1.06 * text_height("x", NOTE) + 0.2
    below = 0.3 + 0.1 + 2 * text_height("x", NOTE) + 0.05
    assert ax.figure.get_figheight() == pytest.approx(2.0 + head + below + 2 * MARGIN, abs=0.005)
    assert size_of(ax) == pytest.approx((5.0 - 2 * MARGIN, 2.0), abs=0.01)


def test_panels_stand_below_each_other_with_room_for_their_axes() -> None:
    """Between two panels are the axis of the upper one and the title of the lower one."""
    sheet = Sheet()
    parts = [Part(1.0, "One"), Part(2.0, "Two")]
    upper, lower = sheet.open(parts, spaces=Spaces(top=0.1, between=0.4))
    height = upper.figure.get_figheight()
    gap = (upper.get_position().y0 - lower.get_position().y1) * height
    assert gap == pytest.approx(0.4 + text_height("x", TITLE) + 0.1, abs=0.01)
    assert [ax.get_title(loc="left") for ax in (upper, lower)] == ["One", "Two"]


def test_axes_of_a_user_are_the_only_panel_and_keep_their_size(given: Axes) -> None:
    """Nothing is made: texts are as wide as the panel and begin at its edge, whatever the margins."""
    sheet = Sheet(ax=given, size=3.0)
    sheet.set_margins(1.0, 0.5)
    assert (sheet.is_own, sheet.reach) == (False, 0.0)
    assert (sheet.inside, sheet.whole, sheet.shape) == pytest.approx((6.0, 6.0, 0.5))
    assert sheet.open([Part(99.0, "Ground held")], [(0.3, sheet.note(LONG))]) == [given]
    assert given.figure.axes == [given]
    assert given.get_title(loc="left") == "Ground held"


def test_margins_of_a_new_figure_take_from_the_panel_not_from_the_texts() -> None:
    """Names and numbers stand beside the panel; titles and notes begin above the names."""
    sheet = Sheet(size=5.0)
    sheet.set_margins(1.0, 0.4)
    assert sheet.inside == pytest.approx(5.0 - MARGIN - 1.0 - 0.4)
    assert sheet.whole == pytest.approx(5.0 - 2 * MARGIN)
    assert (sheet.reach, sheet.shape) == (1.0, None)
    (ax,) = sheet.open([Part(1.0)])
    assert ax.get_position().x0 * 5.0 == pytest.approx(1.0 + MARGIN, abs=0.001)


def test_texts_may_end_where_the_panels_end() -> None:
    """With room on the right that is the words', titles do not run above it."""
    sheet = Sheet(size=5.0)
    sheet.set_margins(1.0, 0.4, ends_with_panel=True)
    assert sheet.whole == pytest.approx(sheet.inside + 1.0)


@pytest.mark.parametrize(
    ("left", "share", "room"), [(0.2, 0.3, 2.0), (0.02, 0.3, 1.0), (None, 0.3, 2.1), (None, 0.1, 1.0)]
)
def test_names_have_a_share_of_the_figure_or_what_is_left_of_the_axes(
    left: float | None, share: float, room: float
) -> None:
    """Beside Axes of a user there is what the user left; nowhere is it less than an inch."""
    ax = None if left is None else Figure(figsize=(10, 5)).add_axes((left, 0.2, 0.6, 0.6))
    assert Sheet(ax=ax, size=7.0).room_for_names(share) == pytest.approx(room)


@pytest.mark.parametrize("width", [3.6, 7.2])
def test_titles_and_notes_are_wrapped_to_the_width(width: float) -> None:
    """Each line fits, and no word is lost."""
    sheet = Sheet(size=width)
    title, note = sheet.wrap_title(LONG), sheet.note(LONG)
    assert text_width(title, TITLE, is_bold=True) <= sheet.whole
    assert text_width(note.text, NOTE) <= sheet.whole
    assert title.split() == note.text.split() == LONG.split()
    assert note.height == text_height(note.text, NOTE)


def test_what_stands_below_is_written_from_the_panel_down() -> None:
    """Each piece stands its gap below the one before it, from the left edge of the texts on."""
    sheet = Sheet(size=5.0)
    sheet.set_margins(1.0, 0.4)
    foot = [(0.3, sheet.note("one\ntwo")), (0.1, sheet.note("three", 6.0))]
    (ax,) = sheet.open([Part(1.0)], foot)
    sheet.close(foot)
    offsets = [text.xyann for text in ax.texts]
    assert offsets == [(-72, pytest.approx(-72 * 0.3)), (-72, pytest.approx(-72 * (0.4 + foot[0][1].height)))]
    assert [text.get_fontsize() for text in ax.texts] == [NOTE, 6.0]


def test_what_stands_between_panel_and_title_moves_the_title_up() -> None:
    """A key above the rows is inside the figure, and the title above the key."""
    sheet = Sheet(size=5.0)
    over = [
        (0.04, sheet.key([Line2D([], [], label="a day")])),
        (0.0, sheet.note("What goes without saying.")),
    ]
    (ax,) = sheet.open([Part(1.0, "Events")], over=over)
    sheet.close()
    ax.figure.draw_without_rendering()
    dpi, top = ax.figure.dpi, ax.get_window_extent().y1
    key, note, title = (one.get_window_extent() for one in (ax.get_legend(), ax.texts[0], ax._left_title))
    assert top < key.y0 < note.y0 < title.y0
    assert title.y0 > top + stack_height(over) * dpi
    assert title.y1 < ax.figure.bbox.y1


def test_two_keys_stand_below_one_panel() -> None:
    """Axes keep one legend by themselves; a sheet keeps both."""
    sheet = Sheet()
    keys = [sheet.key([Line2D([], [], label=name)]) for name in ("one", "two")]
    (ax,) = sheet.open([Part(1.0)], foot := [(0.1, key) for key in keys])
    sheet.close(foot)
    shown = [text.get_text() for one in ax.findobj(type(ax.get_legend())) for text in one.get_texts()]
    assert sorted(shown) == ["one", "two"]


def test_axes_of_a_user_refuse_claims_of_several_panels(given: Axes) -> None:
    """One panel holds like claims; a figure of its own has as many panels as are needed."""
    panels = [
        pd.DataFrame([{"claim_id": measure, "measure": measure, **COUNTED}])
        for measure in ("killed", "wounded")
    ]
    Sheet().require_one(panels)
    Sheet(ax=given).require_one(panels[:1])
    said = re.escape("killed counts killed; wounded counts wounded: not comparable (measure)")
    with pytest.raises(NotComparableError, match=f"^{said}"):
        Sheet(ax=given).require_one(panels)


def test_only_a_figure_of_its_own_can_be_too_high(given: Axes) -> None:
    """Axes of a user have their height; a figure that would be higher than its size may be is refused."""
    Sheet(ax=given).require_room(300)
    said = 'the chart needs 300.0 inches of height, but size="column" has at most 7.5'
    with pytest.raises(TooHighError, match=f"^{said}$"):
        Sheet().require_room(300)


@pytest.mark.parametrize(("size", "pixels"), [("slide", [1600, 900]), ("social", [1200, 675])])
def test_sizes_that_are_set_have_their_pixels(size: str, pixels: list[int]) -> None:
    """A slide is 16:9, and a post as sites show it, to the pixel."""
    sheet = Sheet(size=size)
    figure = sheet.open([Part(1.0)])[0].figure
    assert (figure.get_size_inches() * sheet.size.dpi).tolist() == pixels


def test_panels_shrink_to_what_a_figure_may_have() -> None:
    """A column is at most 7.5 inches high: panels that can do with less have less, before it is refused."""
    axes = Sheet().open([Part(6.0, least=1.0), Part(3.0)])
    assert [round(size_of(ax)[1], 1) for ax in axes] == [4.0, 3.0]
    with pytest.raises(TooHighError, match=r"^the chart needs 8\.5 inches of height"):
        Sheet().open([Part(6.0, least=5.0), Part(3.0)])


def test_a_figure_grows_by_what_stands_below_in_the_end() -> None:
    """A longer note than was told moves neither panel nor words: all stand as far below the top as before."""
    sheet = Sheet(title="One", size=5.0)
    sheet.set_margins(1.0, 0.25)
    (ax,) = sheet.open([Part(2.0)], [(0.3, sheet.note("short"))], subtitle="Ground held")
    places = _from_top(ax)
    sheet.close([(0.3, sheet.note("one\ntwo\nthree"))])
    assert _from_top(ax) == pytest.approx(places, abs=1e-3)
    assert outside(ax.figure, boxes_of_texts(draw(ax.figure))) == []


def _from_top(ax: Axes) -> list[float]:
    """Return how many inches the ends of a panel and the lines above it stand below the top of the figure."""
    box, height = ax.get_position(), ax.figure.get_figheight()
    return [
        (1 - at) * height for at in (box.y0, box.y1, *(text.get_position()[1] for text in ax.figure.texts))
    ]


def test_rows_share_the_height_of_axes_of_a_user(given: Axes) -> None:
    """Their heights keep their proportions and fill the panel."""
    assert share_height(given, [1.0, 2.0, 1.0]) == pytest.approx(np.array([0.75, 1.5, 0.75]))


def test_options_of_types_and_of_signatures_are_the_same() -> None:
    """What a type checker knows of the options is what `Sheet` takes."""
    options = inspect.signature(Sheet).parameters
    assert list(get_type_hints(SheetOptions)) == list(options)
    assert {name: one.default for name, one in options.items()} == {
        **{"ax": None, "lang": "en", "title": "", "size": "column", "dpi": None}
    }


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_takes_the_options_of_the_sheet(name: str) -> None:
    """They are keyword-only, with the defaults of `Sheet`, and `help` shows them by name."""
    shown = inspect.signature(getattr(at, f"plot_{name}")).parameters
    options = inspect.signature(Sheet).parameters
    assert {option: shown.get(option) for option in options} == dict(options)
    assert inspect.Parameter.VAR_KEYWORD not in {one.kind for one in shown.values()}
