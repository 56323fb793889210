"""Ratios against yardsticks measured in the same run: ``make bench``. Not part of the tests.

Reading 100,000 events in the columns of UCDP GED, made up here with as much text as a release has, is set
against a bare ``pandas.read_csv`` of the same file, in fresh processes and in turn. Each process reads the
file once before: what is timed is the second reading. The ratio is that of the medians.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from pathlib import Path

import numpy as np
from bench_loading import TIMED, pair, report

from analysttools.exchange.ucdp import COLUMNS

EVENTS = 100_000
ROUNDS = 7
WORDS = ["killed", "soldiers", "near", "town", "clashes", "army", "rebels", "attack", "village", "shelling"]


def generate(path: Path, count: int = EVENTS) -> None:
    """Write events that differ from row to row, a few of them with numbers out of order, as releases have."""
    chance = np.random.default_rng(20241216)
    start = np.datetime64("2014-01-01") + chance.integers(0, 3000, count)
    end = start + chance.integers(0, 3, count)
    low = chance.integers(0, 40, count)
    best = low + chance.integers(0, 5, count)
    high = best + chance.integers(0, 5, count) - 5 * (chance.random(count) < 0.02)
    place, words = chance.integers(0, 900, count), chance.integers(0, len(WORDS), (count, 14))
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n", restval="")
        table.writeheader()
        for at in range(count):
            headline = " ".join(WORDS[word] for word in words[at])
            table.writerow(
                {
                    **{"id": 100_000 + at, "relid": f"MRW-2031-1-{at}", "year": str(start[at])[:4]},
                    **{"active_year": 1, "code_status": "Clear", "type_of_violence": 1},
                    **{"conflict_name": "Merrow: Uplands", "dyad_name": "Government of Merrow - Uplands"},
                    **{"side_a": "Government of Merrow", "side_b": f"Uplands {place[at] % 7}"},
                    **{"source_article": f'"Merrow Post,{end[at]},{headline}"', "source_headline": headline},
                    **{"source_office": "Merrow Post", "source_date": end[at], "number_of_sources": 1},
                    **{"source_original": f"official {place[at] % 50}", "where_prec": 1 + place[at] % 6},
                    **{"where_coordinates": f"town {place[at]}", "adm_1": f"province {place[at] % 20}"},
                    **{"latitude": place[at] / 1000, "longitude": place[at] / 500, "country": "Merrow"},
                    **{"geom_wkt": f"POINT ({place[at] / 500} {place[at] / 1000})", "region": "Europe"},
                    **{"event_clarity": 1, "date_prec": 1 + int(end[at] > start[at])},
                    **{"date_start": start[at], "date_end": end[at], "deaths_a": low[at] // 2 * (at % 5 < 2)},
                    **{
                        "deaths_b": low[at] // 3 * (at % 5 < 2),
                        "deaths_civilians": low[at] % 7 * (at % 5 == 3),
                        "deaths_unknown": 0,
                    },
                    **{"best": best[at], "high": max(high[at], 0), "low": low[at], "gwnoa": "369.0"},
                }
            )


def main() -> int:
    """Measure and print everything."""
    print(f"{'':58} {'ours':>10} {'yardstick':>10}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ged.csv")
        generate(path)
        prepared = "import pandas, analysttools, sys, time; "
        # once before it is timed: what each side imports on first use, and memory that is asked for first
        read = prepared + "from analysttools.exchange.ucdp import read_ucdp as read; read(sys.argv[1]); "
        bare = prepared + "from pandas import read_csv as read; read(sys.argv[1]); "
        timed = TIMED.format(code="read(sys.argv[1])")
        mine, theirs = pair(read + timed, bare + timed, ROUNDS, str(path))
        report(f"read_ucdp of {EVENTS:,} events : pandas.read_csv", mine, theirs, mine / theirs, "at most 4")
    return 0


if __name__ == "__main__":
    sys.exit(main())
