"""Loading: what comes out, and what bad input does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from conftest import KURSK, ROOT

import analysttools as at


def test_load_case_gives_typed_frames(package: Path) -> None:
    """Numbers are floats, dates keep their text and gain days, text is text, missing is missing."""
    claims = at.load_case(package).claims.set_index("claim_id")
    claim = claims.loc["hur-2024-12-16-killed-or-wounded"]
    assert claims[["low", "best", "high"]].dtypes.eq("float64").all()
    assert (claim["period"], str(claim["period_earliest"].date())) == ("2024-12-14/2024-12-15", "2024-12-14")
    assert claim["low"] == 30
    assert claim[["best", "high", "reliability"]].isna().all()


def test_load_case_keeps_open_starts_open(package: Path) -> None:
    """A total whose start nobody states has no earliest day."""
    claims = at.load_case(package).claims.set_index("claim_id")
    assert pd.isna(claims.at["us-intelligence-2024-10-deployed", "period_earliest"])


def test_load_case_is_frozen(package: Path) -> None:
    """A case cannot be changed after it was checked."""
    case = at.load_case(package)
    with pytest.raises(AttributeError, match="claims"):
        case.claims = case.events  # type: ignore[misc]


def test_zero_is_not_unknown(package: Path) -> None:
    """A claim of zero stays zero and an empty cell stays empty."""
    _edit(package / "claims.csv", ",12000,,about,", ",0,,about,")
    best = at.load_case(package).claims.set_index("claim_id")["best"]
    assert best["us-intelligence-2024-10-deployed"] == 0
    assert pd.isna(best["hur-2024-12-16-killed-or-wounded"])


def test_words_that_look_missing_are_text(package: Path) -> None:
    """A cell that holds NA, null or NaN holds that word."""
    _edit(package / "sectors.csv", "Toretsk,Toretsk", "NA,null")
    sectors = at.load_case(package).sectors.set_index("sector_id")
    assert sectors.loc["toretsk"].tolist() == ["NA", "null"]


def test_every_fault_is_reported_at_once(package: Path) -> None:
    """Faults of several files and kinds come in one error."""
    _edit(package / "claims.csv", ",about,", ",roughly,")
    _edit(package / "claims.csv", ",12000,", ",twelve,")
    _edit(package / "sectors.csv", "toretsk,", ",")
    with pytest.raises(at.DataError, match="has 3 faults in 3 kinds") as raised:
        at.load_case(package)
    assert {Path(fault.file).name for fault in raised.value.faults} == {"claims.csv", "sectors.csv"}
    assert len(raised.value.to_frame()) == 3


def test_line_is_right_below_a_cell_with_line_breaks(package: Path) -> None:
    """The line of a fault is the line of the file, also when a cell above holds line breaks."""
    _edit(package / "sectors.csv", "kursk,Kursk,", 'kursk,"Kursk\nand\nmore",')
    _edit(package / "sectors.csv", "toretsk,Toretsk,", "toretsk,,")
    (fault,) = at.check_case(package)
    lines = (package / "sectors.csv").read_text(encoding="utf-8").split("\n")
    assert lines[fault.line - 1].startswith("toretsk,,")


def test_missing_folder_says_where_it_looked(tmp_path: Path) -> None:
    """A folder that is not there is named in full, with what to do."""
    with pytest.raises(FileNotFoundError, match=r"There is no folder .*nowhere.*holds a datapackage.json"):
        at.load_case(tmp_path / "nowhere")


def test_a_file_is_no_folder(package: Path) -> None:
    """The path of a table instead of the folder is refused."""
    with pytest.raises(NotADirectoryError, match=r"Give the folder that holds datapackage\.json"):
        at.load_case(package / "claims.csv")


def test_folder_without_descriptor(tmp_path: Path) -> None:
    """A folder of CSV files alone is no case."""
    with pytest.raises(at.DataError, match=r"datapackage\.json: there is no such file"):
        at.load_case(tmp_path)


def test_unreadable_table_is_a_fault(package: Path) -> None:
    """A table that cannot be opened is reported beside the other faults."""
    (package / "sectors.csv").unlink()
    (package / "sectors.csv").mkdir()
    kinds = {fault.kind for fault in at.check_case(package)}
    assert kinds == {"unreadable-file"}


def _add_rows(path: Path, count: int, **columns: list[str]) -> None:
    """Add copies of the last row of a table, with other values."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    more = pd.concat([table.tail(1)] * count, ignore_index=True).assign(**columns)
    pd.concat([table, more]).to_csv(path, index=False, lineterminator="\n")


def test_thousands_of_malformed_dates_are_told_at_once(package: Path) -> None:
    """Each distinct date is read once, and what is plainly none costs next to nothing."""
    numbers = range(3000)
    _add_rows(
        package / "sources.csv",
        3000,
        source_id=[f"s{number}" for number in numbers],
        url=[f"https://example.org/{number}" for number in numbers],
        published=[f"{number % 28 + 1}.12.{2000 + number}" for number in numbers],
    )
    start = time.process_time()
    faults = at.check_case(package)
    assert time.process_time() - start < 2
    assert [fault.kind for fault in faults] == ["wrong-date"] * 3000


