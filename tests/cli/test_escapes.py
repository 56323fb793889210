"""What is not seen in a text, or takes over a terminal or a page, is shown wherever texts leave."""

from __future__ import annotations

import json
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from test_broken_packages import HUR, set_cell

import analysttools as at
from analysttools.case.table_schema import Field, Table, describe
from analysttools.cli.main import main
from analysttools.errors import DataError, Fault, escape
from analysttools.notebooks.document import describe_failure

ONE = "zelensky-2024-11-04-kursk"
HOSTILE = {
    "terminal": ("\x1b[2J", r"\x1b[2J"),
    "zero": ("\x00", r"\x00"),
    "C1": ("\x9b", r"\x9b"),
    "right to left": ("\u202e", r"\u202e"),
    "isolate": ("\u2066", r"\u2066"),
    "mark of direction": ("\u200f", r"\u200f"),
    "no width": ("\u200b", r"\u200b"),
    "line": ("\u2028", r"\u2028"),
    "byte order": ("\ufeff", r"\ufeff"),
    "no XML": ("\ufffe", r"\ufffe"),
    "no letter": ("\uffff", r"\uffff"),
    "no letter of another plane": ("\U0010ffff", r"\U0010ffff"),
    "half a letter": ("\ud800", r"\ud800"),
    "filler": ("\u3164", r"\u3164"),
    "tag": ("\U000e0041", r"\U000e0041"),
}
pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(params=HOSTILE, ids=lambda name: name.replace(" ", "-"))
def hostile(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Return a sign that nobody sees, and how it is shown."""
    return HOSTILE[request.param]


def test_unseen_signs_are_escaped(hostile: tuple[str, str]) -> None:
    """Each is shown as Python writes it, and nothing around it changes."""
    sign, shown = hostile
    assert escape(f"à {sign}b") == f"à {shown}b"


@pytest.mark.parametrize(
    "text", ["12\u202f000\u00a0hommes", "هيئة الأركان", "국가정보원", "👩🏽 e\u0301", "→"]
)
def test_what_prints_stays(text: str) -> None:
    """Blanks that do not break, other scripts, letters of two signs are no attack."""
    assert escape(text) == text


def test_every_control_and_format_character_that_is_not_seen_is_escaped() -> None:
    """Of Unicode's controls and marks of format only those stay that print: signs before Arabic numbers."""
    letters = [chr(number) for number in range(0x110000)]
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    left = [one for one in letters if unicodedata.category(one) in kinds and escape(one) == one]
    assert [unicodedata.name(one).split()[0] for one in left if ord(one) < 0x11000] == [
        *["ARABIC"] * 7,
        "SYRIAC",
        *["ARABIC"] * 3,
    ]
    assert {unicodedata.name(one).split()[0] for one in left if ord(one) >= 0x11000} <= {
        "KAITHI",
        "EGYPTIAN",
    }


def test_faults_show_them(hostile: tuple[str, str]) -> None:
    """In the name of a file, an id, a problem, alone and in the message of the error."""
    sign, shown = hostile
    fault = Fault("x", f"{sign}.csv", f"{sign} is wrong", id=sign)
    assert str(fault) == f"{shown}.csv ({shown}): {shown} is wrong."
    assert str(DataError(f"a{sign}", [fault])) == f"a{shown} has 1 fault:\n{fault}"


def test_names_of_folders_are_shown_on_the_terminal(
    hostile: tuple[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch
) -> None:
    """A folder that is not there, in one line; a name that no folder can have is refused before."""
    sign, shown = hostile
    monkeypatch.chdir(tmp_path)
    assert main(["check", f"a{sign}"]) == 1
    refused = f'review_case: folder is "a{shown}", but must be a path.'
    missing = f"There is no folder a{shown} (looked for {tmp_path}/a{shown})"
    assert capsys.readouterr().err.startswith(refused if sign == "\x00" else missing)


def test_line_ends_in_a_name_forge_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A name of a folder with a line end is one line of output."""
    assert main(["check", "no\ndata: 0 faults"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_refused_arguments_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """What the parser of arguments says is escaped as well."""
    with pytest.raises(SystemExit, match="2"):
        main(["run", "--workers", "\x1b[2J"])
    assert r'argument --workers: "\x1b[2J" is not a whole number from 1' in capsys.readouterr().err


@pytest.mark.parametrize("draw", [at.plot_estimates, at.plot_history])
def test_figures_show_them(claims: pd.DataFrame, tmp_path: Path, hostile: tuple[str, str], draw) -> None:
    """The drawing is XML; alt text, marks, record, gallery hold none, whatever a frame holds."""
    sign, shown = hostile
    columns = ["claim_id", "claimant", "measure_name", "place_name", "publisher", "url"]
    cells = {name: f"{claims.at[ONE, name]}{sign}" for name in columns}
    rows = claims.loc[[ONE]].assign(
        **{name: pd.Series([cell], [ONE], dtype=object) for name, cell in cells.items()}
    )
    saved = at.save_figure(draw(rows), "one", rows, title="One.", folder=tmp_path)
    at.write_gallery(tmp_path)
    ET.parse(tmp_path / "one.svg")  # noqa: S314 (made here)
    texts = [path.read_text(encoding="utf-8") for path in tmp_path.iterdir() if path.suffix != ".png"]
    assert len(texts) == 3
    assert [sign[0] in text for text in [*texts, repr(saved)]] == [False] * 4
    assert shown in "".join(texts).replace("\\\\", "\\")


@pytest.mark.parametrize("sign", [sign for sign, _ in HOSTILE.values() if sign not in ("\ufeff",)])
def test_texts_added_to_a_chart_are_shown(claims: pd.DataFrame, tmp_path: Path, sign: str) -> None:
    """A text that a user puts into the Axes makes no drawing that no program opens."""
    rows = claims.loc[[ONE]]
    ax = at.plot_estimates(rows)
    ax.annotate(f"mine{sign}", (0, 0))
    at.save_figure(ax, "one", rows, title="One.", folder=tmp_path)
    assert sign not in (tmp_path / "one.svg").read_text(encoding="utf-8")
    ET.parse(tmp_path / "one.svg")  # noqa: S314 (made here)


@pytest.mark.parametrize("sign", ["\x1b", "\x01", "\x85", "\ufffe", "\uffff", "\ufdd0"])
def test_check_refuses_what_no_text_holds(package: Path, sign: str) -> None:
    """In any cell, with the sign and the cell."""
    set_cell(HUR, "summary_en", f"Thirty{sign} lost.")(package)
    (fault,) = at.check_case(package)
    shown = escape(sign)
    assert str(fault).removeprefix(f"{package}/") == (
        f"claims.csv, line 9, column summary_en ({HUR}): the cell holds a character that no text holds, and "
        f'of which no drawing could be made. Found "{shown}" in "Thirty{shown} lost.". Take the character '
        "out: it is not seen, and comes from a broken file or a terminal."
    )


def test_marks_of_direction_in_data_are_no_fault(package: Path) -> None:
    """Names in Arabic and Hebrew hold them; they are shown, not refused."""
    set_cell(HUR, "summary_en", "Thirty\u200f lost\nin two days.")(package)
    assert at.check_case(package) == []


def test_what_a_failed_cell_says_is_shown(hostile: tuple[str, str]) -> None:
    """In the name of the notebook, the heading, the code and the error; colours are left out."""
    sign, shown = hostile
    notebook = new_notebook(cells=[new_markdown_cell(f"# In {sign}"), new_code_cell(f"x = '{sign}'")])
    said = describe_failure(Path(f"a{sign}.ipynb"), notebook, 1, f"\x1b[31mE\x1b[0m: {sign}\nmore")
    assert said.split("\n")[:4] == [
        f'a{shown}.ipynb, code cell 1, under "In {shown}":',
        f"    x = '{shown}'",
        f"E: {shown}",
        "more",
    ]


def test_the_gallery_shows_what_a_record_holds(claims: pd.DataFrame, tmp_path: Path) -> None:
    """A record changed by hand, and a notebook of an odd name, break neither a line nor a link."""
    rows = claims.loc[[ONE]]
    folder = tmp_path / "figures"
    at.save_figure(at.plot_estimates(rows), "one", rows, title="One.", folder=folder)
    record = json.loads((folder / "one.json").read_text(encoding="utf-8"))
    record["alt"] = "One.\n\n# Two \x1b[2J"
    (folder / "one.json").write_text(json.dumps(record), encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "one.ipynb").touch()
    at.write_gallery(folder)
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert "\n[![One.\\\\n\\\\n\\# Two \\\\x1b\\[2J](" in text


def test_a_record_of_an_odd_name_is_refused(tmp_path: Path) -> None:
    """The gallery links each figure by its name, so a name that Markdown would read as its own is none."""
    name = "a](b)"
    record = json.loads((ROOT / "figures" / "01-force-estimates-in-kursk.json").read_text(encoding="utf-8"))
    (tmp_path / f"{name}.json").write_text(json.dumps({**record, "figure": name}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"is not a record of a figure \(save_figure gives no such name\)$"):
        at.write_gallery(tmp_path)


def test_descriptions_break_no_table() -> None:
    """A bar or a line end in a description stays in its cell."""
    field = Field("low", description="one | two\nthree")
    assert describe([Table("t", "t.csv", "", (field,), None, ())]).splitlines()[6] == (
        r"| `low` | one \| two\nthree | string | yes |  |"
    )
