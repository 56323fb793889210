"""Outputs that show a part of a table or of a list, the rest behind "...", which nobody would compare.

Belongs here: telling what pandas, numpy and IPython cut from words that hold dots. Does not belong here:
comparing.
"""

from __future__ import annotations

import html
import re
from typing import Any

# How pandas says that it leaves rows or columns out: by the size of the whole, and with lines of dots alone.
_SIZE = re.compile(r"^\[\d+ rows x \d+ columns\]$", re.MULTILINE)
_LENGTH = re.compile(r"\bLength: \d+(?:, dtype: |\nCategories )|\blength=\d+(?:, freq=\S+)?\)$", re.MULTILINE)
_DOTS = re.compile(r"^ *\.\.\.?(?: +\.\.\.?)* *,?$", re.MULTILINE)
_COLUMN_OF_DOTS = re.compile(r"(?: |^)\.\.\.(?: |$)")
# How numpy and IPython do: within brackets, between values, or before the bracket that closes.
_QUOTED = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"")
_NAMED = re.compile(r",\s*\w+=(?:\([^()]*\)|\[[^\[\]]*\]|[^,()]*)")
_BETWEEN = re.compile(r"[\w'\"\].)](?:,\s*|\s+)\.\.\.(?:,\s*|\s+)[-+\w'\"\[.(]|\n[^\S\n]*\.\.\.[\])}]")
_VALUES = {
    "nan",
    "inf",
    "NaN",
    "NaT",
    "True",
    "False",
    "None",
    "array",
    "data",
    "Timestamp",
    "Index",
    "DatetimeIndex",
}
_CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.DOTALL)
# pandas' own, where the kernel cannot be asked.
_WIDEST = 50


def find_cut(output: Any, widest: int | None = None) -> str:
    """Return what an output shows in part; nothing if it is whole.

    Parameters
    ----------
    output : dict
        An output of a cell.
    widest : int, optional
        How many letters of a cell pandas shows there (``display.max_colwidth``).

    Examples
    --------
    >>> from analysttools.notebooks.cuts import find_cut
    >>> find_cut({"text": "[1 2 3 ... 7 8 9]"})[:37]
    'the table has rows or columns behind '
    >>> find_cut({"text": "['wait ... for it', 'and so on...']"})
    ''
    """
    text = output.get("text") or output.get("data", {}).get("text/plain", "")
    if _is_cut_table(text) or _is_cut_list(text):
        return (
            'the table has rows or columns behind "...", which were not compared. Show fewer, or all: '
            'pd.set_option("display.max_rows", None)'
        )
    if _has_cut_cells(output.get("data", {}).get("text/html", ""), widest or _WIDEST):
        return (
            'the table has texts that end in "...", whose rest was not compared. Show them whole: '
            'pd.set_option("display.max_colwidth", None)'
        )
    return ""


def _is_cut_table(text: str) -> bool:
    """Return whether a table, a column or an index of pandas goes on behind dots."""
    for size in _SIZE.finditer(text):
        table = text[: size.start()].rstrip("\n").rpartition("\n\n")[2].splitlines()
        if any(_DOTS.match(line) for line in table) or (table and _COLUMN_OF_DOTS.search(table[0])):
            return True
    is_several = any(len(line.split()) > 1 for line in _DOTS.findall(text))
    return is_several or bool(_LENGTH.search(text) and _DOTS.search(text))


def _is_cut_list(text: str) -> bool:
    """Return whether dots stand between values within brackets; words and quotations may hold them."""
    bare = _NAMED.sub("", _QUOTED.sub("''", text))
    depth, begins = 0, 0
    for place, letter in enumerate(bare):
        if letter in "[({":
            begins = place if depth == 0 else begins
            depth += 1
        elif letter in "])}" and depth:
            depth -= 1
            end = place + 1
            if depth == 0 and _is_of_values(bare[begins:end]) and not _is_written(bare, begins, end):
                return True
    return False


def _is_of_values(whole: str) -> bool:
    """Return whether what stands in brackets are values with dots between them, and no words."""
    words = re.findall(r"(?<![\w.])[^\W\d_]+", whole)
    is_plain = all(word in _VALUES for word in words)
    return is_plain and bool(_BETWEEN.search(whole) or re.search(r"^[^\S\n]*\.\.\.,?$", whole, re.MULTILINE))


def _is_written(text: str, begins: int, ends: int) -> bool:
    """Return whether an author wrote dots between values: "[1, 2, ..., 9]", with commas and nothing about it.

    numpy puts commas between values only where the name of a type stands before the bracket, pandas only
    where the length stands below it or a name before it, and IPython puts the dots on a line of their own.
    """
    before, whole, after = text[max(begins - 40, 0) : begins], text[begins:ends], text[ends : ends + 80]
    is_named = re.search(r"[\w=]$", before) or re.search(r"\w\(|<\w+>", before + whole)
    is_measured = re.match(r"\s*(?:Length: \d|Categories \()", after)
    dots = [one.span() for one in re.finditer(r"\.\.\.", whole)]
    return not (is_named or is_measured) and all(
        re.search(r",[^\S\n]*$", whole[max(first - 20, 0) : first])
        and re.match(r",[^\n]", whole[last : last + 2])
        for first, last in dots
    )


def _has_cut_cells(table: str, widest: int) -> bool:
    """Return whether cells end in dots because pandas cut them: all are of one length, and none is longer."""
    if "...</td>" not in table:
        return False
    cells = [html.unescape(cell) for cell in _CELL.findall(table)]
    ending = [len(cell) for cell in cells if cell.endswith("...")]
    if not ending or max(map(len, cells)) > max(ending):
        return False
    cut = [length for length in ending if length == max(ending)]
    return len(cut) > 1 or widest - 1 <= cut[0] <= widest
