"""The shipped data: valid for both validators, whole, documented, proved."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT
from frictionless import validate

import analysttools as at
from analysttools.case.table_schema import describe

DATA = ROOT / "data"
pytestmark = pytest.mark.shipped
NUMBERS = ("low", "best", "high")
LEFT_OUT = {"insider-2026-01-killed"}
ADDED = {
    "the-moscow-times-2025-04-22-kursk-area-held-square-miles",
    "deepstate-2024-11-06-ukraine-area-gained",
}


def _evidence(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "evidence" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# Corrected further than the corrections say, with the reason in data/README.md.
FURTHER = {("nis-2025-09-02-dprk-disclosed", "qualifier")}


def _corrections(shared: Path) -> list[dict[str, str]]:
    return _evidence(shared, "corrections") + _evidence(shared, "corrections-needs-code")


def _uncorrected(frame: pd.DataFrame, table: str, shared: Path) -> pd.DataFrame:
    """Return a table as it was coded first: with the old cells of what was corrected since."""
    before = frame.set_index(frame.columns[0], drop=False).astype(object)
    for one in _corrections(shared):
        if one["table"] == table and one["row_id"] in before.index and one["column"] in before:
            before.loc[one["row_id"], one["column"]] = one["old"] or None
    return before.reset_index(drop=True)


def test_every_correction_is_in_the_data(shared: Path) -> None:
    """Each cell stands as it was corrected, but for summaries, worded anew since; a row to go is gone."""
    tables = {
        path.stem: pd.read_csv(path, dtype=str, keep_default_na=False).pipe(
            lambda frame: frame.set_index(frame.columns[0])
        )
        for path in DATA.glob("*.csv")
    }
    gone = {one["row_id"] for one in _corrections(shared) if one["column"].endswith("_id") and not one["new"]}
    cells = {(one["table"], one["row_id"], one["column"]): one["new"] for one in _corrections(shared)}
    wrong = {
        key
        for key, new in cells.items()
        if key[1] in tables[key[0]].index
        and key[2] in tables[key[0]]
        and not key[2].startswith("summary_")
        and tables[key[0]].loc[key[1], key[2]] != new
    }
    assert {(row, column) for _, row, column in wrong} == FURTHER
    assert not gone & set(tables["claimants"].index)


def _numbers(rows: list[dict[str, str]]) -> Counter[tuple[object, ...]]:
    """Count rows by what they say: address, day, bounds."""
    return Counter(
        (
            row["url"],
            row["asserted_on"],
            *(float("nan" if row[bound] == "" else row[bound]) for bound in ("low", "best", "high")),
        )
        for row in rows
    )


def test_shipped_data_is_valid_for_both_validators() -> None:
    """Neither our check nor the public validator finds a fault."""
    assert at.check_case(DATA) == []
    assert validate(str(DATA / "datapackage.json")).valid


def test_every_claim_of_the_evidence_is_there(shared: Path, shipped_case: at.Case) -> None:
    """Page, day and bounds of every coded claim are in the data, but for those left out with a reason."""
    rows = [
        row for name in ("force_claims", "casualty_claims", "area_claims") for row in _evidence(shared, name)
    ]
    kept = [row for row in rows if row["claim_id"] not in LEFT_OUT]
    coded = shipped_case.claims["locator"].isna() & ~shipped_case.claims["claim_id"].isin(ADDED)
    claims = _uncorrected(shipped_case.claims[coded], "claims", shared).merge(
        shipped_case.sources, on="source_id"
    )
    ours = [
        {
            "url": row.url,
            "asserted_on": row.asserted,
            **{bound: getattr(row, bound) if pd.notna(getattr(row, bound)) else "nan" for bound in NUMBERS},
        }
        for row in claims.itertuples()
    ]
    assert {str(key): n for key, n in _numbers(ours).items()} == {
        str(key): n for key, n in _numbers(kept).items()
    }


def test_every_event_of_the_evidence_is_there(shared: Path, shipped_case: at.Case) -> None:
    """Page, date and summary of every coded event are in the data."""
    rows = _evidence(shared, "front_events") + _evidence(shared, "timeline_events")
    coded = shipped_case.events[shipped_case.events["locator"].isna()]
    events = _uncorrected(coded, "events", shared).merge(shipped_case.sources, on="source_id")
    wanted = Counter((row["url"], row.get("occurred_on") or row.get("date")) for row in rows)
    assert Counter(zip(events["url"], events["date"], strict=True)) == wanted


def test_every_place_of_the_evidence_is_there(shared: Path, shipped_case: at.Case) -> None:
    """Each place of the gazetteer is there with the coordinates that were found, or without any."""
    wanted = {
        row["place_id"]: (float(row["lat"] or "nan"), float(row["lon"] or "nan"))
        for row in _evidence(shared, "places") + _evidence(shared, "places-coordinates")
    }
    places = shipped_case.places.set_index("place_id").loc[list(wanted)]
    pd.testing.assert_frame_equal(
        places[["lat", "lon"]],
        pd.DataFrame.from_dict(wanted, orient="index", columns=["lat", "lon"]).rename_axis("place_id"),
        check_index_type=False,
    )


def test_places_not_in_the_gazetteer_have_no_coordinates(shipped_case: at.Case) -> None:
    """A coordinate has a source; a place without a source has none."""
    assert (shipped_case.places["lat"].notna() == shipped_case.places["coordinates_source"].notna()).all()
    assert shipped_case.places["lat"].notna().sum() == 106


def test_the_thirty_rows_of_the_article_are_proved(shared: Path, shipped_case: at.Case) -> None:
    """Each passage that the founding article's rows rest on is in its text."""
    passages = at.verify_excerpts(shipped_case, shared / "source")
    assert passages["state"].tolist() == ["proved"] * 30


