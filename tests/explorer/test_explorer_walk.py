"""One walk through the explorer, in the three places where it stands: a file, a served page, JupyterLab."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pandas as pd
import pytest
from browsing import SHOWN, cell_errors, close_kernels, keep_picture, open_notebook, open_page, run_all
from conftest import HAS_FAILED, KURSK, ROOT
from PIL import Image

import analysttools as at
from analysttools.explorer.page import write_page
from analysttools.locales import read_texts
from tests.helpers.front_end import run_code
from tests.helpers.walking import FOCUSED, Reader

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PLACES = ["file", "served", "lab"]
# These hold what is shown in their address.
ADDRESSED = ["file", "served"]
KILLED = "killed.dprk.kursk-oblast"
PRESENT = "personnel_in_area.dprk.kursk-oblast"
DAY = "2025-01-31"


@pytest.fixture(scope="module")
def complaints() -> list[str]:
    """Return the list of what the browser complained of, and of requests that left the machine."""
    return []


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory, complaints: list[str]) -> Iterator[Page]:
    """Open one browser for all places."""
    with open_page(tmp_path_factory.mktemp("walk") / "profile", complaints) as page:
        yield page


@contextmanager
def _stand_in_file(page: Page, request: pytest.FixtureRequest) -> Iterator[Reader]:
    file = request.getfixturevalue("tmp_path_factory").mktemp("page") / "kursk.html"
    write_page(KURSK, file)
    page.goto(file.as_uri())
    yield Reader(page, "#explorer", has_address=True)


@contextmanager
def _stand_in_served(page: Page, request: pytest.FixtureRequest) -> Iterator[Reader]:
    command = [sys.executable, "-m", "analysttools", "explore", str(KURSK), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        said = iter(process.stdout.readline, "")
        address = next(found[0] for line in said if (found := re.search(r"http://\S+token=[\w-]+", line)))
        page.goto(address)
        yield Reader(page, "#explorer", has_address=True)
        process.terminate()


@contextmanager
def _stand_in_lab(page: Page, request: pytest.FixtureRequest) -> Iterator[Reader]:
    lab = request.getfixturevalue("_server")
    folder = lab.folder / "notebooks"
    shutil.copytree(KURSK, folder / "kursk")
    cell = nbformat.v4.new_code_cell('import analysttools as at\n\nat.explore(at.load_case("kursk"))')
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(
        nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel}), folder / "walked.ipynb"
    )
    open_notebook(page, lab, "walked.ipynb")
    run_all(page)
    yield Reader(page, SHOWN, has_address=False)
    close_kernels(lab)


@pytest.fixture(scope="module", params=PLACES)
def standing(request: pytest.FixtureRequest, browser: Page) -> Iterator[Reader]:
    """Open the explorer in one place; the tests of that place go on in it."""
    stand = {"file": _stand_in_file, "served": _stand_in_served, "lab": _stand_in_lab}[request.param]
    with stand(browser, request) as reader:
        reader.explorer.locator("table").first.wait_for(timeout=30_000)
        yield reader
        browser.goto("about:blank")


@pytest.fixture
def reader(request: pytest.FixtureRequest, standing: Reader, complaints: list[str]) -> Iterator[Reader]:
    """Return a reader at the overview; in the end the console is empty, and no request has left."""
    standing.begin()
    yield standing
    if request.node.stash.get(HAS_FAILED, False):
        print(f"What the page showed: {keep_picture(standing.page, request.node.nodeid)}")  # noqa: T201
    found = [*complaints, *cell_errors(standing.page)]
    complaints.clear()
    assert found == []


def test_a_search_finds_words_of_both_languages_and_numbers(reader: Reader) -> None:
    """Accents and capitals do not matter, and a number is found with and without its comma."""
    search, every = reader.find("search"), set(reader.list_things())
    found = {}
    for asked in ("Koursk", "KOÚRSK", "50000", "50,000", "zzz"):
        search.fill(asked)
        found[asked] = (reader.count_claims(), reader.list_things())
    assert {thing for thing in every if thing.endswith(".kursk-oblast")} <= set(found["Koursk"][1])
    assert 0 < found["Koursk"][0] < 164
    assert found["KOÚRSK"] == found["Koursk"]
    assert "personnel_massed.russia+dprk.kursk-oblast" in found["50000"][1]
    assert found["50,000"] == found["50000"]
    assert found["zzz"] == (0, [])
    assert reader.hear() == "Nothing fits the filter and the search."


def test_a_filter_leaves_what_select_leaves_and_is_taken_back(reader: Reader, case: at.Case) -> None:
    """A choice narrows the overview to the rows of `select`; taken back, all are there again."""
    reader.find("measure-killed").focus()
    reader.page.keyboard.press("Space")
    assert reader.count_claims() == len(at.select(case, measure="killed"))
    assert {thing.split(".")[0] for thing in reader.list_things()} == {"killed"}
    assert reader.page.evaluate(FOCUSED) == "measure-killed"
    reader.page.keyboard.press("Space")
    assert reader.count_claims() == len(case.claims)


def test_a_thing_is_opened_by_keyboard_alone(reader: Reader) -> None:
    """Tab leads from the search to a thing, Enter opens it; the focus is at its name, and back at its row."""
    reader.find("search").focus()
    reader.press_until("Tab", f"thing-{KILLED}")
    reader.page.keyboard.press("Enter")
    assert reader.explorer.locator("h2").inner_text() == "North Korean forces: killed, Kursk oblast"
    assert reader.page.evaluate("() => document.activeElement.tagName") == "H2"
    reader.press_until("Shift+Tab", "back", 3)
    reader.page.keyboard.press("Enter")
    assert reader.page.evaluate(FOCUSED) == f"thing-{KILLED}"


@pytest.mark.parametrize("view", ["ruler", "history", "sources", "retelling"])
def test_every_view_of_a_thing_is_what_its_lines_draw(reader: Reader, case: at.Case, view: str) -> None:
    """The lines that the view gives run, and draw its marks, one by one."""
    reader.open_thing(KILLED, view)
    marks = reader.read_marks()
    assert len(marks)
    pd.testing.assert_frame_equal(marks, run_code(reader.read_code(), case))


def test_the_timeline_is_what_its_lines_draw(reader: Reader, case: at.Case) -> None:
    """So it is for the timeline."""
    reader.find("page-timeline").click()
    marks = reader.read_marks()
    assert len(marks)
    pd.testing.assert_frame_equal(marks, run_code(reader.read_code(), case))


def test_the_map_is_what_its_lines_draw(reader: Reader, case: at.Case) -> None:
    """So it is for the map; a chart draws those events last that have no room, so they are compared by id."""
    reader.find("page-map").click()
    marks = reader.read_marks()
    assert len(marks)
    charted = run_code(reader.read_code(), case)
    keys = ["id", "what"]
    pd.testing.assert_frame_equal(
        marks.sort_values(keys, ignore_index=True), charted.sort_values(keys, ignore_index=True)
    )


def test_the_day_is_moved_by_keys(reader: Reader) -> None:
    """Left goes a day back, Home to the first, End to today: what was not known yet is not there."""
    reader.open_thing(KILLED)
    every = len(reader.read_marks())
    reader.find("day-range").focus()
    reader.page.keyboard.press("Home")
    first = len(reader.read_marks())
    assert reader.explorer.locator(".at-known").inner_text() == "As known on 17 Dec 2024"
    reader.page.keyboard.press("ArrowRight")
    assert 0 < first <= len(reader.read_marks()) < every
    assert reader.page.evaluate(FOCUSED) == "day-range"
    reader.page.keyboard.press("End")
    assert len(reader.read_marks()) == every
    assert reader.explorer.locator(".at-known").inner_text() == "As known today"


def test_the_day_is_typed(reader: Reader, case: at.Case) -> None:
    """A day that is typed is the cut-off, in the picture and in its lines."""
    reader.open_thing(KILLED)
    reader.find("day-date").fill(DAY)
    marks = reader.read_marks()
    assert reader.explorer.locator(".at-known").inner_text() == "As known on 31 Jan 2025"
    assert f'as_of="{DAY}"' in reader.read_code()
    pd.testing.assert_frame_equal(marks, run_code(reader.read_code(), case))


def test_the_days_are_played_and_held(reader: Reader) -> None:
    """Played, the day goes on by itself; held, it stays."""
    reader.open_thing(KILLED)
    play, day = reader.find("play"), reader.find("day-range")
    play.focus()
    reader.page.keyboard.press("Enter")
    assert play.get_attribute("aria-label") == "Pause"
    began = day.input_value()
    reader.page.wait_for_function(
        "([day, began]) => day.value !== began", arg=[day.element_handle(), began], timeout=5000
    )
    reader.page.keyboard.press("Enter")
    assert play.get_attribute("aria-label") == "Play the days"
    held = day.input_value()
    reader.page.wait_for_timeout(900)  # longer than a step
    assert day.input_value() == held


def test_a_disagreement_opens_its_two_claims(reader: Reader) -> None:
    """Its two cards stand below each other; back, the list has the focus where it was."""
    reader.open_thing(KILLED)
    pair = reader.explorer.locator("[data-key^=pair-]").first
    key = pair.get_attribute("data-key")
    pair.click()
    assert reader.list_cards() == key.removeprefix("pair-").split(";")
    reader.find("close-card").click()
    assert reader.list_cards() == []
    assert reader.page.evaluate(FOCUSED) == key


def test_marks_are_stepped_through_by_keys(reader: Reader) -> None:
    """Arrow keys go from mark to mark, and Enter opens the card of the one that is reached."""
    reader.open_thing(KILLED)
    ids = list(dict.fromkeys(reader.read_marks()["id"]))
    reader.find(f"mark-{ids[0]}").focus()
    reader.page.keyboard.press("ArrowDown")
    reader.page.keyboard.press("ArrowDown")
    reader.page.keyboard.press("ArrowUp")
    reader.page.keyboard.press("Enter")
    assert reader.page.evaluate(FOCUSED) == f"mark-{ids[1]}"
    assert reader.list_cards() == [ids[1]]
    reader.page.keyboard.press("End")
    reader.page.keyboard.press("Space")
    assert reader.list_cards() == [ids[-1]]


def test_the_table_is_sorted(reader: Reader, case: at.Case) -> None:
    """By what a claim says, from the least to the greatest, and the other way."""
    reader.open_thing(KILLED, "table")
    numbers = case.claims.set_index("claim_id")[["best", "low", "high"]].bfill(axis=1)["best"]
    read = "all => all.map(one => one.dataset.key.slice(4))"
    head = reader.find("column-says")
    head.click()
    up = numbers[reader.explorer.locator("[data-key^=row-]").evaluate_all(read)].dropna()
    assert reader.explorer.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    head.click()
    down = numbers[reader.explorer.locator("[data-key^=row-]").evaluate_all(read)].dropna()
    assert reader.explorer.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    assert len(up) > 5
    assert up.is_monotonic_increasing
    assert down.is_monotonic_decreasing


def test_in_french_no_english_is_left(reader: Reader) -> None:
    """No text of the front end stands there in English where the French is another."""
    texts = {lang: read_texts("explorer.front_end")[lang] for lang in ("en", "fr")}
    english = {text for text in texts["en"].values() if isinstance(text, str)} - {
        *map(str, texts["fr"].values())
    }
    reader.find("lang-fr").click()
    reader.find("measure-killed").check()
    assert _list_texts(reader) & english == set()
    reader.find(f"thing-{KILLED}").click()
    for view in ("ruler", "history", "sources", "retelling", "table"):
        reader.find(f"view-{view}").click()
        assert texts["fr"]["view ruler"] in _list_texts(reader)
        assert _list_texts(reader) & english == set(), view
    for view in ("timeline", "map"):
        reader.find(f"page-{view}").click()
        assert _list_texts(reader) & english == set(), view


def _list_texts(reader: Reader) -> set[str]:
    """Return every text of the explorer, and those that only a screen reader says."""
    return set(
        reader.explorer.evaluate(
            """whole => {
                const names = ["aria-label", "title", "placeholder", "aria-description", "aria-valuetext"];
                const walk = document.createTreeWalker(whole, NodeFilter.SHOW_TEXT);
                const texts = [];
                while (walk.nextNode()) texts.push(walk.currentNode.textContent.trim());
                for (const one of whole.querySelectorAll("*"))
                    if (!one.matches("[lang]")) texts.push(...names.map(name => one.getAttribute(name)));
                return texts.filter(Boolean);
            }"""
        )
    )


def test_two_things_stand_on_one_ruler(reader: Reader, case: at.Case) -> None:
    """Picked in the overview, they stand in blocks, as in the chart that the lines draw."""
    reader.find(f"pick-{KILLED}").check()
    reader.find(f"pick-{PRESENT}").check()
    reader.find("open-picked").click()
    marks = reader.read_marks()
    counted = case.claims.set_index("claim_id").loc[marks["id"], "measure"]
    assert set(counted) == {"killed", "personnel_in_area"}
    pd.testing.assert_frame_equal(marks, run_code(reader.read_code(), case))


def test_the_lines_are_copied(reader: Reader) -> None:
    """What is pasted afterwards is the code."""
    code = reader.read_code()
    reader.find("copy-code").click()
    reader.page.wait_for_function("text => document.body.innerText.includes(text)", arg="Code copied.")
    reader.find("search").focus()
    reader.page.keyboard.press("Control+v")
    assert reader.find("search").input_value().split() == code.split()


def test_rows_are_taken_as_csv(reader: Reader, tmp_path: Path) -> None:
    """The file holds the claims that are shown, each with who says it."""
    reader.open_thing(KILLED)
    ids = set(reader.read_marks()["id"])
    rows = pd.read_csv(reader.take("csv", tmp_path), dtype=str)
    assert set(rows["claim_id"]) >= ids
    assert set(rows["measure"]) == {"killed"}
    assert rows["claimant"].notna().all()


def test_the_picture_is_taken_with_title_source_and_day(reader: Reader, tmp_path: Path) -> None:
    """Torn from the page it says what it is, where it was read, by when; as PNG it has twice the pixels."""
    reader.open_thing(KILLED)
    reader.find("day-date").fill(DAY)
    svg = reader.take("svg", tmp_path).read_text(encoding="utf-8")
    words = " ".join(re.findall(r">([^<>]+)<", svg))
    assert re.search(r"North Korean forces: killed, Kursk oblast: \d+ claims, as known on 31 Jan 2025", words)
    assert "Read in: " in words
    assert "As of 31 Jan 2025" in words
    with Image.open(reader.take("png", tmp_path)) as picture:
        assert picture.format == "PNG"
        assert picture.size[0] == 2 * round(float(re.search(r'width="([\d.]+)"', svg)[1]))
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 20


@pytest.mark.parametrize("standing", ADDRESSED, indirect=True)
def test_the_link_opened_anew_shows_the_same(reader: Reader) -> None:
    """The address holds the thing, its view, day, card, filter and language."""
    reader.find("side-ukraine").check()
    reader.find(f"thing-{KILLED}").click()
    reader.find("view-history").click()
    reader.find("day-date").fill("2025-04-30")
    reader.find("lang-fr").click()
    reader.explorer.locator("[data-key^=pair-]").or_(reader.explorer.locator(".at-mark")).first.click()
    before = (reader.read_marks(), reader.list_cards(), reader.explorer.locator("h2").inner_text())
    link = reader.page.url
    reader.page.goto("about:blank")
    reader.page.goto(link)
    reader.explorer.locator("h2").wait_for()
    after = (reader.read_marks(), reader.list_cards(), reader.explorer.locator("h2").inner_text())
    pd.testing.assert_frame_equal(after[0], before[0])
    assert after[1:] == before[1:]
    assert len(before[1]) > 0
    assert reader.explorer.get_attribute("lang") == "fr"


@pytest.mark.parametrize("standing", ADDRESSED, indirect=True)
def test_the_browser_goes_back(reader: Reader) -> None:
    """Each view that was opened is a step back; what was moved within it is not."""
    reader.find(f"thing-{KILLED}").click()
    reader.find("view-history").click()
    reader.find("day-date").fill(DAY)
    reader.page.go_back()
    reader.page.wait_for_selector("[data-key=view-ruler][aria-current]")
    reader.page.go_back()
    reader.page.wait_for_selector(".at-overview")
    reader.page.go_forward()
    reader.page.wait_for_selector("[data-key=view-ruler][aria-current]")
