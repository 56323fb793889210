"""Who had it from whom: what became of repeated claims, and the ways of claims to us."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from measuring import Box, boxes_of_marks, boxes_of_texts, draw, outside, outside_panels, overlaps

import analysttools as at
from analysttools.charts.drift import WORDS, _describe_step
from analysttools.figures.marks import read_marks

pytestmark = pytest.mark.slow

HUR = "hur-2024-12-16-killed-or-wounded"
TRT = "trt-2024-12-16-over-30"
ARTICLE = "hur-2024-12-16-killed-or-wounded-article"
KIRBY = ["kirby-2024-12-27-week", "ki-2024-12-27-kirby-week", "singh-2024-12-kirby-confirmed"]
SUBTRACTED = [
    "nenka-info-2024-11-24-kursk-area-lost",
    "general-staff-ukraine-source-2024-11-23-kursk-area-held-2024-08-to-2024-11",
    "general-staff-ukraine-source-2024-11-23-kursk-area-held-2024-11-23",
]
NIS = ["nis-2025-04-30-killed", "nis-2025-04-30-wounded", "nis-2025-04-30-killed-or-wounded"]
CHANGES = [
    *[f"{end} bound {what}" for end in ("lower", "upper") for what in ("sharpened", "softened")],
    *[f"{end} bound {what}" for end in ("lower", "upper") for what in ("lost", "added")],
    *[f"hedge {what}" for what in ("lost", "added", "changed")],
    *[
        f"number {what}"
        for what in ("lost", "added", "added up", "subtracted", "rounded", "transposed", "fits no cut")
    ],
    *["number changed", "number converted", "number converted wrongly", "unit changed", "measure changed"],
    *["plan became presence", "flow became total", "kind changed", "period changed", "unchanged"],
    *[f"{of} {what}" for of in ("population", "place") for what in ("narrowed", "widened", "changed")],
]


def _said(ax: Axes, what: str) -> list[str]:
    """Return the words of the marks of one kind, on one line each."""
    marks = read_marks(ax.figure.axes)
    return marks.loc[marks["what"].eq(what), "label"].tolist()


def _notes(ax: Axes) -> str:
    """Return the words that are of no single claim: heads and the note below."""
    return " ".join(" ".join(text.get_text().split()) for text in ax.texts if not text.get_gid())


def _drift(claims: pd.DataFrame, case: at.Case, **kwargs: object) -> Axes:
    return at.plot_drift(claims, at.drift(claims, case.parts), **kwargs)


def _of(rows: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Give made-up rows the columns that they do not state, from a real claim."""
    base = named.loc[[HUR] * len(rows)].reset_index(drop=True)
    return base.assign(**{column: rows[column].to_numpy() for column in rows})


def _lines(figure: Figure) -> list[Box]:
    """Return the boxes of all lines, also of those that are no marks."""
    for number, line in enumerate(figure.findobj(Line2D)):
        line.set_gid(f"row.line-{number}.line")
    return boxes_of_marks(figure)


def test_drift_says_claimants_words_and_change(case: at.Case, claims: pd.DataFrame) -> None:
    """The record holds who said what, who repeated it how, and what changed on the way."""
    marks = read_marks([_drift(claims.loc[[HUR, TRT]], case)])
    assert marks[["id", "what", "label"]].to_numpy().tolist() == [
        [HUR, "claimant", "HUR (Ukraine)"],
        [
            *[HUR, "words"],
            "16 Dec 2024: at least 30 killed or wounded, North Korean forces, Plekhovo, Vorozhba and "
            "Martynovka",
        ],
        [TRT, "change", ""],
        [TRT, "changed", "– lower bound sharpened – place widened"],
        [TRT, "claimant", "TRT World"],
        [TRT, "words", "16 Dec 2024: more than 30 killed or wounded, North Korean forces, Kursk oblast"],
    ]


def test_drift_of_one_claim_with_several_repeats_draws_it_once(case: at.Case, claims: pd.DataFrame) -> None:
    """What was repeated twice stands once at the left, with an arrow to each repeat."""
    ax = _drift(claims.loc[KIRBY], case)
    marks = read_marks([ax])
    assert marks.loc[marks["what"].eq("words"), "id"].value_counts().to_dict() == dict.fromkeys(KIRBY, 1)
    heads = [line.get_gid() for line in ax.lines if line.get_marker() == ">"]
    assert sorted(heads) == sorted(f"row.{repeat}.change" for repeat in KIRBY[1:])
    assert sorted(marks.loc[marks["what"].eq("changed"), "label"]) == ["lower bound added", "unchanged"]


