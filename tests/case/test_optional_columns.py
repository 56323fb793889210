"""What the tables can say since they grew, broken in one place each, beside the independent validator.

Where a Table Schema can say what is wrong, both refuse; elsewhere the reason stands why only ours can.
"""

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

pytestmark = pytest.mark.slow

STRAIT = ROOT / "tests" / "cases" / "strait"
ADDED = {
    "claims": ["share_of", "share_low", "share_high", "supersedes_as", "credibility"],
    "claimants": ["reliability", "reliability_by", "reliability_scale"],
    "sources": ["reliability", "archive_url"],
    "measures": ["name_fr"],
}
SHARE = {"pattern": r"\d+/\d+|0?\.\d+|\d+(\.\d+)?( ?%)?"}
LIMITS: dict[str, dict[str, Any]] = {
    "share_of": {"pattern": "[a-z0-9]+([-+_][a-z0-9]+)*"},
    "share_low": SHARE,
    "share_high": SHARE,
    "supersedes_as": {"enum": ["update", "correction", "withdrawal"]},
    "credibility": {"enum": list("123456")},
    "reliability": {"enum": list("ABCDEF")},
    "archive_url": {"pattern": "https?://.+"},
}
SPLITS = ["split_id", "column", "whole", "parts", "parts_are"]
RANKS = ["by-measure", "measure", "casualties", "killed;wounded", "all"]
# The mission's wounded, as half of what the guard said of all casualties.
HALF = {
    **{"low": "", "best": "", "high": "", "qualifier": "about"},
    **{"share_of": "guard-casualties", "share_low": "1/2", "share_high": "1/2"},
}
Edit = Callable[[Path], object]


def _resource(descriptor: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in descriptor["resources"] if one["name"] == name)


