"""Charts: what is drawn, where, of which claim, and what is refused."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from measuring import note_of

import analysttools as at
from analysttools.figures.saving import read_marks

TWO = ["us-intelligence-2024-10-deployed", "nyt-2024-massed"]
NOVEMBER = ["pentagon-2024-11-04-kursk", "state-2024-11-04-kursk", "zelensky-2024-11-04-kursk"]


def _marks(ax: Axes) -> dict[tuple[str, str], str]:
    marks = read_marks(ax.figure.axes)
    return {(row.id, row.what): row.label or row.at for row in marks.itertuples()}


def _texts(ax: Axes) -> list[str]:
    """Return the texts left of the rows: names of blocks, days, claimants."""
    return [text.get_text() for text in ax.texts if not text.get_gid()]


def _blocks(ax: Axes) -> list[tuple[float, float]]:
    """Return the lower and the upper edge of each block."""
    tones = [patch for patch in ax.patches if (patch.get_gid() or "").startswith("block.")]
    return [(tone.get_y(), tone.get_y() + tone.get_height()) for tone in tones]


def _rows(ax: Axes) -> dict[str, float]:
    """Return the height at which each claim stands."""
    marks = [line for line in ax.lines if (line.get_gid() or "").startswith("row.")]
    return {line.get_gid().split(".")[1]: line.get_ydata()[0] for line in marks}


def test_twelve_and_fifty_thousand_stand_on_one_ruler_in_two_blocks(claims: pd.DataFrame) -> None:
    """The two numbers of the founding article share an axis and no block; a block names what it counts."""
    ax = at.plot_estimates(claims.loc[TWO])
    heights = [_rows(ax)[claim] for claim in TWO]
    blocks = [[bottom < height < top for bottom, top in _blocks(ax)] for height in heights]
    assert sorted(blocks) == [[False, True], [True, False]]
    assert ax.figure.axes == [ax]
    assert [text for text in _texts(ax) if ":" in text] == [
        "North Korean forces: sent or present, Russia, total so far",
        "Russian and North Korean forces together: massed for an operation, Kursk oblast, on a day",
        "Blocks count different things: do not compare or add them.",
    ]


def test_nothing_is_drawn_across_blocks(claims: pd.DataFrame) -> None:
    """No line but those of the ruler leaves the block of its claim."""
    ax = at.plot_estimates(claims.loc[TWO])
    assert [line for line in ax.lines if len(set(line.get_ydata())) > 1] == []


def test_claims_of_two_units_are_refused_on_one_axis(claims: pd.DataFrame) -> None:
    """Given one Axes for persons and square kilometres, the chart refuses and says why."""
    two = claims.loc[TWO].assign(unit=["persons", "km2"])
    with pytest.raises(at.NotComparableError, match="not comparable \\(measure, population, place, kind\\)"):
        at.plot_estimates(two, ax=Figure().subplots())


def test_each_unit_has_a_ruler_of_its_own(claims: pd.DataFrame) -> None:
    """Persons and square kilometres are no numbers of one axis."""
    two = claims.loc[TWO].assign(unit=["persons", "km2"])
    axes = at.plot_estimates(two).figure.axes
    assert [ax.get_xlabel() for ax in axes] == ["people", "km²"]


def test_history_refuses_unlike_claims(claims: pd.DataFrame) -> None:
    """A history is of one scope."""
    with pytest.raises(at.NotComparableError, match=r"us-intelligence.*nyt.*not comparable"):
        at.plot_history(claims.loc[TWO])


def test_bounds_are_drawn_as_bounds_and_values_as_values(claims: pd.DataFrame) -> None:
    """A floor is a mark at its low, a ceiling at its high, a stated value at its best; words stand beside."""
    marks = _marks(at.plot_estimates(claims.loc[NOVEMBER]))
    assert marks == {
        ("pentagon-2024-11-04-kursk", "low"): "10000",
        ("pentagon-2024-11-04-kursk", "words"): "at least 10,000",
        ("state-2024-11-04-kursk", "high"): "10000",
        ("state-2024-11-04-kursk", "words"): "up to 10,000",
        ("zelensky-2024-11-04-kursk", "best"): "11000",
        ("zelensky-2024-11-04-kursk", "words"): "11,000",
    }


def test_a_vague_claim_is_words_and_no_number(claims: pd.DataFrame) -> None:
    """A claim without a number has no mark but its words."""
    marks = _marks(at.plot_estimates(claims.loc[["zelensky-2024-12-14-in-combat"]]))
    assert marks == {("zelensky-2024-12-14-in-combat", "words"): "no number given · December 2024"}


def test_claimants_are_named_on_their_rows(claims: pd.DataFrame) -> None:
    """Each row carries day, claimant and words; a repeat says that it is one."""
    ax = at.plot_estimates(claims.loc[["blinken-2024-10-31-kursk", "us-un-wood-2024-10-31-kursk"]])
    assert _texts(ax)[1:5] == ["31 Oct 2024", "Blinken", "31 Oct 2024", "US Mission to the UN"]
    assert _marks(ax)["us-un-wood-2024-10-31-kursk", "words"].endswith(" · repeat")


def test_rows_stand_in_the_order_of_the_days_said(claims: pd.DataFrame) -> None:
    """Whatever the order of the frame, the earliest word stands first."""
    later = claims.loc[["nis-2025-04-30-killed", "nis-2025-01-13-killed"]]
    rows = _rows(at.plot_estimates(later))
    assert rows["nis-2025-01-13-killed"] > rows["nis-2025-04-30-killed"]


def test_rows_of_one_block_say_their_kind_where_they_differ(claims: pd.DataFrame) -> None:
    """A total and the number of a day are of one thing and not comparable: each row says which it is."""
    kinds = {"kind": ["stock", "cumulative"], "period": ["2024-11-04", "../2024-11-04"]}
    pair = claims.loc[NOVEMBER[:2]].assign(**kinds)
    words = _marks(at.plot_estimates(pair))
    assert [words[claim, "words"].split(" · ")[1] for claim in pair.index] == ["that day", "so far"]


def test_repeats_are_fainter(claims: pd.DataFrame) -> None:
    """The mark of a repeat is paler than that of its origin."""
    pair = claims.loc[["blinken-2024-10-31-kursk", "us-un-wood-2024-10-31-kursk"]]
    ax = at.plot_estimates(pair)
    alpha = {line.get_gid(): line.get_alpha() for line in ax.lines if line.get_gid()}
    origin, repeat = (f"row.{claim}.{what}" for claim, what in zip(pair.index, ("high", "best"), strict=True))
    assert alpha[repeat] < alpha[origin]


def test_dollar_signs_are_text(claims: pd.DataFrame) -> None:
    """A dollar sign in a name is drawn as it stands, not read as a formula."""
    odd = claims.loc[NOVEMBER[:1]].assign(claimant="A $x$ <b>b</b>")
    figure = at.plot_estimates(odd).figure
    FigureCanvasAgg(figure).draw()
    (name,) = [text for text in figure.axes[0].texts if "$x$" in text.get_text()]
    assert name.get_text() == "A $x$ <b>b</b>"
    assert not name.get_parse_math()


def test_history_joins_nothing_by_period(case: at.Case) -> None:
    """What holds at two moments says nothing of the time between: no line crosses it."""
    held = case.claims[case.claims["measure"].eq("area_held_km2") & case.claims["derived_from"].isna()]
    lines = at.plot_history(at.with_names(held, case), by="period").lines
    assert [line for line in lines if len(set(line.get_ydata())) > 1 and len(set(line.get_xdata())) > 1] == []


def test_consensus_and_envelope_are_rows_of_their_own(claims: pd.DataFrame) -> None:
    """What fits the most origins, and the extremes, stand below the claims with their origins counted."""
    three = claims.loc[NOVEMBER].assign(chain=None)
    ax = at.plot_estimates(three, consensus=at.consensus(three), envelope=at.envelope(three))
    labels = [text.replace("\n", " ") for text in _texts(ax) if "origins" in text]
    assert labels[:3] == [
        "Compatible with the most origins (origins: 2 of 3, no two agree)",
        "Compatible with the most origins (origins: 2 of 3, no two agree)",
        "Lowest to highest (origins: 3)",
    ]
    marks = _marks(ax)
    assert marks[f"{NOVEMBER[0]};{NOVEMBER[1]}", "consensus"] == "10000"
    assert marks[f"{NOVEMBER[0]};{NOVEMBER[1]}", "consensus_words"] == "10,000"
    assert marks[";".join(NOVEMBER), "envelope_words"] == "open at both ends"


def test_where_no_two_agree_the_row_says_so(claims: pd.DataFrame) -> None:
    """Two claims without a common number leave words and no mark."""
    pair = claims.loc[["jcs-2024-12-23-killed-or-wounded", "zelensky-2024-12-23-killed-or-wounded"]]
    marks = _marks(at.plot_estimates(pair, consensus=at.consensus(pair)))
    assert marks[";".join(pair.index), "consensus_words"] == "no two agree"
    assert (";".join(pair.index), "consensus") not in marks


def test_a_consensus_of_other_claims_is_refused(claims: pd.DataFrame) -> None:
    """What was computed of claims that are not drawn is no part of the chart."""
    three = claims.loc[NOVEMBER]
    with pytest.raises(
        ValueError,
        match=r"consensus is about state-2024-11-04-kursk, which the claims lack\. Give consensus",
    ):
        at.plot_estimates(three.drop(NOVEMBER[1]), consensus=at.consensus(three))


def test_history_marks_revisions(claims: pd.DataFrame) -> None:
    """Each step from a claimant's number to the next has a mark that carries both numbers and days."""
    nis = claims.loc[["nis-2024-12-19-killed", "nis-2025-01-13-killed", "nis-2025-04-30-killed"]]
    marks = _marks(at.plot_history(nis))
    assert marks["nis-2025-04-30-killed", "revised"] == "2025-01-13, 2025-04-30 | 300, 600"


