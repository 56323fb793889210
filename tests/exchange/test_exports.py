"""A case in the formats of others: read back by their libraries, with every number, claimant, date and id."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import csvw
import geopandas
import pandas as pd
import pytest
import rdflib
import stix2
from conftest import ROOT
from pyarrow import parquet

import analysttools as at
from analysttools.cli.exports import _FORMS
from analysttools.cli.main import main
from analysttools.exchange.exports.exporting import FORMS

SDO = rdflib.Namespace("https://schema.org/")
BOUNDS = ["low", "best", "high"]
# rdflib warns of its own reader of JSON-LD
DEPRECATED = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")


@pytest.fixture(scope="module")
def strait() -> at.Case:
    """Return the frozen case of another country."""
    return at.load_case(ROOT / "tests" / "cases" / "strait")


@pytest.fixture(scope="module")
def claims(strait: at.Case) -> pd.DataFrame:
    """Return its claims with names."""
    return strait.named_claims


def test_csv_has_what_the_case_has(strait: at.Case, claims: pd.DataFrame, tmp_path: Path) -> None:
    """Read with pandas as R and Python read it: ids, numbers, names, days."""
    at.export_case(strait, tmp_path / "out", "csv")
    read = pd.read_csv(tmp_path / "out" / "claims.csv", encoding="utf-8-sig").set_index("claim_id")
    assert list(read.index) == list(claims.index)
    pd.testing.assert_frame_equal(read[BOUNDS], claims[BOUNDS], check_names=False)
    assert read["claimant"].tolist() == claims["claimant"].tolist()
    assert pd.to_datetime(read["period_latest"]).tolist() == claims["period_latest"].tolist()
    assert (tmp_path / "out" / "claims.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "Licence: CC0-1.0." in (tmp_path / "out" / "about.txt").read_text()


def test_a_spreadsheet_runs_no_cell(strait: at.Case, tmp_path: Path) -> None:
    """A text that looks like a formula has an apostrophe before it; a number below nought stays a number."""
    places = strait.places.copy()
    places.loc[0, ["name_en", "lat"]] = ["=HYPERLINK(1)", -1.5]
    case = at.Case(**{**vars(strait), "places": places})
    at.export_case(case, tmp_path / "out", "csv")
    row = pd.read_csv(tmp_path / "out" / "places.csv", encoding="utf-8-sig").iloc[0]
    assert (row["name_en"], row["lat"]) == ("'=HYPERLINK(1)", -1.5)


def test_parquet_keeps_types_and_says_where_it_comes_from(
    strait: at.Case, claims: pd.DataFrame, tmp_path: Path
) -> None:
    """Read with pyarrow: the frame is the same, and the licence stands in the metadata."""
    at.export_case(strait, tmp_path / "out", "parquet")
    table = parquet.read_table(tmp_path / "out" / "claims.parquet")
    read = table.to_pandas()
    pd.testing.assert_frame_equal(read, claims.reset_index(drop=True), check_dtype=False)
    assert read["period_latest"].dtype.kind == "M"
    assert json.loads(table.schema.metadata[b"analysttools"])["licences"] == ["CC0-1.0"]


def test_csvw_is_valid_and_refers_within_itself(
    strait: at.Case, claims: pd.DataFrame, tmp_path: Path
) -> None:
    """Read with csvw, which checks datatypes, required cells and references."""
    at.export_case(strait, tmp_path / "out", "csvw")
    group = csvw.TableGroup.from_file(tmp_path / "out" / "csv-metadata.json")
    assert group.check_referential_integrity()
    tables = {table.url.string: list(table.iterdicts(strict=True)) for table in group.tables}
    rows = tables["claims.csv"]
    assert [row["claim_id"] for row in rows] == list(claims.index)
    assert [row["period"] for row in rows] == claims["period"].tolist()
    numbers = [[float("nan") if row[name] is None else float(row[name]) for name in BOUNDS] for row in rows]
    pd.testing.assert_frame_equal(
        pd.DataFrame(numbers, claims.index, BOUNDS), claims[BOUNDS], check_names=False
    )


@DEPRECATED
def test_json_ld_has_each_claim_with_its_author_and_its_bounds(
    strait: at.Case, claims: pd.DataFrame, tmp_path: Path
) -> None:
    """Read with rdflib, without asking for a context; nothing is reviewed that nobody rated."""
    at.export_case(strait, tmp_path / "out", "jsonld")
    graph = rdflib.Graph().parse(tmp_path / "out" / "claims.jsonld", format="json-ld")
    nodes = {
        str(graph.value(node, SDO.identifier)): node for node in graph.subjects(rdflib.RDF.type, SDO.Claim)
    }
    assert set(nodes) == set(claims.index)
    names = {one: str(graph.value(graph.value(node, SDO.author), SDO.name)) for one, node in nodes.items()}
    assert names == claims["claimant"].to_dict()
    for one, row in claims.iterrows():
        (quantity,) = [
            about
            for about in graph.objects(nodes[str(one)], SDO.about)
            if (about, rdflib.RDF.type, SDO.QuantitativeValue) in graph
        ]
        read = [graph.value(quantity, SDO[name]) for name in ("minValue", "value", "maxValue")]
        assert [None if value is None else float(value) for value in read] == [
            None if pd.isna(row[name]) else row[name] for name in BOUNDS
        ]
    assert list(graph.subjects(rdflib.RDF.type, SDO.ClaimReview)) == []
    assert "qualifier: at_least" in str(graph.value(nodes["guard-killed"], SDO.disambiguatingDescription))


RATING = {
    **{
        "claim_id": "guard-killed",
        "rating": "2",
        "worst": "1",
        "best": "5",
        "by": "A reader",
        "day": "2031-06-01",
    },
    **{"words": "doubtful", "url": "https://example.org/rating"},
}


@DEPRECATED
def test_a_review_is_what_somebody_said(strait: at.Case, tmp_path: Path) -> None:
    """Rating, scale, who and when, as given."""
    at.export_case(strait, tmp_path / "out", "jsonld", ratings=pd.DataFrame([RATING]))
    graph = rdflib.Graph().parse(tmp_path / "out" / "claims.jsonld", format="json-ld")
    (review,) = graph.subjects(rdflib.RDF.type, SDO.ClaimReview)
    rating = graph.value(review, SDO.reviewRating)
    assert [str(graph.value(rating, SDO[name])) for name in ("ratingValue", "worstRating", "bestRating")] == [
        *("2", "1", "5")
    ]
    assert str(graph.value(graph.value(review, SDO.author), SDO.name)) == "A reader"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"claim_id": "guard-kiled"},
            'ratings, row 2, column claim_id: there is no claim "guard-kiled". Did you mean',
        ),
        ({"by": ""}, "ratings, row 2: by empty"),
    ],
)
def test_a_rating_that_says_too_little_is_refused(
    change: dict[str, str], said: str, strait: at.Case, tmp_path: Path
) -> None:
    """With the row; nothing is written."""
    with pytest.raises(at.DataError, match="nothing was written") as caught:
        at.export_case(strait, tmp_path / "out", "jsonld", ratings=pd.DataFrame([RATING, RATING | change]))
    assert said in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_ratings_without_a_scale_are_refused(strait: at.Case, tmp_path: Path) -> None:
    """A number on no scale says nothing."""
    rows = pd.DataFrame([RATING]).drop(columns=["worst", "best"])
    with pytest.raises(at.DataError, match="ratings: the columns worst, best are missing"):
        at.export_case(strait, tmp_path / "out", "jsonld", ratings=rows)
    with pytest.raises(ValueError, match=r'^export_case: ratings are for form="jsonld", not for "csv"'):
        at.export_case(strait, tmp_path / "out", "csv", ratings=pd.DataFrame([RATING]))


def _require_stix(path: Path) -> None:
    """Raise unless the library of OASIS takes each object, with no property of our own."""
    stix2.parse(path.read_text(encoding="utf-8"), allow_custom=False, version="2.1")


def test_stix_is_valid_and_the_same_each_time(strait: at.Case, claims: pd.DataFrame, tmp_path: Path) -> None:
    """Read with the library of OASIS; each note is its claimant's, and says its numbers."""
    for name in ("one", "two"):
        at.export_case(strait, tmp_path / name, "stix")
    _require_stix(tmp_path / "one" / "case.json")
    assert (tmp_path / "one" / "case.json").read_bytes() == (tmp_path / "two" / "case.json").read_bytes()
    objects = json.loads((tmp_path / "one" / "case.json").read_bytes())["objects"]
    names = {one["id"]: one["name"] for one in objects if one["type"] == "identity"}
    notes = [one for one in objects if one["type"] == "note"]
    assert [names[note["created_by_ref"]] for note in notes] == [
        strait.claimants.set_index("claimant_id").at[one, "name_en"] for one in claims["claimant_id"]
    ]
    assert "killed: at least 40 (" in notes[0]["content"]
    assert notes[0]["content"].endswith("[low 40]")
    assert not [one for one in objects if one["type"] == "opinion"]


