"""Verification: every reason for which a figure is out of step, in its words; and the command."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from conftest import KURSK, ROOT

import analysttools as at
from analysttools.cli.main import main
from analysttools.figures import code_digest
from analysttools.figures.verification import _describe_cell

pytestmark = pytest.mark.slow

TWO = ["us-intelligence-2024-10-deployed", "nyt-2024-massed"]
NAME = "01-two"
AGAIN = "Draw it again: analysttools run {folder}/notebooks/01.ipynb"


@pytest.fixture
def work(package: Path) -> Path:
    """Return a folder with data, a notebook, and a figure of two claims with its gallery."""
    work = package.parent
    (work / "notebooks").mkdir()
    (work / "notebooks" / "01.ipynb").write_text("{}", encoding="utf-8")
    case = at.load_case(package)
    claims = at.with_names(at.choose(case.claims, claim_id=TWO), case)
    at.save_figure(at.plot_estimates(claims), NAME, claims, title="Two.", folder=work / "figures")
    at.write_gallery(work / "figures")
    return work


def _reasons(work: Path) -> list[tuple[str, str]]:
    """Return figures and reasons, the advice to draw the figure again taken off."""
    advice = f". {AGAIN.format(folder=work)}"
    stale = at.verify_figures(work / "figures", data=work / "package")
    return [(figure, reason.removesuffix(advice)) for figure, reason in stale.itertuples(index=False)]


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def _set(package: Path, table: str, row: str, **cells: str) -> None:
    """Set cells of one row of a table."""
    path = package / f"{table}.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False).set_index(
        pd.read_csv(path, dtype=str).columns[0], drop=False
    )
    rows.loc[row, list(cells)] = list(cells.values())
    rows.to_csv(path, index=False, lineterminator="\n")


def test_fresh_figures_have_no_reason(work: Path) -> None:
    """Nothing changed: no row, the same columns."""
    stale = at.verify_figures(work / "figures", data=work / "package")
    assert (list(stale.columns), len(stale)) == (["figure", "reason"], 0)


def test_a_french_figure_is_held_against_french_names(case: at.Case, tmp_path: Path) -> None:
    """The names of the record's language; and a column of the user is no reason."""
    claims = at.with_names(at.choose(case.claims, claim_id=TWO), case, "fr")
    frames = [claims.iloc[[0]], claims.iloc[[1]].assign(mine="x")]
    ax = at.plot_estimates(claims, lang="fr")
    at.save_figure(ax, NAME, frames, title="Deux.", folder=tmp_path, lang="fr")
    at.write_gallery(tmp_path)
    assert at.verify_figures(tmp_path, data=KURSK).empty


def test_a_changed_number_is_named(work: Path) -> None:
    """The claim, the column, what it was, where it is now what; and how to draw the figure again."""
    _set(work / "package", "claims", "nyt-2024-massed", best="52000")
    stale = at.verify_figures(work / "figures", data=work / "package")
    assert stale.to_dict("records") == [
        {
            "figure": NAME,
            "reason": f"claim nyt-2024-massed: best was 50000, {work}/package/claims.csv has 52000. "
            f"Draw it again: analysttools run {work}/notebooks/01.ipynb",
        }
    ]


def test_a_day_is_told_once(work: Path) -> None:
    """What is worked out from a changed date is not told beside it."""
    _set(work / "package", "claims", "nyt-2024-massed", asserted="2024-11-11")
    ((_, reason),) = _reasons(work)
    file = work / "package" / "claims.csv"
    assert re.fullmatch(rf"claim nyt-2024-massed: asserted was \S+, {file} has 2024-11-11", reason)


def test_a_cell_that_was_empty_is_compared(work: Path) -> None:
    """A bound that the data gained, a stated value that they lost."""
    _set(work / "package", "claims", "nyt-2024-massed", low="40000", best="", qualifier="at_least")
    file = work / "package" / "claims.csv"
    assert _reasons(work) == [
        (
            NAME,
            f"claim nyt-2024-massed: low was empty, {file} has 40000; best was 50000, {file} has nothing; "
            f"qualifier was stated, {file} has at_least",
        )
    ]