def test_places_a_thousand_deep_are_checked_and_listed_at_once(package: Path) -> None:
    """Each place lies within the next: half a million pairs, held against regions as well."""
    ids = [f"p{number}" for number in range(1000)]
    within = ["kursk-oblast", *ids[:-1]]
    empty = [""] * 1000
    columns = {"iso_3166_2": empty, "lat": ["51.2"] * 1000, "lon": ["35.3"] * 1000}
    _add_rows(package / "places.csv", 1000, place_id=ids, within=within, **columns)
    (package / "geo").mkdir()
    shutil.copyfile(KURSK / "geo" / "admin1.geojson", package / "geo" / "admin1.geojson")
    start = time.process_time()
    case = at.load_case(package)
    assert time.process_time() - start < 2
    start = time.process_time()
    assert len(case.parts) > 500_000
    assert time.process_time() - start < 0.5


def test_two_gigabytes_are_not_read(package: Path) -> None:
    """A table that is far too large is refused by its size, before a byte of it is read."""
    os.truncate(package / "claims.csv", 2 * 2**30)
    (fault,) = at.check_case(package)
    assert (fault.kind, fault.found) == ("too-large", "2,147,483,648 bytes")


def test_link_out_of_the_folder_is_not_followed(package: Path, tmp_path: Path) -> None:
    """A link that leads out of the folder is refused like a path that does."""
    outside = tmp_path / "outside.csv"
    (package / "sectors.csv").rename(outside)
    (package / "sectors.csv").symlink_to(outside)
    assert {fault.kind for fault in at.check_case(package)} == {"unsafe-path"}


def test_geography_is_not_followed_out_of_the_folder(package: Path, tmp_path: Path) -> None:
    """Nor is the base map read from elsewhere: it is a fault."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "admin1.geojson").write_text("{}", encoding="utf-8")
    (package / "geo").symlink_to(tmp_path / "elsewhere")
    assert {fault.kind for fault in at.check_case(package)} == {"unsafe-path"}


def test_place_far_outside_its_region(package: Path) -> None:
    """Coordinates that lie in another region than the place are a fault, with the distance."""
    (package / "geo").mkdir()
    square = [[[34.0, 50.5], [38.5, 50.5], [38.5, 52.5], [34.0, 52.5], [34.0, 50.5]]]
    feature = {
        "type": "Feature",
        "properties": {"iso_3166_2": "RU-KRS"},
        "geometry": {"type": "Polygon", "coordinates": square},
    }
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (package / "geo" / "admin1.geojson").write_text(text, encoding="utf-8")
    assert at.check_case(package) == []
    _edit(package / "places.csv", "51.1910,35.2710", "50.2000,35.2710")
    (fault,) = at.check_case(package)
    assert (fault.kind, fault.id) == ("outside-region", "sudzha")
    assert fault.problem == "the place lies 33 km outside kursk-oblast"


def test_with_names_changes_nothing_that_was_there(case: at.Case) -> None:
    """Names are added beside the ids; the frame given is not changed."""
    before = case.claims.copy()
    named = at.with_names(case.claims, case)
    pd.testing.assert_frame_equal(case.claims, before)
    pd.testing.assert_frame_equal(named[case.claims.columns], before)


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_case_is_loaded_where_pyarrow_is_not_installed() -> None:
    """What is installed for use, without what the tests need, is enough."""
    code = "import sys; sys.modules['pyarrow'] = None; import analysttools as at; "
    code += "print(len(at.load_case(sys.argv[1]).claims))"
    case = ROOT / "tests" / "cases" / "strait"
    run = subprocess.run([sys.executable, "-c", code, str(case)], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("14\n", "")


@pytest.mark.parametrize(("named", "table"), [("named_claims", "claims"), ("named_events", "events")])
def test_a_case_gives_its_rows_with_names_by_their_ids(named: str, table: str) -> None:
    """What every notebook begins with: the rows in their order, with names, found by id."""
    case = at.load_case(ROOT / "tests" / "cases" / "strait")
    rows = getattr(case, named)
    pd.testing.assert_frame_equal(rows.reset_index(drop=True), at.with_names(getattr(case, table), case))
    assert rows.index.tolist() == getattr(case, table).iloc[:, 0].tolist()
    assert rows.index.name is None


def test_named_claims_are_new_each_time() -> None:
    """What a user does to them leaves the case and the next copy alone."""
    case = at.load_case(ROOT / "tests" / "cases" / "strait")
    claims = case.named_claims
    claims["claimant"] = "somebody"
    assert "somebody" not in set(case.named_claims["claimant"])