def test_history_marks_a_step_back(claims: pd.DataFrame) -> None:
    """A total that goes back is drawn otherwise, with a caret, and the note says what that means."""
    nis = claims.loc[["nis-2025-01-13-killed", "nis-2025-04-30-killed"]]
    lower = nis.assign(best=[300, 200])
    ax = at.plot_history(lower)
    steps = {line.get_gid(): line for line in ax.lines if "revised" in (line.get_gid() or "")}
    assert list(steps) == ["row.nis-2025-04-30-killed.revised_back"]
    assert [line.get_linestyle() for line in steps.values()] == ["--"]
    assert [line.get_marker() for line in ax.lines].count(7) == 1
    assert "a total that went down" in note_of(ax)


def test_no_line_leads_to_or_from_a_bound(claims: pd.DataFrame) -> None:
    """From at least 100 to about 300 no line leads: nobody said 100; from 300 to 600 one does."""
    ids = ["nis-2024-12-19-killed", "nis-2025-01-13-killed", "nis-2025-04-30-killed"]
    marks = _marks(at.plot_history(claims.loc[ids]))
    assert [mark for mark in marks if mark[1].startswith("revised")] == [(ids[2], "revised")]


def test_claimant_and_number_stand_at_each_mark(claims: pd.DataFrame) -> None:
    """Nothing is to be looked up: each mark says who said what, a bound in its words."""
    pair = claims.loc[["nis-2025-01-13-killed", "csis-2025-02-04-killed"]]
    said = [text.get_text() for text in at.plot_history(pair).texts]
    assert said[:2] == ["Jones (CSIS) up to 1,000", "NIS (South Korea) about 300"]


