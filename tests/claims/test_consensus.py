"""Bounds, consensus and envelope: what claims state, where origins agree, and never an average."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysttools as at

CASES = ["wiki-1", "wiki-3", "wiki-4-one-fault"]
JANUARY = ["western-officials-2025-01-22-all", "uk-mod-2025-01-24-all"]


NOBODY = [
    *[
        "officials",
        "sources",
        "an unnamed source",
        "a senior official",
        "US officials (unnamed)",
        "inconnu",
        "?",
    ],
    *["(unknown)", "une source anonyme", "un haut responsable", "Unnamed US officials", "not stated"],
]


# The qualifier of a span by whether its low and its high are open.
WORDS = {(False, True): "at_least", (True, False): "up_to"}


def rivals(*spans: tuple[float | None, float | None], words: str | list[str] = "between") -> pd.DataFrame:
    """Make claims of one number by as many claimants, from their bounds."""
    count = len(spans)
    return pd.DataFrame(
        {
            "claim_id": [f"claim-{row}" for row in range(count)],
            "claimant_id": [f"claimant-{row}" for row in range(count)],
            "derived_from": pd.Series([None] * count, dtype="str"),
            "measure": "killed",
            "population": "dprk",
            "place_id": "kursk-oblast",
            "kind": "stock",
            "period": "2024-12-23",
            "low": pd.array([low for low, _ in spans], dtype="float64"),
            "best": np.nan,
            "high": pd.array([high for _, high in spans], dtype="float64"),
            "qualifier": words,
        }
    )


@pytest.mark.parametrize("name", CASES)
def test_consensus_gives_the_published_answers(shared: Path, name: str) -> None:
    """Marzullo's algorithm on its published examples, with ties and with a faulty source."""
    with (shared / "cases" / "marzullo_known_answers.csv").open(encoding="utf-8", newline="") as file:
        example = next(row for row in csv.DictReader(file) if row["case"] == name)
    spans = [tuple(map(float, span.split(","))) for span in example["intervals_closed"].split(";")]
    wanted = [list(map(float, span.split(","))) for span in example["expected_intervals"].split("|")]
    found = at.consensus(rivals(*spans), faulty=int(example["faulty_allowed"]))
    assert found[["low", "high"]].to_numpy().tolist() == wanted
    assert set(found["support"]) == {int(example["sources_agreeing"])}


@pytest.mark.parametrize(
    ("spans", "faulty", "wanted"),
    [
        ([(30, None), (None, 40)], 0, [(30, 40, 0, 2)]),
        ([(30, None), (50, None)], 0, [(50, np.nan, 1, 1)]),
        ([(30, None), (30, None)], 0, [(30, np.nan, 2, 0)]),
        ([(None, 40), (None, 30)], 0, [(np.nan, 30, 1, 1)]),
        ([(1, 2), (3, 4)], 0, [(np.nan, np.nan, 1, 0)]),
        ([(1, 2)], 0, [(1, 2, 1, 0)]),
        ([(10, None), (11, 11)], 0, [(11, 11, 1, 1)]),
        ([(10, None), (11, 11), (11, 12)], 0, [(11, 11, 2, 1)]),
        ([(1, 5), (2, 6), (3, 7), (8, 9)], 1, [(3, 5, 3, 0)]),
        ([(1, 5), (2, 6), (3, 7), (8, 9)], 2, [(2, 6, 2, 0)]),
        ([(1, 5), (2, 6), (3, 7), (8, 9)], 3, [(2, 6, 2, 0)]),
        ([(1, 5), (2, 6), (3, None), (8, 9)], 1, [(3, 5, 2, 1)]),
    ],
)
def test_consensus_with_open_ends_and_faults(spans: list, faulty: int, wanted: list) -> None:
    """Open ends stay open, and agree with nothing but themselves; more faulty origins widen it."""
    claims = rivals(*spans)
    claims["qualifier"] = np.select(
        [claims["low"].isna(), claims["high"].isna()], ["up_to", "at_least"], "between"
    )
    found = at.consensus(claims, faulty=faulty)[["low", "high", "support", "compatible"]]
    np.testing.assert_equal(found.to_numpy(float), np.array(wanted, dtype=float))


