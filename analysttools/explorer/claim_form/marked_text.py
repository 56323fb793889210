"""A sentence with what is read in it standing over the words that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

# Labels stand in a row of their own above the line, so that they spread no words.
STYLE = """
.at-marked { line-height: 1.3; font-size: 1.05em; }
.at-marked .at-read { display: inline-flex; flex-direction: column; align-items: center; margin: 4px 2px 0;
  vertical-align: bottom; }
.at-marked small { color: #1F5FA8; font-size: 0.78em; }
.at-marked mark { background: #E3EEF9; color: inherit; padding: 0 2px; border-radius: 2px; }
"""


@dataclass(frozen=True)
class Mark:
    """What is read of the words from one place of a text to another."""

    start: int
    end: int
    label: str


def format_marked(text: str, marks: Iterable[Mark]) -> str:
    """Return a text as HTML, the label of each mark over its words; marks that share words stand together.

    Examples
    --------
    >>> from analysttools.explorer.claim_form.marked_text import Mark, format_marked
    >>> format_marked("40 dead", [Mark(0, 2, "40"), Mark(3, 7, "killed")])
    '<span class="at-read"><small>40</small><mark>40</mark></span> \
<span class="at-read"><small>killed</small><mark>dead</mark></span>'
    """
    pieces, behind = [], 0
    for group in _group(sorted(marks, key=lambda mark: (mark.start, mark.end))):
        start, end = group[0].start, max(mark.end for mark in group)
        labels = " · ".join(dict.fromkeys(mark.label for mark in group))
        pieces.append(escape(text[behind:start]))
        words = f"<mark>{escape(text[start:end])}</mark>"
        pieces.append(f'<span class="at-read"><small>{escape(labels)}</small>{words}</span>')
        behind = end
    return "".join([*pieces, escape(text[behind:])])


def _group(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Return marks in groups that share words."""
    groups: list[list[Mark]] = []
    reached = -1
    for mark in marks:
        if mark.start < reached:
            groups[-1].append(mark)
        else:
            groups.append([mark])
        reached = max(reached, mark.end)
    return groups
