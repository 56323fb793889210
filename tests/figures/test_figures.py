"""Figures: the record of marks, rows, sources and code; the text form; what is refused."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image

import analysttools as at
from analysttools.figures.code_digest import digest_code
from analysttools.figures.records import digest_marks, read_record, sha256
from analysttools.figures.saving import SavedFigure

NOVEMBER = ["pentagon-2024-11-04-kursk", "state-2024-11-04-kursk", "zelensky-2024-11-04-kursk"]
ODD = {
    "markup": "<script>alert(1)</script> & [x](y) | -->",
    "dollars": "$\\frac{1}{2}$ and $x",
    "right to left": "هيئة الأركان العامة",
    "CJK": "국가정보원 国家情報院",
}
DUBLIN = "{http://purl.org/dc/elements/1.1/}"


def _save(claims: pd.DataFrame, folder: Path) -> SavedFigure:
    return at.save_figure(at.plot_estimates(claims), "november", claims, title="In Kursk.", folder=folder)


def _record(folder: Path) -> dict:
    return json.loads((folder / "november.json").read_text(encoding="utf-8"))


def test_record_lists_marks_and_sources(claims: pd.DataFrame, tmp_path: Path) -> None:
    """The record names each mark with its claim, and each page behind it."""
    _save(claims.loc[NOVEMBER], tmp_path)
    record = _record(tmp_path)
    assert record["marks"][0] == {"id": NOVEMBER[0], "what": "low", "at": "10000", "label": ""}
    assert {one["publisher"] for one in record["credits"]} == {
        "Mosaic News",
        "Turan News Agency",
        "Ukrainska Pravda",
    }
    assert all(one["url"].startswith("https://") for one in record["credits"])


def test_record_keeps_its_order_and_its_lines(claims: pd.DataFrame, tmp_path: Path) -> None:
    """Keys stand in a fixed order; each mark, credit, row and file has a line of its own."""
    _save(claims.loc[NOVEMBER], tmp_path)
    record, text = _record(tmp_path), (tmp_path / "november.json").read_text(encoding="utf-8")
    keys = "figure notebook alt description lang chart digest marks credits columns rows code files made_with"
    assert list(record) == keys.split()
    assert [record[key] for key in ("figure", "lang", "chart")] == ["november", "en", "estimates"]
    assert sum(line.startswith('  {"id": ') for line in text.splitlines()) == len(record["marks"])
    assert sum(line.startswith('  {"claim_id": ') for line in text.splitlines()) == 3


def test_record_holds_the_rows_as_they_were_drawn(claims: pd.DataFrame, tmp_path: Path) -> None:
    """Each row as text, cells that are empty left out; and all columns, so that a filled one is seen."""
    _save(claims.loc[NOVEMBER], tmp_path)
    record = _record(tmp_path)
    row = record["rows"][0]
    assert [row[key] for key in ("claim_id", "low", "asserted", "claimant")] == [
        *[NOVEMBER[0], "10000", "2024-11-04", "Pentagon"],
    ]
    assert {"best", "high", "publisher", "url", "published"}.isdisjoint(row)
    assert {"best", "high"} <= set(record["columns"]["claim_id"])
    assert record["digest"] == digest_marks(record["rows"], record["marks"])


def test_record_holds_digests_of_pictures_and_code(claims: pd.DataFrame, tmp_path: Path) -> None:
    """The two pictures, and the code that draws and saves them, as one digest."""
    saved = _save(claims.loc[NOVEMBER], tmp_path)
    record = _record(tmp_path)
    svg = (tmp_path / "november.svg").read_bytes()
    assert record["files"] == {"november.png": sha256(saved.png), "november.svg": sha256(svg)}
    assert record["code"] == digest_code(["estimates"])


def test_claims_and_events_together(claims: pd.DataFrame, case: at.Case, tmp_path: Path) -> None:
    """Two charts in one figure: rows of both tables, the code of both charts, both in the description."""
    events = at.with_names(case.events[case.events["sector"].eq("chasiv_yar")], case)
    above, below = Figure(figsize=(9, 9), layout="constrained").subplots(2)
    two = claims.loc[["zelensky-2024-11-04-kursk"]]
    at.plot_estimates(two, ax=above)
    at.plot_timeline(events, ax=below)
    saved = at.save_figure(above, "november", [two, events], title="Both.", folder=tmp_path)
    record = _record(tmp_path)
    assert saved.alt == "Both. Chart of 1 claim, 8 events."
    assert saved.description.startswith("Both. 1 claim: Zelensky, 11,000 (present in the area). 8 events: ")
    assert record["chart"] == "estimates;timeline"
    assert list(record["columns"]) == ["claim_id", "event_id"]
    assert len(record["rows"]) == 9


def test_a_mark_of_many_claims_is_of_each(claims: pd.DataFrame, tmp_path: Path) -> None:
    """What is computed of several claims names all of them, and these may be drawn by nothing else."""
    rows = claims.loc[NOVEMBER]
    ax = at.plot_estimates(rows)
    (words,) = [one for one in ax.findobj() if one.get_gid() == f"row.{NOVEMBER[0]}.words"]
    words.set_gid(f"row.{';'.join(NOVEMBER)}.consensus_words")
    saved = at.save_figure(ax, "november", rows, title="In Kursk.", folder=tmp_path)
    assert ";".join(NOVEMBER) in set(saved.marks["id"])


def test_provenance_is_inside_the_picture_and_the_drawing(claims: pd.DataFrame, tmp_path: Path) -> None:
    """Title, description, sources with address, and the digest: whoever gets one file alone has them."""
    saved = _save(claims.loc[NOVEMBER], tmp_path)
    told = Image.open(BytesIO(saved.png)).text
    drawing = ET.parse(tmp_path / "november.svg").getroot()  # noqa: S314
    inside = {name: drawing.find(f".//{DUBLIN}{name.lower()}").text for name in told}
    assert inside == told
    assert told["Title"] == "In Kursk."
    assert told["Description"] == saved.description
    assert "Ukrainska Pravda <https://www.pravda.com.ua/eng/news/2024/11/4/7482934/>" in told["Source"]
    assert told["Identifier"] == f"november sha256:{_record(tmp_path)['digest']}"


def test_files_tell_no_time_machine_or_path(claims: pd.DataFrame, tmp_path: Path) -> None:
    """Neither the day of drawing nor a folder stands in any of the three files."""
    _save(claims.loc[NOVEMBER], tmp_path)
    text = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert str(pd.Timestamp.now().year).encode() + b"-" not in text.replace(b"2026-02", b"")
    assert b"/home/" not in text
    assert str(tmp_path).encode() not in text


def test_text_form_names_the_claim_whose_number_changed(claims: pd.DataFrame, tmp_path: Path) -> None:
    """One changed number changes exactly the lines of its claim, and a changed size changes none."""
    before = repr(_save(claims.loc[NOVEMBER], tmp_path)).splitlines()
    changed = claims.loc[NOVEMBER].copy()
    changed.loc["zelensky-2024-11-04-kursk", "best"] = 11001
    after = repr(_save(changed, tmp_path)).splitlines()
    differing = [line for line in after if line not in before]
    assert [line.split()[0] for line in differing] == ["zelensky-2024-11-04-kursk"] * 2
    ax = at.plot_estimates(claims.loc[NOVEMBER])
    ax.figure.set_size_inches(12, 9)
    larger = at.save_figure(ax, "november", claims.loc[NOVEMBER], title="In Kursk.", folder=tmp_path)
    assert repr(larger).splitlines() == before


def test_marks_carry_their_claim_in_the_svg(claims: pd.DataFrame, tmp_path: Path) -> None:
    """In the drawing each mark has the id of its claim, and what it is."""
    _save(claims.loc[NOVEMBER], tmp_path)
    svg = (tmp_path / "november.svg").read_text(encoding="utf-8")
    assert 'id="row.pentagon-2024-11-04-kursk.low"' in svg


@pytest.mark.parametrize("name", ODD.values(), ids=ODD)
def test_names_of_any_kind_stay_text(claims: pd.DataFrame, tmp_path: Path, name: str) -> None:
    """Markup, dollar signs, right to left, Chinese and Korean: text, without a warning."""
    odd = claims.loc[NOVEMBER].assign(claimant=name)
    saved = _save(odd, tmp_path)
    drawing = ET.parse(tmp_path / "november.svg").getroot()  # noqa: S314
    assert (
        f"3 claims: {name}, at least 10,000 (present in the area); {name}, up to 10,000" in saved.description
    )
    assert drawing.find(f".//{DUBLIN}description").text == saved.description
    assert Image.open(BytesIO(saved.png)).text["Description"] == saved.description
    assert b"<script>" not in (tmp_path / "november.svg").read_bytes()


def test_control_characters_reach_no_file(claims: pd.DataFrame, tmp_path: Path) -> None:
    """What no program can show is escaped in the description, credits and rows; the drawing stays XML."""
    rows = claims.loc[NOVEMBER]
    odd = rows.assign(claimant="a\x07b\x1b[31mc\nd", publisher="p\x00")
    at.save_figure(at.plot_estimates(rows), "november", odd, title="In Kursk.", folder=tmp_path)
    record = _record(tmp_path)
    assert record["description"].startswith(
        r"In Kursk. 3 claims: a\x07b\x1b[31mc d, at least 10,000 (present in "
    )
    cells = record["rows"][0]["claimant"], record["credits"][0]["publisher"]
    assert cells == (r"a\x07b\x1b[31mc d", r"p\x00")
    drawing = ET.parse(tmp_path / "november.svg").getroot()  # noqa: S314
    assert drawing.find(f".//{DUBLIN}source").text.startswith(r"p\x00 <https://")


def test_a_drawn_control_character_leaves_the_drawing_whole(claims: pd.DataFrame, tmp_path: Path) -> None:
    """A text set by hand with a sign that XML cannot hold is drawn escaped, and the drawing opens."""
    rows = claims.loc[NOVEMBER]
    ax = at.plot_estimates(rows)
    ax.text(0, 0, "a\x07b")
    at.save_figure(ax, "november", rows, title="In Kursk.", folder=tmp_path)
    ET.parse(tmp_path / "november.svg")  # noqa: S314
    assert r"<!-- a\x07b -->" in (tmp_path / "november.svg").read_text(encoding="utf-8")


def test_tables_in_a_notebook_escape_cells(claims: pd.DataFrame) -> None:
    """Markup in a cell does not reach the HTML of a table as markup."""
    odd = claims.loc[NOVEMBER].assign(claimant="<script>alert(1)</script>")
    assert "<script>" not in at.tabulate_claims(odd)._repr_html_()


def test_shown_picture_is_the_saved_one(claims: pd.DataFrame, tmp_path: Path) -> None:
    """A notebook shows the bytes that lie in the folder, and the table of marks as its text."""
    saved = _save(claims.loc[NOVEMBER], tmp_path)
    assert (tmp_path / "november.png").read_bytes() == saved.png
    assert set(saved._repr_mimebundle_()[0]) == {"image/png", "text/plain"}


def test_unchanged_figure_is_left_alone(claims: pd.DataFrame, tmp_path: Path) -> None:
    """Saving again touches no file."""
    _save(claims.loc[NOVEMBER], tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    _save(claims.loc[NOVEMBER], tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_a_span_of_days_is_recorded_as_a_span(claims: pd.DataFrame, tmp_path: Path) -> None:
    """A claim of some day in October is not recorded on the middle of October."""
    one = claims.loc[["us-intelligence-2024-10-deployed"]]
    saved = at.save_figure(at.plot_history(one), "one", one, title="One.", folder=tmp_path)
    assert saved.marks["at"].tolist() == ["2024-10-01/2024-10-31 | 12000"]


def test_alt_text_is_the_finding_and_how_much_is_drawn(claims: pd.DataFrame, tmp_path: Path) -> None:
    """A screen reader reads it without a stop, so that it is short."""
    assert _save(claims.loc[NOVEMBER], tmp_path).alt == "In Kursk. Chart of 3 claims."


def test_alt_text_of_a_long_finding_is_the_finding_alone(claims: pd.DataFrame, tmp_path: Path) -> None:
    """No more than 150 letters, none of the finding lost."""
    rows, title = claims.loc[NOVEMBER], "x" * 140
    saved = at.save_figure(at.plot_estimates(rows), "november", rows, title=title, folder=tmp_path)
    assert saved.alt == f"{title}."


def test_a_finding_too_long_for_the_alt_text_is_refused(claims: pd.DataFrame, tmp_path: Path) -> None:
    """How long it is, how long it may be, and where the rest is said."""
    rows = claims.loc[NOVEMBER]
    said = (
        "save_figure: the title of november has 151 letters, but the alt text that begins with it has at "
        "most 150. Shorten it; what the rows say is in the description"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        at.save_figure(at.plot_estimates(rows), "november", rows, title="x" * 151, folder=tmp_path)


def test_alt_text_stands_where_jupyter_looks_for_it(claims: pd.DataFrame, tmp_path: Path) -> None:
    """In the metadata of the picture, from where nbconvert writes it into its page."""
    saved = _save(claims.loc[NOVEMBER], tmp_path)
    shown, metadata = saved._repr_mimebundle_()
    assert metadata == {"image/png": {"alt": "In Kursk. Chart of 3 claims."}}
    output = new_output("display_data", shown, metadata=metadata)
    notebook = new_notebook(cells=[new_code_cell("", outputs=[output])])
    page, _ = HTMLExporter(template_name="classic").from_notebook_node(notebook)
    assert 'alt="In Kursk. Chart of 3 claims."' in page


def test_the_description_says_who_says_what(claims: pd.DataFrame, tmp_path: Path) -> None:
    """It is read by those who do not see the picture: it holds the numbers."""
    assert _save(claims.loc[NOVEMBER], tmp_path).description == (
        "In Kursk. 3 claims: Pentagon, at least 10,000 (present in the area); US State Department, up to "
        "10,000 (present in the area); Zelensky, 11,000 (present in the area)."
    )


def test_alt_text_in_french(case: at.Case, tmp_path: Path) -> None:
    """Words, numbers and their signs in the form of the language."""
    claims = at.with_names(case.claims, case, "fr").set_index("claim_id", drop=False).loc[NOVEMBER]
    ax = at.plot_estimates(claims, lang="fr")
    saved = at.save_figure(ax, "november", claims, title="À Koursk.", folder=tmp_path, lang="fr")
    assert saved.alt == "À Koursk. Graphique\u00a0: 3 affirmations."
    assert saved.description.startswith("À Koursk. 3 affirmations\u00a0: ")
    assert "jusqu’à 10\u202f000 (présentes dans la zone); " in saved.description
    assert _record(tmp_path)["lang"] == "fr"


def test_the_description_of_events_counts_their_status(case: at.Case, tmp_path: Path) -> None:
    """Events are too many to say one by one: how many of which status, in the words of the language."""
    events = at.with_names(case.events[case.events["sector"].eq("toretsk")], case, "fr")
    ax = at.plot_timeline(events, lang="fr")
    saved = at.save_figure(ax, "november", events, title="Toretsk.", folder=tmp_path, lang="fr")
    counts = events["status"].value_counts()
    assert saved.description.startswith(
        f"Toretsk. {len(events)} événements\u00a0: revendiqué, {counts['claimed']}; "
    )
    assert f"démenti, {counts['denied']}" in saved.description


def test_a_french_title_may_hold_its_blanks(claims: pd.DataFrame, tmp_path: Path) -> None:
    """Blanks that do not break are no control characters."""
    rows = claims.loc[NOVEMBER]
    title = "À Koursk\u00a0: 10\u202f000."
    saved = at.save_figure(at.plot_estimates(rows), "november", rows, title=title, folder=tmp_path)
    assert saved.alt.startswith(title)


def test_a_file_that_is_no_record_is_told(claims: pd.DataFrame, tmp_path: Path) -> None:
    """What is missing, or what else it is."""
    _save(claims.loc[NOVEMBER], tmp_path)
    path = tmp_path / "november.json"
    record = _record(tmp_path)
    path.write_text(json.dumps({**record, "marks": 1, "lang": "de"}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"november\.json is not a record .* form: marks, lang\)$"):
        read_record(path)
    path.rename(tmp_path / "december.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(ValueError, match=r"december\.json is not a record .*\(it is that of november\)$"):
        read_record(tmp_path / "december.json")
