"""What the front end is given of ways and repeats: the words of the charts, for each claim by itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pandas as pd
import pytest

import analysttools as at
from analysttools.case.loading import Case
from analysttools.charts.drawing.repeat_words import UNSEEN
from analysttools.explorer.view_model.retellings import CHANGES, list_retellings, list_ways

NUMBERS = {
    "at_least": {"low": 30},
    "more_than": {"low": 30},
    "up_to": {"high": 50},
    "fewer_than": {"high": 50},
    "between": {"low": 30, "high": 50},
    "stated": {"best": 40},
    "about": {"best": 30},
    "nearly": {"best": 50},
    "vague": {},
}


def phrases(case: Case, claim: str, lang: str = "en") -> list[str]:
    """Return what changed between a claim and all that it repeats."""
    ids = at.select(case)["claim_id"].tolist()
    told = list_retellings(case, ids)
    own = told[told["claim"] == ids.index(claim)]
    return [phrase for changes in own[f"changes_{lang}"] for phrase in changes]


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("us-un-wood-2024-10-31-kursk", ["upper bound lost (up to 8,000 → 8,000)"]),
        (
            "joongang-2024-12-17-killed",
            [
                "population narrowed (Russian and North Korean forces together → North Korean forces)",
                "period changed (up to 14 Dec 2024 → up to 17 Dec 2024)",
            ],
        ),
        (
            "the-moscow-times-2025-04-22-kursk-area-held-square-miles",
            ["qualifier dropped, number converted wrongly: should be 12 (nearly 31 km² → 20 square miles)"],
        ),
        ("up-2024-12-19-nis-killed", ["unchanged"]),
    ],
)
def test_a_change_is_a_phrase_with_what_was_and_what_became_of_it(
    case: Case, claim: str, said: list[str]
) -> None:
    """Number first, then what is counted, of whom, where, when; no id and no code."""
    assert phrases(case, claim) == said


def test_changes_are_said_in_the_language_of_the_reader(case: Case) -> None:
    """Names, numbers and days are those of the language."""
    assert phrases(case, "us-un-wood-2024-10-31-kursk", "fr") == [
        "maximum perdu (jusqu’à 8\u202f000 → 8\u202f000)"
    ]


def test_every_change_of_a_number_has_its_phrase() -> None:
    """Whatever a bound or a qualifier becomes, and whatever is counted then, is said in words."""
    shapes = [
        {"qualifier": qualifier, **numbers, **counted}
        for (qualifier, numbers), counted in product(NUMBERS.items(), [_counted("a"), _counted("b_planned")])
    ]
    pairs = list(product(shapes, shapes))
    like = {"claimant_id": "x", "unit": "km2", "low": None, "best": None, "high": None}
    ends = [
        {**like, **shape, "claim_id": f"{place}-{end}", "derived_from": f"{place}-0" if end else None}
        for place, pair in enumerate(pairs)
        for end, shape in enumerate(pair)
    ]
    found = {*at.drift(pd.DataFrame(ends))["change"]}
    assert len(found) > 20
    assert found - {*CHANGES["en"], *UNSEEN} == set()


def _counted(name: str) -> dict[str, str]:
    """Return what a claim counts; all of it differs for another name."""
    kind = "flow" if name == "a" else "cumulative"
    return {"measure": name, "population": name, "place_id": name, "kind": kind, "period": "2031-04"}


def test_what_is_unchanged_is_not_carried_twice(case: Case) -> None:
    """Of a field that both say alike the words stand with the claims; a time that is the same is left out."""
    ids = at.select(case)["claim_id"].tolist()
    told = list_retellings(case, ids)
    own = told[told["claim"] == ids.index("us-un-wood-2024-10-31-kursk")].iloc[0]
    assert own["fields_en"] == ((("up to", "struck"), ("8,000", "kept")), None, None, None, None)


def test_a_way_is_told_from_origin_to_page(case: Case) -> None:
    """Each claim has the origin as its page spells it, and who passed it on."""
    rows = at.select(case)
    ways = list_ways(case).set_index(rows["claim_id"])
    chain = rows.set_index("claim_id").at["trt-2024-12-16-over-30", "chain"]
    assert ways.at["trt-2024-12-16-over-30", "head"] == chain.split(" > ")[0]
    assert ways["way_fr"].str.contains("par ").any()


def test_a_case_without_repeats_has_no_retellings(case: Case) -> None:
    """Nothing is told, and nothing fails."""
    alone = replace(case, claims=case.claims[case.claims["derived_from"].isna()])
    assert list_retellings(alone, alone.claims["claim_id"].tolist()).empty
