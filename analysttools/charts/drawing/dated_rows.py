"""Events and claims as dated rows: what happened or was said, who says so, and on which days.

Belongs here: rows, their words and their days. Does not belong here: where a row is drawn (``timeline.py``),
a date as a mark (``drawing/dates.py``).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from analysttools.case.code_names import PLAIN, format_code
from analysttools.charts.drawing.dates import When, read_when
from analysttools.charts.drawing.style import require_cells, require_drawable
from analysttools.charts.drawing.text import words_of
from analysttools.errors import describe_list
from analysttools.formatting import in_language, say_claims
from analysttools.locales import read_texts

# Events that consist in saying something: their day is that of the words, not of what the words tell.
SAYINGS = ("intelligence", "statement")
WORDS = read_texts("charts.timeline")
NEEDED = [
    *["event_id", "date", "date_earliest", "date_latest", "date_basis", "category", "status", "action"],
    *["asserted", "asserted_earliest", "asserted_latest", "claimant", "publisher", "place_name"],
    "actor_name",
]
NEEDED_OF_CLAIMS = [
    *["claim_id", "period", "period_earliest", "period_latest", "low", "best", "high", "qualifier", "status"],
    *["asserted", "asserted_earliest", "asserted_latest", "derived_from", "claimant", "measure_name"],
    *["population_name", "place_name"],
]


class DatedRow(NamedTuple):
    """An event or a claim: its id, category and label, and the days of happening and of saying, if known.

    A claim has no category, for it is said; its day of happening is the period that it covers.
    """

    row_id: str
    category: str | None
    label: str
    happened: When | None
    said: When | None
    is_denied: bool = False


def usual_status(events: pd.DataFrame) -> str:
    """Return the most frequent status of the events, which goes without saying in the labels."""
    return str(events["status"].value_counts().sort_index().idxmax())


def read_rows(
    function: str, events: pd.DataFrame, claims: pd.DataFrame | None, lang: str
) -> tuple[list[DatedRow], str]:
    """Return the rows of events and of claims, each with a day, and the status that goes without saying."""
    events = require_drawable(events, [*NEEDED, "title_en", "summary_en"], function)
    require_cells(events, ["event_id", "status", "category"], function)
    events = events.assign(**{stem: in_language(events, stem, lang) for stem in ("title", "summary")})
    usual = usual_status(events)
    rows = read_events(events, usual, lang)
    if claims is not None:
        claims = require_drawable(claims, [*NEEDED_OF_CLAIMS, "summary_en"], f"{function} (claims)")
        require_cells(claims, ["claim_id", "claimant", "measure_name"], f"{function} (claims)")
        rows += read_claims(claims.assign(summary=in_language(claims, "summary", lang)), lang)
    _require_days(function, rows)
    return rows, usual


def _require_days(function: str, rows: list[DatedRow]) -> None:
    """Raise if a row has no day to stand on."""
    empty = [row.row_id for row in rows if not (row.happened or row.said)]
    if empty:
        raise ValueError(
            f"{function}: {len(empty)} of {len(rows)} rows have no day, neither of happening nor of "
            f"saying: {describe_list(empty)}. Give their dates, or leave them out"
        )


def read_events(events: pd.DataFrame, usual: str, lang: str) -> list[DatedRow]:
    """Give each event its row; a saying of no other day is dated by itself."""
    found = []
    for event in events.itertuples():
        is_report = event.date_basis == "day_of_report"
        dated = read_when(event.date, event.date_earliest, event.date_latest, is_report=is_report)
        said = read_when(event.asserted, event.asserted_earliest, event.asserted_latest)
        happened: When | None = dated
        if event.category in SAYINGS and said is None:
            happened, said = None, dated
        label = _label(event, usual, lang)
        found.append(
            DatedRow(event.event_id, event.category, label, happened, said, event.status == "denied")
        )
    return found


def read_claims(claims: pd.DataFrame, lang: str) -> list[DatedRow]:
    """Give each claim its row."""
    found = []
    for claim, words in zip(claims.itertuples(), say_claims(claims, lang), strict=True):
        period = read_when(claim.period, claim.period_earliest, claim.period_latest)
        said = read_when(claim.asserted, claim.asserted_earliest, claim.asserted_latest)
        has_number = not (pd.isna(claim.low) and pd.isna(claim.best) and pd.isna(claim.high))
        parts = [words, claim.measure_name, claim.population_name, claim.place_name]
        parts = parts if has_number else [claim.summary.rstrip(".")]
        parts += [] if pd.isna(claim.derived_from) else [words_of(lang)["repeat"]]
        says_more = isinstance(claim.status, str) and claim.status not in PLAIN
        parts += [format_code(claim.status, lang)] if says_more else []
        text = ", ".join(part for part in parts if isinstance(part, str))
        label = words_of(lang)["said"].format(who=claim.claimant, words=text)
        found.append(DatedRow(claim.claim_id, None, label, period, said))
    return found


def _label(event: Any, usual: str, lang: str) -> str:
    """Return what happened, who says so (else which page) unless the title does, and an unusual status."""
    words = WORDS[lang]
    title = event.title
    if not isinstance(title, str) and isinstance(event.place_name, str) and isinstance(event.action, str):
        action = format_code(event.action, lang)
        title = words["front"].format(place=event.place_name, action=action, actor=event.actor_name)
        title = title[0].upper() + title[1:]
    elif not isinstance(title, str):
        title = event.summary
    status = [] if event.status == usual else [format_code(event.status, lang)]
    form, who = ("by", event.claimant) if isinstance(event.claimant, str) else ("page by", event.publisher)
    if form == "by" and who in str(event.title):
        return ", ".join([title, *status])
    return words[form].format(title=title, who=", ".join([who, *status]))
