"""The views of the explorer: their lines give the same figure to anybody; what cannot be drawn says so."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

import analysttools as at
from analysttools.explorer.chart_choice import CHART_CHOICES, fitting_chart
from analysttools.explorer.code import EVENTS, MARKS, PICTURES, ROWS, TOLD, write_code
from analysttools.explorer.state import State, read_state
from analysttools.explorer.views import SHOWN, Asked, draw_view, figure_of, format_marks_of, run_code
from analysttools.figures.marks import read_marks

pytestmark = pytest.mark.slow

# What is chosen for each chart: as an analyst of the case would.
CHOSEN = {
    "estimates": {"measure": ["personnel_in_area", "personnel_massed"], "as_of": "2024-11-10"},
    "history": {"measure": "personnel_deployed", "population": "dprk"},
    "losses": {"measure": ["killed", "wounded", "killed_or_wounded"], "population": "dprk"},
    "timeline": {"place": "kursk-oblast", "as_of": "2024-09-30"},
    "drift": {"measure": ["personnel_in_area", "killed_or_wounded"], "as_of": "2025-01-31"},
    "sources": {"claimant": "nis", "measure": "killed"},
    "map": {"place": "donetsk-oblast", "as_of": "2024-11-30"},
}


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("chart", CHART_CHOICES)
def test_the_code_gives_the_same_figure_mark_for_mark(
    case: at.Case, tmp_path: Path, chart: str, lang: str
) -> None:
    """The whole cell, run on its own, saves the figures whose marks the explorer showed."""
    code = write_code(case, read_state(case, **CHOSEN[chart]), chart, lang)
    shown = [read_marks(figure_of(ax).axes).to_dict("records") for ax, _ in run_code(code, case)]
    exec(code.whole(case, "same", "The same.", str(tmp_path), lang), {})  # noqa: S102 (what the user pastes)
    records = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(tmp_path.glob("*.json"))]
    assert [record["marks"] for record in records] == shown
    assert shown[0]


@pytest.mark.parametrize("chart", ["estimates", "history"])
def test_no_name_title_or_folder_breaks_out_of_the_code(case: at.Case, chart: str) -> None:
    """Quotes, braces and line ends stay inside their text: the code is one that Python reads."""
    strange = "a'b\"c{d}\\e\n); print('run'); ("
    code = write_code(replace(case, folder=Path(strange)), State(), chart, "en")
    tree = ast.parse(code.whole(replace(case, folder=Path(strange)), strange, strange, strange, "en"))
    called = {
        node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and hasattr(node.func, "id")
    }
    assert called <= {"display", "enumerate", "len"}
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert strange in texts


def test_the_code_runs_in_a_process_of_its_own(case: at.Case, tmp_path: Path) -> None:
    """Nothing but the lines is needed: a new Python gives the same marks."""
    code = write_code(case, read_state(case, **CHOSEN["estimates"]), "estimates", "en")
    lines = code.whole(case, "alone", "Alone.", str(tmp_path), "en")
    subprocess.run([sys.executable, "-c", lines], check=True, capture_output=True)
    record = json.loads((tmp_path / "alone.json").read_text(encoding="utf-8"))
    ((ax, _),) = run_code(code, case)
    assert record["marks"] == read_marks(figure_of(ax).axes).to_dict("records")


def test_the_code_of_a_view_of_a_day_knows_no_later_withdrawal(case: at.Case) -> None:
    """Agreement and spread are asked for as known on the day of the view; without a day, as known now."""
    seen = [CHOSEN["estimates"], {**CHOSEN["estimates"], "as_of": None}]
    bodies = [write_code(case, read_state(case, **one), "estimates", "en").body for one in seen]
    assert [body.count(', known_by="2024-11-10")') for body in bodies] == [2, 0]
    assert "known_by" not in bodies[1]


def test_unlike_claims_have_a_block_each(case: at.Case) -> None:
    """12,000 and 50,000 share a ruler and never a block: each thing that is counted has its own."""
    state = read_state(case, measure=["personnel_deployed", "personnel_massed"])
    ((ax, rows),) = run_code(write_code(case, state, "estimates", "en"), case)
    blocks = [patch for patch in ax.patches if (patch.get_gid() or "").startswith("block.")]
    assert len(blocks) == rows.groupby(["measure", "population", "place_id"], dropna=False).ngroups > 1
    assert set(read_marks([ax])["id"].str.split(";").explode()) == set(rows["claim_id"])


@pytest.mark.parametrize("chart", ["history", "losses"])
def test_unlike_claims_have_a_picture_each(case: at.Case, chart: str) -> None:
    """A chart of one thing is drawn once for each of the things of most claims, and the rest is counted."""
    code = write_code(case, State(), chart, "en")
    charts = run_code(code, case)
    things = [rows["population"].nunique(dropna=False) for _, rows in charts]
    assert things == [1] * PICTURES
    assert any(
        note.startswith(f"The chart shows the {PICTURES} things with the most claims") for note in code.notes
    )


@pytest.mark.parametrize(
    ("chart", "count", "needed"),
    [("estimates", ROWS, ["kind"]), ("sources", TOLD, []), ("timeline", EVENTS, [])],
)
def test_of_many_rows_the_latest_are_drawn_and_that_is_said(
    case: at.Case, chart: str, count: int, needed: list[str]
) -> None:
    """A picture holds so many rows at most, the last that were said, and a note says of how many."""
    code = write_code(case, State(), chart, "fr")
    ((_, rows),) = run_code(code, case)
    drawn = rows if isinstance(rows, pd.DataFrame) else rows[0]
    every = at.select(case, "claims" if "claim_id" in drawn else "events", lang="fr").dropna(subset=needed)
    assert drawn.iloc[:, 0].tolist() == every.tail(count).iloc[:, 0].tolist()
    assert any(note.startswith(f"Le graphique montre les {count} derni") for note in code.notes)


@pytest.mark.parametrize("chart", ["history", "losses"])
def test_of_many_marks_the_latest_are_drawn_and_that_is_said(case: at.Case, chart: str) -> None:
    """A case of thousands of claims still gives charts that can be read, and in time."""
    copies = [case.claims.assign(claim_id=case.claims["claim_id"] + f"-{copy}") for copy in range(9)]
    many = replace(
        case, claims=pd.concat(copies, ignore_index=True).assign(derived_from=None, supersedes=None)
    )
    code = write_code(many, State(measure=("killed",), population=("dprk",)), chart, "en")
    sizes = [len(rows) for _, rows in run_code(code, many)]
    assert max(sizes) == MARKS
    assert any(note.startswith(f"For each thing counted, the latest {MARKS} claims") for note in code.notes)


def test_the_map_stays_while_the_day_moves(case: at.Case) -> None:
    """The window is that of all days, so that only the marks change from one day to the next."""
    states = [read_state(case, place="donetsk-oblast", as_of=day) for day in ("2024-09-30", "2025-02-28")]
    windows = {write_code(case, state, "map", "en").body.partition("window=")[2] for state in states}
    assert len(windows) == 1
    assert windows.pop().startswith("(3")


@pytest.mark.parametrize(
    ("chosen", "chart"),
    [
        ({"measure": "area_held_km2", "place": "kursk-oblast", "repeats": False}, "history"),
        ({"claimant": "nis", "measure": "killed"}, "history"),
        ({"claimant": "nis", "measure": ["killed", "wounded"], "kind": "cumulative"}, "losses"),
        ({"measure": "killed", "population": "dprk"}, "estimates"),
        ({"measure": ["area_gained_km2", "area_lost_km2"], "place": "kursk-oblast"}, "estimates"),
        ({}, "estimates"),
    ],
)
def test_the_fitting_chart(case: at.Case, chosen: dict, chart: str) -> None:
    """One number on several days is a history, totals of one population are losses, all else estimates."""
    assert fitting_chart(at.select(case, **chosen), case) == chart


@pytest.mark.parametrize(
    ("chart", "chosen", "problem"),
    [
        (
            "drift",
            {"measure": "missing"},
            "This chart cannot show this selection. No claim here repeats another.",
        ),
        (
            "map",
            {"population": "dprk"},
            "This chart cannot show this selection. None of these events is at the front.",
        ),
        (
            "history",
            {"kind": "stock", "measure": "qualitative"},
            "This chart cannot show this selection. None of these claims gives a quantity.",
        ),
        (
            "losses",
            {"kind": "stock"},
            "This chart cannot show this selection. None of these claims is a total or covers a known "
            "period.",
        ),
    ],
)
def test_what_cannot_be_drawn_is_a_sentence(case: at.Case, chart: str, chosen: dict, problem: str) -> None:
    """A chart that does not fit gives no picture and says why."""
    view = draw_view(case, Asked(read_state(case, **chosen), chart, "en"))
    assert (view.pictures, view.problem) == ((), problem)


def test_a_fault_in_a_chart_is_a_sentence_too(case: at.Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a chart raises is said, with its type, and nothing is raised."""

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("no inches")

    monkeypatch.setattr("analysttools.plot_estimates", fail)
    view = draw_view(case, Asked(State(measure=("missing",)), "estimates", "en"))
    assert view.problem == (
        "The chart could not be drawn (ZeroDivisionError: no inches). Choose another chart or other claims."
    )


