"""Ratios for reconcile: ``make bench``. Each is against `conflicts` on the same claims, in the same run.

Claims are generated: things of 5 to 50 claims, in clusters of which each has three levels of places within
each other; in some the killed and the wounded make up the losses. Most claims of a cluster fit a course of
events; in one cluster of nine some do not, and cannot all hold.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
from bench_claims import report, timed

import analysttools as at

ROOT = Path(__file__).resolve().parent.parent
# A fifth of what `conflicts` is measured on: time grows linearly, and 100,000 claims take most of a minute.
SMALL, LARGE, ONE_THING = 5_000, 20_000, 1_000
QUALIFIERS = {
    "stated": 0.42,
    "about": 0.28,
    "more_than": 0.14,
    "nearly": 0.04,
    "at_least": 0.04,
    "between": 0.04,
    "up_to": 0.04,
}
# Measures of a cluster: of stocks, flows and totals; every fourth is split into killed and wounded.
STOCKS, FLOWS, TOTALS = ["personnel_in_area"], ["area_gained_km2"], ["vehicles_lost"]
SPLIT = ["killed", "wounded", "killed_or_wounded"]
CLUSTERS = [("stock", STOCKS), ("flow", FLOWS), ("cumulative", TOTALS), ("cumulative", SPLIT)]
FIRST_DAY, DAYS = np.datetime64("2022-02-24"), 1000
# What is counted grows by so many a day, or is so large; a place has so much of the place around it.
PER_DAY, SHARES = 40, {"country": 1.0, "region": 0.4, "place": 0.1}
MEASURED = {"killed": 0.25, "wounded": 0.75}


def generate_claims(count: int, seed: int = 20241216) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return about `count` claims in clusters of their own, and what is part of what among them."""
    chance = np.random.default_rng(seed)
    things: list[tuple[int, str, str, str, int]] = []
    cluster, made = 0, 0
    while made < count:
        kind, measures = CLUSTERS[cluster % len(CLUSTERS)]
        for measure in measures:
            for level in chance.choice(list(SHARES), size=chance.integers(1, 4), replace=False):
                size = int(chance.integers(5, 51))
                things.append((cluster, kind, measure, level, size))
                made += size
        cluster += 1
    frame = pd.DataFrame(things, columns=["cluster", "kind", "measure", "level", "size"])
    rows = frame.loc[frame.index.repeat(frame["size"])].head(count).reset_index(drop=True)
    return _claims(rows, chance), _parts(cluster)


