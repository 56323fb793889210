"""Differences and sums of decimal numbers, without the noise of binary ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysttools.claims.decimals import decimals_of, difference, totals

HUNDREDTHS = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (1000.0, 605.79, 394.21),
        (0.15, 0.1, 0.05),
        (418.2, 203.0, 215.2),
        (3791.56, 3792.0, -0.44),
        (3000.0, 1100.0, 1900.0),
        (5.0, np.nan, np.nan),
    ],
)
def test_a_difference_has_the_digits_of_its_numbers(one: float, other: float, wanted: float) -> None:
    """394.21, where subtracting binary numbers gives 394.21000000000004."""
    found = difference(np.array([one]), np.array([other]))
    np.testing.assert_array_equal(found, [wanted])


@pytest.mark.parametrize("wanted", [[307.8, 150.9, 458.7], [0.1, 0.2, 0.3], [1.1, 2.2, 3.3]])
def test_a_total_has_the_digits_of_its_numbers(wanted: list[float]) -> None:
    """0.1 and 0.2 come to 0.3; what is missing leaves the total of its group missing."""
    numbers = np.array([*wanted[:2], *wanted[:2], np.nan])
    found = totals(numbers, np.array([0, 0, 1, 1, 1]), 3)
    np.testing.assert_array_equal(found, [wanted[2], np.nan, 0])


def test_a_number_that_no_decimals_write_is_subtracted_as_it_is() -> None:
    """A third is not rounded to anything."""
    assert decimals_of(np.array([1 / 3, 12000.0, 0.25])).tolist() == [-1, 0, 2]
    assert difference(np.array([1 / 3]), np.array([0.25])).tolist() == [1 / 3 - 0.25]


@given(one=HUNDREDTHS, other=HUNDREDTHS)
def test_differences_of_hundredths_are_hundredths(one: int, other: int) -> None:
    """Whatever the two, their difference is the number that a person writes; exchanged, its negative."""
    found = difference(np.array([one / 100]), np.array([other / 100]))
    assert found.tolist() == [(one - other) / 100]
    assert (-difference(np.array([other / 100]), np.array([one / 100]))).tolist() == found.tolist()
    assert totals(np.array([one / 100, other / 100]), np.array([0, 0]), 1).tolist() == [(one + other) / 100]
