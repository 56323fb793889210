"""What is odd about a case and still possible: notes for a person to look at, never refused, never hidden.

Belongs here: one function a sort of note, each over typed frames. Does not belong here: what makes a case
unusable (``table_rules.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pandas as pd

from analysttools.case.table_rules import find_earlier, mark_rows
from analysttools.errors import Fault, row_faults, rows_where

Frames = Mapping[str, pd.DataFrame]
LOST = "\ufffd"
# Columns in which sentences or names stand.
WORDED = ("summary", "title", "note", "doubt", "chain", "participants")
DAY = pd.Timedelta(days=1)
# What is said of a time that ended more than so long ago rests on memory, or on a slip in the year.
LONG_AFTER = pd.Timedelta(days=366)
# Statuses of what has not happened yet.
OF_THE_FUTURE = ("conditional", "forecast")
# The arrow of a chain is " > "; these look as if they were meant for it.
DOUBTFUL = r"→|⇒|»|->|=>|>>| / |;|\S>|>\S|^\s*>|>\s*$"
# A claim is the same where all of this is; empty cells are alike.
SAYING = [
    *["measure", "population", "place_id", "kind", "period", "low", "best", "high", "qualifier"],
    *["claimant_id", "asserted"],
]


def list_notes(frames: Frames) -> list[Fault]:
    """List what is odd in the tables of a case.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        The typed tables of a case by name, as for the rules.

    Returns
    -------
    list of Fault
        Every note, in the form of a fault; ``file`` is the name of the table, ``row`` the position in it.
    """
    rules: list[Callable[[Frames], Iterator[Fault]]] = [
        _said_before_it_happened,
        _said_long_after,
        _one_claim_under_two_ids,
        _origins_perhaps_later,
        _doubtful_chains,
        _addresses_without_http,
        _days_of_the_page,
        _lost_letters,
    ]
    return [note for rule in rules for note in rule(frames)]


def _said_before_it_happened(frames: Frames) -> Iterator[Fault]:
    """Note what speaks of days after the one on which it was said, unless it is a condition or a forecast."""
    for table, day in (("claims", "period"), ("events", "date")):
        frame = frames[table]
        is_to_come = frame["status"].isin(OF_THE_FUTURE)
        if "asserted_latest" in frame:
            yield from row_faults(
                "said-before-it-happened",
                table,
                rows_where(frame, (frame[f"{day}_earliest"] > frame["asserted_latest"] + DAY) & ~is_to_come),
                "asserted",
                f"it was said on {{asserted}} of {{{day}}}, more than a day later",
                f"Look whether asserted, {day} or the year is right",
            )


def _said_long_after(frames: Frames) -> Iterator[Fault]:
    for table, day in (("claims", "period"), ("events", "date")):
        frame = frames[table]
        if "asserted_earliest" in frame:
            yield from row_faults(
                "said-long-after",
                table,
                rows_where(frame, frame["asserted_earliest"] > frame[f"{day}_latest"] + LONG_AFTER),
                "asserted",
                f"it was said on {{asserted}} of {{{day}}}, which ended more than a year before",
                "Look whether the year is right",
            )


def _one_claim_under_two_ids(frames: Frames) -> Iterator[Fault]:
    """Note a claim that says what another says, and is neither its repeat nor its successor."""
    claims = frames["claims"]
    claims = rows_where(claims, claims.duplicated(SAYING, keep=False))
    first = claims.groupby(SAYING, dropna=False)["claim_id"].transform("first")
    has_number = claims[["low", "best", "high"]].notna().any(axis=1)
    is_linked = claims["derived_from"].notna() | claims["supersedes"].notna()
    yield from row_faults(
        "one-claim-two-ids",
        "claims",
        rows_where(claims.assign(first=first), first.ne(claims["claim_id"]) & has_number & ~is_linked),
        "claim_id",
        "it says what {first} says: the same number of the same, by the same claimant on the same day",
        "If it is one statement read in two pages, name the first in derived_from, or take one of them out",
    )


def _origins_perhaps_later(frames: Frames) -> Iterator[Fault]:
    """Note a repeat that may have been said before what it repeats; what surely was is a fault."""
    claims = frames["claims"]
    row, origin = find_earlier(claims, "derived_from")
    first, last = (claims[f"asserted_{end}"].to_numpy() for end in ("earliest", "latest"))
    is_doubtful = (last[origin] > last[row]) & (first[origin] <= last[row])
    yield from row_faults(
        "origin-perhaps-later",
        "claims",
        rows_where(claims, mark_rows(claims, row[is_doubtful])),
        "derived_from",
        'asserted on {asserted}, it repeats "{derived_from}", which may have been said later',
        "Look whether the days are right, and which was first",
    )


def _doubtful_chains(frames: Frames) -> Iterator[Fault]:
    claims = frames["claims"]
    if "chain" not in claims:
        return
    codes, distinct = pd.factorize(claims["chain"])
    wrong = [bool(re.search(DOUBTFUL, one)) for one in distinct]
    is_doubtful = pd.Series(np.array([*wrong, False])[codes], index=claims.index)
    yield from row_faults(
        "doubtful-chain",
        "claims",
        rows_where(claims, is_doubtful),
        "chain",
        'the chain "{chain}" has another sign between its stations than " > "',
        'Write it as "first > second > page"; if the sign belongs to a name, leave it',
    )


def _addresses_without_http(frames: Frames) -> Iterator[Fault]:
    sources = frames["sources"]
    is_other = ~sources["url"].str.match(r"https?://", na=True)
    yield from row_faults(
        "url-without-http",
        "sources",
        rows_where(sources, is_other),
        "url",
        'the address "{url}" does not begin with http:// or https://',
        "Look where the page is, and write its whole address",
    )


def _days_of_the_page(frames: Frames) -> Iterator[Fault]:
    events = frames["events"]
    if "date_basis" not in events:
        return
    yield from row_faults(
        "day-of-the-page",
        "events",
        rows_where(events, events["date_basis"].eq("day_of_report")),
        "date",
        "{date} is the day of the page; when it happened is not stated",
        "Nothing is to be done if the page says no more; it is drawn as uncertain",
    )


def _lost_letters(frames: Frames) -> Iterator[Fault]:
    """Note the sign that programs put where they could not read a letter."""
    for table in ("claims", "events"):
        frame = frames[table]
        for column in [one for one in frame if one.startswith(WORDED)]:
            yield from row_faults(
                "lost-letter",
                table,
                rows_where(frame, frame[column].str.contains(LOST, regex=False, na=False)),
                column,
                f'"{{{column}}}" holds the sign for a letter that could not be read',
                "Look in the source what stands there; the file was once read in another encoding",
            )
