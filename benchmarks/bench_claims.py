"""Ratios for the functions on claims: ``make bench``. Each is against a yardstick of the same run.

Claims are generated: the measures, populations, kinds and qualifiers of the shipped case in the shares
that they have there, about twenty claims a scope, one claim in a hundred a repeat.
"""

from __future__ import annotations

import math
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

import analysttools as at

ROOT = Path(__file__).resolve().parent.parent
PER_SCOPE = 20
SMALL, LARGE, LOOPED = 100_000, 1_000_000, 2_000
SCOPE = ["measure", "population", "place_id", "kind", "period"]


def generate_claims(count: int, seed: int = 20241216) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return `count` claims like those of the shipped case, and what is part of what among them."""
    chance = np.random.default_rng(seed)
    case = at.load_case(ROOT / "data")
    real = case.claims[case.claims["kind"].notna() & (case.claims["qualifier"] != "vague")]
    drawn = real.iloc[chance.integers(0, len(real), count)].reset_index(drop=True)
    scopes = real[["measure", "population", "kind"]].drop_duplicates().shape[0]
    places = max(count // (PER_SCOPE * scopes), 1)
    number = pd.Series(chance.integers(0, places, count))
    is_region = chance.random(count) < 0.05
    place = ("place-" + number.astype(str)).mask(is_region, "region-" + (number // 20).astype(str))
    day = np.datetime64("2022-01-01") + chance.integers(0, 1400, count)
    length = np.where(drawn["kind"] == "flow", chance.integers(0, 30, count), chance.integers(0, 3, count))
    start, end = pd.Series(day), pd.Series(day + length)
    is_total = drawn["kind"] == "cumulative"
    start = start.where(~is_total, pd.Timestamp("2021-12-01")).astype("datetime64[s]")
    is_silent = is_total & (chance.random(count) < 0.8)
    start = start.mask(is_silent)
    text = start.dt.strftime("%Y-%m-%d").fillna("..") + "/" + end.dt.strftime("%Y-%m-%d")
    growth = np.where(is_total, (pd.Series(day) - pd.Timestamp("2022-01-01")).dt.days * 50, 5000)
    value = np.round(growth * chance.lognormal(0, 0.3, count), -2) + 100
    spread = {"low": 0.95, "best": 1.0, "high": 1.05}
    numbers = {
        name: pd.Series(np.round(value * by)).where(drawn[name].notna()) for name, by in spread.items()
    }
    ids = pd.Series(np.arange(count)).astype(str)
    earlier = pd.Series(chance.integers(0, np.maximum(np.arange(count), 1))).astype(str)
    is_repeat = (chance.random(count) < 0.01) & (np.arange(count) > 0)
    claims = drawn.assign(
        claim_id=("claim-" + ids).astype("str"),
        place_id=place.astype("str"),
        period=text.astype("str"),
        period_earliest=start,
        period_latest=end.astype("datetime64[s]"),
        asserted=end.dt.strftime("%Y-%m-%d").astype("str"),
        asserted_earliest=end.astype("datetime64[s]"),
        asserted_latest=end.astype("datetime64[s]"),
        derived_from=("claim-" + earlier).where(is_repeat).astype("str"),
        supersedes=pd.Series([None] * count, dtype="str"),
        **numbers,
    )
    own = pd.Series(np.arange(places))
    part, whole = "place-" + own.astype(str), "region-" + (own // 20).astype(str)
    within = pd.DataFrame({"column": "place_id", "part": part, "whole": whole, "is_summand": False})
    return claims, pd.concat([case.parts, within], ignore_index=True)


def timed(work: Callable[[], object], rounds: int = 3) -> float:
    """Return the median of the seconds that `work` takes."""
    seconds = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return sorted(seconds)[rounds // 2]


def double_loop(claims: pd.DataFrame, parts: pd.DataFrame) -> int:
    """Count conflicts as one would write it at first: each claim against each other, in plain Python."""
    inside = set(parts[["part", "whole"]].itertuples(index=False, name=None))
    intervals = at.bounds(claims)
    columns = [claims[name].tolist() for name in (*SCOPE[:4], "period_earliest", "period_latest")]
    rows = list(zip(intervals["low"].tolist(), intervals["high"].tolist(), *columns, strict=True))
    found = 0
    for low, _, measure, population, place, kind, start, end in rows:
        for _, high, whole_measure, whole_population, whole_place, other_kind, begin, last in rows:
            if (
                low > high
                and kind == other_kind
                and (measure == whole_measure or (measure, whole_measure) in inside)
                and (population == whole_population or (population, whole_population) in inside)
                and (place == whole_place or (place, whole_place) in inside)
            ):
                if kind == "stock":
                    found += start <= last and begin <= end
                else:
                    found += not (begin > start) and end <= last
    return found


def growth_of_memory(count: int) -> tuple[int, int]:
    """Return how much more memory `conflicts` takes at its height, and the size of its frame."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import bench_claims as b; "
        f"claims, parts = b.generate_claims({count}); claims = claims.copy(); import gc; gc.collect(); "
        "before = b.memory('VmRSS'); b.reset_peak(); b.at.conflicts(claims, parts); "
        "print(b.memory('VmHWM') - before, claims.memory_usage(deep=True).sum())"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    peak, size = map(int, done.stdout.split())
    return peak, size


