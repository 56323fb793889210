"""What may be compared with what on the frozen case: each test names its claims."""

from __future__ import annotations

import itertools
import re

import pandas as pd
import pytest

import analysttools as at

US, NYT = "us-intelligence-2024-10-deployed", "nyt-2024-massed"
PENTAGON, IN_RUSSIA = "pentagon-2024-11-04-kursk", "pentagon-2024-11-04-russia"
STATE = "state-2024-11-04-kursk"
JCS, ZELENSKY = "jcs-2024-12-23-killed-or-wounded", "zelensky-2024-12-23-killed-or-wounded"


@pytest.fixture(scope="module")
def parts(case: at.Case) -> pd.DataFrame:
    """Return what is part of what in the frozen case."""
    return case.parts


def test_parts_are_known_at_any_depth(parts: pd.DataFrame) -> None:
    """Sudzha lies in Kursk oblast and so in Russia; the killed are part of all casualties."""
    pairs = set(parts[["part", "whole"]].itertuples(index=False, name=None))
    assert {("sudzha", "kursk-oblast"), ("sudzha", "russia"), ("killed", "casualties_all")} <= pairs
    assert parts.loc[parts["is_summand"], "whole"].unique().tolist() == [
        "russia+dprk",
        "russia+dprk-states",
        "killed_or_wounded",
    ]


def test_twelve_and_fifty_thousand_are_not_comparable(claims: pd.DataFrame, parts: pd.DataFrame) -> None:
    """12,000 North Koreans in Russia, 50,000 Russians and North Koreans in Kursk: the sentence says why."""
    relation = at.relate(claims.loc[US], claims.loc[NYT], parts)
    assert relation.relation == "not comparable"
    assert str(relation) == (
        "us-intelligence-2024-10-deployed counts personnel_deployed of dprk in russia as a total; "
        "nyt-2024-massed counts personnel_massed of russia+dprk in kursk-oblast as a stock: not comparable "
        "(measure, population, place, kind)"
    )


def test_fifty_minus_twelve_thousand_is_refused_with_the_reason(claims: pd.DataFrame) -> None:
    """Who wants the difference asks first whether there is one."""
    with pytest.raises(at.NotComparableError, match=r"nyt-2024-massed counts .*: not comparable \(measure, "):
        at.require_comparable(claims.loc[[NYT, US]])
    with pytest.raises(ValueError, match="nyt-2024-massed is not a total"):
        at.to_flow(claims.loc[[NYT, US]])


def test_two_claims_of_four_november_pass_as_comparable(claims: pd.DataFrame) -> None:
    """At least 10,000 and up to 10,000 in Kursk count the same; nothing is raised."""
    at.require_comparable(claims.loc[[PENTAGON, STATE]])
    assert at.relate(claims.loc[PENTAGON], claims.loc[STATE]).relation == "like"


def test_in_kursk_bounds_in_russia_from_below(claims: pd.DataFrame, parts: pd.DataFrame) -> None:
    """Pentagon, 4 November: at least 10,000 in Kursk is a lower bound for its 11,000 to 12,000 in Russia."""
    pair = claims.loc[[PENTAGON, IN_RUSSIA]]
    assert at.relate(pair.loc[PENTAGON], pair.loc[IN_RUSSIA], parts).relation == "part of"
    assert at.part_bounds(pair, parts)[["claim_id", "end", "bound", "by_id"]].to_numpy().tolist() == [
        [PENTAGON, "high", 12000.0, IN_RUSSIA],
        [IN_RUSSIA, "low", 10000.0, PENTAGON],
    ]
    assert at.conflicts(pair, parts).empty


def test_floor_and_ceiling_meet_in_one_point(claims: pd.DataFrame) -> None:
    """At least 10,000 (Pentagon) and up to 10,000 (State Department) of one day allow 10,000 alone."""
    columns = ["low", "high", "support", "compatible", "origins", "compatible_ids"]
    found = at.consensus(claims.loc[[PENTAGON, STATE]].drop(columns="chain"))
    assert found[columns].to_numpy().tolist() == [[10000.0, 10000.0, 0, 2, 2, f"{PENTAGON};{STATE}"]]


