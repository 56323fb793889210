"""A case in a folder whose claims over time are as odd as they may be: for charts and views of one series.

The rest of the case is that of ``tests/cases/strait``.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

STRAIT = Path(__file__).parent.parent / "cases" / "strait"
NUMBERS = ("low", "best", "high")
# Which numbers stand with a qualifier; values are the most frequent, for only they are joined by steps.
QUALIFIERS = {
    **{"at_least": ["low"], "more_than": ["low"], "up_to": ["high"], "fewer_than": ["high"]},
    **{"between": ["low", "high"], "vague": [], "nearly": ["best"], "stated": ["best"], "about": ["best"]},
}
OFTEN = ["stated", "about"] * 5
VALUES = [10, 20, 30, 35, 40, 50, 100, 1200]
VAST = 2 * 10**15
# What a claim need not say in this case.
OPTIONAL = ("asserted", "period")


def write_case(folder: Path, claims: list[dict[str, Any]], claimants: Sequence[str] = ()) -> Path:
    """Write a case with these claims, and further claimants, into a new folder."""
    shutil.copytree(STRAIT, folder)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    fields = next(one["schema"]["fields"] for one in package["resources"] if one["name"] == "claims")
    for field in fields:
        if field["name"] in OPTIONAL:
            field.get("constraints", {}).pop("required", None)
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    there = pd.read_csv(STRAIT / "claims.csv", dtype=str).columns
    pd.DataFrame(claims).reindex(columns=there).to_csv(folder / "claims.csv", index=False)
    sources = pd.read_csv(STRAIT / "sources.csv", dtype=str)
    sources.assign(published="2041-01-01").to_csv(folder / "sources.csv", index=False)
    known = pd.read_csv(STRAIT / "claimants.csv", dtype=str)
    further = pd.DataFrame({"claimant_id": claimants, "name_en": claimants, "label_en": claimants})
    pd.concat([known, further.assign(side="coast", kind="media")]).to_csv(
        folder / "claimants.csv", index=False
    )
    return folder


def make_total(claim_id: str, day: str, number: int, claimant_id: str = "coast-guard") -> dict[str, Any]:
    """Return a plain claim: how many were killed from one day on, said on the day up to which it counts."""
    return {
        **{"claim_id": claim_id, "measure": "killed", "population": "upland", "place_id": "strait-road"},
        **{"kind": "cumulative", "period": f"2031-03-10/{day}", "best": number, "qualifier": "about"},
        **{"claimant_id": claimant_id, "asserted": day, "source_id": "post-04-03"},
        **{"status": "claimed_by_party", "summary_en": "Made up."},
    }


def make_odd_claims(seed: int, count: int) -> list[dict[str, Any]]:
    """Return claims with days open, unsure or missing, and numbers revised, repeated, vast or none."""
    chance = random.Random(seed)  # noqa: S311  (a seed, no secret)
    made: list[dict[str, Any]] = []
    for rank in range(count):
        claim_id = f"c{chance.randrange(10_000):04d}-{rank}"  # in another order than the claims
        claim = make_total(claim_id, "2031-04-01", 0, chance.choice(["coast-guard", "tern-atlas"]))
        claim |= {"kind": chance.choice(["cumulative", "cumulative", "stock", "flow"])}
        claim |= {"measure": "area_held_km2"} if claim["kind"] == "stock" else {}
        claim |= {"period": _period(chance, claim["kind"]), "asserted": _asserted(chance)}
        made.append(claim | _number(chance) | _link(chance, claim, made))
    return made


def _number(chance: random.Random) -> dict[str, Any]:
    qualifier = chance.choice([*QUALIFIERS, *OFTEN])
    value = VAST if chance.random() < 0.03 else chance.choice(VALUES)
    stated = {name: value + 5 * (name == "high") for name in QUALIFIERS[qualifier]}
    return {**dict.fromkeys(NUMBERS), **stated, "qualifier": qualifier}


def _period(chance: random.Random, kind: str) -> str | None:
    day = f"2031-04-{chance.randint(10, 28)}"
    if chance.random() < 0.04:
        return None
    if kind == "cumulative":
        start = chance.choice(["..", "2031-03-10", "2031-03-10", "2031-03"])
        return f"{start}/{chance.choice([day, day, '2031-04', '2031-04-10~'])}"
    if kind == "flow":
        return chance.choice(["2031-04-01/2031-04-30", "[2031-04-01..2031-04-30]", "2031-04"])
    return chance.choice([day, "2031-04", f"2031-04-05/{day}"])


def _asserted(chance: random.Random) -> str | None:
    day = f"2031-04-{chance.randint(10, 24)}"
    unsure = [f"2031-04-09/{day}", f"../{day}", f"{day}/..", "2031-04", None]
    return chance.choice([*[day] * 6, *unsure])


def _link(chance: random.Random, claim: dict[str, Any], made: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what a claim replaces or repeats, of what was said by then."""
    is_plain = len(claim["asserted"] or "") == len("2031-04-01")
    before = [
        one
        for one in made
        if is_plain and len(one["asserted"] or "") == 10 and one["asserted"] <= claim["asserted"]
    ]
    same = [one for one in before if all(one[key] == claim[key] for key in ("claimant_id", "kind"))]
    if same and chance.random() < 0.5:
        return {"supersedes": chance.choice(same)["claim_id"]}
    return {"derived_from": chance.choice(before)["claim_id"]} if before and chance.random() < 0.1 else {}
