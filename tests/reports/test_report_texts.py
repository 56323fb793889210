"""Notebooks as blocks, and blocks in three formats: read back by other libraries, the same each time."""

from __future__ import annotations

import base64
import io
import re
import time
import zipfile
from pathlib import Path
from typing import Any

import docx
import nbformat
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image
from pypdf import PdfReader

import analysttools as at
from analysttools.reports.html_tables import read_tables
from analysttools.reports.markdown_text import read_markdown

STRAIT = ROOT / "tests" / "cases" / "strait"
KERNEL = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
FORMS = ["html", "pdf", "docx"]
ODD = 'A & B <script>alert("x")</script> #let $x$ \\ @ref `code` [link](javascript:alert(1))'
ODD += " *emph* ~ é « » \x07 \x7f"
LONG = "Donaudampfschiff" * 625


def _output(**data: Any) -> nbformat.NotebookNode:
    return new_output("execute_result", data, execution_count=1)


def _write(folder: Path, *cells: nbformat.NotebookNode, name: str = "01-killed") -> Path:
    folder.mkdir(exist_ok=True)
    nbformat.write(new_notebook(cells=list(cells), metadata=KERNEL), folder / f"{name}.ipynb")
    return folder / f"{name}.ipynb"


def _ran(source: str = "1", **data: Any) -> nbformat.NotebookNode:
    return new_code_cell(source, outputs=[_output(**data)], execution_count=1)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a notebook that shows a figure, a table and text, and the record of the figure."""
    folder = tmp_path_factory.mktemp("project")
    case = at.load_case(STRAIT)
    rows = case.named_claims.loc[["guard-killed", "guard-killed-may"]]
    saved = at.save_figure(
        at.plot_estimates(rows, title="Two."), "01-killed-ruler", rows, folder=folder / "figures"
    )
    data, metadata = saved._repr_mimebundle_()
    shown = new_output("execute_result", data, metadata=metadata, execution_count=1)
    table = at.show_table(at.tabulate_claims(rows), title="What was said")
    cells = [
        new_markdown_cell(
            "# Forty, then sixty-five\n\n**Answer.** *At least* 40: see [the page](https://example.org/a).\n\n"
            "- one\n- two"
        ),
        new_code_cell("secret = 1", outputs=[shown], execution_count=1),
        new_code_cell(
            "2",
            outputs=[new_output("execute_result", table._repr_mimebundle_(), execution_count=2)],
            execution_count=2,
        ),
        new_code_cell(
            "3", outputs=[new_output("stream", name="stdout", text="printed\n")], execution_count=3
        ),
        new_code_cell("assert hidden", metadata={"tags": ["remove-cell"]}, execution_count=4),
    ]
    _write(folder / "notebooks", *cells)
    return folder


def _report(project: Path, form: str, folder: Path, **options: Any) -> Path:
    notebooks = sorted((project / "notebooks").glob("*.ipynb"))
    return at.write_report(
        notebooks, folder / f"report.{form}", data=STRAIT, figures=project / "figures", **options
    )


def _read(path: Path) -> str:
    """Return the text of a report, as another library reads it."""
    if path.suffix == ".pdf":
        return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return " ".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    return " ".join(re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8")).split())


@pytest.mark.parametrize("form", FORMS)
def test_a_report_says_what_the_notebook_says(form: str, project: Path, tmp_path: Path) -> None:
    """Title, day, licence, headings, text, tables, what was printed, sources; no code, and no hidden cell."""
    text = _read(_report(project, form, tmp_path))
    for words in (
        "Forty, then sixty-five",
        "As of 4 May 2031",
        "Licence: CC0-1.0",
        "At least",
        "printed",
        "What was said",
        "Coast guard",
        "at least 40",
        "Merrow Post",
        "https://example.org/post-04-03",
        "Sources",
    ):
        assert words in text, words
    assert "secret" not in text
    assert "hidden" not in text
    assert "secret = 1" in _read(_report(project, form, tmp_path, has_code=True))


@pytest.mark.parametrize("form", FORMS)
def test_the_same_notebook_gives_the_same_bytes(form: str, project: Path, tmp_path: Path) -> None:
    """No day of making, no random name."""
    (tmp_path / "again").mkdir()
    first = _report(project, form, tmp_path)
    time.sleep(2.1)  # the days in a zip count by two seconds, those in a PDF by one
    assert first.read_bytes() == _report(project, form, tmp_path / "again").read_bytes()


def test_pictures_have_the_text_of_their_record(project: Path, tmp_path: Path) -> None:
    """Where readers of screens look for it: in HTML, in the tags of a PDF, in the description of DOCX."""
    alt = "Two. Chart of 2 claims."
    assert f'<img alt="{alt}"' in _report(project, "html", tmp_path).read_text(encoding="utf-8")
    pdf = PdfReader(_report(project, "pdf", tmp_path))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    tags = [pdf.get_object(number) for number in range(1, int(pdf.trailer["/Size"]))]
    assert alt in {str(tag["/Alt"]) for tag in tags if isinstance(tag, dict) and "/Alt" in tag}
    with zipfile.ZipFile(_report(project, "docx", tmp_path)) as archive:
        assert f'descr="{alt}"' in archive.read("word/document.xml").decode()


def test_heads_of_tables_are_heads(project: Path, tmp_path: Path) -> None:
    """In HTML cells with a scope, in DOCX a row that repeats."""
    assert '<th scope="col">who</th>' in _report(project, "html", tmp_path).read_text(encoding="utf-8")
    with zipfile.ZipFile(_report(project, "docx", tmp_path)) as archive:
        assert "<w:tblHeader/>" in archive.read("word/document.xml").decode()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_report_is_in_its_language(lang: str, form: str, project: Path, tmp_path: Path) -> None:
    """Its own words, and the language that the file states."""
    path = _report(project, form, tmp_path, lang=lang)
    assert {"en": "As of 4 May 2031", "fr": "État au 4 mai 2031"}[lang] in _read(path).replace("\xa0", " ")
    if form == "html":
        assert f'<html lang="{lang}">' in path.read_text(encoding="utf-8")
    elif form == "pdf":
        assert str(PdfReader(path).trailer["/Root"]["/Lang"]) == lang
    else:
        assert docx.Document(str(path)).core_properties.language == {"en": "en-GB", "fr": "fr-FR"}[lang]


@pytest.mark.parametrize("form", FORMS)
def test_texts_are_text_in_every_format(form: str, tmp_path: Path) -> None:
    """Markup of HTML, of Typst and of Markdown does nothing; a link that runs code is no link."""
    html = f"<table><tr><th>a</th></tr><tr><td>{ODD}</td></tr></table>"
    notebook = _write(
        tmp_path,
        new_markdown_cell(f"# T\n\n{ODD}"),
        _ran(**{"text/html": html, "text/plain": ODD}),
        _ran(**{"text/plain": ODD}),
    )
    path = at.write_report([notebook], tmp_path / f"odd.{form}", data=STRAIT)
    text = _read(path)
    assert "#let $x$" in text
    if form == "html":
        raw = path.read_text(encoding="utf-8")
        assert "<script" not in raw
        assert 'href="javascript' not in raw


@pytest.mark.parametrize("form", FORMS)
def test_a_word_without_end_and_a_table_without_end_fit(form: str, tmp_path: Path) -> None:
    """A word of 10,000 letters, 40 columns, 100 rows: nothing is lost."""
    head = "".join(f"<th>column {at}</th>" for at in range(40))
    rows = "".join(f"<tr>{''.join(f'<td>{row}.{at}</td>' for at in range(40))}</tr>" for row in range(100))
    notebook = _write(
        tmp_path,
        new_markdown_cell(f"# T\n\n{LONG}"),
        _ran(**{"text/html": f"<table><tr>{head}</tr>{rows}</table>", "text/plain": "x"}),
    )
    text = _read(at.write_report([notebook], tmp_path / f"long.{form}", data=STRAIT))
    assert "99.39" in text.replace(" ", "")
    assert text.replace(" ", "").replace("-", "").replace("\u00ad", "").count("Donaudampfschiff") >= 600


def test_a_letter_that_no_font_has_is_not_lost_in_a_pdf(tmp_path: Path) -> None:
    """It is refused by name; the other formats leave letters to the reader's fonts."""
    notebook = _write(tmp_path, new_markdown_cell("# T\n\nA letter: \U00030000"))
    with pytest.raises(
        ValueError, match=r"no font on this machine has the letter .*Install a font that has it"
    ):
        at.write_report([notebook], tmp_path / "r.pdf", data=STRAIT)
    assert not (tmp_path / "r.pdf").exists()