def memory(what: str) -> int:
    """Return the memory that this process holds (VmRSS), or the most that it held (VmHWM), in bytes."""
    return 1024 * int(re.search(rf"{what}:\s+(\d+)", Path("/proc/self/status").read_text())[1])


def reset_peak() -> None:
    """Let the kernel forget the most memory that this process held."""
    Path("/proc/self/clear_refs").write_text("5")


def main() -> int:
    """Measure and print everything."""
    print(f"{'':58} {'ours':>10} {'yardstick':>10}")
    claims, parts = generate_claims(SMALL)
    few = claims.head(LOOPED)
    slow = timed(lambda: double_loop(few, parts), 1) * (SMALL / LOOPED) ** 2
    times = {SMALL: timed(lambda: at.conflicts(claims, parts))}
    what = f"double loop, from {LOOPED:,} claims : conflicts of {SMALL:,}"
    report(what, slow, times[SMALL], slow / times[SMALL], "at least 100")
    claims, parts = generate_claims(LARGE)
    times[LARGE] = timed(lambda: at.conflicts(claims, parts))
    expected = LARGE * math.log(LARGE) / (SMALL * math.log(SMALL))
    ratio = times[LARGE] / times[SMALL]
    report(
        f"conflicts of {LARGE:,} : of {SMALL:,}", *reversed(times.values()), ratio, f"n log n: {expected:.1f}"
    )
    yardstick = timed(lambda: claims.groupby(SCOPE, dropna=False).size())
    work = {
        "origins": lambda: at.origins(claims),
        "as_of": lambda: at.as_of(claims, "2024-06-30"),
        "latest": lambda: at.latest(claims),
        "consensus": lambda: at.consensus(claims),
    }
    for name, call in work.items():
        ours = timed(call)
        report(f"{name} of {LARGE:,} : groupby().size()", ours, yardstick, ours / yardstick, "at most 10")
    peak, size = growth_of_memory(LARGE)
    megabytes = f"{peak / 2**20:7.0f} MB {size / 2**20:7.0f} MB"
    what = "growth of memory by conflicts : size of its frame"
    print(f"{what:58} {megabytes}   ratio {peak / size:6.2f}   expected at most 4")
    return 0


def report(what: str, ours: float, yardstick: float, ratio: float, expected: str) -> None:
    """Print one line: both medians, the ratio and what was expected of it."""
    print(
        f"{what:58} {ours:8.3f} s {yardstick:8.3f} s   ratio {ratio:6.2f}   expected {expected}", flush=True
    )


if __name__ == "__main__":
    sys.exit(main())
