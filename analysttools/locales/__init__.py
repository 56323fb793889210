"""Every text that readers see in charts, alt texts, cards and the explorer: one TOML file a language.

Belongs here: texts, by section and key; a section is the subject that says them. All files have the same
keys, with the same placeholders in braces. Does not belong here: names of claimants, places and measures,
which are data of a case, and the messages of errors, which stand in the code that raises them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "fr")


class Texts(Mapping[str, dict[str, Any]]):
    """The texts of one section by language, read when one is first asked for."""

    def __init__(self, section: str) -> None:
        self.section = section

    def __getitem__(self, lang: str) -> dict[str, Any]:
        if lang not in LANGUAGES:
            raise KeyError(lang)
        texts = _read(lang)
        for name in self.section.split("."):
            texts = texts[name]
        return texts

    def __iter__(self) -> Iterator[str]:
        return iter(LANGUAGES)

    def __len__(self) -> int:
        return len(LANGUAGES)


def read_texts(section: str) -> Texts:
    """Return the texts of a section by language.

    Nothing is read before a language is asked for, so that importing a module costs nothing.

    Parameters
    ----------
    section : str
        A table of the files in this folder, with dots between its names.

    Examples
    --------
    >>> from analysttools.locales import read_texts
    >>> words = read_texts("claims")
    >>> words["en"]["at_least"], words["fr"]["at_least"]
    ('at least {low}', 'au moins {low}')
    """
    return Texts(section)


@lru_cache(maxsize=len(LANGUAGES))
def _read(lang: str) -> dict[str, Any]:
    import tomllib

    return tomllib.loads((Path(__file__).parent / f"{lang}.toml").read_text(encoding="utf-8"))
