"""What a share of another claim's number comes to."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysttools as at

NUMBERS = {"low": np.nan, "best": np.nan, "high": np.nan}


def _claims(word: str, share: str | None, other: str | None = None, /, **whole: object) -> pd.DataFrame:
    """Return a whole and a claim that states a share of it."""
    number = {"claim_id": "all", "share_of": None, "share_low": None, "share_high": None, **NUMBERS, **whole}
    part = {"claim_id": "killed", "share_of": "all", "share_low": share, "share_high": other, **NUMBERS}
    return pd.DataFrame([number, {**part, "qualifier": word}])


KNOWN = {
    "a share of a value": (_claims("about", "3/4", "3/4", best=4000, qualifier="stated"), [3000, 3000]),
    "of a lower bound": (_claims("about", "3/4", "3/4", low=4000, qualifier="at_least"), [3000, np.nan]),
    "of an upper bound": (_claims("about", "3/4", "3/4", high=4000, qualifier="up_to"), [np.nan, 3000]),
    "of a range": (
        _claims("between", "1/4", "1/2", low=4000, high=6000, qualifier="between"),
        [1000, 3000],
    ),
    "at least a share": (_claims("at_least", "25 %", None, best=4000, qualifier="stated"), [1000, np.nan]),
    "up to a share": (_claims("up_to", None, "0.25", best=4000, qualifier="stated"), [np.nan, 1000]),
    "nearly a half": (_claims("nearly", "1/2", "1/2", best=4000, qualifier="stated"), [np.nan, 2000]),
    "of words": (_claims("about", "1/2", "1/2", qualifier="vague"), [np.nan, np.nan]),
}


@pytest.mark.parametrize("name", KNOWN)
def test_bounds_derives_the_number_and_says_from_what(name: str) -> None:
    """Each end of a share is multiplied by the same end of its whole; what is open stays open."""
    claims, expected = KNOWN[name]
    row = at.bounds(claims).iloc[1]
    np.testing.assert_array_equal(row[["low", "high"]].astype(float), expected)
    assert row["share_of"] == "all"


@pytest.mark.parametrize(
    ("qualifier", "of", "is_strict"),
    [("more_than", "at_least", True), ("at_least", "more_than", True), ("at_least", "at_least", False)],
)
def test_more_than_a_share_excludes_it(qualifier: str, of: str, *, is_strict: bool) -> None:
    """A strict word about the share, or about its whole, makes the bound strict."""
    row = at.bounds(_claims(qualifier, "1/2", None, low=4000, qualifier=of)).iloc[1]
    assert (row["low"], bool(row["is_low_strict"])) == (2000, is_strict)


def test_room_for_rounding_is_that_of_the_whole() -> None:
    """A half of 4,000, which is 3,500 to 4,500, is 1,750 to 2,250, and marked."""
    row = at.bounds(_claims("about", "1/2", "1/2", best=4000, qualifier="about"), rounding=True).iloc[1]
    assert (row["low"], row["high"], bool(row["is_rounded"])) == (1750, 2250, True)


def test_the_whole_is_looked_up_where_a_filter_left_it_out() -> None:
    """Given the claims of the case, a share finds its whole; without them it is open."""
    claims = _claims("about", "1/2", "1/2", best=4000, qualifier="about")
    alone = claims.iloc[[1]]
    assert at.bounds(alone)[["low", "high"]].isna().all(axis=None)
    assert at.bounds(alone, wholes=claims)["low"].tolist() == [2000]


def test_resolved_shares_are_claims_with_numbers() -> None:
    """The number stands where numbers stand, its words with it, and the claim that it follows from."""
    claims = _claims("about", "3/4", "3/4", low=4000, qualifier="at_least")
    row = at.resolve_shares(claims).iloc[1]
    assert row[["low", "qualifier", "share_of"]].tolist() == [3000, "at_least", "all"]
    assert row[["best", "high", "share_low", "share_high"]].isna().all()


WORDS = {
    "about": _claims("about", "1/2", "1/2", best=4000, qualifier="stated"),
    "between": _claims("between", "1/4", "1/2", best=4000, qualifier="stated"),
    "at_least": _claims("at_least", "1/2", None, best=4000, qualifier="stated"),
    "more_than": _claims("more_than", "1/2", None, best=4000, qualifier="stated"),
    "up_to": _claims("up_to", None, "1/2", best=4000, qualifier="stated"),
    "fewer_than": _claims("fewer_than", None, "1/2", best=4000, qualifier="stated"),
}


@pytest.mark.parametrize("word", WORDS)
def test_a_resolved_share_has_the_word_of_its_ends(word: str) -> None:
    """The qualifier says which ends the number has, and the claim can be taken for one with a number."""
    resolved = at.resolve_shares(WORDS[word])
    assert resolved["qualifier"].iloc[1] == word
    ends = ["low", "high", "is_low_strict", "is_high_strict"]
    pd.testing.assert_series_equal(at.bounds(resolved)[ends].iloc[1], at.bounds(WORDS[word])[ends].iloc[1])


def test_an_end_that_is_open_is_not_strict() -> None:
    """More than half of at most 4,000 has no lower end that could be excluded."""
    row = at.bounds(_claims("more_than", "1/2", None, high=4000, qualifier="up_to")).iloc[1]
    assert (np.isnan(row["low"]), bool(row["is_low_strict"])) == (True, False)


def test_a_resolved_share_has_the_room_for_rounding_of_its_whole() -> None:
    """A half of about 4,000 is 1,750 to 2,250 where round numbers are widened."""
    claims = _claims("about", "1/2", "1/2", best=4000, qualifier="about")
    row = at.resolve_shares(claims, rounding=True).iloc[1]
    assert row[["low", "high", "qualifier"]].tolist() == [1750, 2250, "between"]


def test_what_cannot_be_resolved_stays_a_share() -> None:
    """Of a claim that is not there, nothing follows, and nothing is lost."""
    claims = _claims("about", "3/4", "3/4", best=4000, qualifier="stated").iloc[[1]]
    pd.testing.assert_frame_equal(at.resolve_shares(claims), claims, check_dtype=False)


def test_shares_count_as_words_until_they_are_resolved() -> None:
    """No function multiplies by itself: a share contradicts nothing, its number does."""
    claims = _claims("stated", "1/2", "1/2", best=4000, qualifier="stated")
    alike = {"measure": "killed", "population": "p", "place_id": "x", "kind": "flow", "period": "2024"}
    links = {"claimant_id": "a", "asserted": "2024-12-01", "derived_from": None}
    rows = claims.assign(**alike, **links)
    parts = pd.DataFrame({"column": [], "part": [], "whole": []}, dtype="str").assign(is_summand=False)
    assert at.conflicts(rows, parts).empty
    assert at.conflicts(at.resolve_shares(rows), parts)["gap"].tolist() == [2000]


shares = (
    st.tuples(st.integers(0, 12), st.integers(1, 12)).map(sorted).map(lambda ends: f"{ends[0]}/{ends[1]}")
)


@given(share=shares.filter(lambda one: not one.endswith("/0")), whole=st.integers(0, 10**9))
def test_a_share_is_no_more_than_its_whole(share: str, whole: int) -> None:
    """Whatever the share, its number lies from 0 to the whole."""
    row = at.bounds(_claims("stated", share, share, best=whole, qualifier="stated")).iloc[1]
    assert 0 <= row["low"] == row["high"] <= whole


def test_a_share_is_said_as_it_was() -> None:
    """The words of the share and of its whole, never a number that nobody said."""
    claims = _claims("about", "2/3", "2/3", best=4000, qualifier="stated").assign(
        share_of_words=[None, "4,000"]
    )
    assert at.say_claims(claims).tolist() == ["4,000", "about 2/3 of 4,000"]
    assert at.say_claims(claims.drop(columns="share_of_words")).tolist()[1] == "about 2/3"


def test_two_shares_of_one_whole_name_it_once() -> None:
    """The whole stands behind the upper end; and a number that follows is said with two decimals."""
    claims = _claims("between", "10 %", "20 %", best=4000, qualifier="stated").assign(share_of_words="4,000")
    assert at.say_claims(claims).tolist()[1] == "10 % to 20 % of 4,000"
    third = at.resolve_shares(_claims("about", "2/3", "2/3", best=4000, qualifier="stated"))
    assert at.say_claims(third).tolist()[1] == "about 2,666.67"


def test_a_share_of_a_share_follows_from_the_first_whole() -> None:
    """Half of the three quarters of 4,000 is 1,500, before and after the shares are resolved."""
    claims = _claims("about", "3/4", "3/4", best=4000, qualifier="stated")
    half = {"claim_id": "officers", "share_of": "killed", "share_low": "50 %", "share_high": "50 %"}
    claims = pd.concat([claims, pd.DataFrame([{**half, **NUMBERS, "qualifier": "stated"}])])
    once = at.bounds(claims)
    assert once["low"].tolist() == [4000, 3000, 1500]
    resolved = at.bounds(at.resolve_shares(claims))
    pd.testing.assert_frame_equal(resolved, once)


def test_a_circle_of_shares_is_open() -> None:
    """Shares that lead back to each other give no number, and end."""
    claims = _claims(
        "about", "3/4", "3/4", qualifier="about", share_of="killed", share_low="1/2", share_high="1/2"
    )
    assert at.bounds(claims)["low"].isna().all()