def test_what_has_no_room_is_told_below(claims: pd.DataFrame) -> None:
    """Many marks at one place have no room for all labels; those without one are counted or named below."""
    one = claims.loc[["nis-2025-01-13-killed"]]
    names = [f"Somebody with a very long name {n}" for n in range(40)]
    rows = pd.concat(
        [one.assign(claim_id=f"c-{n}", claimant_id=f"c-{n}", claimant=names[n]) for n in range(40)]
    )
    ax = at.plot_history(rows, size="half")
    written = sum(text.get_text().startswith("Somebody") for text in ax.texts)
    assert f"Unlabelled, for lack of space: {40 - written} marks." in note_of(ax)


def test_a_correction_is_told_from_growth(claims: pd.DataFrame) -> None:
    """Where a claimant published the new number as a correction, its label says so."""
    pair = claims.loc[["nis-2025-01-13-killed", "nis-2025-04-30-killed"]]
    rows = pair.assign(supersedes=[None, "nis-2025-01-13-killed"], supersedes_as=[None, "correction"])
    said = [text.get_text().replace("\n", " ") for text in at.plot_history(rows).texts]
    assert "NIS (South Korea) about 600, a correction" in said


def test_where_nobody_says_a_step_may_be_either(claims: pd.DataFrame) -> None:
    """A higher total may be new losses or an old count revised: the note does not choose."""
    pair = claims.loc[["nis-2025-01-13-killed", "nis-2025-04-30-killed"]]
    assert "A step up may be growth or a revised count." in note_of(at.plot_history(pair))


