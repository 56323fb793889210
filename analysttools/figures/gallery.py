"""The gallery: every figure with its alt text and its sources, so that it shows where code is hosted.

Belongs here: writing ``figures/README.md`` from the records. Does not belong here: drawing; judging whether
a figure still holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from analysttools.arguments import checked
from analysttools.errors import escape as show_unseen
from analysttools.figures.records import read_record
from analysttools.files.atomic_write import is_regression, write_whole
from analysttools.files.system_files import is_of_system

GALLERY = "README.md"
HEAD = """\
# Figures

Written by `analysttools run` from the records beside the pictures; changes by hand are lost. A picture leads
to its drawing (SVG). `analysttools verify` says which figures no longer fit the data or the code.
"""
# What Markdown would read as its own.
_SIGNS = re.compile(r"([\\`*_\[\]<>|~$&#!{}])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_LIST = re.compile(r"^(\d+)([.)])|^([-+=:])")


@checked()
def write_gallery(folder: str | Path = "figures") -> bool:
    """Write ``README.md`` of a folder of figures from their records.

    For each figure: its picture with its alt text, the notebook that makes it, and its sources with
    publisher, address and day; the whole description stands in the record and in the drawing. Nothing of the
    time, the machine or the path goes into it.

    Parameters
    ----------
    folder : str or path, optional
        Where `save_figure` wrote; notebooks are looked for in ``notebooks`` beside it.

    Returns
    -------
    bool
        Whether the file was written: it is left alone if its bytes would not change, and under a regression
        test of a notebook that calls this.

    Raises
    ------
    FileNotFoundError
        If there is no such folder.
    FileExistsError
        If there is a README.md that is not such a gallery.
    ValueError
        If a record is none.
    OSError
        If the file cannot be written; then the old one stands.

    Examples
    --------
    >>> import tempfile
    >>> from analysttools import load_case, plot_estimates, save_figure, with_names, write_gallery
    >>> case = load_case("tests/cases/strait")
    >>> claims = with_names(case.claims[case.claims["claim_id"].eq("guard-killed")], case)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     saved = save_figure(plot_estimates(claims), "demo", claims, title="One.", folder=folder)
    ...     print(write_gallery(folder), write_gallery(folder))
    True False
    """
    folder = Path(folder)
    require_folder(folder)
    records = [read_record(path) for path in list_records(folder)]
    if is_regression():
        return False
    page = folder / GALLERY
    if page.is_file() and not page.read_text(encoding="utf-8", errors="replace").startswith(HEAD[:9]):
        raise FileExistsError(
            f"write_gallery: {page} was not written by analysttools (it does not begin with "
            f'"{HEAD[:9]}") and would be lost. Move it, or give another folder'
        )
    return write_whole(page, format_gallery(records, folder).encode())


def list_records(folder: Path) -> list[Path]:
    """Return the paths of the records in a folder of figures, sorted."""
    # not globbed: that is silent of a folder that cannot be read, and the gallery would lose all figures
    return sorted(path for path in folder.iterdir() if path.suffix == ".json" and not is_of_system(path.name))


def require_folder(folder: Path) -> None:
    """Raise if a folder of figures is not there.

    Raises
    ------
    FileNotFoundError
        With the path that was looked for.
    """
    if not folder.is_dir():
        raise FileNotFoundError(
            f"There is no folder {folder} (looked for {folder.absolute()}). Give the folder that save_figure "
            "wrote to"
        )


def notebook_of(record: Mapping[str, Any], folder: Path) -> str | None:
    """Find the notebook that makes a figure: the one that its record names.

    Parameters
    ----------
    record : mapping
        A record; one of an earlier version that names none belongs to the notebook with whose name the
        figure's begins.
    folder : Path
        Where the record is; notebooks are looked for in ``notebooks`` beside it.

    Returns
    -------
    str or None
        Its name, without ending; None if there is no such notebook.
    """
    notebooks = (folder.parent / "notebooks").glob("*.ipynb")
    stems = [path.stem for path in notebooks if not is_of_system(path.name)]
    if named := record.get("notebook", ""):
        return named if named in stems else None
    figure = f"{record['figure']}-"
    return max((stem for stem in stems if figure.startswith(f"{stem}-")), key=len, default=None)


def format_gallery(records: Sequence[dict[str, Any]], folder: Path) -> str:
    """Write the gallery of some records, in their order, as Markdown."""
    names = [record["figure"] for record in records]
    listed = "\n".join(f"- [{name}](#{name})" for name in names)
    return (
        "\n".join([HEAD, f"{listed}\n", *(_format_figure(record, folder) for record in records)]).rstrip()
        + "\n"
    )


def _format_figure(record: dict[str, Any], folder: Path) -> str:
    name, alt = record["figure"], escape_markdown(record["alt"])
    notebook = notebook_of(record, folder)
    lines = [f"## {name}", "", f"[![{alt}]({name}.png)]({name}.svg)", ""]
    if notebook is not None:
        target = quote(f"../notebooks/{notebook}.ipynb", errors="surrogateescape")
        lines += [f"Notebook: [{escape_markdown(notebook)}]({target})", ""]
    sources = "; ".join(_format_source(one) for one in record["credits"])
    return "\n".join([*lines, f"Sources: {sources}."]) + "\n"


def _format_source(source: dict[str, str]) -> str:
    """Return who published a page, as a link to it, and when."""
    day = f", {escape_markdown(source['published'])}" if source["published"] else ""
    return f"{_link(source['publisher'], source['url'])}{day}"


def escape_markdown(text: str) -> str:
    r"""Write a text so that Markdown shows it as it is, and what is not seen in it as `errors.escape` does.

    Examples
    --------
    >>> from analysttools.figures.gallery import escape_markdown
    >>> print(escape_markdown("<b>one</b> | [two]"))
    \<b\>one\</b\> \| \[two\]
    """
    text = _SIGNS.sub(r"\\\1", show_unseen(text))
    return _LIST.sub(lambda found: f"{found[1] or ''}\\{found[2] or found[3]}", text)


def _link(text: str, url: str) -> str:
    """Link a text to a page; an address that is none of the web is written after it."""
    said = escape_markdown(text)
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that hold no address
        return f"{said} ({escape_markdown(url)})"
    if not url:
        return said
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return f"{said} ({escape_markdown(url)})"
    target = _ENTITY.sub("&amp;", quote(url, safe="/:?#@!$&()*+,;=%~-._[]", errors="replace"))
    return f"[{said}](<{target}>)"
