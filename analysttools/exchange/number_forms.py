"""How numbers are written in a column: decimal comma or point, thousands parted by what.

Belongs here: finding the form, only where the column leaves no doubt. Does not belong here: words
("dozens"), which are no numbers here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

# Blanks of several widths and apostrophes part thousands, and nothing else.
_BLANKS = " \xa0\u2009\u202f'\u2019"
_SHAPE = re.compile(rf"[+-]?\d+(?:[.,{_BLANKS}]\d+)*", re.ASCII)
_SIGN = re.compile(r"[.,]")


class NumberForm(NamedTuple):
    """The decimal sign and the signs between thousands of a column; empty where it has none."""

    decimal: str = ""
    thousands: str = ""

    def __str__(self) -> str:
        """Return the form in words."""
        said = []
        if self.decimal:
            said.append(f"decimal {'comma' if self.decimal == ',' else 'point'}")
        if self.thousands:
            name = {",": "commas", ".": "points"}.get(self.thousands, "blanks or apostrophes")
            said.append(f"thousands parted by {name}")
        return ", ".join(said) or "whole numbers"


class NumberFormError(ValueError):
    """A column whose numbers can be read in two ways, or in none."""


def find_form(texts: Iterable[str], decimal: str = "", thousands: str = "") -> NumberForm:
    """Find how the numbers of a column are written.

    Parameters
    ----------
    texts : iterable of str
        The cells; those that are not numbers are passed over.
    decimal, thousands : str, optional
        The signs, where the user says them.

    Returns
    -------
    NumberForm

    Raises
    ------
    NumberFormError
        If the cells can be read in two ways (1,234), or each way is excluded by one of them.

    Examples
    --------
    >>> from analysttools.exchange.number_forms import find_form
    >>> print(find_form(["1.234", "1.234,5"]), "|", find_form(["1,5", "1,234"]), "|", find_form(["12"]))
    decimal comma, thousands parted by points | decimal comma | whole numbers
    """
    cells = [text.strip() for text in texts]
    cells = [text for text in cells if _SHAPE.fullmatch(text)]
    blank = next((sign for sign in _BLANKS if any(sign in text for text in cells)), "")
    if decimal or thousands:
        return NumberForm(decimal, thousands or blank)
    decimals: dict[str, str] = {}  # sign and a cell that shows it
    parted: dict[str, str] = {}
    doubtful: dict[str, str] = {}
    for text in cells:
        _weigh(text, decimals, parted, doubtful)
    for sign in decimals.keys() & parted.keys():
        both = f'"{decimals[sign]}" has "{sign}" before decimals, "{parted[sign]}" between thousands'
        raise NumberFormError(f"its numbers are written in two ways: {both}")
    if len(decimals) > 1:
        both = " and ".join(f'"{text}"' for text in decimals.values())
        raise NumberFormError(f"its numbers are written in two ways: {both}")
    # a sign that is known to part decimals, or thousands, does so wherever it stands
    unknown = {sign: text for sign, text in doubtful.items() if sign not in decimals and sign not in parted}
    if unknown and len(decimals) == 1 and len(unknown) == 1:
        parted |= unknown  # the other sign parts decimals
    elif unknown:
        sign, text = next(iter(unknown.items()))
        whole, part = text.split(sign)
        raise NumberFormError(
            f'"{text}" is {whole}{part} or {whole}.{part}: nothing in the column says which'
        )
    return NumberForm(next(iter(decimals), ""), next(iter(parted), blank))


def _weigh(text: str, decimals: dict[str, str], parted: dict[str, str], doubtful: dict[str, str]) -> None:
    """Say what one cell shows of the signs in it."""
    signs = _SIGN.findall(text)
    if not signs:
        return
    last = signs[-1]
    if len(set(signs)) == 2:
        decimals.setdefault(last, text)
        parted.setdefault(signs[0], text)
    elif len(signs) > 1:
        parted.setdefault(last, text)
    else:
        whole, part = text.lstrip("+-").split(last)
        has_blank = any(sign in text for sign in _BLANKS)
        if len(part) != 3 or whole.startswith("0") or len(whole) > 3 or has_blank:
            decimals.setdefault(last, text)
        else:
            doubtful.setdefault(last, text)


def read_numbers(texts: Sequence[str], form: NumberForm) -> list[float]:
    """Read the cells of a column in a form; NaN for what is no number in it.

    Examples
    --------
    >>> from analysttools.exchange.number_forms import NumberForm, read_numbers
    >>> read_numbers(["1 234,5", "30+", "12"], NumberForm(",", " "))
    [1234.5, nan, 12.0]
    """
    return [_read(text.strip(), form) for text in texts]


def _read(text: str, form: NumberForm) -> float:
    if not _SHAPE.fullmatch(text):
        return float("nan")
    whole, decimal, part = text.partition(form.decimal) if form.decimal else (text, "", "")
    between = _BLANKS if form.thousands and form.thousands in _BLANKS else re.escape(form.thousands)
    groups = rf"[+-]?(\d+|\d{{1,3}}([{between}]\d{{3}})+)" if between else r"[+-]?\d+"
    if not re.fullmatch(groups, whole) or (decimal and not part.isdigit()):
        return float("nan")
    value = float(re.sub(r"[^\d+-]", "", whole) + (f".{part}" if decimal else ""))
    return value if value < 1e300 else float("nan")
