"""Figures: whole files, the same bytes, a record of marks, and a text that names a changed claim."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

import analysttools as at
from analysttools.figures import SavedFigure, write_whole

NOVEMBER = ["pentagon-2024-11-04-kursk", "state-2024-11-04-kursk", "zelensky-2024-11-04-kursk"]
DRAW = """
import sys, analysttools as at
case = at.load_case(sys.argv[1])
claims = at.with_names(case.claims, case)
held = claims[claims["measure"].eq("area_held_km2") & claims["derived_from"].isna()]
front = at.with_names(case.events[case.events["category"].eq("front")], case)
two = claims[claims["claim_id"].isin(["us-intelligence-2024-10-deployed", "nyt-2024-massed"])]
thirty = claims[claims["claim_id"].str.startswith(("hur-2024-12-16-killed", "trt-2024"))]
at.save_figure(at.plot_estimates(thirty), "thirty", thirty, title="Thirty.", folder="out")
at.save_figure(at.plot_history(held, by="period"), "held", held, title="Held.", folder="out")
at.save_figure(at.plot_sectors(front), "front", front, title="Front.", folder="out")
at.save_figure(at.plot_estimates(two), "two", two, title="Two.", folder="out")
"""


def _save(claims: pd.DataFrame, folder: Path) -> SavedFigure:
    return at.save_figure(at.plot_estimates(claims), "november", claims, title="In Kursk.", folder=folder)


def _draw(folder: Path, **environment: str) -> dict[str, str]:
    """Draw every chart in a fresh process in `folder`; give the digest of each file."""
    folder.mkdir()
    (folder / "matplotlibrc").write_text("font.size: 20\nlines.linewidth: 9\n", encoding="utf-8")
    subprocess.run(
        [sys.executable, "-c", DRAW, str(ROOT / "data")],
        cwd=folder,
        env={**os.environ, **environment},
        check=True,
    )
    files = sorted((folder / "out").iterdir())
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Another process, hash seed, folder, time zone, locale and second change no byte."""
    one = _draw(tmp_path / "one", PYTHONHASHSEED="1", TZ="Asia/Seoul", LC_ALL="C")
    time.sleep(1.1)  # a clock that went into a file would show
    two = _draw(
        tmp_path / "a folder of another name", PYTHONHASHSEED="7", TZ="America/New_York", LC_ALL="C.UTF-8"
    )
    assert one == two
    assert len(one) == 12


def test_record_lists_marks_and_sources(claims: pd.DataFrame, tmp_path: Path) -> None:
    """The record names each mark with its claim, and each page behind it."""
    _save(claims.loc[NOVEMBER], tmp_path)
    record = json.loads((tmp_path / "november.json").read_text(encoding="utf-8"))
    assert record["marks"][0] == {"id": NOVEMBER[0], "what": "low", "at": "10000", "label": ""}
    assert {one["publisher"] for one in record["credits"]} == {
        "Mosaic News",
        "Turan News Agency",
        "Ukrainska Pravda",
    }
    assert all(one["url"].startswith("https://") for one in record["credits"])


def test_text_form_names_the_claim_whose_number_changed(claims: pd.DataFrame, tmp_path: Path) -> None:
    """One changed number changes exactly the lines of its claim, and a changed size changes none."""
    before = repr(_save(claims.loc[NOVEMBER], tmp_path)).splitlines()
    changed = claims.loc[NOVEMBER].copy()
    changed.loc["zelensky-2024-11-04-kursk", "best"] = 11001
    after = repr(_save(changed, tmp_path)).splitlines()
    differing = [line for line in after if line not in before]
    assert "Zelensky, 11,001" in differing[0]
    assert [line.split()[0] for line in differing[1:]] == ["zelensky-2024-11-04-kursk"] * 2
    ax = at.plot_estimates(claims.loc[NOVEMBER])
    ax.figure.set_size_inches(12, 9)
    larger = at.save_figure(ax, "november", claims.loc[NOVEMBER], title="In Kursk.", folder=tmp_path)
    assert repr(larger).splitlines() == before


def test_marks_carry_their_claim_in_the_svg(claims: pd.DataFrame, tmp_path: Path) -> None:
    """In the drawing each mark has the id of its claim, and what it is."""
    _save(claims.loc[NOVEMBER], tmp_path)
    svg = (tmp_path / "november.svg").read_text(encoding="utf-8")
    assert 'id="row.pentagon-2024-11-04-kursk.low"' in svg


