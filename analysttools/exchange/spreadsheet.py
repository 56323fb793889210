"""Any table as events and claims: which column is what, a user says; how it is written, is found and shown.

Belongs here: tables without a format of their own. Does not belong here: files into cells
(``raw_tables.py``), the forms of numbers and dates (``number_forms.py``, ``date_forms.py``).
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from analysttools.arguments import PATH, TEXT, Kind, checked
from analysttools.errors import DataError, Fault, describe_list, quoted
from analysttools.exchange import date_forms, number_forms
from analysttools.exchange.cell_columns import Reader, join_texts
from analysttools.exchange.coded_columns import Coded, code, spread
from analysttools.exchange.events_with_numbers import (
    MEASURES,
    Numbers,
    Parts,
    Places,
    assemble,
    require_published,
    source_id_of,
)
from analysttools.exchange.identifiers import make_id, make_ids
from analysttools.exchange.imported import Imported
from analysttools.exchange.mapping import FIELDS, Mapping, NumberColumns, read_mapping
from analysttools.exchange.quantities import read_quantities
from analysttools.exchange.raw_tables import RawTable, read_raw

MAPPING = Kind(
    "must be a mapping, or the path of one",
    lambda value: value is None or isinstance(value, str | Path | Mapping),
    'Pass text such as "map.toml", or what read_mapping(path) returns',
)
# How the first cell of a row begins that adds up those above.
TOTALS = ("total", "totaux", "sum", "summe", "gesamt", "somme", "итого", "всего", "всього", "разом", "suma")
_BOUNDS = ["low", "best", "high"]
_ALSO = {"latitude": "lat", "longitude": "lon"}


@checked(path=PATH, mapping=MAPPING, published=TEXT)
def read_spreadsheet(
    path: str | Path, mapping: Mapping | str | Path | None = None, *, published: str = ""
) -> Imported:
    """Read a table in which each row is an event: CSV of any dialect, xlsx or ods.

    Separator, encoding, decimal comma, thousands and the order of dates are found only where the whole column
    leaves no doubt; where it does, an error shows both readings, and the mapping has to say.

    Parameters
    ----------
    path : str or path
        The table. A workbook needs the extra ``tables``.
    mapping : str, path or Mapping, optional
        Which column is what: a TOML file, as `read_mapping` of ``analysttools.exchange.mapping`` explains
        it. None takes the columns that bear one of its names (``date``, ``place``, ``lat``, ``lon``,
        ``killed`` ...).
    published : str, optional
        When the table appeared, in EDTF: when all this was said, of rows that do not say it themselves.

    Returns
    -------
    Imported
        No events where no column is a date: then ``columns`` and ``rows`` show what there is. A number that
        cannot be read ("30+", "dozens") is no claim: the cell is kept as it stands, and a note names it.
        Nothing is written.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    DataError
        If it is no table; a row has no date, as totals at the foot have none; a column can be read in two
        ways: everything that is wrong.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysttools import read_spreadsheet
    >>> made_up = "date;place;killed" + chr(10) + "28.03.2031;Ternhaven;1.240,5" + chr(10)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "losses.csv").write_text(made_up)
    ...     found = read_spreadsheet(Path(folder, "losses.csv"))
    >>> found.understood["numbers in killed"], found.understood["dates in date"]
    ('decimal comma, thousands parted by points', 'day first')
    >>> found.claims[["claim_id", "period", "best"]]
              claim_id        period    best
    0  losses-2-killed  [2031-03-28]  1240.5
    """
    require_published("read_spreadsheet", published)
    said = take_mapping(mapping)
    raw = read_raw(path, said.file)
    return read_table(raw, said, "a table", published)


def take_mapping(mapping: Mapping | str | Path | None) -> Mapping:
    """Return a mapping, read where it is the path of one; an empty one for None."""
    if isinstance(mapping, Mapping):
        return mapping
    return read_mapping(mapping) if mapping else Mapping()


def read_table(raw: RawTable, said: Mapping, form: str, published: str = "") -> Imported:
    """Read the cells of a table as events; see `read_spreadsheet`."""
    said = _with_known_names(raw, said)
    table = _Table(raw, said, published)
    if "date" not in said.columns:
        table.raise_faults()
        return _not_understood(raw, form)
    return assemble(table.parts(form))


def _with_known_names(raw: RawTable, said: Mapping) -> Mapping:
    """Take columns that bear the name of a field or a measure, where the mapping names no columns."""
    if said.columns or said.numbers:
        return said
    names = {name.strip().casefold(): name for name in reversed(list(raw.cells.columns))}
    columns = {
        field: names[name]
        for name, field in [*_ALSO.items(), *zip(FIELDS, FIELDS, strict=True)]
        if name in names
    }
    numbers = [NumberColumns(one, best=names[one]) for one in MEASURES if one in names]
    return Mapping(said.file, columns, numbers, said.constants, said.path)


def _not_understood(raw: RawTable, form: str) -> Imported:
    """Return a table in which no row is an event yet."""
    none_at_all, no_degrees = code(pd.Series([], dtype="str")), pd.Series([], dtype="float64")
    nothing = Places(none_at_all, none_at_all, none_at_all, no_degrees, no_degrees, none_at_all)
    note = Fault(
        "no-date",
        raw.path,
        "no column is known to be the date of an event",
        'Say which: date = "..." under [columns] of a mapping (--map)',
    )
    none = np.zeros(len(raw.cells), dtype=bool)
    source = {"source_id": source_id_of(raw.path, "table"), "publisher": None}
    found = assemble(Parts(raw, form, {}, nothing, [], {}, source, {}, notes=[note], rows=none))
    return Imported(**{**vars(found), "sources": found.sources.iloc[:0]})


class _Table:
    """The columns of a table, read as a mapping says; collects faults and notes."""

    def __init__(self, raw: RawTable, said: Mapping, published: str) -> None:
        self.said, self.published = said, published
        self.notes: list[Fault] = []
        self.kept: set[str] = set()
        self.worded: dict[str, pd.DataFrame] = {}
        self.whole = raw
        self.rows = ~raw.lines.isin(said.file.skip).to_numpy()
        cells = raw.cells[self.rows].reset_index(drop=True)
        lines = raw.lines[self.rows].reset_index(drop=True)
        self.read = Reader(cells, lines, raw.path)
        self._check_columns()

    def _check_columns(self) -> None:
        named = [(f"{name} in [columns]", column) for name, column in self.said.columns.items()]
        named += [
            (f"{one.measure} in [numbers]", column)
            for one in self.said.numbers
            for column in (one.low, one.best, one.high)
            if column
        ]
        there = list(self.read.cells.columns)
        for what, column in named:
            if column not in there:
                problem = f"{what} of the mapping is {quoted(column)}, which is no column of the file"
                advice = f"There are: {describe_list(map(quoted, there), 20)}"
                self.read.faults.append(Fault("no-column", self.whole.path, problem, advice))

    def raise_faults(self) -> None:
        """Raise everything that is wrong, in the order of the lines."""
        if self.read.faults:
            faults = sorted(self.read.faults, key=lambda fault: fault.line or 0)
            raise DataError(self.whole.path, faults)

    def text(self, field: str) -> pd.Series:
        """Return the text of a field; all missing where no column is named."""
        name = self.said.columns.get(field, "")
        cells = self.read.cells
        if name not in cells:
            return pd.Series(None, index=cells.index, dtype="str")
        return _stripped(cells[name])

    def number(self, column: str, *, is_degrees: bool = False, has_words: bool = False) -> pd.Series:
        """Return a column of numbers in the form that is found; what is none is missing, kept and told.

        Degrees have no thousands: a sign in them is that before decimals. A number in words, such as 30+, is
        read if `has_words`, into `worded`.
        """
        cells = self.read.cells
        if column not in cells:
            return pd.Series(np.nan, index=cells.index)
        codes, distinct = pd.factorize(_stripped(cells[column]))
        try:
            stated = self.said.file.decimal or (
                "." if is_degrees and not any("," in one for one in distinct) else ""
            )
            form = number_forms.find_form(distinct, stated, self.said.file.thousands)
        except number_forms.NumberFormError as error:
            advice = 'Say it: decimal = "," or thousands = "," under [file] of a mapping (--map)'
            self.read.faults.append(Fault("two-readings", self.whole.path, str(error), advice, column=column))
            return pd.Series(np.nan, index=cells.index)
        self.whole.understood[f"numbers in {column}"] = str(form)
        values = np.array([*number_forms.read_numbers(list(distinct), form), np.nan])
        wrong = np.isnan(values[:-1])
        if has_words and wrong.any():
            wrong &= ~self._read_words(column, codes, list(distinct), wrong)
        self._note_unread(column, cells[column], codes, wrong, "is no number: no claim is made of it")
        return pd.Series(values[codes], index=cells.index)

    def _read_words(
        self, column: str, codes: np.ndarray, distinct: list[str], wrong: np.ndarray
    ) -> np.ndarray:
        """Read cells such as "30+" that have one reading; return which of the distinct texts do."""
        places = np.flatnonzero(wrong)
        phrases = [distinct[place] for place in places]
        read = read_quantities(phrases)
        is_whole = read["words"].eq(pd.Series(phrases).reindex(read["phrase"]).set_axis(read.index))
        read = read[is_whole & ~read["phrase"].duplicated(keep=False) & read["refused"].isna()]
        read = read[read[_BOUNDS].notna().any(axis=1)]
        known = pd.DataFrame(index=range(len(distinct)), columns=[*_BOUNDS, "qualifier"])
        known.loc[places[read["phrase"].to_numpy(dtype=int)]] = read[[*_BOUNDS, "qualifier"]].to_numpy()
        is_read = known["qualifier"].notna().to_numpy()
        if is_read.any():
            rows = known.reindex(codes).set_axis(self.read.cells.index)
            self.worded[column] = rows.astype(dict.fromkeys(_BOUNDS, "float64") | {"qualifier": "str"})
            said = [
                f"{quoted(distinct[at])} as {known.at[at, 'qualifier']}" for at in np.flatnonzero(is_read)
            ]
            self.whole.understood[f"words in {column}"] = describe_list(said)
            self.kept.add(column)
        return is_read

    def _note_unread(
        self, column: str, cells: pd.Series, codes: np.ndarray, wrong: np.ndarray, what: str
    ) -> None:
        for at in np.flatnonzero(np.append(wrong, False)[codes]):
            problem = f"{quoted(cells.iloc[at])} {what}"
            line = int(self.read.lines.iloc[at])
            self.notes.append(Fault("unread-cell", self.whole.path, problem, line=line, column=column))
            self.kept.add(column)

    def date(self, field: str) -> pd.Series:
        """Return a column of dates as EDTF; every cell that is none is a fault."""
        column = self.said.columns.get(field, "")
        cells = self.read.cells
        if column not in cells:
            return pd.Series(None, index=cells.index, dtype="str")
        codes, distinct = pd.factorize(_stripped(cells[column]))
        try:
            form = date_forms.find_form(distinct, self.said.file.dates)
        except date_forms.DateFormError as error:
            advice = 'Say it: dates = "day first" or "month first" under [file] of a mapping (--map)'
            self.read.faults.append(Fault("two-readings", self.whole.path, str(error), advice, column=column))
            return pd.Series(None, index=cells.index, dtype="str")
        self.whole.understood[f"dates in {column}"] = str(form)
        dates = date_forms.read_dates(list(distinct), form)
        for at in np.flatnonzero(codes >= 0):
            self._check_date(column, cells[column].iloc[at], dates[codes[at]], int(self.read.lines.iloc[at]))
        return spread(codes, dates)

    def _check_date(self, column: str, text: str, date: str | None, line: int) -> None:
        if date is None:
            problem = f"{quoted(text)} is not a date with a year of four digits"
            if _is_total(text):
                problem = f"{quoted(text)} is not a date: the row looks like a total of those above"
            self.read.tell("unreadable-cell", line, column, problem, self._skip(line))
        elif year := date_forms.year_as_day(date):
            problem = f"{date} is what a spreadsheet makes of the year {year} in a cell for dates"
            self.read.tell(
                "year-as-day", line, column, problem, "Format the column as text, and write the year"
            )

    def _skip(self, line: int) -> str:
        return f"Correct it; or leave the row out: skip = [{line}] under [file] of a mapping (--map)"

    def require_dates(self, dates: pd.Series) -> None:
        """Tell of every row without a date, and of those that look like totals."""
        column = self.said.columns["date"]
        told = {fault.line for fault in self.read.faults}
        if any(fault.line is None and fault.column in (column, None) for fault in self.read.faults):
            return  # the column is not there, or cannot be read
        for at in np.flatnonzero(dates.isna().to_numpy()):
            line = int(self.read.lines.iloc[at])
            if line in told:
                continue
            first = next((str(cell) for cell in self.read.cells.iloc[at] if isinstance(cell, str)), "")
            problem = "the row has no date, but every event needs one"
            if _is_total(first):
                problem = f"the row has no date and begins with {quoted(first)}: it looks like a total"
            self.read.tell("no-date", line, column, problem, self._skip(line))

    def degrees(self, field: str, most: float) -> pd.Series:
        """Return latitudes or longitudes; what lies beyond is a fault."""
        column = self.said.columns.get(field, "")
        if column in self.read.cells:
            self.kept.add(column)
        values = self.number(column, is_degrees=True)
        for at in np.flatnonzero((values.abs() > most).to_numpy()):
            problem = f"{values.iloc[at]:g} is not a number from -{most:g} to {most:g}"
            self.read.tell("unreadable-cell", int(self.read.lines.iloc[at]), column, problem)
        return values

    def numbers(self) -> list[Numbers]:
        """Return the numbers that the mapping names."""
        found = []
        for at, one in enumerate(self.said.numbers):
            is_alone = bool(one.best) and not (one.low or one.high)
            low, best, high = (
                self.number(name, has_words=is_alone) if name else None
                for name in (one.low, one.best, one.high)
            )
            for column, values in ((one.low, low), (one.best, best), (one.high, high)):
                self._refuse_negative(column, values)
            suffix = make_id(one.measure.replace("_", "-"))
            if any(other.measure == one.measure for other in self.said.numbers[:at]) or one.population:
                suffix += f"-{make_id(one.population)}"
            everyone = np.zeros(len(self.read.cells), dtype="int64")
            population = Coded(everyone, [one.population]) if one.population else None
            qualifier = None
            if best is not None and one.best in self.worded:
                words = self.worded[one.best]
                low, best, high, qualifier = (
                    words["low"],
                    best.fillna(words["best"]),
                    words["high"],
                    words["qualifier"],
                )
            found.append(Numbers(one.measure, suffix, low, best, high, population, qualifier))
        return found

    def _refuse_negative(self, column: str, values: pd.Series | None) -> None:
        for at in np.flatnonzero((values < 0).to_numpy()) if values is not None else ():
            problem = f"{values.iloc[at]:g} is below 0, which no count is" if values is not None else ""
            self.read.tell("unreadable-cell", int(self.read.lines.iloc[at]), column, problem)

    def ids(self) -> pd.Series:
        """Return the ids of events: those of the file, or made of its name and the line."""
        own = self.text("id")
        stem = make_id(Path(self.whole.path).name.partition(".")[0], "table")
        if "id" not in self.said.columns:
            return stem + "-" + self.read.lines.astype("str")
        self.read.require(own.isna().to_numpy(), self.said.columns["id"])
        codes, distinct = pd.factorize(own)
        ids = spread(codes, [make_id(one) for one in distinct])
        self.read.require_unique(ids, self.said.columns["id"])
        return ids

    def claimants(self) -> tuple[pd.Series, dict[str, str]]:
        """Return the id of the claimant of each row, and their names."""
        names = self.text("claimant").fillna(self.said.constants.get("claimant", np.nan))
        codes, distinct = pd.factorize(names)
        ids = make_ids(distinct, "claimant")
        if names.isna().any() and self.said.numbers:
            problem = f"of {int(names.isna().sum())} rows it is not known who says so"
            advice = 'Say it: claimant = "..." under [columns] or [constants] of a mapping (--map)'
            self.notes.append(Fault("no-claimant", self.whole.path, problem, advice))
        return spread(codes, list(ids)), dict(zip(ids, distinct, strict=True))

    def sources(self) -> tuple[pd.Series, pd.DataFrame]:
        """Return the id of the source of each row, and the sources: the file, or the pages that rows name."""
        publisher = self.text("publisher").fillna(self.said.constants.get("publisher", np.nan))
        url = self.text("url")
        stem = source_id_of(self.whole.path, "table")
        pair = publisher.fillna("") + "\n" + url.fillna("")
        codes, distinct = pd.factorize(pair)
        parted = [one.split("\n", 1) for one in distinct]
        base = [make_id(name) if name and len(distinct) > 1 else stem for name, _ in parted]
        ids = make_ids(base)
        if publisher.isna().any():
            problem = "it is not known who published it"
            advice = 'Say it: publisher = "..." under [columns] or [constants] of a mapping (--map)'
            self.notes.append(Fault("no-publisher", self.whole.path, problem, advice))
        rows = pd.DataFrame(
            {
                "source_id": ids,
                "publisher": [name or None for name, _ in parted],
                "url": [page or None for _, page in parted],
                "published": self.published or None,
                "kind": ["publisher_page" if page else "data_files" for _, page in parted],
            }
        ).astype("str")
        return spread(codes, list(ids)), rows

    def parts(self, form: str) -> Parts:
        """Return all that was found; raise everything that is wrong."""
        date, end, asserted = self.date("date"), self.date("date_end"), self.date("asserted")
        self.require_dates(date)
        numbers, ids = self.numbers(), self.ids()
        lat, lon = self.degrees("lat", 90), self.degrees("lon", 180)
        self._require_order(date, end)
        self.raise_faults()
        claimant, names = self.claimants()
        source, sources = self.sources()
        last = end.fillna(date)
        since = last.where(~last.str.contains(r"[/\[{]", regex=True), date) + "/.."
        stated = pd.Series(self.published or None, index=date.index, dtype="str").fillna(since)
        summary = join_texts([self.text("title"), self.text("place"), self.text("region")], ", ")
        has_both = lat.notna() & lon.notna()
        return Parts(
            self.whole,
            form,
            {
                "event_id": ids,
                "date": date.where(end.isna() | end.eq(date), date + "/" + end.fillna("")),
                "claimant_id": claimant,
                "status": self.said.constants.get("status", "reported"),
                "category": self._category(),
                "asserted": asserted.fillna(stated),
                "source_id": source,
                "participants": self.text("participants"),
                "title_en": self.text("title"),
                "summary_en": self.text("summary").fillna(summary).fillna(ids),
                "note": self.text("note"),
            },
            Places(
                code(self.text("place")),
                code(self.text("region")),
                code(self.text("country")),
                lat.where(has_both),
                lon.where(has_both),
                Coded(np.where(has_both, 1, 0), ["area", "site"]),
            ),
            numbers,
            names,
            {},
            self._taken(),
            notes=self.notes,
            rows=self.rows,
            sources=sources,
            units={one.measure: one.unit for one in self.said.numbers},
            kept=frozenset(self.kept),
        )

    def _category(self) -> pd.Series:
        """Return what sort each event is; a note where nothing says it."""
        found = self.text("category").fillna(self.said.constants.get("category", np.nan))
        if found.isna().any():
            problem = f"of {int(found.isna().sum())} events it is not known of what sort they are"
            advice = 'Say it: category = "..." under [columns] or [constants] of a mapping (--map)'
            self.notes.append(Fault("no-category", self.whole.path, problem, advice))
        return found

    def _require_order(self, date: pd.Series, end: pd.Series) -> None:
        """Check that an event does not end before it begins."""
        plain = date.str.fullmatch(r"\d{4}-\d\d-\d\d") & end.str.fullmatch(r"\d{4}-\d\d-\d\d")
        for at in np.flatnonzero(
            (plain.fillna(False).astype(bool) & (date > end).fillna(False)).to_numpy(bool)
        ):
            problem = f"the event ends ({end.iloc[at]}) before it begins ({date.iloc[at]})"
            line = int(self.read.lines.iloc[at])
            self.read.tell("dates-out-of-order", line, self.said.columns["date_end"], problem)
        odd = end.notna() & ~plain.fillna(False).astype(bool)
        for at in np.flatnonzero(odd.to_numpy()):
            problem = f"a span needs two days, but these are {date.iloc[at]} and {end.iloc[at]}"
            line = int(self.read.lines.iloc[at])
            self.read.tell("no-span", line, self.said.columns["date_end"], problem)

    def _taken(self) -> dict[str, str]:
        taken = {column: field for field, column in self.said.columns.items()}
        for one in self.said.numbers:
            taken |= dict.fromkeys(
                [name for name in (one.low, one.best, one.high) if name], f"claim: {one.measure}"
            )
        return taken


def _is_total(text: str) -> bool:
    """Return whether a text begins with a word for a total."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return bool(words) and words[0] in TOTALS


def _stripped(cells: pd.Series) -> pd.Series:
    codes, distinct = pd.factorize(cells)
    return spread(codes, [one.strip() or None for one in distinct])
