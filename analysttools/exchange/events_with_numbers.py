"""Events that have numbers: from the columns of a file to events, claims and the vocabularies they need.

Belongs here: what all importers share once they know what each column means. A number of an event is a claim
whose id is that of the event with the measure behind it (``ucdp-239008-killed``). Nothing is invented: names
and coordinates are those of the file. Does not belong here: columns of one format.

The period of such a claim is a set of days in square brackets, even for one day: the dead of an event are
some of those of its day and place, not all of them, and are compared with no toll.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysttools.columns import TEXT
from analysttools.edtf import EdtfError, read_date
from analysttools.errors import Fault
from analysttools.exchange.coded_columns import (
    Coded,
    code,
    constant,
    number_sets,
    work_on_each,
)
from analysttools.exchange.identifiers import make_id, make_ids
from analysttools.exchange.imported import FROM_FILE, Imported
from analysttools.exchange.raw_tables import RawTable

EVENT_COLUMNS = [
    *["event_id", "date", "sector", "place_id", "actor", "action", "claimant_id", "status", "category"],
    *["asserted", "source_id", "locator", "excerpt_sha256", "participants", "title_en", "summary_en", "note"],
]
CLAIM_COLUMNS = [
    *["claim_id", "measure", "population", "place_id", "kind", "period", "low", "best", "high", "qualifier"],
    *["claimant_id", "asserted", "source_id", "chain", "derived_from", "supersedes", "status", "locator"],
    *["excerpt_sha256", "summary_en", "note", "event_id", "line"],
]
# Of whom a file does not say on which side they stand.
UNSTATED = "unstated"
# Measures that importers know, with their units; a mapping may name others.
MEASURES = {
    "killed": ("killed", "persons"),
    "wounded": ("wounded", "persons"),
    "missing": ("missing", "persons"),
    "captured": ("captured", "persons"),
    "displaced": ("displaced", "persons"),
    "affected": ("affected", "persons"),
}


class Numbers(NamedTuple):
    """The numbers of one measure and population, a row an event; missing where there is none.

    ``population`` is a name a row, or missing; ``qualifier`` that of a row whose cell was words, or missing;
    ``suffix`` ends the ids of these claims.
    """

    measure: str
    suffix: str
    low: pd.Series | None = None
    best: pd.Series | None = None
    high: pd.Series | None = None
    population: Coded | None = None
    qualifier: pd.Series | None = None


class Places(NamedTuple):
    """Where events took place, a row an event: text and degrees, missing where the file does not say."""

    name: Coded
    region: Coded
    country: Coded
    lat: pd.Series
    lon: pd.Series
    kind: Coded


@dataclass
class Parts:
    """What an importer found in a file, all of one length: a row an event."""

    raw: RawTable
    format: str
    events: Mapping[str, pd.Series | Coded | str | None]
    places: Places
    numbers: list[Numbers]
    claimants: Mapping[str, str]  # id and name
    source: Mapping[str, str | None]
    taken: Mapping[str, str]  # column of the file and what it is
    chain: Coded | None = None
    said: Coded | None = None  # the summary of claims, where it is not that of their events
    notes: list[Fault] = field(default_factory=list)
    rows: np.ndarray | None = None  # which rows of the file are events; None for all
    labels: Mapping[str, str] = field(default_factory=dict)  # of claimants, where not their names
    sources: pd.DataFrame | None = None
    units: Mapping[str, str] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()  # columns that were taken, and are kept as they stand besides


def assemble(parts: Parts) -> Imported:
    """Put what an importer found into the tables of a case."""
    raw = parts.raw
    places, place_ids = make_places(parts.places, parts.format)
    length = len(parts.places.lat)
    columns = {**dict.fromkeys(EVENT_COLUMNS), **parts.events, "place_id": place_ids, "file": raw.path}
    lines = _chosen(raw.lines, parts.rows)
    claims, populations = make_claims({**columns, "line": lines}, length, parts)
    kept = [name for name in raw.cells.columns if not parts.taken.get(name) or name in parts.kept]
    own = {FROM_FILE + name: _chosen(raw.cells[name], parts.rows) for name in kept}
    written = work_on_each(lambda column: _write(column, length), columns.values(), length)
    made = {**dict(zip(columns, written, strict=True)), "line": lines, **own}
    events = pd.DataFrame({name: column.array for name, column in made.items()}, index=pd.RangeIndex(length))
    measures = list(dict.fromkeys(one.measure for one in parts.numbers))
    return Imported(
        raw.path,
        parts.format,
        events,
        claims,
        _frame([parts.source]) if parts.sources is None else parts.sources,
        _claimants(parts.claimants, parts.labels),
        places,
        populations,
        _measures([one for one in measures if claims["measure"].eq(one).any()], parts.units),
        _sides(bool(parts.claimants)),
        raw.cells.add_prefix(FROM_FILE).assign(file=constant(raw.path, len(raw.cells)), line=raw.lines),
        _columns(raw, parts.taken),
        raw.understood,
        [*raw.notes, *parts.notes],
    )


def _write(column: pd.Series | Coded | str | None, length: int) -> pd.Series:
    """Return a column of a table from the form in which it is at hand."""
    if isinstance(column, Coded):
        return column.spread()
    return column.reset_index(drop=True) if isinstance(column, pd.Series) else constant(column, length)


def _chosen(column: pd.Series, rows: np.ndarray | None) -> pd.Series:
    return column if rows is None else column[rows].reset_index(drop=True)


def _frame(rows: Iterable[Mapping[str, object]], columns: Sequence[str] | None = None) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(columns) if columns else None)
    objects = [name for name in frame.columns if frame[name].dtype == object]
    return frame.astype(dict.fromkeys(objects, TEXT)) if objects else frame


def _claimants(names: Mapping[str, str], labels: Mapping[str, str]) -> pd.DataFrame:
    rows = [
        {
            "claimant_id": one,
            "name_en": name,
            "label_en": _shorten(labels.get(one, name)),
            "side": UNSTATED,
            "kind": "institution",
        }
        for one, name in names.items()
    ]
    return _frame(rows, ["claimant_id", "name_en", "label_en", "side", "kind"])


def _shorten(name: str) -> str:
    return name if len(name) <= 26 else f"{name[:25].rstrip()}…"


def _measures(ids: list[str], units: Mapping[str, str]) -> pd.DataFrame:
    rows = []
    for one in ids:
        name, unit = MEASURES.get(one, (one.replace("_", " "), units.get(one)))
        rows.append({"measure_id": one, "name_en": name, "unit": unit})
    return _frame(rows, ["measure_id", "name_en", "unit"])


def _sides(is_needed: bool) -> pd.DataFrame:
    row = {
        "side_id": UNSTATED,
        "name_en": "side not stated",
        "label_en": "side not stated",
        "colour": "#888888",
    }
    return _frame([row] if is_needed else [], list(row))


def _columns(raw: RawTable, taken: Mapping[str, str]) -> pd.DataFrame:
    rows = []
    for name in raw.cells.columns:
        example = next((cell for cell in raw.cells[name].iloc[:1] if isinstance(cell, str)), "")
        if not example:
            said = raw.cells[name].iloc[:200].dropna()
            example = said.iloc[0] if len(said) else ""
        rows.append({"column": name, "taken_as": taken.get(name, ""), "example": example})
    return _frame(rows, ["column", "taken_as", "example"])


# ---- places

PLACE_COLUMNS = ["place_id", "name_en", "kind", "within", "lat", "lon", "coordinates_source"]


def make_places(found: Places, source: str) -> tuple[pd.DataFrame, Coded]:
    """Make a row of places for each place that the rows name, and for the regions and countries around.

    Parameters
    ----------
    found : Places
        A row an event.
    source : str
        Where the coordinates are from.

    Returns
    -------
    places : DataFrame
    ids : Coded
        The id of the place of each event; missing where the row names none.
    """
    lat, lon = (one.astype("float64").round(6) for one in (found.lat, found.lon))
    names = [found.name, found.region, found.country]
    degrees = [pd.factorize(lat)[0], pd.factorize(lon)[0]]
    codes, firsts = number_sets([*(one.codes for one in names), *degrees])
    unique = pd.DataFrame(
        {
            **{
                name: one.take(firsts).spread().fillna("")
                for name, one in zip(("name", "region", "country"), names, strict=True)
            },
            "lat": found.lat.to_numpy("float64")[firsts],
            "lon": found.lon.to_numpy("float64")[firsts],
            "kind": found.kind.take(firsts).spread(),
        }
    )
    rows: dict[tuple[str, ...], dict[str, object]] = {}
    outer: dict[tuple[str, ...], tuple[str, ...] | None] = {}
    of_code = [_add_place(one, rows, outer) for one in unique.itertuples()]
    ids = dict(zip(rows, make_ids([key_of[0] for key_of in rows], "place"), strict=True))
    made = [
        {
            "place_id": ids[key_of],
            **row,
            "within": ids[outer_key] if (outer_key := outer.get(key_of)) else None,
            "coordinates_source": source if row["lat"] == row["lat"] else None,
        }
        for key_of, row in rows.items()
    ]
    places = pd.DataFrame(made, columns=PLACE_COLUMNS)
    texts = [name for name in PLACE_COLUMNS if name not in ("lat", "lon")]
    places = places.astype({**dict.fromkeys(texts, TEXT), "lat": "float64", "lon": "float64"})
    return places, Coded(codes, [ids[key_of] if key_of else None for key_of in of_code])


def _add_place(
    one: object,
    rows: dict[tuple[str, ...], dict[str, object]],
    outer: dict[tuple[str, ...], tuple[str, ...] | None],
) -> tuple[str, ...] | None:
    """Add a place with what is around it; return its key. One with the name of its region is the region."""
    name, region, country = (str(getattr(one, part)).strip() for part in ("name", "region", "country"))
    around: tuple[str, ...] | None = None
    for part, kind in ((country, "country"), (region, "region")):
        if part:
            key: tuple[str, ...] = (part, kind, country if kind == "region" else "")
            rows.setdefault(key, {"name_en": part, "kind": kind, "lat": np.nan, "lon": np.nan})
            outer.setdefault(key, around)
            around = key
    lat, lon = float(getattr(one, "lat")), float(getattr(one, "lon"))  # noqa: B009
    if not name and lat == lat and lon == lon:
        name = f"{lat:.6g}, {lon:.6g}"  # a point without a name has its coordinates for one
    if not name or name.casefold() in (region.casefold(), country.casefold()):
        return around
    key = (name, "place", region, country, f"{lat:.6f}", f"{lon:.6f}")
    rows.setdefault(key, {"name_en": name, "kind": getattr(one, "kind"), "lat": lat, "lon": lon})  # noqa: B009
    outer.setdefault(key, around)
    return key


# ---- claims


# Columns that claims have from their events.
_SHARED = [
    *["place_id", "claimant_id", "asserted", "source_id", "status", "summary_en", "note", "event_id"],
    *["line", "period", "chain"],
]


def make_claims(
    events: Mapping[str, pd.Series | Coded | str | None], length: int, parts: Parts
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make the claims of events, in the order of the events, and the populations that they are about."""
    date = events["date"]
    period = as_some_days(date if isinstance(date, Coded) else code(_write(date, length)))
    shared = {**events, "period": period, "chain": parts.chain}
    if parts.said is not None:
        shared["summary_en"] = parts.said
    pieces: list[_Piece] = []
    names: dict[str, str] = {}
    for numbers in parts.numbers:
        populations = _population_codes(numbers.population, names)
        pieces += [_piece(one, numbers, populations) for one in _split(numbers, length) if one.is_it.any()]
    if not pieces:
        return _frame([], CLAIM_COLUMNS), _populations(names)
    at = np.concatenate([one.at for one in pieces])
    order = np.argsort(at, kind="stable")
    which = np.repeat(np.arange(len(pieces)), [len(one.at) for one in pieces])[order]
    rows = at[order]
    own = {
        "measure": [one.measure for one in pieces],
        "qualifier": [one.qualifier for one in pieces],
        "suffix": [f"-{one.suffix}" for one in pieces],
    }
    coded = {name: Coded(which, list(texts)) for name, texts in own.items()}
    populations_of = np.concatenate([one.populations for one in pieces])[order]
    coded["population"] = Coded(populations_of, list(names.values()))
    taken = dict(
        zip(
            [*coded, *_SHARED],
            [
                *work_on_each(Coded.spread, coded.values(), length),
                *work_on_each(lambda name: _take(shared[name], rows), _SHARED, length),
            ],
            strict=True,
        )
    )
    for bound in ("low", "best", "high"):
        taken[bound] = pd.Series(np.concatenate([getattr(one, bound) for one in pieces])[order])
    taken["claim_id"] = taken["event_id"] + taken["suffix"]
    taken["kind"], nothing = constant("flow", len(rows)), constant(None, len(rows))
    taken |= dict.fromkeys(("derived_from", "supersedes", "locator", "excerpt_sha256"), nothing)
    return pd.DataFrame({name: taken[name].array for name in CLAIM_COLUMNS}), _populations(names)


