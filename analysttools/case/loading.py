"""A data folder in, checked frames out: a case.

Belongs here: putting together what ``descriptor.py``, ``csv_files.py``, ``cell_checks.py`` and
``table_rules.py`` do. Nothing is repaired, dropped or guessed on the way, and nothing outside the folder
is opened.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysttools.arguments import checked, describe_value
from analysttools.case.cell_checks import Read, check_references, check_table, convert
from analysttools.case.control_map import ControlMap
from analysttools.case.csv_files import read_records, record_lines
from analysttools.case.descriptor import DESCRIPTOR, Package, check_path, open_path, read_package
from analysttools.case.geography_checks import check_outlines, check_regions, read_regions
from analysttools.case.hierarchies import list_parts
from analysttools.case.notes import list_notes
from analysttools.case.profile import COLUMNS, DAYS, OPTIONAL, VOCABULARIES, WHOLE_UNITS
from analysttools.case.second_reading import SecondReading
from analysttools.case.table_rules import check_rules, check_settings
from analysttools.case.table_schema import Table
from analysttools.case.vocabulary import with_names
from analysttools.case.whole_units import check_whole_numbers, check_whole_units
from analysttools.case.window import check_day_window
from analysttools.columns import require_plain, take_columns
from analysttools.edtf import Approximation
from analysttools.errors import DataError, Fault, escape_messages

REGIONS = "geo/admin1.geojson"
# The polygons' borders are up to 6 km off (data/README.md, base map).
REGION_SLACK_KM = 6.0
COLUMNS_OF = {**COLUMNS, **OPTIONAL}
MAX_BYTES = 512 * 2**20


@dataclass(frozen=True)
class Case:
    """The checked tables of one case, each a plain DataFrame.

    Attributes
    ----------
    folder : pathlib.Path
        Where the case was read.
    title : str
        The title that its descriptor gives.
    approximation : Approximation
        How wide ``~`` is in the dates of this case.
    claims : DataFrame
        One row a claim: one statement of one quantity by one claimant.
    events : DataFrame
        One row an event: something said to have happened on a date at a place.
    sources, claimants, populations, measures, places, sectors : DataFrame
        The vocabularies; the first column is the id.
    sides : DataFrame
        The sides that claimants speak for: names, labels, colour and order. Without rows where the case has
        no such table.
    splits : DataFrame
        Further lists of parts of one measure or population. Without rows where the case has no such table.
    losses : str
        The measure that all losses are part of; empty where the case states none.
    control_map : ControlMap
        Who holds the ground that the map of control shows, and who makes it.
    further_maps : tuple of ControlMap
        Further maps of control; the rows measured on each bear its ``source_id``.
    second_reading : SecondReading or None
        What was found when some rows were read again against their pages; None where the case does not say.
    daily_area, monthly_change, control, cells : DataFrame
        What was measured on control polygons, as ``analysttools measure`` writes it: one row a day and
        sector, a month and sector, a spell of a place, a spell of a cell. Without rows where the case has no
        such table.
    digests : mapping of str
        The SHA-256 of the file of each table as it was read: `write_case` writes over no other.
    """

    folder: Path
    title: str
    approximation: Approximation
    claims: pd.DataFrame
    events: pd.DataFrame
    sources: pd.DataFrame
    claimants: pd.DataFrame
    populations: pd.DataFrame
    measures: pd.DataFrame
    places: pd.DataFrame
    sectors: pd.DataFrame
    sides: pd.DataFrame = field(default_factory=lambda: _empty("sides"))
    splits: pd.DataFrame = field(default_factory=lambda: _empty("splits"))
    losses: str = ""
    control_map: ControlMap = field(default_factory=ControlMap)
    further_maps: tuple[ControlMap, ...] = ()
    second_reading: SecondReading | None = None
    daily_area: pd.DataFrame = field(default_factory=lambda: _empty("daily_area"))
    monthly_change: pd.DataFrame = field(default_factory=lambda: _empty("monthly_change"))
    control: pd.DataFrame = field(default_factory=lambda: _empty("control"))
    cells: pd.DataFrame = field(default_factory=lambda: _empty("cells"))
    digests: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Take in tables that a user changed: columns of known types, whatever made them."""
        with escape_messages():
            self._take_tables()

    def _take_tables(self) -> None:
        """Read the columns of each table."""
        for name in (*COLUMNS, *OPTIONAL):
            table = getattr(self, name)
            if not isinstance(table, pd.DataFrame):
                raise TypeError(f"Case: {name} is {describe_value(table)}, but must be a DataFrame")
            require_plain(f"Case: {name}", table)
            columns = [column for column in table if isinstance(column, str)]
            object.__setattr__(self, name, take_columns(f"Case: {name}", table, COLUMNS_OF[name], *columns))

    def map_of(self, source_id: str) -> ControlMap:
        """Return the map of control that rows of a source were measured on; the main one for any other."""
        return next((one for one in self.further_maps if one.source_id == source_id), self.control_map)

    @cached_property
    def parts(self) -> pd.DataFrame:
        """What is part of what among populations, measures and places, as `list_parts` gives it."""
        return list_parts(self.populations, self.measures, self.places, self.splits)

    @property
    def named_claims(self) -> pd.DataFrame:
        """The claims with English names, by id: a new frame each time, as `with_names` gives it.

        Examples
        --------
        >>> from analysttools import load_case
        >>> claims = load_case("tests/cases/strait").named_claims
        >>> claims.loc["guard-killed-april", ["claimant", "measure_name"]].tolist()
        ['Coast guard', 'killed']
        """
        return self._name("claims", "claim_id")

    @property
    def named_events(self) -> pd.DataFrame:
        """The events with English names, by id: a new frame each time, as `with_names` gives it."""
        return self._name("events", "event_id")

    def _name(self, table: str, key: str) -> pd.DataFrame:
        """Return a table with names, its rows by id."""
        named = with_names(getattr(self, table), self)
        return named.set_index(key, drop=False).rename_axis(index=None)