def test_a_blank_is_shown() -> None:
    """What a reader would not see stands in quotes."""
    said = _describe_cell("doubt", "", " ", Path("data/claims.csv"))
    assert said == 'doubt was empty, data/claims.csv has " "'


def test_a_name_of_the_vocabulary_is_compared(work: Path) -> None:
    """What the chart says of a claimant is among the rows; its file is another."""
    _set(work / "package", "claimants", "us-intelligence", label_en="Washington")
    ((_, reason),) = _reasons(work)
    assert reason.startswith("claim us-intelligence-2024-10-deployed: claimant was ")
    assert reason.endswith(f", {work}/package has Washington")


def test_a_row_that_is_gone_is_named(work: Path) -> None:
    """A claim that the data no longer hold."""
    path = work / "package" / "claims.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows[rows["claim_id"].ne("nyt-2024-massed")].to_csv(path, index=False, lineterminator="\n")
    assert _reasons(work) == [(NAME, f"claim nyt-2024-massed is gone from {path}")]


def test_a_changed_source_is_named(work: Path) -> None:
    """The credits are held against the sources."""
    record = json.loads((work / "figures" / f"{NAME}.json").read_text(encoding="utf-8"))
    source = record["credits"][0]["source_id"]
    _set(work / "package", "sources", source, publisher="Another")
    was = record["credits"][0]["publisher"]
    file = work / "package" / "sources.csv"
    assert _reasons(work) == [(NAME, f"source {source}: publisher was {was}, {file} has Another")]


def test_a_source_that_is_gone_is_named(work: Path) -> None:
    """The claims are read elsewhere now, and the credited page is no source of the data."""
    record = json.loads((work / "figures" / f"{NAME}.json").read_text(encoding="utf-8"))
    source = record["credits"][0]["source_id"]
    for table in ("claims", "events", "sources"):
        path = work / "package" / f"{table}.csv"
        path.write_text(
            re.sub(rf"\b{source}(?=,)", "other", path.read_text(encoding="utf-8")), encoding="utf-8"
        )
    assert (NAME, f"source {source} is gone from {work}/package/sources.csv") in _reasons(work)


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_missing_picture_is_named(work: Path, ending: str) -> None:
    """A record without one of its pictures."""
    path = work / "figures" / f"{NAME}.{ending}"
    path.unlink()
    assert _reasons(work) == [(NAME, f"{path} is missing")]


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_another_picture_is_named(work: Path, ending: str) -> None:
    """A picture of other bytes than the record tells of, as a killed process leaves it."""
    path = work / "figures" / f"{NAME}.{ending}"
    path.write_bytes(path.read_bytes() + b" ")
    assert _reasons(work) == [(NAME, f"{path} is not the one that its record describes")]


def test_a_record_changed_by_hand_is_named(work: Path) -> None:
    """A mark that somebody moved in the record."""
    path = work / "figures" / f"{NAME}.json"
    _edit(path, '"at": "50000"', '"at": "50001"')
    assert _reasons(work) == [(NAME, f"{path} was changed by hand")]


def test_a_file_that_is_no_record_is_named(work: Path) -> None:
    """A record that cannot be read: with the reason; the gallery then lacks the figure."""
    path = work / "figures" / f"{NAME}.json"
    path.write_text("{", encoding="utf-8")
    (figure, reason), (gallery, _) = _reasons(work)
    assert (figure, gallery) == (NAME, "README.md")
    assert reason.startswith(f"{path} is not a record of a figure (Expecting property name")


def test_a_picture_without_a_record_is_named(work: Path) -> None:
    """No figure without its record."""
    other = Path(shutil.copy(work / "figures" / f"{NAME}.png", work / "figures" / "mine.png"))
    assert _reasons(work) == [
        ("mine", f"{other} has no record. Save it with save_figure, or remove it"),
    ]


def test_what_a_killed_process_left_is_named(work: Path) -> None:
    """A file begun and never renamed."""
    left = work / "figures" / f".{NAME}.png.abc"
    left.write_bytes(b"")
    assert _reasons(work) == [(left.name, f"{left} was left by a process that was killed. Remove it")]


