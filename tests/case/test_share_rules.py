"""Shares in the tables of a case: what is refused, and in which words."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT
from frictionless import validate

import analysttools as at

STRAIT = ROOT / "tests" / "cases" / "strait"
OPEN = {"low": "", "best": "", "high": ""}
HALF = {**OPEN, "share_of": "guard-casualties", "share_low": "1/2", "share_high": "1/2", "qualifier": "about"}


@pytest.fixture
def strait(tmp_path: Path) -> Path:
    """Return a copy of the small case whose claims can state shares."""
    folder = Path(shutil.copytree(STRAIT, tmp_path / "strait"))
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    (claims,) = [one for one in descriptor["resources"] if one["name"] == "claims"]
    columns = ["share_of", "share_low", "share_high"]
    claims["schema"]["fields"] += [{"name": column, "type": "string"} for column in columns]
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    frame = pd.read_csv(folder / "claims.csv", dtype=str, keep_default_na=False)
    frame.assign(**dict.fromkeys(columns, "")).to_csv(folder / "claims.csv", index=False)
    return folder


def _edit(folder: Path, cells: dict[str, str]) -> None:
    """Change cells of the seventh claim, the mission's of wounded, which stands in line 8."""
    frame = pd.read_csv(folder / "claims.csv", dtype=str, keep_default_na=False)
    frame.loc[6, list(cells)] = list(cells.values())
    frame.to_csv(folder / "claims.csv", index=False)