def test_text_of_a_cell_stays_text(claims: pd.DataFrame, tmp_path: Path) -> None:
    """Markup in a name does not reach the SVG as markup."""
    odd = claims.loc[NOVEMBER].assign(claimant="<script>alert(1)</script>")
    svg = tmp_path / "november.svg"
    _save(odd, tmp_path)
    assert "<script>" not in svg.read_text(encoding="utf-8")


def test_tables_in_a_notebook_escape_cells(claims: pd.DataFrame) -> None:
    """Markup in a cell does not reach the HTML of a table as markup."""
    odd = claims.loc[NOVEMBER].assign(claimant="<script>alert(1)</script>")
    assert "<script>" not in at.tabulate_claims(odd)._repr_html_()


def test_shown_picture_is_the_saved_one(claims: pd.DataFrame, tmp_path: Path) -> None:
    """A notebook shows the bytes that lie in the folder, and the table of marks as its text."""
    saved = _save(claims.loc[NOVEMBER], tmp_path)
    assert (tmp_path / "november.png").read_bytes() == saved.png
    assert set(saved._repr_mimebundle_()) == {"image/png", "text/plain"}


def test_unchanged_figure_is_left_alone(claims: pd.DataFrame, tmp_path: Path) -> None:
    """Saving again touches no file."""
    _save(claims.loc[NOVEMBER], tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    _save(claims.loc[NOVEMBER], tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_other_rows_than_drawn_are_refused(claims: pd.DataFrame, tmp_path: Path) -> None:
    """A record that would speak of other rows than the chart is not written."""
    ax = at.plot_estimates(claims.loc[NOVEMBER])
    with pytest.raises(ValueError, match="november draws pentagon-2024-11-04-kursk, which the rows lack"):
        at.save_figure(ax, "november", claims.loc[NOVEMBER[1:]], title="In Kursk.", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_rows_that_were_not_drawn_are_refused(claims: pd.DataFrame, tmp_path: Path) -> None:
    """A record of more rows than the chart shows is not written either."""
    ax = at.plot_estimates(claims.loc[NOVEMBER[1:]])
    with pytest.raises(ValueError, match="november does not draw pentagon-2024-11-04-kursk"):
        at.save_figure(ax, "november", claims.loc[NOVEMBER], title="In Kursk.", folder=tmp_path)


def test_a_span_of_days_is_recorded_as_a_span(claims: pd.DataFrame, tmp_path: Path) -> None:
    """A claim of some day in October is not recorded on the middle of October."""
    one = claims.loc[["us-intelligence-2024-10-deployed"]]
    saved = at.save_figure(at.plot_history(one), "one", one, title="One.", folder=tmp_path)
    assert saved.marks["at"].tolist() == ["2024-10-01/2024-10-31 | 12000"]


def test_alt_text_says_who_says_what(claims: pd.DataFrame, tmp_path: Path) -> None:
    """The alt text is read by those who do not see the picture: it holds the numbers."""
    assert _save(claims.loc[NOVEMBER], tmp_path).alt == (
        "In Kursk. 3 rows: Pentagon, at least 10,000; US State Department, up to 10,000; Zelensky, 11,000."
    )


@pytest.mark.parametrize("name", ["../november", "November", "a--b", "a b", ""])
def test_names_that_are_no_names_are_refused(claims: pd.DataFrame, tmp_path: Path, name: str) -> None:
    """A name cannot lead out of the folder or be spelt in two ways."""
    ax = at.plot_estimates(claims.loc[NOVEMBER])
    with pytest.raises(ValueError, match="is not of the form"):
        at.save_figure(ax, name, claims.loc[NOVEMBER], title="In Kursk.", folder=tmp_path)


def test_killed_writer_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    """A process killed while it writes a file again and again leaves it whole."""
    target = tmp_path / "figure.png"
    old, new = b"o" * 4_000_000, b"n" * 4_000_000
    write_whole(target, old)
    code = (
        "import sys, pathlib; from analysttools.figures import write_whole\n"
        "path = pathlib.Path(sys.argv[1]); print('ready', flush=True)\n"
        "while True:\n"
        "    for letter in (b'n', b'o'): write_whole(path, letter * 4_000_000)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(target)], stdout=subprocess.PIPE) as writer:
        writer.stdout.readline()
        time.sleep(0.3)
        writer.send_signal(signal.SIGKILL)
    assert target.read_bytes() in (old, new)