def test_drift_names_the_page_where_the_claimant_is_the_same(case: at.Case, claims: pd.DataFrame) -> None:
    """Two pages that render one statement differ by the page alone, which is then said."""
    words = _said(_drift(claims.loc[KIRBY], case), "words")
    assert [text for text in words if "as read in: The Kyiv Independent" in text] == [words[-1]]


def test_drift_of_two_claims_into_one_names_the_other(case: at.Case, claims: pd.DataFrame) -> None:
    """A difference of two numbers stands beside each of them, and names the other there."""
    ax = _drift(claims.loc[SUBTRACTED], case)
    assert sum("one number subtracted from another" in text for text in _said(ax, "changed")) == 2
    also = {text.partition("also repeats: ")[2] for text in _said(ax, "words")} - {""}
    assert also == {
        f"Gen. Staff source (Ukr.), 23 Nov 2024: about {number} km²" for number in ("1,376", "800")
    }


def test_drift_shows_names_and_never_ids(case: at.Case, claims: pd.DataFrame) -> None:
    """No id of a measure, a population, a place or a claim is among the words."""
    rows = claims.reset_index(drop=True)
    texts = " ".join(text.get_text().replace("\n", " ") for text in _drift(rows, case).texts)
    ids = {*rows["claim_id"], *(one for one in rows["measure"] if "_" in one), "russia+dprk", "kursk-oblast"}
    assert [one for one in sorted(ids) if one in texts] == []


def test_a_repeat_that_was_repeated_stands_left_and_right(case: at.Case, claims: pd.DataFrame) -> None:
    """At the left it is fainter, and says that it is itself a repeat."""
    rows = _of(pd.DataFrame({"claim_id": ["a", "b", "c"], "derived_from": [None, "a", "b"]}), claims)
    ax = _drift(rows, case)
    right, left = (text for text in ax.texts if text.get_gid() == "row.b.words")
    assert left.get_position()[0] < right.get_position()[0]
    assert left.get_alpha() < right.get_alpha()
    assert sum("itself a repeat" in text for text in _said(ax, "words")) == 1


def test_proposed_repeats_are_dashed_and_say_so(case: at.Case, claims: pd.DataFrame) -> None:
    """What nobody marked cannot be taken for a marked repeat, with or without the look of its line."""
    pair = claims.loc[["zelensky-2025-01-09-killed-or-wounded", "zelensky-2025-01-21-killed"]]
    proposed = at.propose_repeats(pair, days=14, same_scope=False)
    ax = at.plot_drift(pair, at.drift(pair, case.parts, proposed=proposed))
    (arrow,) = (line for line in ax.lines if (line.get_gid() or "").endswith(".change"))
    assert arrow.get_linestyle() == "--"
    assert _said(ax, "changed")[0].endswith("(proposed: nobody marked it as a repeat)")
    assert "Proposed: 1, dashed" in _notes(ax)


@pytest.mark.parametrize(
    ("change", "was", "became", "said"),
    [
        (
            "period changed",
            "../2024-12-14",
            "2024-12",
            "time it speaks of changed: up to 14 Dec 2024 → December 2024",
        ),
        ("kind changed", "stock", "flow", "kind of number changed: at a moment → within some days"),
        (
            "number converted wrongly",
            "3 km2",
            "9 acres, not 1,200",
            "number converted wrongly: it would be 1,200",
        ),
        ("population changed", "not stated", "dprk", "population changed: not stated → North Korean forces"),
        ("mood changed", "killed_or_wounded", "calm", "mood changed: killed or wounded → calm"),
        ("hedge lost", "about 30", "30", "hedge lost"),
    ],
)
def test_a_change_says_what_the_texts_do_not(
    claims: pd.DataFrame, change: str, was: str, became: str, said: str
) -> None:
    """From what to what is said where the two claims do not, by name; an unknown change as it is."""
    one = {"claim_id": TRT, "derived_from": HUR, "is_proposed": False}
    changes = pd.DataFrame([{**one, "change": change, "was": was, "became": became}])
    assert _said(at.plot_drift(claims.loc[[HUR, TRT]], changes), "changed") == [said]


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_has_words_in_french(change: str) -> None:
    """No English word stands on a French chart."""
    assert WORDS["fr"][change] != change