def test_what_a_cell_printed_without_end_is_counted(tmp_path: Path) -> None:
    """The first lines, and how many more."""
    many = "\n".join(f"line {at}" for at in range(500))
    notebook = _write(tmp_path, _ran(**{"text/plain": many}))
    text = _read(at.write_report([notebook], tmp_path / "long.html", data=STRAIT))
    assert "line 59 ... and 440 more lines" in text


REFUSED: dict[str, tuple[list[Any], str]] = {
    "never run": (
        [new_code_cell("1")],
        "01-killed.ipynb was never run: it has no outputs. Run it first: analysttools run",
    ),
    "failed": (
        [
            new_code_cell(
                "1",
                outputs=[new_output("error", ename="KeyError", evalue="", traceback=[])],
                execution_count=1,
            )
        ],
        "01-killed.ipynb, code cell 1 failed when it was last run (KeyError). Mend it and run it: "
        "analysttools run",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_notebook_without_results_is_refused(kind: str, tmp_path: Path) -> None:
    """Nothing is written."""
    cells, said = REFUSED[kind]
    notebook = _write(tmp_path, *cells)
    with pytest.raises(ValueError, match=re.escape(said)):
        at.write_report([notebook], tmp_path / "r.html", data=STRAIT)
    assert not (tmp_path / "r.html").exists()


def test_other_endings_and_missing_notebooks_are_refused(tmp_path: Path) -> None:
    """With what would be taken."""
    with pytest.raises(
        ValueError,
        match=r"output is a PosixPath, but must be a path that ends in one of: .html, .pdf, .docx",
    ):
        at.write_report(["a.ipynb"], tmp_path / "r.odt", data=STRAIT)
    with pytest.raises(
        FileNotFoundError, match=r"there is no notebook a\.ipynb, b\.ipynb\. Name those that are there"
    ):
        at.write_report(["a.ipynb", "b.ipynb"], tmp_path / "r.html", data=STRAIT)
    with pytest.raises(ValueError, match=r"there is no notebook to report"):
        at.write_report([], tmp_path / "r.html", data=STRAIT)


def test_a_picture_without_a_record_is_shown_as_it_is(tmp_path: Path) -> None:
    """A plot of another library has no description, and says so."""
    made = io.BytesIO()
    Image.new("RGB", (4, 4)).save(made, "PNG")
    notebook = _write(
        tmp_path, _ran(**{"image/png": base64.b64encode(made.getvalue()).decode(), "text/plain": "<Figure>"})
    )
    text = at.write_report([notebook], tmp_path / "r.html", data=STRAIT).read_text(encoding="utf-8")
    assert '<img alt="A picture without a description"' in text


def test_markdown_keeps_its_structure() -> None:
    """Headings, nested lists, tables, quotes and code are what they are."""
    blocks = read_markdown(
        "## Two\n\n1. one\n   - inner\n\n> quoted\n\n```\ncode\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "![picture](x.png)"
    )
    assert [type(block).__name__ for block in blocks] == [
        "Heading",
        "Items",
        "Quote",
        "Verbatim",
        "Grid",
        "Paragraph",
    ]
    assert [type(inner).__name__ for inner in blocks[1].entries[0]] == ["Paragraph", "Items"]
    assert (blocks[4].head, blocks[4].rows) == (("a", "b"), (("1", "2"),))


def test_tables_of_html_are_read_with_caption_and_foot() -> None:
    """Rows that are too short are filled, notes are kept line by line."""
    head = "<table><caption>C</caption><thead><tr><th>a</th><th>b</th></tr></thead><tr><td>1</td></tr>"
    html = f"{head}<tfoot><tr><td>x<br>y</td></tr></tfoot></table>"
    (grid,) = read_tables(html)
    assert (grid.caption, grid.head, grid.rows, grid.notes) == ("C", ("a", "b"), (("1", ""),), ("x", "y"))
    assert read_tables("<div>no table</div>") == ()
