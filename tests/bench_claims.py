"""Ratios for the functions on claims, part of ``make bench``: each against a yardstick of the same run.

Claims are generated: the measures, populations, kinds and qualifiers of the shipped case in the shares
that they have there, about twenty claims a scope, one claim in a hundred a repeat.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

import analysttools as at

ROOT = Path(__file__).resolve().parent.parent
PER_SCOPE = 20
SCOPE = ["measure", "population", "place_id", "kind", "period"]


def generate_claims(count: int, seed: int = 20241216) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give `count` claims like those of the shipped case, and what is part of what among them."""
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
    """Give the median of the seconds that `work` takes."""
    seconds = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return sorted(seconds)[rounds // 2]


def double_loop(claims: pd.DataFrame, parts: pd.DataFrame) -> int:
    """Find conflicts as one would write it at first: each claim against each other."""
    rows = [row for _, row in claims.iterrows()]
    intervals = at.bounds(claims)
    low, high = intervals["low"].tolist(), intervals["high"].tolist()
    found = 0
    for i, one in enumerate(rows):
        for j, other in enumerate(rows):
            if low[i] > high[j] and at.relate(one, other, parts).relation in ("like", "part of"):
                found += 1
    return found


def peak_memory() -> int:
    """Give the most memory that this process has held."""
    return 1024 * int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
