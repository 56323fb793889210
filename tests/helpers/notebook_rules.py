"""What a curated notebook must keep to: numbers and words of its findings are computed, codes stay unseen.

Each rule takes a notebook and returns a list of faults in words; none is run.
"""

from __future__ import annotations

import ast
import builtins
import calendar
import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

# Words of a heading or an answer that stand for a comparison of all rows: each needs a check.
FINDING_WORDS = [
    *["first", "last", "earliest", "latest", "most", "least", "fewest", "none", "no", "nobody", "nothing"],
    *["neither", "all", "only", "every", "each", "both", "never", "always", "highest", "lowest", "largest"],
    *["smallest", "greatest", "biggest", "longest", "shortest", "half", "majority", "twice", "double"],
]
# These say no such thing: a bound, a pair.
NO_FINDING = r"(?<!at )(?!each other\b)"
HIDDEN = {"assertions", "remove-cell"}
NUMBER = re.compile(r"(?<![\d.,])\d+(?:,\d{3})*(?:\.\d+)?")
ISO = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])(?:-\d\d)?(?!\d)[~?%]?|\.\./|/\.\.")
CODED = re.compile(r"[A-Za-z0-9]+(?:[-_+][A-Za-z0-9]+)+")
LEAST_CHECKS = "checks = {...} with a condition for each phrase, then assert all(checks.values()), checks"


# ---- numbers and dates ------------------------------------------------------------------------------------


def list_unprinted(notebook: NotebookNode) -> list[str]:
    """Return the numbers and dates of the text that no output below prints.

    A section's text, its heading among it, rests on the section's own outputs; the first one, which has title
    and answer, on those of the whole notebook.
    """
    sections = _sections(notebook)
    everything = " ".join(printed for _, printed in sections)
    unprinted = []
    for index, (text, own) in enumerate(sections):
        text, days = _take_dates(text)
        printed = own if index else everything
        printed += " " + " ".join(_take_dates(printed)[1])  # days in words are days
        shown = {_normal(number) for number in NUMBER.findall(printed)}
        missing = [day for day in days if day not in printed]
        missing += [one for one in dict.fromkeys(NUMBER.findall(text)) if _normal(one) not in shown]
        unprinted += [f'"{text.splitlines()[0]}" has {one}, which no cell below prints' for one in missing]
    return unprinted


def _normal(number: str) -> str:
    """Return a number as 12000, also where it is written 12,000 or 12000.0."""
    return re.sub(r"\.0+$", "", number.replace(",", ""))


def _take_dates(text: str) -> tuple[str, list[str]]:
    """Take dates out of a text; give the rest, and the dates in ISO form, without a year where none is."""
    months = "|".join([*calendar.month_name[1:], *calendar.month_abbr[1:]])
    pattern = re.compile(rf"(?:(\d+)(?:,? (?:to|and) (\d+))? )?\b({months})\b(?: (\d{{4}}))?")
    days = []
    for first, second, month, year in pattern.findall(text):
        number = f"{list(calendar.month_abbr).index(month[:3]):02}"
        start = f"{year}-{number}" if year else f"-{number}"
        days += [f"{start}-{int(day):02}" for day in (first, second) if day] or [start]
    return pattern.sub("", text), days


def _sections(notebook: NotebookNode) -> list[tuple[str, str]]:
    """Return each section's text, without code spans and addresses, and what its cells print."""
    sections: list[list[str]] = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (cell.source.startswith("#") or not sections):
            sections.append(["", ""])
        if cell.cell_type == "markdown":
            text = re.sub(r"`[^`]*`|\]\([^)]*\)|\bnotebooks? \d\d(?: (?:to|and) \d\d)?", "", cell.source)
            sections[-1][0] += _plain_blanks(text) + "\n"
        elif not is_hidden(cell):
            kinds = (output.get("text") or _data(output, "text/plain") for output in cell.outputs)
            sections[-1][1] += " " + _plain_blanks(" ".join(kinds))
    return [(text, printed) for text, printed in sections]


