"""The descriptor of a data folder and the way to its files.

Belongs here: reading ``datapackage.json``, and opening files of the folder and no others. Does not
belong here: what stands in the tables.
"""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from analysttools.arguments import LONGEST_NAME, LONGEST_PATH, describe_value
from analysttools.case.control_map import ControlMap, is_text, read_control_maps
from analysttools.case.file_formats import BEGINNING, recognise_contents, recognise_json
from analysttools.case.json_texts import JsonError, read_json
from analysttools.case.profile import (
    COLUMNS,
    DATES,
    INTEGERS,
    NUMBERS,
    OPTIONAL,
    REFERENCES,
    REFERENCES_IF_THERE,
    VOCABULARIES,
    WHOLE_UNITS,
    WORDS,
)
from analysttools.case.second_reading import SecondReading, read_second_reading
from analysttools.case.table_schema import EDTF_TYPE, Field, Table, read_table
from analysttools.case.window import WIDEST_DAYS, DayWindow, read_day_window
from analysttools.edtf import Approximation, read_approximation
from analysttools.errors import Fault, did_you_mean, quoted, shorten
from analysttools.files.merge_conflicts import advise, describe_conflicts, find_conflicts

DESCRIPTOR = "datapackage.json"
# What a file should be, by its ending, where something else stands.
_KINDS = {".csv": "a CSV file", ".geojson": "a GeoJSON file", ".json": "a JSON file"}
# Words of the Data Package standard that need nothing of us, and those that are kept.
PACKAGE_WORDS = {
    *["$schema", "profile", "name", "id", "title", "description", "version", "created", "homepage", "image"],
    *["keywords", "licenses", "sources", "contributors", "resources"],
    *["approximation", "window", "whole_units", "losses", "control_map", "second_reading"],
}
RESOURCE_WORDS = {
    *["$schema", "profile", "name", "title", "description", "path", "type", "format", "mediatype", "scheme"],
    *["encoding", "bytes", "hash", "schema", "licenses", "sources", "homepage"],
    *["dialect", "compression", "extrapaths", "innerpath", "data"],  # known, and refused of tables
}
_INTO = "Put the file into the folder and give its path relative to it"
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True)
class Package:
    """What ``datapackage.json`` says: the title, the tables, the settings.

    Attributes
    ----------
    title : str
        The title of the case.
    approximation : Approximation or None
        How wide ``~`` is; None where the descriptor does not state it.
    tables : mapping of str to Table
        The tables by name.
    window : DayWindow
        The days between which every date of the case lies.
    whole_units : tuple of str
        Units that are counted in whole numbers.
    losses : str
        The measure that all losses are part of; empty where none is stated.
    control_maps : tuple of ControlMap
        The maps of control, the main one first.
    second_reading : SecondReading or None
        What a second reading of some rows found; None where none is stated.
    """

    title: str
    approximation: Approximation | None
    tables: Mapping[str, Table]
    window: DayWindow = WIDEST_DAYS
    whole_units: tuple[str, ...] = WHOLE_UNITS
    losses: str = ""
    control_maps: tuple[ControlMap, ...] = (ControlMap(),)
    second_reading: SecondReading | None = None


