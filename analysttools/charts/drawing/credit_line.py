"""The line at the foot of a chart: where its rows were read, and up to which day.

Belongs here: that line. Does not belong here: the whole list of sources, which a saved figure's record holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from analysttools.case.source_lists import SOURCE_COLUMNS, split_sources
from analysttools.edtf import read_dates
from analysttools.formatting import format_period
from analysttools.locales import read_texts

TEXTS = read_texts("charts.credit")
# So many publishers are named; of more, the first of them and how many others.
NAMED = 4


def format_credits(frames: Sequence[pd.DataFrame], lang: str) -> str:
    """Return the publishers of the sources of some rows, and the last day on which one of these appeared.

    Parameters
    ----------
    frames : sequence of DataFrame
        Rows with ``source_id``, ``publisher``, ``url`` and ``published``, as ``with_names`` adds them. Those
        without these columns name no source.
    lang : {"en", "fr"}
        Language of the words.

    Returns
    -------
    str
        Empty where no row names a publisher.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.charts.drawing.credit_line import format_credits
    >>> row = {"source_id": "a;b", "publisher": "Yonhap; BBC", "url": "", "published": "2024-12-19;2025-01"}
    >>> format_credits([pd.DataFrame([row])], "en")
    'Sources: BBC, Yonhap. Published up to January 2025.'
    >>> row = {"source_id": "a;b", "publisher": "Yonhap; BBC", "url": "", "published": "2024-12-19;"}
    >>> format_credits([pd.DataFrame([row])], "en")
    'Sources: BBC, Yonhap. Published up to 19 Dec 2024, or undated.'
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
    last = _find_last([one["published"] for one in sources.values()])
    if not last:
        return line
    cut_off = words["cut-off" if all(one["published"] for one in sources.values()) else "cut-off of dated"]
    return f"{line} {cut_off.format(until=format_period(f'../{last}', None, lang))}"


def _find_last(dates: list[str]) -> str:
    """Return the end of the latest of some EDTF dates; those that are none do not count."""
    texts = pd.Series(sorted({date for date in dates if date}), dtype="str")
    days, _ = read_dates(texts)
    latest = days["latest"].dropna()
    return str(texts[latest.idxmax()]).rpartition("/")[2] if len(latest) else ""
