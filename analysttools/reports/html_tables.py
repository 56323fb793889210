"""Tables of an output's HTML as plain rows: the text of their cells, nothing that runs.

Belongs here: tables, captions, feet, paragraphs between them. Does not belong here: any other HTML.
"""

from __future__ import annotations

from html.parser import HTMLParser

from analysttools.reports.document import Block, Grid, Paragraph, Run

_SILENT = ("script", "style", "template", "noscript", "title")


def read_tables(html: str) -> tuple[Block, ...]:
    """Return the tables of a piece of HTML and the paragraphs between them; everything else is left out.

    Examples
    --------
    >>> from analysttools.reports.html_tables import read_tables
    >>> (grid,) = read_tables("<table><tr><th>who</th></tr><tr><td>NIS<script>x</script></td></tr></table>")
    >>> grid.head, grid.rows
    (('who',), (('NIS',),))
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tuple(reader.blocks)


class _Reader(HTMLParser):
    """Collects rows, captions and feet."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self._rows: list[tuple[bool, list[str]]] = []
        self._row: list[str] | None = None
        self._text: list[str] | None = None
        self._is_head = self._is_foot = False
        self._caption = ""
        self._notes: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row, a cell, a caption or a paragraph."""
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self._rows, self._caption, self._notes, self._is_foot = [], "", [], False
        elif tag == "tr":
            self._row, self._is_head = [], True
        elif tag in ("td", "th", "caption", "p"):
            self._text = []
            self._is_head = self._is_head and tag != "td"
        elif tag == "tfoot":
            self._is_foot = True
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End what was begun."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th") and self._row is not None:
            self._row.append(self._take())
        elif tag == "caption":
            self._caption = self._take()
        elif tag == "p" and (text := self._take()):
            self.blocks.append(Paragraph((Run(text),)))
        elif tag == "tr" and self._row is not None:
            if self._is_foot:
                self._notes += [line for cell in self._row for line in cell.split("\n") if line]
            else:
                self._rows.append((self._is_head, self._row))
            self._row = None
        elif tag == "table":
            self._end_table()

    def handle_data(self, data: str) -> None:
        """Take text into the cell that is open."""
        if self._text is not None and not self._silent:
            self._text.append(data)

    def _take(self) -> str:
        lines = "".join(self._text or []).split("\n")
        self._text = None
        return "\n".join(" ".join(line.split()) for line in lines).strip()

    def _end_table(self) -> None:
        heads = [row for is_head, row in self._rows if is_head]
        body = [row for is_head, row in self._rows if not is_head]
        width = max((len(row) for _, row in self._rows), default=0)
        if width:
            head = _padded(heads[-1] if heads else [], width)
            rows = tuple(_padded(row, width) for row in body)
            self.blocks.append(Grid(self._caption, head, rows, tuple(self._notes)))


def _padded(row: list[str], width: int) -> tuple[str, ...]:
    return (*row, *[""] * (width - len(row)))