@pytest.mark.parametrize("chart", CHART_CHOICES)
def test_every_mark_has_its_spot_on_the_picture(case: at.Case, chart: str) -> None:
    """Each claim or event that is drawn can be pointed at: its spots lie on the picture."""
    code = write_code(case, read_state(case, **CHOSEN[chart]), chart, "en")
    view = draw_view(case, Asked(read_state(case, **CHOSEN[chart]), chart, "en"))
    marks = [set(read_marks(figure_of(ax).axes)["id"]) for ax, _ in run_code(code, case)]
    assert [{spot[0] for spot in picture.spots} for picture in view.pictures] == marks
    outside = [
        spot
        for picture in view.pictures
        for spot in picture.spots
        if spot[1] + spot[3] < 0
        or spot[2] + spot[4] < 0
        or spot[1] > picture.width
        or spot[2] > picture.height
    ]
    assert outside == []


def test_the_spot_of_a_mark_is_where_its_colour_is(case: at.Case) -> None:
    """In the middle of the spot of a lone open circle the picture is white, and at its edge blue."""
    view = draw_view(case, Asked(State(measure=("personnel_massed",), as_of="2024-11-06"), "estimates", "en"))
    (picture,) = view.pictures
    _, left, top, wide, high = picture.spots[-1]
    pixels = Image.open(BytesIO(picture.png)).convert("RGB")
    scale = pixels.width / picture.width
    assert pixels.getpixel((int((left + wide / 2) * scale), int((top + high / 2) * scale))) == (255, 255, 255)
    row = [
        pixels.getpixel((int((left + x) * scale), int((top + high / 2) * scale))) for x in range(int(wide))
    ]
    assert any(blue > red + 80 for red, _, blue in row)
    assert picture.width == 7.2 * SHOWN


