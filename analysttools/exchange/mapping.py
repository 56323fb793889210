"""A mapping: which column of a table is what, as a user says it in TOML.

Belongs here: reading it, with every fault at once, and a sketch of one to begin with. Does not belong here:
the table (``spreadsheet.py``).
"""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Iterator
from collections.abc import Mapping as Texts
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysttools.case.file_formats import recognise_contents
from analysttools.errors import DataError, Fault, did_you_mean, quoted
from analysttools.exchange.settings import DATE_ORDERS, FileSettings
from analysttools.exchange.sheets import read_bytes, refuse

if TYPE_CHECKING:
    from analysttools.exchange.imported import Imported

# What a column of a table may be. A row is an event, so that it needs a date.
FIELDS = {
    "date": "the day of the event, or its first day",
    "date_end": "its last day",
    "id": "an id of its own; without it, ids are made of the line",
    "title": "a short name of the event",
    "summary": "what happened, in a sentence",
    "place": "the name of the place",
    "region": "the region that it lies in",
    "country": "the country that it lies in",
    "lat": "latitude in degrees",
    "lon": "longitude in degrees",
    "claimant": "who says so",
    "publisher": "who published what it was read in",
    "url": "the address of what it was read in",
    "asserted": "the day on which it was said",
    "participants": "who took part",
    "category": "what sort of event it is, in a word of the case",
    "note": "what else is to be known",
}
CONSTANTS = {
    "claimant": "who says so, of all rows without one",
    "publisher": "who published the table",
    "side": "the side of claimants that the case does not know",
    "kind": "what such claimants are: institution, media ...",
    "status": "the status of all rows",
    "category": "the category of all events",
}
NUMBER_PARTS = ("low", "best", "high", "population", "unit")
_PARTS = ("file", "columns", "numbers", "constants")


@dataclass(frozen=True)
class NumberColumns:
    """The columns of one number: of which measure, and of whom."""

    measure: str
    low: str = ""
    best: str = ""
    high: str = ""
    population: str = ""
    unit: str = "persons"


@dataclass(frozen=True)
class Mapping:
    """What a user says of a table.

    Attributes
    ----------
    file : FileSettings
        How the file is written, where that cannot be found.
    columns : dict of str
        Field and name of the column.
    numbers : list of NumberColumns
        The numbers that each row has.
    constants : dict of str
        Values that hold for all rows.
    path : str
        Where it was read.
    """

    file: FileSettings = field(default_factory=FileSettings)
    columns: dict[str, str] = field(default_factory=dict)
    numbers: list[NumberColumns] = field(default_factory=list)
    constants: dict[str, str] = field(default_factory=dict)
    path: str = ""


def read_mapping(path: str | Path) -> Mapping:
    """Read a mapping.

    Parameters
    ----------
    path : str or path
        A TOML file with some of four tables: ``[file]`` (encoding, separator, decimal, thousands, dates,
        sheet, header, skip), ``[columns]`` (a field and the name of its column), ``[numbers]`` (a measure
        and its column, or the columns of low, best and high) and ``[constants]``.

    Returns
    -------
    Mapping

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    DataError
        If it is not TOML, or says what cannot be: every fault.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysttools.exchange.mapping import read_mapping
    >>> said = '''[columns]
    ... date = "Tag"
    ... [numbers]
    ... killed = { low = "mindestens", high = "höchstens" }
    ... '''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "map.toml").write_text(said, encoding="utf-8")
    ...     mapping = read_mapping(Path(folder, "map.toml"))
    >>> mapping.columns, mapping.numbers[0].high
    ({'date': 'Tag'}, 'höchstens')
    """
    path = Path(path)
    content = read_bytes(path)
    if other := recognise_contents(content, "the mapping itself"):
        raise refuse(path, "bad-mapping", f"the file is {other.words}", other.advice)
    try:
        said = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        problem, advice = f"it is not TOML in UTF-8 ({error})", 'Write name = "value" on each line'
        raise DataError(str(path), [Fault("bad-mapping", str(path), problem, advice)]) from error
    faults = list(_wrong(said, str(path)))
    if faults:
        raise DataError(str(path), faults)
    settings = dict(said.get("file", {}))
    if "skip" in settings:
        settings["skip"] = tuple(settings["skip"])
    numbers = [
        NumberColumns(measure, best=columns)
        if isinstance(columns, str)
        else NumberColumns(measure, **columns)
        for measure, columns in said.get("numbers", {}).items()
    ]
    return Mapping(
        FileSettings(**settings), said.get("columns", {}), numbers, said.get("constants", {}), str(path)
    )


def add_to(found: Mapping, said: Mapping) -> Mapping:
    """Return a mapping that was found by names, with what a user says, which goes before it.

    Examples
    --------
    >>> from analysttools.exchange.mapping import Mapping, add_to
    >>> add_to(Mapping(columns={"date": "day", "place": "town"}), Mapping(columns={"region": "town"})).columns
    {'date': 'day', 'region': 'town'}
    """
    used = set(said.columns.values())
    used |= {name for one in said.numbers for name in (one.low, one.best, one.high)}
    kept = {field: name for field, name in found.columns.items() if name not in used}
    numbers = [one for one in found.numbers if not {one.low, one.best, one.high} & (used - {""})]
    file = said.file._replace(
        skip=tuple(sorted({*found.file.skip, *said.file.skip})),
        decimal=said.file.decimal or found.file.decimal,
    )
    return Mapping(file, kept | said.columns, said.numbers + numbers, said.constants, said.path)


