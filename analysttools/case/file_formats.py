"""What a file is that should be a table or a descriptor and is not.

Belongs here: telling formats apart by how a file begins. Does not belong here: reading them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

BEGINNING = 4096
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
_SPREADSHEET = "Open it in a spreadsheet and save this sheet as CSV in UTF-8"
_DOCUMENT = "Put the table there as CSV in UTF-8"
_PICTURE = "Put the table itself there as CSV in UTF-8, not a picture of it"
_SIGN_IN = "Download the file itself: where the site asks for a name and password, sign in first"
# How a file of another format begins, what it is, what to do. Blanks and a byte order mark are passed over.
_FORMATS = [
    (
        rb"<<<<<<< ",
        "a text with an unsolved merge conflict (<<<<<<<)",
        "Solve it: git status names the files",
    ),
    (rb"version https://git-lfs", "a Git LFS pointer, not the file itself", "Fetch the file: git lfs pull"),
    (
        rb"(?is)(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<(!doctype html|html|head|body)",
        "a web page (HTML)",
        _SIGN_IN,
    ),
    (rb"PK\x03\x04(?s:.*)word/document", "a Word document (docx)", _DOCUMENT),
    (rb"PK\x03\x04(?s:.*)ppt/presentation", "a presentation (pptx)", _DOCUMENT),
    (rb"PK\x03\x04(?s:.*)(\[Content_Types\]|xl/|_rels)", "an Excel workbook (xlsx)", _SPREADSHEET),
    (rb"PK\x03\x04(?s:.*)opendocument", "an OpenDocument spreadsheet (ods)", _SPREADSHEET),
    (rb"PK\x03\x04", "a zip archive", "Unpack it and put the file that is in it here"),
    (rb"\xd0\xcf\x11\xe0", "an old Excel workbook (xls)", _SPREADSHEET),
    (rb"\x1f\x8b", "packed with gzip", "Unpack it: gunzip"),
    (rb"%PDF-", "a PDF document", _DOCUMENT),
    (rb"\{\\rtf", "a text with its layout (RTF)", _DOCUMENT),
    (rb"\x89PNG", "a picture (PNG)", _PICTURE),
    (rb"\xff\xd8\xff", "a picture (JPEG)", _PICTURE),
    (rb"GIF8[79]a", "a picture (GIF)", _PICTURE),
    (rb"RIFF(?s:.{4})WEBP", "a picture (WebP)", _PICTURE),
    (rb"II\*\0|MM\0\*", "a picture (TIFF)", _PICTURE),
    (rb"(?s)(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?(<!DOCTYPE svg[^>]*>\s*)?<svg", "a picture (SVG)", _PICTURE),
    (
        rb"\0+\Z",
        "nothing but zero bytes, which a copy or a download that broke off leaves",
        "Copy or fetch it again",
    ),
    (rb"PAR1", "a Parquet file", "Write it as CSV in UTF-8"),
    (rb"SQLite format 3\0", "a database (SQLite)", "Write the table as CSV in UTF-8"),
    (rb"(?is)(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<kml", "KML, of Google Earth", "Save it as GeoJSON in UTF-8"),
    (rb"7z\xbc\xaf\x27\x1c", "packed with 7-Zip (7z)", "Unpack it"),
    (rb"Rar!\x1a\x07", "packed with RAR", "Unpack it"),
    (rb"\x28\xb5\x2f\xfd", "packed with Zstandard (zst)", "Unpack it: unzstd"),
    (rb"BZh[1-9]1AY&SY", "packed with bzip2", "Unpack it: bunzip2"),
    (rb"\xfd7zXZ\x00", "packed with xz", "Unpack it: unxz"),
    (rb"(<\?xml|<[A-Za-z])", "XML", "Put the file itself there"),
]
_JSON = re.compile(rb"[\[{]\s*([\"\[{\]}]|$)")


class Format(NamedTuple):
    """What a file is, in words that follow "the file is", and what to do about it."""

    words: str
    advice: str


def recognise_format(beginning: bytes) -> Format | None:
    """Tell a file of another format by how it begins.

    Parameters
    ----------
    beginning : bytes
        The first bytes of a file that should be text, some thousand.

    Returns
    -------
    Format or None
        None where it begins like any text.

    Examples
    --------
    >>> from analysttools.case.file_formats import recognise_format
    >>> recognise_format(b"version https://git-lfs.github.com/spec/v1").words
    'a Git LFS pointer, not the file itself'
    """
    save = "Save it as UTF-8 (spreadsheets: choose the character set on saving)"
    if beginning.startswith(_BOMS):
        return Format("text in UTF-16 or UTF-32, not in UTF-8", save)
    text = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    for form, words, advice in _FORMATS:
        if re.match(form, text):
            return Format(words, advice)
    return None


def recognise_json(beginning: bytes, wanted: str) -> Format | None:
    """Return what a file is that should be JSON; the advice of how to make a table of it is left out.

    Parameters
    ----------
    beginning : bytes
        The first bytes of the file.
    wanted : str
        What should stand there, as it follows "Put".

    Returns
    -------
    Format or None

    Examples
    --------
    >>> from analysttools.case.file_formats import recognise_json
    >>> recognise_json(b"%PDF-1.7", "the GeoJSON itself").advice
    'Put the GeoJSON itself there, in UTF-8'
    """
    other = recognise_format(beginning)
    if other and "CSV" in other.advice:
        return Format(other.words, f"Put {wanted} there, in UTF-8")
    return other


def recognise_contents(content: bytes, wanted: str) -> Format | None:
    """Return what a file is that is empty, or of another format than the one that should stand there.

    Examples
    --------
    >>> from analysttools.case.file_formats import recognise_contents
    >>> recognise_contents(b"", "the notebook itself").words
    'empty (0 bytes)'
    """
    if content and not content.isspace():
        return recognise_json(content[:BEGINNING], wanted)
    words = "empty: it holds nothing but blanks" if content else "empty (0 bytes)"
    return Format(words, f"Put {wanted} there: it may not have been saved, or not fetched whole")


def require_json(content: bytes) -> None:
    """Raise ValueError, with what it is and what to do, where a file is of a format that is plainly not JSON.

    Examples
    --------
    >>> from analysttools.case.file_formats import require_json
    >>> require_json(b"PK" + bytes([3, 4]))
    Traceback (most recent call last):
        ...
    ValueError: it is a zip archive. Unpack it and put the file that is in it here
    """
    other = recognise_json(content[:BEGINNING], "the JSON itself")
    if other:
        raise ValueError(f"it is {other.words}. {other.advice}")


def recognise_table(beginning: bytes) -> Format | None:
    """Return what a file that should be a CSV table is: another format, JSON, a table with a line for Excel.

    Examples
    --------
    >>> from analysttools.case.file_formats import recognise_table
    >>> recognise_table(b"sep=,").words
    'a table with a line "sep=," before its header: an instruction to Excel'
    """
    other = recognise_format(beginning)
    if other:
        return other
    text = beginning.removeprefix(b"\xef\xbb\xbf")
    mark = re.match(rb"\"?sep=(.)\"?[\r\n,;\t]*(\n|\Z)", text, re.I)
    if mark:
        shown = mark[1].decode("ascii", "replace")
        return Format(
            f'a table with a line "sep={shown}" before its header: an instruction to Excel',
            "Take this line out",
        )
    if _JSON.match(text.lstrip()):
        return Format("JSON, not CSV", "Write the table as CSV in UTF-8")
    return None
