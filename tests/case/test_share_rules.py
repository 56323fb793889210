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
    """Change the eighth claim, of the mission's wounded."""
    frame = pd.read_csv(folder / "claims.csv", dtype=str, keep_default_na=False)
    frame.loc[6, list(cells)] = list(cells.values())
    frame.to_csv(folder / "claims.csv", index=False)


def test_a_share_of_another_claim_is_read(strait: Path) -> None:
    """A good share is no fault, for us and for the independent validator."""
    _edit(strait, HALF)
    assert at.check_case(strait) == []
    assert validate(str(strait / "datapackage.json")).valid
    claims = at.load_case(strait).claims
    assert at.resolve_shares(claims).loc[6, "low"] == 75


BROKEN = {
    "above one": (
        {**HALF, "share_low": "3/2", "share_high": "3/2"},
        'column share_high (mission-wounded): "3/2" is no share from 0 to 1. Write it as it was said: 2/3, '
        "0.25 or "
        "25 %.",
    ),
    "by nothing": (
        {**HALF, "share_low": "1/0", "share_high": "1/2"},
        'column share_low (mission-wounded): "1/0" is no share from 0 to 1. Write it as it was said: 2/3, '
        "0.25 or "
        "25 %.",
    ),
    "in words": (
        {**HALF, "share_low": "half", "share_high": "1/2"},
        'column share_low (mission-wounded): "half" is no share from 0 to 1. Write it as it was said: 2/3, '
        "0.25 or "
        "25 %.",
    ),
    "ends exchanged": (
        {**HALF, "share_low": "1/2", "share_high": "1/4", "qualifier": "between"},
        "column share_low (mission-wounded): share_low (1/2) is greater than share_high (1/4). Exchange "
        "them.",
    ),
    "with a number too": (
        {**HALF, "best": "75"},
        "column best (mission-wounded): the claim states a share, but best holds 75. Leave the number out, "
        "it follows "
        "from the share; one that was said too is a claim of its own.",
    ),
    "a whole without a share": (
        {"share_of": "guard-casualties"},
        'column share_of (mission-wounded): it names "guard-casualties", of which it is a share, but '
        "neither share_low "
        "nor share_high. Fill in the share as it was said, or take share_of out.",
    ),
    "no such whole": (
        {**HALF, "share_of": "guard-casualty"},
        'column share_of (mission-wounded): "guard-casualty" is not an id of claims. Did you mean '
        '"guard-casualties"? '
        "Correct the id; several are separated by ; without blanks.",
    ),
    "of itself": (
        {**HALF, "share_of": "mission-wounded"},
        "column share_of (mission-wounded): share_of leads in a circle: mission-wounded > mission-wounded. "
        "Take one of "
        "these ids out of share_of.",
    ),
    "one end of one share": (
        {**HALF, "share_high": ""},
        'column share_high (mission-wounded): the qualifier "about", which speaks of the share, needs a '
        "share in "
        "share_high. Fill it in, or correct the qualifier.",
    ),
    "an end that is left open": (
        {**HALF, "qualifier": "at_least"},
        'column share_high (mission-wounded): the qualifier "at_least", which speaks of the share, leaves '
        "open "
        "share_high. Take share_high out, or correct the qualifier.",
    ),
    "two shares where one was said": (
        {**HALF, "share_high": "3/4"},
        'column share_low (mission-wounded): the qualifier "about" has one share, but share_low is 1/2 and '
        "share_high "
        "3/4. Write the same in both, or correct the qualifier to between.",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_share_that_cannot_be_is_refused(name: str, strait: Path) -> None:
    """What is wrong with a share is said at its row, with what to do; the last fault is of the share."""
    cells, message = BROKEN[name]
    _edit(strait, cells)
    last = sorted(map(str, at.check_case(strait)))[0]
    assert last == f"{strait / 'claims.csv'}, line 8, {message}"