def _take(column: pd.Series | Coded | str | None, rows: np.ndarray) -> pd.Series:
    """Return a column of these rows."""
    if isinstance(column, Coded):
        return column.take(rows).spread()
    if isinstance(column, pd.Series):
        return column.take(rows).reset_index(drop=True)
    return constant(column, len(rows))


def as_some_days(dates: Coded) -> Coded:
    """Write dates as EDTF sets, one or some of whose days are meant.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.exchange.coded_columns import code
    >>> from analysttools.exchange.events_with_numbers import as_some_days
    >>> as_some_days(code(pd.Series(["2014-08-14/2014-08-15", "2014-08"], dtype="str"))).texts
    ['[2014-08-14..2014-08-15]', '[2014-08]']
    """
    return dates.map(lambda date: f"[{date.replace('/', '..')}]")


def _population_codes(names: Coded | None, known: dict[str, str]) -> np.ndarray | None:
    """Return for each name its place among those that are known; fills `known` with name and id."""
    if names is None:
        return None
    there = pd.unique(names.codes[names.codes >= 0])  # in the order of the rows
    distinct = [str(names.texts[at]) for at in there]
    fresh = [name for name in distinct if name not in known]
    known.update(zip(fresh, make_ids(fresh, "population", known.values()), strict=True))
    places = {name: at for at, name in enumerate(known)}
    found = np.full(len(names.texts) + 1, -1)
    found[there] = [places[name] for name in distinct]
    return found[names.codes]