def read_package(folder: Path, max_bytes: int) -> tuple[Package, list[Fault]]:
    """Read ``datapackage.json`` and the descriptions of the tables in it.

    Parameters
    ----------
    folder : pathlib.Path
        The data folder.
    max_bytes : int
        Greatest size of the descriptor.

    Returns
    -------
    package : Package
        Without the tables whose description is faulty.
    faults : list of Fault

    Raises
    ------
    FileNotFoundError, NotADirectoryError
        If the folder is not there.
    """
    if not folder.exists():
        raise FileNotFoundError(
            f"There is no folder {shorten(str(folder))} (looked for {shorten(str(folder.absolute()))}). Give "
            f"the path of a data folder, one that holds a {DESCRIPTOR}"
        )
    if not folder.is_dir():
        raise NotADirectoryError(
            f"{shorten(str(folder))} is not a folder. Give the folder that holds {DESCRIPTOR}"
        )
    nothing = Package("", None, {})
    descriptor, faults = _read_json(folder, max_bytes)
    if faults:
        return nothing, faults
    file = str(folder / DESCRIPTOR)
    resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
    if not isinstance(resources, list) or not all(isinstance(one, dict) for one in resources):
        advice = "List the tables there"
        return nothing, [Fault("bad-descriptor", file, 'it has no list "resources"', advice)]
    settings, faults = _read_settings(descriptor, file)
    faults += _unknown_words(descriptor, PACKAGE_WORDS, "the package", file)
    faults += _wrong_texts(descriptor, "the package", file)
    shared = _shared_paths(resources)
    faults += _wrong_names(resources, file) + _describe_shared(shared, file)
    tables: dict[str, Table] = {}
    for resource in resources:
        table, wrong = _read_resource(folder, resource, file, max_bytes)
        faults += wrong
        if table is not None:
            tables[table.name] = table if _normal(table.path) not in shared else replace(table, path="")
    faults += _missing_tables([str(resource.get("name")) for resource in resources], file)
    faults += _wrong_columns(tables, file)
    return Package(title=str(descriptor.get("title", "")), tables=tables, **settings), faults


def _read_resource(
    folder: Path, resource: dict[str, Any], file: str, max_bytes: int
) -> tuple[Table | None, list[Fault]]:
    """Read what a resource says of its file; the table that it describes, if it is one."""
    where = f"the resource {quoted(resource.get('name'))}"
    faults = check_path(folder, resource.get("path"), file, where)
    faults += _unknown_words(resource, RESOURCE_WORDS, where, file) + _wrong_texts(resource, where, file)
    is_table = "schema" in resource or str(resource.get("name")) in COLUMNS
    table = None
    if is_table:
        table, wrong = read_table(resource, file)
        faults += wrong + _wrong_dialect(resource, file)
        if table is not None and not isinstance(resource.get("path"), str):
            table = replace(table, path="")  # reported, and not looked for under another name
    if not faults or not is_table:
        is_stated = any(word in resource for word in ("hash", "bytes"))
        opened, wrong = open_path(folder, str(resource.get("path")), max_bytes) if not faults else (None, [])
        faults += [] if is_table else wrong  # a table is opened again, and reported, when it is read
        if opened and is_stated:
            wrong = _wrong_contents(opened, resource, file)
            faults += _name_format(opened, wrong, is_table=is_table) if wrong else []
    return table, faults


def open_path(folder: Path, path: str, max_bytes: int) -> tuple[Path | None, list[Fault]]:
    """Return the path of a file of the folder if it may be read, without reading it.

    Parameters
    ----------
    folder : pathlib.Path
        The data folder.
    path : str
        A path relative to it, as the descriptor gives it.
    max_bytes : int
        Greatest size of the file.

    Returns
    -------
    file : pathlib.Path or None
        None if there are faults, or if the path leaves the folder (a fault of the descriptor).
    faults : list of Fault
    """
    if check_path(folder, path, ""):
        return None, []
    file = folder / path
    try:
        status = file.stat()
        size = status.st_size
        if not stat.S_ISREG(status.st_mode):
            is_folder = stat.S_ISDIR(status.st_mode)
            problem = "this is a folder, not a file" if is_folder else "this is not a file with contents"
            advice = f"Put {_KINDS.get(file.suffix.lower(), 'the file itself')} there"
            return None, [Fault("unreadable-file", str(file), problem, advice)]
        if size > max_bytes:
            advice = "Split the case, or allow more with load_case(folder, max_bytes=...)"
            found, expected = f"{size:,} bytes", f"at most {max_bytes:,}"
            problem = "the file is too large and was not read"
            return None, [Fault("too-large", str(file), problem, advice, found=found, expected=expected)]
        with file.open("rb"):
            return file, []
    except FileNotFoundError:
        advice = f"Put the file there, or take it out of {DESCRIPTOR}"
        return None, [Fault("missing-file", str(file), "there is no such file", advice)]
    except OSError as error:
        advice = "Make it a file that you may read"
        problem = f"the file cannot be read ({error.strerror})"
        return None, [Fault("unreadable-file", str(file), problem, advice)]


