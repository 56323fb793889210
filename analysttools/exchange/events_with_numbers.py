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
from analysttools.exchange.cell_columns import constant, spread
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
    population: pd.Series | None = None
    qualifier: pd.Series | None = None


@dataclass
class Parts:
    """What an importer found in a file, all of one length: a row an event."""

    raw: RawTable
    format: str
    events: dict[str, pd.Series | str | None]
    places: pd.DataFrame
    numbers: list[Numbers]
    claimants: Mapping[str, str]  # id and name
    source: Mapping[str, str | None]
    taken: Mapping[str, str]  # column of the file and what it is
    chain: pd.Series | None = None
    said: pd.Series | None = None  # the summary of claims, where it is not that of their events
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
    index = pd.RangeIndex(len(parts.places))
    events = pd.DataFrame(index=index)
    for name in EVENT_COLUMNS:
        found = parts.events.get(name)
        if isinstance(found, pd.Series):
            events[name] = found.reset_index(drop=True)
        else:
            events[name] = constant(found, len(index))
    events["place_id"] = place_ids
    events["file"], events["line"] = (
        constant(raw.path, len(index)),
        _chosen(raw.lines, parts.rows),
    )
    kept = [name for name in raw.cells.columns if not parts.taken.get(name) or name in parts.kept]
    own = {FROM_FILE + name: _chosen(raw.cells[name], parts.rows) for name in kept}
    claims, populations = make_claims(events, parts)
    events = pd.concat([events, pd.DataFrame(own, index=index)], axis=1) if own else events
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
        raw.cells.add_prefix(FROM_FILE).assign(file=raw.path, line=raw.lines),
        _columns(raw, parts.taken),
        raw.understood,
        [*raw.notes, *parts.notes],
    )


def _chosen(column: pd.Series, rows: np.ndarray | None) -> pd.Series:
    return column if rows is None else column[rows].reset_index(drop=True)


def _frame(rows: Iterable[Mapping[str, object]], columns: Sequence[str] | None = None) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(columns) if columns else None)
    return frame.astype({name: TEXT for name in frame.columns if frame[name].dtype == object})


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
        said = raw.cells[name].iloc[:200].tolist()
        example = next((one for one in said if isinstance(one, str)), "")
        rows.append({"column": name, "taken_as": taken.get(name, ""), "example": example})
    return _frame(rows, ["column", "taken_as", "example"])


# ---- places

PLACE_COLUMNS = ["place_id", "name_en", "kind", "within", "lat", "lon", "coordinates_source"]


def make_places(found: pd.DataFrame, source: str) -> tuple[pd.DataFrame, pd.Series]:
    """Make a row of places for each place that the rows name, and for the regions and countries around.

    Parameters
    ----------
    found : DataFrame
        A row an event: ``name``, ``region``, ``country`` (text, missing where the file does not say),
        ``lat``, ``lon`` (numbers), ``kind``.
    source : str
        Where the coordinates are from.

    Returns
    -------
    places : DataFrame
    ids : Series
        The id of the place of each event; missing where the row names none.
    """
    frame = found[["name", "region", "country"]].fillna("")
    point = found["lat"].astype("float64").round(6), found["lon"].astype("float64").round(6)
    key = frame["name"] + "\n" + frame["region"] + "\n" + frame["country"]
    at_place = pd.factorize(key)[0]
    codes, firsts = _codes(at_place, *point)
    unique = found.iloc[firsts].assign(**frame.iloc[firsts])
    rows: dict[tuple[str, ...], dict[str, object]] = {}
    outer: dict[tuple[str, ...], tuple[str, ...] | None] = {}
    of_code: list[tuple[str, ...] | None] = []
    for one in unique.itertuples():
        key_of = _add_place(one, rows, outer)
        of_code.append(key_of)
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
    names = np.array([ids[key_of] if key_of else None for key_of in of_code] or [None], dtype=object)
    return places, pd.Series(names[codes] if len(codes) else [], dtype=TEXT)


def _codes(at_place: np.ndarray, lat: pd.Series, lon: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return the number of the place and point of each row, and the first row of each."""
    lat_code, lon_code = pd.factorize(lat)[0] + 1, pd.factorize(lon)[0] + 1
    whole = (at_place * (lat_code.max(initial=0) + 1) + lat_code) * (lon_code.max(initial=0) + 1) + lon_code
    codes, _ = pd.factorize(whole)
    firsts = np.unique(codes, return_index=True)[1]
    return codes, firsts


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


def make_claims(events: pd.DataFrame, parts: Parts) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make the claims of events, in the order of the events, and the populations that they are about."""
    shared = pd.DataFrame(
        {
            "place_id": events["place_id"],
            "period": as_some_days(events["date"]),
            "claimant_id": events["claimant_id"],
            "asserted": events["asserted"],
            "source_id": events["source_id"],
            "chain": constant(None, len(events)) if parts.chain is None else parts.chain,
            "status": events["status"],
            "summary_en": events["summary_en"] if parts.said is None else parts.said,
            "note": events["note"],
            "event_id": events["event_id"],
            "line": events["line"],
        }
    )
    pieces: list[_Piece] = []
    names: dict[str, str] = {}
    for numbers in parts.numbers:
        populations = _population_codes(numbers.population, names)
        pieces += [
            _piece(one, numbers, populations) for one in _split(numbers, len(events)) if one.is_it.any()
        ]
    if not pieces:
        return _frame([], CLAIM_COLUMNS), _populations(names)
    at = np.concatenate([one.at for one in pieces])
    order = np.argsort(at, kind="stable")
    which = np.repeat(np.arange(len(pieces)), [len(one.at) for one in pieces])[order]
    claims = shared.take(at[order]).reset_index(drop=True)
    for bound in ("low", "best", "high"):
        claims[bound] = np.concatenate([getattr(one, bound) for one in pieces])[order]
    claims["population"] = spread(
        np.concatenate([one.populations for one in pieces])[order], list(names.values())
    )
    for name in ("measure", "qualifier", "suffix"):
        claims[name] = spread(which, [getattr(one, name) for one in pieces])
    claims["claim_id"] = claims["event_id"] + "-" + claims["suffix"]
    claims["kind"] = constant("flow", len(claims))
    nothing = constant(None, len(claims))
    for name in ("derived_from", "supersedes", "locator", "excerpt_sha256"):
        claims[name] = nothing
    return claims[CLAIM_COLUMNS], _populations(names)


def as_some_days(dates: pd.Series) -> pd.Series:
    """Write dates as EDTF sets, one or some of whose days are meant.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.exchange.events_with_numbers import as_some_days
    >>> as_some_days(pd.Series(["2014-08-14/2014-08-15", "2014-08"], dtype="str")).tolist()
    ['[2014-08-14..2014-08-15]', '[2014-08]']
    """
    return "[" + dates.str.replace("/", "..", regex=False) + "]"


def _population_codes(names: pd.Series | None, known: dict[str, str]) -> np.ndarray | None:
    """Return for each name its place among those that are known; fills `known` with name and id."""
    if names is None:
        return None
    codes, distinct = pd.factorize(names)
    fresh = [name for name in distinct if name not in known]
    known.update(zip(fresh, make_ids(fresh, "population", known.values()), strict=True))
    places = {name: at for at, name in enumerate(known)}
    return np.array([*(places[name] for name in distinct), -1])[codes]


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
