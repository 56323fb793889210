"""What a row of a file is: an event with numbers, a claim, a row of a vocabulary; said by its columns.

Belongs here: telling so by the names of columns, and what to do where they do not. Does not belong here:
reading the rows (``spreadsheet.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from analysttools.errors import describe_list, quoted
from analysttools.exchange.imported import Imported

# Tables of a case by the columns that only theirs have: all of one of these sets say that a file is one.
_SIGNS: dict[str, list[set[str]]] = {
    "claims": [{"claim_id"}, {"measure", "low"}, {"measure", "best"}, {"measure", "high"}],
    "events": [{"event_id"}],
    "places": [{"place_id", "within"}, {"place_id", "lat"}, {"place_id", "name_en"}],
    "sources": [{"source_id", "publisher"}, {"source_id", "url"}],
    "claimants": [{"claimant_id", "side"}, {"claimant_id", "name_en"}],
    "measures": [{"measure_id"}],
    "populations": [{"population_id"}],
    "sides": [{"side_id"}],
}
_ONE = {
    "claims": "a claim",
    "events": "an event",
    "places": "a place",
    "sources": "a source",
    "claimants": "a claimant",
    "measures": "a measure",
    "populations": "a population",
    "sides": "a side",
}


class RowKind(NamedTuple):
    """The table that rows are for, empty where the columns do not say; in words; what to do, if anything."""

    table: str
    words: str
    advice: str = ""


def find_kind(columns: Iterable[str]) -> tuple[str, list[str]]:
    """Return the table of a case that has such columns, and those that say so; empty where none does.

    Examples
    --------
    >>> from analysttools.exchange.row_kinds import find_kind
    >>> find_kind(["Measure", "low", "high", "when"])
    ('claims', ['Measure', 'low'])
    >>> find_kind(["town", "many"])
    ('', [])
    """
    small = {name.strip().casefold(): name for name in reversed(list(columns))}
    for table, signs in _SIGNS.items():
        for sign in signs:
            if sign <= small.keys():
                return table, [name for one, name in small.items() if one in sign][::-1]
    return "", []


def describe_kind(imported: Imported) -> RowKind:
    """Say what each row of a file was taken for, by which columns; or between what a person has to choose.

    Parameters
    ----------
    imported : Imported
        What was read of a file.

    Returns
    -------
    RowKind
    """
    columns = imported.columns
    taken = columns[columns["taken_as"].ne("")]
    if len(imported.events):
        days = taken["column"][taken["taken_as"].isin(["date", "date_end"])]
        said = f"each row is an event, by its date ({describe_list(days)})" if len(days) else ""
        numbers = taken["column"][taken["taken_as"].str.fullmatch("claim(: .*)?")]
        with_numbers = f", and its numbers are claims ({describe_list(numbers)})" if len(numbers) else ""
        return RowKind("events", (said or "each row is an event") + with_numbers)
    table, signs = find_kind(columns["column"])
    if not table:
        return RowKind("", "the columns do not say what a row is", _CHOICE)
    shown = describe_list(map(quoted, signs))
    words = f"each row is {_ONE[table]}, a row of {table}.csv, by {shown}"
    return RowKind(table, words, _ADVICE.get(table, _VOCABULARY))


_ADVICE = {
    "claims": "Claims in the columns of claims.csv are added by analysttools add FOLDER --rows FILE. If "
    'each row is an event instead, say which column is its day: date = "..." under [columns] of a mapping '
    "(--map)",
    "events": 'Say which column is the day of the event: date = "..." under [columns] of a mapping (--map)',
}
_VOCABULARY = (
    "An import brings events and claims, with the vocabularies they need: put such rows into the table "
    "itself, and analysttools check says whether they fit"
)
_CHOICE = (
    "Choose: is each row an event, whose numbers are claims? Say which column is its day: "
    'date = "..." under [columns] of a mapping (--map). Is each row a claim? Name the columns as claims.csv '
    "does (measure, low, best, high, ...), and add them: analysttools add FOLDER --rows FILE"
)