def _read_json(folder: Path, max_bytes: int) -> tuple[Any, list[Fault]]:
    unsafe = check_path(folder, DESCRIPTOR, str(folder / DESCRIPTOR))
    file, faults = open_path(folder, DESCRIPTOR, max_bytes)
    if file is None:
        return None, unsafe + faults
    content = file.read_bytes()
    if conflicts := find_conflicts(content):
        problem = f"it has {describe_conflicts(conflicts)}"
        return None, [Fault("merge-conflict", str(file), problem, advise(file.name))]
    other = recognise_contents(content, "the descriptor itself")
    if other:
        return None, [Fault("bad-descriptor", str(file), f"the file is {other.words}", other.advice)]
    try:
        return read_json(content), []
    except JsonError as error:
        problem = re.sub("^it ", "the file ", str(error))
        return None, [Fault("bad-descriptor", str(file), problem, "Correct it there", line=error.line)]


def _read_settings(descriptor: Mapping[str, Any], file: str) -> tuple[dict[str, Any], list[Fault]]:
    """Read what holds for the whole case, by its name in a `Package`."""
    read = {
        "approximation": _read_approximation(descriptor, file),
        "window": _read_days(descriptor, file),
        "whole_units": _read_whole_units(descriptor, file),
        "losses": _read_losses(descriptor, file),
        "control_maps": _read_maps(descriptor, file),
        "second_reading": _read_second_reading(descriptor, file),
    }
    faults = [fault for _, found in read.values() for fault in found]
    return {name: setting for name, (setting, _) in read.items()}, faults


def _read_days(descriptor: Mapping[str, Any], file: str) -> tuple[DayWindow, list[Fault]]:
    if "window" not in descriptor:
        return WIDEST_DAYS, []
    try:
        return read_day_window(descriptor["window"]), []
    except ValueError as error:
        problem = f'"window" cannot be read: {error}'
        advice = "Say between which days every date of the case lies"
        expected = 'such as {"first": "1950-01-01", "last": "2030-12-31"}'
        found = quoted(descriptor["window"])
        return WIDEST_DAYS, [Fault("bad-descriptor", file, problem, advice, found=found, expected=expected)]


def _read_whole_units(descriptor: Mapping[str, Any], file: str) -> tuple[tuple[str, ...], list[Fault]]:
    units = descriptor.get("whole_units", list(WHOLE_UNITS))
    if isinstance(units, list) and all(isinstance(unit, str) and unit for unit in units):
        return tuple(units), []
    problem = '"whole_units" is not a list of units'
    advice = "Name the units of measures.csv that are counted in whole numbers"
    expected = 'such as ["persons", "settlements"]; [] for none'
    return (), [Fault("bad-descriptor", file, problem, advice, found=quoted(units), expected=expected)]


def _read_approximation(descriptor: Mapping[str, Any], file: str) -> tuple[Approximation | None, list[Fault]]:
    if "approximation" not in descriptor:
        return None, []
    settings = descriptor["approximation"]
    try:
        return read_approximation(settings), []
    except ValueError as error:
        problem = f'"approximation" cannot be read: {error}'
        advice = "Say how far ~ reaches around a day, a month and a year"
        expected = 'such as {"days": 7, "months": 1, "years": 1}'
        fault = Fault("bad-descriptor", file, problem, advice, found=quoted(settings), expected=expected)
        return None, [fault]


def _read_losses(descriptor: Mapping[str, Any], file: str) -> tuple[str, list[Fault]]:
    losses = descriptor.get("losses", "")
    if isinstance(losses, str):
        return losses, []
    problem, advice = '"losses" is not a measure', "Name the measure that all losses are part of"
    return "", [Fault("bad-descriptor", file, problem, advice, found=quoted(losses))]