def test_some_days_of_a_span_are_not_given_as_the_span() -> None:
    """Each flow on some days stands alone, and keeps its brackets beside a flow over all of the days."""
    span = "[2024-12-01..2024-12-17]"
    claims = rivals((30, 30), (50, 50), (70, 70)).assign(
        kind="flow", period=[span, span, "2024-12-01/2024-12-17"]
    )
    assert sorted(at.consensus(claims)["period"]) == ["2024-12-01/2024-12-17", span, span]
    assert sorted(at.envelope(claims)["period"]) == ["2024-12-01/2024-12-17", span, span]


def test_strict_ends_do_not_touch() -> None:
    """More than 3,000 and up to 3,000 share no number; at least 3,000 and up to 3,000 share one."""
    claims = rivals((3000, None), (None, 3000))
    apart = at.consensus(claims.assign(qualifier=["more_than", "up_to"]))
    meeting = at.consensus(claims.assign(qualifier=["at_least", "up_to"]))
    assert apart["agreement"].tolist() == ["no agreement"]
    assert meeting[["low", "high", "agreement"]].to_numpy().tolist() == [[3000.0, 3000.0, "compatible"]]


def test_at_least_allows_a_greater_number_and_agrees_with_nobody() -> None:
    """At least 10,000 is compatible with 11,000: no two origins agree, and the columns say who does what."""
    claims = rivals((10000, None), (11000, 11000), (None, 9000))
    found = at.consensus(claims.assign(qualifier=["at_least", "between", "up_to"])).loc[0]
    assert found[["low", "high", "support", "compatible", "origins"]].tolist() == [11000, 11000, 1, 1, 3]
    assert found["agreement"] == "compatible"
    ids = ["claim_ids", "compatible_ids", "other_ids"]
    assert found[ids].tolist() == ["claim-1", "claim-0", "claim-2"]


def test_what_one_claimant_says_twice_counts_once() -> None:
    """Two wide statements of one claimant do not outvote two that agree with each other."""
    claims = rivals((1, 2), (1, 2), (5, 6), (5, 6), (5, 6))
    claims["claimant_id"] = ["a", "b", "c", "c", "c"]
    found = at.consensus(claims)
    assert found[["low", "high", "support", "origins"]].to_numpy().tolist() == [[1.0, 2.0, 2, 3]]


@pytest.mark.parametrize(
    ("spans", "wanted"),
    [
        ([(10, None), (None, 10)], [[10, 10]]),
        ([(1, 6), (4, 9)], [[4, 6]]),
        ([(1, 2), (5, 6)], [[1, 2], [5, 6]]),
        ([(1, 6), (4, 9), (20, 30)], [[4, 6], [20, 30]]),
        ([(1, 4), (3, 7), (6, 9)], [[3, 4], [6, 7]]),
        ([(3, None), (5, None), (8, None)], [[8, -1]]),
        ([(1, 9), (2, 3), (5, 6)], [[2, 3], [5, 6]]),
    ],
)
def test_one_origin_means_all_that_it_says_as_far_as_it_can(spans: list, wanted: list) -> None:
    """Two bounds are the range between; what cannot hold together is one number or the other."""
    words = [WORDS.get((low is None, high is None), "between") for low, high in spans]
    found = at.consensus(rivals(*spans, words=words).assign(claimant_id="a"))
    assert found[["low", "high"]].fillna(-1).to_numpy().tolist() == wanted
    assert set(found["support"]) == {1}
    assert found["claim_ids"].str.split(";").explode().nunique() == len(spans)