def test_two_departments_with_one_assessment_are_one_origin(claims: pd.DataFrame) -> None:
    """Both ways begin at "US assessment": one origin, which said both bounds and so 10,000."""
    found = at.consensus(claims.loc[[PENTAGON, STATE]])
    assert found[["support", "origins", "agreement"]].to_numpy().tolist() == [[1, 1, "one origin"]]
    assert found[["low", "high"]].to_numpy().tolist() == [[10000, 10000]]
    assert at.conflicts(claims.loc[[PENTAGON, STATE]]).empty


@pytest.mark.parametrize(("rounding", "gap", "words"), [(False, 1900.0, "1,900"), (True, 1850.0, "1,850")])
def test_joint_chiefs_and_zelensky_conflict(
    claims: pd.DataFrame, rounding: bool, gap: float, words: str
) -> None:
    """23 December 2024: about 1,100 and more than 3,000 cannot both hold, rounding or not."""
    found = at.conflicts(claims.loc[[JCS, ZELENSKY]], rounding=rounding).loc[0]
    assert (found["claim_id"], found["other_id"], found["relation"]) == (ZELENSKY, JCS, "like")
    assert found["gap"] == gap
    assert found["sentence"].startswith(
        f"{ZELENSKY} (more than 3,000) and {JCS} (about 1,100) count the same thing and cannot both be true: "
        f"{words} "
    )


def test_a_part_above_its_whole_is_a_conflict(claims: pd.DataFrame, parts: pd.DataFrame) -> None:
    """About 6,000 dead by October 2025 exceed 2,000 casualties by December; 4,000 dead not 4,000."""
    ids = ["independent-2025-10-24-killed", "menafn-2025-12-casualties"]
    found = at.conflicts(claims.loc[ids], parts)
    assert found[["claim_id", "other_id", "relation", "gap"]].to_numpy().tolist() == [
        [*ids, "part of", 4000.0]
    ]
    assert found.loc[0, "sentence"] == (
        f"{ids[0]} (about 6,000) counts a part of what {ids[1]} (2,000) counts and cannot exceed it: "
        "4,000 apart"
    )
    assert at.conflicts(claims.loc[["zelensky-2025-01-21-killed", "uk-mod-2025-01-24-all"]], parts).empty


def test_a_later_total_may_be_greater(claims: pd.DataFrame) -> None:
    """About 300 by January and about 600 by April do not conflict; 4,500 by April and 4,000 by August do."""
    assert at.conflicts(claims.loc[["nis-2025-01-13-killed", "nis-2025-04-30-killed"]]).empty
    ids = ["general-staff-2025-04-26-killed-or-wounded", "syrskyi-2025-08-06-killed-or-wounded"]
    assert at.conflicts(claims.loc[ids])["claim_id"].tolist() == ids[:1]


def test_stocks_that_may_be_of_different_days_say_so(claims: pd.DataFrame) -> None:
    """800 km2 on 12 August and 1,171 some time in August conflict if they refer to one day."""
    ids = ["afp-isw-2024-08-13-kursk-area-held", "afp-isw-2025-03-kursk-area-held-2024-08"]
    assert at.conflicts(claims.loc[ids])["sentence"].tolist() == [
        f"{ids[1]} (1,171) and {ids[0]} (800) count the same thing and cannot both be true: 371 "
        "apart, if they refer to one day"
    ]


