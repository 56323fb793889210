"""A change written into a case and taken back to the byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import analysttools as at
from analysttools.case.written_change import write_change

NEW = {
    **{"measure": "killed", "population": "upland", "place_id": "strait-road", "kind": "cumulative"},
    **{"period": "2031-03-10/2031-05-02", "best": 80, "qualifier": "stated", "claimant_id": "coast-guard"},
    **{"asserted": "2031-05-02", "source_id": "post-05-03", "status": "confirmed_by_claimant"},
    "summary_en": "80 killed.",
}
SOURCE = {
    **{"source_id": "post-05-03", "publisher": "Merrow Post", "published": "2031-05-03"},
    **{"language": "en", "kind": "publisher_page", "url": "https://example.org/post-05-03"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the made-up case, whose claims end without a line break."""
    shutil.copytree("tests/cases/strait", tmp_path / "case")
    claims = tmp_path / "case" / "claims.csv"
    claims.write_bytes(claims.read_bytes().rstrip(b"\n"))
    return tmp_path / "case"


def _read_all(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_what_was_written_is_taken_back_to_the_byte(folder: Path) -> None:
    """In every file that the change has touched."""
    before = _read_all(folder)
    case, change = write_change(at.add_claims(at.load_case(folder), NEW, sources=SOURCE))
    assert {path.name for path in change.after} == {"sources.csv", "claims.csv"}
    assert case.claims["claim_id"].iloc[-1] == "coast-guard-2031-05-02-killed"
    again = change.undo()
    assert _read_all(folder) == before
    assert len(again.claims) == len(case.claims) - 1


def test_what_somebody_changed_since_is_kept(folder: Path) -> None:
    """The file is named, and nothing is taken back."""
    _, change = write_change(at.add_claims(at.load_case(folder), NEW, sources=SOURCE))
    claims = folder / "claims.csv"
    claims.write_bytes(claims.read_bytes().replace(b"80 killed.", b"80 were killed."))
    before = _read_all(folder)
    with pytest.raises(
        OSError, match=r"claims\.csv was changed after the claim was added. Nothing was taken back"
    ):
        change.undo()
    assert _read_all(folder) == before


def test_what_is_needed_since_is_kept(folder: Path) -> None:
    """An event that rests on the new source: the fault names it, and nothing is taken back."""
    _, change = write_change(at.add_claims(at.load_case(folder), NEW, sources=SOURCE))
    events = folder / "events.csv"
    events.write_bytes(events.read_bytes().replace(b"post-04-20", b"post-05-03", 1))
    assert at.check_case(folder) == []
    before = _read_all(folder)
    with pytest.raises(at.DataError, match=r"nothing was taken back.*\n.*events\.csv.*post-05-03"):
        change.undo()
    assert _read_all(folder) == before