def test_an_origin_that_bounds_a_number_from_both_sides_names_it() -> None:
    """At least 10 and up to 10 are 10, which another who says 10 agrees with and one who says 11 does not."""
    words = ["at_least", "up_to", "between"]
    claims = rivals((10, None), (None, 10), (10, 10), words=words).assign(claimant_id=["a", "a", "b"])
    found = at.consensus(claims)
    columns = ["low", "high", "support", "compatible", "agreement", "claim_ids"]
    assert found[columns].to_numpy().tolist() == [[10, 10, 2, 0, "agreement", "claim-0;claim-1;claim-2"]]
    apart = at.consensus(claims.assign(low=[10, None, 11], high=[None, 10, 11]))
    assert apart["agreement"].tolist() == ["no agreement"]


def test_copies_of_one_claim_never_gain_weight() -> None:
    """Three pages that repeat one claim are that claim; without it they are one, together."""
    claims = rivals((1, 2), (1, 2), (5, 6), (5, 6), (5, 6))
    claims["derived_from"] = [None, None, None, "claim-2", "claim-3"]
    assert at.consensus(claims)[["low", "support", "origins"]].to_numpy().tolist() == [[1.0, 2, 3]]
    without = claims[claims["claim_id"] != "claim-2"]
    found = at.consensus(without, chains=claims)
    assert found[["low", "support", "origins"]].to_numpy().tolist() == [[1.0, 2, 3]]


@pytest.mark.parametrize("here", [[1], [0, 1], [1, 2]])
def test_a_copy_of_several_gains_no_weight_either(here: list) -> None:
    """Who rests on two claims is no further origin, whichever of them were filtered away."""
    whole = rivals((1, 2), (1, 2), (1, 2)).assign(derived_from=[None, "claim-0;claim-2", None])
    found = at.consensus(whole.iloc[here], chains=whole)
    assert found[["support", "origins"]].to_numpy().tolist() == [[1, 1]]


def test_who_repeats_two_origins_does_not_make_them_one() -> None:
    """A page that adds up what two said leaves them two."""
    claims = rivals((1, 2), (1, 2), (1, 2)).assign(derived_from=[None, None, "claim-0;claim-1"])
    assert at.consensus(claims)[["support", "origins"]].to_numpy().tolist() == [[2, 2]]


def test_a_claimant_is_no_head_of_a_chain() -> None:
    """The claimant nis and a source that a page calls nis are not known to be one."""
    claims = rivals((1, 2), (1, 2)).assign(claimant_id=["nis", "page"], chain=[None, "NIS > page"])
    assert at.consensus(claims)["support"].tolist() == [2]


def test_two_camps_that_share_a_border_are_a_tie() -> None:
    """Two say up to 3,000 and two more than 3,000: nobody agrees with the other side."""
    claims = rivals((None, 3000), (None, 3000), (3000, None), (3000, None))
    found = at.consensus(claims.assign(qualifier=["up_to", "up_to", "more_than", "more_than"]))
    assert found[["low", "high", "claim_ids", "other_ids"]].fillna(-1).to_numpy().tolist() == [
        [-1, 3000, "claim-0;claim-1", "claim-2;claim-3"],
        [3000, -1, "claim-2;claim-3", "claim-0;claim-1"],
    ]


def test_consensus_of_the_shipped_case_names_who_agrees(claims: pd.DataFrame) -> None:
    """January 2025: western officials and the British ministry agree on about 4,000 casualties."""
    found = at.consensus(claims.loc[JANUARY]).loc[0]
    assert (found["low"], found["high"], found["support"]) == (4000.0, 4000.0, 2)
    assert found["claim_ids"] == ";".join(sorted(JANUARY))


def test_totals_to_different_days_are_no_rivals(claims: pd.DataFrame) -> None:
    """300 by January and 600 by April are settled apart, and nothing is averaged."""
    found = at.consensus(claims.loc[["nis-2025-01-13-killed", "nis-2025-04-30-killed"]])
    assert found[["period", "low", "high"]].to_numpy().tolist() == [
        ["../2025-01-13", 300.0, 300.0],
        ["../2025-04-30", 600.0, 600.0],
    ]