def test_the_article_is_not_shipped(shared: Path) -> None:
    """No file of the project holds a passage of the founding article."""
    text = next((shared / "source").glob("*.txt")).read_text(encoding="utf-8")
    passages = [text[start : start + 60] for start in range(0, len(text) - 60, 200)]
    files = [
        path for folder in ("data", "notebooks", "figures", "docs") for path in (ROOT / folder).rglob("*.*")
    ]
    holding = [
        path.name
        for path in files
        if path.suffix in (".csv", ".md", ".json", ".ipynb")
        and any(passage in path.read_text(encoding="utf-8") for passage in passages)
    ]
    assert holding == []


def test_readme_of_the_data_documents_every_column() -> None:
    """The tables of columns in data/README.md are those that the schema makes."""
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert describe(at.read_tables(DATA)).strip() in readme


def test_readme_of_the_data_documents_what_is_left_out_and_added() -> None:
    """Each row that is left out or added stands in data/README.md with its reason."""
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert [row for row in LEFT_OUT | ADDED if row not in readme] == []


def test_every_word_of_a_vocabulary_is_used_or_a_part(shipped_case: at.Case) -> None:
    """No claimant, measure or source stands in the data without a row that needs it."""
    used = set(shipped_case.claims["claimant_id"]) | set(shipped_case.events["claimant_id"].dropna())
    assert set(shipped_case.claimants["claimant_id"]) == used
    measured = {
        *shipped_case.daily_area["source_id"],
        *shipped_case.monthly_change["source_id"],
        *shipped_case.control["source_id"],
    }
    said = {*shipped_case.claims["source_id"], *shipped_case.events["source_id"]}
    assert set(shipped_case.sources["source_id"]) == said | measured
    assert set(shipped_case.measures["measure_id"]) >= set(shipped_case.claims["measure"])


def test_base_map_names_origin_and_licence_of_each_layer() -> None:
    """Each layer of the base map is listed with where it comes from and its licence."""
    resources = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    layers = {one["path"]: one for one in resources if one["path"].startswith("geo/")}
    assert {f"geo/{path.name}" for path in (DATA / "geo").glob("*.geojson")} == set(layers)
    assert all(layer["hash"].startswith("sha256:") for layer in layers.values())
    assert all(layer["sources"] and layer["licenses"] for layer in layers.values())


def test_a_town_that_moved_on_the_base_map_is_found(tmp_path: Path) -> None:
    """No table holds it and no mark tells of it: the hash that the descriptor gives the layer does."""
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    towns = data / "geo" / "towns.geojson"
    stated = f"sha256:{hashlib.sha256(towns.read_bytes()).hexdigest()}"
    towns.write_text(towns.read_text(encoding="utf-8").replace("37.1771", "37.2271", 1), encoding="utf-8")
    (fault,) = at.check_case(data)
    found = f"sha256:{hashlib.sha256(towns.read_bytes()).hexdigest()}"
    assert str(fault) == (
        f"{towns}: the file is another than its hash says. Found {found}. Expected {stated}. Put it back, or "
        f"its hash into {data / 'datapackage.json'}."
    )


def test_a_hash_of_another_form_is_a_fault_of_the_descriptor(tmp_path: Path) -> None:
    """It would hold nothing."""
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    descriptor = data / "datapackage.json"
    text = descriptor.read_text(encoding="utf-8").replace('"hash": "sha256:', '"hash": "md5:', 1)
    descriptor.write_text(text, encoding="utf-8")
    (fault,) = at.check_case(data)
    assert '"hash" of "geo-admin1" cannot be read' in str(fault)
    assert "Expected sha256: and 64 hex digits" in str(fault)
