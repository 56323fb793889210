"""What cannot both hold and what bounds what, on small frames made for each rule."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import ROOT

import analysttools as at
from analysttools.claims.conflicts import list_conflicts, list_part_bounds

PARTS = pd.DataFrame(
    [
        ("measure", "killed", "losses"),
        ("population", "civilians", "people"),
        ("place_id", "kursk-oblast", "russia"),
    ],
    columns=["column", "part", "whole"],
)


def said(**cells: object) -> pd.DataFrame:
    """Return claims of the killed of one army in one region, but for the cells that a test states."""
    named = {"measure": "killed", "population": "dprk", "place_id": "kursk-oblast", "kind": "cumulative"}
    empty = {"low": None, "best": None, "high": None, "qualifier": "stated"}
    columns = {**named, "period": "2024-12-01/2024-12-31", **empty, **cells}
    return pd.DataFrame(columns).astype({"low": float, "best": float, "high": float})


@pytest.mark.parametrize(
    ("numbers", "gap", "words"),
    [
        ([1000.0, 605.79], 394.21, "394.21 apart"),
        ([0.15, 0.1], 0.05, "0.05 apart"),
        ([4700.0, 4100.0], 600.0, "600 apart"),
    ],
)
def test_a_gap_has_the_digits_of_its_numbers(numbers: list[float], gap: float, words: str) -> None:
    """394.21 apart, not 394.21000000000004."""
    found = at.conflicts(said(claim_id=["one", "other"], measure="area_held_km2", best=numbers))
    assert found["gap"].tolist() == [gap]
    assert found["sentence"].str.rpartition(": ")[2].tolist() == [words]


@pytest.mark.parametrize(
    "span",
    [
        *["2024-12/2024-12-17", "[2024-12-01..2024-12-17]", "2024-12-1X", "{2024-12-01,2024-12-17}"],
        *["2024-12-01/2024-12", "2024-12~", "2024-12?", "/2024-12-31", "../2024-12-31"],
    ],
)
def test_a_flow_on_some_days_of_its_span_contains_no_other(span: str) -> None:
    """60 killed on some day do not lie in 50 killed on some days around it: no conflict, no bound."""
    claims = said(claim_id=["day", "span"], kind="flow", period=["2024-12-14", span], best=[60, 50])
    assert at.conflicts(claims).empty
    assert at.part_bounds(claims, PARTS).empty
    assert at.relate(claims.loc[0], claims.loc[1]).relation == "not comparable"


@pytest.mark.parametrize(
    "span", ["2024-12/2024-12-17", "[2024-12-01..2024-12-17]", "2024-12-XX", "/2024-12-17"]
)
def test_flows_on_some_days_of_one_span_may_be_of_different_days(span: str) -> None:
    """50 killed on three days and 12 on one of one span may both be true; relate says on what it depends."""
    claims = said(claim_id=["three", "one"], kind="flow", period=span, best=[50, 12])
    assert at.conflicts(claims).empty
    assert at.conflicts(claims.assign(measure=["killed", "losses"]), PARTS).empty
    assert at.part_bounds(claims.assign(measure=["killed", "losses"]), PARTS).empty
    relation = at.relate(claims.loc[0], claims.loc[1])
    assert relation.relation == "like"
    assert relation.sentence.startswith(
        "three and one count the same thing, if they refer to the same days: "
    )


@pytest.mark.parametrize(
    "span", ["2024-12", "2024-12-01/2024-12-31", "2024-12/2024-12", "{2024-12-01..2024-12-31}"]
)
def test_a_flow_over_all_days_of_its_span_contains_what_is_within(span: str) -> None:
    """60 killed on some days within a month exceed 50 killed in the whole month."""
    claims = said(claim_id=["some", "all"], kind="flow", period=["2024-12/2024-12-17", span], best=[60, 50])
    assert at.conflicts(claims)["sentence"].tolist() == [
        "some (60) counts a part of what all (50) counts and cannot exceed it: 10 apart"
    ]


def test_three_undated_days_of_the_shipped_case_contradict_nothing(
    claims: pd.DataFrame, case: at.Case
) -> None:
    """50 killed within three days and 12 on an unstated day are no conflict and no bound."""
    pair = claims.loc[["sso-2024-12-17-killed", "sso-2024-12-19-killed"]]
    assert at.conflicts(pair, case.parts).empty
    assert at.part_bounds(pair, case.parts).empty


def test_stocks_of_part_and_whole_say_if_they_speak_of_one_day() -> None:
    """12,000 some time in November exceed 10,000 in a wider place on the 4th only if they were there then."""
    cells = {"kind": "stock", "period": ["2024-11", "2024-11-04"], "place_id": ["kursk-oblast", "russia"]}
    claims = said(claim_id=["part", "whole"], best=[12000, 10000], **cells)
    assert at.conflicts(claims, PARTS)["sentence"].tolist() == [
        "part (12,000) counts a part of what whole (10,000) counts and cannot exceed it: 2,000 apart, "
        "if they refer to one day"
    ]
    assert at.part_bounds(claims, PARTS)["sentence"].tolist() == [
        "part can be at most 10,000: it counts a part of what whole (10,000) counts, if they refer to one "
        "day",
        "whole can be no less than 12,000: what part (12,000) counts is a part of it, if they refer to one "
        "day",
    ]
    assert str(at.relate(claims.loc[0], claims.loc[1], PARTS)) == (
        "part counts a part of what whole counts, if they refer to one day (place kursk-oblast within russia)"
    )


def test_stocks_of_one_day_need_no_condition() -> None:
    """Both speak of 4 November."""
    cells = {"kind": "stock", "period": "2024-11-04", "place_id": ["kursk-oblast", "russia"]}
    claims = said(claim_id=["part", "whole"], best=[12000, 10000], **cells)
    sentences = [*at.conflicts(claims, PARTS)["sentence"], *at.part_bounds(claims, PARTS)["sentence"]]
    sentences += [str(at.relate(claims.loc[0], claims.loc[1], PARTS))]
    assert len(sentences) == 4
    assert "refer to one day" not in " ".join(sentences)


def test_a_bound_says_which_total_does_not_state_its_start() -> None:
    """A day's killed bound a total from below if it began before that day."""
    cells = {"kind": ["flow", "cumulative"], "period": ["2024-12-14", "../2024-12-31"]}
    found = at.part_bounds(said(claim_id=["day", "total"], best=[30, 100], **cells), PARTS)
    assert found["sentence"].str.endswith("; total does not state its start").tolist() == [True, True]


