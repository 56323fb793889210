"""Whatever the bytes of a package: faults or a case, and no exception that is not ours.

FUZZ=long breaks 20,000 packages, some two hours on one core; FUZZ=300-500 those of these seeds.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from fuzzing import Files, break_files, make_base

import analysttools as at

pytestmark = pytest.mark.slow

ASKED = os.environ.get("FUZZ", "")
FIRST, LAST = (0, 20_000) if ASKED == "long" else map(int, (ASKED or "0-60").split("-"))
STEP = 20  # seeds of one test
SECONDS = 10


def write(folder: Path, files: Files) -> None:
    """Write the files of a package."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def outcome(base: Files, folder: Path, seed: int) -> str:
    """Break a package, check and load it, mend it; return what went wrong with us, in words, or nothing."""
    broken, done = break_files(base, seed)
    write(folder, broken)
    start = time.process_time()
    try:
        faults = at.check_case(folder)
        if not all(str(fault) and fault.advice for fault in faults):
            return f"seed {seed}, {done}: a fault without advice"
        if not faults:
            _ = at.load_case(folder).parts
    except Exception as error:  # whatever it is, it is what this test looks for
        return f"seed {seed}, {done}: {type(error).__name__}: {error}"
    finally:
        write(folder, {name: base[name] for name in broken})
    took = time.process_time() - start
    return f"seed {seed}, {done}: {took:.0f} seconds" if took > SECONDS else ""


@pytest.fixture(scope="module")
def base(_small_package: Path) -> Files:
    """Return the files of the package that is broken."""
    return make_base(_small_package)


def test_the_package_that_is_broken_is_whole(base: Files, tmp_path: Path) -> None:
    """Otherwise whatever is broken in it would go unnoticed."""
    write(tmp_path, base)
    assert at.check_case(tmp_path) == []


@pytest.mark.parametrize("first", range(FIRST, LAST, STEP))
def test_a_package_broken_by_chance_has_faults_or_is_a_case(base: Files, tmp_path: Path, first: int) -> None:
    """Each is told in faults with advice, or loaded, within seconds."""
    write(tmp_path, base)
    outcomes = [outcome(base, tmp_path, seed) for seed in range(first, min(first + STEP, LAST))]
    assert [one for one in outcomes if one] == []
