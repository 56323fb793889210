"""The explorer: who moved what, and what is done about it.

Belongs here: listening to the parts. Does not belong here: what they show (``showing.py``).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd

from analysttools.case import Case
from analysttools.explorer.drawing import run_code, say_marks_of
from analysttools.explorer.screen import label_screen, make_screen
from analysttools.explorer.showing import Show
from analysttools.explorer.states import LISTS, State, read_state


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
        self._before, self._is_quiet = state, True
        super().__init__(children=[self._screen.whole])
        self.add_class("at-explorer")
        label_screen(self._screen, "estimates", lang)
        self._put(state)
        self._screen.chart.value = chart
        self._show.draw(state, chart, lang)
        self._show.follow_now()
        self._show_tab()
        self._listen()
        self._is_quiet = False

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
            raise RuntimeError("insert_code: there is no notebook here. Take the lines from explorer.code")
        shell.set_next_input(self.code, replace=False)

    def close(self) -> None:
        """Take the explorer off the screen, and end the process that draws ahead."""
        self._show.views.close()
        super().close()

    def __repr__(self) -> str:
        """Give what is shown as text: the sentences, and the marks of the chart."""
        show, sentences = self._show, [line[0] for line in self._screen.sentences.lines]
        code = None if show.view.problem else show.view.code
        marks = [] if code is None else [say_marks_of(run_code(code, show.case))]
        return "\n".join([f"Explorer: {self._screen.pictures.alt}", *sentences, *marks])

    def _repr_mimebundle_(self, **given: Any) -> dict[str, Any]:
        """Give the widget, and for whoever has no kernel its picture and its text."""
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
        screen.sentences.on_msg(alone(self._on_message))
        screen.table.on_msg(alone(self._on_message))

    def _alone(self, handle: Callable[..., None]) -> Callable[..., None]:
        """Let nothing else of this explorer happen while something is handled."""

        def handled(*given: Any) -> None:
            with self._show.lock:
                handle(*given)

        return handled

    def _on_choice(self, name: str, _: Any) -> None:
        """Read all choices after one was moved, or say what cannot be."""
        if self._is_quiet:
            return
        screen = self._screen
        chosen: dict[str, Any] = {one: screen.choices[one].value for one in LISTS}
        chosen.update(repeats=screen.repeats.value, as_of=screen.days.value or None)
        chosen["period"] = (screen.first.value.strip() or None, screen.last.value.strip() or None)
        try:
            state = read_state(self._show.case, **chosen)
        except ValueError as error:
            self._show.say([[str(error), "error", "", ""]])
            self._show.answer()
            return
        self._move(name, state)

    def _move(self, name: str, state: State) -> None:
        """Go to another choice; what there was before is kept for whoever wants it back."""
        if name != self._show.last:
            self._before = self._show.state
        self._show.last = name
        self._put(state)
        self._show.state = state
        self._go()

    def _go(self) -> None:
        """Draw what is chosen now; the rest follows when nothing has moved for a moment."""
        if self._is_quiet:
            return
        screen, show = self._screen, self._show
        show.draw(show.state, screen.chart.value, show.lang)
        show.follow_later()

    def _put(self, state: State) -> None:
        """Set all choices, without following each of them."""
        screen, was_quiet, self._is_quiet = self._screen, self._is_quiet, True
        for name in LISTS:
            screen.choices[name].value = list(getattr(state, name))
        screen.repeats.value, screen.days.value = state.repeats, state.as_of or ""
        screen.first.value, screen.last.value = (day or "" for day in state.period)
        self._is_quiet = was_quiet

    def _on_language(self, change: Any) -> None:
        screen, show = self._screen, self._show
        self._is_quiet = True
        label_screen(screen, show.view.chart, change["new"])
        show.draw(show.state, screen.chart.value, change["new"])
        show.follow_now()
        self._is_quiet = False

    def _on_chosen(self, change: Any) -> None:
        """Show the card of the claim that was chosen, and mark it wherever it stands."""
        screen = self._screen
        if self._is_quiet or not change["new"]:
            return
        self._is_quiet = True
        for part in (screen.pictures, screen.table, screen.card):
            part.chosen = change["new"]
        self._is_quiet = False
        self._show.describe()
        if screen.tabs.value not in ("table", "card"):
            screen.tabs.value = "card"
        self._show_tab()
        self._show.answer()

    def _on_message(self, _: Any, message: dict[str, Any], __: Any) -> None:
        """Answer what the browser asks for: views ahead, a choice undone, a file."""
        show, asked = self._show, message.get("do")
        if asked == "shown" and not show.is_watched:
            show.is_watched = True
            show.expect()
        elif asked == "undo":
            name = str(message["what"])
            former = self._before if name == show.last else State()
            self._move(name, replace(show.state, **{name: getattr(former, name)}))
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
