"""The explorer without a browser: a part is moved, and the others follow."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from ipywidgets.widgets.widget import _instances

import analysttools as at
from analysttools.explorer.agreement import describe_consensus
from analysttools.explorer.panel import Explorer
from analysttools.explorer.views import Asked
from analysttools.locales import read_texts

pytestmark = pytest.mark.slow

WORDS = read_texts("explorer.panel")

PRESENT = {"measure": ["personnel_in_area", "personnel_massed"], "place": "kursk-oblast"}


@pytest.fixture
def explorer(case: at.Case, tmp_path: Path):
    """Return an explorer of the soldiers in Kursk, with a folder to save into."""
    opened = at.explore(case, figures=tmp_path, **PRESENT)
    yield opened
    opened.close()


def _sentences(explorer: Explorer) -> list[str]:
    return [line[0] for line in explorer._screen.sentences.lines]


def test_it_opens_on_what_it_is_told(explorer: Explorer) -> None:
    """The parts hold the choice, the picture shows it, the table lists it."""
    screen = explorer._screen
    assert screen.choices["measure"].value == PRESENT["measure"]
    assert (len(screen.pictures.pictures), screen.table.total) == (1, len(explorer.claims))
    assert _sentences(explorer)[0] == f"{len(explorer.claims)} of 164 claims."


def test_moving_the_slider_redraws_and_tells_of_the_day(explorer: Explorer) -> None:
    """The picture, the lines, the table and the counts are of the day that the slider stands at."""
    screen = explorer._screen
    before = screen.pictures.pictures
    screen.days.value = "2024-11-06"
    assert screen.pictures.pictures != before
    assert (screen.pictures.stamp, screen.days.drawn) == ("2024-11-06", "2024-11-06")
    assert 'as_of="2024-11-06"' in explorer.code
    assert screen.table.total == len(explorer.claims) < 164
    counts = {option[0]: option[2] for option in screen.choices["population"].options}
    assert int(counts["dprk"]) == explorer.claims["population"].eq("dprk").sum()


def test_a_choice_that_empties_the_view_says_so_and_can_be_undone(explorer: Explorer) -> None:
    """The sentence names the choice and what it took away; undoing it brings the claims back."""
    screen = explorer._screen
    screen.choices["kind"].value = ["flow"]
    text, kind, undo, label = next(line for line in screen.sentences.lines if line[2])
    assert text == "Nothing is left: Kind (within a period) removed the last 26."
    assert (kind, undo, label) == ("warning", "kind", "Undo: Kind")
    explorer._on_message(None, {"do": "undo", "what": "kind"}, None)
    assert (screen.choices["kind"].value, len(explorer.claims)) == ([], 26)


def test_a_day_that_cannot_be_is_said_and_changes_nothing(explorer: Explorer) -> None:
    """What is typed wrong is a sentence; the view stays, and the next move works."""
    screen = explorer._screen
    before = explorer.code
    screen.first.value = "1.10.2024"
    fault = "“1.10.2024” is not a valid date: write it as 2024-12-16. Showing the previous selection."
    assert _sentences(explorer)[0] == fault
    assert explorer.code == before
    screen.first.value = "2.10.2024"
    assert [line[0][:11] for line in screen.sentences.lines if line[1] == "error"] == ["“2.10.2024”"]
    screen.first.value = "1.10.2024"
    screen.chart.value = "sources"
    assert _sentences(explorer)[0] == fault
    screen.language.value = "fr"
    assert _sentences(explorer)[0].startswith("«\u00a01.10.2024\u00a0» n’est pas une date valide")
    screen.first.value = "2024-11-01"
    assert 'period=("2024-11-01", None)' in explorer.code
    assert "1.10.2024" not in " ".join(_sentences(explorer))
    screen.last.value = "2024-10-01"
    assert _sentences(explorer)[0].startswith(
        "La période du 2024-11-01 au 2024-10-01 finit avant de commencer"
    )


def test_a_chart_that_fails_is_a_sentence_and_the_controls_go_on(
    explorer: Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception in a chart shows in words; another chart can be chosen at once."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("out of ink")

    with monkeypatch.context() as patched:
        patched.setattr("analysttools.plot_sources", fail)
        explorer._screen.chart.value = "sources"
    assert "The chart could not be drawn (RuntimeError: out of ink)" in _sentences(explorer)[1]
    assert explorer._screen.pictures.pictures == []
    explorer._screen.chart.value = "estimates"
    assert len(explorer._screen.pictures.pictures) == 1


def test_a_mark_that_is_chosen_opens_the_card_of_its_claim(explorer: Explorer) -> None:
    """The card holds the claim, and the row of the table is marked as well."""
    screen = explorer._screen
    screen.tabs.value = "code"
    screen.pictures.chosen = "nyt-2024-massed"
    assert ["Says", "50,000", "", ""] in screen.card.lines
    assert (screen.tabs.value, screen.table.chosen) == ("card", "nyt-2024-massed")
    assert screen.below["card"].layout.display is None


def test_a_row_that_is_chosen_shows_the_card_under_the_table(explorer: Explorer) -> None:
    """The table stays: whoever looks through its rows does not lose it."""
    screen = explorer._screen
    screen.table.chosen = "pentagon-2024-11-04-kursk"
    assert [name for name, part in screen.below.items() if part.layout.display is None] == ["table", "card"]


def test_french_is_spoken_everywhere(explorer: Explorer) -> None:
    """Labels, counts, sentences, picture, table, card and lines change their language."""
    screen = explorer._screen
    screen.pictures.chosen = "nyt-2024-massed"
    screen.language.value = "fr"
    assert (screen.choices["place"].label, screen.days.label) == ("Lieu", "Ce qui était connu le")
    assert _sentences(explorer)[0] == "Affirmations\u00a0: 26 sur 164."
    assert 'lang="fr"' in explorer.code
    assert ["who", "Source"] in screen.table.columns
    assert ["Dit", "50\u202f000", "", ""] in screen.card.lines
    assert screen.title.value == "Affirmations dessinées\u00a0: 11."


def test_a_figure_is_saved_with_the_name_and_title_given(explorer: Explorer, tmp_path: Path) -> None:
    """Picture, drawing and record are written; the record has the marks, the sentence the files."""
    screen = explorer._screen
    screen.name.value, screen.title.value = "kept-present", "Soldiers in Kursk."
    screen.save.click()
    record = json.loads((tmp_path / "kept-present.json").read_text(encoding="utf-8"))
    assert record["alt"].startswith("Soldiers in Kursk.")
    assert {path.name for path in tmp_path.iterdir()} == {
        f"kept-present.{kind}" for kind in ("json", "png", "svg")
    }
    assert screen.saved.lines[0][0].startswith("Saved: ")
    assert "'kept-present'" in explorer.code


def test_a_figure_that_cannot_be_saved_says_why(explorer: Explorer, tmp_path: Path) -> None:
    """A name that is none is said as a sentence, and nothing is written."""
    explorer._screen.name.value = "No Name"
    explorer._screen.save.click()
    text, kind, *_ = explorer._screen.saved.lines[0]
    assert kind == "error"
    assert text.startswith('save_figure: the name "No Name" is not of the form')
    assert list(tmp_path.iterdir()) == []


def test_two_explorers_do_not_disturb_each_other(case: at.Case, explorer: Explorer) -> None:
    """What is moved in one leaves the other as it was."""
    before = (explorer.code, _sentences(explorer), explorer._screen.pictures.pictures)
    other = at.explore(case, measure="killed")
    other._screen.days.value = "2025-01-31"
    other._screen.language.value = "fr"
    other.close()
    assert (explorer.code, _sentences(explorer), explorer._screen.pictures.pictures) == before


def test_its_text_form_is_its_sentences_and_marks(explorer: Explorer) -> None:
    """Where there is no browser the explorer reads as what it shows: so a notebook can be compared."""
    bundle = explorer._repr_mimebundle_()
    assert bundle["text/plain"].startswith("Explorer: Estimates. Claims drawn: 11.\n26 of 164 claims.\n")
    assert "nyt-2024-massed" in bundle["text/plain"]
    assert set(bundle) >= {"text/plain", "image/png", "application/vnd.jupyter.widget-view+json"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"chart": "histroy"},
            'explore: there is no chart "histroy". Did you mean "history"? It is one of: fitting, estimates, '
            "history, losses, timeline, drift, sources, map",
        ),
        (
            {"side": "uk_"},
            'side="uk_": there is none. Did you mean "uk"? There are: dprk, france, media, other, russia, '
            "south_korea, think_tank, uk, ukraine, us",
        ),
    ],
)
def test_explore_wrong_choice(case: at.Case, given: dict, message: str) -> None:
    """A chart or a word that cannot be is named, with those that there are."""
    with pytest.raises(ValueError) as error:  # noqa: PT011 (the whole text is compared)
        at.explore(case, **given)
    assert str(error.value) == message


def test_explore_needs_its_extra() -> None:
    """Without anywidget the error says what to install."""
    code = (
        "import sys; sys.modules['anywidget'] = None; import analysttools as at; "
        "at.explore(at.load_case('tests/cases/kursk'))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert run.stderr.splitlines()[-1] == (
        'analysttools.errors.ExtraMissingError: The package "anywidget" is needed to explore and is not '
        'installed. Install what notebooks need, from the folder of the toolkit: pip install ".[notebooks]"'
    )


def test_at_explore_is_a_function_however_it_was_imported() -> None:
    """`at.explore(case)` works also after the room of the explorer was imported."""
    code = (
        "import analysttools.explorer.opening, analysttools as at; case = at.load_case('tests/cases/kursk'); "
        "print(at.explore(case, measure='missing').state)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == 'measure="missing"'


def test_another_fitting_chart_redraws_nothing_in_between(explorer: Explorer) -> None:
    """New names in the list of charts are no choice of its first one."""
    screen, drawn = explorer._screen, []
    screen.chart.value = "sources"
    screen.pictures.observe(lambda change: drawn.append(change["new"]), "pictures")
    screen.days.value = "2024-11-06"
    assert len(drawn) == 1
    assert (screen.chart.value, explorer._show.chart) == ("sources", "sources")


def test_what_fails_while_something_is_handled_is_a_sentence(
    explorer: Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours is told where one looks, and the next move works."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("lost the thread")

    with monkeypatch.context() as patched:
        patched.setattr("analysttools.explorer.display.describe_row", fail)
        explorer._screen.table.chosen = "nyt-2024-massed"
    assert _sentences(explorer)[0].startswith("This could not be done (RuntimeError: lost the thread)")
    assert not explorer._show.is_quiet
    explorer._screen.days.value = "2024-11-06"
    assert _sentences(explorer)[0] == f"{len(explorer.claims)} of 164 claims."


def test_closing_closes_every_part(case: at.Case) -> None:
    """Nothing of a closed explorer is left among the widgets of its kernel, nor of how they look."""
    before = set(_instances)
    opened = at.explore(case, measure="missing")
    assert len(set(_instances) - before) > 50
    opened.close()
    assert set(_instances) - before == set()


def test_who_no_longer_looks_needs_no_pictures_ahead(explorer: Explorer) -> None:
    """The views that were drawn ahead are let go when the last of two screens is gone, and not before."""
    show = explorer._show
    asked = Asked(show.state, "fitting", "en")
    show.watch(2)
    show.watch(-1)
    assert (show.watchers, show.views.is_known(asked)) == (1, True)
    show.watch(-1)
    assert (show.watchers, show.views.is_known(asked)) == (0, False)


def test_a_chart_that_was_not_drawn_counts_nothing_as_drawn(explorer: Explorer) -> None:
    """Its title does not count the claims that it could not show."""
    explorer._screen.choices["measure"].value = ["missing"]
    explorer._screen.chart.value = "drift"
    assert explorer._screen.title.value == "Claims drawn: 0."


def test_undoing_never_leads_nowhere(explorer: Explorer) -> None:
    """Where the choice before was the same, undoing takes the choice off."""
    screen = explorer._screen
    screen.choices["kind"].value = ["flow"]
    explorer._on_message(None, {"do": "undo", "what": "kind"}, None)
    screen.choices["kind"].value = ["flow"]
    explorer._before = explorer.state
    explorer._on_message(None, {"do": "undo", "what": "kind"}, None)
    assert screen.choices["kind"].value == []


def test_what_was_saved_is_not_said_of_the_next_view(explorer: Explorer) -> None:
    """The files named are those of the view that is shown."""
    explorer._screen.save.click()
    assert explorer._screen.saved.lines[0][0].startswith("Saved: ")
    explorer._screen.days.value = "2024-11-06"
    assert explorer._screen.saved.lines == []


def test_the_mark_that_is_chosen_opens_its_card_again(explorer: Explorer) -> None:
    """Also from another tab, where nothing new is chosen."""
    explorer._screen.pictures.chosen = "nyt-2024-massed"
    explorer._screen.tabs.value = "code"
    explorer._on_message(None, {"do": "open"}, None)
    assert explorer._screen.below["card"].layout.display is None


async def _until_followed(explorer: Explorer) -> None:
    """Wait until the sentences are those of the picture."""
    for _ in range(200):
        if not explorer._screen.sentences.is_late:
            return
        await asyncio.sleep(0.05)


def test_what_is_behind_the_picture_follows_when_nothing_moves(explorer: Explorer) -> None:
    """In a kernel the picture comes at once, dimmed sentences with it; of two moves only the last is told."""
    screen, said = explorer._screen, []

    async def move() -> None:
        screen.sentences.observe(lambda change: said.append(change["new"][0][0]), "lines")
        for day in ("2024-11-06", "2024-12-16"):
            screen.days.value = day
            assert (screen.pictures.stamp, screen.sentences.is_late) == (day, True)
        await _until_followed(explorer)

    asyncio.run(move())
    assert said == [f"{len(explorer.claims)} of 164 claims."]
    assert screen.table.total == len(explorer.claims)


def test_what_fails_after_the_picture_is_a_sentence(
    explorer: Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is worked out while nobody waits cannot fail in silence."""

    def fail(*_: object) -> None:
        raise RuntimeError("out of days")

    async def move() -> None:
        explorer._screen.days.value = "2024-11-06"
        await _until_followed(explorer)

    monkeypatch.setattr("analysttools.explorer.details.choose_days", fail)
    asyncio.run(move())
    assert _sentences(explorer)[0].startswith("This could not be done (RuntimeError: out of days)")