@pytest.mark.parametrize(("was", "now"), [("", "is missing"), ("mine", "is not what the records give")])
def test_a_gallery_out_of_step_is_named(work: Path, was: str, now: str) -> None:
    """The gallery is missing, or is another than the records give."""
    path = work / "figures" / "README.md"
    path.write_text(was, encoding="utf-8") if was else path.unlink()
    assert _reasons(work) == [
        ("README.md", f"{path} {now}. Write it with analysttools run, or write_gallery"),
    ]


def test_changed_code_is_told_with_its_files(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code that is another than when the figure was drawn: one sentence, with the files that it stands in."""
    copy = shutil.copytree(ROOT / "analysttools", work / "analysttools")
    monkeypatch.setattr(code_digest, "PACKAGE", copy)
    _edit(copy / "charts" / "drawing" / "layout.py", "WIDTH = 7.2", "WIDTH = 7.3")
    files = code_digest.list_code(["estimates"])
    told = f"{', '.join(files[:3])} and {len(files) - 3} more"
    assert _reasons(work) == [(NAME, f"the code behind it is another (in one of {told})")]


def test_a_chart_that_is_gone_is_named(work: Path) -> None:
    """A record of a chart that the package does not have: a sentence, no KeyError."""
    path = work / "figures" / f"{NAME}.json"
    _edit(path, '"chart": "estimates"', '"chart": "pie"')
    assert (NAME, "there is no chart of the name pie") in _reasons(work)


def test_events_are_compared_too(case: at.Case, tmp_path: Path) -> None:
    """A changed status of an event is told as a changed number of a claim is."""
    events = at.with_names(at.choose(case.events, sector="chasiv_yar"), case)
    changed = events.assign(status=events["status"].mask(events.index == events.index[0], "unknown"))
    at.save_figure(at.plot_timeline(changed), "mine", changed, title="Mine.", folder=tmp_path)
    at.write_gallery(tmp_path)
    stale = at.verify_figures(tmp_path, data=KURSK)
    first = events.iloc[0]
    assert stale["reason"].tolist() == [
        f"event {first['event_id']}: status was unknown, {KURSK}/events.csv has {first['status']}. "
        "Draw it again"
    ]


def test_bad_data_are_told_as_such(work: Path) -> None:
    """Data with faults are no reason against a figure."""
    _set(work / "package", "claims", "nyt-2024-massed", best="many")
    with pytest.raises(at.DataError, match="nyt-2024-massed"):
        at.verify_figures(work / "figures", data=work / "package")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """The full path that was looked for."""
    with pytest.raises(FileNotFoundError, match=rf"There is no folder .*looked for {tmp_path}/none\)\. Give"):
        at.verify_figures(tmp_path / "none", data=KURSK)


def test_command_of_fresh_figures_ends_with_zero(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only the count; exit status 0."""
    assert main(["verify", str(work / "figures"), "--data", str(work / "package")]) == 0
    assert capsys.readouterr().out == f"{work}/figures: 1 figure, 0 out of step\n"


def test_command_of_stale_figures_ends_with_one(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each reason a line, by figure, then the count; exit status 1."""
    (work / "figures" / "mine.png").write_bytes(b"")
    (work / "figures" / f"{NAME}.png").unlink()
    (work / "figures" / f"{NAME}.svg").unlink()
    assert main(["verify", str(work / "figures"), "--data", str(work / "package")]) == 1
    again = AGAIN.format(folder=work)
    assert capsys.readouterr().out.splitlines() == [
        f"{NAME}: {work}/figures/{NAME}.png is missing. {again}",
        f"{NAME}: {work}/figures/{NAME}.svg is missing. {again}",
        f"mine: {work}/figures/mine.png has no record. Save it with save_figure, or remove it",
        f"{work}/figures: 1 figure, 2 out of step",
    ]


@pytest.mark.shipped
def test_shipped_figures_fit_data_and_code() -> None:
    """The committed figures, their records and their gallery are those of the committed data and code."""
    stale = at.verify_figures(ROOT / "figures", data=ROOT / "data")
    assert stale.to_dict("records") == []
