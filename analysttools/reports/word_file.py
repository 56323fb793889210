"""A report as DOCX: styles of Word's own, tables with heads that repeat, descriptions of pictures.

Belongs here: paragraphs, tables and pictures of python-docx. Does not belong here: what is said.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

from analysttools.errors import escape
from analysttools.reports.document import (
    Block,
    Figure,
    Grid,
    Heading,
    Items,
    Paragraph,
    Quote,
    Report,
    Run,
    Source,
    Verbatim,
)
from analysttools.reports.words import WORDS

# The day that a file bears: one for all, so that the same report has the same bytes.
_DAY = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


def write_docx(report: Report) -> bytes:
    """Return the file.

    Raises
    ------
    ImportError
        If python-docx is not installed, with the extra to install.
    """
    try:
        import docx
    except ImportError as error:
        raise ImportError(
            'a report in DOCX needs python-docx, which is not installed: pip install "analysttools[reports]"'
        ) from error
    document = docx.Document()
    _set_up(document, report)
    document.add_paragraph(report.title, style="Title")
    for line in report.about:
        document.add_paragraph(line)
    for block in report.blocks:
        _add(document, block)
    if report.sources:
        document.add_heading(WORDS[report.lang]["sources"], level=1)
        for number, source in enumerate(report.sources, 1):
            _add_source(document, number, source)
    written = io.BytesIO()
    document.save(written)
    return _with_one_day(written.getvalue())


def _set_up(document: Any, report: Report) -> None:
    """Set language, margins, and what the file says of itself."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    properties = document.core_properties
    properties.title, properties.author, properties.language = (
        report.title,
        "",
        WORDS[report.lang]["word_language"],
    )
    properties.created = properties.modified = _DAY
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    normal = document.styles["Normal"]
    normal.font.size = Pt(10.5)
    run = normal.element.get_or_add_rPr()
    language = run.makeelement(qn("w:lang"), {qn("w:val"): WORDS[report.lang]["word_language"]})
    run.append(language)


def _add(container: Any, block: Block, style: str | None = None) -> None:
    """Add a block to a document."""
    match block:
        case Heading(level, runs):
            paragraph = container.add_heading("", level=level)
            paragraph.paragraph_format.page_break_before = level == 1
            _add_runs(paragraph, runs)
        case Paragraph(runs):
            _add_runs(container.add_paragraph(style=style), runs)
        case Items(is_ordered, entries):
            name = "List Number" if is_ordered else "List Bullet"
            for entry in entries:
                for inner in entry:
                    _add(container, inner, name)
        case Grid():
            _add_grid(container, block)
        case Figure():
            _add_figure(container, block)
        case Verbatim(text, _):
            _add_verbatim(container, text)
        case Quote(blocks):
            for inner in blocks:
                _add(container, inner, "Quote")


def _add_runs(paragraph: Any, runs: tuple[Run, ...]) -> None:
    for run in runs:
        added = _add_link(paragraph, run.text, run.link) if run.link else paragraph.add_run(_clean(run.text))
        if not run.link:
            added.bold, added.italic = run.strong or None, run.emphasis or None
            if run.code:
                added.font.name = "Consolas"


def _add_link(paragraph: Any, text: str, url: str) -> Any:
    """Add a link, for which python-docx has no function."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

    number = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    run = paragraph.add_run(_clean(text))
    run.font.underline = True
    link = paragraph._p.makeelement(qn("w:hyperlink"), {qn("r:id"): number})
    link.append(run._r)
    paragraph._p.append(link)
    return link


def _add_grid(container: Any, grid: Grid) -> None:
    """Add a table whose first row repeats on each page."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    if grid.caption:
        container.add_paragraph(grid.caption, style="Caption").paragraph_format.keep_with_next = True
    table = container.add_table(rows=1 + len(grid.rows), cols=len(grid.head))
    table.style = "Table Grid"
    for row, texts in zip(table.rows, [grid.head, *grid.rows], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = _clean(text)
            for run in cell.paragraphs[0].runs:
                run.font.size, run.bold = Pt(8), (texts is grid.head) or None
    head = table.rows[0]._tr.get_or_add_trPr()
    head.append(head.makeelement(qn("w:tblHeader"), {}))
    for note in grid.notes:
        paragraph = container.add_paragraph(_clean(note))
        for run in paragraph.runs:
            run.font.size = Pt(8)
    container.add_paragraph()


def _add_figure(container: Any, figure: Figure) -> None:
    """Add a picture with its description, and the numbers of its sources."""
    from docx.shared import Cm

    paragraph = container.add_paragraph()
    paragraph.paragraph_format.keep_with_next = bool(figure.sources)
    picture = paragraph.add_run().add_picture(io.BytesIO(figure.png), width=Cm(16.5))
    described = picture._inline.docPr
    described.set("descr", _clean(figure.alt))
    described.set("name", figure.name or "figure")
    if figure.sources:
        numbers = ", ".join(map(str, figure.sources))
        container.add_paragraph(f"{figure.name} [{numbers}]", style="Caption")


def _add_verbatim(container: Any, text: str) -> None:
    from docx.shared import Pt

    run = container.add_paragraph().add_run(_clean(text))
    run.font.name, run.font.size = "Consolas", Pt(8)


def _add_source(container: Any, number: int, source: Source) -> None:
    paragraph = container.add_paragraph(f"{number}. {_clean(source.words)}")
    for url in source.links:
        paragraph.add_run(", ")
        _add_link(paragraph, url, url)


def _clean(text: str) -> str:
    """Return a text in which what XML cannot hold is shown as Python writes it."""
    return escape(text, keep="\n")


def _with_one_day(content: bytes) -> bytes:
    """Return the archive with one day on each file in it."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            file = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            file.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(file, old.read(name))
    return written.getvalue()
