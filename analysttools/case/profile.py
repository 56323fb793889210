"""What every case needs of its schemas, for rules and charts to mean something.

Belongs here: columns, types, keys and words that are fixed. Does not belong here: what a case may choose,
which stands in its ``datapackage.json``.
"""

# Which of low, best, high a qualifier needs and which it forbids. A range may have a stated value in it.
BOUNDS_BY_QUALIFIER = {
    "stated": ({"best"}, {"low", "high"}),
    "about": ({"best"}, {"low", "high"}),
    "nearly": ({"best"}, {"low", "high"}),
    "at_least": ({"low"}, {"best", "high"}),
    "more_than": ({"low"}, {"best", "high"}),
    # A count of names or portraits that were disclosed: no fewer, and perhaps more.
    "disclosed": ({"low"}, {"best", "high"}),
    "up_to": ({"high"}, {"low", "best"}),
    "fewer_than": ({"high"}, {"low", "best"}),
    "between": ({"low", "high"}, set()),
    "vague": (set(), {"low", "best", "high"}),
}
# The tables and columns that every case needs. The first column is the key. Texts in French (`name_fr` ...)
# are a case's own choice: where they are missing, the English ones are shown.
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
    "claimants": ["claimant_id", "name_en", "label_en", "side"],
    "populations": ["population_id", "name_en", "parts"],
    "measures": ["measure_id", "name_en", "unit", "parts"],
    "places": ["place_id", "name_en", "within", "lat", "lon"],
    "sectors": ["sector_id", "name_en"],
}
# Vocabularies that a case may have.
VOCABULARIES = {
    "sides": ["side_id", "name_en", "label_en", "colour", "order"],
    "splits": ["split_id", "column", "whole", "parts", "parts_are"],
}
# Tables that a case may have: ground measured on control polygons. Their days are read as days.
OPTIONAL = {
    "daily_area": [
        *["area_id", "map_day", "sector", "area_km2", "since", "net_km2", "gained_km2", "lost_km2"],
        *["slivers", "slivers_km2", "redrawn", "jump", "repair", "source_id"],
    ],
    "monthly_change": [
        *["change_id", "period", "sector", "from_day", "to_day", "days", "net_km2", "gained_km2"],
        *["lost_km2", "slivers", "slivers_km2", "redrawn", "missing_days", "cut", "net_day_before_km2"],
        *["net_day_after_km2", "repair", "source_id"],
    ],
    "control": [
        *["spell_id", "place_id", "side", "first_day", "last_day", "changed_after", "missing_days"],
        "source_id",
    ],
    "cells": [
        *["cell_id", "west", "south", "east", "north", "cell_km2", "share", "from_day", "to_day"],
        *["first_day", "last_day", "source_id"],
    ],
}
DAYS = {
    "daily_area": ("map_day", "since"),
    "monthly_change": ("from_day", "to_day"),
    "control": ("first_day", "last_day", "changed_after"),
    "cells": ("from_day", "to_day", "first_day", "last_day"),
}
_MEASURED = ("net_km2", "gained_km2", "lost_km2", "slivers_km2", "redrawn")
NUMBERS = {
    "claims": ("low", "best", "high"),
    "places": ("lat", "lon"),
    "sides": ("order",),
    "daily_area": ("area_km2", *_MEASURED),
    "monthly_change": (*_MEASURED, "net_day_before_km2", "net_day_after_km2"),
    "cells": ("west", "south", "east", "north", "cell_km2", "share"),
}
# Columns of measured tables that count, whatever the table.
INTEGERS = ("slivers", "days")
# Units that are counted in whole numbers where a case names none itself.
WHOLE_UNITS = ("persons", "settlements", "vehicles")
DATES = {
    "claims": ("period", "asserted"),
    "events": ("date", "asserted"),
    "sources": ("published",),
    **DAYS,
}
REFERENCES = {
    "claims": {
        **{"measure": "measures", "population": "populations", "place_id": "places"},
        **{"claimant_id": "claimants", "source_id": "sources"},
    },
    "events": {
        **{"sector": "sectors", "place_id": "places"},
        **{"claimant_id": "claimants", "source_id": "sources"},
    },
    "daily_area": {"source_id": "sources"},
    "monthly_change": {"source_id": "sources"},
    "control": {"place_id": "places", "source_id": "sources"},
    "cells": {"source_id": "sources"},
}
# References to a vocabulary that a case may have: needed where it has it.
REFERENCES_IF_THERE = {"claimants": {"side": "sides"}}
_PARTS_ARE = ("all", "disjoint", "some")
# Columns of which the rules read the words: a schema may allow these and no others.
WORDS = {
    ("claims", "qualifier"): tuple(BOUNDS_BY_QUALIFIER),
    ("claims", "kind"): ("stock", "flow", "cumulative"),
    ("claims", "supersedes_as"): ("update", "correction", "withdrawal"),
    ("measures", "parts_are"): _PARTS_ARE,
    ("populations", "parts_are"): _PARTS_ARE,
    ("splits", "parts_are"): _PARTS_ARE,
    ("splits", "column"): ("measure", "population"),
}
