"""What a test may rest on: the frozen cases, and for exact bytes the versions of the lock."""

from __future__ import annotations

import re
from pathlib import Path

import conftest
import pytest
from conftest import ROOT
from locked import DRAWING, describe_unlocked, list_differences

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINNED = "".join(f"{name}==1.{place} \\\n    --hash=sha256:00\n" for place, name in enumerate(DRAWING))


def test_the_lock_pins_every_drawing_package_for_this_python() -> None:
    """Each package whose version changes bytes has one version in requirements.lock."""
    differences = list_differences(LOCK, installed=lambda name: "none")
    assert [one.partition(" none instead of ")[0] for one in differences] == list(DRAWING)


def test_a_package_of_another_version_is_named() -> None:
    """Only the one that differs, with both versions."""
    installed = {name: f"1.{place}" for place, name in enumerate(DRAWING)} | {"pillow": "9"}
    assert list_differences(PINNED, installed.__getitem__) == ["pillow 9 instead of 1.3"]


def test_a_version_for_another_python_is_not_asked_for() -> None:
    """A line of the lock whose marker does not hold here counts for nothing."""
    lock = PINNED + "numpy==7 ; python_full_version < '3' \\\n"
    installed = {name: f"1.{place}" for place, name in enumerate(DRAWING)}
    assert list_differences(lock, installed.__getitem__) == []


def test_freetype_of_the_system_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A matplotlib from conda draws letters with another FreeType than that of the lock."""
    monkeypatch.setattr("locked.ft2font.__freetype_build_type__", "system")
    monkeypatch.setattr("locked.ft2font.__freetype_version__", "2.99")
    monkeypatch.setattr("locked.list_differences", lambda lock: [])
    assert describe_unlocked(LOCK) == (
        "exact bytes need the versions of requirements.lock; here: FreeType 2.99 of the system instead of "
        "matplotlib's own"
    )


def test_a_test_of_exact_bytes_is_skipped_outside_the_lock(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason is what differs; inside the lock it runs."""
    request.node.add_marker("exact")
    monkeypatch.setattr(conftest, "find_unlocked", lambda: "")
    conftest.pytest_runtest_setup(request.node)
    monkeypatch.setattr(conftest, "find_unlocked", lambda: "here: pillow 9 instead of 8")
    with pytest.raises(pytest.skip.Exception, match=r"^here: pillow 9 instead of 8$"):
        conftest.pytest_runtest_setup(request.node)


def test_a_test_that_opens_the_shipped_case_is_failed(request: pytest.FixtureRequest) -> None:
    """A row added to data/ would break it one day; what is marked `shipped` may."""
    path = ROOT / "data" / "sides.csv"
    path.read_bytes()
    message = f"{path} is of the shipped case: rest on tests/cases/, or mark the test `shipped`"
    with pytest.raises(pytest.fail.Exception, match=f"^{re.escape(message)}$"):
        conftest.require_frozen(request.node)
    request.node.add_marker("shipped")
    conftest.require_frozen(request.node)


MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_test_in_a_browser_lies_where_make_looks_for_it() -> None:
    """`make browsers` collects the folders that it names, and a test elsewhere would run nowhere."""
    named = re.search(r"^BROWSED = (.*)$", MAKEFILE, re.MULTILINE)[1].split()
    files = [one.relative_to(ROOT).as_posix() for one in (ROOT / "tests").rglob("test_*.py")]
    marked = [one for one in files if "mark.browser" in (ROOT / one).read_text(encoding="utf-8")]
    marked.remove(Path(__file__).relative_to(ROOT).as_posix())
    assert {folder for folder in named if any(one.startswith(f"{folder}/") for one in marked)} == {*named}
    assert [one for one in marked if not one.startswith(tuple(f"{folder}/" for folder in named))] == []


def test_every_counted_room_lies_where_make_looks_for_it() -> None:
    """`make coverage` collects the folders that it names; `make test` leaves counted tests out elsewhere."""
    rooms = re.search(r"^COUNTED = \$\(foreach room,([a-z ]+),(.*)\)$", MAKEFILE, re.MULTILINE)
    named = {path.replace("$(room)", room) for room in rooms[1].split() for path in rooms[2].split()}
    counted = {
        path.relative_to(ROOT).as_posix()
        for top in ("analysttools", "tests")
        for path in (ROOT / top).rglob("*")
        if path.name in conftest.COUNTED and any(path.glob("*.py"))
    }
    assert named == counted