def test_a_total_within_a_longer_flow_bounds_it() -> None:
    """100 killed from the 5th to the 10th are a lower bound for those of the whole month."""
    cells = {"kind": ["cumulative", "flow"], "period": ["2024-12-05/2024-12-10", "2024-12"]}
    claims = said(claim_id=["total", "month"], best=[100, 60], **cells)
    assert at.part_bounds(claims, PARTS)[["claim_id", "end", "bound", "by_id"]].to_numpy().tolist() == [
        ["month", "low", 100, "total"],
        ["total", "high", 60, "month"],
    ]
    assert at.conflicts(claims)["sentence"].tolist() == [
        "total (100) counts a part of what month (60) counts and cannot exceed it: 40 apart"
    ]
    assert at.relate(claims.loc[1], claims.loc[0]).relation == "contains"


@pytest.mark.parametrize(
    ("total", "flow"),
    [
        ("../2024-12-10", "2024-12"),
        ("2024-11-30/2024-12-10", "2024-12"),
        ("2024-12-05/2024-12-10", "2024-12~"),
    ],
)
def test_a_total_that_may_begin_before_a_flow_bounds_nothing(total: str, flow: str) -> None:
    """One that does not state its start, or begins sooner; and a flow whose days nobody knows."""
    cells = {"kind": ["cumulative", "flow"], "period": [total, flow]}
    claims = said(claim_id=["total", "flow"], best=[100, 60], **cells)
    assert at.part_bounds(claims, PARTS).empty
    assert at.conflicts(claims).empty


