"""Claims as a table for reading, in one language."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd
import pytest

import analysttools as at


@pytest.fixture
def french(case: at.Case) -> pd.DataFrame:
    """Return two claims with their French names."""
    return at.with_names(case.claims.iloc[:2], case, "fr")


@pytest.mark.parametrize("tell", [at.tabulate_claims, at.plot_estimates])
def test_names_of_another_language_than_the_words_are_refused(
    french: pd.DataFrame, tell: Callable[..., object]
) -> None:
    """A table is as a chart: no French names among English words."""
    said = (
        f'{tell.__name__}: the names of the rows are in "fr", but lang="en". Give lang="fr", or take the '
        'names with with_names(rows, case, "en")'
    )
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        tell(french, lang="en")


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("tell", [at.tabulate_claims, at.plot_estimates])
def test_names_of_two_languages_are_refused(
    case: at.Case, french: pd.DataFrame, tell: Callable[..., object], lang: str
) -> None:
    """Whichever language the words are in."""
    both = pd.concat([at.with_names(case.claims.iloc[2:3], case), french])
    said = (
        f"{tell.__name__}: the names are in two languages (en, fr), but one text has one: take the names "
        f'with with_names(rows, case, "{lang}")'
    )
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        tell(both, lang=lang)


def test_a_table_in_the_language_of_its_names_is_given(french: pd.DataFrame) -> None:
    """Its rows are those given."""
    assert len(at.tabulate_claims(french, lang="fr")) == 2


@pytest.mark.parametrize(("lang", "said"), [("en", "area held (km²)"), ("fr", "superficie tenue (km²)")])
def test_an_area_has_its_unit(case: at.Case, lang: str, said: str) -> None:
    """Persons need none; 1,294 of an area may be km² or square miles."""
    rows = at.choose(case.claims, measure=["area_held_km2", "killed"], claimant_id=["syrskyi", "nis"])
    table = at.tabulate_claims(at.with_names(rows, case, lang), lang)
    assert set(table["what"]) == {said, {"en": "killed", "fr": "tués"}[lang]}


def test_events_are_told_in_words(case: at.Case) -> None:
    """Date, what, who says so, status, and where it was read; no source of the words is an empty cell."""
    ids = ["2024-10-contingent-arrives-article", "2024-12-04-treaty-enters-into-force"]
    rows = at.with_names(case.events[case.events["event_id"].isin(ids)], case)
    table = at.tabulate_events(rows)
    assert list(table) == ["date", "what", "who says", "status", "read in"]
    assert table["date"].tolist() == ["about October 2024", "4 Dec 2024"]
    assert table["what"].tolist() == ["North Korean contingent arrives in Russia", "Treaty enters into force"]
    assert table["who says"].isna().tolist() == [False, True]


def test_the_day_of_a_report_is_a_day_up_to_which(case: at.Case) -> None:
    """An event known only by the day of its report may be earlier."""
    rows = case.events[case.events["date_basis"].eq("day_of_report")].head(1)
    assert at.tabulate_events(at.with_names(rows, case))["date"].item().startswith("up to ")


def test_events_of_the_front_are_told_by_their_summary(case: at.Case) -> None:
    """They have no title."""
    rows = case.events[case.events["event_id"].eq("2024-08-15-sudzha-captured-zelensky")]
    assert (
        at.tabulate_events(at.with_names(rows, case, "fr"), "fr")["what"].item() == rows["summary_fr"].item()
    )


def test_kinds_statuses_and_doubts_are_told_in_words(case: at.Case) -> None:
    """No code is in the cells; a status that says no more than that it was said is empty."""
    rows = at.with_names(case.claims.iloc[:3], case).assign(
        kind=["stock", "flow", "cumulative"],
        status=["reported", "not_independently_confirmed", "denied"],
        derived_from=[None, None, "other"],
        doubt=[None, "the day", None],
    )
    table = at.tabulate_claims(rows).fillna("")
    assert table["kind"].tolist() == ["on a day", "over a period", "total so far"]
    assert table["status"].tolist() == ["", "not independently confirmed", "repeat, denied"]
    assert table["doubt"].tolist() == ["", "the day", ""]


def test_statuses_of_events_are_words(case: at.Case) -> None:
    """In French too."""
    rows = at.with_names(case.events[case.events["status"].eq("denied")].head(1), case, "fr")
    assert at.tabulate_events(rows, "fr")["status"].item() == "démenti"