def test_totals_to_different_days_say_which_is_earlier(claims: pd.DataFrame) -> None:
    """More than 4,500 by April cannot be followed by about 4,000 by August."""
    ids = ["general-staff-2025-04-26-killed-or-wounded", "syrskyi-2025-08-06-killed-or-wounded"]
    assert at.conflicts(claims.loc[ids])["sentence"].tolist() == [
        f"{ids[0]} (more than 4,500) is a total to an earlier day than {ids[1]} (about 4,000) and cannot "
        f"exceed it: 500 apart; {ids[0]} does not state its start"
    ]


def test_a_flow_lies_in_a_total_that_contains_its_days(claims: pd.DataFrame, parts: pd.DataFrame) -> None:
    """At least 30 in two days near two villages is a part of more than 3,000 in Kursk by 23 December."""
    hur = claims.loc["hur-2024-12-16-killed-or-wounded"]
    relation = at.relate(hur, claims.loc[ZELENSKY], parts)
    assert str(relation) == (
        f"hur-2024-12-16-killed-or-wounded counts a part of what {ZELENSKY} counts (place "
        "plekhovo-vorozhba-martynovka within kursk-oblast, period 2024-12-14/2024-12-15 within "
        f"../2024-12-23); {ZELENSKY} does not state its start"
    )
    assert at.relate(claims.loc[ZELENSKY], hur, parts).relation == "contains"


def test_who_does_not_state_a_start_is_named(claims: pd.DataFrame) -> None:
    """The sentence of a like pair says which total is silent about its start."""
    assert str(at.relate(claims.loc[JCS], claims.loc[ZELENSKY])) == (
        f"{JCS} and {ZELENSKY} count the same thing: killed_or_wounded of dprk in kursk-oblast, as totals, "
        f"for 2024-12/2024-12-23 and ../2024-12-23; {ZELENSKY} does not state its start"
    )


def test_without_a_kind_nothing_is_comparable(claims: pd.DataFrame) -> None:
    """Two qualitative claims of one day have no numbers to set against each other."""
    ids = ["zelensky-2024-12-14-escalation", "zelensky-2024-12-14-another-state-drawn-in"]
    measure = claims.loc[ids[0], "measure"]
    relation = at.relate(claims.loc[ids[0]], claims.loc[ids[1]])
    assert str(relation) == (
        f"{ids[0]} counts {measure}, but does not say of which population; {ids[1]} counts {measure} of "
        "dprk-state: not comparable (population)"
    )
    copy = claims.loc[ids[0]].replace(ids[0], "copy")
    assert str(at.relate(claims.loc[ids[0]], copy)) == (
        f"{ids[0]} counts {measure}, but does not say of which kind; copy counts {measure}, but does not say "
        "of which kind: not comparable (kind)"
    )


def test_without_a_period_nothing_is_comparable(claims: pd.DataFrame) -> None:
    """A number of no time meets no other: neither in a sentence, nor a scope, nor a consensus."""
    pair = claims.loc[[PENTAGON, STATE]].drop(columns=["period_earliest", "period_latest"])
    pair.loc[STATE, "period"] = None
    relation = at.relate(pair.loc[PENTAGON], pair.loc[STATE])
    assert str(relation) == (
        f"{PENTAGON} counts personnel_in_area for 2024-11-04; {STATE} counts personnel_in_area, but does not "
        "say for which period: not comparable (period)"
    )
    assert at.scopes(pair).nunique() == 2
    assert at.consensus(pair)["claim_ids"].tolist() == [PENTAGON]
    assert at.conflicts(pair).empty


def test_days_are_read_from_the_text_where_their_columns_are_empty(claims: pd.DataFrame) -> None:
    """A row of one's own beside those of a case, which has no days read, speaks of the time that it says."""
    own = claims.loc[[STATE]].drop(columns=["period_earliest", "period_latest"])
    both = pd.concat([claims.loc[[PENTAGON]], own.assign(period="1999-01-01")])
    assert at.relate(both.iloc[0], both.iloc[1]).relation == "not comparable"
    assert len(at.consensus(both)) == 2
    assert len(at.as_of(both.assign(asserted_earliest=pd.NaT, asserted_latest=pd.NaT), "2024-11-04")) == 2