@checked()
def load_case(folder: str | Path, *, max_bytes: int = MAX_BYTES) -> Case:
    """Read a case from its folder and check all of it.

    Parameters
    ----------
    folder : str or path
        A folder with a ``datapackage.json`` and the tables that it lists.
    max_bytes : int, optional
        Greatest size of one file; a larger one is a fault and is not read.

    Returns
    -------
    Case
        Frames in the order of their files, index from 0. EDTF columns are followed by
        ``_earliest`` and ``_latest``. Nothing is written.

    Raises
    ------
    FileNotFoundError, NotADirectoryError
        If the folder is not there.
    DataError
        If anything in it is wrong; ``.faults`` holds every fault.

    Examples
    --------
    >>> from analysttools import load_case
    >>> case = load_case("tests/cases/strait")
    >>> claim = case.claims.set_index("claim_id").loc["radio-killed"]
    >>> print(claim["population"], claim["best"])
    upland 40.0
    """
    frames, package, faults, digests = _read(Path(folder), max_bytes)
    if faults:
        raise DataError(str(folder), faults, f"analysttools check {folder}")
    return Case(
        folder=Path(folder),
        digests=digests,
        title=package.title,
        approximation=package.approximation or Approximation(),
        losses=package.losses,
        control_map=package.control_maps[0],
        further_maps=package.control_maps[1:],
        second_reading=package.second_reading,
        **{name: frames[name] for name in [*COLUMNS, *VOCABULARIES] if name in frames},
        **{name: _with_days(frames[name], DAYS[name]) for name in OPTIONAL if name in frames},
    )


@checked()
def check_case(folder: str | Path, *, max_bytes: int = MAX_BYTES) -> list[Fault]:
    """Check a case and return every fault instead of raising.

    Parameters
    ----------
    folder, max_bytes
        As for `load_case`.

    Returns
    -------
    list of Fault
        Empty if `load_case` would read the case.

    Raises
    ------
    FileNotFoundError, NotADirectoryError
        As for `load_case`.

    Examples
    --------
    >>> from analysttools import check_case
    >>> check_case("data")
    []
    """
    return _read(Path(folder), max_bytes).faults


