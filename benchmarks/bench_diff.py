"""The difference of two cases of 100,000 claims, against loading one of them.

Run with ``python benchmarks/bench_diff.py``. Both are taken in one process, in turn; CPU seconds of medians.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from bench_loading import CLAIMS, generate

import analysttools as at
from analysttools.claims.case_changes import diff_conflicts

ROUNDS = 3


def measure(code: Callable[[], object]) -> float:
    """Return CPU seconds."""
    start = time.process_time()
    code()
    return time.process_time() - start


def main() -> None:
    """Print one line a question."""
    with tempfile.TemporaryDirectory() as name:
        generate(Path(name))
        old = at.load_case(name)
        chance = np.random.default_rng(1)
        claims = old.claims.drop(index=chance.choice(CLAIMS, 1000, replace=False)).reset_index(drop=True)
        claims.loc[claims.index % 100 == 0, "best"] *= 2
        new = replace(old, claims=claims)
        rounds = [
            (
                measure(lambda: at.load_case(name)),
                measure(lambda: at.diff_cases(old, new)),
                measure(lambda: diff_conflicts(old, new)),
            )
            for _ in range(ROUNDS)
        ]
        load, rows, pairs = (statistics.median(column) for column in zip(*rounds, strict=True))
        found = len(diff_conflicts(old, new))
        print(f"load_case of {CLAIMS:,} claims     {load:6.2f} s")
        print(
            f"diff_cases : load_case          {rows:6.2f} s   ratio {rows / load:5.2f}   expected at most 3"
        )
        print(f"{found:,} contradictions : load_case {pairs:6.2f} s   ratio {pairs / load:5.2f}")


if __name__ == "__main__":
    main()
