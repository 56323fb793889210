"""What is odd in a case but may be right: notes for a person to look at, never refused, never hidden.

Belongs here: one function for each kind of note, over typed frames. Does not belong here: what makes a case
unusable (``table_rules.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from analysttools.case.id_lists import split_lists
from analysttools.case.share_rules import has_number
from analysttools.case.table_rules import Frames, find_earlier, mark_rows
from analysttools.edtf import read_dates
from analysttools.errors import Fault, row_faults, rows_where

# What programs write for a letter that they could not read.
LOST_LETTER = "\ufffd"
# How the columns of text begin: sentences and names.
TEXT_COLUMNS = ("summary", "title", "note", "doubt", "chain", "participants")
DAY = pd.Timedelta(days=1)
# What is asserted of a time that ended longer ago rests on memory, or on a slip in the year.
LONG_AFTER = pd.Timedelta(days=366)
# Statuses of what has not happened yet.
OF_THE_FUTURE = ("conditional", "forecast")
# The steps of a chain are separated by " > "; these look as if they were meant for it.
DOUBTFUL = r"→|⇒|»|->|=>|>>| / |;|\S>|>\S|^\s*>|>\s*$"
# Two claims say the same where all of these columns are equal; empty cells are equal.
SAME_CLAIM = [
    *["measure", "population", "place_id", "kind", "period", "low", "best", "high", "qualifier"],
    *["claimant_id", "asserted"],
]
# Texts take ten times as long, and few claims have the same numbers.
QUICKLY_COMPARED = ["low", "best", "high", "asserted_earliest"]


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
        _asserted_before_it_happened,
        _asserted_before_it_ended,
        _asserted_long_after,
        _one_claim_under_two_ids,
        _origins_perhaps_later,
        _shares_of_what_was_replaced,
        _doubtful_chains,
        _addresses_without_http,
        _days_of_the_page,
        _lost_letters,
    ]
    return [note for rule in rules for note in rule(frames)]


def _asserted_before_it_happened(frames: Frames) -> Iterator[Fault]:
    """Note what was asserted before it can have happened, unless it is a condition or a forecast."""
    for table, day in (("claims", "period"), ("events", "date")):
        frame = frames[table]
        is_to_come = frame["status"].isin(OF_THE_FUTURE)
        if "asserted_latest" in frame:
            yield from row_faults(
                "asserted-before-it-happened",
                table,
                rows_where(frame, (frame[f"{day}_earliest"] > frame["asserted_latest"] + DAY) & ~is_to_come),
                "asserted",
                f"asserted on {{asserted}}, it is about {{{day}}}, more than a day later",
                f"Check asserted, {day} and the year",
            )


def _asserted_before_it_ended(frames: Frames) -> Iterator[Fault]:
    """Note a number up to a day that had not come yet, where it begins before."""
    claims = frames["claims"]
    begins_later = claims["period_earliest"] > claims["asserted_latest"] + DAY
    is_later = (claims["period_latest"] > claims["asserted_latest"] + DAY) & ~begins_later
    is_later &= claims["kind"].isin(["flow", "cumulative"]) & ~claims["status"].isin(OF_THE_FUTURE)
    claims = rows_where(claims, is_later & claims["period"].str.contains("/", regex=False))
    # What is said in October of "../2024-12" ends in December at the earliest.
    ends, _ = read_dates(claims["period"].str.replace("^.*/", "", regex=True))
    yield from row_faults(
        "asserted-before-it-ended",
        "claims",
        rows_where(claims, ends["earliest"] > claims["asserted_latest"] + DAY),
        "asserted",
        "asserted on {asserted}, it is about {period}, which ended more than a day later",
        "Check asserted, period and the year",
    )


def _asserted_long_after(frames: Frames) -> Iterator[Fault]:
    for table, day in (("claims", "period"), ("events", "date")):
        frame = frames[table]
        if "asserted_earliest" in frame:
            yield from row_faults(
                "asserted-long-after",
                table,
                rows_where(frame, frame["asserted_earliest"] > frame[f"{day}_latest"] + LONG_AFTER),
                "asserted",
                f"asserted on {{asserted}}, it is about {{{day}}}, which ended more than a year before",
                "Check the year",
            )


def _one_claim_under_two_ids(frames: Frames) -> Iterator[Fault]:
    """Note a claim that says what an earlier row says, and neither repeats nor replaces a claim."""
    claims = frames["claims"]
    for columns in (QUICKLY_COMPARED, SAME_CLAIM):
        claims = rows_where(claims, claims.duplicated(columns, keep=False))
    first = claims.groupby(SAME_CLAIM, dropna=False)["claim_id"].transform("first")
    is_again = first.ne(claims["claim_id"])
    is_linked = claims["derived_from"].notna() | claims["supersedes"].notna()
    yield from row_faults(
        "one-claim-two-ids",
        "claims",
        rows_where(claims.assign(first=first), is_again & has_number(claims) & ~is_linked),
        "claim_id",
        "it says the same as {first}: the same number, by the same claimant, on the same day",
        "If it is one statement on two pages, name the first in derived_from, or take one of them out",
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
        'asserted on {asserted}, it repeats "{derived_from}", which may have been asserted later',
        "Check both days, and which claim came first",
    )


def _shares_of_what_was_replaced(frames: Frames) -> Iterator[Fault]:
    """Note a share of a number that its claimant corrected, updated or withdrew."""
    claims = frames["claims"]
    if "share_of" not in claims:
        return
    replaced = split_lists(claims["supersedes"])
    by = pd.Series(claims["claim_id"].loc[replaced.index].to_numpy(), index=replaced.to_numpy())
    by = claims["share_of"].map(by[~by.index.duplicated()])
    yield from row_faults(
        "share-of-what-was-replaced",
        "claims",
        rows_where(claims.assign(by=by), by.notna() & by.ne(claims["claim_id"])),
        "share_of",
        'it is a share of "{share_of}", which {by} replaces',
        "Look whether it is a share of the number that stands; its own follows from the one it names",
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
        'the steps of the chain "{chain}" may not all be separated by " > "',
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
        "Write the whole address of the page",
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
        "{date} is only the day of the page, which does not say when it happened",
        "There is nothing to do if the page says no more: it is drawn as uncertain",
    )


def _lost_letters(frames: Frames) -> Iterator[Fault]:
    """Note texts in which a letter was lost on the way."""
    for table in ("claims", "events"):
        frame = frames[table]
        for column in [one for one in frame if one.startswith(TEXT_COLUMNS)]:
            yield from row_faults(
                "lost-letter",
                table,
                rows_where(frame, frame[column].str.contains(LOST_LETTER, regex=False, na=False)),
                column,
                f'"{{{column}}}" contains the sign for a letter that could not be read',
                "Look the text up in the source: the file was once read in the wrong encoding",
            )
