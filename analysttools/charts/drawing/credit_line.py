"""The line at the foot of a chart: where its rows were read, and as of which day.

Belongs here: that line. Does not belong here: the whole list of sources, which a saved figure's record holds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import pandas as pd

from analysttools.case.source_lists import SEPARATORS, SOURCE_COLUMNS, split_sources
from analysttools.edtf import read_dates
from analysttools.formatting import format_day
from analysttools.locales import read_texts

TEXTS = read_texts("charts.credit")
# So many publishers are named; of more, the first of them and how many others.
NAMED = 4
# Days of the maps on which ground was measured; an archive of maps is published for as long as it is kept.
MAP_DAYS = ("map_day", "to_day")
# A day, a month or a year, which is said as it stands.
_PLAIN = re.compile(r"\d{4}(?:-(?:0\d|1[0-2])(?:-\d\d)?)?")


def format_credits(frames: Sequence[pd.DataFrame], lang: str, dated: Sequence[pd.DataFrame] = ()) -> str:
    """Return the publishers of the sources of some rows, and the last day of what these rows say.

    That is the latest of the days on which the pages appeared and of those on which claims were asserted; of
    measured ground that of its last map.

    Parameters
    ----------
    frames : sequence of DataFrame
        Rows with ``source_id``, ``publisher``, ``url`` and ``published``, as ``with_names`` adds them. Those
        without these columns name no source. ``asserted`` is read where it is there.
    lang : {"en", "fr"}
        Language of the words.
    dated : sequence of DataFrame, optional
        Further rows that are drawn, of which only the days count.

    Returns
    -------
    str
        Empty where no row names a publisher; without a day where none is known.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.charts.drawing.credit_line import format_credits
    >>> row = {"source_id": "a;b", "publisher": "Yonhap; BBC", "url": "", "published": "2024-12-19;2025-01"}
    >>> format_credits([pd.DataFrame([row])], "en")
    'Sources: BBC, Yonhap. As of January 2025.'
    >>> row = {"source_id": "a", "publisher": "Yonhap", "url": "", "published": "", "asserted": "2026-02-12"}
    >>> format_credits([pd.DataFrame([row])], "en")
    'Source: Yonhap. As of 12 Feb 2026.'
    """
    sources = {
        one["source_id"]: one
        for frame in frames
        if set(SOURCE_COLUMNS) <= set(frame)
        for row in frame[SOURCE_COLUMNS].drop_duplicates("source_id").fillna("").to_dict("records")
        for one in split_sources("the rows of a chart", row)
    }
    count = Counter(name for one in sources.values() if (name := one["publisher"].strip()))
    if not count:
        return ""
    names = sorted(count, key=lambda name: (-count[name], name))
    words = TEXTS[lang]
    said = ", ".join(names[:NAMED])
    if len(names) > NAMED + 1:
        said = words["others"].format(names=said, count=len(names) - NAMED)
    elif len(names) == NAMED + 1:
        said = ", ".join(names)
    line = words["source" if len(names) == 1 else "sources"].format(names=said)
    last = _find_last({date for frame in (*frames, *dated) for date in _list_days(frame)})
    if not last:
        return line
    as_of = words["as of" if last.count("-") > 1 else "as of month"]
    return f"{line} {as_of.format(date=format_day(last, lang))}"


def _list_days(frame: pd.DataFrame) -> list[str]:
    """Return the days of some rows: those of maps of measured ground, else those of pages and of claims."""
    maps = [frame[column].dropna() for column in MAP_DAYS if column in frame]
    if maps and "claimant_id" not in frame:
        return [f"{day:%Y-%m-%d}" for days in maps for day in days.unique()]
    cells = [frame[column].dropna().unique() for column in ("asserted", "published") if column in frame]
    return [
        date for column in cells for cell in column for date in cell.split(SEPARATORS["published"]) if date
    ]


def _find_last(dates: set[str]) -> str:
    """Return the end of the latest of some EDTF dates, without signs of doubt.

    What is not a day, a month or a year ends on its last day; what is no date does not count.
    """
    texts = pd.Series(sorted(dates), dtype="str")
    days, _ = read_dates(texts)
    latest = days["latest"].dropna()
    if latest.empty:
        return ""
    last = re.sub("[?~%]", "", str(texts[latest.idxmax()]).rpartition("/")[2])
    return last if _PLAIN.fullmatch(last) else f"{latest.max():%Y-%m-%d}"
