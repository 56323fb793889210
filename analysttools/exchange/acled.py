"""Events of ACLED's export (Armed Conflict Location & Event Data).

Belongs here: the columns of its export of today, and of older ones. Does not belong here: what events and
claims are made of (``events_with_numbers.py``). ACLED's terms forbid passing its rows on: no example is real.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from analysttools.arguments import PATH, TEXT, checked
from analysttools.errors import DataError, Fault
from analysttools.exchange.cell_columns import Reader, join_texts
from analysttools.exchange.coded_columns import combine, join_coded
from analysttools.exchange.events_with_numbers import (
    Numbers,
    Parts,
    Places,
    assemble,
    require_published,
    source_id_of,
)
from analysttools.exchange.identifiers import make_id
from analysttools.exchange.imported import Imported
from analysttools.exchange.raw_tables import RawTable, read_raw

# The columns of an export of today, in order.
COLUMNS = [
    *["event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type"],
    *["sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2"],
    *["interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3"],
    *["location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes"],
    *["fatalities", "tags", "timestamp"],
]
NEEDED = ["event_id_cnty", "event_date", "fatalities"]
TAKEN = {
    "event_id_cnty": "event_id",
    "event_date": "date",
    "time_precision": "date",
    "event_type": "title",
    "sub_event_type": "title",
    "actor1": "participants",
    "actor2": "participants",
    "country": "place",
    "admin1": "place",
    "location": "place",
    "latitude": "place",
    "longitude": "place",
    "geo_precision": "note",
    "source": "chain",
    "notes": "summary",
    "fatalities": "claim",
    "timestamp": "asserted",
}
# Codes of who took part, in exports that have numbers: the words that others have.
INTER = {
    "0": "",
    "1": "State forces",
    "2": "Rebel group",
    "3": "Political militia",
    "4": "Identity militia",
    "5": "Rioters",
    "6": "Protesters",
    "7": "Civilians",
    "8": "External/Other forces",
}
PLACE_PRECISION = {
    "1": "",
    "2": "near the place named, or a part of its region (geo_precision 2)",
    "3": "only the larger region is known (geo_precision 3)",
}
# Types of event for which a case has a word; the word for others is the user's to say.
CATEGORIES = {
    "Battles": "combat",
    "Explosions/Remote violence": "combat",
    "Violence against civilians": "combat",
}
NO_DEAD = "fatalities 0: none reported, or their number is unknown"
_KINDS = {"1": "site", "2": "site"}
ACLED = "Armed Conflict Location & Event Data (ACLED)"
TERMS = "ACLED's terms forbid passing its rows on: keep a case that holds them to yourself"
_LAST_SECOND = 2**32


@checked(path=PATH, published=TEXT)
def read_acled(path: str | Path, *, published: str = "") -> Imported:
    """Read events of an export of ACLED.

    Parameters
    ----------
    path : str or path
        CSV with ACLED's columns: the 31 of today, or others with at least ``event_id_cnty``, ``event_date``
        and ``fatalities``. Codes of actors may be words or numbers.
    published : str, optional
        When ACLED said all this, in EDTF. Without it, the day on which the row was last changed
        (``timestamp``); without that, some time since the event.

    Returns
    -------
    Imported
        An event has the id ``acled-`` and ACLED's; its claim ends in ``-killed``. A 0 in ``fatalities`` is
        no number, for ACLED writes it where none are reported and where their number is unknown: the note of
        the event says so, and there is no claim. A date known to the week (``time_precision`` 2) is about
        that day (``~``), one known to the month is the month. ``inter1``, ``inter2`` and ``interaction`` are
        words. The claimant is ACLED, for the number is its own; whom it read is in ``chain``. Nothing is
        written.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    DataError
        If it is not of ACLED, or has cells that cannot be read: every one of them.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysttools import read_acled
    >>> made_up = '''event_id_cnty,event_date,time_precision,inter1,country,fatalities
    ... MRW1,2031-03-28,1,1,Merrow,3
    ... MRW2,2031-04-02,2,7,Merrow,0
    ... '''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "acled.csv").write_text(made_up)
    ...     found = read_acled(Path(folder, "acled.csv"))
    >>> found.events[["event_id", "date", "inter1"]]
         event_id         date        inter1
    0  acled-mrw1   2031-03-28  State forces
    1  acled-mrw2  2031-04-02~     Civilians
    >>> found.claims[["claim_id", "best", "qualifier"]]
                claim_id  best qualifier
    0  acled-mrw1-killed   3.0    stated
    """
    require_published("read_acled", published)
    raw = read_raw(path, known=COLUMNS, names=COLUMNS)
    read = Reader(raw.cells, raw.lines, raw.path)
    _require_columns(raw, read)
    read.code_at_once(name for name in TAKEN if name not in ("event_id_cnty", "notes", "timestamp"))
    ids, day = read.text("event_id_cnty"), read.day("event_date").spread()
    fatalities = read.number("fatalities", whole=True)
    for name, column in (("event_id_cnty", ids), ("event_date", day), ("fatalities", fatalities)):
        read.require(column.isna().to_numpy(), name)
    event_ids = _event_ids(ids)
    read.require_unique(event_ids, "event_id_cnty")
    places, asserted = _places(read), _asserted(read, day, published)
    if read.faults:
        raise DataError(raw.path, sorted(read.faults, key=lambda fault: fault.line or 0))
    date, odd = _dates(read, day, raw)
    source = source_id_of(raw.path, "acled")
    titles = join_coded([read.code("event_type"), read.code("sub_event_type")], ": ")
    parts = Parts(
        _with_inter(raw, read),
        "ACLED",
        {
            "event_id": event_ids,
            "date": date,
            "claimant_id": "acled",
            "status": "reported",
            "category": read.code("event_type").map(CATEGORIES.get),
            "asserted": asserted,
            "source_id": source,
            "participants": join_coded([read.code("actor1"), read.code("actor2")], "; "),
            "title_en": titles,
            "summary_en": _first_of([read.text("notes"), titles.spread(), event_ids]),
            "note": _notes(read, fatalities),
        },
        places,
        [Numbers("killed", "killed", best=fatalities.where(fatalities > 0))],
        {"acled": ACLED},
        {
            "source_id": source,
            "publisher": ACLED,
            "url": None,
            "published": published or None,
            "kind": "data_files",
        },
        {read.names[name]: what for name, what in TAKEN.items() if read.has(name)},
        read.code("source").map(lambda one: re.sub(r"\s*[;>]\s*", ", ", one) + " > ACLED"),
        None,
        [*odd, *_count_zeros(raw, fatalities), *_no_category(raw, read), Fault("terms", raw.path, TERMS)],
        labels={"acled": "ACLED"},
        kept=frozenset(read.names[name] for name in ("latitude", "longitude") if read.has(name)),
    )
    found = assemble(parts)
    renamed = {f"file_{name}": name for name in ("inter1", "inter2", "interaction")}
    return Imported(**{**vars(found), "events": found.events.rename(columns=renamed)})


def _require_columns(raw: RawTable, read: Reader) -> None:
    missing = [name for name in NEEDED if not read.has(name)]
    if missing:
        problem = f"it has no column {', '.join(missing)}, which every export of ACLED has"
        advice = "Name the right format (--as), or read it as a table with a mapping (--as table --map)"
        raise DataError(raw.path, [Fault("missing-column", raw.path, problem, advice)])


def _event_ids(ids: pd.Series) -> pd.Series:
    codes, distinct = pd.factorize(ids)
    made = [f"acled-{make_id(one)}" for one in distinct]
    return pd.Series(np.array([*made, None], dtype=object)[codes], dtype="str")


def _places(read: Reader) -> Places:
    return Places(
        read.code("location"),
        read.code("admin1"),
        read.code("country"),
        read.number("latitude", low=-90, high=90),
        read.number("longitude", low=-180, high=180),
        combine([read.code("geo_precision")], lambda one: _KINDS.get(one, "area")),
    )


def _asserted(read: Reader, day: pd.Series, published: str) -> pd.Series:
    """Return the day as stated, else that of the last change of the row, else some time since the event."""
    if published:
        return pd.Series(published, index=day.index, dtype="str")
    seconds = read.number("timestamp", low=0, high=_LAST_SECOND)
    changed = pd.to_datetime(seconds, unit="s").dt.strftime("%Y-%m-%d").astype("str")
    return changed.where(seconds.notna(), day + "/..")


def _dates(read: Reader, day: pd.Series, raw: RawTable) -> tuple[pd.Series, list[Fault]]:
    """Return dates as precise as they are known, and what is odd about the codes that say so."""
    precision = read.text("time_precision").fillna("1")
    dates = day.mask(precision.eq("2"), day + "~").mask(precision.eq("3"), day.str.slice(0, 7))
    unknown = sorted(set(precision) - {"1", "2", "3"})
    if not unknown:
        return dates, []
    codes = ", ".join(unknown[:5])
    problem = f"time_precision has codes that ACLED does not explain ({codes}): the day is doubtful"
    note = Fault("unknown-code", raw.path, problem, column="time_precision")
    return dates.mask(precision.isin(unknown), day + "?"), [note]


def _with_inter(raw: RawTable, read: Reader) -> RawTable:
    """Write codes of actors as words; the interaction of two is written with a hyphen between."""
    words = {}
    for name in ("inter1", "inter2", "interaction"):
        if read.has(name):
            codes, distinct = pd.factorize(read.text(name))
            said = [_say_inter(one.removesuffix(".0")) or None for one in distinct]
            words[read.names[name]] = pd.Series(np.array([*said, None], dtype=object)[codes], dtype="str")
    cells = raw.cells.assign(**words).rename(
        columns={read.names[name]: name for name in ("inter1", "inter2", "interaction") if read.has(name)}
    )
    return RawTable(raw.path, cells, raw.lines, raw.tags, raw.understood, raw.notes)


def _say_inter(code: str) -> str:
    """Return a code in words; two digits are two actors, and words stay as they are."""
    if code in INTER:
        return INTER[code]
    if len(code) == 2 and set(code) <= set(INTER):
        return "-".join(INTER[one] for one in code if INTER[one])
    return code


def _first_of(columns: list[pd.Series]) -> pd.Series:
    first = columns[0]
    for column in columns[1:]:
        first = first.where(first.notna(), column)
    return first


def _notes(read: Reader, fatalities: pd.Series) -> pd.Series:
    where = read.text("geo_precision")
    codes, distinct = pd.factorize(where)
    said = [PLACE_PRECISION.get(one.removesuffix(".0"), f"geo_precision {one}") or None for one in distinct]
    place = pd.Series(np.array([*said, None], dtype=object)[codes], dtype="str")
    week = read.text("time_precision").eq("2")
    time = pd.Series("only the week is known (time_precision 2)", index=where.index, dtype="str").where(week)
    dead = pd.Series(NO_DEAD, index=where.index, dtype="str").where(fatalities.eq(0))
    return join_texts([time, place, dead], "; ")


def _count_zeros(raw: RawTable, fatalities: pd.Series) -> list[Fault]:
    count = int(fatalities.eq(0).sum())
    if not count:
        return []
    problem = (
        f"fatalities is 0 in {count} of {len(fatalities)} rows, which ACLED writes for none and for unknown"
    )
    advice = "There is no claim for them; the note of each event says so"
    return [Fault("zero-or-unknown", raw.path, problem, advice, column="fatalities")]


def _no_category(raw: RawTable, read: Reader) -> list[Fault]:
    """Name the types of event for which a case has no word."""
    types = read.text("event_type")
    other = sorted(set(types.dropna()) - set(CATEGORIES))
    if not other and types.notna().all():
        return []
    count = int((~types.isin(list(CATEGORIES))).sum())
    problem = f"{count} events have no category ({', '.join(other) or 'no event_type'})"
    advice = 'Give them one of your case: category = "..." under [constants] of a mapping (--map)'
    return [Fault("no-category", raw.path, problem, advice, column="event_type")]
