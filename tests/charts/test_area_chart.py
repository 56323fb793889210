"""Measured months and what was claimed of them: what stands where, what is refused, that nothing overlaps."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from measuring import (
    boxes_of_marks,
    boxes_of_texts,
    draw,
    note_of,
    outside,
    outside_panels,
    overlaps,
    words_of_rows,
)

import analysttools as at
from analysttools.charts.area import plot_area
from analysttools.charts.drawing.colours import FAINT
from analysttools.figures.saving import read_marks

# Measured on the files of the 2nd: gained, lost, net, net a day earlier, net a day later.
MONTHS = {
    "2024-08": (364.562, 4.452, 360.110, 363.489, 378.618),
    "2024-10": (521.556, 2.509, 519.049, 502.792, 546.344),
    "2024-11": (714.252, 6.949, 707.302, 725.904, 689.998),
    "2024-12": (396.422, 7.271, 389.151, None, 379.160),
    "2025-01": (321.820, 0.614, 321.207, None, 326.034),
    "2025-02": (194.745, 5.397, 189.348, 191.834, 197.456),
    "2025-03": (147.967, 12.267, 135.699, None, 122.765),
}
CLAIMS = [
    "deepstate-2025-02-01-ukraine-area-gained-2024-08",
    "deepstate-2025-02-01-ukraine-area-gained-2024-11",
    "afp-isw-2024-12-02-ukraine-area-gained-2024-10",
    "afp-isw-2024-12-02-ukraine-area-gained-2024-11",
    "uk-mod-2025-03-31-ukraine-area-gained-2025-02",
    "isw-2025-04-ukraine-area-gained-2025-02",
    "deepstate-2025-03-01-ukraine-area-gained",
    "afp-isw-2025-03-ukraine-area-gained-2025-02",
]
LOST = ["militarnyi-2025-01-05-ukraine-area-lost", "news-at-2025-01-ukraine-area-lost"]
NUMBERS = ["gained_km2", "lost_km2", "net_km2", "net_day_before_km2", "net_day_after_km2"]


@pytest.fixture
def months() -> pd.DataFrame:
    """Return seven measured months of the whole map, with names."""
    rows = pd.DataFrame.from_dict(MONTHS, orient="index", columns=NUMBERS).astype(float)
    rows = rows.rename_axis("period").reset_index()
    ends = (pd.PeriodIndex(rows["period"], freq="M") + 1).strftime("%Y-%m")
    return rows.assign(
        change_id=rows["period"] + "-all",
        sector="all",
        sector_name="whole map",
        publisher="DeepStateMap, via cyterat/deepstate-map-data",
        map_name="DeepStateMap",
        map_held_by="Russia",
        map_gained_by="russia",
        map_lost_by="ukraine",
        map_place_id="ukraine",
        map_claimant_id="deepstate",
        missing_days="",
        cut=rows["period"] + "-02 to " + ends + "-02",
    )


def _marks(ax: Axes) -> dict[tuple[str, str], str]:
    return {(row.id, row.what): row.label or row.at for row in read_marks(ax.figure.axes).itertuples()}


def _ends(ax: Axes, gid: str) -> list[float]:
    return [float(x) for line in ax.lines if line.get_gid() == gid for x in line.get_xdata()]


def _with_missing_file(months: pd.DataFrame) -> pd.DataFrame:
    """Return the months with March cut on the 1st, of which there is no file."""
    is_march = months["period"].eq("2025-03")
    months.loc[is_march, NUMBERS] = None
    months.loc[is_march, ["missing_days", "cut"]] = "2025-03-31;2025-04-01", "2025-03-01 to 2025-04-01"
    return months


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("width", [7.2, 3.6])
def test_nothing_overlaps_or_is_cut_off(case: at.Case, months: pd.DataFrame, lang: str, width: float) -> None:
    """Months, claims and words keep apart, at full and at half width, in both languages."""
    claims = at.with_names(at.choose(case.claims, claim_id=CLAIMS), case, lang)
    figure = draw(plot_area(_with_missing_file(months), claims, lang=lang, size=width).figure)
    texts, marks = boxes_of_texts(figure), boxes_of_marks(figure)
    assert overlaps(texts, texts) == []
    assert overlaps(texts, marks) == []
    assert outside(figure, texts + marks) == []
    assert outside_panels(figure) == []


def test_a_claim_without_a_status_is_its_words_alone(claims: pd.DataFrame, months: pd.DataFrame) -> None:
    """An empty cell is no word: nothing stands behind the number."""
    words = words_of_rows(plot_area(months, claims.loc[CLAIMS[:1]].assign(status=None)))
    assert words[CLAIMS[0]] == "DeepState: 363"


@pytest.mark.parametrize("width", [7.2, 3.6])
def test_rows_keep_apart(claims: pd.DataFrame, months: pd.DataFrame, width: float) -> None:
    """The mark of a claim covers no mark of a month or of another claim."""
    figure = draw(plot_area(months, claims.loc[CLAIMS], size=width).figure)
    boxes = boxes_of_marks(figure)
    claimed = [box for box in boxes if "-area-gained" in box.what]
    assert overlaps(claimed, claimed) == []
    assert overlaps(claimed, [box for box in boxes if box not in claimed]) == []


def test_gains_losses_and_net_stand_at_their_numbers(months: pd.DataFrame) -> None:
    """Gains lie right of zero, losses left of it, the net and those of other cuts at their numbers."""
    ax = plot_area(months)
    assert _ends(ax, "row.2024-11-all.gained") == [0, 714.252]
    assert _ends(ax, "row.2024-11-all.lost") == [0, -6.949]
    assert _ends(ax, "row.2024-11-all.net") == [707.302]
    assert _ends(ax, "row.2024-11-all.net_day_before") == [707.302, 725.904]
    assert _ends(ax, "row.2024-11-all.net_day_after") == [707.302, 689.998]


def test_a_cut_without_its_file_is_not_drawn(months: pd.DataFrame) -> None:
    """December cut a day earlier ends on a day without a file: there is no such line."""
    ax = plot_area(months)
    assert ("2024-12-all", "net_day_before") not in _marks(ax)
    assert ("2024-12-all", "net_day_after") in _marks(ax)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "net 519.0 (gained 521.6, lost 2.5)"),
        ("fr", "solde 519,0 (gagné 521,6, perdu 2,5)"),
    ],
)
def test_a_month_says_its_numbers(months: pd.DataFrame, lang: str, said: str) -> None:
    """Net and gross are written to a tenth of a square kilometre, in the form of the language."""
    assert words_of_rows(plot_area(months, lang=lang))["2024-10-all"] == said


def test_a_missing_file_is_words(months: pd.DataFrame) -> None:
    """A month whose cut has no file has no bar and no zero, and says which day is missing."""
    ax = plot_area(_with_missing_file(months))
    assert words_of_rows(ax)["2025-03-all"] == "no map of 2025-04-01: not measured"
    assert [what for change, what in _marks(ax) if change == "2025-03-all"] == ["words"]


def test_each_month_and_claim_is_drawn(claims: pd.DataFrame, months: pd.DataFrame) -> None:
    """Every id that is given is on the chart, and no other."""
    ax = plot_area(months, claims.loc[CLAIMS])
    assert set(read_marks(ax.figure.axes)["id"]) == {*CLAIMS, *months["change_id"]}


def test_claims_say_their_claimants(claims: pd.DataFrame, months: pd.DataFrame) -> None:
    """The claimant and the number stand beside each mark, in the rows below the month."""
    words = words_of_rows(plot_area(months, claims.loc[CLAIMS]))
    assert words["afp-isw-2024-12-02-ukraine-area-gained-2024-11"] == "AFP (ISW data): 725"
    assert list(words).index("2024-11-all") < list(words).index(CLAIMS[1]) < list(words).index("2024-12-all")


def test_repeats_are_faint_and_said(claims: pd.DataFrame, months: pd.DataFrame) -> None:
    """A repeat is fainter than an origin, and its words and the note say so."""
    rows = claims.loc[CLAIMS].assign(derived_from=[CLAIMS[1], *[None] * 7])
    ax = plot_area(months, rows)
    assert words_of_rows(ax)[CLAIMS[0]] == "DeepState: 363, repeat"
    assert [line.get_alpha() for line in ax.lines if line.get_gid() == f"row.{CLAIMS[0]}.best"] == [FAINT]
    assert "Faint: a repeat." in note_of(ax)


def test_the_note_parts_measured_from_claimed(claims: pd.DataFrame, months: pd.DataFrame) -> None:
    """The note says what was measured, on what, and that DeepState's own number is another thing."""
    note = note_of(plot_area(months, claims.loc[CLAIMS]))
    assert "Grey: measured by this toolkit on the maps of DeepStateMap, via cyterat/" in note
    own = "What DeepState, who makes the map, published is a claim like the others."
    assert own in note
    assert "Months go from the map of day 2 to that of the same day of the next month." in note


