"""What the explorer shows of a choice: the picture at once, then what is behind it.

Belongs here: from a choice to what each part holds, and in which order. Does not belong here: who moved what
(``panel.py``); selecting, drawing and wording have modules of their own.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import RLock

import pandas as pd

from analysttools.case.loading import Case
from analysttools.explorer.cards import describe_row
from analysttools.explorer.chart_choice import TABLES_OF_CHARTS
from analysttools.explorer.csv_export import write_csv
from analysttools.explorer.details import collect_details_in_steps
from analysttools.explorer.labels import LABELS
from analysttools.explorer.lists import COLUMNS, list_rows, sort_rows
from analysttools.explorer.prefetch import Views
from analysttools.explorer.screen import Screen, label_charts
from analysttools.explorer.selection import count_rows, select
from analysttools.explorer.state import State
from analysttools.explorer.summary import describe_chosen, describe_left, find_emptying, format_title
from analysttools.explorer.views import Asked, View, run_code
from analysttools.figures.saving import save_figure
from analysttools.locales import read_texts

PUNCTUATION = read_texts("punctuation")
WORDS = read_texts("explorer.panel")

# Seconds of rest after which what does not hang on the picture follows.
REST = 0.25


class Show:
    """What one screen shows of a case."""

    def __init__(self, case: Case, screen: Screen, figures: str | Path) -> None:
        self.case, self.screen, self.figures = case, screen, str(figures)
        self.views, self.view = Views(case), View(None, ())
        self.state, self.chart, self.lang = State(), "fitting", "en"
        self.last, self.fault = "", ""
        self.watchers, self.is_quiet = 0, False
        self._own = {"name": "", "title": ""}
        self.lock = RLock()  # kernels handle what the browser sends in more than one thread
        self._turn = 0
        self._later: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def quietly(self) -> Iterator[None]:
        """Let parts be set without anybody following them."""
        was_quiet, self.is_quiet = self.is_quiet, True
        try:
            yield
        finally:
            self.is_quiet = was_quiet

    @property
    def tables(self) -> list[str]:
        """The tables whose rows the chart draws; the last is the one that is listed."""
        return TABLES_OF_CHARTS.get(self.chart, ["claims"])

    def rows(self, table: str) -> pd.DataFrame:
        """Return the rows that the choices leave, with their names."""
        return select(self.case, table, lang=self.lang, **vars(self.state))

    def draw(self, state: State, chart: str, lang: str) -> None:
        """Show the picture of a choice, and its lines."""
        self.state, self.chart, self.lang = state, chart, lang
        screen = self.screen
        self.view = self.views.get(Asked(state, chart, lang))
        with screen.pictures.hold_sync():
            screen.pictures.stamp = state.as_of or ""
            screen.pictures.names = self.view.names
            screen.pictures.alt = f"{self._chart_name()}. {self._title()}"
            screen.pictures.pictures = [vars(picture) for picture in self.view.pictures]
        screen.days.drawn = state.as_of or ""
        screen.saved.lines = []
        for part, said in (("name", f"explored-{self.view.chart}"), ("title", self._title())):
            widget = getattr(screen, part)
            if widget.value == self._own[part]:
                widget.value = self._own[part] = said
        self.write_code()
        screen.sentences.is_late = True  # what stands there is of the choice before, until `follow`
        self.answer()
        self.expect()

    def follow_now(self) -> None:
        """Show all that is behind the picture."""
        self._turn += 1
        for _ in self._follow():
            pass

    def follow_later(self) -> None:
        """Show all that is behind the picture once nobody has moved anything for a moment."""
        self._turn += 1
        try:
            self._later = asyncio.get_running_loop().create_task(self._rest(self._turn))
        except RuntimeError:  # no loop runs outside a kernel
            self.follow_now()

    async def _rest(self, turn: int) -> None:
        await asyncio.sleep(REST)
        steps, is_over = self._follow(), False
        while not is_over:
            with self.lock:
                try:
                    is_over = turn != self._turn or next(steps, self) is self
                except Exception as error:  # nobody else hears of what fails in here
                    is_over = True
                    self.fail(error)
            await asyncio.sleep(0)  # lets the next move in

    def fail(self, error: Exception) -> None:
        """Say that something could not be done."""
        reason = f"{type(error).__name__}: {error}"
        self.show_sentences([[WORDS[self.lang]["not done"].format(reason=reason), "error", "", ""]])
        self._stop()

    def _stop(self) -> None:
        """Answer that no new picture comes: what plays waits for it no longer."""
        self.screen.days.send({"do": "stop"})
        self.answer()

    def refuse(self, fault: str) -> None:
        """Return what cannot be chosen; it stands there until something else is."""
        sentences = self.screen.sentences
        others = [line for line in sentences.lines if line[0] != self.fault]
        sentences.lines, self.fault = [[fault, "error", "", ""], *others], fault
        self._stop()

    def _follow(self) -> Iterator[None]:
        screen, asked = self.screen, Asked(self.state, self.chart, self.lang)
        told = self.views.told(asked)
        if told is None:
            for step in collect_details_in_steps(self.case, asked):
                told = step
                yield
        assert told is not None  # noqa: S101 (the last step tells all)
        for name, options in told.choices.items():
            screen.choices[name].options = options
        screen.days.days = told.days
        self.expect()
        with self.quietly():
            label_charts(screen, told.fitting, self.lang)
        self.show_sentences(
            [*self._sentences(), *([sentence, "info", "", ""] for sentence in told.sentences)]
        )
        yield
        self.list_rows()
        self.describe()

    def _sentences(self) -> Iterator[list[str]]:
        """Return what is left, what emptied the view, what cannot be drawn, what the chart leaves out."""
        words, lang = WORDS[self.lang], self.lang
        if self.fault:
            yield [self.fault, "error", "", ""]
        for sentence in describe_left(self.case, self.tables, self.state, lang):
            yield [sentence, "count", "", ""]
        if not any(count_rows(self.case, table, self.state) for table in self.tables):
            emptied = find_emptying(self.case, self.tables, self.state, self.last)
            if emptied is None:
                yield [words["emptied together"], "warning", "", ""]
            else:
                name, count = emptied
                said = describe_chosen(self.case, name, self.state, lang)
                sentence = words["emptied"].format(choice=words[name], words=said, count=count)
                yield [sentence, "warning", name, words["undo"].format(choice=words[name])]
        elif self.view.problem:
            yield [self.view.problem, "error", "", ""]
        elif self.view.code is not None:
            for note in self.view.code.notes:
                yield [note, "note", "", ""]

    def expect(self) -> None:
        """Have the pictures of the days around this one drawn ahead if anybody looks, the next ones first."""
        if not self.watchers:
            return
        days = [*self.screen.days.days, ""]
        now = self.state.as_of or ""
        place = days.index(now) if now in days else sum(day < now for day in days[:-1])
        order = sorted(range(len(days)), key=lambda one: abs(one - place) - 0.5 * (one > place))
        self.views.expect(
            [Asked(replace(self.state, as_of=days[one] or None), self.chart, self.lang) for one in order]
        )

    def watch(self, more: int) -> None:
        """Count who looks; when nobody does any more, what was drawn ahead is let go."""
        self.watchers = max(self.watchers + more, 0)
        self.expect()
        if not self.watchers:
            self.views.rest()

    def close(self) -> None:
        """End what goes on behind the screen."""
        self._turn += 1
        self.watchers = 0
        self.views.close()

    def list_rows(self) -> None:
        """Show the rows behind the view."""
        table, part, words = self.tables[-1], self.screen.table, WORDS[self.lang]
        rows = self.rows(table)
        ids, cells = list_rows(rows, table, self._order(), part.limit, self.lang)
        shown = words["shown"].format(shown=len(ids), all=len(rows))
        with part.hold_sync():
            part.total, part.ids = len(rows), ids
            part.words = {
                **{name: words[name] for name in ("more", "csv", "sort")},
                **{"table": words[table], "shown": words[table] + PUNCTUATION[self.lang]["colon"] + shown},
            }
            part.columns = [[key, LABELS[self.lang].get(key, words.get(key, key))] for key in COLUMNS[table]]
            part.rows = cells
        self.answer()

    def csv(self) -> dict[str, str]:
        """Return all rows behind the view as a file."""
        table = self.tables[-1]
        rows = sort_rows(self.rows(table), table, self._order())
        return {"csv": write_csv(rows), "name": f"{table}.csv"}

    def _order(self) -> tuple[str, bool]:
        by, is_down = self.screen.table.sort
        return str(by) if by in COLUMNS[self.tables[-1]] else "when", bool(is_down)

    def describe(self) -> None:
        """Show the card of the claim or event that is chosen."""
        lines = describe_row(self.case, self.screen.card.chosen, self.lang)
        self.screen.card.lines = [list(line) for line in lines]

    def write_code(self) -> None:
        """Show the lines that give the view, with the names that were given."""
        screen, code = self.screen, self.view.code
        screen.code.text = (
            ""
            if code is None
            else code.whole(self.case, screen.name.value, screen.title.value, self.figures, self.lang)
        )

    def save(self) -> None:
        """Save the charts of the view as figures, and say which files there are now."""
        words, screen, code = WORDS[self.lang], self.screen, self.view.code
        if code is None or self.view.problem:
            screen.saved.lines = [[words["nothing to save"], "warning", "", ""]]
            return
        saved: list[str] = []
        try:
            charts = run_code(code, self.case)
            for number, (ax, rows) in enumerate(charts, start=1):
                name, nth = screen.name.value, ""
                if not code.rows:
                    name, nth = f"{name}-{number}", f"{number}/{len(charts)}: "
                save_figure(
                    ax, name, rows, title=nth + screen.title.value, folder=self.figures, lang=self.lang
                )
                saved += [str(Path(self.figures) / f"{name}.{kind}") for kind in ("png", "svg", "json")]
            lines = [[words["saved"].format(files=", ".join(saved)), "info", "", ""]]
        except (OSError, ValueError) as error:
            lines = [[str(error), "error", "", ""]]
        except Exception as error:  # whatever else: the explorer goes on, and says so
            lines = [[words["failed"].format(reason=f"{type(error).__name__}: {error}"), "error", "", ""]]
        screen.saved.lines = lines
        self.answer()

    def show_sentences(self, lines: list[list[str]]) -> None:
        """Show sentences: text, kind, what can be undone, the words for undoing it."""
        self.screen.sentences.lines = lines
        self.screen.sentences.is_late = False

    def answer(self) -> None:
        """Tell the browser that the kernel is there."""
        self.screen.sentences.answer += 1

    def _chart_name(self) -> str:
        name = WORDS[self.lang][self.view.chart]
        return name[0].upper() + name[1:]

    def _title(self) -> str:
        drawn = self.view.drawn or dict.fromkeys(self.tables, 0)
        return format_title(drawn, self.state.as_of, len(self.view.pictures), self.lang)
