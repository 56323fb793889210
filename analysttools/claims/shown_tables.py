"""Tables for reading as they are shown: heads in words, footnotes for status and doubt, HTML.

Belongs here: how a table of words is laid out for a page. Does not belong here: what its cells say
(``tables.py``); a table as a picture (``charts/table.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import Any

import pandas as pd

from analysttools.arguments import FRAME, checked
from analysttools.columns import require_plain
from analysttools.formatting import guard_formula
from analysttools.locales import read_texts

WORDS = read_texts("tables")
# Columns that are told below a table of claims, and the one whose cells they are told of.
NOTED, TOLD_OF = ("status", "doubt"), "says"
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SHOWN = replace(FRAME, advice="Pass what tabulate_claims(claims) returns, or columns of it")
# Jupyter aligns all cells to the right, and a page without styles leaves no room between columns.
CELL = ' style="text-align:left;vertical-align:top;padding:2px 12px 2px 0"'
CAPTION = ' style="text-align:left;font-weight:bold;padding-bottom:4px"'


@dataclass(frozen=True)
class ShownTable:
    """A table as it is shown in a notebook and written into a report.

    Attributes
    ----------
    html : str
        The table as HTML: caption, heads, cells, footnotes; nothing of it is markup from the data.
    text : str
        The same as plain text.
    """

    html: str
    text: str

    def __repr__(self) -> str:
        """Return the plain text."""
        return self.text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


@checked(table=SHOWN)
def show_table(table: pd.DataFrame, *, title: str = "", lang: str = "en") -> ShownTable:
    """Return a table for reading as HTML, with heads in words and footnotes for status and doubt.

    Parameters
    ----------
    table : DataFrame
        What ``tabulate_claims`` or ``tabulate_events`` gives, or columns of it. Of claims, ``status`` and
        ``doubt`` become footnotes. Columns of other names keep these.
    title : str, optional
        The caption: the finding, one sentence.
    lang : {"en", "fr"}
        Language of the heads.

    Returns
    -------
    ShownTable
        Shows itself in a notebook; ``html`` is for a report. Letters that HTML would read are escaped, and a
        text that a spreadsheet would take for a formula has a quote mark before it.

    Raises
    ------
    ValueError, TypeError
        If the table has no column, or is not a table.

    See Also
    --------
    plot_table : claims as a table in a picture.

    Examples
    --------
    >>> from analysttools import choose, load_case, show_table, tabulate_claims, with_names
    >>> case = load_case("tests/cases/strait")
    >>> claims = with_names(choose(case.claims, claim_id=["guard-killed", "radio-killed"]), case)
    >>> show_table(tabulate_claims(claims)[["claimant", "says", "what", "status"]], title="Forty dead")
    Forty dead
              who        says   what
      Coast guard at least 40 killed
    Harbour Radio        40 ¹ killed
    ¹ repeat, rumour
    """
    require_plain("show_table", table)
    shown, notes = note_doubts(table)
    if not len(shown.columns):
        raise ValueError("show_table: the table has no column to show. Give what tabulate_claims returns")
    cells = shown.astype(object).where(shown.notna(), "").map(_as_text)
    heads = [WORDS[lang].get(str(name), str(name)) for name in shown]
    text = cells.set_axis(heads, axis=1).to_string(index=False) if len(cells) else "  ".join(heads)
    lines = [*([title] if title else []), text, *notes]
    return ShownTable(_format_html(cells, heads, (title, notes), lang), "\n".join(lines))


def note_doubts(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return a table of claims with numbers of footnotes in place of status and doubt, and the footnotes.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.claims.shown_tables import note_doubts
    >>> table = pd.DataFrame({"says": ["30", "40"], "status": [None, "denied"], "doubt": [None, "the day"]})
    >>> shown, notes = note_doubts(table)
    >>> shown["says"].tolist(), notes
    (['30', '40 ¹ ²'], ['¹ denied', '² the day'])
    """
    noted = [name for name in NOTED if name in table]
    if TOLD_OF not in table or not noted:
        return table, []
    numbers: dict[str, str] = {}
    cells = []
    for said, *texts in table[[TOLD_OF, *noted]].itertuples(index=False):
        own = [text for text in texts if isinstance(text, str) and text]
        for text in own:
            numbers.setdefault(text, str(len(numbers) + 1).translate(RAISED))
        cells.append(" ".join([str(said), *(numbers[text] for text in own)]))
    shown = table.drop(columns=noted).assign(**{TOLD_OF: cells})
    return shown, [f"{number} {text}" for text, number in numbers.items()]


def _as_text(cell: object) -> str:
    """Return a cell on one line that is no formula."""
    return str(guard_formula(" ".join(str(cell).split("\n"))))


def _format_html(cells: pd.DataFrame, heads: list[str], around: tuple[str, list[str]], lang: str) -> str:
    """Return a table as HTML, its title as the caption and its notes as the foot."""
    title, notes = around
    caption = f"<caption{CAPTION}>{escape(title)}</caption>" if title else ""
    head = "".join(f'<th scope="col"{CELL}>{escape(name)}</th>' for name in heads)
    body = "".join(
        f"<tr>{''.join(f'<td{CELL}>{escape(cell)}</td>' for cell in row)}</tr>\n"
        for row in cells.itertuples(index=False)
    )
    said = "<br>".join(escape(str(guard_formula(note))) for note in notes)
    foot = f'<tfoot><tr><td colspan="{len(heads)}"{CELL}>{said}</td></tr></tfoot>' if notes else ""
    top = f'<table lang="{lang}">{caption}\n<thead><tr>{head}</tr></thead>'
    return f"{top}\n<tbody>\n{body}</tbody>\n{foot}</table>"