def _plain_blanks(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _data(output: NotebookNode, kind: str) -> str:
    return str(output.get("data", {}).get(kind, ""))


# ---- words that need a check ------------------------------------------------------------------------------


def is_hidden(cell: NotebookNode) -> bool:
    """Return whether a cell is the one of the assertions, which readers are not shown."""
    return cell.cell_type == "code" and set(cell.metadata.get("tags", [])) >= HIDDEN


def list_unchecked(notebook: NotebookNode) -> list[str]:
    """Return what is wrong with the checks of a notebook's findings, and each word that has none.

    Title, headings and answer are looked at. A word is checked where it lies within a phrase of ``checks``.
    """
    checks, faults = _read_checks(notebook)
    text = _plain("\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown"))
    faults += [
        f'"{phrase}" is checked, but stands nowhere' for phrase in checks if _plain(phrase) not in text
    ]
    pattern = re.compile(rf"{NO_FINDING}\b(?:{'|'.join(FINDING_WORDS)})\b", re.IGNORECASE)
    for finding in _findings(notebook):
        spans = [span for phrase in checks for span in _spans(_plain(phrase), finding)]
        faults += [
            f'"{word[0]}" in "{finding}" lies in no phrase of checks'
            for word in pattern.finditer(finding)
            if not any(start <= word.start() and word.end() <= end for start, end in spans)
        ]
    return faults


def _findings(notebook: NotebookNode) -> Iterator[str]:
    """Yield title, headings and answer as a reader sees them."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield from (_plain(one) for one in re.findall(r"^#+ +(.+)$", cell.source, flags=re.M))
            answers = re.findall(r"^\*\*Answer\.\*\*(.+?)(?=\n\s*\n|\Z)", cell.source, flags=re.M | re.S)
            yield from (_plain(one) for one in answers)


def _plain(text: str) -> str:
    """Return a text without marks of emphasis, in single blanks."""
    return " ".join(re.sub(r"[*`]", "", text).split())


def _spans(phrase: str, text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(re.escape(phrase), text)] if phrase else []


def _read_checks(notebook: NotebookNode) -> tuple[list[str], list[str]]:
    """Return the phrases that the last cell checks, and what is wrong with that cell."""
    last = notebook.cells[-1]
    is_folded = last.metadata.get("jupyter", {}).get("source_hidden") is True
    if not is_hidden(last) or not is_folded:
        return [], [f"the last cell is not a hidden one of assertions (tags {sorted(HIDDEN)}, source_hidden)"]
    nodes = list(ast.walk(ast.parse(last.source)))
    asserted = {ast.unparse(node) for node in nodes if isinstance(node, ast.Assert)}
    literals = [
        node.value
        for node in nodes
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "checks"
    ]
    is_literal = len(literals) == 1 and isinstance(literals[0], ast.Dict) and literals[0].keys
    if not is_literal or "assert all(checks.values()), checks" not in asserted:
        return [], [f"the last cell is not {LEAST_CHECKS}"]
    pairs = dict(zip(literals[0].keys, literals[0].values, strict=True))
    if not all(isinstance(key, ast.Constant) and isinstance(key.value, str) for key in pairs):
        return [], ["a phrase of checks is not written out"]
    empty = [key.value for key, value in pairs.items() if not _names(value)]
    return [key.value for key in pairs], [f'the check of "{one}" looks at no data' for one in empty]


def _names(condition: ast.expr) -> set[str]:
    """Return the names of a condition, other than Python's own and those that it makes itself."""
    names = [node for node in ast.walk(condition) if isinstance(node, ast.Name)]
    made = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    return {node.id for node in names} - made - set(dir(builtins))


# ---- codes that no reader should meet ---------------------------------------------------------------------


def list_codes(notebook: NotebookNode, codes: Iterable[str]) -> list[str]:
    """Return the ids, the codes of vocabularies and the ISO dates that a reader sees, with the cell."""
    known = set(codes)
    faults = []
    for number, cell in enumerate(notebook.cells, start=1):
        text = " ".join(_seen(cell))
        found = [one for one in CODED.findall(text) if one in known] + ISO.findall(text)
        faults += [f"cell {number} shows {one}" for one in dict.fromkeys(found)]
    return faults


def _seen(cell: NotebookNode) -> Iterator[str]:
    """Yield the texts of a cell that a reader sees: a page, not its plain form; no text of a picture."""
    if cell.cell_type == "markdown":
        yield re.sub(r"\]\([^)]*\)", "]", cell.source)
    if cell.cell_type != "code" or is_hidden(cell):
        return
    for output in cell.outputs:
        page = _data(output, "text/html")
        if page:
            yield unescape(re.sub(r"<style.*?</style>|<[^>]*>", " ", page, flags=re.S))
        elif not _data(output, "image/png"):
            yield output.get("text") or _data(output, "text/plain")


def read_codes(folder: Path, tables: Iterable[Any]) -> set[str]:
    """Return the ids of tables and the words of their columns that do not read as words."""
    ids = {str(one) for table in tables for one in table.iloc[:, 0].dropna()}
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    fields = [field for one in descriptor["resources"] for field in one.get("schema", {}).get("fields", [])]
    words = {word for field in fields for word in field.get("constraints", {}).get("enum", [])}
    return {one for one in ids | words if CODED.fullmatch(one)}
