"""Ratios for measuring control polygons: ``make bench``. Each is against a yardstick of the same run.

The polygons lie beside the checkout, in ``../shared/snapshots``. Everything runs on one process; medians of
three, after one round that is not counted. The yardstick of areas is the obvious loop, which measures in an
equal-area projection; that of changes reads each pair of days and overlays them both ways, on every 8th
pair, and is scaled to all of them.
"""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import geopandas
import pandas as pd
from bench_claims import ROOT, report, timed

from analysttools.front import areas, changes, read_snapshots

SNAPSHOTS = ROOT.parent / "shared" / "snapshots"
FEW, SAMPLED = 60, 8
EQUAL_AREA = "EPSG:6933"


def obvious_areas(files: list[str]) -> list[float]:
    """Measure each file as one would at first."""
    return [geopandas.read_file(file).to_crs(EQUAL_AREA).area.sum() / 1e6 for file in files]


def obvious_changes(pairs: list[tuple[str, str]]) -> list[tuple[float, float]]:
    """Read each pair of files and overlay them both ways."""
    found = []
    for pair in pairs:
        before, after = map(geopandas.read_file, pair)
        gained = geopandas.overlay(after, before, how="difference")
        lost = geopandas.overlay(before, after, how="difference")
        found.append(tuple(frame.to_crs(EQUAL_AREA).area.sum() / 1e6 for frame in (gained, lost)))
    return found


def peak_memory(measure: str, count: int) -> int:
    """Return by how many bytes a fresh process grows at most when it measures the last files."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import bench_claims as b; "
        "import pyproj, shapely, simdjson; "
        f"from analysttools.front import {measure} as measure, read_snapshots; "
        f"snapshots = read_snapshots(sys.argv[2]).tail({count}); before = b.memory('VmRSS'); b.reset_peak(); "
        "measure(snapshots); print(b.memory('VmHWM') - before)"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent), str(SNAPSHOTS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return int(done.stdout)


def compare_areas(snapshots: pd.DataFrame) -> None:
    """Time areas against the obvious loop."""
    files = snapshots["file"].tolist()
    ours, slow = timed(lambda: areas(snapshots)), timed(lambda: obvious_areas(files))
    report("read_file().to_crs().area : areas, all files", slow, ours, slow / ours, "at least 4")


def compare_changes(snapshots: pd.DataFrame) -> None:
    """Time changes against overlays, and hold their gains and losses against each other."""
    files = snapshots["file"].tolist()
    every = list(pairwise(files))
    some = every[::SAMPLED]
    slow = timed(lambda: obvious_changes(some)) * len(every) / len(some)
    ours = timed(lambda: changes(snapshots))
    what = f"overlay both ways, from every {SAMPLED}th pair : changes"
    report(what, slow, ours, slow / ours, "at least 5")
    measured = changes(snapshots)[["gained_km2", "lost_km2"]].to_numpy()[::SAMPLED]
    apart = abs(measured - obvious_changes(some)).max()
    print(f"{'the greatest difference between the two, km2':58} {apart:8.4f}     expected at most 0.01")


def cost_per_day(snapshots: pd.DataFrame) -> None:
    """Time both on some and on all files, a day."""
    for measure in (areas, changes):
        few = timed(lambda measure=measure: measure(snapshots.tail(FEW))) / FEW
        full = timed(lambda measure=measure: measure(snapshots)) / len(snapshots)
        what = f"{measure.__name__}: a day of {len(snapshots)} : a day of {FEW}"
        milliseconds = f"{1000 * full:7.2f} ms {1000 * few:7.2f} ms"
        print(f"{what:58} {milliseconds}   ratio {full / few:6.2f}   expected linear: 1")


def main() -> int:
    """Measure and print everything."""
    if not SNAPSHOTS.is_dir():
        print(f"bench_front: there is no {SNAPSHOTS}, nothing is measured")
        return 0
    print(f"{'':58} {'first':>10} {'second':>10}")
    snapshots = read_snapshots(SNAPSHOTS)
    warm = snapshots.head(20)
    areas(warm), changes(warm), obvious_areas(warm["file"].tolist()[:5])
    compare_areas(snapshots)
    compare_changes(snapshots)
    cost_per_day(snapshots)
    for measure in ("areas", "changes"):
        full, few = peak_memory(measure, len(snapshots)), peak_memory(measure, FEW)
        megabytes = f"{full / 2**20:7.1f} MB {few / 2**20:7.1f} MB"
        what = f"{measure}: growth of memory, {len(snapshots)} files : {FEW} files"
        print(f"{what:58} {megabytes}   ratio {full / few:6.2f}   expected at most 1.2")
    return 0


if __name__ == "__main__":
    sys.exit(main())