@checked()
def review_case(folder: str | Path, *, max_bytes: int = MAX_BYTES) -> tuple[list[Fault], list[Fault]]:
    """Check a case, and note what is odd in it though it may be right.

    Parameters
    ----------
    folder, max_bytes
        As for `load_case`.

    Returns
    -------
    faults : list of Fault
        As `check_case` returns them.
    notes : list of Fault
        What a person should look at: something asserted before it happened or more than a year after, one
        claim under two ids, a repeat that may be older than its origin, odd chains and addresses, days that
        are only the page's. A case with notes can be loaded. None of a row that has a fault.

    Raises
    ------
    FileNotFoundError, NotADirectoryError
        As for `load_case`.

    Examples
    --------
    >>> from analysttools import review_case
    >>> faults, notes = review_case("tests/cases/strait")
    >>> print(len(faults), *(note.problem for note in notes))
    0 2031-04-16 is only the day of the page, which does not say when it happened
    """
    frames, package, faults, _ = _read(Path(folder), max_bytes)
    if not frames:
        return faults, []
    files = _files(Path(folder), package)
    notes = [replace(note, file=files[note.file]) for note in list_notes(frames)]
    return faults, _with_lines(_unreported(notes, faults))


@checked()
def read_tables(folder: str | Path) -> list[Table]:
    """Read what the tables of a case are, without reading the tables.

    Parameters
    ----------
    folder : str or path
        As for `load_case`.

    Returns
    -------
    list of Table
        In the order of ``datapackage.json``.

    Raises
    ------
    FileNotFoundError, NotADirectoryError, DataError
        As for `load_case`.

    Examples
    --------
    >>> from analysttools import read_tables
    >>> [table.name for table in read_tables("data")][:3]
    ['claims', 'events', 'sources']
    """
    package, faults = read_package(Path(folder), MAX_BYTES)
    if faults:
        raise DataError(str(folder), faults, f"analysttools check {folder}")
    return list(package.tables.values())


class _Whole(NamedTuple):
    """All of a case: its frames, its descriptor, what is wrong, and the SHA-256 of the file of each table."""

    frames: dict[str, pd.DataFrame]
    package: Package
    faults: list[Fault]
    digests: dict[str, str]


def _read(folder: Path, max_bytes: int) -> _Whole:
    """Read and check everything; the frames are whole only if there is no fault."""
    package, faults = read_package(folder, max_bytes)
    is_described = not faults
    read: dict[str, Read] = {name: {} for name in package.tables}
    files = _files(folder, package)
    cells, malformed, digests = _read_cells(folder, package, read, max_bytes)
    faults += malformed
    if not is_described:  # what references and rules rest on is not known
        return _Whole({}, package, _with_lines(faults), digests)
    faults += check_references(cells, package.tables, files)
    if package.approximation is None:
        faults += _unstated_width(cells, package, str(folder / DESCRIPTOR))
    written = cells.get("claims")
    unread = package.tables.keys() - cells
    frames = _convert(cells, package, read, faults, files)
    own = _check_frames(folder, frames, package, written, unread)
    own += _check_geography(folder, frames["places"], max_bytes)
    own += check_outlines(frames["sectors"], package.control_maps[0].window)
    own = [replace(fault, file=files.get(fault.file, fault.file)) for fault in own]
    faults += _unreported(own, faults)
    return _Whole(frames, package, _with_lines(faults), digests)


def _files(folder: Path, package: Package) -> dict[str, str]:
    """Return the file of each table."""
    return {name: str(folder / table.path) for name, table in package.tables.items()}


def _unreported(found: list[Fault], faults: list[Fault]) -> list[Fault]:
    """Return what was found in rows without a fault: in others it may follow from that."""
    reported = {(fault.file, fault.row) for fault in faults if fault.row is not None}
    return [one for one in found if (one.file, one.row) not in reported]


def _read_cells(
    folder: Path, package: Package, read: Mapping[str, Read], max_bytes: int
) -> tuple[dict[str, pd.DataFrame], list[Fault], dict[str, str]]:
    """Return the cells of each table that can be read, as text, what is wrong, and digests; fills `read`."""
    cells: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    digests: dict[str, str] = {}
    width = package.approximation or Approximation()
    for name, table in package.tables.items():
        path, unreadable = open_path(folder, table.path, max_bytes)
        faults += unreadable
        if path is not None:
            records = read_records(path, table)
            faults += records.faults
            if records.cells is not None:
                cells[name], digests[name] = records.cells, records.digest
                file, is_clean = str(folder / table.path), records.is_writable
                faults += check_table(records.cells, table, file, width, read[name], is_clean=is_clean)
    return cells, faults, digests