def test_the_axis_of_numbers_begins_at_zero(claims: pd.DataFrame) -> None:
    """No room below zero suggests fewer than nobody."""
    pair = claims.loc[["nis-2025-01-13-killed", "zelensky-2025-02-14-killed"]]
    assert at.plot_history(pair).get_ylim()[0] == 0


def test_a_total_stands_by_the_day_up_to_which_it_counts(claims: pd.DataFrame) -> None:
    """Said in March of the losses up to January, it stands in January; in March if the day said is asked."""
    late = claims.loc[["nis-2025-01-13-killed"]].assign(
        asserted_earliest=pd.Timestamp("2025-03-01"), asserted_latest=pd.Timestamp("2025-03-01")
    )
    days = [
        read_marks([chart])["at"].item()
        for chart in (at.plot_history(late), at.plot_history(late, by="asserted"))
    ]
    assert days == ["2025-01-13 | 300", "2025-03-01 | 300"]


@pytest.mark.parametrize(("lang", "day"), [("en", "Jan 2025"), ("fr", "janv. 2025")])
def test_days_stand_in_words(case: at.Case, lang: str, day: str) -> None:
    """The axis of time says months as people do."""
    pair = ["nis-2024-12-19-killed", "nis-2025-04-30-killed"]
    rows = at.with_names(case.claims[case.claims["claim_id"].isin(pair)], case, lang)
    ax = at.plot_history(rows, lang=lang)
    FigureCanvasAgg(ax.figure).draw()
    assert day in [label.get_text() for label in ax.get_xticklabels()]


def test_marks_at_one_place_are_rings_around_each_other(claims: pd.DataFrame) -> None:
    """Two claims of one number on one day are both seen."""
    pair = claims.loc[["nis-2025-09-02-dprk-disclosed", "up-2025-09-02-dprk-350"]]
    small, large = (line.get_markersize() for line in at.plot_history(pair).lines if line.get_gid())
    assert large > small + 3


def test_many_marks_at_one_place_are_all_seen(claims: pd.DataFrame) -> None:
    """Six claims of one number on one day are six rings of six sizes."""
    one = claims.loc[["nis-2025-01-13-killed"]]
    six = pd.concat([one.assign(claim_id=f"claim-{n}", claimant_id=f"c-{n}") for n in range(6)])
    sizes = [line.get_markersize() for line in at.plot_history(six).lines if line.get_gid()]
    assert len(set(sizes)) == 6