@pytest.mark.parametrize("numbers", [[500, 100], [100, 500]])
def test_a_total_and_a_flow_over_the_same_days_are_one_thing(numbers: list[int]) -> None:
    """500 in all from 1 to 31 December and 100 in December cannot both be true, whichever is the greater."""
    cells = {"kind": ["cumulative", "flow"], "period": ["2024-12-01/2024-12-31", "2024-12"]}
    claims = said(claim_id=["total", "flow"], best=numbers, **cells)
    found = at.conflicts(claims).loc[0]
    assert (found["relation"], found["gap"]) == ("like", 400)
    assert found["sentence"].endswith(" count the same thing and cannot both be true: 400 apart")
    assert at.part_bounds(claims, PARTS).empty
    assert str(at.relate(claims.loc[0], claims.loc[1])) == (
        "total and flow count the same thing: killed of dprk in kursk-oblast, as a total and as a flow, for "
        "2024-12-01/2024-12-31 and 2024-12"
    )
    at.require_comparable(claims)


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"population": ["civilians", "people"]}, "period"),
        ({"measure": ["killed", "losses"]}, "period"),
        ({"population": ["people", "civilians"], "measure": ["losses", "killed"]}, None),
        (
            {"population": ["civilians", "people"], "place_id": ["russia", "kursk-oblast"]},
            "population, place",
        ),
        ({"population": ["civilians", "soldiers"]}, "population"),
        ({"kind": ["flow", "cumulative"], "period": ["2005/2006", "2003-03/2006-06"]}, "period"),
        ({"kind": ["stock", "cumulative"]}, "kind"),
        ({"kind": [None, "cumulative"]}, "kind"),
        ({"period": ["2003-03/2006-10", None], "population": ["civilians", "people"]}, "period"),
    ],
)
def test_what_makes_two_claims_incomparable_is_named(changes: dict, names: str | None) -> None:
    """Civilians killed to October and all killed to June: the populations nest, the periods the other way."""
    cells = {"period": ["2003-03/2006-10", "2003-03/2006-06"], **changes}
    claims = said(claim_id=["ibc", "lancet"], **cells)
    relations = [at.relate(claims.loc[one], claims.loc[1 - one], PARTS) for one in (0, 1)]
    found = [str(one).rpartition("not comparable ")[2] if one.relation == "not comparable" else None
             for one in relations]  # fmt: skip
    assert found == [names and f"({names})"] * 2


def test_the_sentence_on_iraq_names_the_periods() -> None:
    """Whoever reads it learns of what each claim speaks where they part."""
    cells = {"period": ["2003-03/2006-10", "2003-03/2006-06"], "population": ["civilians", "people"]}
    claims = said(claim_id=["ibc", "lancet"], **cells)
    assert str(at.relate(claims.loc[0], claims.loc[1], PARTS)) == (
        "ibc counts killed for 2003-03/2006-10; lancet counts killed for 2003-03/2006-06: not comparable "
        "(period)"
    )


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"period": ["2003-03/2006-10", "2003-06/2006-07"]}, "period"),
        (
            {"period": ["2003-03/2006-10", "2003-06/2006-07"], "measure": ["killed", "losses"]},
            "measure, period",
        ),
        ({"measure": ["killed", "losses"]}, "measure"),
        ({"kind": ["stock", "cumulative"]}, "kind"),
    ],
)
def test_starts_that_differ_are_named_when_an_axis_is_refused(changes: dict, names: str) -> None:
    """A total since June lies in one since March, but is not alike to it."""
    cells = {"period": ["2003-03/2006-10", "2003-03/2006-06"], **changes}
    with pytest.raises(at.NotComparableError, match=rf"^one counts .*: not comparable \({names}\)$"):
        at.require_comparable(said(claim_id=["one", "other"], **cells))


def corrected() -> pd.DataFrame:
    """Return 100 killed, replaced by 10, with 50 wounded and 120 hit, all of one claimant and day."""
    claims = said(claim_id=["a", "b", "c", "d"], best=[100, 10, 50, 120])
    claims["measure"] = ["killed", "killed", "wounded", "losses"]
    told = {"claimant_id": "staff", "asserted": "2025-01-02", "derived_from": None}
    return claims.assign(**told, supersedes=[None, "a", None, None])