def test_every_change_of_the_real_case_is_known(case: at.Case) -> None:
    """The list of changes above has those that drift finds."""
    assert set(at.drift(case.claims, case.parts)["change"]) <= set(CHANGES)


def test_drift_without_repeats_is_refused(case: at.Case, claims: pd.DataFrame) -> None:
    """Nothing repeated is an error that says what to give."""
    with pytest.raises(
        ValueError,
        match=r"^plot_drift: none of the 3 claims repeats another that is among them \(derived_from\)\. Give "
        r"the claims that were repeated together with their repeats$",
    ):
        _drift(claims.loc[NIS], case)


def test_drift_of_other_claims_is_refused(case: at.Case, claims: pd.DataFrame) -> None:
    """A change of a claim that is not given is named."""
    changes = at.drift(claims.loc[[HUR, TRT]], case.parts)
    with pytest.raises(
        ValueError,
        match=r"^plot_drift: the changes speak of trt-2024-12-16-over-30, which the claims lack\. Give "
        r"drift\(claims, case\.parts\) of the claims that are drawn$",
    ):
        at.plot_drift(claims.loc[[HUR]], changes)


def test_drift_without_the_columns_of_changes_is_refused(claims: pd.DataFrame) -> None:
    """Something else than changes is told what is missing."""
    with pytest.raises(
        ValueError,
        match=r"^plot_drift: the changes lack the columns change, was, became, is_proposed\. Give what "
        r"drift\(claims, case\.parts\) gives$",
    ):
        at.plot_drift(claims.loc[[HUR, TRT]], claims[["claim_id", "derived_from"]])


@pytest.mark.parametrize("chart", ["plot_drift", "plot_sources"])
def test_no_rows_are_refused(case: at.Case, claims: pd.DataFrame, chart: str) -> None:
    """An empty frame is an error, never an empty chart."""
    changes = [at.drift(claims, case.parts)] if chart == "plot_drift" else []
    with pytest.raises(ValueError, match=rf"^{chart}: there is no row to draw"):
        getattr(at, chart)(claims.iloc[:0], *changes)


@pytest.mark.parametrize("chart", ["plot_drift", "plot_sources"])
def test_missing_columns_are_refused(case: at.Case, claims: pd.DataFrame, chart: str) -> None:
    """Claims without names are told where names come from."""
    changes = [at.drift(claims, case.parts)] if chart == "plot_drift" else []
    with pytest.raises(ValueError, match=rf"^{chart}: the columns claimant are missing\. .*with_names"):
        getattr(at, chart)(claims.drop(columns="claimant"), *changes)


def test_sources_merge_ways_by_their_common_beginnings(claims: pd.DataFrame) -> None:
    """One briefing has one origin and one hand, from which the pages branch; each has all its claims."""
    marks = read_marks([at.plot_sources(claims.loc[NIS])])
    names = marks[marks["what"].isin(["origin", "hand"])]
    assert names["label"].tolist() == ["NIS", "MP Lee Seong-kweun", "KBS World", "AP", "Millennium Post"]
    assert names["id"].str.count(";").tolist() == [2, 2, 1, 0, 0]


def test_sources_count_hands_and_origins(claims: pd.DataFrame) -> None:
    """Each claim says how many hands it passed; the note counts claims, ways, origins and the longest way."""
    ax = at.plot_sources(claims.loc[NIS])
    assert [text.rpartition(" passed ")[2] for text in _said(ax, "words")] == [
        "2 hands",
        "2 hands",
        "3 hands",
    ]
    note = _notes(ax)
    assert "Claims: 3; different ways: 2. Independent origins: 1, the claimants of what is no repeat" in note
    assert "Longest way: to the 3rd hand." in note


def test_names_that_are_spelt_otherwise_are_not_merged(claims: pd.DataFrame) -> None:
    """HUR and GUR stay two names, though one claimant stands for both."""
    ax = at.plot_sources(claims.loc[[HUR, ARTICLE]])
    assert _said(ax, "origin") == ["HUR", "GUR"]
    assert "Independent origins: 1," in _notes(ax)


def test_repeats_hang_on_what_they_repeat(claims: pd.DataFrame) -> None:
    """An arrow points at the repeat, which is fainter and says what it repeats."""
    ax = at.plot_sources(claims.loc[[HUR, TRT]])
    assert [line.get_gid() for line in ax.lines if line.get_marker() == "<"] == [f"row.{TRT}.repeats"]
    assert _said(ax, "words")[-1].endswith("passed 1 hand; repeats HUR (Ukraine), 16 Dec 2024")
    alphas = {text.get_gid(): text.get_alpha() for text in ax.texts}
    assert alphas[f"row.{TRT}.words"] < alphas[f"row.{HUR}.words"]