def _describe(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what the descriptor of a case says."""
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    change(descriptor)
    path.write_text(json.dumps(descriptor), encoding="utf-8")


def _grow(descriptor: dict[str, Any]) -> None:
    """Describe all columns and tables that a case may have."""
    for table, columns in ADDED.items():
        fields = [{"name": one, "type": "string", "constraints": LIMITS.get(one, {})} for one in columns]
        _resource(descriptor, table)["schema"]["fields"] += fields
    claims = _resource(descriptor, "claims")["schema"]["fields"]
    next(one for one in claims if one["name"] == "qualifier")["constraints"]["enum"].append("disclosed")
    fields = [{"name": one, "type": "string"} for one in SPLITS]
    fields[1]["constraints"] = {"required": True, "enum": ["measure", "population"]}
    fields[3] |= {"type": "list", "itemType": "string", "delimiter": ";"}
    fields[4]["constraints"] = {"required": True, "enum": ["all", "disjoint", "some"]}
    splits = {"name": "splits", "type": "table", "path": "splits.csv", "encoding": "utf-8"}
    descriptor["resources"].append({**splits, "schema": {"fields": fields, "primaryKey": "split_id"}})


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small case with all that a case may have, filled in where it is needed."""
    folder = Path(shutil.copytree(STRAIT, tmp_path_factory.mktemp("grown") / "strait"))
    _describe(folder, _grow)
    for table, columns in ADDED.items():
        frame = pd.read_csv(folder / f"{table}.csv", dtype=str, keep_default_na=False)
        frame.assign(**dict.fromkeys(columns, "")).to_csv(folder / f"{table}.csv", index=False)
    pd.DataFrame([RANKS], columns=SPLITS).to_csv(folder / "splits.csv", index=False)
    return folder


@pytest.fixture
def strait(grown: Path, tmp_path: Path) -> Path:
    """Return a copy of that case, to be changed."""
    return Path(shutil.copytree(grown, tmp_path / "strait"))


def _cell(table: str, row: int, **cells: str) -> Edit:
    """Return an edit of cells of one row."""

    def edit(folder: Path) -> None:
        frame = pd.read_csv(folder / f"{table}.csv", dtype=str, keep_default_na=False)
        frame.loc[row, list(cells)] = list(cells.values())
        frame.to_csv(folder / f"{table}.csv", index=False)

    return edit


def _share(**cells: str) -> Edit:
    """Return an edit of the mission's wounded into a share, with other cells."""
    return _cell("claims", 6, **{**HALF, **cells})


def _lines(file: str, change: Callable[[str], str]) -> Edit:
    """Return an edit of the text of a file."""
    return lambda folder: (folder / file).write_text(change((folder / file).read_text()))


def _field(table: str, column: str, **properties: Any) -> Edit:
    """Return an edit of the description of one column."""

    def change(descriptor: dict[str, Any]) -> None:
        fields = _resource(descriptor, table)["schema"]["fields"]
        next(one for one in fields if one["name"] == column).update(properties)

    return lambda folder: _describe(folder, change)


def _key(table: str, column: str, reference: str) -> Edit:
    """Return an edit that makes a column a reference to another column of its table."""
    key = {"fields": [column], "reference": {"resource": "", "fields": [reference]}}
    return lambda folder: _describe(
        folder, lambda descriptor: _resource(descriptor, table)["schema"]["foreignKeys"].append(key)
    )


def _settings(**settings: Any) -> Edit:
    """Return an edit of what the descriptor says of the case as a whole."""
    return lambda folder: _describe(folder, lambda descriptor: descriptor.update(settings))


def _maps(*maps: Any) -> Edit:
    """Return an edit of the maps of control: further ones behind that of the case."""
    return lambda folder: _describe(
        folder, lambda descriptor: descriptor.update(control_map=[descriptor["control_map"], *maps])
    )


def _both(*edits: Edit) -> Edit:
    """Return an edit that makes each of several."""
    return lambda folder: [edit(folder) for edit in edits]


def _theirs(folder: Path) -> bool:
    """Return whether the independent validator finds a package valid."""
    return bool(validate(str(folder / "datapackage.json")).valid)


# Right, in what is new: neither check finds a fault.
GOOD: dict[str, Edit] = {
    "all that a case may have": lambda folder: None,
    "a share": _share(),
    "a share in per cent": _share(share_low="50 %", share_high="50 %"),
    "a correction": _cell("claims", 3, supersedes="guard-killed-april", supersedes_as="correction"),
    "a withdrawal": _cell(
        "claims", 3, best="", qualifier="vague", supersedes="guard-killed-april", supersedes_as="withdrawal"
    ),
    "ratings and an archive": _both(
        _cell("claims", 3, credibility="2"),
        _cell("claimants", 0, reliability="B", reliability_by="a desk", reliability_scale="A to F"),
        _cell("sources", 0, reliability="F", archive_url="https://archive.example/1"),
    ),
    "a further map": _maps({"source_id": "post-04-03", "name": "Other"}),
    "French in one row": _cell("measures", 0, name_fr="tués"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_case_with_what_is_new_is_valid(name: str, strait: Path) -> None:
    """Neither check finds a fault."""
    GOOD[name](strait)
    assert at.check_case(strait) == []
    assert _theirs(strait)


def test_a_further_list_of_parts_is_known(strait: Path) -> None:
    """Parts come from both lists, and each says from which."""
    assert set(at.load_case(strait).parts["split"]) == {"parts", "by-measure"}


def _dead_by_the_guard(folder: Path) -> pd.DataFrame:
    """Return the totals of the dead that the coast guard gave."""
    claims = at.load_case(folder).claims
    is_it = claims["claimant_id"].eq("coast-guard") & claims["measure"].eq("killed")
    return claims[is_it & claims["kind"].eq("cumulative")]


def test_a_corrected_claim_of_a_case_gives_way(strait: Path) -> None:
    """What its claimant published as a correction takes its place, and the step says so."""
    GOOD["a correction"](strait)
    dead = _dead_by_the_guard(strait)
    assert at.revisions(dead)["revised_as"].dropna().tolist() == ["correction"]
    assert at.consensus(dead)["claim_ids"].tolist() == ["guard-killed", "guard-killed-may"]


def test_a_withdrawn_claim_of_a_case_supports_nothing(strait: Path) -> None:
    """A claim that its claimant took back is in no consensus unless asked for."""
    GOOD["a withdrawal"](strait)
    dead = _dead_by_the_guard(strait)
    assert at.consensus(dead)["claim_ids"].tolist() == ["guard-killed"]
    kept = at.consensus(dead, keep_withdrawn=True)
    assert kept["claim_ids"].tolist() == ["guard-killed", "guard-killed-april"]


# What a Table Schema can say: both refuse.
SEEN: dict[str, tuple[Edit, str]] = {
    "a share in words": (_share(share_low="half"), "wrong-form"),
    "a share as a proportion": (_share(share_high="1:2"), "wrong-form"),
    "a share below nothing": (_share(share_low="-1/2"), "wrong-form"),
    "a share of a name": (_share(share_of="Guard casualties"), "wrong-form"),
    "a share of a claim that is not there": (
        _both(_key("claims", "share_of", "claim_id"), _share(share_of="guard-casualty")),
        "unknown-reference",
    ),
    "another word of replacing": (_cell("claims", 3, supersedes_as="fix"), "unknown-word"),
    "a correction in capitals": (_cell("claims", 3, supersedes_as="Correction"), "unknown-word"),
    "a credibility of seven": (_cell("claims", 3, credibility="7"), "unknown-word"),
    "a credibility in words": (_cell("claims", 3, credibility="likely"), "unknown-word"),
    "a reliability of G": (_cell("claimants", 0, reliability="G"), "unknown-word"),
    "a reliability in small letters": (_cell("claimants", 0, reliability="b"), "unknown-word"),
    "a source of two reliabilities": (_cell("sources", 0, reliability="A B"), "unknown-word"),
    "an archive that is no address": (_cell("sources", 0, archive_url="archive.org/1"), "wrong-form"),
    "an archive of files": (_cell("sources", 0, archive_url="file:///tmp/page.html"), "wrong-form"),
    "one archived copy of two pages": (
        _both(
            _field("sources", "archive_url", constraints={"unique": True}),
            _cell("sources", 0, archive_url="https://archive.example/1"),
            _cell("sources", 1, archive_url="https://archive.example/1"),
        ),
        "duplicate-value",
    ),
    "another word of parts": (_cell("splits", 0, parts_are="most"), "unknown-word"),
    "parts of a measure by another word": (_cell("measures", 2, parts_are="most"), "unknown-word"),
    "parts of a population by another word": (_cell("populations", 2, parts_are="both"), "unknown-word"),
    "a split that does not say what its parts are": (_cell("splits", 0, parts_are=""), "missing-value"),
    "a split of places": (_cell("splits", 0, column="place_id"), "unknown-word"),
    "a split without a column": (_cell("splits", 0, column=""), "missing-value"),
    "a split without an id": (_cell("splits", 0, split_id=""), "missing-value"),
    "two splits of one id": (
        _lines("splits.csv", lambda text: text + text.splitlines()[1] + "\n"),
        "duplicate-value",
    ),
    "splits with another header": (
        _lines("splits.csv", lambda text: text.replace("parts_are", "parts_is")),
        "missing-column",
    ),
    "a split cut short": (_lines("splits.csv", lambda text: text.replace(",all", "")), "ragged-row"),
    "no file of splits": (lambda folder: (folder / "splits.csv").unlink(), "missing-file"),
    "a side without a name": (_cell("sides", 0, name_en=""), "missing-value"),
    "a side with a long label": (_cell("sides", 0, label_en="those of the Uplands"), "wrong-form"),
    "a side of a colour in words": (_cell("sides", 0, colour="green"), "wrong-form"),
    "a side before the first": (_cell("sides", 0, order="0"), "out-of-range"),
    "a side whose place is a word": (_cell("sides", 0, order="first"), "wrong-type"),
    "two sides of one id": (_cell("sides", 0, side_id="coast"), "duplicate-value"),
    "a claimant of an unknown side": (_cell("claimants", 0, side="upland"), "unknown-reference"),
    "a population of an unknown side": (_cell("populations", 0, side="upland"), "unknown-reference"),
    "a population of a colour in words": (_cell("populations", 0, colour="black"), "wrong-form"),
    "no file of sides": (lambda folder: (folder / "sides.csv").unlink(), "missing-file"),
    "no French where a case asks for it": (
        _both(
            _field("measures", "name_fr", constraints={"required": True}),
            _cell("measures", 0, name_fr="tués"),
        ),
        "missing-value",
    ),
    "a French name that is too long": (
        _both(
            _field("measures", "name_fr", constraints={"pattern": ".{1,4}"}),
            _cell("measures", 1, name_fr="blessés"),
        ),
        "wrong-form",
    ),
    "half a piece of ground": (_cell("front/monthly_change", 0, slivers="0.5"), "wrong-type"),
    "ground on a map of an unknown source": (
        _cell("front/daily_area", 0, source_id="atlas"),
        "unknown-reference",
    ),
    "a spell on a map of an unknown source": (
        _cell("front/control", 0, source_id="atlas"),
        "unknown-reference",
    ),
    "a spell of another word": (_cell("front/control", 0, side="held"), "unknown-word"),
    "no list where one is asked for": (
        _field("populations", "parts", constraints={"required": True}),
        "missing-value",
    ),
    "a list with a pattern": (_field("measures", "parts", constraints={"pattern": "a"}), "bad-descriptor"),
    "a list of numbers": (_field("measures", "parts", itemType="integer"), "bad-descriptor"),
}
# What rests on rules of a case, by the reason why no Table Schema can say it.
UNSEEN: dict[str, dict[str, tuple[Edit, str]]] = {
    "it looks at one cell, not at its neighbours": {
        "replacing nothing": (_cell("claims", 3, supersedes_as="update"), "supersedes-nothing"),
        "a withdrawal with a number": (
            _cell("claims", 3, supersedes="guard-killed-april", supersedes_as="withdrawal"),
            "withdrawal-with-a-number",
        ),
        "disclosed without a floor": (
            _cell("claims", 3, qualifier="disclosed"),
            "bounds-against-qualifier",
        ),
        "disclosed up to": (
            _cell("claims", 3, qualifier="disclosed", low="5", best="", high="9"),
            "bounds-against-qualifier",
        ),
        "a share with its ends exchanged": (
            _share(share_high="1/4", qualifier="between"),
            "wrong-share",
        ),
        "a share with a number too": (_share(best="75"), "share-with-a-number"),
        "a whole without a share": (
            _cell("claims", 6, share_of="guard-casualties"),
            "whole-without-a-share",
        ),
        "a share of one end": (_share(share_high=""), "share-against-qualifier"),
        "a share with an end that is left open": (
            _share(qualifier="at_least"),
            "share-against-qualifier",
        ),
        "two shares where one was said": (_share(share_high="3/4"), "share-against-qualifier"),
    },
    "it takes a share for a text, and knows no number of it": {
        "more than all": (_share(share_low="3/2", share_high="3/2"), "wrong-share"),
        "more than a hundred per cent": (_share(share_low="150 %", share_high="150 %"), "wrong-share"),
        "a share by nothing": (_share(share_low="1/0"), "wrong-share"),
    },
    "it follows no reference to what the other row says": {
        "replacing another's claim": (
            _cell("claims", 3, supersedes="mission-killed", supersedes_as="correction"),
            "supersedes-another-claimant",
        ),
        "replacing what was said later": (
            _cell("claims", 0, supersedes="guard-killed-may", supersedes_as="correction"),
            "refers-to-what-came-later",
        ),
        "a share of itself": (_share(share_of="mission-wounded"), "cycle"),
        "half a person": (_cell("claims", 2, best="70.5"), "fraction"),
        "a point for thousands of persons": (_cell("claims", 2, best="1.300"), "fraction"),
    },
    "it does not look up the ids in a list": {
        "a split of an unknown whole": (_cell("splits", 0, whole="losses"), "unknown-reference"),
        "a split that leads back to its whole": (
            _cell("splits", 0, whole="killed", parts="casualties"),
            "cycle",
        ),
        "a split of itself": (_cell("splits", 0, whole="killed", parts="killed"), "cycle"),
        "a split into another unit": (
            _cell("splits", 0, parts="killed;area_held_km2"),
            "parts-of-another-unit",
        ),
        "a part of another unit": (
            _cell("measures", 2, parts="killed;area_held_km2"),
            "parts-of-another-unit",
        ),
        "one list both all and disjoint": (_cell("splits", 0, parts_are="disjoint"), "list-at-odds"),
        "a split into an unknown part": (_cell("splits", 0, parts="killed;maimed"), "unknown-reference"),
        "a split with an empty part": (_cell("splits", 0, parts="killed;;wounded"), "unknown-reference"),
        "a split of the other vocabulary": (_cell("splits", 0, column="population"), "unknown-reference"),
        "a part that stands twice": (_cell("splits", 0, parts="killed;wounded;killed"), "id-named-twice"),
        "a repeat of an unknown claim": (
            _cell("claims", 1, derived_from="guard-killed;guard"),
            "unknown-reference",
        ),
        "a repeat of one claim twice": (
            _cell("claims", 1, derived_from="guard-killed;guard-killed"),
            "id-named-twice",
        ),
        "a list with blanks": (_cell("measures", 2, parts="killed; wounded"), "unknown-reference"),
        "parts in a circle": (_cell("measures", 0, parts="casualties"), "cycle"),
        "a share of an unknown claim": (_share(share_of="guard-casualty"), "unknown-reference"),
    },
    "it knows no columns that every case has": {
        "a list parted by commas": (_field("measures", "parts", delimiter=","), "bad-descriptor"),
        "a text with a delimiter": (_field("measures", "name_en", delimiter=";"), "bad-descriptor"),
        "words of parts that nothing knows": (
            _field("splits", "parts_are", constraints={"enum": ["all", "most"]}),
            "bad-descriptor",
        ),
    },
    "it passes over settings of our own": {
        "a unit that no measure has": (_settings(whole_units=["person"]), "bad-descriptor"),
        "units that are no list": (_settings(whole_units="persons"), "bad-descriptor"),
        "a second map without a source": (_maps({"name": "Other"}), "bad-descriptor"),
        "two maps of one source": (_maps({"source_id": "a"}, {"source_id": "a"}), "bad-descriptor"),
        "a second map that is a text": (_maps("Other"), "bad-descriptor"),
        "a second map with a setting of another name": (
            _maps({"source_id": "post-04-03", "held_by": "the Coast"}),
            "bad-descriptor",
        ),
        "a second map of an unknown source": (_maps({"source_id": "nowhere"}), "unknown-reference"),
        "a second map of an unknown claimant": (
            _maps({"source_id": "post-04-03", "claimant_id": "nobody"}),
            "unknown-reference",
        ),
        "a second map of an unknown population": (
            _maps({"source_id": "post-04-03", "gained_by": ["islander"]}),
            "unknown-reference",
        ),
        "a second map of an unknown place": (
            _maps({"source_id": "post-04-03", "place_id": "atlantis"}),
            "unknown-reference",
        ),
    },
}


def _refused(folder: Path) -> set[str]:
    """Return the kinds of the faults for which a case is not loaded."""
    with pytest.raises(at.DataError, match=r"has [0-9]+ fault") as raised:
        at.load_case(folder)
    return {fault.kind for fault in raised.value.faults}


@pytest.mark.parametrize("name", SEEN)
def test_what_a_table_schema_can_say_both_refuse(name: str, strait: Path) -> None:
    """Ours says which rule, and the independent validator sees it too."""
    edit, kind = SEEN[name]
    edit(strait)
    assert kind in _refused(strait)
    assert not _theirs(strait)


@pytest.mark.parametrize(("reason", "name"), [(one, name) for one, names in UNSEEN.items() for name in names])
def test_what_no_table_schema_can_say_ours_alone_refuses(reason: str, name: str, strait: Path) -> None:
    """The independent validator lets it pass, for the reason that stands beside it."""
    edit, kind = UNSEEN[reason][name]
    edit(strait)
    assert kind in _refused(strait)
    assert _theirs(strait)
