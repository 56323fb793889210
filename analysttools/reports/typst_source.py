"""A report as PDF, by way of Typst: pages with tags, alternative texts and repeated heads of tables.

Belongs here: the source text that Typst compiles. Does not belong here: what is said.
"""

from __future__ import annotations

import json
import re
import tempfile
from importlib.resources import files
from pathlib import Path

from analysttools.errors import escape, quoted
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

# Columns from which on a table is set in small letters, and letters of a row from which on it is.
_MANY_COLUMNS = 5


def write_pdf(report: Report) -> bytes:
    """Return the file.

    Raises
    ------
    ImportError
        If typst is not installed, with the extra to install.
    ValueError
        If no font has a letter of it.
    """
    try:
        import typst
    except ImportError as error:
        raise ImportError(
            'a report in PDF needs typst, which is not installed: pip install "analysttools[reports]"'
        ) from error
    source, pictures = format_source(report)
    with tempfile.TemporaryDirectory(prefix="analysttools-") as name:
        for file, content in pictures.items():
            Path(name, file).write_bytes(content)
        Path(name, "report.typ").write_text(source, encoding="utf-8")
        try:
            made: bytes = typst.compile(
                str(Path(name, "report.typ")), root=name, timestamp=0, pdf_standards=["ua-1"]
            )
        except typst.TypstError as error:
            raise ValueError(_describe(str(error))) from error
    return made


def _describe(error: str) -> str:
    """Return why Typst made no PDF, and what to do; mostly a letter that no font has."""
    if found := re.search(r'the text "?`?"?(.+?)"?`?"? could not be displayed', error):
        return (
            f"no font on this machine has the letter {quoted(found[1].strip('`'))}, so that a PDF would lose "
            "it. Install a font that has it, such as Noto, or write the report as .html or .docx"
        )
    return f"Typst could not write the PDF: {error}. Write the report as .html or .docx, and report this"


def format_source(report: Report) -> tuple[str, dict[str, bytes]]:
    """Return the source of a report, and its pictures by the names that it uses."""
    words = WORDS[report.lang]
    pictures: dict[str, bytes] = {}
    style = files("analysttools.reports").joinpath("report.typ").read_text(encoding="utf-8")
    lines = [
        style,
        f"#show: page => report(title: {_text(report.title)}, lang: {_text(report.lang)}, "
        f"about: ({''.join(f'{_text(line)},' for line in report.about)}), "
        f"contents: {_text(words['contents'])}, page)",
    ]
    lines += [_format(block, pictures) for block in report.blocks]
    if report.sources:
        lines.append(f"#heading(level: 1, {_text(words['sources'])})")
        lines += [_format_source(number, source) for number, source in enumerate(report.sources, 1)]
    return "\n".join(lines) + "\n", pictures


def _text(text: str) -> str:
    """Return a text as a string of Typst: nothing in it is markup."""
    return json.dumps(escape(text, keep="\n"), ensure_ascii=False)


def _format(block: Block, pictures: dict[str, bytes]) -> str:
    """Return a block as a call, so that no text is taken for markup."""
    match block:
        case Heading(level, runs):
            return f"#heading(level: {level}, {_runs(runs)})"
        case Paragraph(runs):
            return f"#par({_runs(runs)})"
        case Items(is_ordered, entries):
            inner = "".join(f"[{''.join(_format(one, pictures) for one in entry)}]," for entry in entries)
            return f"#{'enum' if is_ordered else 'list'}({inner})"
        case Grid():
            return _grid(block)
        case Figure():
            return _figure(block, pictures)
        case Verbatim(text, _):
            return f"#verbatim({_text(text)})"
        case Quote(blocks):
            return f"#quote(block: true, [{''.join(_format(one, pictures) for one in blocks)}])"


def _runs(runs: tuple[Run, ...]) -> str:
    return "[" + "".join(_run(run) for run in runs) + "]"


def _run(run: Run) -> str:
    parts = run.text.split("\n")
    text = "#linebreak()".join(
        f"#raw({_text(part)})" if run.code else f"#text({_text(part)})" for part in parts
    )
    for is_so, name in ((run.emphasis, "emph"), (run.strong, "strong")):
        text = f"#{name}[{text}]" if is_so else text
    return f"#link({_text(run.link)})[{text}]" if run.link else text


def _grid(grid: Grid) -> str:
    """Return a table, in columns as wide as their texts ask for, in small letters where there are many."""
    widths = [_width(column) for column in zip(grid.head, *grid.rows, strict=True)]
    columns = ", ".join(f"{width}fr" for width in widths)
    head = "".join(f"[{_lines(name)}]," for name in grid.head)
    cells = "".join(f"[{_lines(cell)}]," for row in grid.rows for cell in row)
    notes = "".join(f"{_text(note)}," for note in grid.notes)
    small = "true" if len(grid.head) >= _MANY_COLUMNS else "false"
    return (
        f"#grid-of(caption: {_text(grid.caption)}, columns: ({columns},), head: ({head}), small: {small}, "
        f"notes: ({notes}), {cells})"
    )


def _width(column: tuple[str, ...]) -> int:
    """Return how many letters of room a column asks for: its longest text up to a measure, or word."""
    word = max((len(word) for text in column for word in text.split()), default=1)
    return max(4, min(26, max(map(len, column))), min(word + 2, 34))


def _lines(text: str) -> str:
    return "#linebreak()".join(f"#text({_text(line)})" for line in text.split("\n"))


def _figure(figure: Figure, pictures: dict[str, bytes]) -> str:
    file = f"picture-{len(pictures)}.png"
    pictures[file] = figure.png
    links = "".join(f"{number}," for number in figure.sources)
    return (
        f"#picture({_text(file)}, alt: {_text(figure.alt)}, name: {_text(figure.name)}, sources: ({links}))"
    )


def _format_source(number: int, source: Source) -> str:
    """Return a source with the mark that figures link to."""
    links = "".join(f"{_text(url)}," for url in source.links)
    return f"#source({number}, {_text(source.words)}, ({links})) <source-{number}>"
