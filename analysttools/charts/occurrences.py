"""Events and claims as rows of a timeline: lane, label, when it happened, when it was said.

Belongs here: what a row says and which days it has, and the words for that. Does not belong here: drawing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from analysttools.charts.codes import say_code
from analysttools.charts.days import When, read_when
from analysttools.charts.words import words_of
from analysttools.edtf import read_dates
from analysttools.quantity import say_claims

# Events that consist in saying something: their day is that of the words, not of what the words tell.
SAYINGS = ("intelligence", "statement")
WORDS = {
    "en": {
        "title": "When it is said to have happened (above), when it was said (below)",
        "lane": "{name} ({count})",
        "sayings": "the day is that of the words, not of what they tell",
        "claims": "Claims",
        "claims lane": "above: the time they speak of",
        "page by": "{title}\u00a0· in {who}",
        "by": "{title}\u00a0· {who}",
        "front": "{place}: {action}, {actor}",
        "usual": "Status of events, where none is named: {status}.",
        "no lower": "No mark below: no such day is noted.",
        "day": "said to have happened that day",
        "claim day": "speaks of that day",
        "both day": "said to have happened that day; or spoken of",
        "said": "said on that day",
        "page": "day of the page read; day of saying not noted",
        "denied day": "denied; pale: its date is uncertain",
        "span": "from, to; or some day between",
        "about": "about then, as wide as the case sets; or uncertain",
        "before": "that day or before: open, or day of report only",
        "after": "that day or later",
        "lag": "until the one named said it",
    },
    "fr": {
        "title": "Quand cela se serait passé (en haut), quand cela a été dit (en bas)",
        "lane": "{name} ({count})",
        "sayings": "le jour est celui des propos, non de ce qu’ils rapportent",
        "claims": "Affirmations",
        "claims lane": "en haut\u00a0: le temps dont elles parlent",
        "page by": "{title}\u00a0· dans {who}",
        "by": "{title}\u00a0· {who}",
        "front": "{place}\u00a0: {action}, {actor}",
        "usual": "Statut des événements, là où aucun n’est nommé\u00a0: {status}.",
        "no lower": "Rien en bas\u00a0: aucun jour n’est noté.",
        "day": "se serait passé ce jour-là",
        "claim day": "parle de ce jour-là",
        "both day": "se serait passé ce jour-là\u202f; ou jour dont on parle",
        "said": "dit ce jour-là",
        "page": "jour de la page lue\u202f; jour des propos non noté",
        "denied day": "démenti\u202f; pâle\u00a0: date incertaine",
        "span": "de, à\u202f; ou un jour entre les deux",
        "about": "vers ce moment (étendue fixée par le cas), ou incertain",
        "before": "ce jour ou avant\u00a0: ouvert, ou seul jour du compte rendu",
        "after": "ce jour ou plus tard",
        "lag": "jusqu’aux propos de l’auteur nommé",
    },
}


class Row(NamedTuple):
    """One row: its lane, its label, and the days of happening, of saying and of the page, if known."""

    row_id: str
    lane: str
    label: str
    happened: When | None
    said: When | None
    page: When | None
    is_denied: bool = False
    is_repeat: bool = False
    is_claim: bool = False

    @property
    def days(self) -> list[When]:
        """Give the days that are known."""
        return [when for when in (self.happened, self.said, self.page) if when]


def usual_status(events: pd.DataFrame) -> str:
    """Give the most frequent status of the events, which goes without saying in the labels."""
    return str(events["status"].value_counts().sort_index().idxmax())


def read_events(events: pd.DataFrame, usual: str, lang: str) -> list[Row]:
    """Give each event its row, in the order of lanes by their first day, and of days in them."""
    pages, _ = read_dates(events["published"].where(events["published"].notna()))
    found = []
    for event, page in zip(events.itertuples(), pages.itertuples(), strict=True):
        is_report = event.date_basis == "day_of_report"
        dated = read_when(event.date, event.date_earliest, event.date_latest, is_report=is_report)
        said = read_when(event.asserted, event.asserted_earliest, event.asserted_latest)
        read = read_when(event.published, page.earliest, page.latest) if said is None else None
        happened: When | None = dated
        if event.category in SAYINGS and said is None:
            happened, said, read = None, dated, None
        label = _label(event, usual, lang)
        is_denied = event.status == "denied"
        found.append(Row(event.event_id, _lane(event, lang), label, happened, said, read, is_denied))
    first: dict[str, tuple[float, str]] = {}
    for row in sorted(found, key=_first):
        first.setdefault(row.lane, (_first(row)[0], row.lane))
    return sorted(found, key=lambda row: (first[row.lane], _first(row)))


def read_claims(claims: pd.DataFrame, lang: str) -> list[Row]:
    """Give each claim its row, in the order of the days on which they were asserted."""
    found = []
    for claim, words in zip(claims.itertuples(), say_claims(claims, lang), strict=True):
        period = read_when(claim.period, claim.period_earliest, claim.period_latest)
        said = read_when(claim.asserted, claim.asserted_earliest, claim.asserted_latest)
        is_repeat = not pd.isna(claim.derived_from)
        has_number = not (pd.isna(claim.low) and pd.isna(claim.best) and pd.isna(claim.high))
        parts = [words, claim.measure_name, claim.population_name, claim.place_name]
        parts = parts if has_number else [getattr(claim, f"summary_{lang}").rstrip(".")]
        parts += [words_of(lang)["repeat"]] if is_repeat else []
        parts += [say_code(claim.status, lang)] if isinstance(claim.status, str) else []
        text = ", ".join(part for part in parts if isinstance(part, str))
        label = words_of(lang)["said"].format(who=claim.claimant, words=text)
        lane = WORDS[lang]["claims"]
        found.append(Row(claim.claim_id, lane, label, period, said, None, is_repeat=is_repeat, is_claim=True))
    return sorted(found, key=lambda row: _first(row._replace(happened=None) if row.said else row))


def _first(row: Row) -> tuple[float, str]:
    """Give the day by which a row is sorted, and its id for those of one day."""
    when = row.happened or row.said or row.page
    return (when.early if when else 0.0), row.row_id


def _lane(event: Any, lang: str) -> str:
    """Name the lane of an event: its category, or the sector of the front."""
    sector = event.sector_name
    name = sector if isinstance(sector, str) else say_code(event.category, lang)
    name = name[0].upper() + name[1:]
    return f"{name}; {WORDS[lang]['sayings']}" if event.category in SAYINGS else name


def _label(event: Any, usual: str, lang: str) -> str:
    """Say what happened, who says so (else which page) unless the title does, and an unusual status."""
    words = WORDS[lang]
    title = getattr(event, f"title_{lang}")
    if not isinstance(title, str) and isinstance(event.place_name, str) and isinstance(event.action, str):
        action = say_code(event.action, lang)
        title = words["front"].format(place=event.place_name, action=action, actor=event.actor_name)
        title = title[0].upper() + title[1:]
    elif not isinstance(title, str):
        title = getattr(event, f"summary_{lang}")
    status = [] if event.status == usual else [say_code(event.status, lang)]
    form, who = ("by", event.claimant) if isinstance(event.claimant, str) else ("page by", event.publisher)
    if form == "by" and who in str(getattr(event, f"title_{lang}")):
        return ", ".join([title, *status])
    return words[form].format(title=title, who=", ".join([who, *status]))