def _read_maps(descriptor: Mapping[str, Any], file: str) -> tuple[tuple[ControlMap, ...], list[Fault]]:
    settings = descriptor.get("control_map", {})
    try:
        return read_control_maps(settings), []
    except ValueError as error:
        problem = f'"control_map" cannot be read: {error}'
        advice = "Correct it there; data/README.md of the shipped case says what each setting means"
        return (ControlMap(),), [Fault("bad-descriptor", file, problem, advice, found=quoted(settings))]


def _read_second_reading(
    descriptor: Mapping[str, Any], file: str
) -> tuple[SecondReading | None, list[Fault]]:
    if "second_reading" not in descriptor:
        return None, []
    settings = descriptor["second_reading"]
    try:
        return read_second_reading(settings), []
    except ValueError as error:
        problem = f'"second_reading" cannot be read: {error}'
        advice = "Say how many rows and fields were read again against their pages, and how many were right"
        expected = 'such as {"rows": 40, "rows_right": 30, "fields": 400, "fields_right": 390}'
        found = quoted(settings)
        return None, [Fault("bad-descriptor", file, problem, advice, found=found, expected=expected)]


def _unknown_words(settings: Mapping[str, Any], known: set[str], where: str, file: str) -> list[Fault]:
    """Refuse words that nothing reads: one that is misspelt would be left out in silence."""
    return [
        Fault(
            "bad-descriptor",
            file,
            f"{where} has {quoted(word)}, which nothing reads",
            did_you_mean(word, known) + 'Correct it, take it out, or begin it with "x_" if it is a note',
        )
        for word in settings
        if word not in known and not word.startswith("x_")
    ]


def _wrong_texts(settings: Mapping[str, Any], where: str, file: str) -> list[Fault]:
    """Refuse titles and descriptions that are not texts, or hold what no text should."""
    wrong = [word for word in ("title", "description") if not is_text(settings.get(word, ""))]
    return [
        Fault(
            "bad-descriptor",
            file,
            f'"{word}" of {where} is not a text',
            "Write it in quotation marks, without control characters",
            found=quoted(settings[word]),
        )
        for word in wrong
    ]


def _wrong_dialect(resource: Mapping[str, Any], file: str) -> list[Fault]:
    """Refuse tables in another form than one file in UTF-8 with commas, rather than guess at it."""
    kept = {
        **{"encoding": ("utf-8", "utf8"), "format": ("csv",), "scheme": ("file",), "type": ("table",)},
        "mediatype": ("text/csv",),
    }
    wrong = [
        word
        for word, values in kept.items()
        if word in resource and str(resource[word]).lower() not in values
    ]
    wrong += [
        word for word in ("dialect", "compression", "extrapaths", "innerpath", "data") if word in resource
    ]
    if not wrong:
        return []
    problem = f'table "{resource.get("name")}" is described with {", ".join(wrong)}, which nothing keeps'
    advice = "Save it as one CSV file in UTF-8 with commas, and take these words out"
    found = ", ".join(f"{word} {quoted(resource[word])}" for word in wrong)
    return [Fault("bad-descriptor", file, problem, advice, found=found)]


def _name_format(opened: Path, wrong: list[Fault], *, is_table: bool) -> list[Fault]:
    """Say what a file is that is not as the descriptor says; a table is reported when it is read."""
    with opened.open("rb") as content:
        other = recognise_json(content.read(BEGINNING), "the file itself")
    if not other or opened.suffix.lower() not in (*_KINDS, ".txt", ".md"):
        return wrong
    problem = f"the file is {other.words}, and another than its hash says"
    return [] if is_table else [Fault("wrong-hash", str(opened), problem, other.advice)]


def _wrong_contents(opened: Path, resource: Mapping[str, Any], file: str) -> list[Fault]:
    """Compare a file with the hash and the size that the descriptor gives it, where it gives them."""
    faults = []
    size, stated = opened.stat().st_size, resource.get("bytes")
    if stated is not None and (not isinstance(stated, int) or isinstance(stated, bool) or stated < 0):
        problem = f'"bytes" of {quoted(resource.get("name"))} is not a whole number of bytes'
        advice = "Write it as a number, without quotation marks, or take it out"
        faults.append(Fault("bad-descriptor", file, problem, advice, found=quoted(stated)))
    elif stated is not None and stated != size:
        problem = "the file has another size than its descriptor says"
        advice = f"Put it back, or its size into {file}"
        expected = f"{quoted(stated)[1:-1]} bytes"
        faults.append(
            Fault("wrong-size", str(opened), problem, advice, found=f"{size} bytes", expected=expected)
        )
    return faults + _wrong_hash(opened, resource, file)


