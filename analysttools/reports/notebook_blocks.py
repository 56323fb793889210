"""A notebook as it was last run, as blocks of a report.

Belongs here: cells and stored outputs, the sources of figures. Does not belong here: running cells.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysttools.case.loading import Case
from analysttools.figures.records import read_record
from analysttools.notebooks.document import read_notebook
from analysttools.reports.document import Block, Figure, Source, Verbatim
from analysttools.reports.html_tables import read_tables
from analysttools.reports.markdown_text import read_markdown

# Cells that are there for the test alone.
_HIDDEN = "remove-cell"
_FIGURE = "Figure "
# More lines than these of what a cell printed are counted.
_LINES = 60


@dataclass
class Sources:
    """The sources that figures name, numbered in the order in which they come."""

    case: Case | None
    found: dict[str, Source] = field(default_factory=dict)

    def number(self, credits_of: list[dict[str, str]]) -> tuple[int, ...]:
        """Return the numbers of some sources; a new one gets the next."""
        for credit in credits_of:
            if credit["source_id"] not in self.found:
                self.found[credit["source_id"]] = self._describe(credit)
        order = list(self.found)
        return tuple(sorted({order.index(credit["source_id"]) + 1 for credit in credits_of}))

    def _describe(self, credit: dict[str, str]) -> Source:
        rows = None if self.case is None else self.case.sources
        own = [] if rows is None else rows[rows["source_id"].eq(credit["source_id"])].to_dict("records")
        row: dict[str, Any] = own[0] if own else dict(credit)
        said = {name: row.get(name) for name in ("publisher", "published", "url", "archive_url")}
        texts = {name: "" if value is None or value != value else str(value) for name, value in said.items()}
        return Source(credit["source_id"], **texts)


def read_blocks(path: Path, figures: Path, sources: Sources, *, has_code: bool = False) -> list[Block]:
    """Return the blocks of a notebook, from what is stored in it.

    Parameters
    ----------
    path : Path
        The notebook.
    figures : Path
        Where the records of its figures lie.
    sources : Sources
        Takes the sources of its figures.
    has_code : bool, optional
        Whether the code of cells is shown.

    Raises
    ------
    ValueError
        If it is not a notebook, or a cell of it failed or was never run.
    """
    notebook = read_notebook(path)
    _require_outputs(path, notebook.cells)
    blocks: list[Block] = []
    for cell in notebook.cells:
        if _HIDDEN in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "markdown":
            blocks += read_markdown(cell.source)
        elif cell.cell_type == "code":
            if has_code and cell.source.strip():
                blocks.append(Verbatim(cell.source, is_code=True))
            for output in cell.outputs:
                blocks += _read_output(output, figures, sources)
    return blocks


def _require_outputs(path: Path, cells: list[Any]) -> None:
    """Raise if a cell failed, or none was ever run."""
    code = [cell for cell in cells if cell.cell_type == "code" and cell.source.strip()]
    for number, cell in enumerate(code, 1):
        for output in cell.outputs:
            if output.output_type == "error":
                raise ValueError(
                    f"{path}, code cell {number} failed when it was last run ({output.ename}). Mend it and "
                    "run it: analysttools run"
                )
    if code and not any(cell.outputs or cell.execution_count for cell in code):
        raise ValueError(f"{path} was never run: it has no outputs. Run it first: analysttools run")


def _read_output(output: Any, figures: Path, sources: Sources) -> Iterator[Block]:
    """Yield what an output shows: a figure, tables, or text."""
    if output.output_type == "stream":
        if output.name == "stdout":
            yield from _text(output.text)
        return
    data = output.get("data", {})
    if "image/png" in data:
        yield _figure(data, output.get("metadata", {}), figures, sources)
    elif tables := read_tables(data.get("text/html", "")):
        yield from tables
    elif "text/plain" in data:
        yield from _text(data["text/plain"])


def _figure(data: Any, metadata: Any, figures: Path, sources: Sources) -> Figure:
    """Return a picture, with what its record says."""
    text = data.get("text/plain", "")
    name = text.removeprefix(_FIGURE).partition(":")[0] if text.startswith(_FIGURE) else ""
    alt = metadata.get("image/png", {}).get("alt", "")
    numbers: tuple[int, ...] = ()
    record = figures / f"{name}.json"
    if name and record.is_file():
        read = read_record(record)
        alt, numbers = read["alt"], sources.number(read["credits"])
    return Figure(
        base64.b64decode(data["image/png"]), alt or "A picture without a description", name, numbers
    )


def _text(text: str) -> Iterator[Verbatim]:
    lines = text.rstrip("\n").split("\n")
    if len(lines) > _LINES:
        lines = [*lines[:_LINES], f"... and {len(lines) - _LINES} more lines"]
    if any(lines):
        yield Verbatim("\n".join(lines))