def test_a_claim_without_a_number_agrees_with_nobody(claims: pd.DataFrame) -> None:
    """Dozens, several hundred: words have no interval and no weight."""
    vague = claims[claims["qualifier"].eq("vague")]
    assert at.consensus(vague).empty
    assert at.envelope(vague).empty


def test_envelope_keeps_open_ends_open(claims: pd.DataFrame) -> None:
    """At least 10,000 and up to 10,000: together they exclude nothing."""
    ids = ["pentagon-2024-11-04-kursk", "state-2024-11-04-kursk"]
    found = at.envelope(claims.loc[ids]).loc[0]
    assert np.isnan(found["low"])
    assert np.isnan(found["high"])
    assert (found["low_ids"], found["high_ids"]) == (ids[1], ids[0])


def test_envelope_of_ground_held_in_august(claims: pd.DataFrame) -> None:
    """The ends are claims, named: 777 km2 by Cohen, 1,171 by AFP from ISW's data."""
    ids = ["cohen-2024-08-28-kursk-area-held", "deepstate-2024-10-14-kursk-area-held"]
    ids += ["afp-isw-2025-03-kursk-area-held-2024-08"]
    found = at.envelope(claims.loc[ids]).loc[0]
    assert (found["low"], found["low_ids"]) == (777.0, ids[0])
    assert (found["high"], found["high_ids"]) == (1171.0, ids[2])


@pytest.mark.parametrize(
    ("claim", "wanted"),
    [
        ("us-intelligence-2024-10-deployed", (11500, 12500, True)),
        ("nyt-2024-massed", (45000, 55000, True)),
        ("gur-2024-10-24-russia", (11500, 12000, True)),
        ("hur-2024-12-16-killed-or-wounded", (30, np.nan, False)),
        ("deepstate-2025-04-22-kursk-area-held", (30.5, 31, True)),
        ("agentstvo-2024-11-ukraine-area-gained", (234.785, 234.795, True)),
        ("gerasimov-2025-04-26-kursk-settlements-held", (0, 0, False)),
        ("state-2024-11-04-kursk", (np.nan, 10000, False)),
        ("zelensky-2024-12-14-in-combat", (np.nan, np.nan, False)),
    ],
)
def test_rounding_of_real_claims(claims: pd.DataFrame, claim: str, wanted: tuple) -> None:
    """A round stated value reaches to what rounds to it, marked; bounds and exact numbers stay."""
    found = at.bounds(claims.loc[[claim]], rounding=True)[["low", "high", "is_rounded"]]
    np.testing.assert_equal(found.to_numpy(float)[0], np.array(wanted, dtype=float))


def test_stated_bounds_keep_their_words(claims: pd.DataFrame) -> None:
    """More than 30 leaves out 30, at least 30 does not."""
    ids = ["hur-2024-12-16-killed-or-wounded", "trt-2024-12-16-over-30"]
    assert at.bounds(claims.loc[ids])["is_low_strict"].tolist() == [False, True]


@pytest.mark.parametrize("faulty", [-1, 1.5, True, "1"])
def test_faulty_is_a_whole_number(claims: pd.DataFrame, faulty: object) -> None:
    """Another value is refused with what it is."""
    with pytest.raises(ValueError, match=r"^consensus: faulty is .*, but it is a whole number from 0$"):
        at.consensus(claims.loc[JANUARY], faulty=faulty)


def test_a_chain_is_followed_through_links_that_were_filtered_out() -> None:
    """Two pages that go back to one briefing are one origin, also where only one still names it."""
    whole = rivals((10, 10), (10, 10), (10, 10), (10, 10))
    whole["claim_id"] = ["briefing", "agency", "page", "other page"]
    whole["derived_from"] = pd.Series([None, "briefing", "agency", "briefing"], dtype="str")
    left = whole[whole["claim_id"].isin(["page", "other page"])]
    assert at.consensus(left, chains=whole)["origins"].tolist() == [1]
    assert at.envelope(left, chains=whole)["origins"].tolist() == [1]
    assert at.consensus(whole, chains=whole)["origins"].tolist() == [1]