def test_the_marks_of_a_view_can_be_read_as_text(case: at.Case) -> None:
    """The text form of a view is the table of its marks, as that of a saved figure."""
    code = write_code(case, State(measure=("missing",)), "estimates", "en")
    assert "hur-2024-12-16-missing" in format_marks_of(run_code(code, case))


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("chart", CHART_CHOICES)
def test_a_view_counts_what_it_draws(case: at.Case, chart: str, lang: str) -> None:
    """The number in its title is that of the rows drawn, also where only the latest are."""
    view = draw_view(case, Asked(State(), chart, lang))
    marked = {one for picture in view.pictures for spot in picture.spots for one in spot[0].split(";")}
    assert sum(view.drawn.values()) == len(marked)
    assert view.marks == format_marks_of(run_code(view.code, case))


@pytest.mark.parametrize(
    ("measures", "chart"), [(["killed", "wounded"], "losses"), (["killed", "reinforcement"], "estimates")]
)
def test_gains_are_no_losses(case: at.Case, measures: list[str], chart: str) -> None:
    """Totals of several measures fit the chart of losses only where they count losses."""
    losses = case.claims["kind"].isin(["cumulative", "flow"]) & case.claims["population"].eq("dprk")
    claims = case.claims[losses].head(6).assign(place_id="kursk-oblast", unit="persons", low=1.0)
    assert fitting_chart(claims.assign(measure=measures * 3), case) == chart