def test_a_day_open_on_one_side_is_no_exact_day(claims: pd.DataFrame) -> None:
    """Asserted some day up to 12 August: the record says so, an arrow stands by the mark, the note tells."""
    ax = at.plot_history(claims.loc[["deepstate-2024-08-12-kursk-settlements-gained"]], by="asserted")
    assert read_marks(ax.figure.axes)["at"].tolist() == ["../2024-08-12 | 44"]
    assert [line.get_marker() for line in ax.lines] == ["<", "o"]
    assert "Small arrow: that day or earlier (or later)." in " ".join(
        text.get_text().replace("\n", " ") for text in ax.texts
    )


@pytest.mark.parametrize(
    ("chart", "message"),
    [
        (
            "plot_estimates",
            "plot_estimates: claimant is empty in 1 of 2 rows, first in nis-2025-01-13-killed",
        ),
        ("plot_history", "plot_history: claimant is empty in 1 of 2 rows, first in nis-2025-01-13-killed"),
    ],
)
def test_a_number_without_a_claimant_is_refused(claims: pd.DataFrame, chart: str, message: str) -> None:
    """Every number belongs to a named claimant, or is not drawn."""
    pair = claims.loc[["nis-2025-01-13-killed", "nis-2025-04-30-killed"]].assign(claimant=[None, "NIS"])
    with pytest.raises(ValueError, match=message):
        getattr(at, chart)(pair)


def test_numbers_that_cannot_be_are_refused(claims: pd.DataFrame) -> None:
    """Fewer than nobody is no claim that could be drawn, nor is it left out in silence."""
    with pytest.raises(ValueError, match="nis-2025-01-13-killed"):
        at.plot_estimates(claims.loc[["nis-2025-01-13-killed"]].assign(best=-30.0))


def test_a_width_without_room_for_words_is_refused(claims: pd.DataFrame) -> None:
    """Below half a page the chart says how much it needs."""
    with pytest.raises(
        ValueError, match=r"size is 2\.0 inches, but the words of a chart need at least 3\.5\. Draw"
    ):
        at.plot_estimates(claims.loc[TWO], size=2)


def test_a_status_that_matters_stands_on_the_row(claims: pd.DataFrame) -> None:
    """That a claim was not confirmed independently is said behind its words."""
    claim = "hur-2024-12-16-killed-or-wounded-article"
    words = _marks(at.plot_estimates(claims.loc[[claim]]))[claim, "words"]
    assert "not independently confirmed" in words.replace("\n", " ")


def test_history_says_which_claims_have_no_day(claims: pd.DataFrame) -> None:
    """A claim that cannot be placed is named, not left out."""
    pair = claims.loc[["nis-2025-01-13-killed", "nis-2025-04-30-killed"]].copy()
    pair.loc["nis-2025-04-30-killed", ["asserted_earliest", "asserted_latest"]] = pd.NaT
    with pytest.raises(ValueError, match="1 of 2 claims have no day in asserted: nis-2025-04-30-killed"):
        at.plot_history(pair, by="asserted")


def test_history_refuses_totals_of_different_starts(claims: pd.DataFrame) -> None:
    """Ground gained since January and since April 2024 is not one series."""
    afp = "afp-isw-2024-12-31-ukraine-area-gained-2024-01-01-to-2024-12-30"
    pair = claims.loc[[afp, "afp-isw-2025-04-01-ukraine-area-gained-2024-04-01-to-2025-03-31"]]
    with pytest.raises(at.NotComparableError, match=r"not comparable \(period\)"):
        at.plot_history(pair)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "total since December 2024, or start not stated"),
        ("fr", "total (début\u00a0: décembre 2024, ou non indiqué)"),
    ],
)
def test_a_start_that_not_all_state_is_told(case: at.Case, lang: str, words: str) -> None:
    """At least 100 since December and about 300 since nobody says when share an axis, which says so."""
    pair = ["nis-2024-12-19-killed", "nis-2025-01-13-killed"]
    named = at.with_names(case.claims[case.claims["claim_id"].isin(pair)], case, lang)
    (subtitle, *_) = at.plot_history(named, lang=lang).figure.texts
    assert words in subtitle.get_text().replace("\n", " ")


