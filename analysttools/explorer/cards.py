"""Everything that is known of one claim or one event, for reading.

Belongs here: the card of a row, as lines of text. Does not belong here: how it is shown.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from analysttools.case.code_names import format_code
from analysttools.case.loading import Case
from analysttools.case.vocabulary import with_names
from analysttools.claims.conflicts import conflicts, part_bounds
from analysttools.explorer.labels import LABELS, format_side
from analysttools.formatting import format_number, in_language, say_claims
from analysttools.locales import read_texts

PUNCTUATION = read_texts("punctuation")
WORDS = read_texts("explorer.panel")

# Claims that one line of a card names at most.
MOST_CONFLICTS = 12


class Line(NamedTuple):
    """One line of a card: its label, its text, an address to open, a claim to go to."""

    label: str
    text: str
    url: str = ""
    claim_id: str = ""


def describe_row(case: Case, row_id: str, lang: str = "en") -> list[Line]:
    """Describe all that is known of a claim, an event, or each of several whose ids are joined by ``;``.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.cards import describe_row
    >>> describe_row(load_case("tests/cases/strait"), "")[0].text
    'Choose a mark in the chart, or a row of the table.'
    """
    if not row_id:
        return [Line("", LABELS[lang]["choose"])]
    if ";" in row_id:
        return [_named(case, WORDS[lang]["several"], one, lang) for one in row_id.split(";")]
    is_event, is_claim = (ids.eq(row_id).any() for ids in (case.events["event_id"], case.claims["claim_id"]))
    lines = describe_claim(case, row_id, lang) if is_claim or not is_event else []
    return [*lines, *describe_event(case, row_id, lang)] if is_event else lines


def describe_claim(case: Case, claim_id: str, lang: str = "en") -> list[Line]:
    """Describe all that is known of one claim.

    Parameters
    ----------
    case : Case
        The case.
    claim_id : str
        One of its claims.
    lang : {"en", "fr"}
        Language of the words and names.

    Returns
    -------
    list of Line
        The number with its words, what it counts, who says so and when, its chain and source, what it
        repeats and what repeats it, what contradicts it even allowing for rounding, what bounds it.
        Conflicts and bounds are looked for in the whole case.

    Raises
    ------
    ValueError
        If the case has no such claim.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.cards import describe_claim
    >>> for line in describe_claim(load_case("tests/cases/strait"), "guard-killed")[:4]:
    ...     print(f"{line.label}: {line.text}")
    Says: at least 40
    What: killed
    Whose: Upland troops
    Where: Strait Road
    """
    words = LABELS[lang]
    rows = case.claims[case.claims["claim_id"].eq(claim_id)]
    if rows.empty:
        raise ValueError(f'describe_claim: the case has no claim "{claim_id}". Take an id from case.claims')
    claim = with_names(rows, case, lang).iloc[0]
    kind = WORDS[lang].get(claim["kind"], "") if isinstance(claim["kind"], str) else ""
    said = [
        (words["says"], say_claims(rows, lang).iloc[0]),
        (words["what"], claim["measure_name"]),
        (words["of"], claim["population_name"]),
        (words["where"], claim["place_name"]),
        (words["when"], f"{claim['period']}{f' ({kind})' if kind else ''}"),
        (words["who"], f"{claim['claimant']} ({format_side(claim['side'], case, lang)})"),
        (words["asserted"], claim["asserted"]),
        (WORDS[lang]["status"], _describe_status(claim["status"], lang)),
        (words["summary"], in_language(rows, "summary", lang).iloc[0]),
        (words["chain"], claim["chain"]),
    ]
    lines = [Line(label, str(text)) for label, text in said if not pd.isna(text)]
    lines += _source(claim, lang)
    lines += [*_repeats(case, claim, lang), *_rivals(case, claim, lang)]
    lines += [
        Line(words[name], str(claim[name])) for name in ("doubt", "note") if not pd.isna(claim.get(name))
    ]
    return [*lines, Line("claim_id", claim_id)]


def describe_event(case: Case, event_id: str, lang: str = "en") -> list[Line]:
    """Describe all that is known of one event: as `describe_claim`, without numbers.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.cards import describe_event
    >>> describe_event(load_case("tests/cases/strait"), "talks")[1].text
    '2031-05-01'

    Raises
    ------
    ValueError
        If the case has no such event.
    """
    words = LABELS[lang]
    rows = case.events[case.events["event_id"].eq(event_id)]
    if rows.empty:
        raise ValueError(f'describe_event: the case has no event "{event_id}". Take an id from case.events')
    event = with_names(rows, case, lang).iloc[0]
    title, summary = (in_language(rows, stem, lang).iloc[0] for stem in ("title", "summary"))
    title = summary if pd.isna(title) else title
    basis = f" ({words['day of report']})" if event["date_basis"] == "day_of_report" else ""
    said = [
        (words["action"], title),
        (words["when"], f"{event['date']}{basis}"),
        (words["where"], event["place_name"]),
        (words["sector"], event["sector_name"]),
        (words["actor"], event["actor_name"]),
        (words["who"], event["claimant"]),
        (words["asserted"], event["asserted"]),
        (WORDS[lang]["status"], _describe_status(event["status"], lang)),
        (words["summary"], None if summary == title else summary),
    ]
    lines = [Line(label, str(text)) for label, text in said if not pd.isna(text)]
    lines += _source(event, lang)
    lines += [] if pd.isna(event.get("note")) else [Line(words["note"], event["note"])]
    return [*lines, Line("event_id", event_id)]


def _describe_status(status: Any, lang: str) -> Any:
    return status if pd.isna(status) else format_code(status, lang)


def _source(row: pd.Series, lang: str) -> list[Line]:
    """Name the source, with its address where it is one of the web, and its day."""
    words = LABELS[lang]
    day = words["unknown"] if pd.isna(row["published"]) else str(row["published"])
    url = "" if pd.isna(row["url"]) else str(row["url"])
    publisher = words["unknown"] if pd.isna(row["publisher"]) else str(row["publisher"])
    is_of_web = url.lower().startswith(("https://", "http://"))
    lines = [Line(words["read in"], publisher), Line(words["published"], day)]
    return [*lines, Line("URL", url, url if is_of_web else "")] if url else lines


def _repeats(case: Case, claim: pd.Series, lang: str) -> list[Line]:
    """Name what the claim repeats and revises, and what repeats it."""
    words = LABELS[lang]
    lines = []
    for label, column in (("repeats claim", "derived_from"), ("supersedes", "supersedes")):
        ids = [] if pd.isna(claim.get(column)) else str(claim[column]).split(";")
        lines += [_named(case, words[label], one, lang) for one in ids]
    lists = case.claims["derived_from"].dropna().str.split(";").explode()
    repeats = case.claims.loc[lists.index[lists.eq(claim["claim_id"])], "claim_id"]
    return [*lines, *(_named(case, words["repeated by"], one, lang) for one in repeats)]


def _rivals(case: Case, claim: pd.Series, lang: str) -> list[Line]:
    """Name what contradicts the claim, and the claims that bound it most tightly."""
    words, claim_id = LABELS[lang], claim["claim_id"]
    near = _akin(case, claim)
    pairs = conflicts(near, case.parts, rounding=True)  # as the sentences have it
    pairs = pairs[pairs["claim_id"].eq(claim_id) | pairs["other_id"].eq(claim_id)]
    widest = pairs.nlargest(MOST_CONFLICTS, "gap")
    others = widest["claim_id"].where(widest["claim_id"].ne(claim_id), widest["other_id"])
    lines = [_named(case, words["conflicts with"], one, lang) for one in others]
    if (rest := len(pairs) - len(widest)) > 0:
        lines += [Line(words["conflicts with"], words["more"].format(count=rest))]
    bounding = part_bounds(near, case.parts)
    bounding = bounding[bounding["claim_id"].eq(claim_id)]
    for end, label in (("low", "at least"), ("high", "at most")):
        own = bounding[bounding["end"].eq(end)]
        tightest = own.nlargest(1, "bound") if end == "low" else own.nsmallest(1, "bound")
        for bound, by in zip(tightest["bound"], tightest["by_id"], strict=True):
            lines.append(_named(case, words[label].format(bound=format_number(bound, lang)), by, lang))
    return lines or [Line(words["conflicts with"], words["nothing"])]


def _akin(case: Case, claim: pd.Series) -> pd.DataFrame:
    """Return the claims that can contradict or bound one: of the same thing, its parts and its wholes."""
    parts = case.parts
    kept = pd.Series(True, index=case.claims.index)
    for column in ("measure", "population", "place_id"):
        own = parts[parts["column"].eq(column)]
        wholes = own.loc[own["part"].eq(claim[column]), "whole"]
        ids = {claim[column], *wholes, *own.loc[own["whole"].eq(claim[column]), "part"]}
        kept &= case.claims[column].isin(ids)
    return case.claims[kept | case.claims["claim_id"].eq(claim["claim_id"])]


def _named(case: Case, label: str, claim_id: str, lang: str) -> Line:
    """Name another claim: who says what of what, on which day."""
    rows = case.claims[case.claims["claim_id"].eq(claim_id)]
    if rows.empty:
        return Line(label, claim_id)
    other = with_names(rows, case, lang).iloc[0]
    who, says = other["claimant"], say_claims(rows, lang).iloc[0]
    of = ", ".join(
        str(other[name]) for name in ("measure_name", "population_name") if not pd.isna(other[name])
    )
    said = f"{who}{PUNCTUATION[lang]['colon']}{says}, {of}, {other['asserted']}"
    return Line(label, said, claim_id=claim_id)
