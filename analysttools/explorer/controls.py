"""The parts of the explorer that the browser draws: what they hold, not what they look like (``front/``).

Belongs here: state that both sides share. Does not belong here: what follows from it (``panel.py``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

FRONT = Path(__file__).parent / "browser"


def _front(part: str) -> str:
    """Read what the browser runs for a part."""
    return "".join((FRONT / f"{name}.js").read_text(encoding="utf-8") for name in ("shared", part))


class Part(anywidget.AnyWidget):
    """What all parts share: the explorer that they belong to, their label, their words."""

    group = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)


class Choice(Part):
    """Words, of which some are chosen; each with the number of rows that it would leave."""

    _esm = _front("choice")
    options: Any = traitlets.List().tag(sync=True)
    value: Any = traitlets.List(traitlets.Unicode()).tag(sync=True)
    is_open = traitlets.Bool(False).tag(sync=True)


class Days(Part):
    """A day out of some, or any other; empty for no day. It plays one after the other."""

    _esm = _front("days")
    days: Any = traitlets.List(traitlets.Unicode()).tag(sync=True)
    value = traitlets.Unicode().tag(sync=True)
    drawn = traitlets.Unicode().tag(sync=True)
    pace = traitlets.Int(700).tag(sync=True)


class Pictures(Part):
    """The pictures of the view, the places and names of their marks, and the claim that is chosen."""

    _esm = _front("pictures")
    # that of all parts: there is one of these on every screen
    _css = (FRONT / "style.css").read_text(encoding="utf-8")
    pictures: Any = traitlets.List().tag(sync=True)
    names = traitlets.Dict().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    stamp = traitlets.Unicode().tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)


class Table(Part):
    """Rows as text, in an order; asks for more rows, and for all of them as CSV."""

    _esm = _front("table")
    columns: Any = traitlets.List().tag(sync=True)
    rows: Any = traitlets.List().tag(sync=True)
    ids: Any = traitlets.List().tag(sync=True)
    sort: Any = traitlets.List(["asserted", True]).tag(sync=True)
    limit = traitlets.Int(50).tag(sync=True)
    total = traitlets.Int().tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)


class Card(Part):
    """All that is known of one claim, line by line."""

    _esm = _front("card")
    lines: Any = traitlets.List().tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)


class Code(Part):
    """The lines that give the view."""

    _esm = _front("code")
    text = traitlets.Unicode().tag(sync=True)


class Sentences(Part):
    """What there is to say, with what can be undone; says itself when the kernel is gone."""

    _esm = _front("sentences")
    lines: Any = traitlets.List().tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)
    closed = traitlets.Unicode().tag(sync=True)
    answer = traitlets.Int().tag(sync=True)
    is_late = traitlets.Bool(False).tag(sync=True)
    patience = traitlets.Int(15000).tag(sync=True)
