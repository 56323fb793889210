"""The explorer: who moved what, and what is done about it.

Belongs here: listening to the parts. Does not belong here: what they show (``display.py``).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd

from analysttools.case.loading import Case
from analysttools.explorer.display import Show
from analysttools.explorer.screen import label_screen, make_screen
from analysttools.explorer.state import LISTS, State, read_state
from analysttools.explorer.summary import describe_bad_days


class Explorer(widgets.VBox):
    """Choices, the view that they give, and what is behind it.

    Attributes
    ----------
    state : State
        What is chosen.
    claims : DataFrame
        The claims that it leaves, with their names.
    code : str
        The lines that give the view, ready for a cell.
    """

    def __init__(self, case: Case, state: State, *, chart: str, lang: str, figures: str | Path) -> None:
        self._screen = make_screen(uuid.uuid4().hex, lang)
        self._show = Show(case, self._screen, figures)
        self._before = state
        super().__init__(children=[self._screen.whole])
        self.add_class("at-explorer")
        label_screen(self._screen, "estimates", lang)
        self._put(state)
        self._screen.chart.value = chart
        self._show.draw(state, chart, lang)
        self._show.follow_now()
        self._show_tab()
        self._listen()

    @property
    def state(self) -> State:
        """What is chosen."""
        return self._show.state

    @property
    def claims(self) -> pd.DataFrame:
        """The claims that the choices leave, with their names."""
        return self._show.rows("claims")

    @property
    def code(self) -> str:
        """The lines that give the view, ready for a cell."""
        return str(self._screen.code.text)

    def insert_code(self) -> None:
        """Put the lines that give the view into a new cell, below the one that calls this.

        Raises
        ------
        RuntimeError
            Outside a notebook.
        """
        from IPython import get_ipython

        shell = get_ipython()
        if shell is None:
            raise RuntimeError("insert_code: this is not a notebook. Copy the lines of explorer.code")
        shell.set_next_input(self.code, replace=False)

    def close(self) -> None:
        """Take the explorer off the screen, with all its parts, and end the process that draws ahead."""
        with self._show.lock:
            self._show.close()
            for part in _all_parts(self._screen.whole):
                part.close()
            self.layout.close()
            super().close()

    def __repr__(self) -> str:
        """Return what is shown as text: the sentences, and the marks of the chart."""
        show, sentences = self._show, [line[0] for line in self._screen.sentences.lines]
        return "\n".join([f"Explorer: {self._screen.pictures.alt}", *sentences, show.view.marks]).rstrip()

    def _repr_mimebundle_(self, **given: Any) -> dict[str, Any]:
        """Return the widget, and for whoever has no kernel its picture and its text."""
        import base64

        bundle: dict[str, Any] = {**super()._repr_mimebundle_(**given), "text/plain": repr(self)}
        if self._show.view.pictures:
            bundle["image/png"] = base64.b64encode(self._show.view.pictures[0].png).decode()
        return bundle

    def _listen(self) -> None:
        screen, show, alone = self._screen, self._show, self._alone
        for name in LISTS:
            screen.choices[name].observe(alone(partial(self._on_choice, name)), "value")
        for name, part in (("repeats", screen.repeats), ("period", screen.first), ("period", screen.last)):
            part.observe(alone(partial(self._on_choice, name)), "value")
        screen.days.observe(alone(partial(self._on_choice, "as_of")), "value")
        screen.chart.observe(alone(lambda _: self._go()), "value")
        screen.language.observe(alone(self._on_language), "value")
        screen.tabs.observe(alone(lambda _: self._show_tab()), "value")
        screen.table.observe(alone(lambda _: show.list_rows()), ["sort", "limit"])
        for part in (screen.pictures, screen.table, screen.card):
            part.observe(alone(self._on_chosen), "chosen")
        for part in (screen.name, screen.title):
            part.observe(alone(lambda _: show.write_code()), "value")
        screen.reset.on_click(alone(lambda _: self._move("", State())))
        screen.save.on_click(alone(lambda _: show.save()))
        for part in (screen.sentences, screen.table, screen.pictures):
            part.on_msg(alone(self._on_message))

    def _alone(self, handle: Callable[..., None]) -> Callable[..., None]:
        """Let nothing else of this explorer happen while something is handled, and say what fails."""

        def handled(*given: Any) -> None:
            with self._show.lock:
                try:
                    handle(*given)
                except Exception as error:  # a kernel would write it where nobody looks
                    self._show.fail(error)

        return handled

    def _on_choice(self, name: str, _: Any) -> None:
        """Read all choices after one was moved, or say what cannot be."""
        screen, show = self._screen, self._show
        if show.is_quiet:
            return
        if fault := self._find_fault(show.lang):
            show.refuse(fault)
            return
        chosen: dict[str, Any] = {one: screen.choices[one].value for one in LISTS}
        chosen.update(repeats=screen.repeats.value, as_of=screen.days.value or None)
        chosen["period"] = (screen.first.value.strip() or None, screen.last.value.strip() or None)
        self._move(name, read_state(show.case, **chosen))

    def _find_fault(self, lang: str) -> str:
        """Return what is wrong with the days as they stand on the screen."""
        screen = self._screen
        return describe_bad_days(
            screen.days.value, screen.first.value.strip(), screen.last.value.strip(), lang
        )

    def _move(self, name: str, state: State) -> None:
        """Go to another choice; what there was before is kept for whoever wants it back."""
        if name != self._show.last:
            self._before = self._show.state
        self._show.last, self._show.fault = name, ""
        self._put(state)
        self._show.state = state
        self._go()

    def _go(self) -> None:
        """Draw what is chosen now; the rest follows when nothing has moved for a moment."""
        screen, show = self._screen, self._show
        if show.is_quiet:
            return
        show.draw(show.state, screen.chart.value, show.lang)
        show.follow_later()

    def _put(self, state: State) -> None:
        """Set all choices, without following each of them."""
        screen = self._screen
        with self._show.quietly():
            for name in LISTS:
                screen.choices[name].value = list(getattr(state, name))
            screen.repeats.value, screen.days.value = state.repeats, state.as_of or ""
            screen.first.value, screen.last.value = (day or "" for day in state.period)

    def _on_language(self, change: Any) -> None:
        screen, show, lang = self._screen, self._show, change["new"]
        with show.quietly():
            label_screen(screen, show.view.chart, lang)
        show.fault = self._find_fault(lang)
        show.draw(show.state, screen.chart.value, lang)
        show.follow_now()

    def _on_chosen(self, change: Any) -> None:
        """Show the card of the claim that was chosen, and mark it wherever it stands."""
        screen = self._screen
        if self._show.is_quiet or not change["new"]:
            return
        with self._show.quietly():
            for part in (screen.pictures, screen.table, screen.card):
                part.chosen = change["new"]
        self._show.describe()
        self._open_card(is_row=change["owner"] is screen.table)
        self._show.answer()

    def _open_card(self, *, is_row: bool = False) -> None:
        """Show the card of what is chosen, under the table if it was chosen there."""
        if not is_row or self._screen.tabs.value != "table":
            self._screen.tabs.value = "card"
        self._show_tab()

    def _on_message(self, _: Any, message: dict[str, Any], __: Any) -> None:
        """Answer what the browser says and asks for: who looks, a choice undone, a file."""
        show, asked = self._show, message.get("do")
        if asked in ("shown", "hidden"):
            show.watch(1 if asked == "shown" else -1)
        elif asked == "undo":
            name = str(message["what"])
            former = getattr(self._before, name) if name == show.last else None
            if former in (None, getattr(show.state, name)):
                former = getattr(State(), name)
            self._move(name, replace(show.state, **{name: former}))
        elif asked == "open":
            self._open_card()
        elif asked == "csv":
            self._screen.table.send(show.csv())
        show.answer()

    def _show_tab(self) -> None:
        """Show one of what is below the chart; under the table, the card of the row that is chosen."""
        screen = self._screen
        for name, part in screen.below.items():
            is_shown = name == screen.tabs.value
            is_shown |= name == "card" and screen.tabs.value == "table" and bool(screen.card.chosen)
            part.layout.display = None if is_shown else "none"


def _all_parts(part: widgets.Widget) -> Iterator[widgets.Widget]:
    """Return a widget and all that is in it, with their looks."""
    for child in getattr(part, "children", ()):
        yield from _all_parts(child)
    yield from (look for name in ("style", "layout") if (look := getattr(part, name, None)) is not None)
    yield part