def test_a_rating_of_the_case_becomes_an_opinion(strait: at.Case, tmp_path: Path) -> None:
    """Of the makers of the case, in the words of STIX; what cannot be judged is no opinion."""
    ratings = ["4", "6"] + [None] * (len(strait.claims) - 2)
    case = at.Case(**{**vars(strait), "claims": strait.claims.assign(credibility=ratings)})
    at.export_case(case, tmp_path / "out", "stix")
    _require_stix(tmp_path / "out" / "case.json")
    objects = json.loads((tmp_path / "out" / "case.json").read_bytes())["objects"]
    (opinion,) = [one for one in objects if one["type"] == "opinion"]
    assert (opinion["opinion"], opinion["explanation"]) == ("disagree", "credibility 4 of the Admiralty code")


def test_geojson_has_each_event_at_its_place(strait: at.Case, tmp_path: Path) -> None:
    """Read with geopandas; an event whose place has no coordinates has no geometry."""
    at.export_case(strait, tmp_path / "out", "geojson")
    read = geopandas.read_file(tmp_path / "out" / "events.geojson").set_index("event_id")
    assert list(read.index) == strait.events["event_id"].tolist()
    points = strait.events.merge(strait.places, on="place_id", how="left").set_index("event_id")
    assert read.geometry.isna().tolist() == points["lat"].isna().tolist()
    assert read.geometry.dropna().x.tolist() == points["lon"].dropna().tolist()
    assert read["claimant"].fillna("").tolist() == strait.named_events["claimant"].fillna("").tolist()
    assert read["date"].tolist() == strait.events["date"].tolist()


