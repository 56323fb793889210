"""Columns, tables and maps that a case may have, broken one at a time, beside the independent validator."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import ROOT
from frictionless import validate

import analysttools as at

STRAIT = ROOT / "tests" / "cases" / "strait"
ADDED = {
    "claims": ["supersedes_as", "credibility"],
    "claimants": ["reliability", "reliability_by", "reliability_scale"],
    "sources": ["archive_url"],
}
LIMITS = {
    "supersedes_as": {"enum": ["update", "correction", "withdrawal"]},
    "credibility": {"enum": list("123456")},
    "reliability": {"enum": list("ABCDEF")},
    "archive_url": {"pattern": "https?://.+"},
}
SPLITS = ["split_id", "column", "whole", "parts", "parts_are"]
SPLIT = ["by-measure", "measure", "casualties", "killed;wounded", "all"]


def _resource(descriptor: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in descriptor["resources"] if one["name"] == name)


@pytest.fixture
def strait(tmp_path: Path) -> Path:
    """Return a copy of the small case with all that a case may have, filled in where it is needed."""
    folder = Path(shutil.copytree(STRAIT, tmp_path / "strait"))
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for table, columns in ADDED.items():
        fields = [{"name": one, "type": "string", "constraints": LIMITS.get(one, {})} for one in columns]
        _resource(descriptor, table)["schema"]["fields"] += fields
        frame = pd.read_csv(folder / f"{table}.csv", dtype=str, keep_default_na=False)
        frame.assign(**dict.fromkeys(columns, "")).to_csv(folder / f"{table}.csv", index=False)
    claims = _resource(descriptor, "claims")["schema"]["fields"]
    next(one for one in claims if one["name"] == "qualifier")["constraints"]["enum"].append("disclosed")
    fields = [{"name": one, "type": "string"} for one in SPLITS]
    fields[1]["constraints"] = {"required": True, "enum": ["measure", "population"]}
    fields[3] |= {"type": "list", "itemType": "string", "delimiter": ";"}
    fields[4]["constraints"] = {"required": True, "enum": ["all", "disjoint", "some"]}
    splits = {"name": "splits", "type": "table", "path": "splits.csv", "encoding": "utf-8"}
    descriptor["resources"].append({**splits, "schema": {"fields": fields, "primaryKey": "split_id"}})
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    pd.DataFrame([SPLIT], columns=SPLITS).to_csv(folder / "splits.csv", index=False)
    return folder


def _cell(table: str, row: int, **cells: str) -> Callable[[Path], None]:
    """Return an edit of cells of one row."""

    def edit(folder: Path) -> None:
        frame = pd.read_csv(folder / f"{table}.csv", dtype=str, keep_default_na=False)
        frame.loc[row, list(cells)] = list(cells.values())
        frame.to_csv(folder / f"{table}.csv", index=False)

    return edit


def _field(table: str, column: str, **properties: Any) -> Callable[[Path], None]:
    """Return an edit of properties in the description of one column."""

    def edit(folder: Path) -> None:
        path = folder / "datapackage.json"
        descriptor = json.loads(path.read_text(encoding="utf-8"))
        fields = _resource(descriptor, table)["schema"]["fields"]
        field = next(one for one in fields if one["name"] == column)
        field |= properties
        path.write_text(json.dumps(descriptor), encoding="utf-8")

    return edit


def _maps(*maps: dict[str, Any]) -> Callable[[Path], None]:
    """Return an edit of the maps of control: further ones behind that of the case."""

    def edit(folder: Path) -> None:
        path = folder / "datapackage.json"
        descriptor = json.loads(path.read_text(encoding="utf-8"))
        descriptor["control_map"] = [descriptor["control_map"], *maps]
        path.write_text(json.dumps(descriptor), encoding="utf-8")

    return edit


def test_a_case_with_all_that_it_may_have_is_valid(strait: Path) -> None:
    """Neither check finds a fault, and the further list of parts is known."""
    assert at.check_case(strait) == []
    assert validate(str(strait / "datapackage.json")).valid
    assert set(at.load_case(strait).parts["split"]) == {"parts", "by-measure"}


@pytest.mark.parametrize(
    "cells",
    [
        {"supersedes_as": "correction"},
        {"supersedes_as": "withdrawal", "best": "", "qualifier": "vague"},
    ],
)
def test_a_claim_that_replaces_one_of_its_claimant_is_valid(strait: Path, cells: dict[str, str]) -> None:
    """A correction has a number, a withdrawal has none."""
    _cell("claims", 3, supersedes="guard-killed-april", **cells)(strait)
    assert at.check_case(strait) == []


# Which the independent validator sees too: what a Table Schema can say.
SEEN = {
    "another word of replacing": (_cell("claims", 3, supersedes_as="fix"), "unknown-word"),
    "a credibility of seven": (_cell("claims", 3, credibility="7"), "unknown-word"),
    "a reliability of G": (_cell("claimants", 0, reliability="G"), "unknown-word"),
    "an archive that is no address": (_cell("sources", 0, archive_url="archive.org/1"), "wrong-form"),
    "another word of parts": (_cell("splits", 0, parts_are="most"), "unknown-word"),
    "a split of places": (_cell("splits", 0, column="place_id"), "unknown-word"),
    "a split without a column": (_cell("splits", 0, column=""), "missing-value"),
}
# Which rest on rules of a case.
UNSEEN = {
    "replacing nothing": (_cell("claims", 3, supersedes_as="update"), "supersedes-nothing"),
    "a withdrawal with a number": (
        _cell("claims", 3, supersedes="guard-killed-april", supersedes_as="withdrawal"),
        "withdrawal-with-a-number",
    ),
    "replacing another's claim": (
        _cell("claims", 3, supersedes="staff-killed", supersedes_as="correction"),
        "supersedes-another-claimant",
    ),
    "disclosed without a floor": (_cell("claims", 3, qualifier="disclosed"), "bounds-against-qualifier"),
    "disclosed up to": (
        _cell("claims", 3, qualifier="disclosed", low="5", best="", high="9"),
        "bounds-against-qualifier",
    ),
    "a split of an unknown whole": (_cell("splits", 0, whole="losses"), "unknown-reference"),
    "a split into an unknown part": (_cell("splits", 0, parts="killed;maimed"), "unknown-reference"),
    "a split with an empty part": (_cell("splits", 0, parts="killed;;wounded"), "unknown-reference"),
    "a split of the other vocabulary": (_cell("splits", 0, column="population"), "unknown-reference"),
    "a part that stands twice": (_cell("splits", 0, parts="killed;wounded;killed"), "id-named-twice"),
    "a repeat of one claim twice": (
        _cell("claims", 1, derived_from="guard-killed;guard-killed"),
        "id-named-twice",
    ),
    "a list separated by commas": (_field("measures", "parts", delimiter=","), "bad-descriptor"),
    "a list of numbers": (_field("measures", "parts", itemType="integer"), "bad-descriptor"),
    "a list with a pattern": (_field("measures", "parts", constraints={"pattern": "a"}), "bad-descriptor"),
    "a text with a delimiter": (_field("measures", "name_en", delimiter=";"), "bad-descriptor"),
    "words of parts that nothing knows": (
        _field("splits", "parts_are", constraints={"enum": ["all", "most"]}),
        "bad-descriptor",
    ),
    "a second map without a source": (_maps({"name": "Other"}), "bad-descriptor"),
    "two maps of one source": (_maps({"source_id": "a"}, {"source_id": "a"}), "bad-descriptor"),
    "a second map that is a text": (_maps("Other"), "bad-descriptor"),  # type: ignore[arg-type]
    "a second map of an unknown source": (_maps({"source_id": "nowhere"}), "unknown-reference"),
    "a second map of an unknown place": (
        _maps({"source_id": "post-04-03", "place_id": "atlantis"}),
        "unknown-reference",
    ),
}


@pytest.mark.parametrize("name", [*SEEN, *UNSEEN])
def test_what_cannot_be_is_refused(name: str, strait: Path) -> None:
    """Each fault is found, no other is, and the case is not loaded."""
    edit, kind = {**SEEN, **UNSEEN}[name]
    edit(strait)
    assert {fault.kind for fault in at.check_case(strait)} == {kind}
    with pytest.raises(at.DataError, match=r"has [0-9]+ fault"):
        at.load_case(strait)


@pytest.mark.parametrize("name", SEEN)
def test_the_independent_validator_sees_it_too(name: str, strait: Path) -> None:
    """What a Table Schema can say, both say."""
    SEEN[name][0](strait)
    assert not validate(str(strait / "datapackage.json")).valid
