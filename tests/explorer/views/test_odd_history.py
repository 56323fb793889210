"""The view over time of series that are odd, or long: marks as in the chart, and what is left out is said."""

from __future__ import annotations

import datetime

import pytest

import analysttools as at
from tests.helpers.front_end import draw_alike, draw_view, list_things, open_views
from tests.helpers.odd_series import make_odd_claims, make_total, write_case

pytestmark = [pytest.mark.browser]

KILLED = "killed.upland.strait-road"
FIRST = datetime.date(2031, 3, 10)


def draw_made(folder, claims, asked, claimants=()):
    """Draw a view of a case of these claims, and require that its marks are those of the chart."""
    case = at.load_case(write_case(folder / "case", claims, list(claimants)))
    with open_views(case, folder / "browser") as page:
        return [draw_alike(page, "history", case, thing=KILLED, **one) for one in asked]


def test_odd_claims_have_the_marks_of_the_chart_on_every_day(tmp_path):
    """Days open, unsure or missing and numbers revised, repeated or none stand as in the chart."""
    case = at.load_case(write_case(tmp_path / "case", make_odd_claims(seed=2, count=70)))
    with open_views(case, tmp_path / "browser") as page:
        for thing in list_things(case):
            for scope in draw_view(page, "history", thing=thing)[1]["scopes"]:
                for day in (None, "2031-04-18"):
                    draw_alike(page, "history", case, thing=thing, scope=scope["id"], day=day)


def test_a_scope_that_a_day_does_not_know_gives_way_to_one_of_its_kind(tmp_path):
    """Totals without a start, taken with a stated one later, stand apart before it was known."""
    silent = make_total("silent", "2031-04-01", 30) | {"period": "../2031-04-01"}
    flow = make_total("flow", "2031-04-02", 7) | {"kind": "flow", "period": "2031-04-02"}
    claims = [silent, make_total("stated", "2031-04-09", 40), flow, flow | {"claim_id": "again"}]
    asked = {"scope": "cumulative|2031-03-10/"}
    before, after = draw_made(tmp_path, claims, [asked | {"day": "2031-04-05"}, asked])
    assert (before["scope"], after["scope"]) == ("cumulative|../", asked["scope"])
    assert after["marks"]["id"].unique().tolist() == ["stated", "silent"]


def test_a_total_below_one_that_was_nearly_reached_is_no_step_back(tmp_path):
    """Of 48 after "nearly 50", which may be 45, nobody knows that it fell."""
    nearly = make_total("nearly", "2031-04-01", 50) | {"qualifier": "nearly"}
    (drawn,) = draw_made(tmp_path, [nearly, make_total("later", "2031-04-09", 48)], [{}])
    assert drawn["marks"]["what"].tolist() == ["revised", "best", "best"]


def test_claims_that_cannot_stand_on_the_axis_are_left_out_and_counted(tmp_path):
    """What the chart would refuse is left out by the lines, and notes count it."""
    plain = make_total("plain", "2031-04-01", 30) | {"kind": "flow", "period": "2031-04"}
    others = {"no-period": {"period": None}, "no-day": {"asserted": None}, "vast": {"best": 2 * 10**15}}
    claims = [plain, *(plain | {"claim_id": name} | change for name, change in others.items())]
    (drawn,) = draw_made(tmp_path, claims, [{}])
    assert drawn["marks"]["id"].tolist() == ["plain"]
    assert [note.split(" is ")[0].split(" has ")[0] for note in drawn["notes"][:3]] == [
        "1 claim that counts nothing",
        "1 claim without a day",
        "1 claim",
    ]


def test_a_thing_without_any_number_is_said_in_a_sentence(tmp_path):
    """Where nothing has a number a sentence stands in place of the picture."""
    vague = make_total("vague", "2031-04-01", 30) | {"best": None, "qualifier": "vague"}
    (drawn,) = draw_made(tmp_path, [vague], [{}])
    assert drawn["empty"] == "None of these claims gives a number that can stand on an axis of days."


def test_of_a_long_series_a_claimants_last_of_each_week_is_drawn_and_that_is_said(tmp_path):
    """More marks than can be read are thinned as the chart thins them, and a note says so."""
    days = [str(FIRST + datetime.timedelta(days=rank)) for rank in range(310)]
    claims = [make_total(f"c{rank}", day, rank) for rank, day in enumerate(days)]
    (drawn,) = draw_made(tmp_path, claims, [{}])
    assert 'every="week"' in drawn["code"]
    assert "Only each claimant’s last claim of a week is drawn: 45 of 310." in drawn["notes"]


def test_what_weeks_and_months_do_not_thin_is_turned_in_pages(tmp_path):
    """Many claimants cannot be thinned: their claims are turned in pages, none left out."""
    names = [f"who-{rank}" for rank in range(310)]
    claims = [make_total(f"c{rank}", "2031-04-01", rank, name) for rank, name in enumerate(names)]
    first, last = draw_made(tmp_path, claims, [{"page": 0}, {}], names)
    assert (first["pages"], len(first["marks"]) + len(last["marks"])) == (2, 310)
