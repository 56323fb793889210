"""What every case needs of its schemas, for rules and charts to mean something.

Belongs here: columns, types, keys and words that are fixed. What a case may choose is in its own
``datapackage.json``.
"""

# Which of low, best, high a qualifier needs and which it forbids. A range may have a stated value in it.
BOUNDS_BY_QUALIFIER = {
    "stated": ({"best"}, {"low", "high"}),
    "about": ({"best"}, {"low", "high"}),
    "nearly": ({"best"}, {"low", "high"}),
    "at_least": ({"low"}, {"best", "high"}),
    "more_than": ({"low"}, {"best", "high"}),
    "up_to": ({"high"}, {"low", "best"}),
    "fewer_than": ({"high"}, {"low", "best"}),
    "between": ({"low", "high"}, set()),
    "vague": (set(), {"low", "best", "high"}),
}
# What every case needs of its schemas, for the rules to mean something. The first column is the key.
COLUMNS = {
    "claims": [
        *["claim_id", "measure", "population", "place_id", "kind", "period", "low", "best", "high"],
        *["qualifier", "claimant_id", "asserted", "source_id", "derived_from", "supersedes"],
        *["status", "locator", "excerpt_sha256"],
    ],
    "events": [
        *["event_id", "date", "sector", "place_id", "claimant_id", "status", "source_id"],
        *["locator", "excerpt_sha256"],
    ],
    "sources": ["source_id", "publisher", "url", "published"],
    "claimants": ["claimant_id", "name_en", "name_fr", "label_en", "label_fr", "side"],
    "populations": ["population_id", "name_en", "name_fr", "parts"],
    "measures": ["measure_id", "name_en", "name_fr", "unit", "parts"],
    "places": ["place_id", "name_en", "name_fr", "within", "lat", "lon"],
    "sectors": ["sector_id", "name_en", "name_fr"],
}
NUMBERS = {"claims": ("low", "best", "high"), "places": ("lat", "lon")}
DATES = {"claims": ("period", "asserted"), "events": ("date", "asserted"), "sources": ("published",)}
REFERENCES = {
    "claims": {
        **{"measure": "measures", "population": "populations", "place_id": "places"},
        **{"claimant_id": "claimants", "source_id": "sources"},
    },
    "events": {
        **{"sector": "sectors", "place_id": "places"},
        **{"claimant_id": "claimants", "source_id": "sources"},
    },
}
WORDS = {
    ("claims", "qualifier"): tuple(BOUNDS_BY_QUALIFIER),
    ("claims", "kind"): ("stock", "flow", "cumulative"),
}
