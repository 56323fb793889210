"""Events of UCDP, ACLED, HXL and GeoJSON: what each column becomes, and what is not made of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from mutated_files import ACLED, GEOJSON, HXL, UCDP

import analysttools as at
from analysttools.errors import DataError
from analysttools.exchange.ucdp import COLUMNS

Write = Callable[[str, bytes], Path]
CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file and returns its path."""

    def written(name: str, content: bytes) -> Path:
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    return written


def _claims(found: at.Imported) -> pd.DataFrame:
    return found.claims.set_index("claim_id")


def _messages(read: Callable[[Path], at.Imported], path: Path) -> list[str]:
    with pytest.raises(DataError) as caught:
        read(path)
    return [fault.problem for fault in caught.value.faults]


def test_an_event_of_ucdp_becomes_an_event_and_its_claims(write: Write) -> None:
    """Low, best and high are one claim; the dead of each side one more, where there are any."""
    found = at.read_ucdp(write("ged.csv", UCDP))
    claims = _claims(found)
    assert [one for one in claims.index if "-11-" in one] == [
        "ucdp-11-killed",
        "ucdp-11-killed-a",
        "ucdp-11-killed-b",
    ]
    assert claims.loc["ucdp-11-killed", ["low", "best", "high"]].tolist() == [2, 2, 3]
    assert claims.loc["ucdp-11-killed-b", ["best", "population", "qualifier"]].tolist() == [
        1,
        "uplands",
        "stated",
    ]
    assert claims["event_id"].isin(found.events["event_id"]).all()


def test_numbers_out_of_order_are_kept_as_published_and_named(write: Write) -> None:
    """A low above the best is a claim of its own, and a note says where."""
    found = at.read_ucdp(write("ged.csv", UCDP))
    claims = _claims(found)
    assert claims.loc["ucdp-12-killed", ["best", "qualifier"]].tolist() == [3, "stated"]
    assert claims.loc["ucdp-12-killed-range", ["low", "high"]].tolist() == [4, 4]
    (note,) = [one for one in found.notes if one.kind == "bounds-out-of-order"]
    assert (note.line, note.id) == (3, "ucdp-12")
    assert "low 4, best 3, high 4" in note.problem


def test_precision_is_kept_as_edtf_and_in_a_note(write: Write) -> None:
    """A day, a month and a year are written as such; how well a place is known stands beside."""
    events = at.read_ucdp(write("ged.csv", UCDP)).events
    assert events["date"].tolist() == ["2031-03-28", "2031-04", "2031"]
    assert events["note"].iloc[1] == (
        "only the month is known (date_prec 4); only the province is known (where_prec 4); "
        "the reports do not part this event from others (event_clarity 2)"
    )


def test_no_place_is_invented(write: Write) -> None:
    """Points are those of the file; a province that is all that is known is the province, without a point."""
    found = at.read_ucdp(write("ged.csv", UCDP))
    places = found.places.set_index("place_id")
    assert places.loc["ternhaven-town", ["lat", "lon", "within"]].tolist() == [0.5, 0.8, "strait"]
    assert places.loc[["strait", "merrow"], "lat"].isna().all()
    assert found.events["place_id"].tolist() == ["ternhaven-town", "strait", "merrow"]


def test_what_is_not_understood_keeps_its_column_its_file_and_its_line(write: Write) -> None:
    """Nothing of a row is lost."""
    path = write("ged.csv", UCDP)
    found = at.read_ucdp(path)
    assert found.events["file_deaths_unknown"].tolist() == ["0", "1", "0"]
    assert found.events["line"].tolist() == [2, 3, 4]
    assert set(found.events["file"]) == {str(path)}
    assert (
        len([name for name in found.rows if name.startswith("file_")]) == UCDP.split(b"\n")[0].count(b",") + 1
    )


def test_events_of_one_day_and_place_are_no_rival_counts(write: Write) -> None:
    """The dead of two events are not two numbers of one thing: no conflict between them is found."""
    row = UCDP.split(b"\n")[1]
    both = b"\n".join(
        [UCDP.split(b"\n")[0], row, row.replace(b"11,2031", b"19,2031").replace(b"2,2,3", b"9,9,9"), b""]
    )
    claims = at.read_ucdp(write("ged.csv", both)).claims
    assert claims["period"].tolist() == ["[2031-03-28]"] * 6
    assert len(at.conflicts(claims)) == 0


