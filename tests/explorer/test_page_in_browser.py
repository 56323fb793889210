"""The page opened from disk in a real browser: nothing is complained of, asked for, or left blank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import analysttools as at
from analysttools.explorer.page import format_page, write_page
from analysttools.explorer.view_model import build_view_model
from analysttools.explorer.view_model.origin_tokens import list_origin_tokens
from analysttools.explorer.view_model.things import THING, format_thing_id
from tests.helpers.browsing import open_page
from tests.helpers.odd_cases import ODD_CASES, SCRIPT, build_model, load_strait

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
# The number of origins in each row of the overview, by the id of its thing.
ORIGINS = """() => [...document.querySelectorAll('.at-overview tbody tr')].map((row) => [
    row.querySelector('th button').dataset.key.replace('thing-', ''),
    row.querySelectorAll('td.at-number')[1].textContent,
])"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, list[str]]]:
    """Open one browser for all pages."""
    complaints: list[str] = []
    with open_page(tmp_path_factory.mktemp("profile"), complaints) as page:
        yield page, complaints


def _open(opened: tuple[Page, list[str]], file: Path, text: str) -> Page:
    file.write_text(text, encoding="utf-8")
    page, complaints = opened
    complaints.clear()
    page.goto("about:blank")
    page.goto(file.as_uri(), wait_until="load")
    return page


@pytest.mark.parametrize("odd", ["", *ODD_CASES])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_opens_from_disk(opened, tmp_path: Path, odd: str, lang: str) -> None:
    """The explorer takes the place of the plain tables, whatever the case holds."""
    page = _open(opened, tmp_path / "case.html", format_page(build_model(odd), lang=lang))
    page.wait_for_selector(".at-explorer h1", timeout=5000)
    assert page.locator("#still").count() == 0
    assert page.locator("#explorer").inner_text().strip()
    assert page.title() == re.sub(r"\u202e", r"\\u202e", build_model(odd)["title"])
    assert opened[1] == []


def test_a_script_in_a_name_is_shown_as_text(opened, tmp_path: Path) -> None:
    """It stands in the heading letter by letter, and did not run."""
    page = _open(opened, tmp_path / "case.html", format_page(build_model("a script")))
    assert page.locator(".at-explorer h1").text_content() == SCRIPT
    assert page.locator("#explorer img, #explorer script").count() == 0


def test_nothing_leaves_the_page(opened, tmp_path: Path) -> None:
    """The browser refuses every request, also one of a script that came in."""
    page = _open(opened, tmp_path / "case.html", format_page(build_model()))
    refused = """async () => {
        const blocked = [];
        addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective));
        await fetch('http://127.0.0.1:9/').catch(() => null);
        new Image().src = 'http://127.0.0.1:9/';
        const script = document.createElement('script');
        script.textContent = 'window.taken = true';
        document.body.append(script);
        const frame = document.createElement('iframe');
        frame.src = 'http://127.0.0.1:9/';
        document.body.append(frame);
        await new Promise((resolve) => setTimeout(resolve, 200));
        return [blocked.sort(), window.taken ?? false];
    }"""
    assert page.evaluate(refused) == [["connect-src", "frame-src", "img-src", "script-src-elem"], False]


def test_it_begins_with_what_was_chosen(opened, tmp_path: Path) -> None:
    """A thing and a day that were given are shown; the address of another state goes before them."""
    write_page(load_strait(), tmp_path / "case.html", thing="killed.upland.strait-road", as_of="2031-04-05")
    page, complaints = opened
    complaints.clear()
    page.goto("about:blank")
    page.goto((tmp_path / "case.html").as_uri())
    page.wait_for_selector(".at-explorer h2", timeout=5000)
    assert page.locator(".at-explorer h2").inner_text() == "Upland troops: killed, Strait Road"
    page.goto(f"{(tmp_path / 'case.html').as_uri()}#view=overview&lang=fr")
    page.wait_for_selector(".at-explorer[lang=fr]", timeout=5000)
    assert complaints == []


BROKEN = {
    "an error as it starts": lambda page: page.replace('"claims":{', '"claims_":{', 1),
    "a language that is too new": lambda page: page.replace(
        '<script type="module">', '<script type="module">@ ', 1
    ),
    "the end of the file lost": lambda page: page[: page.index('<script type="module">')],
    "the data cut off": lambda page: page.replace('{"version"', '"version"', 1),
}


@pytest.mark.parametrize("way", BROKEN)
def test_a_page_that_cannot_start_shows_its_tables_and_a_sentence(opened, tmp_path: Path, way: str) -> None:
    """It is never blank: the tables stand, and what happened is said."""
    page = _open(opened, tmp_path / "case.html", BROKEN[way](format_page(build_model())))
    assert page.locator("#failed").inner_text().startswith("The explorer could not start here: the file is")
    assert page.locator("#still table").first.is_visible()
    assert not page.locator("#explorer").is_visible()


def test_data_of_another_version_are_told(opened, tmp_path: Path) -> None:
    """The front end says that it cannot draw them, and what to do."""
    page = _open(opened, tmp_path / "case.html", format_page({**build_model(), "version": 99}))
    assert "analysttools page FOLDER -o FILE" in page.locator("#explorer").inner_text()
    assert opened[1] == []


@pytest.mark.parametrize(
    ("lang", "sentence"), [("en", "JavaScript is switched off"), ("fr", "JavaScript est dés")]
)
def test_without_javascript_there_are_tables_and_a_sentence(
    opened, tmp_path: Path, lang: str, sentence: str
) -> None:
    """All things and claims can be read."""
    asked = opened[0].context.new_cdp_session(opened[0])
    asked.send("Emulation.setScriptExecutionDisabled", {"value": True})
    page = _open(opened, tmp_path / "case.html", format_page(build_model(), lang=lang))
    text = page.locator("body").inner_text()
    asked.send("Emulation.setScriptExecutionDisabled", {"value": False})
    assert sentence in text
    assert len(text.splitlines()) > 20
    assert not page.locator("#failed").is_visible()


def test_origins_are_counted_as_the_package_joins_them(opened, tmp_path: Path) -> None:
    """Of each thing the overview counts the groups of claims that share a token, over any steps."""
    case = at.load_case("tests/cases/kursk")
    page = _open(opened, tmp_path / "kursk.html", format_page(build_view_model(case)))
    if page.locator("[data-key=more]").count():
        page.locator("[data-key=more]").click()
    shown = dict(page.evaluate(ORIGINS))
    tokens = list_origin_tokens(case.claims).str.split(";").map(set)
    assert shown == {
        format_thing_id(thing): str(_count_groups(tokens[rows.index]))
        for thing, rows in case.claims.groupby(THING, dropna=False)
    }


def _count_groups(tokens: Iterable[set[str]]) -> int:
    """Return in how many groups claims fall that share tokens."""
    groups: list[set[str]] = []
    for own in tokens:
        joined = [group for group in groups if group & own]
        groups = [group for group in groups if not group & own] + [own.union(*joined)]
    return len(groups)