GOOD = {
    "one share": (HALF, [75, None]),
    "a decimal and a percentage": ({**HALF, "share_low": "0.5", "share_high": "50 %"}, [75, None]),
    "two shares": ({**HALF, "share_low": "1/3", "qualifier": "between"}, [50, None]),
    "a least share": ({**HALF, "share_high": "", "qualifier": "at_least"}, [75, None]),
    "a greatest share": ({**HALF, "share_low": "", "qualifier": "up_to"}, [None, None]),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_share_of_another_claim_is_read(name: str, strait: Path) -> None:
    """A good share is no fault, for us and for the independent validator."""
    cells, (low, high) = GOOD[name]
    _edit(strait, cells)
    assert validate(str(strait / "datapackage.json")).valid
    claim = at.resolve_shares(at.load_case(strait).claims).loc[6, ["low", "high"]].astype(object)
    assert claim.where(claim.notna(), None).tolist() == [low, high]


NO_SHARE = "is not a share from 0 to 1. Write it as it was said: 2/3, 0.25 or 25 %."
BROKEN = {
    "above one": (
        {**HALF, "share_low": "1/2", "share_high": "3/2", "qualifier": "between"},
        f'share_high (mission-wounded): "3/2" {NO_SHARE}',
    ),
    "by nothing": ({**HALF, "share_low": "1/0"}, f'share_low (mission-wounded): "1/0" {NO_SHARE}'),
    "in words": ({**HALF, "share_low": "half"}, f'share_low (mission-wounded): "half" {NO_SHARE}'),
    "ends exchanged": (
        {**HALF, "share_low": "1/2", "share_high": "1/4", "qualifier": "between"},
        "share_low (mission-wounded): share_low (1/2) is greater than share_high (1/4). Exchange them.",
    ),
    "with a number too": (
        {**HALF, "best": "75"},
        "best (mission-wounded): the claim states a share, but best holds 75. Leave the number out: it "
        "follows from the share. If it was said too, it is a claim of its own.",
    ),
    "a whole without a share": (
        {"share_of": "guard-casualties"},
        'share_of (mission-wounded): share_of names "guard-casualties", but share_low and share_high are '
        "empty. Fill in the share as it was said, or take share_of out.",
    ),
    "no such whole": (
        {**HALF, "share_of": "guard-casualty"},
        'share_of (mission-wounded): "guard-casualty" is not an id of claims. Did you mean '
        '"guard-casualties"? Correct the id; several are separated by ; without blanks.',
    ),
    "of itself": (
        {**HALF, "share_of": "mission-wounded"},
        "share_of (mission-wounded): share_of leads in a circle: mission-wounded > mission-wounded. Take one "
        "of these ids out of share_of.",
    ),
    "a whole of another unit": (
        {**HALF, "share_of": "staff-held-april"},
        'share_of (mission-wounded): it counts persons, but "staff-held-april", of which it is a '
        "share, counts km2. Name the claim of which it is a share, or correct the measure.",
    ),
    "more digits than a number keeps": (
        {**HALF, "share_low": "1/2", "share_high": "1/" + "9" * 5000},
        f'share_high (mission-wounded): "1/{"9" * 5000}" is not a share from 0 to 1. Write it as it was '
        "said: 2/3, 0.25 or 25 %.",
    ),
    "one end of one share": (
        {**HALF, "share_high": ""},
        'share_high (mission-wounded): the qualifier "about" applies to the share and needs a share in '
        "share_high, which is empty. Fill in share_high, or correct the qualifier.",
    ),
    "an end that is left open": (
        {**HALF, "qualifier": "at_least"},
        'share_high (mission-wounded): the qualifier "at_least" applies to the share and leaves share_high '
        'open, but it holds "1/2". Take the share out of share_high, or correct the qualifier.',
    ),
    "with a bound too": (
        {**HALF, "high": "75"},
        "high (mission-wounded): the claim states a share, but high holds 75. Leave the number out: it "
        "follows from the share. If it was said too, it is a claim of its own.",
    ),
    "two shares where one was said": (
        {**HALF, "share_high": "3/4"},
        'share_low (mission-wounded): the qualifier "about" needs one share, but share_low is 1/2 and '
        'share_high is 3/4. Write the same share in both, or make the qualifier "between".',
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_share_that_cannot_be_is_refused(name: str, strait: Path) -> None:
    """What is wrong with a share is one fault at its row, which says what to do."""
    cells, message = BROKEN[name]
    _edit(strait, cells)
    assert list(map(str, at.check_case(strait))) == [f"{strait / 'claims.csv'}, line 8, column {message}"]


def test_a_share_of_a_number_that_was_replaced_is_noted(strait: Path) -> None:
    """The share follows from the number that it names, which its claimant no longer stands by."""
    _edit(strait, {**HALF, "share_of": "guard-killed"})
    frame = pd.read_csv(strait / "claims.csv", dtype=str, keep_default_na=False)
    frame.loc[2, "supersedes"] = "guard-killed"
    frame.to_csv(strait / "claims.csv", index=False)
    faults, notes = at.review_case(strait)
    assert faults == []
    assert str(notes[0]) == (
        f"{strait / 'claims.csv'}, line 8, column share_of (mission-wounded): it is a share of "
        '"guard-killed", which guard-killed-april replaces. Look whether it is a share of the number that '
        "stands; its own follows from the one it names."
    )


def test_a_withdrawal_states_no_share_either(strait: Path) -> None:
    """Who withdraws a number gives no other, and no share of one."""
    path = strait / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    words = {"enum": ["update", "correction", "withdrawal"]}
    descriptor["resources"][0]["schema"]["fields"].append({"name": "supersedes_as", "constraints": words})
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    frame = pd.read_csv(strait / "claims.csv", dtype=str, keep_default_na=False).assign(supersedes_as="")
    frame.to_csv(strait / "claims.csv", index=False)
    _edit(strait, {**HALF, "supersedes": "mission-killed", "supersedes_as": "withdrawal"})
    (fault,) = at.check_case(strait)
    assert fault.kind == "withdrawal-with-a-number"


@pytest.mark.parametrize("written", ["50,5 %", " 50.5 %", "50.5 %\u2003"])
def test_a_share_in_the_form_of_a_spreadsheet_is_proposed(written: str, strait: Path) -> None:
    """A decimal comma and blanks around are put right in the proposal, where the schema has a pattern."""
    path = strait / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    fields = descriptor["resources"][0]["schema"]["fields"]
    fields[-1] |= {"constraints": {"pattern": r"\d+/\d+|\d+(\.\d+)?( ?%)?"}, "example": "2/3"}
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    _edit(strait, {**HALF, "share_low": "50.5 %", "share_high": written})
    (fault,) = at.check_case(strait)
    assert fault.advice.endswith("Did you mean 50.5 %? Correct the value")