def test_a_release_without_a_header_has_the_columns_in_order(write: Write) -> None:
    """Its 49 columns are named by their places."""
    table = pd.read_csv(write("ged.csv", UCDP), dtype="str")
    bare = table.reindex(columns=COLUMNS).to_csv(index=False, header=False).encode()
    found = at.read_ucdp(write("bare.csv", bare))
    assert found.understood["header"] == "none: columns named by their order"
    assert len(found.events) == 3
    assert found.claims["best"].equals(at.read_ucdp(write("ged.csv", UCDP)).claims["best"])


def test_a_row_of_tags_is_no_event(write: Write) -> None:
    """HDX puts HXL tags below the header of UCDP's file."""
    head, rest = UCDP.split(b"\n", 1)
    tags = b"," * (head.count(b",") - 1) + b"#affected+killed,\n"
    found = at.read_ucdp(write("ged.csv", head + b"\n" + tags + rest))
    assert found.events["line"].tolist() == [3, 4, 5]
    assert "HXL" in found.understood


def test_every_cell_that_cannot_be_read_is_told_at_once(write: Write) -> None:
    """Faults stand in the order of lines, each with its column."""
    broken = UCDP.replace(b"2031-03-28,2031-03-28", b"2031-02-30,28/03/2031").replace(
        b"0,0,3,1,4,3", b"0,0,3,1,4,3.5"
    )
    assert _messages(at.read_ucdp, write("ged.csv", broken)) == [
        '"2031-02-30" is not a day such as 2024-12-14',
        '"28/03/2031" is not a day such as 2024-12-14',
        '"3.5" is not a whole number from 0',
    ]


def test_an_id_that_stands_twice_is_refused(write: Write) -> None:
    """It is said on which line it stands already."""
    twice = UCDP.replace(b"\n12,", b"\n11,")
    assert _messages(at.read_ucdp, write("ged.csv", twice)) == ['the id "11" stands on line 2 already']


def test_large_and_small_files_are_read_alike(write: Write) -> None:
    """What pyarrow reads at once is what is read record by record."""
    head, *rows = UCDP.splitlines(keepends=True)
    many = head + b"".join(
        rows[at % 3].replace(b"Two killed", b"Two\nkilled").replace(rows[at % 3][:2], b"%d" % at, 1)
        for at in range(100, 8000)
    )
    large = at.read_ucdp(write("ged.csv", many))
    small = at.read_ucdp(write("again.csv", many.replace(b"\n", b"\r\n").replace(b"Two\r\n", b"Two\n")))
    assert len(many) > 2**20
    for name in ("event_id", "line", "summary_en", "file_deaths_unknown"):
        assert large.events[name].tolist() == small.events[name].tolist()


def test_cells_of_a_large_file_stay_as_they_are_below_a_header_of_several_lines(write: Write) -> None:
    """Though the first line of the file has fewer names than there are columns: 007 stays 007."""
    head, *rows = UCDP.splitlines()
    head = head.replace(b"adm_1", b'"adm_1"') + b',"code\nof the office",more'
    many = b"\n".join([head, *(b"%d%s,007,1.50" % (at, rows[at % 3][2:]) for at in range(100, 8000)), b""])
    found = at.read_ucdp(write("ged.csv", many))
    assert len(many) > 2**20
    assert set(found.rows["file_more"]) == {"1.50"}
    assert set(found.rows["file_code of the office"]) == {"007"}


@pytest.mark.skipif(not CASES.is_dir(), reason="../shared/cases is not here")
def test_the_public_file_of_ucdp_is_read_whole() -> None:
    """993 events; those whose numbers are out of order as published are kept and named."""
    found = at.read_ucdp(CASES / "ucdp_ged_ukraine_2014_2018.csv")
    total = found.claims[found.claims["claim_id"].str.endswith("-killed")]
    odd = [note for note in found.notes if note.kind == "bounds-out-of-order"]
    assert (len(found.events), len(odd)) == (993, 18)
    assert total["event_id"].nunique() == 993


def test_zero_of_acled_is_no_number(write: Write) -> None:
    """ACLED writes 0 for none and for unknown: no claim, but a note of the event."""
    found = at.read_acled(write("acled.csv", ACLED))
    assert found.claims["claim_id"].tolist() == ["acled-mrw1-killed"]
    assert "none reported, or their number is unknown" in found.events["note"].iloc[1]
    assert any("fatalities is 0 in 1 of 2 rows" in note.problem for note in found.notes)


