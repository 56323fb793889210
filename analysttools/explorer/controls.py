"""The parts of the explorer that the browser draws: what they hold, not what they look like (``front.js``).

Belongs here: state that both sides share. Does not belong here: what follows from it (``panel.py``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

HERE = Path(__file__).parent


class Part(anywidget.AnyWidget):
    """What all parts share: where they are drawn, and the explorer that they belong to."""

    _esm = (HERE / "front.js").read_text(encoding="utf-8")
    _css = (HERE / "front.css").read_text(encoding="utf-8")
    part = traitlets.Unicode().tag(sync=True)
    group = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(self, **given: Any) -> None:
        super().__init__(part=type(self).__name__.lower(), **given)


class Choice(Part):
    """Words, of which some are chosen; each with the number of rows that it would leave."""

    options: Any = traitlets.List().tag(sync=True)
    value: Any = traitlets.List(traitlets.Unicode()).tag(sync=True)
    is_open = traitlets.Bool(False).tag(sync=True)


class Days(Part):
    """A day out of some, or any other; empty for no day. It plays one after the other."""

    days: Any = traitlets.List(traitlets.Unicode()).tag(sync=True)
    value = traitlets.Unicode().tag(sync=True)
    drawn = traitlets.Unicode().tag(sync=True)
    pace = traitlets.Int(700).tag(sync=True)


class Pictures(Part):
    """The pictures of the view, the places and names of their marks, and the claim that is chosen."""

    pictures: Any = traitlets.List().tag(sync=True)
    names = traitlets.Dict().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    stamp = traitlets.Unicode().tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)


class Table(Part):
    """Rows as text, in an order; asks for more rows, and for all of them as CSV."""

    columns: Any = traitlets.List().tag(sync=True)
    rows: Any = traitlets.List().tag(sync=True)
    ids: Any = traitlets.List().tag(sync=True)
    sort: Any = traitlets.List(["asserted", True]).tag(sync=True)
    limit = traitlets.Int(50).tag(sync=True)
    total = traitlets.Int().tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)


class Card(Part):
    """All that is known of one claim, line by line."""

    lines: Any = traitlets.List().tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)


class Code(Part):
    """The lines that give the view."""

    text = traitlets.Unicode().tag(sync=True)


class Sentences(Part):
    """What there is to say, with what can be undone; says itself when the kernel is gone."""

    lines: Any = traitlets.List().tag(sync=True)
    closed = traitlets.Unicode().tag(sync=True)
    answer = traitlets.Int().tag(sync=True)
    is_late = traitlets.Bool(False).tag(sync=True)
    patience = traitlets.Int(15000).tag(sync=True)