def _wrong(said: Texts[str, Any], file: str) -> Iterator[Fault]:
    """Yield everything that is wrong with a mapping."""
    for part, content in said.items():
        if part not in _PARTS:
            yield _unknown(file, part, "a table of a mapping", _PARTS)
        elif not isinstance(content, dict):
            yield Fault("bad-mapping", file, f"{part} is not a table", f"Begin it with [{part}]")
    parts = {name: said[name] if isinstance(said.get(name), dict) else {} for name in _PARTS}
    yield from _wrong_settings(parts["file"], file)
    for part, known in (("columns", FIELDS), ("constants", CONSTANTS)):
        for name, value in parts[part].items():
            if name not in known:
                yield _unknown(file, name, f"a name of [{part}]", tuple(known))
            elif not isinstance(value, str) or not value.strip():
                yield Fault("bad-mapping", file, f"{name} in [{part}] is not text", 'Write it as "text"')
    for measure, value in parts["numbers"].items():
        yield from _wrong_number(measure, value, file)


def _wrong_number(measure: str, value: Any, file: str) -> Iterator[Fault]:
    from analysttools.exchange.identifiers import make_id

    if make_id(measure.replace("_", "-")) != measure.replace("_", "-"):
        problem = f"{quoted(measure)} in [numbers] cannot be the id of a measure"
        yield Fault("bad-mapping", file, problem, "Use small letters, digits and _")
    if isinstance(value, str) and value.strip():
        return
    if not isinstance(value, dict) or not {"low", "best", "high"} & set(value):
        problem = f"{measure} in [numbers] names no column"
        yield Fault(
            "bad-mapping", file, problem, 'Write killed = "column", or killed = { low = "column", ... }'
        )
        return
    for name, column in value.items():
        if name not in NUMBER_PARTS:
            yield _unknown(file, name, f"a part of {measure}", NUMBER_PARTS)
        elif not isinstance(column, str) or not column.strip():
            yield Fault("bad-mapping", file, f"{name} of {measure} is not text", 'Write it as "text"')


def _wrong_settings(settings: Texts[str, Any], file: str) -> Iterator[Fault]:
    for name, value in settings.items():
        if name not in FileSettings._fields:
            yield _unknown(file, name, "a name of [file]", FileSettings._fields)
            continue
        expected = _expected(name, value)
        if expected:
            yield Fault(
                "bad-mapping", file, f"{name} in [file] is not right", found=quoted(value), expected=expected
            )


def _expected(name: str, value: Any) -> str:
    """Return what a setting must be, where it is not that."""
    if name == "header":
        return "" if type(value) is int and value > 0 else "the number of a line, from 1"
    if name == "skip":
        is_right = isinstance(value, list) and all(type(one) is int and one > 0 for one in value)
        return "" if is_right else "a list of numbers of lines, such as [45, 46]"
    if not isinstance(value, str):
        return "text"
    if name == "dates":
        return "" if value in DATE_ORDERS else ", ".join(DATE_ORDERS)
    if name == "encoding":
        try:
            codecs.lookup(value)
        except (LookupError, ValueError):
            return "the name of an encoding, such as cp1251"
    if name in ("separator", "decimal", "thousands"):
        return "" if len(value) == 1 and value not in '\r\n\0"' else "one character"
    return ""


def _unknown(file: str, name: str, what: str, known: tuple[str, ...]) -> Fault:
    advice = did_you_mean(name, list(known)) + f"There are: {', '.join(known)}"
    return Fault("bad-mapping", file, f"{quoted(name)} is not {what}", advice)


def sketch(imported: Imported) -> str:
    """Return a mapping to begin with: every column of a file, to be put where it belongs.

    Parameters
    ----------
    imported : Imported
        What was read of a table, with or without a mapping.

    Returns
    -------
    str
        TOML; each line is a comment until a person takes the # away.
    """
    import json

    taken = dict(zip(imported.columns["taken_as"], imported.columns["column"], strict=True))
    lines = ["[file]", '# dates = "day first"', '# decimal = ","', "", "[columns]"]
    for name, words in FIELDS.items():
        known = json.dumps(taken[name], ensure_ascii=False) if name in taken else '"..."'
        lines.append(f"{'' if name in taken else '# '}{name} = {known}  # {words}")
    lines += [
        "",
        "[numbers]",
        '# killed = "..."',
        '# wounded = { low = "...", high = "..." }',
        "",
        "[constants]",
    ]
    lines += [f'# {name} = "..."  # {words}' for name, words in CONSTANTS.items()]
    lines += ["", "# columns of the file, with an example of each:"]
    lines += [
        f"#   {json.dumps(one.column, ensure_ascii=False)}: {quoted(one.example)}"
        for one in imported.columns.itertuples()
    ]
    return "\n".join(lines)