def test_a_repeat_of_what_is_not_shown_says_so(claims: pd.DataFrame) -> None:
    """Alone it has no arrow, its origin is counted apart, and the case is asked for."""
    with pytest.raises(
        ValueError, match=rf"^plot_sources: {TRT} repeats {HUR}, which is not among the claims given"
    ):
        at.plot_sources(claims.loc[[TRT]])
    ax = at.plot_sources(claims.loc[[TRT]], chains=claims)
    assert _said(ax, "words")[0].endswith("passed 1 hand; repeats a claim that is not shown")
    assert "Origins that are not shown: 1." in _notes(ax)


def test_claims_without_a_way_share_no_origin(claims: pd.DataFrame) -> None:
    """Two missing ways are two, and are said to be missing."""
    ax = at.plot_sources(claims.loc[NIS[:2]].assign(chain=None))
    assert _said(ax, "origin") == ["way not on record"] * 2


def test_a_claim_on_two_origins_says_so(claims: pd.DataFrame) -> None:
    """What was merged from two claimants names their number."""
    made = {"claim_id": ["a", "b", "c"], "derived_from": [None, None, "a;b"], "claimant_id": ["x", "y", "z"]}
    made["chain"] = ["X > page", "Y > page", "Z > page"]
    ax = at.plot_sources(_of(pd.DataFrame(made), claims))
    assert _said(ax, "words")[-1].endswith("rests on 2 independent origins")


def test_a_narrow_chart_of_ways_is_a_list(claims: pd.DataFrame) -> None:
    """At half width each name says which hand it is, and stands a step to the right of the one before."""
    ax = at.plot_sources(claims.loc[NIS[2:]], size=3.6)
    assert _said(ax, "origin") + _said(ax, "hand") == [
        *["NIS (origin)", "MP Lee Seong-kweun (1st hand)", "AP (2nd hand)", "Millennium Post (3rd hand)"]
    ]
    places = [text.get_position()[0] for text in ax.texts if (text.get_gid() or "").endswith("hand")]
    assert places == sorted(set(places))


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("width", [7.2, 3.6])
@pytest.mark.parametrize("chart", ["plot_drift", "plot_sources"])
def test_no_line_runs_through_a_text(case: at.Case, chart: str, lang: str, width: float) -> None:
    """On all repeats of the case no text is hidden, cut off or crossed, by a mark or any other line."""
    rows = at.with_names(case.claims, case, lang)
    changes = at.drift(rows, case.parts)
    rows = rows[rows["claim_id"].isin([*changes["claim_id"], *changes["derived_from"]])]
    further = [changes] if chart == "plot_drift" else []
    figure = draw(getattr(at, chart)(rows, *further, lang=lang, size=width).figure)
    texts = boxes_of_texts(figure)
    assert overlaps(texts, texts) == []
    assert overlaps(texts, _lines(figure)) == []
    assert outside(figure, texts) + outside_panels(figure) == []


@pytest.mark.parametrize("chart", ["plot_drift", "plot_sources"])
def test_a_given_axes_is_drawn_into(case: at.Case, claims: pd.DataFrame, chart: str) -> None:
    """The user's own Axes come back, with the same words."""
    pair = claims.loc[[HUR, TRT]]
    further = [at.drift(pair, case.parts)] if chart == "plot_drift" else []
    own = Figure(figsize=(8, 4)).subplots()
    drawn = getattr(at, chart)(pair, *further, ax=own)
    assert drawn is own
    assert _said(own, "words") == _said(getattr(at, chart)(pair, *further), "words")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "number converted wrongly: it would be 0.39 to 1,038.6"),
        ("fr", "nombre mal converti\u00a0: ce serait 0,39 à 1\u202f038,6"),
    ],
)
def test_what_a_conversion_should_have_given_is_said_in_decimals_and_ranges(lang: str, said: str) -> None:
    """The numbers of the result are written in the form of the language."""
    texts = ("1 to 2,690 km2", "5 to 9 square miles, not 0.39 to 1,038.6")
    assert (
        _describe_step("number converted wrongly", WORDS[lang]["number converted wrongly"], texts, {}, lang)
        == said
    )