def test_moments_that_overlap_are_told_apart_on_their_rows(claims: pd.DataFrame) -> None:
    """Fifty thousand over two months and on one day of them share a block; each row has its own day."""
    ax = at.plot_estimates(claims.loc[["nyt-2024-massed", "nyt-2024-11-10-combined-50000"]])
    said = [text.replace("\n", " ") for text in _texts(ax)]
    assert [text for text in said if text.endswith(" 2024")] == ["October 2024 to 16 Dec 2024", "10 Nov 2024"]


def test_history_shows_claims_without_a_number(claims: pd.DataFrame) -> None:
    """A vague claim is a tick in a row of its own below the panel, which says what it is."""
    pair = claims.loc[["nis-2025-01-13-killed", "zelensky-2025-02-14-killed"]]
    marks = read_marks(at.plot_history(pair).figure.axes)
    assert marks[["id", "what", "at"]].to_numpy().tolist()[1] == [
        "zelensky-2025-02-14-killed",
        "no_number",
        "2025-02-14",
    ]


@pytest.mark.parametrize("chart", ["plot_estimates", "plot_history", "plot_timeline"])
def test_unknown_language_is_refused(case: at.Case, claims: pd.DataFrame, chart: str) -> None:
    """Every chart names the languages that there are."""
    rows = claims.loc[TWO[:1]] if chart != "plot_timeline" else at.with_names(case.events.head(1), case)
    with pytest.raises(ValueError, match='lang is "de", but must be one of: en, fr'):
        getattr(at, chart)(rows, lang="de")


def test_charts_leave_no_setting(claims: pd.DataFrame) -> None:
    """Drawing changes no global setting of matplotlib."""
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    at.plot_estimates(claims.loc[TWO])
    assert dict(mpl.rcParams) == before


def test_an_empty_frame_is_refused(claims: pd.DataFrame) -> None:
    """No empty chart is drawn: it would say that nobody claimed anything."""
    with pytest.raises(ValueError, match="plot_estimates: there is no row to draw"):
        at.plot_estimates(claims.iloc[:0])


def test_missing_names_are_told_with_the_remedy(case: at.Case) -> None:
    """Claims without their names are refused, saying where the names come from."""
    with pytest.raises(ValueError, match=r"claimant, measure_name.* are missing.*with_names\(rows, case\)"):
        at.plot_estimates(case.claims.head(1))


def test_another_axis_of_time_is_refused(claims: pd.DataFrame) -> None:
    """The axis is one of two times, both named in the message."""
    with pytest.raises(ValueError, match='by is "published", but it is one of: asserted, period'):
        at.plot_history(claims.loc[TWO[:1]], by="published")


def test_history_marks_one_step_back_for_one_fall(claims: pd.DataFrame) -> None:
    """A total that falls once and stays below has one caret, not one on each day after it."""
    first = claims.loc[["nis-2025-01-13-killed"]]
    rows = [
        first.assign(
            claim_id=f"day-{day}",
            best=number,
            asserted=f"2025-02-{day:02}",
            period=f"../2025-02-{day:02}",
            asserted_earliest=pd.Timestamp(2025, 2, day),
            asserted_latest=pd.Timestamp(2025, 2, day),
            period_latest=pd.Timestamp(2025, 2, day),
        )
        for day, number in enumerate([369, 369, 368, 368, 368, 369], start=1)
    ]
    marks = _marks(at.plot_history(pd.concat(rows)))
    assert [what for what in marks if what[1] == "revised_back"] == [("day-3", "revised_back")]
