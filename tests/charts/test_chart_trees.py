"""Who had it from whom: what became of repeated claims, and the ways of claims to us."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from measuring import Box, boxes_of_marks, boxes_of_texts, draw, outside, overlaps

import analysttools as at
from analysttools.charts.drawing.passages import Passage
from analysttools.charts.drawing.repeat_words import UNSEEN, WORDS
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


def _words(ax: Axes) -> list[str]:
    """Return the words of all passages, with signs around what was struck out and what was added."""
    return [passage.words for passage in ax.artists if isinstance(passage, Passage)]


def _changed(claims: pd.DataFrame, **cells: object) -> list[str]:
    """Return the words and notes of a repeat that says something else than the claim of HUR."""
    made = pd.DataFrame({"claim_id": ["a", "b"], "derived_from": [None, "a"]})
    rows = _of(made.assign(**{name: list(both) for name, both in cells.items()}), claims)
    ax = at.plot_drift(rows, at.drift(rows))
    return [*_words(ax), *_said(ax, "changed")]


def test_drift_strikes_out_what_went_and_sets_bold_what_came(case: at.Case, claims: pd.DataFrame) -> None:
    """The record holds who said what, who repeated it, and what became of each word."""
    marks = read_marks([_drift(claims.loc[[HUR, TRT]], case)])
    assert marks[["id", "what", "label"]].to_numpy().tolist() == [
        [HUR, "claimant", "HUR (Ukraine), 16 Dec 2024"],
        [TRT, "claimant", "→ TRT World, 16 Dec 2024"],
        [
            *[TRT, "words"],
            "~~at least~~ **more than** 30 killed or wounded · ~~Plekhovo, Vorozhba and Martynovka~~ "
            "**Kursk oblast**",
        ],
    ]


def test_words_are_struck_out_by_a_line_and_bold_not_by_colour_alone(
    case: at.Case, claims: pd.DataFrame
) -> None:
    """Each run that is struck out has a piece of line on each of its lines; what was added is bold."""
    ax = _drift(claims.loc[[HUR, TRT]], case)
    (passage,) = ax.artists
    (strike,) = (part for part in passage.parts if isinstance(part, Line2D))
    assert np.isnan(strike.get_xdata()).sum() >= 3
    texts = [part for part in passage.parts if isinstance(part, Text)]
    bold = [text.get_text() for text in texts if text.get_fontweight() == "bold"]
    assert bold[:2] == ["more", "than"]
    assert "30" not in bold


def test_a_strike_runs_through_its_word(case: at.Case, claims: pd.DataFrame) -> None:
    """From the first letter to the last, at half the height of small letters."""
    figure = draw(_drift(claims.loc[[HUR, TRT]], case).figure)
    (passage,) = figure.axes[0].artists
    first = passage.parts[0].get_window_extent()
    strike = passage.parts[-1].get_transform().transform(passage.parts[-1].get_xydata()[:2])
    assert first.y0 < strike[0, 1] < first.y1
    assert strike[0, 0] == pytest.approx(first.x0, abs=2)


def test_what_all_rows_count_is_said_once(case: at.Case, claims: pd.DataFrame) -> None:
    """North Korean forces, in the subtitle and not in the words."""
    ax = _drift(claims.loc[[HUR, TRT]], case)
    assert ax.figure.texts[0].get_text().replace("\n", " ").endswith(". All: North Korean forces")


def test_drift_of_one_claim_with_several_repeats_has_a_row_each(case: at.Case, claims: pd.DataFrame) -> None:
    """Each repeat stands beside what it repeats; one that changed nothing says so."""
    ax = _drift(claims.loc[KIRBY], case)
    marks = read_marks([ax])
    assert marks.loc[marks["what"].eq("words"), "id"].tolist() == [KIRBY[2], KIRBY[1]]
    assert _words(ax) == ["about 1,000 killed or wounded", "~~about~~ **more than** 1,000 killed or wounded"]
    assert _said(ax, "changed") == ["unchanged", "as read in: The Kyiv Independent"]


def test_drift_of_two_claims_into_one_names_the_other(case: at.Case, claims: pd.DataFrame) -> None:
    """A difference of two numbers stands in a row with each of them, and names the other there."""
    ax = _drift(claims.loc[SUBTRACTED], case)
    assert ax.figure.texts[0].get_text().startswith("1 repeat: ")
    assert _said(ax, "changed") == [
        f"one number subtracted from another; also repeats: Gen. Staff source (Ukr.), about {number} km²"
        for number in ("800", "1,376")
    ]


def test_drift_shows_names_and_never_ids(case: at.Case, claims: pd.DataFrame) -> None:
    """No id of a measure, a population, a place or a claim is among the words."""
    rows = claims.loc[[*KIRBY, HUR, TRT, *SUBTRACTED]].reset_index(drop=True)
    texts = " ".join(text.get_text() for text in _drift(rows, case).findobj(Text))
    ids = {*rows["claim_id"], *(one for one in rows["measure"] if "_" in one), "russia+dprk", "kursk-oblast"}
    assert [one for one in sorted(ids) if one in texts] == []


def test_a_repeat_that_was_repeated_says_so(case: at.Case, claims: pd.DataFrame) -> None:
    """The row in which it was repeated names it."""
    rows = _of(pd.DataFrame({"claim_id": ["a", "b", "c"], "derived_from": [None, "a", "b"]}), claims)
    said = _said(_drift(rows, case), "changed")
    assert [one for one in said if "what HUR (Ukraine) said is itself a repeat" in one] == said[1:]


def test_proposed_repeats_say_so(case: at.Case, claims: pd.DataFrame) -> None:
    """What nobody marked cannot be taken for a marked repeat."""
    pair = claims.loc[["zelensky-2025-01-09-killed-or-wounded", "zelensky-2025-01-21-killed"]]
    proposed = at.propose_repeats(pair, days=14, same_scope=False)
    ax = at.plot_drift(pair, at.drift(pair, case.parts, proposed=proposed))
    assert _said(ax, "changed")[0].endswith("suggestion: not marked as a repeat in the data")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (
            {"period": ("../2024-12-14", "../2024-12-17"), "kind": ("cumulative",) * 2},
            "at least 30 killed or wounded · total, up to ~~14~~ **17** Dec 2024",
        ),
        (
            {"period": ("2024-12-14/2024-12-15", "../2024-12"), "kind": ("flow", "cumulative")},
            "at least 30 killed or wounded · ~~over 14 to 15 Dec 2024~~ "
            "**total, up to a day in December 2024**",
        ),
        (
            {"population_name": (None, "North Korean forces"), "population": (None, "dprk")},
            "at least 30 killed or wounded · **North Korean forces**",
        ),
        (
            {
                "population_name": ("Russian and North Korean forces together", "North Korean forces"),
                "population": ("russia+dprk", "dprk"),
            },
            "at least 30 killed or wounded · ~~Russian and~~ North Korean forces ~~together~~",
        ),
        (
            {"measure_name": ("killed or wounded", "wounded"), "measure": ("k", "w")},
            "at least 30 ~~killed or~~ wounded",
        ),
    ],
)
def test_a_change_is_seen_in_the_words(claims: pd.DataFrame, cells: dict[str, object], said: str) -> None:
    """Half a date is not kept, nor half a name; what was not stated is only added."""
    assert _changed(claims, **cells)[0] == said


def test_changes_that_words_do_not_show_are_named_in_both_languages() -> None:
    """No English word stands on a French chart."""
    both = [[WORDS[lang][change] for change in UNSEEN] for lang in ("en", "fr")]
    assert [one for one, other in zip(*both, strict=True) if one == other] == []


def test_a_conversion_that_went_wrong_says_what_it_would_have_been(claims: pd.DataFrame) -> None:
    """In the unit of the repeat, in decimals and ranges."""
    one = {"claim_id": TRT, "derived_from": HUR, "is_proposed": False, "change": "number converted wrongly"}
    texts = {"was": "1 to 2,690 km2", "became": "5 to 9 square miles, not 0.39 to 1,038.6"}
    ax = at.plot_drift(claims.loc[[HUR, TRT]], pd.DataFrame([{**one, **texts}]))
    assert _said(ax, "changed") == ["number converted wrongly: should be 0.39 to 1,038.6"]


def test_more_repeats_than_fit_a_page_are_refused(case: at.Case, claims: pd.DataFrame) -> None:
    """How high they would be, how many fit, and how to choose them."""
    said = (
        r'^plot_drift: \d\d changes need \d\d\.\d inches of height, but size="column" has at most 7\.5\. '
        r"Draw fewer, with choose, select or latest, or show all of them by printing the changes\. "
        r"Some six repeats fit: choose\(changes, claim_id=\[the ids that matter\]\)$"
    )
    with pytest.raises(ValueError, match=said):
        _drift(claims, case)


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
        match=r"^plot_drift: the changes are about trt-2024-12-16-over-30, which the claims lack\. Give "
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


def test_sources_have_an_origin_once_with_all_its_claims(claims: pd.DataFrame) -> None:
    """One briefing is one origin; each claim says who passed it on."""
    marks = read_marks([at.plot_sources(claims.loc[NIS])])
    names = marks[marks["what"].eq("origin")]
    assert names["label"].tolist() == ["NIS"]
    assert names["id"].str.count(";").tolist() == [2]
    assert marks.loc[marks["what"].eq("chain"), "label"].tolist() == [
        *["reported via two intermediaries: MP Lee Seong-kweun, then KBS World"] * 2,
        "reported via three intermediaries: MP Lee Seong-kweun, then AP, then Millennium Post",
    ]


def test_sources_count_claims_and_origins(claims: pd.DataFrame) -> None:
    """In the subtitle, with what all claims count."""
    ax = at.plot_sources(claims.loc[NIS])
    said = "3 claims from 1 independent origin. All: North Korean forces, Kursk oblast"
    assert ax.figure.texts[0].get_text() == said


def test_names_that_are_spelt_otherwise_are_not_merged(claims: pd.DataFrame) -> None:
    """HUR and GUR stay two names, though one claimant stands for both, and is named under the second."""
    ax = at.plot_sources(claims.loc[[HUR, ARTICLE]])
    assert _said(ax, "origin") == ["HUR", "GUR"]
    assert [words.startswith("HUR (Ukraine)") for words in _words(ax)] == [False, True]


def test_repeats_stand_under_what_they_repeat(claims: pd.DataFrame) -> None:
    """A step to the right, with what became of the words, and the origin that its page names."""
    ax = at.plot_sources(claims.loc[[HUR, TRT]])
    first, second = ax.artists
    assert first.parts[0].get_position()[0] < second.parts[0].get_position()[0]
    assert _words(ax)[1].startswith("↳ TRT World 16 Dec 2024 ~~at least~~ **more than** 30")
    assert _said(ax, "chain") == [
        "reported via two intermediaries: AFP, then LBCI",
        "origin given as HUR (Telegram)",
    ]


def test_a_repeat_of_what_is_not_shown_says_so(claims: pd.DataFrame) -> None:
    """Alone it stands under its own origin, that of what it repeats is counted, and the case is asked for."""
    with pytest.raises(
        ValueError, match=rf"^plot_sources: {TRT} repeats {HUR}, which is not among the claims given"
    ):
        at.plot_sources(claims.loc[[TRT]])
    ax = at.plot_sources(claims.loc[[TRT]], chains=claims)
    assert _said(ax, "chain") == ["repeats a claim that is not shown"]
    assert "Origins not shown: 1." in _notes(ax)


def test_claims_without_a_chain_share_no_origin(claims: pd.DataFrame) -> None:
    """Two missing chains are two, and are said to be missing."""
    ax = at.plot_sources(claims.loc[NIS[:2]].assign(chain=None))
    assert _said(ax, "origin") == ["chain of sources not recorded"] * 2


def test_a_claim_on_two_origins_names_both(claims: pd.DataFrame) -> None:
    """What was merged from two claims stands under the first, and names the other."""
    made = {"claim_id": ["a", "b", "c"], "derived_from": [None, None, "a;b"], "claimant_id": ["x", "y", "z"]}
    made |= {"chain": ["X > page", "Y > page", "Z > page"], "claimant": ["Xa", "Ya", "Za"]}
    ax = at.plot_sources(_of(pd.DataFrame(made), claims))
    assert _said(ax, "origin") == ["X", "Y"]
    assert _said(ax, "chain")[1] == "origin given as Z; reported via page; also repeats Ya"


def test_a_narrow_chart_has_the_origin_above_its_claims(claims: pd.DataFrame) -> None:
    """At half width claims begin almost at the left edge."""
    both = [at.plot_sources(claims.loc[NIS], size=size) for size in ("column", "half")]
    starts = [ax.artists[0].parts[0].get_position()[0] for ax in both]
    assert starts[1] < 0.3 < 1 < starts[0]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("width", [7.2, 3.6])
@pytest.mark.parametrize("chart", ["plot_drift", "plot_sources"])
def test_no_line_runs_through_a_text(case: at.Case, chart: str, lang: str, width: float) -> None:
    """On five repeats no text is hidden, cut off or crossed, by a mark or any other line but a strike."""
    rows = at.with_names(case.claims, case, lang)
    changes = at.drift(rows, case.parts)
    changes = changes[changes["claim_id"].isin(sorted(set(changes["claim_id"]))[:5])]
    rows = rows[rows["claim_id"].isin([*changes["claim_id"], *changes["derived_from"]])]
    further = [changes] if chart == "plot_drift" else []
    settings = {"chains": case.claims} if chart == "plot_sources" else {}
    figure = draw(getattr(at, chart)(rows, *further, lang=lang, size=width, **settings).figure)
    texts = boxes_of_texts(figure)
    assert overlaps(texts, texts) == []
    assert overlaps(texts, _lines(figure)) == []
    assert outside(figure, texts) == []


@pytest.mark.parametrize("chart", ["plot_drift", "plot_sources"])
def test_a_given_axes_is_drawn_into(case: at.Case, claims: pd.DataFrame, chart: str) -> None:
    """The user's own Axes come back, with the same words."""
    pair = claims.loc[[HUR, TRT]]
    further = [at.drift(pair, case.parts)] if chart == "plot_drift" else []
    own = Figure(figsize=(8, 4)).subplots()
    drawn = getattr(at, chart)(pair, *further, ax=own)
    assert drawn is own
    assert _said(own, "words") == _said(getattr(at, chart)(pair, *further), "words")
