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
