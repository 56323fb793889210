"""A report as one HTML file that loads nothing.

Belongs here: elements, style, what a reader of screens needs. Does not belong here: what is said.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from html import escape
from importlib.resources import files

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

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def write_html(report: Report) -> bytes:
    """Return the file."""
    words = WORDS[report.lang]
    style = files("analysttools.reports").joinpath("report.css").read_text(encoding="utf-8")
    head = (
        f'<!doctype html>\n<html lang="{report.lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(report.title)}</title>\n<style>\n{style}</style>\n</head>\n"
    )
    about = "".join(f"<p>{escape(line)}</p>" for line in report.about)
    contents = "".join(
        f'<li><a href="#part-{at}">{_format_runs(block.runs)}</a></li>'
        for at, block in enumerate(report.blocks)
        if isinstance(block, Heading) and block.level == 1
    )
    body = "\n".join(_format(block, at) for at, block in enumerate(report.blocks))
    sources = "".join(_format_source(at, source) for at, source in enumerate(report.sources, 1))
    listed = f"<section><h1>{words['sources']}</h1>\n<ol>{sources}</ol></section>" if sources else ""
    return (
        f'{head}<body>\n<a class="skip" href="#main">{words["skip"]}</a>\n'
        f'<header><p class="title">{escape(report.title)}</p>{about}'
        f'<nav aria-label="{words["contents"]}"><ol>{contents}</ol></nav></header>\n'
        f'<main id="main">\n{body}\n{listed}\n</main>\n</body>\n</html>\n'
    ).encode()


def _format(block: Block, at: int | None = None) -> str:
    """Return a block as elements."""
    match block:
        case Heading(level, runs):
            mark = f' id="part-{at}"' if at is not None else ""
            return f"<h{level}{mark}>{_format_runs(runs)}</h{level}>"
        case Paragraph(runs):
            return f"<p>{_format_runs(runs)}</p>"
        case Items(is_ordered, entries):
            tag = "ol" if is_ordered else "ul"
            inner = "".join(f"<li>{''.join(map(_format, entry))}</li>" for entry in entries)
            return f"<{tag}>{inner}</{tag}>"
        case Grid():
            return _format_grid(block)
        case Figure():
            return _format_figure(block)
        case Verbatim(text, is_code):
            inner = f"<code>{escape(text)}</code>" if is_code else escape(text)
            return f'<pre tabindex="0">{inner}</pre>'
        case Quote(blocks):
            return f"<blockquote>{''.join(map(_format, blocks))}</blockquote>"


def _format_runs(runs: tuple[Run, ...]) -> str:
    return "".join(_format_run(run) for run in runs)


def _format_run(run: Run) -> str:
    text = escape(run.text).replace("\n", "<br>")
    for is_so, tag in ((run.code, "code"), (run.emphasis, "em"), (run.strong, "strong")):
        text = f"<{tag}>{text}</{tag}>" if is_so else text
    return f'<a href="{escape(run.link)}">{text}</a>' if run.link else text


def _format_grid(grid: Grid) -> str:
    caption = f"<caption>{escape(grid.caption)}</caption>" if grid.caption else ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in grid.head)
    body = "".join(f"<tr>{''.join(_cells(row))}</tr>" for row in grid.rows)
    notes = "".join(f"<p>{escape(note)}</p>" for note in grid.notes)
    foot = f'<div class="notes">{notes}</div>' if notes else ""
    top = f"<thead><tr>{head}</tr></thead>" if any(grid.head) else ""
    return f'<div class="grid" tabindex="0"><table>{caption}{top}<tbody>{body}</tbody></table>{foot}</div>'


def _cells(row: tuple[str, ...]) -> Iterator[str]:
    for cell in row:
        yield f"<td>{escape(cell).replace(chr(10), '<br>')}</td>"


def _format_figure(figure: Figure) -> str:
    data = base64.b64encode(figure.png).decode()
    links = ", ".join(f'<a href="#source-{number}">{number}</a>' for number in figure.sources)
    caption = f"<figcaption>{figure.name} [{links}]</figcaption>" if links else ""
    return f'<figure><img alt="{escape(figure.alt)}" src="data:image/png;base64,{data}">{caption}</figure>'


def _format_source(number: int, source: Source) -> str:
    links = [f'<a href="{escape(url)}">{escape(url)}</a>' for url in source.links]
    return f'<li id="source-{number}">{", ".join([escape(source.words), *links])}</li>'
