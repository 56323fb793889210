"""A report of notebooks as they were last run.

Belongs here: what goes into a report, which format it is written in. Does not belong here: the formats.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from analysttools.arguments import TRUTH, Kind, checked
from analysttools.case.credit import read_credit
from analysttools.case.loading import Case, load_case
from analysttools.errors import describe_list
from analysttools.figures.records import versions
from analysttools.files.atomic_write import write_whole
from analysttools.formatting import format_day
from analysttools.reports.document import Block, Heading, Report
from analysttools.reports.html_page import write_html
from analysttools.reports.notebook_blocks import Sources, read_blocks
from analysttools.reports.typst_source import write_pdf
from analysttools.reports.word_file import write_docx
from analysttools.reports.words import WORDS

FORMS: dict[str, Callable[[Report], bytes]] = {".html": write_html, ".pdf": write_pdf, ".docx": write_docx}
_ENDINGS = ", ".join(FORMS)


def _is_ending(path: object) -> bool:
    return Path(str(path)).suffix.lower() in FORMS


_PATH = Kind(
    f"must be a path that ends in one of: {_ENDINGS}",
    lambda path: isinstance(path, str | Path),
    holds=_is_ending,
    is_path=True,
)


@checked(output=_PATH, has_code=TRUTH)
def write_report(
    paths: Sequence[str | Path],
    output: str | Path,
    *,
    data: str | Path = "data",
    figures: str | Path = "figures",
    lang: str = "en",
    has_code: bool = False,
) -> Path:
    """Write a report of notebooks from their stored outputs; nothing is run.

    A title page says what the case is, the day that it is as of and its licence. Figures have the alternative
    text of their records, tables are tables, and the sources behind figures are numbered notes with their
    addresses. Cells with the tag ``remove-cell`` are left out.

    Parameters
    ----------
    paths : list of str or path
        The notebooks, in their order.
    output : str or path
        Where to; the ending says the format: ``.html``, ``.pdf`` or ``.docx``. HTML is one file, and loads
        nothing.
    data : str or path, optional
        The data folder: for title, licence, day and archived copies of sources.
    figures : str or path, optional
        Where the records of the figures lie.
    lang : str, optional
        Language of the notebooks, and of the report's own words: "en" or "fr".
    has_code : bool, optional
        If True, the code of cells is shown as well.

    Returns
    -------
    Path
        The file. The same notebooks give the same bytes.

    Raises
    ------
    ValueError
        If there is no notebook, one was never run, or a cell of it failed.
    ImportError
        If PDF or DOCX need a package that is not installed.
    FileNotFoundError, DataError, OSError
        If something is not there, has faults, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysttools import write_report
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     report = write_report(["notebooks/00-start.ipynb"], Path(folder, "report.html"))
    ...     "<h1" in report.read_text(encoding="utf-8")
    True
    """
    path, notebooks = Path(output), [Path(one) for one in paths]
    if not notebooks:
        raise ValueError(
            "write_report: there is no notebook to report. Name one, such as notebooks/00-start.ipynb"
        )
    if missing := [str(one) for one in notebooks if not one.is_file()]:
        raise FileNotFoundError(f"there is no notebook {describe_list(missing)}. Name those that are there")
    report = read_report(notebooks, load_case(data), Path(figures), lang=lang, has_code=has_code)
    write_whole(path, FORMS[path.suffix.lower()](report))
    return path


def read_report(
    notebooks: Sequence[Path], case: Case, figures: Path, *, lang: str = "en", has_code: bool = False
) -> Report:
    """Return what a report holds, whatever it is written as."""
    sources = Sources(case)
    blocks: list[Block] = []
    for notebook in notebooks:
        blocks += read_blocks(notebook, figures, sources, has_code=has_code)
    first = next((block for block in blocks if isinstance(block, Heading)), None)
    is_one = len(notebooks) == 1 and first is not None
    title = "".join(run.text for run in first.runs) if is_one and first else case.title
    about = tuple(line for line in _describe(case, lang) if line != title)
    return Report(title, lang, about, tuple(blocks), tuple(sources.found.values()))


def _describe(case: Case, lang: str) -> tuple[str, ...]:
    """Return the lines of the title page."""
    words, credit = WORDS[lang], read_credit(case)
    lines = [credit.title]
    if credit.as_of:
        lines.append(words["as_of"].format(day=format_day(credit.as_of, lang)))
    if credit.licences:
        lines.append(words["licence"].format(licences=", ".join(credit.licences)))
    return (*lines, words["claims"], words["made"].format(version=versions()["analysttools"]))
