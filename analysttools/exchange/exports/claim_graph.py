"""Claims as linked data: ``Claim`` of schema.org, and ``ClaimReview`` where somebody gave a rating.

Belongs here: JSON-LD. Does not belong here: ratings, which are never derived from claims.
"""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from analysttools.case.credit import read_credit
from analysttools.case.loading import Case
from analysttools.case.vocabulary import with_names
from analysttools.formatting import say_claims

LOST = [
    "qualifier, kind, status, chain, what a claim repeats or replaces: Claim has no field for them, and "
    "disambiguatingDescription says them in words",
    "events, and the vocabularies but for their names",
]
# What a rating must say, and what it may say beside.
RATING = ("claim_id", "rating", "worst", "best", "by", "day")
_SAID = ("qualifier", "kind", "status", "chain", "derived_from", "supersedes", "doubt")


def write_jsonld(case: Case, lang: str = "en", ratings: pd.DataFrame | None = None) -> dict[str, bytes]:
    """Return the claims, and reviews of those that were rated, as one graph that fetches no context."""
    claims = with_names(case.claims, case, lang)
    credit = read_credit(case)
    graph = [
        {
            "@type": "Dataset",
            "@id": "#case",
            "name": credit.title,
            "description": credit.describe(),
            "version": credit.version,
            "license": ", ".join(credit.licences),
        },
        *(
            _claim(row, words, lang)
            for row, words in zip(claims.to_dict("records"), say_claims(claims, lang), strict=True)
        ),
        *([] if ratings is None else [_review(row) for row in ratings.to_dict("records")]),
    ]
    graph = [_without_empty(one) for one in graph]
    text = json.dumps(
        {"@context": {"@vocab": "https://schema.org/"}, "@graph": graph}, ensure_ascii=False, indent=1
    )
    return {"claims.jsonld": f"{text}\n".encode()}


def _claim(row: dict[str, Any], words: str, lang: str) -> dict[str, Any]:
    """Return one claim."""
    said = "; ".join(f"{name}: {row[name]}" for name in _SAID if _has(row.get(name)))
    quantity = {
        "@type": "QuantitativeValue",
        "name": row["measure_name"],
        "minValue": _number(row["low"]),
        "value": _number(row["best"]),
        "maxValue": _number(row["high"]),
        "unitText": row.get("unit"),
    }
    page = {
        "@type": "CreativeWork",
        "@id": f"#source-{row['source_id']}",
        "url": row.get("url"),
        "publisher": {"@type": "Organization", "name": row.get("publisher")},
        "datePublished": row.get("published"),
    }
    return {
        "@type": "Claim",
        "@id": f"#{row['claim_id']}",
        "identifier": row["claim_id"],
        "name": f"{row['measure_name']}: {words}",
        "text": row.get(f"summary_{lang}") or row.get("summary_en"),
        "disambiguatingDescription": said,
        "author": {"@type": "Thing", "@id": f"#claimant-{row['claimant_id']}", "name": row["claimant"]},
        "about": [quantity, {"@type": "Thing", "name": row.get("population_name")}],
        "temporalCoverage": row["period"],
        "dateCreated": row["asserted"],
        "spatialCoverage": {"@type": "Place", "name": row.get("place_name")},
        "appearance": page,
        "isPartOf": {"@id": "#case"},
    }


def _review(row: dict[str, Any]) -> dict[str, Any]:
    """Return one rating, as the user gave it."""
    rating = {
        "@type": "Rating",
        "ratingValue": str(row["rating"]),
        "worstRating": str(row["worst"]),
        "bestRating": str(row["best"]),
        "alternateName": row.get("words"),
    }
    return {
        "@type": "ClaimReview",
        "@id": f"#review-{row['claim_id']}",
        "itemReviewed": {"@id": f"#{row['claim_id']}"},
        "author": {"@type": "Thing", "name": row["by"]},
        "datePublished": str(row["day"]),
        "url": row.get("url"),
        "reviewRating": rating,
    }


def _has(value: Any) -> bool:
    return value is not None and value == value and value != ""


def _number(value: float) -> float | int | None:
    if not _has(value):
        return None
    return int(value) if float(value).is_integer() else float(value)


def _without_empty(one: Any) -> Any:
    """Return what is said, without names that have no value, and without things of which nothing is said."""
    if isinstance(one, dict):
        kept = {name: _without_empty(value) for name, value in one.items()}
        kept = {name: value for name, value in kept.items() if _has(value) and value not in ({}, [])}
        return kept if set(kept) - {"@type"} else {}
    if isinstance(one, list):
        return [value for value in map(_without_empty, one) if value != {}]
    return one