def test_what_ukraine_lost_may_stand_there_alone(claims: pd.DataFrame, months: pd.DataFrame) -> None:
    """Claims of what Ukraine lost are of the same ground, and are drawn where they alone are given."""
    assert "Ukrainian forces: area lost, Ukraine" in note_of(plot_area(months, claims.loc[LOST]))


def test_gains_and_losses_do_not_mix(claims: pd.DataFrame, months: pd.DataFrame) -> None:
    """What Russia gained and what Ukraine lost are two measures, and refused together."""
    said = (
        "deepstate-2025-02-01-ukraine-area-gained-2024-08 counts area_gained_km2 of russia; "
        "militarnyi-2025-01-05-ukraine-area-lost counts area_lost_km2 of ukraine: not "
        "comparable \\(measure, population\\)"
    )
    with pytest.raises(at.NotComparableError, match=f"^{said}$"):
        plot_area(months, claims.loc[[CLAIMS[0], LOST[0]]])


@pytest.mark.parametrize(
    ("claim_id", "said"),
    [
        (
            "agentstvo-2024-11-ukraine-area-gained",
            "1 of 1 claims are not of one of the months, from its first day to its last: "
            "agentstvo-2024-11-ukraine-area-gained \\(2024-11\\). Leave them out, and draw them with "
            "plot_estimates",
        ),
        (
            "the-national-2024-11-29-ukraine-area-gained",
            "1 of 1 claims are not of one of the months, from its first day to its last: "
            "the-national-2024-11-29-ukraine-area-gained \\(2024-11-01/2024-11-29\\). Leave them out, and "
            "draw them with plot_estimates",
        ),
        (
            "afp-isw-2024-12-02-donetsk-area-gained",
            "the claims are about donetsk-oblast, the changes of sector all, which is ukraine. Choose claims "
            "of that place, or changes of the sector that the claims are about",
        ),
        (
            "syrskyi-2024-08-13-kursk-area-gained",
            "the claims count area_gained_km2 of ukraine \\(flow\\), but only flows of area_gained_km2 of "
            "russia or of area_lost_km2 of ukraine can be shown with the ground gained. Choose these, and "
            "draw the others with plot_estimates",
        ),
    ],
)
def test_claims_of_something_else_are_refused(
    claims: pd.DataFrame, months: pd.DataFrame, claim_id: str, said: str
) -> None:
    """A part of a month, another place, another measure: refused by name, never left out in silence."""
    with pytest.raises(ValueError, match=f"^plot_area: {said}$"):
        plot_area(months, claims.loc[[claim_id]])


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        (
            "sector",
            ["kurakhove", *["all"] * 6],
            "the changes are of 2 sectors \\(kurakhove, all\\), but one is drawn. Take one: "
            'choose\\(changes, sector="all"\\)',
        ),
        (
            "period",
            ["2024-08-02/2024-08-03", *list(MONTHS)[1:]],
            "1 of 7 periods are not months, first 2024-08-02/2024-08-03 in 2024-08-all. Measure them with "
            'changes\\(snapshots, every="month"\\)',
        ),
        (
            "lost_km2",
            [-1.0, *[0.0] * 6],
            "the numbers of 2024-08-all cannot be: a month has gained_km2, lost_km2 and net_km2 or none of "
            "them, and neither gains nor losses are below 0. Give the rows as changes measures them",
        ),
    ],
)
def test_other_changes_are_refused(
    months: pd.DataFrame, column: str, values: list[object], said: str
) -> None:
    """Several sectors, days, and impossible numbers are refused with what to do."""
    with pytest.raises(ValueError, match=f"^plot_area: {said}$"):
        plot_area(months.assign(**{column: values}))


def test_missing_columns_and_no_rows_are_refused(claims: pd.DataFrame, months: pd.DataFrame) -> None:
    """The chart names the columns that it lacks, of changes and of claims, and draws nothing of nothing."""
    with pytest.raises(ValueError, match=r"^plot_area: the columns cut are missing"):
        plot_area(months.drop(columns="cut"))
    with pytest.raises(ValueError, match=r"^plot_area \(claims\): the columns claimant are missing"):
        plot_area(months, claims.loc[CLAIMS].drop(columns="claimant"))
    with pytest.raises(ValueError, match=r"^plot_area: there is no row to draw"):
        plot_area(months.head(0))


def test_draws_into_given_axes(claims: pd.DataFrame, months: pd.DataFrame) -> None:
    """Given an Axes, the chart is in it."""
    ax = Figure(figsize=(8, 7)).subplots()
    assert plot_area(months, claims.loc[CLAIMS], ax=ax) is ax
    assert len(_marks(ax)) > len(CLAIMS)