def test_codes_of_acled_are_words_whichever_way_they_are_exported(write: Write) -> None:
    """Numbers and words of inter1, inter2 and interaction come out the same."""
    events = at.read_acled(write("acled.csv", ACLED)).events
    assert events["inter1"].tolist() == ["State forces", "Protesters"]
    assert events["interaction"].tolist() == ["State forces-Rebel group", "Protesters only"]


def test_the_week_of_acled_is_about_its_day(write: Write) -> None:
    """A date in words is read; one known to the week is approximate."""
    events = at.read_acled(write("acled.csv", ACLED)).events
    assert events["date"].tolist() == ["2031-03-28", "2031-04-02~"]
    assert events["asserted"].tolist() == ["2031-03-29", "2031-03-30"]


def test_hxl_is_read_by_its_tags(write: Write) -> None:
    """Whatever the header says; a row without a date is counted, and no event."""
    found = at.read_hxl(write("hxl.csv", HXL))
    claims = _claims(found)
    assert claims.loc["hxl-4-killed", "best"] == 3
    assert claims.loc["hxl-4-wounded-low", ["low", "qualifier"]].tolist() == [10, "at_least"]
    assert found.claimants["name_en"].tolist() == ["Coast guard"]
    assert (len(found.events), len(found.rows)) == (1, 2)
    assert any("1 of 2 rows have no date" in note.problem for note in found.notes)


def test_points_with_a_date_are_events_and_the_rest_is_counted(write: Write) -> None:
    """What is not one value is kept as JSON."""
    found = at.read_points(write("points.geojson", GEOJSON))
    assert found.events["event_id"].tolist() == ["t1"]
    assert found.places[["name_en", "lat", "lon"]].to_numpy().tolist() == [["0.5, 0.8", 0.5, 0.8]]
    assert json.loads(found.events["file_links"].iloc[0]) == ["https://example.org"]
    assert found.sources["publisher"].tolist() == ["Merrow Post"]
    assert any("1 of 2 features" in note.problem for note in found.notes)


WRONG = {
    "a Git LFS pointer": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "a Git LFS pointer"),
    "a sign-in page": (b"<!DOCTYPE html><html><title>Sign in</title></html>", "a web page (HTML)"),
    "an empty file": (b"", "empty (0 bytes)"),
    "a binary": (bytes(range(256)) * 9, "binary file"),
    "an archive": (b"PK\x03\x04" + bytes(40), "a zip archive"),
}
READERS = [at.read_ucdp, at.read_acled, at.read_hxl, at.read_spreadsheet, at.read_points]


@pytest.mark.parametrize("what", WRONG)
@pytest.mark.parametrize("read", READERS, ids=lambda one: one.__name__)
def test_another_file_in_its_place_is_named(
    read: Callable[[Path], at.Imported], what: str, write: Write
) -> None:
    """One sentence says what the file is."""
    content, words = WRONG[what]
    with pytest.raises(DataError) as caught:
        read(write("data.csv", content))
    (fault,) = caught.value.faults
    assert words in fault.problem or (read is at.read_points and "not JSON" in fault.problem)
    assert fault.advice


def test_another_format_is_refused_by_name(write: Write) -> None:
    """A file of ACLED is not one of UCDP."""
    with pytest.raises(DataError, match=r"header is not one of this format|has no column id"):
        at.read_ucdp(write("acled.csv", ACLED.replace(b"latitude,longitude", b"y,x").replace(b"year", b"y2")))


def test_a_day_of_release_that_is_none_is_refused() -> None:
    """Before the file is looked at."""
    with pytest.raises(ValueError, match=r"read_ucdp: published is not a date .* published=\"2025-06\""):
        at.read_ucdp("no.csv", published="June")


def test_the_day_of_a_release_is_the_day_on_which_its_claims_were_made(write: Write) -> None:
    """Without one it is open, so that as_of leaves them out, and a note says so."""
    path = write("ged.csv", UCDP)
    undated, dated = at.read_ucdp(path), at.read_ucdp(path, published="2032-06")
    assert undated.claims["asserted"].iloc[0] == "2031-03-28/.."
    assert [note.kind for note in undated.notes if note.kind == "no-release"] == ["no-release"]
    assert set(dated.claims["asserted"]) == {"2032-06"}
    assert len(at.as_of(dated.claims, "2032-07-01")) == len(dated.claims)
