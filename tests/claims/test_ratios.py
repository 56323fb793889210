"""One claimant's number in another of the same claimant: which are paired, what follows, what is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analysttools as at

CASES = Path("tests/cases")
LOST, SENT = {"measure": "killed_or_wounded"}, {"measure": "personnel_deployed"}


def make(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return claims of one claimant, day and source, where a row says nothing else."""
    shared = {"claimant_id": "nis", "asserted": "2025-04-30", "source_id": "kbs", "derived_from": None}
    scope = {"population": "dprk", "place_id": "kursk-oblast", "kind": "cumulative", "period": "../2025-04"}
    numbers = {"low": np.nan, "best": np.nan, "high": np.nan, "qualifier": "stated"}
    claims = pd.DataFrame(
        [{"claim_id": f"c{at}", **shared, **scope, **numbers, **row} for at, row in enumerate(rows)]
    )
    return claims.astype({"low": float, "best": float, "high": float, "derived_from": "str"})


def divide(top: dict[str, Any], bottom: dict[str, Any], **how: Any) -> pd.DataFrame:
    """Return the ratios of one claim of losses and one of those sent."""
    claims = make({**LOST, **top}, {**SENT, **bottom})
    return at.ratios(claims.iloc[:1], claims.iloc[1:], **how)


def test_shares_of_the_kursk_case() -> None:
    """The share lost by Zelensky's own two numbers and by those of the British ministry, and no others."""
    claims = at.load_case(CASES / "kursk").claims
    lost = at.choose(claims, measure=["killed", "killed_or_wounded", "casualties_all"])
    sent = at.choose(claims, measure=["personnel_deployed", "personnel_in_area"], kind="cumulative")
    found = at.ratios(lost, sent, chains=claims)
    assert found["whole_id"].tolist() == ["zelensky-2025-01-21-kursk-dprk", "uk-mod-2025-06-15-kursk"]
    assert found["sentence"].tolist() == [
        "4,000 of 12,000: about 33 % (our division)",
        "more than 6,000 of about 11,000: more than 54 % (our division)",
    ]


def test_the_killed_for_every_hundred_wounded() -> None:
    """The killed are no part of the wounded, and the sentence does not say that they are."""
    claims = at.load_case(CASES / "kursk").claims
    killed, wounded = (at.choose(claims, claimant_id="nis", measure=one) for one in ("killed", "wounded"))
    found = at.ratios(killed, wounded, is_share=False, chains=claims)
    assert found["sentence"].iloc[0] == "about 300 for about 2,700: about 11 for every 100 (our division)"


@pytest.mark.parametrize(
    ("top", "bottom", "ends", "words"),
    [
        ({"best": 300}, {"best": 1000}, (0.3, 0.3), "about 30 %"),
        ({"low": 300, "qualifier": "at_least"}, {"best": 1000}, (0.3, None), "at least 30 %"),
        ({"best": 300}, {"low": 1000, "qualifier": "more_than"}, (None, 0.3), "less than 30 %"),
        ({"best": 300}, {"high": 1000, "qualifier": "up_to"}, (0.3, None), "at least 30 %"),
        ({"low": 100, "high": 200, "qualifier": "between"}, {"best": 300}, (1 / 3, 2 / 3), "33 to 67 %"),
        ({"best": 7}, {"best": 1000}, (0.007, 0.007), "about 0.7 %"),
        ({"best": 300}, {"best": 0}, (None, None), "nothing follows, as nothing can be divided by 0"),
        (
            {"low": 300, "qualifier": "at_least"},
            {"low": 1000, "qualifier": "at_least"},
            (None, None),
            "neither a least nor a greatest value follows",
        ),
    ],
)
def test_ends_that_are_open_stay_open(
    top: dict[str, Any], bottom: dict[str, Any], ends: tuple[float | None, float | None], words: str
) -> None:
    """A bound of either number is one of the share, and never rounded to the side that it excludes."""
    row = divide(top, bottom).iloc[0]
    assert row[["low", "high"]].astype(object).replace({np.nan: None}).tolist() == pytest.approx(list(ends))
    assert f": {words}" in row["sentence"]


def test_a_round_number_is_given_room_if_asked() -> None:
    """4,700 of 15,000 is 30 to 33 per cent where both are read as round, and marked as such."""
    row = divide({"best": 4700}, {"best": 15000}, rounding=True).iloc[0]
    assert row["sentence"] == "4,700 of 15,000: 30 to 33 % (our division)"
    assert row["is_rounded"]


def test_those_present_on_a_day_are_not_called_the_whole() -> None:
    """The dead are not among those who are there, and the sentence names both kinds."""
    row = divide({"best": 6000}, {"best": 10000, "kind": "stock", "period": "2026-02"}).iloc[0]
    assert row[["kind", "whole_kind", "whole_period"]].tolist() == ["cumulative", "stock", "2026-02"]
    assert row["sentence"].startswith("6,000 (total so far) against 10,000 (on a day): about 60 %")


@pytest.mark.parametrize(
    ("bottom", "said_in"),
    [
        ({"source_id": "another"}, ["one day"]),
        ({"asserted": "2025-04"}, ["one source"]),
        ({"asserted": "2025-04", "source_id": "another"}, []),
        ({"asserted": "2025-03-01"}, []),
        ({"claimant_id": "rok-jcs"}, []),
        ({"population": "russia"}, []),
        ({"derived_from": "c0"}, []),
        ({"best": np.nan, "qualifier": "vague"}, []),
        ({"kind": None}, []),
    ],
)
def test_only_what_one_claimant_said_at_once_is_divided(bottom: dict[str, Any], said_in: list[str]) -> None:
    """One day or one source; never another claimant, another population, a repeat or a word."""
    claims = make({**LOST, "best": 300}, {**SENT, "best": 1000, **bottom})
    found = at.ratios(claims.iloc[:1], claims.iloc[1:], chains=claims)
    assert found["said_in"].tolist() == said_in


def test_a_claim_is_not_divided_by_itself() -> None:
    """The same rows on both sides give each pair of two claims, and no claim with itself."""
    claims = make({**LOST, "best": 300}, {**SENT, "best": 1000})
    found = at.ratios(claims, claims)
    assert found[["claim_id", "whole_id"]].to_numpy().tolist() == [["c0", "c1"], ["c1", "c0"]]


def test_a_number_that_was_replaced_later_counts_until_then() -> None:
    """With known_by the division is of what was known on that day."""
    later = {"best": 1500, "asserted": "2025-05-02"}
    claims = make({**LOST, "best": 300}, {**SENT, "best": 1000}, {**SENT, **later})
    claims["supersedes"] = [None, None, "c1"]
    ids = [
        at.ratios(claims.iloc[:1], claims.iloc[1:2], chains=claims, known_by=day)["whole_id"].tolist()
        for day in ("2025-05-01", None)
    ]
    assert ids == [["c1"], []]


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_and_its_whole_give_the_number_again(top: int, bottom: int) -> None:
    """What is divided comes back, and room for rounding only widens the share."""
    plain, wide = (divide({"best": top}, {"best": bottom}, rounding=room).iloc[0] for room in (False, True))
    assert plain["low"] * bottom == pytest.approx(top)
    assert np.nan_to_num(wide["low"]) <= plain["low"] <= np.nan_to_num(wide["high"], nan=np.inf)