# What the documentation of TimelineJS (docs/json-format) allows, as far as it is used here.
SLIDE = {"unique_id", "start_date", "end_date", "display_date", "group", "text"}


def _check_day(day: dict[str, Any]) -> pd.Timestamp:
    assert set(day) == {"year", "month", "day"}
    assert all(isinstance(value, str) and value.isdecimal() for value in day.values())
    return pd.Timestamp(int(day["year"]), int(day["month"]), int(day["day"]))


def test_timeline_slides_have_the_fields_that_are_documented(strait: at.Case, tmp_path: Path) -> None:
    """Ids, days and texts of the events; texts are escaped, for they are taken for HTML."""
    events = strait.events.assign(summary_en="<b>A & B</b>")
    at.export_case(at.Case(**{**vars(strait), "events": events}), tmp_path / "out", "timelinejs")
    read = json.loads((tmp_path / "out" / "timeline.json").read_bytes())
    assert set(read) == {"title", "events"}
    dated = events.dropna(subset=["date_earliest", "date_latest"]).set_index("event_id")
    assert {slide["unique_id"] for slide in read["events"]} == set(dated.index)
    for slide in read["events"]:
        assert set(slide) <= SLIDE
        assert _check_day(slide["start_date"]) == dated.at[slide["unique_id"], "date_earliest"]
        last = _check_day(slide.get("end_date", slide["start_date"]))
        assert last == dated.at[slide["unique_id"], "date_latest"]
        assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in slide["text"]["text"]
        assert "<b>" not in slide["text"]["text"] + slide["text"]["headline"]


@pytest.mark.shipped
@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_the_shipped_case_can_be_exported(form: str, shipped_case: at.Case, tmp_path: Path) -> None:
    """In either language; STIX is valid, and no file is empty."""
    for lang in ("en", "fr"):
        written = at.export_case(shipped_case, tmp_path / lang, form, lang=lang)
        assert min(path.stat().st_size for path in written) > 0
    if form == "stix":
        _require_stix(tmp_path / "fr" / "case.json")


def test_names_are_in_the_language_asked_for(case: at.Case, tmp_path: Path) -> None:
    """Of what the case has in both."""
    for lang, name in (("en", "killed"), ("fr", "tués")):
        at.export_case(case, tmp_path / lang, "csv", lang=lang)
        assert name in set(pd.read_csv(tmp_path / lang / "claims.csv", encoding="utf-8-sig")["measure_name"])


def test_a_folder_that_is_there_is_not_written_into(strait: at.Case, tmp_path: Path) -> None:
    """Nothing in it changes."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(
        FileExistsError, match=r"out is there already\. Nothing was written: name a folder that is not"
    ):
        at.export_case(strait, tmp_path / "out", "csv")
    assert [path.name for path in tmp_path.rglob("*.txt")] == ["mine.txt"]


def test_without_pyarrow_the_extra_is_named(
    strait: at.Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is left behind."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(
        ImportError, match=r'^Parquet needs pyarrow, .*: pip install "analysttools\[exports\]"$'
    ):
        at.export_case(strait, tmp_path / "out", "parquet")
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_what_it_wrote_and_what_is_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files, then what the format cannot hold; its formats are those that there are."""
    data = str(ROOT / "tests" / "cases" / "strait")
    assert main(["export", data, "--as", "timelinejs", "-o", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert said.startswith(
        f"{tmp_path}/out: 1 file\n  timeline.json\n\nWhat this format cannot hold, or holds in words:\n- "
    )
    assert tuple(FORMS) == _FORMS


def test_each_format_stands_in_the_document() -> None:
    """With its files."""
    text = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    assert [form for form in FORMS if f"| `{form}` |" not in text] == []
