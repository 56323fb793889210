"""The explorer in a notebook, without a browser: what the kernel holds, answers and keeps."""

from __future__ import annotations

import gc
import gzip
import json
import re
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

import analysttools as at
from analysttools.explorer.view_model.model import format_view_model
from tests.helpers.odd_cases import ODD_CASES, SCRIPT, build_model, load_strait

THING = "killed.upland.strait-road"
# As the front end writes the lines of a view.
LINES = """\
import analysttools as at

case = at.load_case("nowhere")
claims = at.select(case)
claims = at.choose(claims, measure="killed", population="upland", place_id="strait-road")
claims = claims.dropna(subset=["kind", "period"])
ax = at.plot_estimates(claims, title="Killed")
"""


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Return the list of what explorers send to their browsers."""
    sent: list[dict[str, Any]] = []
    from analysttools.explorer.widget import Explorer

    monkeypatch.setattr(Explorer, "send", lambda _, content, **__: sent.append(content))
    return sent


def _ask(explorer: Any, **asked: Any) -> None:
    """Send what a browser sends."""
    explorer._handle_custom_msg({"do": "save", "id": "7", "code": LINES, "title": "One.", **asked}, [])


def _tell(explorer: Any, state: dict[str, Any], lines: str) -> None:
    """Say what a browser shows."""
    explorer._handle_custom_msg({"do": "tell", "state": state, "lines": lines}, [])


def test_the_browser_is_given_the_view_model() -> None:
    """Packed, so that a large case passes what Jupyter lets through at once."""
    explorer = at.explore(load_strait())
    assert json.loads(gzip.decompress(explorer.packed)) == json.loads(format_view_model(build_model()))
    assert "export default {" in explorer._esm
    assert ".at-explorer" in explorer._css


def test_what_is_chosen_is_there_before_it_is_shown() -> None:
    """State, claims and code are those that it was opened with."""
    explorer = at.explore(load_strait(), thing=THING, as_of="2031-04-05", lang="fr")
    assert (explorer.state["view"], explorer.state["thing"], explorer.state["day"]) == (
        "ruler",
        THING,
        "2031-04-05",
    )
    assert explorer.claims["claim_id"].tolist() == ["guard-killed", "radio-killed"]
    assert explorer.code.splitlines()[3:] == [
        'claims = at.select(case, lang="fr", as_of="2031-04-05")',
        'claims = at.choose(claims, measure="killed", population="upland", place_id="strait-road")',
    ]


def test_what_the_browser_shows_is_followed() -> None:
    """A move there changes state, claims and code here."""
    explorer = at.explore(load_strait())
    assert len(explorer.claims) == 14
    state = {
        "view": "ruler",
        "thing": THING,
        "lang": "en",
        "day": None,
        "facets": {"side": ["press"]},
        "repeats": True,
    }
    _tell(explorer, state, LINES)
    assert explorer.state == state
    assert explorer.claims["claimant"].unique().tolist() == ["Harbour Radio"]
    assert explorer.code == LINES


def test_a_figure_is_saved_from_the_lines_of_a_view(tmp_path: Path, answers: list[dict[str, Any]]) -> None:
    """The files are those of `save_figure`, of the case that is shown, wherever it was read."""
    _ask(at.explore(load_strait(), figures=tmp_path / "figures"), name="killed")
    files = [(tmp_path / "figures" / f"killed.{kind}").as_posix() for kind in ("png", "svg", "json")]
    assert answers == [{"id": "7", "files": ", ".join(files)}]
    record = json.loads(Path(files[2]).read_text(encoding="utf-8"))
    assert {row["claim_id"] for row in record["rows"]} == {mark["id"] for mark in record["marks"]}


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ({"name": "Two Words"}, "save_figure: "),
        ({"name": "a", "title": "", "code": LINES.replace(', title="Killed"', "")}, "save_figure: "),
        (
            {"name": "a", "code": "ax_ = 1"},
            "The lines of this view leave no chart, so that there is nothing to save. Open a view ",
        ),
        ({"name": "a", "code": "ax = ("}, "the chart could not be drawn (SyntaxError: "),
        ({"name": "a", "code": "1 / 0"}, "the chart could not be drawn (ZeroDivisionError: "),
        ({"name": "a", "code": LINES.replace('"killed"', '"kiled"', 1)}, "choose: "),
    ],
)
def test_what_cannot_be_saved_is_answered_in_a_sentence(
    tmp_path: Path, answers: list[dict[str, Any]], asked: dict[str, Any], fault: str
) -> None:
    """The explorer goes on, and nothing is written."""
    _ask(at.explore(load_strait(), figures=tmp_path / "figures"), **asked)
    assert answers[0]["fault"].startswith(fault)
    assert not (tmp_path / "figures").exists()


@pytest.mark.parametrize("message", [None, "save", 3, {}, {"do": "else"}, {"do": "tell"}])
def test_what_is_no_request_is_not_answered(answers: list[dict[str, Any]], message: object) -> None:
    """Other messages pass."""
    at.explore(load_strait())._handle_custom_msg(message, [])
    assert answers == []


def test_two_explorers_share_nothing(answers: list[dict[str, Any]]) -> None:
    """A move in one leaves the other where it was."""
    case = load_strait()
    one, other = at.explore(case), at.explore(case, thing=THING)
    _tell(one, {**one.state, "day": "2031-04-05"}, "at.one()")
    assert (other.state["day"], other.state["thing"], "at.one()" in other.code) == (None, THING, False)


def test_a_notebook_without_a_kernel_keeps_a_still(tmp_path: Path) -> None:
    """Beside the widget there are its text and a table of the things, the same in every run."""
    bundles = [at.explore(load_strait(), lang="fr")._repr_mimebundle_()[0] for _ in range(2)]
    kept = [{kind: bundle[kind] for kind in ("text/plain", "text/html")} for bundle in bundles]
    assert kept[0] == kept[1]
    assert (
        kept[0]["text/plain"].splitlines()[1]
        == "Affirmations\u00a0: 14. Grandeurs\u00a0: 5. Événements\u00a0: 8."
    )
    assert kept[0]["text/html"].startswith("<p>Ceci est une vue figée de l’aperçu.")
    assert kept[0]["text/html"].count("<table>") == 1
    assert "application/vnd.jupyter.widget-view+json" in bundles[0]


@pytest.mark.parametrize("odd", ODD_CASES)
def test_an_odd_case_is_opened(odd: str) -> None:
    """Whatever is missing, there is a widget with a still, in which no script runs."""
    explorer = at.explore(ODD_CASES[odd](load_strait()))
    still = explorer._repr_mimebundle_()[0]["text/html"]
    assert "<script" not in still.lower()
    assert "<img" not in still
    assert len(explorer.claims) == len(explorer._case.claims)
    assert (SCRIPT in repr(explorer)) == (odd == "a script")


def test_it_is_closed() -> None:
    """A closed explorer has no channel to a browser."""
    explorer = at.explore(load_strait())
    explorer.close()
    assert explorer.comm is None


def test_code_goes_into_a_cell_only_in_a_notebook() -> None:
    """Elsewhere the message says where they are."""
    with pytest.raises(
        RuntimeError, match=r"^insert_code: this is not a notebook\. Copy the lines of explorer\.code$"
    ):
        at.explore(load_strait()).insert_code()


def test_a_missing_package_is_named() -> None:
    """Which, for what, and how to install it."""
    code = (
        "import sys; sys.modules['anywidget'] = None\n"
        "import analysttools as at\n"
        "at.explore(at.load_case('tests/cases/strait'))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert re.search(
        r'ExtraMissingError: The package "anywidget" is needed to explore and is not installed\. Install '
        r'what notebooks need, from the folder of the toolkit: pip install "\.\[notebooks\]"',
        run.stderr,
    )


def test_moves_take_no_memory() -> None:
    """Of a thousand moves nothing is kept."""
    explorer = at.explore(load_strait())

    def move(times: int) -> int:
        for turn in range(times):
            state = {**explorer.state, "day": f"2031-04-{turn % 28 + 1:02}"}
            _tell(explorer, state, f"# {turn} {'x' * 1000}")
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    first = move(100)
    assert move(1000) - first < 100_000
    tracemalloc.stop()
