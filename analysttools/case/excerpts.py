"""Proof that a text says what a row says it says, for anyone who holds the text.

Belongs here: comparing passages with their digests. The texts themselves are never shipped, copied
or printed.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd

from analysttools.arguments import checked
from analysttools.case.file_formats import BEGINNING, recognise_json
from analysttools.case.loading import Case

# A text may be kept as a page has it, with its marks.
_MARKED_UP = ("a web page", "XML", "KML")


@checked()
def verify_excerpts(case: Case, folder: str | Path) -> pd.DataFrame:
    """Compare each located passage with its SHA-256.

    Parameters
    ----------
    case : Case
        A case whose claims or events have ``locator`` and ``excerpt_sha256``.
    folder : str or path
        A folder of texts, one a source, named ``<source_id>.txt``, in UTF-8.

    Returns
    -------
    DataFrame
        One row a located passage: ``table``, ``id``, ``source_id``, ``locator`` and ``state``:
        ``proved``, ``differs`` (the passage is another), ``outside the text`` (the text is shorter)
        or ``no text`` (the folder has no file for the source).

    Raises
    ------
    NotADirectoryError
        If `folder` is not a folder.
    ValueError
        If a text is not UTF-8.

    Examples
    --------
    >>> import tempfile
    >>> from analysttools import load_case, verify_excerpts
    >>> with tempfile.TemporaryDirectory() as empty:
    ...     verify_excerpts(load_case("tests/cases/kursk"), empty)["state"].value_counts().to_dict()
    {'no text': 30}
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise NotADirectoryError(
            f"{folder} is not a folder (looked for {folder.absolute()}). Give the folder that holds the "
            "texts, one a source, named <source_id>.txt"
        )
    tables = {"claims": case.claims, "events": case.events}
    located = pd.concat(
        [
            frame.rename(columns={f"{name.removesuffix('s')}_id": "id"})
            .assign(table=name)
            .loc[frame["locator"].notna(), ["table", "id", "source_id", "locator", "excerpt_sha256"]]
            for name, frame in tables.items()
        ],
        ignore_index=True,
    )
    texts = {source: _read_text(folder, source) for source in located["source_id"].unique()}
    states = [
        _state(texts[source], locator, digest)
        for source, locator, digest in zip(
            located["source_id"], located["locator"], located["excerpt_sha256"], strict=True
        )
    ]
    return located.drop(columns="excerpt_sha256").assign(state=states)


def _read_text(folder: Path, source: str) -> str | None:
    path = folder / f"{source}.txt"
    if Path(source).name != source or not path.is_file():
        return None
    content = path.read_bytes()
    other = recognise_json(content[:BEGINNING], "the text itself")
    if other and not other.words.startswith(_MARKED_UP):
        raise ValueError(f"{path}: the file is {other.words}. {other.advice}")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 ({error}). Save the text in UTF-8") from error


def _state(text: str | None, locator: str, digest: str) -> str:
    if text is None:
        return "no text"
    start, end = map(int, locator.split("-"))
    if not start < end <= len(text):
        return "outside the text"
    return "proved" if hashlib.sha256(text[start:end].encode()).hexdigest() == digest else "differs"
