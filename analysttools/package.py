"""The descriptor of a data folder and the way to its files.

Belongs here: reading ``datapackage.json``, and opening files of the folder and no others. Does not
belong here: what stands in the tables.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from analysttools.approximation import Approximation, read_approximation
from analysttools.control_map import ControlMap, read_control_map
from analysttools.errors import Fault, did_you_mean, quoted
from analysttools.needs import (
    COLUMNS,
    DATES,
    NUMBERS,
    OPTIONAL,
    REFERENCES,
    REFERENCES_IF_THERE,
    VOCABULARIES,
    WORDS,
)
from analysttools.schema import EDTF_TYPE, Field, Table, read_table

DESCRIPTOR = "datapackage.json"
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True)
class Package:
    """What ``datapackage.json`` says: the title, how wide ``~`` is, the tables by name, the settings.

    ``approximation`` is None where the descriptor does not state it. ``losses`` is the measure that all
    losses are part of; empty where none is stated.
    """

    title: str
    approximation: Approximation | None
    tables: Mapping[str, Table]
    losses: str = ""
    control_map: ControlMap = dataclasses.field(default_factory=ControlMap)


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
            f"There is no folder {folder} (looked for {folder.absolute()}). Give the path of a data "
            f"folder, one that holds a {DESCRIPTOR}"
        )
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is not a folder. Give the folder that holds {DESCRIPTOR}")
    nothing = Package("", None, {})
    descriptor, faults = _read_json(folder, max_bytes)
    if faults:
        return nothing, faults
    file = str(folder / DESCRIPTOR)
    resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
    if not isinstance(resources, list) or not all(isinstance(one, dict) for one in resources):
        advice = "List the tables there"
        return nothing, [Fault("bad-descriptor", file, 'it has no list "resources"', advice)]
    approximation, faults = _read_approximation(descriptor, file)
    losses, control_map, wrong = _read_settings(descriptor, file)
    faults += wrong + _wrong_names(resources, file)
    tables: dict[str, Table] = {}
    for resource in resources:
        path = resource.get("path")
        unsafe = check_path(folder, path, file)
        faults += unsafe
        if "schema" in resource or resource.get("name") in COLUMNS:
            table, wrong = read_table(resource, file)
            faults += wrong + _wrong_dialect(resource, file)
            if table is not None:
                tables[table.name] = table
        elif not unsafe:
            opened, wrong = open_path(folder, str(path), max_bytes)
            faults += wrong + (_wrong_hash(opened, resource, file) if opened else [])
    faults += _missing_tables([str(resource.get("name")) for resource in resources], file)
    faults += _wrong_columns(tables, file)
    title = str(descriptor.get("title", ""))
    return Package(title, approximation, tables, losses, control_map), faults


def open_path(folder: Path, path: str, max_bytes: int) -> tuple[Path | None, list[Fault]]:
    """Give the path of a file of the folder if it may be read, without reading it.

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
            problem = "this is not a file with contents"
            return None, [Fault("unreadable-file", str(file), problem, "Put a CSV file there")]
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
    try:
        return json.loads(file.read_bytes().decode("utf-8")), []
    except (ValueError, RecursionError) as error:
        problem = f"the file is not JSON in UTF-8: {error}"
        line = getattr(error, "lineno", None)
        return None, [Fault("bad-descriptor", str(file), problem, "Correct it there", line=line)]


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


def _read_settings(descriptor: Mapping[str, Any], file: str) -> tuple[str, ControlMap, list[Fault]]:
    """Read what else the case says of itself: the measure of losses, the map of control."""
    losses, faults = descriptor.get("losses", ""), []
    if not isinstance(losses, str):
        problem, advice = '"losses" is not a measure', "Name the measure that all losses are part of"
        faults.append(Fault("bad-descriptor", file, problem, advice, found=quoted(losses)))
    settings = descriptor.get("control_map", {})
    try:
        return str(losses), read_control_map(settings), faults
    except ValueError as error:
        problem = f'"control_map" cannot be read: {error}'
        advice = "Correct it there; data/README.md of the shipped case says what each name means"
        faults.append(Fault("bad-descriptor", file, problem, advice, found=quoted(settings)))
        return str(losses), ControlMap(), faults