LOST = (
    "which is not among the claims given. Who had a number from whom is followed in the whole case, so that "
    "no filter changes the answer: pass chains=case.claims"
)
FOLLOWING = {
    ("as_of", "repeats"): lambda claims, **case: at.as_of(claims, "2025-01-01", keep_repeats=False, **case),
    ("consensus", "repeats"): at.consensus,
    ("consensus", "replaces"): at.consensus,
    ("drift", "repeats"): at.drift,
    ("envelope", "repeats"): at.envelope,
    ("envelope", "replaces"): at.envelope,
    ("origins", "repeats"): at.origins,
    ("propose_repeats", "repeats"): at.propose_repeats,
}


@pytest.mark.parametrize(("name", "verb"), FOLLOWING)
def test_a_claim_whose_origin_was_filtered_away_asks_for_the_case(name: str, verb: str) -> None:
    """Whoever follows chains says which claim is missed, and with the case gives an answer."""
    column = {"repeats": "derived_from", "replaces": "supersedes"}[verb]
    whole = rivals((10, 10), (10, 10), (10, 10)).assign(asserted="2024-12-24")
    whole = whole.assign(**{column: [None, None, "claim-0"]})
    with pytest.raises(ValueError, match=f"^{name}: claim-2 {verb} claim-0, {re.escape(LOST)}$"):
        FOLLOWING[name, verb](whole.iloc[1:])
    assert isinstance(FOLLOWING[name, verb](whole.iloc[1:], chains=whole), pd.DataFrame)


def test_a_long_list_of_lost_claims_is_cut() -> None:
    """The first three are named, the others counted."""
    claims = rivals(*[(1, 2)] * 6).assign(derived_from=[None, *["claim-0"] * 5])
    named = "; ".join(f"claim-{row} repeats claim-0" for row in (1, 2, 3))
    message = (
        f"consensus: {named} and 2 more, which are not among the claims given. Who had a number from whom"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)} is followed"):
        at.consensus(claims.iloc[1:])


def test_an_origin_that_was_filtered_out_is_known_by_its_claimant() -> None:
    """What somebody says, and what a page has from an earlier word of the same one, are one origin."""
    whole = rivals((10, 10), (10, 10), (10, 10))
    whole["claimant_id"] = ["zelensky", "a page", "zelensky"]
    whole["derived_from"] = pd.Series([None, "claim-0", None], dtype="str")
    assert at.consensus(whole.iloc[1:], chains=whole)["origins"].tolist() == [1]


@pytest.mark.parametrize(
    "other",
    [{"measure": "wounded"}, {"period": "2024-12-01"}, {"low": None, "high": None, "qualifier": "vague"}],
)
def test_a_repeat_stands_in_for_the_number_that_was_said_and_no_other(other: dict) -> None:
    """Who made dead of wounded supports no number of dead, whether the wounded are among the rows or not."""
    whole = rivals((10, 10), (10, 10), (10, 10)).assign(derived_from=[None, "claim-0", None])
    whole["qualifier"] = whole["qualifier"].astype(object)
    whole.loc[0, list(other)] = list(other.values())
    alone = at.consensus(whole.iloc[1:], chains=whole)
    assert alone[["origins", "claim_ids"]].to_numpy().tolist() == [[1, "claim-2"]]
    assert "claim-1" not in ";".join(at.consensus(whole)["claim_ids"])


