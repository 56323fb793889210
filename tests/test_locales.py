"""The texts that readers see: the same in every language, all of them used."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import analysttools
from analysttools.locales import LANGUAGES, read_texts

PACKAGE = Path(analysttools.__file__).parent
_TEXTS = {
    lang: tomllib.loads((PACKAGE / "locales" / f"{lang}.toml").read_text(encoding="utf-8"))
    for lang in LANGUAGES
}


def _flatten(table: dict[str, Any], section: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield each key with the section before it, and its texts."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{section}{key}.")
        else:
            yield section + key, value if isinstance(value, list) else [value]


def _fields(texts: list[str]) -> list[list[str]]:
    return [sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None) for text in texts]


def _sections_in_code() -> set[str]:
    """Return the sections that the package reads."""
    calls = (
        node
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "read_texts"
    )
    return {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}


def test_every_language_has_the_same_keys_in_the_same_order() -> None:
    """A text that is there in English is there in French, in its place."""
    assert [key for key, _ in _flatten(_TEXTS["fr"])] == [key for key, _ in _flatten(_TEXTS["en"])]


@pytest.mark.parametrize("key", [key for key, _ in _flatten(_TEXTS["en"])])
def test_every_language_has_the_same_places_to_fill(key: str) -> None:
    """A translation drops no number and no name, and is not empty."""
    english, french = (dict(_flatten(_TEXTS[lang]))[key] for lang in ("en", "fr"))
    assert _fields(french) == _fields(english)
    assert all([*english, *french])


def test_every_section_is_read_by_the_package() -> None:
    """No section is left over, and none is asked for that is not there."""
    sections = {key.rpartition(".")[0] for key, _ in _flatten(_TEXTS["en"])}
    assert _sections_in_code() == sections


def test_no_text_stands_in_code_in_two_languages() -> None:
    """Code asks for no language by name to choose a word."""
    found = [
        f"{path.relative_to(PACKAGE)}: {line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"== \"fr\" else|\{\"en\": [\"(]", line)
    ]
    assert found == []


def test_an_unknown_language_is_no_key() -> None:
    """What asks for another language gets a KeyError, as of any mapping."""
    with pytest.raises(KeyError, match="de"):
        read_texts("claims")["de"]
