"""What a date in another form probably means, as an EDTF date to be written instead.

Belongs here: forms of days that people and spreadsheets write. Does not belong here: reading dates
(``edtf.py``); a proposal is shown, and a person decides.
"""

from __future__ import annotations

import contextlib
import re
from datetime import date, timedelta

from analysttools.edtf import EdtfError, read_date

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            *["jan january janv janvier", "feb february fév févr février", "mar march mars"],
            *["apr april avr avril", "may mai", "jun june juin", "jul july juil juillet", "aug august août"],
            *["sep sept september septembre", "oct october octobre", "nov november novembre"],
            "dec december déc décembre",
        ],
        start=1,
    )
    for name in names.split()
}
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_FORMS = [
    re.compile(r"(?P<year>\d{4})[/.](?P<month>\d{1,2})[/.](?P<day>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)"),
    re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})"),
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?[ -](?P<name>{_NAME})\.?,?[ -](?P<year>\d{{4}})"),
    re.compile(rf"(?P<name>{_NAME})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})"),
    re.compile(rf"(?P<name>{_NAME})\.?,?[ -](?P<year>\d{{4}})"),
]
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_TIME_OF_DAY = re.compile(r"[ T]\d\d?:\d\d(?::\d\d(?:\.0+)?)?(?:Z|[+-]\d\d:?\d\d)?$")
_ABOUT = re.compile(r"^(?:about|around|circa|ca?\.?|~|vers|environ)\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s+(?:to|until|-|–|—|au|à)\s+|\s*[–—]\s*", re.IGNORECASE)
# Days since the end of 1899, as spreadsheets count them: those of 1982 to 2036.
_SERIAL = re.compile(r"[345]\d{4}(?:\.0)?")
_SPREADSHEET_EPOCH = date(1899, 12, 30)


def propose_date(text: str) -> str:
    """Return the EDTF date that a text probably means; empty if that is not clear.

    Parameters
    ----------
    text : str
        A cell that is not an EDTF date.

    Returns
    -------
    str
        One EDTF date; two, with "or" between them, where day and month can be exchanged; or an empty text.

    Examples
    --------
    >>> from analysttools.case.date_proposals import propose_date
    >>> propose_date("17.12.2024"), propose_date("about 17 December 2024"), propose_date("45643")
    ('2024-12-17', '2024-12-17~', '2024-12-17')
    >>> propose_date("3/4/2024"), propose_date("before Christmas")
    ('2024-04-03 or 2024-03-04', '')
    """
    if ".." in text:
        return _propose_span(text)
    ends = re.split(_BETWEEN, text.strip())
    if len(ends) == 1 and "/" in text:
        halves = text.strip().split("/")
        ends = halves if len(halves) == 2 else ends
    found = [end if _is_date(end) else _propose_one(end) for end in ends]
    if not all(found) or (len(found) > 1 and any(" or " in one for one in found)):
        return ""
    proposed = "/".join(found)
    return proposed if " or " in proposed or _is_date(proposed) else ""


def _propose_span(text: str) -> str:
    """Return what two days with dots between them mean: all days from one to the other, or some of them."""
    bare = re.sub(r"\s", "", text)
    if _is_date(bare):
        return bare
    first, last = bare.strip("[]").split("..", 1)
    proposed = f"{first}/{last}", f"[{first}..{last}]"
    if first.strip(".") != first or last.strip(".") != last or not all(map(_is_date, proposed)):
        return ""
    return (
        proposed[1]
        if "[" in bare or "]" in bare
        else f"{proposed[0]} (all of these days) or {proposed[1]} (some)"
    )


def _propose_one(text: str) -> str:
    """Return the date that one end of a text probably means: a day, a month, a day's number."""
    bare = _TIME_OF_DAY.sub("", _ABOUT.sub("", text.strip()))
    doubt = "~" if _ABOUT.match(text.strip()) else ""
    if _SERIAL.fullmatch(bare):
        return f"{_SPREADSHEET_EPOCH + timedelta(days=int(float(bare)))}{doubt}"
    slashes = _SLASHES.fullmatch(bare)
    if slashes:
        first, second, year = slashes.groups()
        both = [_write(year, second, first, doubt), _write(year, first, second, doubt)]
        return " or ".join(dict.fromkeys(filter(None, both)))
    for form in _FORMS:
        match = form.fullmatch(bare.lower())
        if match:
            parts = match.groupdict()
            month = parts.get("month") or str(_MONTHS[parts["name"]])
            return _write(parts["year"], month, parts.get("day") or "", doubt)
    return f"{bare}{doubt}" if doubt else ""


def _write(year: str, month: str, day: str, doubt: str) -> str:
    """Return a date in EDTF; empty if there is no such day."""
    written = f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "") + doubt
    return written if _is_date(written) else ""


def _is_date(text: str) -> bool:
    with contextlib.suppress(EdtfError):
        read_date(text)
        return True
    return False