def _populations(names: Mapping[str, str]) -> pd.DataFrame:
    rows = [{"population_id": one, "name_en": name} for name, one in names.items()]
    return _frame(rows, ["population_id", "name_en"])


class _Sort(NamedTuple):
    """Claims of one sort: how their ids end, the qualifier, which rows have one, the numbers."""

    ending: str
    qualifier: str
    is_it: np.ndarray
    numbers: dict[str, np.ndarray]


class _Piece(NamedTuple):
    """The claims of one sort of one measure: ``at`` is the place of the event of each."""

    measure: str
    qualifier: str
    suffix: str
    at: np.ndarray
    low: np.ndarray
    best: np.ndarray
    high: np.ndarray
    populations: np.ndarray


def _split(numbers: Numbers, length: int) -> list[_Sort]:
    """Part numbers into claims: those of one row in order are one claim, those out of order one each.

    A range and the value in it are one claim. Where the value lies outside of the range, or the range begins
    above its end, each is a claim of its own, as published: the rules of a case refuse them in one row.
    """
    empty = np.full(length, np.nan)
    low, best, high = (
        empty if one is None else one.to_numpy("float64") for one in (numbers.low, numbers.best, numbers.high)
    )
    has_low, has_best, has_high = ~np.isnan(low), ~np.isnan(best), ~np.isnan(high)
    said = (
        pd.Series(None, index=range(length), dtype="str") if numbers.qualifier is None else numbers.qualifier
    )
    is_worded = said.notna().to_numpy()
    worded = [
        _Sort("", str(words), said.eq(words).to_numpy(), {"low": low, "best": best, "high": high})
        for words in said.dropna().unique()
    ]
    has_low, has_best, has_high = (one & ~is_worded for one in (has_low, has_best, has_high))
    is_range = has_low & has_high & (low <= high)
    is_within = is_range & ~((best < low) | (best > high))
    return [
        *worded,
        _Sort("", "between", is_within, {"low": low, "best": best, "high": high}),
        _Sort("", "stated", has_best & ~is_within, {"best": best}),
        _Sort("-range", "between", is_range & ~is_within, {"low": low, "high": high}),
        _Sort("-low", "at_least", has_low & ~is_range, {"low": low}),
        _Sort("-high", "up_to", has_high & ~is_range, {"high": high}),
    ]