def _wrong_hash(opened: Path, resource: Mapping[str, Any], file: str) -> list[Fault]:
    stated = resource.get("hash")
    if stated is None:
        return []
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", str(stated)):
        problem = f'"hash" of "{resource.get("name")}" cannot be read'
        expected, advice = "sha256: and 64 hex digits", "Write it so, or take it out"
        return [Fault("bad-descriptor", file, problem, advice, found=quoted(stated), expected=expected)]
    with opened.open("rb") as content:
        found = f"sha256:{hashlib.file_digest(content, 'sha256').hexdigest()}"
    if stated == found:
        return []
    problem, advice = "the file is another than its hash says", f"Put it back, or its hash into {file}"
    return [Fault("wrong-hash", str(opened), problem, advice, found=found, expected=str(stated))]


def _shared_paths(resources: list[dict[str, Any]]) -> dict[str, int]:
    """Return the paths that are given to several resources, and to how many."""
    paths = [resource.get("path") for resource in resources]
    normal = [_normal(path) for path in paths if isinstance(path, str) and path]
    return {path: normal.count(path) for path in dict.fromkeys(normal) if normal.count(path) > 1}


def _normal(path: str) -> str:
    return str(PurePosixPath(path))


def _describe_shared(shared: Mapping[str, int], file: str) -> list[Fault]:
    advice = "Give each resource a file of its own"
    return [
        Fault("bad-descriptor", file, f"the path {quoted(path)} is given to {count} resources", advice)
        for path, count in shared.items()
    ]


def _wrong_names(resources: list[dict[str, Any]], file: str) -> list[Fault]:
    """Find resources without a name of their own."""
    names = [resource.get("name") for resource in resources]
    wrong = {quoted(name) for name in names if not isinstance(name, str) or names.count(name) > 1}
    advice = "Give each resource a name of its own, in letters"
    return [
        Fault("bad-descriptor", file, f"the name {name} is not of one resource", advice) for name in wrong
    ]


def _missing_tables(listed: list[str], file: str) -> list[Fault]:
    return [
        Fault(
            "bad-descriptor",
            file,
            f'it lists no table "{name}"',
            did_you_mean(name, listed) + "Add the table, even without rows",
        )
        for name in COLUMNS
        if name not in listed
    ]


def _wrong_columns(tables: Mapping[str, Table], file: str) -> list[Fault]:
    """Find what a schema lacks that the rules need, and foreign keys that point nowhere."""
    fault = partial(Fault, "bad-descriptor", file)
    faults = []
    for name, table in tables.items():
        fields = {field.name: field for field in table.fields}
        for problem, advice in _unmet_needs(name, table, fields):
            faults.append(fault(f'the schema of table "{name}" {problem}', advice))
        known = {key.column: key.table for key in table.foreign_keys}
        for own, target in REFERENCES_IF_THERE.get(name, {}).items():
            if target in tables and known.get(own) != target:
                problem = f'the schema of table "{name}" does not refer {own} to {target}'
                faults.append(fault(problem, "Add the foreign key"))
        for key in table.foreign_keys:
            columns = tables[key.table].columns if key.table in tables else []
            if key.column not in table.columns or key.reference not in columns:
                words = f"{key.column} to {key.table}.{key.reference}"
                problem = f'a foreign key of table "{name}" points nowhere: {words}'
                faults.append(fault(problem, "Name a column of a table that the package lists"))
    return faults


