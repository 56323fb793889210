"""Events of the Uppsala Conflict Data Program (UCDP GED).

Belongs here: the columns of GED and its candidate releases, as UCDP and HDX write them. Does not belong here:
what events and claims are made of (``events_with_numbers.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from analysttools.arguments import PATH, TEXT, checked
from analysttools.errors import DataError, Fault, quoted
from analysttools.exchange.cell_columns import Reader, span
from analysttools.exchange.coded_columns import Coded, combine, join_coded
from analysttools.exchange.events_with_numbers import (
    Numbers,
    Parts,
    Places,
    assemble,
    note_disorder,
    require_published,
    source_id_of,
)
from analysttools.exchange.imported import Imported
from analysttools.exchange.raw_tables import RawTable, read_raw

# The columns of a release, in order, for those that have no header.
COLUMNS = [
    *["id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id"],
    *["conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id"],
    *["side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources"],
    *["source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec"],
    *["where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt"],
    *["priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec", "date_start"],
    *["date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low"],
    *["gwnoa", "gwnob"],
]
NEEDED = ["id", "date_start", "date_end", "best", "high", "low"]
# What each column becomes; a column that is not here is kept as it stands.
TAKEN = {
    "id": "event_id",
    "conflict_name": "summary",
    "dyad_name": "title",
    "side_a": "participants",
    "side_b": "participants",
    "source_office": "chain",
    "source_original": "chain",
    "source_headline": "summary",
    "where_prec": "note",
    "where_coordinates": "place",
    "adm_1": "place",
    "latitude": "place",
    "longitude": "place",
    "country": "place",
    "event_clarity": "note",
    "date_prec": "note",
    "date_start": "date",
    "date_end": "date",
    "deaths_a": "claim",
    "deaths_b": "claim",
    "deaths_civilians": "claim",
    "best": "claim",
    "high": "claim",
    "low": "claim",
}
DATE_PRECISION = {
    "1": "",
    "2": "day known to within 2 to 6 days (date_prec 2)",
    "3": "only the week is known (date_prec 3)",
    "4": "only the month is known (date_prec 4)",
    "5": "only the year is known (date_prec 5)",
}
PLACE_PRECISION = {
    "1": "",
    "2": "within about 25 km of the place named (where_prec 2)",
    "3": "only the district is known (where_prec 3)",
    "4": "only the province is known (where_prec 4)",
    "5": "along a line or in a vague area (where_prec 5)",
    "6": "only the country is known (where_prec 6)",
    "7": "at sea or in the air (where_prec 7)",
}
CLARITY = {"1": "", "2": "the reports do not part this event from others (event_clarity 2)"}
_KINDS = {"1": "site", "2": "site"}
UCDP = "Uppsala Conflict Data Program"


@checked(path=PATH, published=TEXT)
def read_ucdp(path: str | Path, *, published: str = "") -> Imported:
    """Read events of UCDP GED: a release, with or without a header, or a file of HDX.

    Parameters
    ----------
    path : str or path
        CSV (or a workbook) with UCDP's columns: 49 of a release, 46 of HDX with a row of HXL tags, or others
        with at least ``id``, ``date_start``, ``date_end``, ``low``, ``best`` and ``high``.
    published : str, optional
        When the release appeared, in EDTF: the day on which UCDP said all this, which the file does not hold.
        Without it, a claim is asserted at some time since the end of its event.

    Returns
    -------
    Imported
        An event has the id ``ucdp-`` and UCDP's; its claims end in ``-killed`` (low, best and high of all
        deaths), ``-killed-a``, ``-killed-b`` and ``-killed-civilians`` (where not 0, for UCDP writes 0 also
        where the column does not apply). Where best lies outside of low and high, as UCDP publishes it, the
        range is a claim of its own (``-killed-range``) and a note. The claimant is UCDP, for low, best and
        high are its estimates; those whom it read are in ``chain``. Nothing is written.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    DataError
        If it is not of UCDP, or has cells that cannot be read: every one of them.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysttools import read_ucdp
    >>> made_up = '''id,date_prec,date_start,date_end,country,low,best,high
    ... 7,1,2031-03-28,2031-03-28,Merrow,2,3,5
    ... 8,4,2031-04-01,2031-04-30,Merrow,4,2,4
    ... '''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "ged.csv").write_text(made_up)
    ...     found = read_ucdp(Path(folder, "ged.csv"))
    >>> print(found)
    UCDP GED: 2 events, 3 claims, 1 sources, 1 claimants, 1 places, 1 measures, 1 sides
    >>> found.claims[["claim_id", "period", "low", "best", "high"]]
                  claim_id        period  low  best  high
    0        ucdp-7-killed  [2031-03-28]  2.0   3.0   5.0
    1        ucdp-8-killed     [2031-04]  NaN   2.0   NaN
    2  ucdp-8-killed-range     [2031-04]  4.0   NaN   4.0
    """
    require_published("read_ucdp", published)
    raw = read_raw(path, known=COLUMNS, names=COLUMNS)
    read = Reader(raw.cells, raw.lines, raw.path)
    _require_columns(raw, read)
    read.code_at_once(name for name in TAKEN if name not in ("id", "source_headline"))
    ids, start, end = _read_ids(read), read.day("date_start"), read.day("date_end")
    for name, is_missing in (
        ("id", ids.isna().to_numpy()),
        ("date_start", start.is_missing()),
        ("date_end", end.is_missing()),
    ):
        read.require(is_missing, name)
    read.require_unique(ids, "id")
    _require_order(read, start, end)
    numbers = _numbers(read)
    places = _places(read)
    if read.faults:
        raise DataError(raw.path, sorted(read.faults, key=lambda fault: fault.line or 0))
    source = source_id_of(raw.path, "ucdp")
    event_ids = "ucdp-" + ids
    note, odd = _notes(read, raw)
    what = _what_and_where(read, event_ids)
    disorder = note_disorder(numbers[0], event_ids, raw.lines, raw.path, "low, best and high")
    parts = Parts(
        raw,
        "UCDP GED",
        {
            "event_id": event_ids,
            "date": span(start, end),
            "claimant_id": "ucdp",
            "status": "reported",
            "category": "combat",
            "asserted": published or end.map(lambda day: f"{day}/.."),
            "source_id": source,
            "participants": join_coded([read.code("side_a"), read.code("side_b")], "; "),
            "title_en": read.code("dyad_name"),
            "summary_en": _with_headline(what, read.text("source_headline").str.slice(0, 200)),
            "note": note,
        },
        places,
        numbers,
        {"ucdp": UCDP},
        {
            "source_id": source,
            "publisher": UCDP,
            "url": None,
            "published": published or None,
            "kind": "data_files",
        },
        {read.names[name]: what for name, what in TAKEN.items() if read.has(name)},
        _chain(read),
        what,
        [*odd, *_undated(raw, published), *disorder],
        labels={"ucdp": "UCDP"},
        kept=frozenset(read.names[name] for name in ("latitude", "longitude") if read.has(name)),
    )
    return assemble(parts)


def _require_columns(raw: RawTable, read: Reader) -> None:
    missing = [name for name in NEEDED if not read.has(name)]
    if missing:
        problem = f"it has no column {', '.join(missing)}, which every file of UCDP GED has"
        advice = "Name the right format (--as), or read it as a table with a mapping (--as table --map)"
        raise DataError(raw.path, [Fault("missing-column", raw.path, problem, advice)])


def _read_ids(read: Reader) -> pd.Series:
    ids = read.text("id")
    if ids.str.isdigit().fillna(True).all():
        return ids
    wrong = ids.notna() & ~ids.str.fullmatch("[0-9A-Za-z]+(-[0-9A-Za-z]+)*").fillna(False).astype(bool)
    for at in np.flatnonzero(wrong.to_numpy()):
        problem = f"{quoted(ids.iloc[at])} is not an id of UCDP, which is a whole number"
        read.tell("unreadable-cell", int(read.lines.iloc[at]), "id", problem)
    return ids.str.lower()


def _require_order(read: Reader, start: Coded, end: Coded) -> None:
    found = combine([start, end], lambda first, last: "wrong" if first and last and first > last else None)
    for at in np.flatnonzero(~found.is_missing()):
        first, last = start.texts[start.codes[at]], end.texts[end.codes[at]]
        problem = f"date_start ({first}) is after date_end ({last})"
        read.tell("dates-out-of-order", int(read.lines.iloc[at]), "date_start", problem)


def _numbers(read: Reader) -> list[Numbers]:
    low, best, high = (read.number(name, whole=True) for name in ("low", "best", "high"))
    found = [Numbers("killed", "killed", low, best, high)]
    civilians = Coded(np.zeros(len(read.cells), dtype="int64"), ["civilians"])
    for name, suffix, population in (
        ("deaths_a", "killed-a", read.code("side_a")),
        ("deaths_b", "killed-b", read.code("side_b")),
        ("deaths_civilians", "killed-civilians", civilians),
    ):
        deaths = read.number(name, whole=True)
        is_counted = (deaths > 0).to_numpy() & ~population.is_missing()
        of = Coded(np.where(is_counted, population.codes, -1), population.texts)
        found.append(Numbers("killed", suffix, best=deaths.where(is_counted), population=of))
    return found


def _places(read: Reader) -> Places:
    return Places(
        read.code("where_coordinates"),
        read.code("adm_1"),
        read.code("country"),
        read.number("latitude", low=-90, high=90),
        read.number("longitude", low=-180, high=180),
        combine([read.code("where_prec")], lambda one: _KINDS.get(one, "area")),
    )


def _what_and_where(read: Reader, ids: pd.Series) -> Coded:
    """Say what an event is by the names of the file: what conflict, and where."""
    named = ("dyad_name", "conflict_name", "where_coordinates", "adm_1", "country")
    what = combine([read.code(name) for name in named], _say_what)
    if not what.is_missing().any():
        return what
    missing = what.is_missing()
    codes = np.where(missing, len(what.texts) + np.cumsum(missing) - 1, what.codes)
    return Coded(codes, [*what.texts, *ids[missing].tolist()])


def _with_headline(what: Coded, headline: pd.Series) -> pd.Series:
    """Return what an event is, and the headline where there is one."""
    has_one = Coded(np.where(headline.isna(), -1, 0), ["headline"])
    before = combine([what, has_one], lambda said, one: f"{said}. " if one else said).spread()
    return before + (headline.fillna("") if headline.hasnans else headline)


def _say_what(dyad: str | None, conflict: str | None, *where: str | None) -> str | None:
    return ": ".join(filter(None, (dyad or conflict, ", ".join(filter(None, where))))) or None


def _chain(read: Reader) -> Coded:
    """Say from whom UCDP has it: those who said it first, those who printed it, UCDP."""
    first, office = (read.code(name).map(_as_list) for name in ("source_original", "source_office"))
    return join_coded([first, office], " > ").map(lambda route: f"{route} > UCDP GED")


def _as_list(text: str) -> str | None:
    """Write several names of a cell with commas, each once: other signs part the steps of a chain."""
    names = [part.strip() for part in text.replace(">", ";").split(";")]
    return ", ".join(dict.fromkeys(filter(None, names))) or None


def _notes(read: Reader, raw: RawTable) -> tuple[Coded, list[Fault]]:
    """Say how precise date and place are in words; codes that UCDP does not have are told."""
    said, odd = [], []
    for name, known in (
        ("date_prec", DATE_PRECISION),
        ("where_prec", PLACE_PRECISION),
        ("event_clarity", CLARITY),
    ):
        column = read.code(name)
        said.append(column.map(partial(_explain, name=name, known=known)))
        unknown = [one for one in column.texts if str(one).removesuffix(".0") not in known]
        if unknown:
            problem = (
                f"{name} has codes that UCDP does not explain ({', '.join(map(str, unknown[:5]))}): "
                "kept in the note"
            )
            odd.append(Fault("unknown-code", raw.path, problem, column=name))
    return join_coded(said, "; "), odd


def _explain(text: str, name: str, known: Mapping[str, str]) -> str:
    return known.get(text.removesuffix(".0"), f"{name} {text}")


def _undated(raw: RawTable, published: str) -> list[Fault]:
    """Say that it is not known when UCDP said this, and what follows."""
    if published:
        return []
    problem = (
        "the file does not say when it was released: its claims are asserted at some time since each event"
    )
    advice = "as_of leaves them out until it is said: published= (--published), such as 2025-06"
    return [Fault("no-release", raw.path, problem, advice)]