def test_a_withdrawn_claim_supports_nothing_unless_asked() -> None:
    """Nor does a repeat of it; also where what replaced it was filtered away."""
    whole = rivals((10, 10), (10, 10), (20, 20), (10, 10))
    whole["supersedes"] = [None, None, "claim-0", None]
    whole["derived_from"] = [None, None, None, "claim-0"]
    columns = ["low", "support", "origins"]
    assert at.consensus(whole.drop(1))[columns].to_numpy().tolist() == [[20, 1, 1]]
    assert at.consensus(whole.loc[[1, 3]], chains=whole)[columns].to_numpy().tolist() == [[10, 1, 1]]
    asked = at.consensus(whole, keep_withdrawn=True)
    assert asked[columns].to_numpy().tolist() == [[10, 2, 3]]
    assert at.envelope(whole.drop(1))["low"].tolist() == [20]
    assert at.envelope(whole.drop(1), keep_withdrawn=True)["low"].tolist() == [10]


def test_what_was_withdrawn_later_still_counts_on_an_earlier_day() -> None:
    """10 is replaced by 20 on 2 December: on 1 December it stood, on 2 December it does no longer."""
    whole = rivals((10, 10), (20, 20)).assign(asserted=["2024-10-29", "2024-12-02"])
    whole["supersedes"] = [None, "claim-0"]
    before = {"chains": whole, "known_by": "2024-12-01"}
    assert at.consensus(whole.iloc[:1], **before)["low"].tolist() == [10]
    assert at.envelope(whole.iloc[:1], **before)["low"].tolist() == [10]
    assert at.latest(whole.iloc[:1], **before)["claim_id"].tolist() == ["claim-0"]
    after = {"chains": whole, "known_by": "2024-12-02"}
    assert at.consensus(whole.iloc[:1], **after).empty
    assert at.envelope(whole.iloc[:1], **after).empty
    assert at.latest(whole.iloc[:1], **after).empty


def test_a_day_of_knowledge_needs_days_of_assertion() -> None:
    """Which withdrawals were known by a day nobody can tell of claims without days."""
    whole = rivals((10, 10), (20, 20)).assign(supersedes=[None, "claim-0"])
    with pytest.raises(ValueError, match=r"^consensus: the columns asserted are missing\. There are: "):
        at.consensus(whole, known_by="2024-12-01")


@pytest.mark.parametrize(
    ("ways", "count"),
    [
        (["US assessment > Ryder > page", "US assessment > Miller > Turan"], 1),
        (["US Assessment (Pentagon) > Ryder", "us assessment>Miller"], 1),
        (["unknown > AP", "Unknown > Reuters"], 2),
        (["Unnamed officials > AP", "unnamed officials > AP"], 2),
        *[([f"{nobody} > AP", f"{nobody} > BBC"], 2) for nobody in NOBODY],
        (["Unknown Soldier Foundation > AP", "Unknown Soldier Foundation > BBC"], 1),
        (["General  Staff > AP", "General\u00a0Staff > BBC"], 1),
        (["US officials > AP", "US officials > BBC"], 1),
        (["Military intelligence > AP", "military intelligence > BBC"], 1),
        (["The National (source not named) > AP", "The National > BBC"], 1),
        (["The Insider (no source named) > AP", "The Insider > BBC"], 1),
        ([None, None], 2),
    ],
)
def test_ways_that_begin_at_one_source_are_one_origin(ways: list, count: int) -> None:
    """Pentagon and State Department both pass on a US assessment; two unnamed sources may be anybody."""
    claims = rivals((10, 10), (10, 10)).assign(chain=pd.Series(ways, dtype="str"))
    assert at.consensus(claims)[["support", "origins"]].to_numpy().tolist() == [[count, count]]
    page = claims.iloc[:1].assign(claim_id="page", claimant_id="page", derived_from="claim-0;claim-1")
    assert at.origins(pd.concat([claims, page]))["independent_origins"].tolist() == [1, 1, count]