def _piece(sort: _Sort, numbers: Numbers, populations: np.ndarray | None) -> _Piece:
    at = np.flatnonzero(sort.is_it)
    nothing = np.full(len(at), np.nan)
    low, best, high = (
        sort.numbers[name][at] if name in sort.numbers else nothing for name in ("low", "best", "high")
    )
    of = np.full(len(at), -1) if populations is None else populations[at]
    return _Piece(numbers.measure, sort.qualifier, numbers.suffix + sort.ending, at, low, best, high, of)


def note_disorder(numbers: Numbers, ids: pd.Series, lines: pd.Series, file: str, words: str) -> list[Fault]:
    """Name the events whose numbers are out of order, each in a note."""
    empty = np.full(len(ids), np.nan)
    bounds = [empty if one is None else one.to_numpy() for one in (numbers.low, numbers.best, numbers.high)]
    low, best, high = bounds
    odd = np.flatnonzero((low > best) | (best > high) | (low > high))
    if not len(odd):
        return []
    where = zip(lines.to_numpy()[odd].tolist(), ids.iloc[odd].tolist(), strict=True)
    said = zip(*(one[odd].tolist() for one in bounds), strict=True)
    found = []
    for (line, one), (lowest, stated, highest) in zip(where, said, strict=True):
        problem = (
            f"{words} are out of order as published (low {lowest:g}, best {stated:g}, high {highest:g}): "
            "kept as they are, a claim each"
        )
        found.append(Fault("bounds-out-of-order", file, problem, line=line, id=one))
    return found


def source_id_of(path: str, prefix: str) -> str:
    """Return the id of the source that a file is."""
    stem = path.replace("\\", "/").rpartition("/")[2].partition(".")[0]
    made = make_id(stem, prefix)
    return made if made.startswith(prefix) else f"{prefix}-{made}"


def require_published(function: str, published: str) -> None:
    """Check that the day of a release is one, before its file is read."""
    if published:
        try:
            read_date(published)
        except EdtfError as error:
            advice = 'Write it as published="2025-06" or "2025-06-12"'
            raise ValueError(f"{function}: published is not a date ({error}). {advice}") from error