SUMMANDS = pd.DataFrame(
    {"column": "measure", "part": ["killed", "wounded"], "whole": "losses", "is_summand": True}
)


def test_what_was_withdrawn_contradicts_and_bounds_nothing() -> None:
    """Of 100 replaced by 10 only 10 is set against others, unless it is asked for or was not known yet."""
    claims = corrected()
    assert at.conflicts(claims).empty
    assert at.conflicts(claims, keep_withdrawn=True)[["claim_id", "other_id"]].to_numpy().tolist() == [
        ["a", "b"]
    ]
    assert at.part_bounds(claims, SUMMANDS)["by_id"].tolist() == ["d", "d", "b", "c"]
    early = {"chains": claims, "known_by": "2025-01-01"}
    assert at.part_bounds(claims.drop(1), SUMMANDS, **early)["by_id"].tolist() == ["d", "d", "a", "c"]
    assert at.part_bounds(claims.drop(1), SUMMANDS, chains=claims)["by_id"].tolist() == ["d", "c"]


def test_what_was_withdrawn_is_no_part_of_a_sum() -> None:
    """100 replaced by 10, and 50, are 60 and not 150: the correction does not fit a whole of 150."""
    claims = corrected().assign(best=[100.0, 10.0, 50.0, 150.0])
    found = at.check_sums(claims, SUMMANDS)
    assert found[["part_ids", "adds_up", "gap"]].to_numpy().tolist() == [["b;c", False, 90.0]]
    assert at.check_sums(claims, SUMMANDS, keep_withdrawn=True)["adds_up"].tolist() == [True]
    assert at.check_sums(claims.drop(1), SUMMANDS, chains=claims).empty


@pytest.mark.parametrize("span", ["[2024-12-14..2024-12-16]", "{2024-12-14,2024-12-16}"])
def test_a_flow_on_some_days_of_a_span_is_part_of_the_flow_of_all_of_them(span: str) -> None:
    """50 killed on some of three days cannot be if 12 were killed on all three."""
    claims = said(
        claim_id=["some", "all"], kind="flow", period=[span, "2024-12-14/2024-12-16"], best=[50, 12]
    )
    assert at.conflicts(claims)["sentence"].tolist() == [
        "some (50) counts a part of what all (12) counts and cannot exceed it: 38 apart"
    ]
    assert at.conflicts(claims.assign(best=[12.0, 50.0])).empty
    found = at.part_bounds(claims, PARTS)[["claim_id", "end", "bound", "by_id"]]
    assert found.to_numpy().tolist() == [["all", "low", 50, "some"], ["some", "high", 12, "all"]]
    assert at.relate(claims.loc[0], claims.loc[1]).sentence == (
        f"some counts a part of what all counts (period {span} within 2024-12-14/2024-12-16)"
    )


def test_a_flow_of_about_these_days_may_be_of_others() -> None:
    """50 killed in about December and 12 in December conflict only if they mean the same days."""
    claims = said(claim_id=["about", "all"], kind="flow", period=["2024-12~", "2024-12"], best=[50, 12])
    assert at.conflicts(claims).empty


@pytest.mark.parametrize(
    ("high", "whole", "words"),
    [
        (50.0, 90.0, "come to more than 100, against 90"),
        (50.0, 120.0, "come to more than 100, which fits 120"),
    ],
)
def test_a_part_open_below_leaves_the_bounds_of_the_others(high: float, whole: float, words: str) -> None:
    """More than 100 killed and up to 50 wounded are more than 100, whatever the wounded were."""
    claims = (
        corrected()
        .iloc[1:]
        .assign(
            low=[100, None, None],
            best=[None, None, whole],
            high=[None, high, None],
            qualifier=["more_than", "up_to", "stated"],
        )
    )
    found = at.check_sums(claims.astype({"best": float}).drop(columns="supersedes"), SUMMANDS).loc[0]
    assert found["sentence"].partition(") ")[2] == words
    assert found["parts_low"] == 100