def test_heads_join_origins_of_one_number_only() -> None:
    """That somebody once passes on another's word makes them one origin there, and nowhere else."""
    claims = rivals((10, 10), (10, 10), (10, 10), (10, 10))
    claims["claimant_id"] = ["syrskyi", "zelensky"] * 2
    claims["chain"] = ["Syrskyi > page", "Syrskyi > page", "Syrskyi > page", "Zelensky > page"]
    claims["measure"] = ["killed", "killed", "wounded", "wounded"]
    assert at.consensus(claims)[["measure", "origins"]].to_numpy().tolist() == [["killed", 1], ["wounded", 2]]


def test_chains_are_followed_in_the_table_that_the_claims_were_taken_from() -> None:
    """A table without them is refused, with what to give instead."""
    claims = rivals((10, 10), (20, 20))
    with pytest.raises(
        ValueError, match=r"consensus: 1 of the claims are not in chains, the first is claim-1\. Give"
    ):
        at.consensus(claims, chains=claims.iloc[:1])


@pytest.mark.parametrize(("link", "verb"), [("derived_from", "repeats"), ("supersedes", "replaces")])
def test_a_link_that_the_table_of_chains_lacks_is_refused(link: str, verb: str) -> None:
    """A repeat marked by hand in the rows alone would be ignored: the first is named, with what to do."""
    whole = rivals((10, 10), (10, 10))
    marked = whole.assign(**{link: pd.Series([None, "claim-0"], dtype="str")})
    message = (
        rf"^consensus: claim-1 {verb} claim-0 in claims, but nothing in chains\. Change {link} in the table "
        r"that chains is, and take the claims from it$"
    )
    with pytest.raises(ValueError, match=message):
        at.consensus(marked, chains=whole)


def cut(*columns: str) -> pd.DataFrame:
    """Return two of one origin, by a link and by a way, and a third; without some of their columns."""
    whole = rivals((10, 10), (10, 10), (10, 10))
    link, ways = [None, "claim-0", None], ["US > a", "US > a > b", "US > c"]
    whole = whole.assign(derived_from=pd.Series(link, dtype="str"), chain=ways, asserted="2024-12-24")
    return whole.drop(columns=list(columns))


@pytest.mark.parametrize("claims", [cut("chain"), cut().assign(chain=None), cut().assign(derived_from=None)])
def test_links_and_ways_that_the_claims_lack_are_those_of_the_case(claims: pd.DataFrame) -> None:
    """Whether a column was left out or emptied, the table that chains is says who had it from whom."""
    found = at.consensus(claims, chains=cut())
    pd.testing.assert_frame_equal(found, at.consensus(cut()))
    assert found[["support", "origins"]].to_numpy().tolist() == [[1, 1]]
    pd.testing.assert_frame_equal(at.envelope(claims, chains=cut()), at.envelope(cut()))


@pytest.mark.parametrize("name", ["drift", "propose_repeats", "origins"])
@pytest.mark.parametrize("claims", [cut("chain"), cut().assign(derived_from=None, chain=None)])
def test_every_function_that_follows_chains_takes_what_the_claims_lack(
    name: str, claims: pd.DataFrame
) -> None:
    """What changed between a claim and its repeats is that of the case, whatever was emptied in the rows."""
    function = getattr(at, name)
    pd.testing.assert_frame_equal(function(claims, chains=cut()), function(cut()))


def test_a_repeat_of_the_case_is_no_part_of_a_sum() -> None:
    """Its link was emptied in the rows and stands in the case: 10 killed and the repeat of 5 are no sum."""
    names = {"measure": ["killed", "wounded", "losses"], "asserted": "2024-12-24", "claimant_id": "a"}
    whole = rivals((10, 10), (5, 5), (15, 15)).assign(**names)
    parts = pd.DataFrame({"column": "measure", "part": names["measure"][:2], "whole": "losses"})
    parts = parts.assign(is_summand=True)
    linked = whole.assign(derived_from=pd.Series([None, "claim-0", None], dtype="str"))
    assert len(at.check_sums(whole, parts)) == 1
    assert at.check_sums(whole, parts, chains=linked).empty
    assert at.check_sums(whole, parts, chains=linked, keep_withdrawn=True).empty