def _wrong_dialect(resource: Mapping[str, Any], file: str) -> list[Fault]:
    """Refuse tables in another form than UTF-8 with commas, rather than guess at it."""
    is_utf8 = str(resource.get("encoding", "utf-8")).lower() in ("utf-8", "utf8")
    if is_utf8 and not resource.get("dialect") and not resource.get("compression"):
        return []
    problem = f'table "{resource.get("name")}" is described with an encoding, dialect or compression'
    advice = "Save it as CSV in UTF-8 with commas, and take these words out"
    return [Fault("bad-descriptor", file, problem, advice)]


def _wrong_hash(opened: Path, resource: Mapping[str, Any], file: str) -> list[Fault]:
    """Hold a file without a schema against the hash that the descriptor gives it, if it gives one."""
    stated, found = resource.get("hash"), f"sha256:{hashlib.sha256(opened.read_bytes()).hexdigest()}"
    if stated in (None, found):
        return []
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", str(stated)):
        problem, expected = f'"hash" of "{resource.get("name")}" cannot be read', "sha256: and 64 hex digits"
        advice = "Write it so, or take it out"
        return [Fault("bad-descriptor", file, problem, advice, found=quoted(stated), expected=expected)]
    problem, advice = "the file is another than its hash says", f"Put it back, or its hash into {file}"
    return [Fault("wrong-hash", str(opened), problem, advice, found=found, expected=str(stated))]


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
    """Find what the rules need of a schema and do not find, and foreign keys that point nowhere."""
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
    """Say what a schema lacks that the rules rest on: columns, keys, types, words."""
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
    for column, field in fields.items():
        base = column.removesuffix("_earliest").removesuffix("_latest")
        if base != column and base in fields and fields[base].is_edtf:
            yield f"has a column {column}, which the loader makes itself", "Rename it or take it out"
        if column in NUMBERS.get(name, ()) and field.type != "number":
            yield f"has {column} as {field.type}", 'Give it the type "number"'
        if column in DATES.get(name, ()) and not field.is_edtf:
            yield f"does not mark {column} as a date", f'Give it "rdfType": "{EDTF_TYPE}"'
        words = WORDS.get((name, column))
        if words and not set(field.enum or ["(any)"]) <= set(words):
            yield f"allows other words for {column}", "Give it the enum: " + ", ".join(words)


def check_path(folder: Path, path: Any, file: str) -> list[Fault]:
    """Refuse a path that leaves the folder; nothing is opened for it.

    Parameters
    ----------
    folder : pathlib.Path
        The data folder.
    path : str
        A path relative to it; anything else than a string is refused.
    file : str
        The file that names the path, for the faults.

    Returns
    -------
    list of Fault
        Empty if the path stays in the folder, links followed.
    """
    if not isinstance(path, str) or not path:
        advice = "Give each resource one path, relative to the folder"
        return [Fault("unsafe-path", file, "a resource has no path, or several", advice, found=quoted(path))]
    pure = PurePosixPath(path)
    leaves = pure.is_absolute() or ".." in pure.parts or not path.isprintable() or "\\" in path
    if leaves or _URL.match(path) or not _is_inside(folder, folder / pure):
        return [
            Fault(
                "unsafe-path",
                file,
                "a path leads out of the folder; nothing was read from it",
                "Put the file into the folder and give its path relative to it",
                found=quoted(path),
                expected="a path such as claims.csv",
            )
        ]
    return []


def _is_inside(folder: Path, file: Path) -> bool:
    """Tell whether a path, links followed, stays in the folder; a link to itself does not."""
    try:
        return file.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False
