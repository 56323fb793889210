"""Texts and styles of the front end: each has a use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysttools.explorer.bundle import FRONT_END
from analysttools.locales import read_texts

SOURCE = "\n".join(
    path.read_text(encoding="utf-8")
    for ending in ("*.js", "*.py")
    for path in sorted(FRONT_END.parent.rglob(ending))
)
# Texts that are named in part: `card ${label}`.
NAMED_IN_PART = re.compile(r"\bt\(`([^`]*)`")
TABLES = ("explorer.front_end", "explorer.still", "explorer.widget")


def _is_said(key: str, source: str) -> bool:
    """Return whether a source names a text: whole, as a property, or in part, with words found elsewhere."""
    singular = key.removeprefix("one ")
    if singular != key and _is_said(singular, source):  # `t.count`
        return True
    if re.search(rf"""["']{re.escape(key)}["']|[.{{,]\s*{re.escape(key)}\s*[:,}}]""", source):
        return True
    for form in set(NAMED_IN_PART.findall(source)):
        parts = [re.escape(part) for part in re.split(r"\$\{[^}]*\}", form)]
        found = re.fullmatch("(.+)".join(parts), key)
        if found and all(re.search(rf"\b{re.escape(word)}\b", source) for word in found.groups()):
            return True
    return False


@pytest.mark.parametrize("table", TABLES)
def test_every_text_is_said(table: str) -> None:
    """A text that nothing names would be translated and mended for nobody."""
    keys = [key for key, text in read_texts(table)["en"].items() if isinstance(text, str)]
    assert [key for key in keys if not _is_said(key, SOURCE)] == []


def test_a_text_that_nothing_names_is_seen() -> None:
    """Whole, in part, as one of a count, or not at all."""
    source = 't("sort by"); t(`card ${label}`); t.count("claims", 2); const labels = ["when"];'
    said = {key: _is_said(key, source) for key in ("sort by", "card when", "one claims", "card who", "fewer")}
    assert said == {"sort by": True, "card when": True, "one claims": True, "card who": False, "fewer": False}


@pytest.mark.parametrize("sheet", ["style.css", "page.css"])
def test_every_style_has_a_use(sheet: str) -> None:
    """A class or an id that no element has styles nothing."""
    style = Path(FRONT_END, sheet).read_text(encoding="utf-8")
    selectors = " ".join(re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)))
    names = sorted(set(re.findall(r"[.#]([a-z][\w-]*)", selectors)))
    assert [name for name in names if not re.search(rf"[\"' ]{name}[\"' ]", SOURCE)] == []
