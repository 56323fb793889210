"""The fields of the form: one for each column of a table, as its schema describes it.

Belongs here: what is typed or chosen for one cell, and the names that stand for ids. Does not belong here:
which columns are asked for, and what is done with them (``form.py``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

import ipywidgets

from analysttools.case.loading import Case
from analysttools.case.table_schema import Field, Table
from analysttools.formatting import in_language

LABEL_WIDTH = "10em"
WIDTH = "min(100% - 4px, 42em)"
# Where the widgets begin, behind the labels.
MARGIN = "calc(10em + 8px)"
# An option of a vocabulary: the name, and the id in brackets behind it.
_OPTION = re.compile(r".*\[([^\[\]]+)\]\s*", re.DOTALL)


class CellField:
    """What a person gives for one cell: a widget, and a line below it that says what it rests on.

    Attributes
    ----------
    box : ipywidgets.VBox
        The widget, with its line.
    read : str
        What was read in the sentence; while the field holds it, a further sentence may replace it.
    """

    def __init__(self, field: Field, label: str, names: Mapping[str, str] | None = None) -> None:
        self.field, self.label = field, label
        self._names: dict[str, str] = {}
        self.read = self._rests_on = self._fault = ""
        style = {"description_width": LABEL_WIDTH}
        shared: dict[str, Any] = {
            "description": label,
            "style": style,
            "layout": ipywidgets.Layout(width=WIDTH),
            "tooltip": f"{field.name}: {field.description}",
        }
        if field.enum:
            options = [("", ""), *((value.replace("_", " "), value) for value in field.enum)]
            self.widget = ipywidgets.Dropdown(options=options, value="", **shared)
        elif names is not None:
            self.widget = ipywidgets.Combobox(**shared)
            self.offer(names)
        else:
            self.widget = ipywidgets.Text(placeholder=field.example, continuous_update=False, **shared)
        self.line = ipywidgets.HTML(layout=ipywidgets.Layout(margin=f"0 0 0 {MARGIN}", display="none"))
        self.box = ipywidgets.VBox([self.widget, self.line])

    def offer(self, names: Mapping[str, str], first: tuple[str, ...] = ()) -> None:
        """Offer ids by their names, some of them before the others."""
        self._names = dict(names)
        ids = [*(one for one in first if one in names), *(one for one in names if one not in first)]
        self.widget.options = tuple(self._name(one) for one in ids)

    def _name(self, one: str) -> str:
        name = self._names.get(one, "")
        return f"{name} [{one}]" if name else one

    @property
    def value(self) -> str:
        """What the cell would hold: of an option its id, of a name that only one id has that id."""
        text = str(self.widget.value or "").strip()
        if not self._names or text in self._names:
            return text
        if (option := _OPTION.fullmatch(text)) and option[1] in self._names:
            return option[1]
        named = [one for one, name in self._names.items() if name.casefold() == text.casefold()]
        return named[0] if len(named) == 1 else text

    def set(self, value: str) -> None:
        """Let the field hold the value of a cell."""
        if self.field.enum and value not in ("", *self.field.enum):
            return
        self.widget.value = self._name(value) if self._names and value else value

    def set_read(self, value: str, words: str) -> None:
        """Let the field hold what was read in the sentence, unless a person has given something else."""
        if self.value == self.read:
            self.set(value)
            self.read = self.value
            self.say(words)

    def say(self, words: str) -> None:
        """Say below the widget what it rests on; nothing hides the line."""
        self._rests_on = words
        self._show_line()

    def complain(self, fault: str) -> None:
        """Say below the widget what is wrong; nothing takes it away."""
        self._fault = fault
        self._show_line()

    def _show_line(self) -> None:
        told = [(self._fault, "#B00020"), (self._rests_on, "#555555")]
        lines = [f'<span style="color:{colour}">{escape(words)}</span>' for words, colour in told if words]
        self.line.value = "<br>".join(lines)
        self.line.layout.display = "" if lines else "none"

    def clear(self) -> None:
        """Let the field hold nothing."""
        self.set("")
        self.read = ""
        self.say("")
        self.complain("")


def make_fields(table: Table, case: Case, lang: str, labels: Mapping[str, str]) -> dict[str, CellField]:
    """Return a field for each column of a table, with the names of what it refers to."""
    keys = {key.column: key.table for key in table.foreign_keys}
    lists = {field.name for field in table.fields if field.is_list}
    return {
        field.name: CellField(
            field,
            labels.get(field.name, field.name),
            list_names(case, keys[field.name], lang)
            if field.name in keys and field.name not in lists
            else None,
        )
        for field in table.fields
    }


def list_names(case: Case, table: str, lang: str, *, is_short: bool = False) -> dict[str, str]:
    """Return the ids of a vocabulary with their names, or short ones; of sources publisher and day."""
    rows = getattr(case, table)
    ids = rows.iloc[:, 0]
    if table == "sources":
        names = rows["publisher"].fillna("") + (", " + rows["published"]).fillna("")
    else:
        stem = "label" if is_short and "label_en" in rows else "name"
        names = in_language(rows, stem, lang).fillna("") if f"{stem}_en" in rows else ids.map(lambda _: "")
    return dict(zip(map(str, ids), map(str, names), strict=True))