def _claims(rows: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    """Write the claims of things whose true course is known, most of them near it."""
    count = len(rows)
    kind, cluster = rows["kind"], rows["cluster"]
    day = chance.integers(30, DAYS, count)
    length = np.where(kind == "flow", chance.integers(7, 31, count), 1)
    true = np.select([kind == "cumulative", kind == "flow"], [day * PER_DAY, length * PER_DAY], 12_000)
    true = true * rows["level"].map(SHARES) * rows["measure"].map(MEASURED).fillna(1)
    is_off = (cluster % 9 == 0) & (chance.random(count) < 0.2)
    value = (true * np.where(is_off, chance.lognormal(0, 0.2, count), 1)).round()
    qualifier = pd.Series(chance.choice(list(QUALIFIERS), count, p=list(QUALIFIERS.values())))
    is_low, is_high = (
        qualifier.isin(["more_than", "at_least", "between"]),
        qualifier.isin(["up_to", "between"]),
    )
    end = pd.Series((FIRST_DAY + day).astype("datetime64[s]")).dt.strftime("%Y-%m-%d")
    begin = pd.Series((FIRST_DAY + day - length + 1).astype("datetime64[s]")).dt.strftime("%Y-%m-%d")
    is_silent = (kind == "cumulative") & (chance.random(count) < 0.8)
    begin = begin.mask(kind == "cumulative", str(FIRST_DAY)).mask(is_silent, "..")
    ids = pd.Series(np.arange(count)).astype(str)
    return pd.DataFrame(
        {
            "claim_id": "claim-" + ids,
            "claimant_id": "claimant-" + pd.Series(chance.integers(0, 40, count)).astype(str),
            "measure": rows["measure"],
            "population": "dprk",
            "place_id": rows["level"] + "-" + cluster.astype(str),
            "kind": kind,
            "period": (begin + "/" + end).where(kind != "stock", end),
            "low": (value * 0.9).round().where(is_low),
            "best": value.where(~is_low & ~is_high),
            "high": (value * 1.1).round().where(is_high),
            "qualifier": qualifier,
            "asserted": end,
            "derived_from": pd.Series([None] * count, dtype="str"),
            "supersedes": pd.Series([None] * count, dtype="str"),
        }
    )


def _parts(clusters: int) -> pd.DataFrame:
    """Return the places of each cluster, and the measures that add up."""
    number = pd.Series(np.arange(clusters)).astype(str)
    places = [
        pd.DataFrame({"column": "place_id", "part": part + "-" + number, "whole": whole + "-" + number})
        for part, whole in (("place", "region"), ("place", "country"), ("region", "country"))
    ]
    measures = pd.DataFrame({"column": "measure", "part": SPLIT[:2], "whole": SPLIT[2]})
    return pd.concat(
        [
            measures.assign(is_summand=True, is_disjoint=True),
            pd.concat(places).assign(is_summand=False, is_disjoint=False),
        ],
        ignore_index=True,
    ).assign(split="parts")


def generate_thing(count: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the claims of one thing, and no parts."""
    chance = np.random.default_rng(7)
    rows = pd.DataFrame(
        {"cluster": 9, "kind": "cumulative", "measure": "killed", "level": "country"}, index=range(count)
    )
    return _claims(rows, chance), _parts(0)


def growth_of_memory(count: int) -> tuple[int, int]:
    """Return how much more memory `reconcile` takes at its height, and the size of its frame."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import bench_claims as m, bench_reconcile as b, gc; "
        "few = b.generate_claims(500); b.at.reconcile(*few); "
        f"claims, parts = b.generate_claims({count}); gc.collect(); "
        "before = m.memory('VmRSS'); m.reset_peak(); b.at.reconcile(claims, parts); "
        "print(m.memory('VmHWM') - before, claims.memory_usage(deep=True).sum())"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    peak, size = map(int, done.stdout.split())
    return peak, size


def main() -> int:
    """Measure and print everything."""
    print(f"{'':58} {'ours':>10} {'yardstick':>10}")
    times = {}
    for count in (SMALL, LARGE):
        claims, parts = generate_claims(count)
        times[count] = timed(lambda claims=claims, parts=parts: at.reconcile(claims, parts), 1)
    yardstick = timed(lambda: at.conflicts(claims, parts, rounding=True))
    what = f"reconcile : conflicts, of {LARGE:,} claims"
    report(what, times[LARGE], yardstick, times[LARGE] / yardstick, "at most 5")
    what = f"reconcile of {LARGE:,} claims : of {SMALL:,}"
    report(what, times[LARGE], times[SMALL], times[LARGE] / times[SMALL], f"linear: {LARGE / SMALL:.1f}")
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(abs, [1, 2]))
        parallel = timed(lambda: at.reconcile(claims, parts, executor=pool), 1)
    what = f"reconcile of {LARGE:,} claims, two processes : one"
    report(what, parallel, times[LARGE], parallel / times[LARGE], "at most 0.65")
    alone = timed(lambda: at.reconcile(*generate_thing(ONE_THING)), 1)
    yardstick = timed(lambda: at.conflicts(generate_thing(ONE_THING)[0], rounding=True))
    what = f"reconcile : conflicts, one thing of {ONE_THING:,} claims"
    report(what, alone, yardstick, alone / yardstick, "seconds")
    case = at.load_case(ROOT / "data")
    shipped = timed(lambda: at.reconcile(case.claims, case.parts))
    yardstick = timed(lambda: at.conflicts(case.claims, case.parts, rounding=True))
    report("reconcile : conflicts, the shipped case", shipped, yardstick, shipped / yardstick, "under 1 s")
    peak, size = growth_of_memory(LARGE)
    megabytes = f"{peak / 2**20:7.0f} MB {size / 2**20:7.0f} MB"
    what = "growth of memory by reconcile : size of its frame"
    print(f"{what:58} {megabytes}   ratio {peak / size:6.2f}   expected at most 4")
    return 0


if __name__ == "__main__":
    sys.exit(main())