def test_the_next_days_are_drawn_ahead(explorer: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the days that now fit, the nearest first, later before earlier: also after another choice."""
    asked: list[list[str | None]] = []
    show, screen = explorer._show, explorer._screen
    monkeypatch.setattr(
        show.views, "expect", lambda views: asked.append([one.state.as_of for one in views[:3]])
    )
    explorer._on_message(None, {"do": "shown"}, None)
    screen.choices["measure"].value = ["personnel_massed"]
    days = screen.days.days
    screen.days.value = days[1]
    assert asked[-1] == [days[1], days[2], days[0]]


@pytest.mark.parametrize(
    ("ids", "lang", "said"),
    [
        (
            ["pentagon-2024-11-04-kursk", "zelensky-2024-11-04-kursk"],
            "en",
            "2 of 2 origins fit 11,000, but no two agree (",
        ),
        (["jcs-2024-12-23-killed-or-wounded", "zelensky-2024-12-23-killed-or-wounded"], "en", "No two of 2"),
        (
            ["western-officials-2025-01-22-all", "uk-mod-2025-01-24-all"],
            "fr",
            "2 origines sur 2 admettent 4\u202f000, et 2 concordent (",
        ),
    ],
)
def test_a_sentence_tells_agreeing_from_fitting(case: at.Case, ids: list, lang: str, said: str) -> None:
    """At least 10,000 fits 11,000 and does not agree on it."""
    claims = at.with_names(case.claims[case.claims["claim_id"].isin(ids)], case, lang)
    assert describe_consensus(claims, case, lang).startswith(said)


def test_a_view_of_a_day_heeds_no_later_withdrawal(case: at.Case) -> None:
    """AFP's 478 of October was withdrawn on 2 December: seen on the day before, it stands beside 610."""
    chosen = {"measure": "area_gained_km2", "as_of": "2024-12-01", "claimant": "afp-isw"}
    claims = at.select(case, **chosen)
    asked = at.consensus(claims, chains=case.claims, known_by="2024-12-01")
    assert "afp-isw-2024-10-29-ukraine-area-gained" in ";".join(asked["claim_ids"])
