"""Claims and events as the front end lists them: in the order of `select`, with words ready to read.

Belongs here: which columns a row has. Does not belong here: what rows are to each other.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

import pandas as pd

from analysttools.case.code_names import format_code
from analysttools.case.loading import Case
from analysttools.charts.drawing.colours import colour_sides
from analysttools.charts.drawing.text import describe_standing
from analysttools.claims.scope import THING
from analysttools.explorer.selection import known_since
from analysttools.explorer.view_model.named_rows import NamedRows, name_rows, word_rows
from analysttools.formatting import format_period, in_language, say_claims
from analysttools.locales import LANGUAGES

# Columns that are the same in every language, where the case has them.
CLAIMS = [
    *["claim_id", "measure", "population", "place_id", "kind", "period", "period_earliest", "period_latest"],
    *["low", "best", "high", "qualifier", "share_of", "claimant_id", "side", "asserted"],
    *["asserted_earliest", "asserted_latest", "source_id", "chain", "derived_from", "supersedes"],
    *["supersedes_as", "status", "credibility", "doubt", "note", "unit", "publisher", "url", "published"],
]
EVENTS = [
    *["event_id", "date", "date_earliest", "date_latest", "sector", "place_id", "actor", "action"],
    *["claimant_id", "side", "status", "category", "asserted", "asserted_earliest", "asserted_latest"],
    *["date_basis", "source_id", "publisher", "url", "published", "note"],
]
NUMBERS = ("low", "best", "high")
# Names that `with_names` gives, by language.
NAMES = {
    "claims": ["claimant", "measure_name", "population_name", "place_name", "side_name"],
    "events": ["claimant", "actor_name", "place_name", "sector_name", "side_name"],
}


def list_claims(case: Case, named: NamedRows | None = None) -> pd.DataFrame:
    """Return one row a claim, in the order of `select`: its own columns, names and words in each language.

    Parameters
    ----------
    case : Case
        The case.
    named : mapping, optional
        What `name_rows` gives of its claims. None names them here.

    Returns
    -------
    DataFrame
        The columns of the case and its names, ``known`` (the day from which it was known), ``colour`` (of
        the claimant's side), ``thing`` (the rank of its thing), and, a column a language (``said_en``,
        ``said_fr``): ``said`` (the number with its words), ``asserted_words``, ``period_words`` (without the
        kind of number), ``time_words`` (with it), ``standing`` (that it is a repeat, a status that says
        something), ``status_words`` and ``summary``.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.view_model.rows import list_claims
    >>> list_claims(load_case("tests/cases/strait"))[["claim_id", "known", "said_en"]].iloc[0].tolist()
    ['guard-killed', '2031-04-02', 'at least 40']
    """
    named = name_rows(case) if named is None else named
    rows = named[LANGUAGES[0]]
    listed = _keep(rows, CLAIMS).assign(known=_known(case, "claims", rows), colour=colour_sides(rows))
    listed["thing"] = rows.groupby(THING, dropna=False, sort=False).ngroup()
    for lang, own in named.items():
        words = {name: own[name] for name in NAMES["claims"]}
        words["said"] = say_claims(own, lang)
        words["asserted_words"] = _each(own["asserted"], partial(format_period, kind=None, lang=lang))
        words["period_words"] = _each(own["period"], partial(format_period, kind=None, lang=lang))
        words["time_words"] = word_rows(own[["period", "kind"]], partial(_time_words, lang=lang))
        words["standing"] = word_rows(_standing(own), partial(_standing_words, lang=lang))
        words["status_words"] = _each(own["status"], partial(format_code, lang=lang))
        words["summary"] = in_language(own, "summary", lang)
        listed = listed.assign(**{f"{name}_{lang}": column for name, column in words.items()})
    return listed


def list_events(case: Case, named: NamedRows | None = None) -> pd.DataFrame:
    """Return one row an event, in the order of `select`, with names and words as `list_claims` has them.

    ``action_words`` is what was done; ``report_words`` the words for a day that is only that of a report.
    `named` is what `name_rows` gives of the events of the case; None names them here.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.view_model.rows import list_events
    >>> list_events(load_case("tests/cases/strait"))["title_en"].iloc[-1]
    'Talks open in Ternhaven'
    """
    named = name_rows(case, "events") if named is None else named
    rows = named[LANGUAGES[0]]
    listed = _keep(rows, EVENTS).assign(known=_known(case, "events", rows))
    listed["colour"] = colour_sides(rows) if len(rows) else None
    for lang, own in named.items():
        words = {name: own[name] for name in NAMES["events"]}
        words["date_words"] = _each(own["date"], partial(format_period, kind=None, lang=lang))
        words["asserted_words"] = _each(own["asserted"], partial(format_period, kind=None, lang=lang))
        words["report_words"] = _each(_of_report(own), partial(format_period, kind=None, lang=lang))
        words["action_words"] = _each(own["action"], partial(format_code, lang=lang))
        words["status_words"] = _each(own["status"], partial(format_code, lang=lang))
        words["title"] = in_language(own, "title", lang)
        words["summary"] = in_language(own, "summary", lang)
        listed = listed.assign(**{f"{name}_{lang}": column for name, column in words.items()})
    return listed


def _keep(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return columns, also those that the case lacks; what is no number and no day is text, even if empty."""
    kept = rows.reindex(columns=columns)
    texts = [name for name in columns if name not in NUMBERS and not name.endswith(("_earliest", "_latest"))]
    return kept.astype(dict.fromkeys(texts, "str"))


def _of_report(events: pd.DataFrame) -> pd.Series:
    """Return as dates open at their start those that are only known from the day of a report."""
    is_open = events["date_basis"].eq("day_of_report") & ~events["date"].str.contains("/", na=True)
    return ("../" + events["date"]).where(is_open)


def _known(case: Case, table: str, rows: pd.DataFrame) -> pd.Series:
    days = pd.Series(known_since(case, table), index=getattr(case, table).index)
    return days.reindex(rows.index).astype("datetime64[s]").dt.strftime("%Y-%m-%d")


def _each(column: pd.Series, words: Callable[[str], str]) -> pd.Series:
    """Return words for each cell that holds something, each different cell worded once."""
    said = {cell: words(cell) for cell in column.dropna().unique()}
    return column.map(said)


def _time_words(period: str | None, kind: str | None, lang: str) -> str | None:
    """Return of which time a number is, with its kind."""
    return None if period is None else format_period(period, kind, lang)


def _standing(claims: pd.DataFrame) -> pd.DataFrame:
    """Return whether each claim is a repeat, and its status, where there is one."""
    status = claims.reindex(columns=["status"])["status"]
    return pd.DataFrame({"is_repeat": claims["derived_from"].notna(), "status": status})


def _standing_words(is_repeat: bool, status: str | None, lang: str) -> str:
    claim = SimpleNamespace(derived_from="another" if is_repeat else None, status=status)
    return " · ".join(describe_standing(claim, lang))
