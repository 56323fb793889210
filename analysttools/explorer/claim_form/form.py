"""The claim form in a notebook: a sentence in, a checked claim of the case out.

Belongs here: what the form shows and what its buttons do. Does not belong here: one field (``fields.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import pandas as pd

from analysttools.case.additions import add_claims
from analysttools.case.loading import Case, read_tables
from analysttools.case.notes import list_notes
from analysttools.case.written_change import WrittenChange, write_change
from analysttools.errors import DataError, Fault
from analysttools.exchange.mentions import VOCABULARIES, find_denials, find_mentions
from analysttools.exchange.quantities import read_quantity
from analysttools.explorer.claim_form.fields import (
    LABEL_WIDTH,
    MARGIN,
    WIDTH,
    CellField,
    list_names,
    make_fields,
)
from analysttools.explorer.claim_form.marked_text import STYLE, Mark, format_marked
from analysttools.formatting import say_claims
from analysttools.locales import read_texts

WORDS = read_texts("explorer.claim_form")
LABELS = read_texts("explorer.claim_form.labels")
NUMBERS = ["low", "best", "high", "qualifier"]
# What a claim is asked for first, in this order, with what the case requires; other columns are a tick away.
ASKED = [
    *["measure", "population", "place_id", *NUMBERS],
    *["kind", "period", "claimant_id", "asserted", "source_id"],
]
# What stays for the next sentence, which is often from the same page.
KEPT = ["claimant_id", "asserted", "source_id"]
# Vocabularies that grow with the claims, and the column of the claim that refers to each.
GROWING = {"sources": "source_id", "claimants": "claimant_id", "places": "place_id"}
# The kind of fault of a cell that is empty.
MISSING = "missing-value"
TABLES = ["claims", "sources", "claimants", "populations", "measures", "places", "sectors", "events"]


class _OwnKeys(anywidget.AnyWidget):
    """What keeps the keys that are pressed in the form from the notebook; nothing is seen of it."""

    _esm = (Path(__file__).parent / "keys.js").read_text(encoding="utf-8")


class ClaimForm(ipywidgets.VBox):
    """A form for one claim after another, as `claim_form` opens it.

    Attributes
    ----------
    case : Case
        The case, with what was added by the form.
    fields : dict of CellField
        The fields of a claim, by column.
    new : dict of dict of CellField
        The fields of a new source, claimant or place, by table and column.
    """

    def __init__(self, case: Case, lang: str = "en") -> None:
        self.case, self._lang, self._words = case, lang, WORDS[lang]
        self._changes: list[tuple[str, WrittenChange]] = []
        self._readings = pd.DataFrame()
        tables = {table.name: table for table in read_tables(case.folder)}
        labels = LABELS[lang]
        self.fields = make_fields(tables["claims"], case, lang, labels)
        required = [name for name, one in self.fields.items() if one.field.required and name != "claim_id"]
        self._asked = [*ASKED, *(name for name in required if name not in ASKED)]
        self.new = {name: make_fields(tables[name], case, lang, {}) for name in GROWING}
        self._build()
        super().__init__(self._arrange(), layout=ipywidgets.Layout(max_width="52em"))
        self.add_class("at-claim-form")

    @property
    def row(self) -> dict[str, str]:
        """The cells that are filled, by column: the claim as it would be added."""
        return _filled(self.fields)

    def _build(self) -> None:
        """Make what stands beside the fields."""
        words = self._words
        wide = ipywidgets.Layout(width="auto")
        style = {"description_width": LABEL_WIDTH}
        self.sentence = ipywidgets.Textarea(
            description=words["sentence"],
            placeholder=words["paste"],
            rows=3,
            continuous_update=False,
            layout=wide,
            style=style,
        )
        self.marked = ipywidgets.HTML()
        self.number = ipywidgets.Dropdown(
            description=words["number"],
            options=[("", -1)],
            value=-1,
            style=style,
            layout=ipywidgets.Layout(width=WIDTH, display="none"),
        )
        self.said = ipywidgets.HTML()
        self.check_button = self._button("check", self.check)
        self.add_button = self._button("add", self.add)
        self.undo_button = self._button("undo", self.undo)
        self.undo_button.disabled = True
        self.more = self._switch(
            "more", [self.fields[name] for name in self.fields if name not in self._asked]
        )
        self.more_of = {name: self._switch(f"new {name}", list(self.new[name].values())) for name in GROWING}
        self.sentence.observe(lambda _: self._try(self.read), "value")
        self.number.observe(lambda _: self._try(self._take_number), "value")

    def _button(self, key: str, act: Callable[[], Any]) -> ipywidgets.Button:
        button = ipywidgets.Button(description=self._words[key], tooltip=self._words[f"{key} does"])
        button.layout.width = "auto"
        button.on_click(lambda _: self._try(act))
        return button

    def _try(self, act: Callable[[], Any]) -> None:
        """Do something; what goes wrong is told in the form, where a log would not be seen."""
        try:
            act()
        except Exception as error:
            self._tell(self._words["failed"].format(reason=f"{type(error).__name__}: {error}"), [])

    def _switch(self, key: str, fields: list[CellField]) -> ipywidgets.VBox:
        """Return a box to tick that shows further fields."""
        tick = ipywidgets.Checkbox(description=self._words[key], indent=False)
        tick.layout.width, tick.layout.margin = "auto", f"2px 0 2px {MARGIN}"
        inner = ipywidgets.VBox([field.box for field in fields], layout=ipywidgets.Layout(display="none"))
        tick.observe(
            lambda change: setattr(inner.layout, "display", "" if change["new"] else "none"), "value"
        )
        return ipywidgets.VBox([tick, inner])

    def _arrange(self) -> list[ipywidgets.Widget]:
        """Return the parts of the form, from top to bottom: a new source below the field of the source."""
        below = {column: self.more_of[table] for table, column in GROWING.items()}
        rows = []
        for name in self._asked:
            if name == "low":
                rows.append(self.number)
            rows.append(self.fields[name].box)
            if name in below:
                rows.append(below[name])
        buttons = ipywidgets.HBox([self.check_button, self.add_button, self.undo_button])
        buttons.layout.margin = f"6px 0 6px {MARGIN}"
        return [_OwnKeys(), self.sentence, self.marked, *rows, self.more, buttons, self.said]

    def read(self) -> None:
        """Read the sentence: what has one reading goes into its field, of the others all are named."""
        text = self.sentence.value
        self._readings = read_quantity(text)
        found = find_mentions(text, self.case)
        self.marked.value = self._format_sentence(text, found)
        self._offer_numbers()
        for column in VOCABULARIES:
            rows = found[found["column"].eq(column)]
            ids = tuple(dict.fromkeys(rows["id"]))
            field = self.fields[column]
            names = list_names(self.case, VOCABULARIES[column], self._lang)
            field.offer(names, ids)
            reading = self._words["reading"]
            said = [
                reading.format(name=names[one] or one, words=words)
                for one, words in zip(rows["id"], rows["words"], strict=True)
            ]
            if len(ids) == 1:
                field.set_read(ids[0], self._words["from"].format(words=rows["words"].iloc[0]))
            else:
                several = self._words["several"].format(readings="; ".join(dict.fromkeys(said)))
                field.set_read("", several if ids else "")

    def _format_sentence(self, text: str, found: pd.DataFrame) -> str:
        """Return the sentence with what is read over its words, and what is refused below it."""
        if not text.strip():
            return ""
        quantities, labels = self._readings, LABELS[self._lang]
        numbers = self._say_numbers()
        marks = [
            Mark(start, end, said)
            for start, end, said in zip(quantities["start"], quantities["end"], numbers, strict=True)
        ]
        for column, rows in found.groupby("column", sort=False):
            names = list_names(self.case, VOCABULARIES[str(column)], self._lang, is_short=True)
            for row in rows.itertuples():
                label = f"{labels[str(column)]}: {names[str(row.id)] or row.id}"
                marks.append(Mark(int(str(row.start)), int(str(row.end)), label))
        told = [one for one in (*quantities["refused"].dropna(), *quantities["note"].dropna()) if one]
        if denials := find_denials(text):
            told.append(self._words["denials"].format(words=", ".join(dict.fromkeys(denials))))
        if not len(quantities):
            told.append(self._words["no number"])
        lines = "".join(f"<li>{escape(one)}</li>" for one in dict.fromkeys(told))
        sentence = f'<style>{STYLE}</style><p class="at-marked">{format_marked(text, marks)}</p>'
        return sentence + (f"<ul>{lines}</ul>" if lines else "")

    def _say_numbers(self) -> pd.Series:
        """Return the readings of numbers in words."""
        is_number = self._readings["refused"].isna()
        said = say_claims(self._readings[is_number], self._lang)
        return said.reindex(self._readings.index, fill_value=self._words["refused"])

    def _offer_numbers(self) -> None:
        """Take the number if there is one reading; else let a person choose, and take none."""
        is_number = self._readings["refused"].isna()
        words, numbers = self._readings["words"][is_number], self._say_numbers()[is_number]
        choose = self._words["choose"].format(count=len(words))
        options = [
            (self._words["reading"].format(name=number, words=said), place)
            for place, (said, number) in enumerate(zip(words, numbers, strict=True))
        ]
        self.number.layout.display = "" if len(options) > 1 else "none"
        self.number.options = [(choose, -1), *options]
        self.number.value = 0 if len(options) == 1 else -1
        self._take_number()

    def _take_number(self) -> None:
        """Let the fields of the number hold the reading that is chosen, or none."""
        readable = self._readings[self._readings["refused"].isna()] if len(self._readings) else self._readings
        if self.number.value is None or not 0 <= self.number.value < len(readable):
            for name in NUMBERS:
                self.fields[name].set_read("", "")
            return
        row = readable.iloc[self.number.value]
        words = self._words["from"].format(words=row["words"])
        for name in NUMBERS:
            value = row[name]
            text = "" if pd.isna(value) else value if isinstance(value, str) else _format_cell(value)
            # The words stand once, below what they were read into first.
            self.fields[name].set_read(text, words if text else "")
            words = "" if text else words

    def check(self) -> Case | None:
        """Check the claim as it would stand in the case; say all that is wrong, at its field as well."""
        for field in self._list_fields():
            field.complain("")
            if field.value != field.read:
                field.say("")
        given = {name: _filled(fields) for name, fields in self.new.items()}
        row = self.row
        for name, column in GROWING.items():
            key = next(iter(self.new[name]))
            if given[name]:
                given[name].setdefault(key, row.get(column, ""))
                row.setdefault(column, given[name][key])
        try:
            more = add_claims(self.case, row, **{name: cells for name, cells in given.items() if cells})
        except DataError as error:
            self._tell_faults(error.faults)
            return None
        except (OSError, ValueError) as error:
            self._tell(str(error), [])
            return None
        claim = more.claims.iloc[-1]
        frames = {name: getattr(more, name) for name in TABLES}
        notes = [note.problem for note in list_notes(frames) if note.id == claim["claim_id"]]
        self._tell(self._words["fits"].format(id=claim["claim_id"]), notes, is_fault=False)
        return more

    def add(self) -> None:
        """Add the claim to the files of the case, whole or not at all."""
        more = self.check()
        if more is None:
            return
        claim_id = str(more.claims["claim_id"].iloc[-1])
        try:
            self.case, change = write_change(more)
        except (OSError, ValueError) as error:
            self._tell(str(error), [])
            return
        self._changes.append((claim_id, change))
        files = ", ".join(path.as_posix() for path in change.after)
        self._begin_anew({name: str(more.claims.iloc[-1][name]) for name in KEPT})
        self._tell(self._words["added"].format(id=claim_id, files=files), [], is_fault=False)

    def undo(self) -> None:
        """Take the claim that was added last back out of the files, to the byte."""
        if not self._changes:
            return
        claim_id, change = self._changes[-1]
        try:
            self.case = change.undo()
        except (OSError, ValueError) as error:
            self._tell(str(error), [])
            return
        self._changes.pop()
        self._renew()
        self._tell(self._words["undone"].format(id=claim_id), [], is_fault=False)

    def _begin_anew(self, kept: Mapping[str, str]) -> None:
        """Empty the fields for the next sentence, but for what is often the same."""
        for field in self._list_fields():
            field.clear()
        self._renew()
        for switch in (self.more, *self.more_of.values()):
            switch.children[0].value = False
        for name, value in kept.items():
            self.fields[name].set(value)
        self.sentence.value = ""

    def _renew(self) -> None:
        """Offer the vocabularies as they are now, and the claim that can be taken back."""
        for column, field in self.fields.items():
            table = next((name for name, key in GROWING.items() if key == column), None)
            if table:
                value = field.value
                field.offer(list_names(self.case, table, self._lang))
                field.set(value)
        self.undo_button.disabled = not self._changes
        last = self._changes[-1][0] if self._changes else ""
        self.undo_button.description = (
            self._words["undo one"].format(id=last) if last else self._words["undo"]
        )

    def _list_fields(self) -> list[CellField]:
        return [*self.fields.values(), *(field for fields in self.new.values() for field in fields.values())]

    def _tell_faults(self, faults: list[Fault]) -> None:
        """Say what is wrong with the claim, all at once, and each below its field."""
        lines = []
        for fault in faults:
            table = fault.file.partition(" given")[0]
            fields = self.fields if table == "claims" else self.new.get(table, {})
            words = self._words["needed"] if fault.kind == MISSING else fault.sentences
            field = fields.get(fault.column or "")
            if field is None:
                lines.append(str(fault))
                continue
            field.complain(words)
            lines.append(self._words["at field"].format(label=field.label, words=words))
        count = (
            self._words["one fault"] if len(lines) == 1 else self._words["faults"].format(count=len(lines))
        )
        self._tell(count, lines)

    def _tell(self, words: str, lines: list[str], *, is_fault: bool = True) -> None:
        """Say something below the buttons; a screen reader is told at once."""
        items = "".join(f"<li>{escape(line)}</li>" for line in lines)
        listed = f"<ul>{items}</ul>" if items else ""
        role, colour = ("alert", "#B00020") if is_fault else ("status", "#1B5E20")
        self.said.value = f'<div role="{role}"><b style="color:{colour}">{escape(words)}</b>{listed}</div>'


def _filled(fields: Mapping[str, CellField]) -> dict[str, str]:
    """Return the cells that hold something, by column."""
    return {name: field.value for name, field in fields.items() if field.value}


def _format_cell(value: float) -> str:
    """Return a number as a cell holds it."""
    return str(int(value)) if float(value).is_integer() else str(float(value))