def _unmet_needs(name: str, table: Table, fields: Mapping[str, Field]) -> Iterator[tuple[str, str]]:
    """Find what a schema lacks that the rules rest on: columns, keys, types, words."""
    needed = {**COLUMNS, **VOCABULARIES, **OPTIONAL}.get(name, [])
    for column in needed:
        if column not in fields:
            advice = did_you_mean(column, fields) + "Describe the column"
            yield f'has no column "{column}"', advice
    if not needed:
        return
    identity = needed[0]
    if table.primary_key != identity or table.columns[0] != identity:
        yield f"does not begin with its key {identity}", "Put it first and name it as primaryKey"
    keys = {key.column: key.table for key in table.foreign_keys}
    for column, target in REFERENCES.get(name, {}).items():
        if keys.get(column) != target:
            yield f"does not refer {column} to {target}", "Add the foreign key"
    yield from _unmet_types(name, needed, fields)


def _unmet_types(name: str, needed: list[str], fields: Mapping[str, Field]) -> Iterator[tuple[str, str]]:
    """Find columns with another type, or other words, than the rules rest on."""
    counted = {*NUMBERS.get(name, ()), *INTEGERS}
    for column, field in fields.items():
        base = column.removesuffix("_earliest").removesuffix("_latest")
        if base != column and base in fields and fields[base].is_edtf:
            yield f"has a column {column}, which the loader makes itself", "Rename it or take it out"
        if column in NUMBERS.get(name, ()) and field.type != "number":
            yield f"has {column} as {field.type}", 'Give it the type "number"'
        if column in needed and field.type != "string" and column not in counted:
            yield f"has {column} as {field.type}", 'Give it the type "string"'
        if column in DATES.get(name, ()) and not field.is_edtf:
            yield f"does not mark {column} as a date", f'Give it "rdfType": "{EDTF_TYPE}"'
        words = WORDS.get((name, column))
        if words and not set(field.enum or ["(any)"]) <= set(words):
            yield f"allows other words for {column}", "Give it the enum: " + ", ".join(words)


def check_path(folder: Path, path: Any, file: str, where: str = "the resource") -> list[Fault]:
    """Refuse a path that leaves the folder; nothing is opened for it.

    Parameters
    ----------
    folder : pathlib.Path
        The data folder.
    path : str
        A path relative to it; anything else than a string is refused.
    file : str
        The file that names the path, for the faults.
    where : str, optional
        The resource that has it, for the faults.

    Returns
    -------
    list of Fault
        Empty if the path stays in the folder, links followed.
    """
    if not isinstance(path, str):
        problem, advice = f"the path of {where} is {describe_value(path)}, not a text", "in quotation marks"
        return [Fault("unsafe-path", file, problem, f"Give it one path, {advice}")]
    if not path:
        advice = "Give it one, relative to the folder, such as claims.csv"
        return [Fault("unsafe-path", file, f"{where} has no path", advice)]
    wrong = _describe_form(path)
    if wrong:
        problem, advice = wrong
        return [Fault("unsafe-path", file, problem, advice, found=quoted(path))]
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or not _is_inside(folder, folder / pure):
        problem, expected = (
            "a path leads out of the folder; nothing was read from it",
            "a path such as claims.csv",
        )
        return [Fault("unsafe-path", file, problem, _INTO, found=quoted(path), expected=expected)]
    return []


def _describe_form(path: str) -> tuple[str, str] | None:
    """Return what is wrong with the letters of a path, and what to do, or None."""
    if not path.isprintable():
        return "a path holds characters that are not seen", "Write it without them"
    if _URL.match(path):
        return "a path is an address, and nothing is fetched", _INTO
    if "\\" in path:
        return "a path holds a backslash", "Separate folders with /, also on Windows"
    longest = max(len(part.encode()) for part in path.split("/"))
    if longest > LONGEST_NAME:
        problem = f"a path has a name of {longest:,} letters, and no file has one of more than {LONGEST_NAME}"
        return problem, "Give the file a shorter name"
    if len(path.encode()) > LONGEST_PATH:
        problem = (
            f"a path has {len(path):,} letters, and none that can be opened has more than {LONGEST_PATH:,}"
        )
        return problem, "Give the file a shorter name"
    return None


def _is_inside(folder: Path, file: Path) -> bool:
    """Return whether a path, links followed, stays in the folder; a link to itself does not."""
    try:
        return file.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False
