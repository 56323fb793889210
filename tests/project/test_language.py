"""What readers read: the typography of French, and words that must not come back."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analysttools

PACKAGE = Path(analysttools.__file__).parent
ROOT = PACKAGE.parent
# A space of another width before a high sign or within marks of quotation, a straight apostrophe, a number
# that may be torn from its unit.
WRONG_TYPE = re.compile(
    "(?<!\u202f)[;!?](?!/)|(?<!\u00a0):(?!//)|«(?!\u00a0)|(?<!\u00a0)»|(?<=\\w)'(?=\\w)|[\\d}] (?:km|%)"
)
BANNED = {
    "en": re.compile(
        r"\bwhoever\b|(?<!there )\b(?:is|are) no\b|\bnobody claims\b|cannot (?:both|all) hold|\bspeaks? of\b"
        r"|\bbeside\b|days? of (?:their|its) own|what is claimed of|claims that remain|took away"
        r"|passed \w+ hands?|(?<!\{)\bkm2\b|fits the most|for want of|so that the \w+ need not",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"\bauteur\b(?! de la carte)|\bdéclarants?\b|temps dont|du temps dès|environ \{(?:date|day)\}"
        r"|^Genre$|\brivaux\b|\bd’aucun\b|choses? les plus|le tient de qui|^Défiler$|(?<!\{)\bkm2\b"
        r"|passée? par \w+ mains|ce qui est affirmé|jusqu’au \{date\} du|qui convient",
        re.IGNORECASE,
    ),
}
LOADED = {
    "en": re.compile(
        r"\badmit|\bgrants?\b|\bconced|(?<![\"“])\bfreed\b|\bkm2\b|\bvaunt|\bboast", re.IGNORECASE
    ),
    "fr": re.compile(
        r"\badmet(?:tent)?\b|\bconcèd|\bavoue|(?<!«\u00a0)\blibérée?s?\b|\bkm2\b", re.IGNORECASE
    ),
}


def _values(table: dict[str, Any]) -> Iterator[str]:
    """Yield every text of a file of texts."""
    for value in table.values():
        if isinstance(value, dict):
            yield from _values(value)
        else:
            yield from [value] if isinstance(value, str) else value


def _texts(lang: str) -> list[str]:
    return list(_values(tomllib.loads((PACKAGE / "locales" / f"{lang}.toml").read_text(encoding="utf-8"))))


def _column(table: str, column: str) -> list[str]:
    return pd.read_csv(ROOT / "data" / f"{table}.csv", dtype="str")[column].dropna().tolist()


def test_french_texts_have_french_typography() -> None:
    """U+202F before ; ! ? and U+00A0 before a colon, within quotation marks and before a unit."""
    assert [text for text in _texts("fr") if WRONG_TYPE.search(text)] == []


@pytest.mark.parametrize(
    "wrong", ["Source : {names}", "dit\u00a0; puis", "un ?", "« mot »", "l'un", "{count} km²", "fin:"]
)
def test_wrong_typography_is_seen(wrong: str) -> None:
    """A plain space, a space of the other width, a straight apostrophe, no space at all."""
    assert WRONG_TYPE.search(wrong)


@pytest.mark.parametrize("lang", BANNED)
def test_words_that_were_mended_do_not_come_back(lang: str) -> None:
    """A stranger would stumble over them; CONTRIBUTING.md says what to write."""
    assert [text for text in _texts(lang) if BANNED[lang].search(text)] == []


@pytest.mark.parametrize(
    ("lang", "wrong"),
    [
        ("en", "Whoever said so"),
        ("en", "The two cannot both hold."),
        ("en", "The claim speaks of 300 killed."),
        ("en", "an area of {number} km2"),
        ("en", "days of their own"),
        ("fr", "Selon les déclarants"),
        ("fr", "passée par deux mains"),
        ("fr", "Genre"),
        ("fr", "une surface en km2"),
    ],
)
def test_banned_words_are_seen(lang: str, wrong: str) -> None:
    """In made-up texts, at the beginning and within."""
    assert BANNED[lang].search(wrong)


@pytest.mark.parametrize(
    ("lang", "wrong"),
    [
        ("en", "Kyiv admitted losses"),
        ("en", "Moscow grants that"),
        ("en", "The ministry conceded it"),
        ("en", "A village was freed"),
        ("fr", "Kiev admet des pertes"),
        ("fr", "Moscou avoue 300 morts"),
        ("fr", "Un village libéré"),
    ],
)
def test_loaded_words_are_seen(lang: str, wrong: str) -> None:
    """Words that say more than that somebody said so."""
    assert LOADED[lang].search(wrong)


@pytest.mark.parametrize(
    ("lang", "right"), [("en", "Troops “freed” a village"), ("fr", "Un village «\u00a0libéré\u00a0»")]
)
def test_loaded_words_of_claimants_stand_in_quotes(lang: str, right: str) -> None:
    """A claimant's own word in quotes is theirs."""
    assert not LOADED[lang].search(right)


@pytest.mark.shipped
@pytest.mark.parametrize("table", ["claims", "events"])
@pytest.mark.parametrize("lang", LOADED)
def test_summaries_are_neutral(table: str, lang: str) -> None:
    """A claimant says; what is loaded is in quotes, as a claimant's own word."""
    assert [text for text in _column(table, f"summary_{lang}") if LOADED[lang].search(text)] == []


@pytest.mark.shipped
@pytest.mark.parametrize(
    ("table", "column"),
    [("claims", "summary_fr"), ("events", "summary_fr"), ("events", "title_fr"), ("claimants", "name_fr")],
)
def test_french_data_has_french_typography(table: str, column: str) -> None:
    """Summaries, titles and names, as the texts of charts."""
    assert [text for text in _column(table, column) if WRONG_TYPE.search(text)] == []


def test_the_readme_has_none_of_these_words() -> None:
    """Its table of notebooks is left out: it says what they found."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    told = [line for line in lines if not re.match(r"\| (?:★ )?`\d\d-", line)]
    assert [line for line in told if BANNED["en"].search(line)] == []
