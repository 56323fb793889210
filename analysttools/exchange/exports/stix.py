"""STIX 2.1: each claim a note by its claimant, ratings of the case as opinions, the case a report.

Belongs here: the bundle. Does not belong here: ratings that nobody gave.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

import pandas as pd

from analysttools.case.credit import Credit, read_credit
from analysttools.case.loading import Case
from analysttools.case.vocabulary import with_names
from analysttools.formatting import say_claims

LOST = [
    "low, best and high: a note has words alone, and holds them there",
    "what a claim repeats or replaces, parts of measures and populations, events",
]
# What the credibility of the Admiralty code says, in the words of STIX; 6 is "cannot be judged".
_OPINIONS = {"1": "strongly-agree", "2": "agree", "3": "neutral", "4": "disagree", "5": "strongly-disagree"}
_CLASSES = {"person": "individual", "institution": "organization", "armed_unit": "organization"}
_EPOCH = "1970-01-01"
# The namespace of ids: the same case gives the same ids wherever it is exported.
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "analysttools")


def write_stix(case: Case, lang: str = "en") -> dict[str, bytes]:
    """Return a bundle; its ids and times follow from the case, so that it is the same each time."""
    credit = read_credit(case)
    claims = with_names(case.claims, case, lang)
    day = credit.as_of or _EPOCH
    makers = _object(
        credit, "identity", "makers", day, name=f"The makers of: {credit.title}", identity_class="group"
    )
    claimants = case.claimants[case.claimants["claimant_id"].isin(claims["claimant_id"])]
    identities = {
        row["claimant_id"]: _object(
            credit,
            "identity",
            row["claimant_id"],
            day,
            name=row["name_en"],
            identity_class=_CLASSES.get(str(row.get("kind")), "unspecified"),
        )
        for row in claimants.to_dict("records")
    }
    places = case.places[case.places["place_id"].isin(claims["place_id"].dropna())]
    locations = {row["place_id"]: _location(credit, row, day) for row in places.to_dict("records")}
    notes, opinions = [], []
    for row, words in zip(claims.to_dict("records"), say_claims(claims, lang), strict=True):
        place = locations.get(row["place_id"])
        about = [identities[row["claimant_id"]]["id"] if place is None or "id" not in place else place["id"]]
        note = _note(credit, row, words, identities[row["claimant_id"]]["id"], about)
        notes.append(note)
        if str(row.get("credibility")) in _OPINIONS:
            opinions.append(_opinion(credit, row, note["id"], makers["id"]))
    known = [place for place in locations.values() if place]
    parts = [makers, *identities.values(), *known, *notes, *opinions]
    report = _object(
        credit,
        "report",
        "case",
        day,
        name=credit.title,
        description=credit.describe(),
        published=f"{day}T00:00:00Z",
        created_by_ref=makers["id"],
        object_refs=[one["id"] for one in parts],
    )
    bundle = {"type": "bundle", "id": f"bundle--{_uuid(credit, 'bundle')}", "objects": [*parts, report]}
    return {"case.json": f"{json.dumps(bundle, ensure_ascii=False, indent=1)}\n".encode()}


def _uuid(credit: Credit, name: str) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, f"{credit.name}/{name}")


def _object(credit: Credit, kind: str, key: str, day: str, **properties: Any) -> dict[str, Any]:
    """Return an object with what STIX asks of each."""
    time = f"{day}T00:00:00.000Z"
    head = {"type": kind, "spec_version": "2.1", "id": f"{kind}--{_uuid(credit, f'{kind}/{key}')}"}
    return {**head, "created": time, "modified": time, **properties}


def _location(credit: Credit, row: dict[str, Any], day: str) -> dict[str, Any]:
    """Return a place that can be said in STIX, which needs a country or a point; else nothing."""
    said: dict[str, Any] = {"name": row["name_en"]}
    if not pd.isna(row.get("country")):
        said["country"] = row["country"]
    if not pd.isna(row.get("lat")) and not pd.isna(row.get("lon")):
        said |= {"latitude": float(row["lat"]), "longitude": float(row["lon"])}
    return _object(credit, "location", row["place_id"], day, **said) if len(said) > 1 else {}


def _note(credit: Credit, row: dict[str, Any], words: str, claimant: str, about: list[str]) -> dict[str, Any]:
    """Return a claim as a note of its claimant."""
    parts = [row.get("population_name"), row.get("place_name"), row["period"], row["kind"], row["status"]]
    where = ", ".join(str(part) for part in parts if not pd.isna(part))
    numbers = "; ".join(f"{name} {row[name]:g}" for name in ("low", "best", "high") if not pd.isna(row[name]))
    summary = row.get("summary_en")
    content = (
        f"{row['measure_name']}: {words} ({where}). {summary if not pd.isna(summary) else ''} [{numbers}]"
    )
    page = {
        "source_name": str(row.get("publisher") or row["source_id"]),
        "external_id": str(row["source_id"]),
    }
    if not pd.isna(row.get("url")):
        page["url"] = str(row["url"])
    asserted = row["asserted_earliest"]
    day = _EPOCH if pd.isna(asserted) else f"{asserted:%Y-%m-%d}"
    said = {
        "content": content.replace(" []", ""),
        "external_references": [page],
        "labels": [str(row["measure"])],
    }
    return _object(credit, "note", row["claim_id"], day, created_by_ref=claimant, **said, object_refs=about)


def _opinion(credit: Credit, row: dict[str, Any], note: str, makers: str) -> dict[str, Any]:
    """Return the credibility that the case gives a claim."""
    asserted = row["asserted_earliest"]
    day = _EPOCH if pd.isna(asserted) else f"{asserted:%Y-%m-%d}"
    return _object(
        credit,
        "opinion",
        row["claim_id"],
        day,
        created_by_ref=makers,
        opinion=_OPINIONS[str(row["credibility"])],
        explanation=f"credibility {row['credibility']} of the Admiralty code",
        object_refs=[note],
    )