def _check_frames(
    folder: Path,
    frames: dict[str, pd.DataFrame],
    package: Package,
    written: pd.DataFrame | None,
    unread: Collection[str],
) -> list[Fault]:
    """Check typed frames, and the claims as they are written, against the rules and the descriptor."""
    descriptor = str(folder / DESCRIPTOR)
    faults = check_rules(frames) + list(check_day_window(frames, package.window))
    faults += check_settings(frames, package.losses, package.control_maps, unread)
    faults = [replace(fault, file=fault.file or descriptor) for fault in faults]
    if written is not None and not frames["measures"].empty:
        named = tuple(unit for unit in package.whole_units if unit not in WHOLE_UNITS)
        faults += check_whole_units(frames["measures"], named, descriptor)
        faults += check_whole_numbers(written, frames["claims"], frames["measures"], package.whole_units)
    return faults


def _convert(
    cells: dict[str, pd.DataFrame],
    package: Package,
    read: Mapping[str, Read],
    faults: list[Fault],
    files: dict[str, str],
) -> dict[str, pd.DataFrame]:
    """Return typed frames for the rules: a cell with a fault is left empty, a broken table has no rows.

    An id of wrong form stays, for other rows may refer to it. Such frames are never handed out; without a
    fault they are the case. Empties `cells` on the way.
    """
    faulty: dict[tuple[str, str], list[int]] = {}
    for fault in faults:
        if fault.row is not None and fault.column is not None:
            faulty.setdefault((fault.file, fault.column), []).append(fault.row)
    frames = {}
    for name, table in package.tables.items():
        frame = cells.pop(name, pd.DataFrame(columns=table.columns, dtype="str"))
        for column in table.columns:
            if column != table.primary_key and (files[name], column) in faulty:
                frame.loc[faulty[files[name], column], column] = None
        frames[name] = convert(frame, table, read[name])
    return frames


def _empty(name: str) -> pd.DataFrame:
    """Return a table that a case may have, without rows."""
    return pd.DataFrame(columns={**OPTIONAL, **VOCABULARIES}[name])


def _with_days(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return a measured table as it was measured: days as days, an empty text where there is none."""
    days = {column: frame[f"{column}_earliest"] for column in columns}
    made = [f"{column}_{end}" for column in columns for end in ("earliest", "latest")]
    texts = {column: "" for column in frame if frame[column].dtype == "str"}
    return frame.fillna(texts).assign(**days).drop(columns=made)


def _unstated_width(cells: dict[str, pd.DataFrame], package: Package, file: str) -> list[Fault]:
    """Refuse "about" in a date where the case does not say how far that is."""
    found = [
        f"{table.path}, column {field.name}"
        for name, table in package.tables.items()
        for field in table.fields
        if field.is_edtf and name in cells and cells[name][field.name].str.contains("[~%]", na=False).any()
    ]
    if not found:
        return []
    problem = "it does not say how far ~ (about) reaches, but dates have it"
    advice = "Say it, also where it is 0"
    expected = 'such as "approximation": {"days": 7, "months": 1, "years": 1}'
    return [Fault("bad-descriptor", file, problem, advice, found="; ".join(found), expected=expected)]


def _check_geography(folder: Path, places: pd.DataFrame, max_bytes: int) -> list[Fault]:
    """Check places against the regions of the base map, where the case has one."""
    if not (folder / REGIONS).exists() or "iso_3166_2" not in places:
        return []
    faults = check_path(folder, REGIONS, str(folder / REGIONS))
    path, unreadable = open_path(folder, REGIONS, max_bytes)
    if path is None:
        return faults + unreadable
    try:
        regions = read_regions(path.read_bytes())
    except ValueError as error:
        advice = "Put GeoJSON polygons there, each with the property iso_3166_2, or take the file out"
        return [Fault("bad-base-map", str(path), f"the regions cannot be read ({error})", advice)]
    return check_regions(places, regions, REGION_SLACK_KM)


def _with_lines(faults: list[Fault]) -> list[Fault]:
    """Fill in the line of each fault that has a row, reading each file once more for it."""
    starts: dict[str, list[int]] = {}
    located: list[Fault] = []
    for fault in faults:
        if fault.row is not None and fault.line is None:
            if fault.file not in starts:
                starts[fault.file] = record_lines(Path(fault.file))
            located.append(replace(fault, line=starts[fault.file][fault.row]))
        else:
            located.append(fault)
    return located