def test_parts_open_below_are_a_sum_open_below() -> None:
    """Up to 20 and up to 50 are up to 70, which 90 exceeds by 20."""
    claims = corrected().iloc[1:].assign(best=[None, None, 90.0], high=[20, 50, None])
    claims = claims.assign(qualifier=["up_to", "up_to", "stated"]).drop(columns="supersedes")
    found = at.check_sums(claims, SUMMANDS).loc[0]
    assert found["sentence"].partition(") ")[2] == "come to up to 70, against 90"
    assert pd.isna(found["parts_low"])
    assert found["gap"] == 20


@pytest.mark.parametrize(
    ("words", "numbers", "ending"),
    [
        (["stated", "stated"], [1234, 1111], "123 apart"),
        (["stated", "stated"], [12000, 1111], "10,389 apart, allowing for rounding"),
        (["stated", "stated"], [1234, 1100], "84 apart, allowing for rounding"),
        (["at_least", "up_to"], [12000, 10000], "2,000 apart"),
        (["nearly", "stated"], [50000, 40001], "4,999 apart, allowing for rounding"),
        (["stated", "nearly"], [51234, 50000], "1,234 apart"),
    ],
)
def test_room_for_rounding_is_said_where_an_end_was_widened(
    words: list[str], numbers: list[float], ending: str
) -> None:
    """1,234 and 1,111 were counted, and bounds are bounds: nothing was widened between them."""
    said_of = {"at_least": "low", "up_to": "high"}
    ends = {
        end: [
            number if said_of.get(word, "best") == end else None
            for number, word in zip(numbers, words, strict=True)
        ]
        for end in ("low", "best", "high")
    }
    found = at.conflicts(said(claim_id=["one", "other"], qualifier=words, **ends), rounding=True)
    assert found["sentence"].str.rpartition(": ")[2].tolist() == [ending]


def test_claims_that_meet_in_a_number_which_one_excludes_say_so() -> None:
    """More than 30 and at most 30 are 0 apart, and no number is both."""
    cells = {"low": [30, None], "high": [None, 30], "qualifier": ["more_than", "up_to"]}
    found = at.conflicts(said(claim_id=["one", "other"], **cells))
    assert found["gap"].tolist() == [0]
    assert found["sentence"].tolist() == [
        "one (more than 30) and other (up to 30) count the same thing and cannot both be true: they meet at "
        "30, which one of them excludes"
    ]


def twice(**cells: object) -> pd.DataFrame:
    """Return a total from 1 December and the flow of its very days, said by two, but for what is stated."""
    told = {"claimant_id": ["a", "b"], "asserted": ["2025-01-01", "2025-01-05"], "derived_from": None}
    kinds = {"kind": ["cumulative", "flow"], "period": ["2024-12-01/2024-12-31", "2024-12"]}
    claims = said(claim_id=["total", "flow"], **{**told, **kinds, "best": [500, 100], **cells})
    return claims.astype({"derived_from": "str"})


def test_a_total_and_the_flow_of_its_days_are_rivals() -> None:
    """500 and 100 exclude each other; of 500 and 500 two agree; the envelope spans both, in any order."""
    columns = ["kind", "period", "origins", "agreement"]
    period = "2024-12-01/2024-12-31"
    for_both = [at.consensus(twice()), at.consensus(twice().iloc[::-1])]
    assert [one[columns].to_numpy().tolist() for one in for_both] == [
        [["cumulative", period, 2, "no agreement"]]
    ] * 2
    assert at.consensus(twice(best=[500, 500]))["support"].tolist() == [2]
    assert at.envelope(twice())[["kind", "low", "high", "claim_ids"]].to_numpy().tolist() == [
        ["cumulative", 100, 500, "flow;total"]
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {"period": ["../2024-12-31", "2024-12"]},
        {"period": ["2024-12-01/2024-12-31", "2024-12-02/2024-12-31"]},
        {"period": ["2024-12-01/2024-12-31", "[2024-12-01..2024-12-31]"]},
        {"kind": ["stock", "flow"]},
    ],
)
def test_a_total_and_a_flow_of_other_days_are_no_rivals(cells: dict) -> None:
    """A start that is not stated, another day, some days of all, and a stock are not the same thing."""
    assert at.consensus(twice(**cells))["origins"].tolist() == [1, 1]
    assert len(at.envelope(twice(**cells))) == 2


