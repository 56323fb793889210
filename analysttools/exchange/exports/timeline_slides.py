"""TimelineJS: events as slides, their dates as far as they are known.

Belongs here: dates and texts of slides. Does not belong here: choosing events.
"""

from __future__ import annotations

import html
import json
from typing import Any

import pandas as pd

from analysttools.case.credit import read_credit
from analysttools.case.loading import Case
from analysttools.case.vocabulary import with_names
from analysttools.formatting import format_period

LOST = [
    "a date that is not exactly known has its first and last possible day, and in words how sure it is",
    "claims with numbers, and events without a day",
]


def write_timelinejs(case: Case, lang: str = "en") -> dict[str, bytes]:
    """Return the events that have a day as slides; texts are escaped, for TimelineJS takes them for HTML."""
    credit = read_credit(case)
    events = with_names(case.events, case, lang).dropna(subset=["date_earliest", "date_latest"])
    title = {"headline": html.escape(credit.title), "text": html.escape(credit.describe())}
    slides = [
        _slide(row, lang) for row in events.sort_values("date_earliest", kind="stable").to_dict("records")
    ]
    text = json.dumps({"title": {"text": title}, "events": slides}, ensure_ascii=False, indent=1)
    return {"timeline.json": f"{text}\n".encode()}


def _slide(row: dict[str, Any], lang: str) -> dict[str, Any]:
    """Return an event: who says so stands in its text, for a slide has no field for it."""
    first, last = row["date_earliest"], row["date_latest"]
    summary = row.get(f"summary_{lang}", row.get("summary_en"))
    headline = row.get(f"title_{lang}", row.get("title_en"))
    who = row.get("claimant") if not pd.isna(row.get("claimant")) else row.get("publisher")
    said = (
        f"<p>{html.escape(str(summary))}</p><p>{html.escape(str(who))}, {html.escape(str(row['status']))}</p>"
    )
    if not pd.isna(row.get("url")):
        url = html.escape(str(row["url"]), quote=True)
        said += f'<p><a href="{url}">{html.escape(str(row.get("publisher")))}</a></p>'
    slide = {
        "unique_id": row["event_id"],
        "start_date": _day(first),
        "display_date": format_period(row["date"], None, lang),
        "group": str(row.get("category") or ""),
        "text": {"headline": html.escape(str(summary if pd.isna(headline) else headline)), "text": said},
    }
    return slide | ({"end_date": _day(last)} if last != first else {})


def _day(day: pd.Timestamp) -> dict[str, str]:
    return {"year": str(day.year), "month": str(day.month), "day": str(day.day)}