def test_parts_of_parts_need_not_be_listed(claims: pd.DataFrame) -> None:
    """Kursk oblast in European Russia in Russia: the toolkit draws the conclusion itself."""
    parts = pd.DataFrame(
        [
            ("place_id", "kursk-oblast", "european-russia"),
            ("place_id", "european-russia", "russia"),
            ("measure", "personnel_in_area", "personnel_deployed"),
        ],
        columns=["column", "part", "whole"],
    )
    assert at.relate(claims.loc[PENTAGON], claims.loc[IN_RUSSIA], parts).relation == "part of"


def test_a_claim_without_a_number_is_bounded_too(claims: pd.DataFrame, parts: pd.DataFrame) -> None:
    """Whoever gave no number of the dead in Kursk is still bounded by what was said of all casualties."""
    found = at.part_bounds(claims, parts)
    assert "uk-mod-2025-01-24-killed" in set(found["claim_id"])
    assert "uk-mod-2025-01-24-killed" not in set(found["by_id"])


@pytest.mark.parametrize("missing", ["population", "period", "claim_id"])
def test_relate_names_what_a_claim_lacks(claims: pd.DataFrame, missing: str) -> None:
    """A row without a column is told which, and what it has."""
    with pytest.raises(
        ValueError, match=f"^relate: the columns {missing}are missing from a claim. There are: "
    ):
        at.relate(claims.loc[PENTAGON], claims.loc[STATE].drop(missing))


def test_relate_takes_rows(claims: pd.DataFrame) -> None:
    """Ids, or frames of one row, are no rows."""
    message = f'relate: a is "{PENTAGON}", but must be a Series, one row of claims. Pass claims.loc[...]'
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        at.relate(PENTAGON, STATE)


@pytest.mark.slow
def test_conflicts_are_those_of_trying_all_pairs(claims: pd.DataFrame, parts: pd.DataFrame) -> None:
    """The search finds what the obvious double loop finds over some losses, no more and no less."""
    dead = claims["measure"].isin(["killed", "casualties_all"])
    numbers = claims[dead & claims[["low", "best", "high"]].notna().any(axis=1)]
    found = at.conflicts(numbers, parts)
    assert set(zip(found["claim_id"], found["other_id"], strict=True)) == double_loop(numbers, parts)
    assert len(found) > 40


def test_every_sentence_names_its_claims(claims: pd.DataFrame, parts: pd.DataFrame) -> None:
    """A reader of the sentence alone knows which two claims it is about."""
    found = at.conflicts(claims, parts)
    assert all(
        row.claim_id in row.sentence
        and row.other_id in row.sentence
        and re.search(r"[\d.]+ apart|they meet at [\d,.]+, which one of them excludes", row.sentence)
        for row in found.itertuples()
    )


def double_loop(claims: pd.DataFrame, parts: pd.DataFrame) -> set[tuple[str, str]]:
    """Find conflicts as one would write it at first, from the definitions."""
    rows = dict(claims.set_index("claim_id", drop=False).iterrows())
    intervals = at.bounds(claims).set_index("claim_id")
    found = set()
    for one, other in itertools.permutations(rows, 2):
        low, high = intervals.loc[one], intervals.loc[other]
        is_strict = low["is_low_strict"] or high["is_high_strict"]
        if not (low["low"] > high["high"] or (low["low"] == high["high"] and is_strict)):
            continue
        related = at.relate(rows[one], rows[other], parts)
        may_differ = "if they refer to the same days" in related.sentence
        is_total = rows[one]["kind"] == rows[other]["kind"] == "cumulative"
        comes_later = is_total and _end(rows[one]) > _end(rows[other])
        if related.relation in ("like", "part of") and not comes_later and not may_differ:
            found.add((one, other))
    return found


def _end(claim: pd.Series) -> pd.Timestamp:
    return claim["period_latest"]