def test_scopes_keep_a_total_and_the_flow_of_its_days_apart() -> None:
    """On an axis of time a total grows and a flow does not: the kind is a part of the scope."""
    assert at.scopes(twice()).str.split("|").str[3].tolist() == ["cumulative", "flow"]
    at.require_comparable(twice())


@pytest.mark.parametrize(
    ("asserted", "newest"),
    [
        (["2025-01-01", "2025-01-05"], ["flow"]),
        (["2025-01-05", "2025-01-01"], ["total"]),
        (["2025-01-01", "2025-01-01"], ["total", "flow"]),
    ],
)
def test_the_newest_word_on_the_same_days_may_be_a_total_or_a_flow(asserted: list, newest: list) -> None:
    """Whoever says 500 as a total, and later 100 as the flow of its very days, says 100 now."""
    claims = twice(claimant_id="a", asserted=asserted)
    assert at.latest(claims)["claim_id"].tolist() == newest
    assert at.latest(claims.assign(claimant_id=["a", "b"]))["claim_id"].tolist() == ["total", "flow"]


def test_a_total_to_a_later_day_leaves_the_flow_of_december() -> None:
    """It is the newest of the totals, and says nothing newer of December alone."""
    later = (
        twice(claimant_id="a")
        .iloc[:1]
        .assign(claim_id="january", asserted="2025-02-01", period="2024-12-01/2025-01-31", best=900)
    )
    claims = pd.concat([twice(claimant_id="a"), later], ignore_index=True)
    assert at.latest(claims)["claim_id"].tolist() == ["flow", "january"]


def test_a_repeat_of_a_flow_as_a_total_stands_in_for_it() -> None:
    """The origin is said to have claimed the same of the same days, so its repeat counts as its word."""
    whole = twice(derived_from=["flow", None])
    found = at.consensus(whole.iloc[:1], chains=whole)
    assert found[["origins", "claim_ids"]].to_numpy().tolist() == [[1, "total"]]


def test_a_strict_end_bounds_strictly_in_words_too() -> None:
    """Fewer than 30 in all are fewer than 30 killed, and more than 20 killed are more than 20 in all."""
    cells = {"low": [20, None], "high": [None, 30], "qualifier": ["more_than", "fewer_than"]}
    claims = said(claim_id=["part", "whole"], measure=["killed", "losses"], **cells)
    found = at.part_bounds(claims, PARTS)
    assert found["is_strict"].tolist() == [True, True]
    assert found["sentence"].tolist() == [
        "part must be less than 30: it counts a part of what whole (fewer than 30) counts",
        "whole must be more than 20: what part (more than 20) counts is a part of it",
    ]


def test_lists_without_sentences_are_those_with_them() -> None:
    """Pairs and bounds come in the same order with and without sentences, whatever the order of rows."""
    strait = at.load_case(ROOT / "tests" / "cases" / "strait")
    claims = strait.claims.iloc[::-1]
    pairs = list_conflicts(claims, strait.parts, rounding=True)
    bounds = list_part_bounds(claims, strait.parts)
    by_id = ["claim_id", "end", "bound", "by_id"]
    ids = claims["claim_id"].to_numpy()
    named = bounds.assign(claim_id=ids[bounds["claim"]], by_id=ids[bounds["by"]])[by_id]

    said = at.conflicts(claims, strait.parts, rounding=True).drop(columns="sentence")
    pd.testing.assert_frame_equal(pairs, said)
    assert named.to_numpy().tolist() == at.part_bounds(claims, strait.parts)[by_id].to_numpy().tolist()
    assert len(named) > 0
