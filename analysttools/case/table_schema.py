"""Table Schemas: what the columns and keys of a table are, as ``datapackage.json`` says it.

Belongs here: reading the description of a table, and describing tables in Markdown. Does not belong
here: checking cells (``cell_checks.py``), files (``descriptor.py``, ``csv_files.py``).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysttools.case.patterns import can_run_away
from analysttools.errors import Fault, escape, quoted

EDTF_TYPE = "http://id.loc.gov/datatypes/edtf"
MOST = 1e300
TYPES = ("string", "number", "integer", "list")
# What parts the ids of a list.
DELIMITER = ";"
LIST_PROPERTIES = {"delimiter", "itemType"}
PROPERTIES = {
    *["name", "type", "title", "description", "example", "rdfType", "constraints", "format"],
    *LIST_PROPERTIES,
}
SCHEMA_PROPERTIES = {
    *["$schema", "name", "title", "description", "fields", "primaryKey", "foreignKeys", "uniqueKeys"],
    "missingValues",
}


@dataclass(frozen=True)
class Field:
    """One column of a table as its schema describes it; None where the schema sets no limit.

    A list of ids is read as the text that it is, and marked.
    """

    name: str
    type: str = "string"
    description: str = ""
    example: str = ""
    is_edtf: bool = False
    is_list: bool = False
    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] | None = None
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class ForeignKey:
    """A column whose values must stand in a column of another table."""

    column: str
    table: str
    reference: str


@dataclass(frozen=True)
class Table:
    """One table of a data package: its name, its path in the package, its columns and keys."""

    name: str
    path: str
    title: str
    fields: tuple[Field, ...]
    primary_key: str | None
    foreign_keys: tuple[ForeignKey, ...]
    unique_keys: tuple[tuple[str, ...], ...] = ()

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in order."""
        return [field.name for field in self.fields]


def read_table(resource: Mapping[str, Any], file: str) -> tuple[Table | None, list[Fault]]:
    """Read the description of one table from a resource of ``datapackage.json``.

    Parameters
    ----------
    resource : mapping
        One entry of ``resources``, with its ``schema``.
    file : str
        Path of ``datapackage.json``, for the faults.

    Returns
    -------
    table : Table or None
        None if there are faults.
    faults : list of Fault

    Examples
    --------
    >>> from analysttools.case.table_schema import read_table
    >>> schema = {"fields": [{"name": "claim_id", "type": "string"}], "primaryKey": "claim_id"}
    >>> table, faults = read_table({"name": "claims", "path": "c.csv", "schema": schema}, "d.json")
    >>> table.columns, faults
    (['claim_id'], [])
    """
    name = str(resource.get("name", ""))
    faults = list(_descriptor_faults(resource, name, file))
    if faults:
        return None, faults
    schema = resource["schema"]
    return Table(
        name=name,
        path=str(resource.get("path", "")),
        title=str(resource.get("title", "")),
        fields=tuple(_read_field(field) for field in schema["fields"]),
        primary_key=_one_name(schema.get("primaryKey")),
        foreign_keys=tuple(_read_key(key, name) for key in schema.get("foreignKeys", ())),
        unique_keys=tuple(map(tuple, schema.get("uniqueKeys", ()))),
    ), []


def describe(tables: Sequence[Table]) -> str:
    """Describe tables as Markdown, one table of columns for each; what ``data/README.md`` holds.

    Examples
    --------
    >>> from analysttools.case.table_schema import Field, Table, describe
    >>> print(describe([Table("t", "t.csv", "One row is a thing.", (Field("low"),), None, ())]))
    ### `t.csv`
    <BLANKLINE>
    One row is a thing.
    <BLANKLINE>
    | column | meaning | type | may be empty | example |
    |---|---|---|---|---|
    | `low` |  | string | yes |  |
    <BLANKLINE>
    """
    lines: list[str] = []
    for table in tables:
        lines += [f"### `{escape(table.path)}`", "", escape(table.title), ""]
        lines += ["| column | meaning | type | may be empty | example |", "|---|---|---|---|---|"]
        references = {key.column: key for key in table.foreign_keys}
        for field in table.fields:
            words = "; one of " + ", ".join(f"`{word}`" for word in field.enum) if field.enum else ""
            key = references.get(field.name)
            target = f"; a `{key.reference}` of `{key.table}`" if key else ""
            kind = "EDTF date" if field.is_edtf else "list" if field.is_list else field.type
            empty = "no" if field.required or field.name == table.primary_key else "yes"
            example = f"`{field.example}`" if field.example else ""
            meaning = f"{field.description}{words}{target}"
            cells = [f"`{field.name}`", meaning, kind, empty, example]
            shown = [escape(cell).replace("|", r"\|") for cell in cells]
            lines.append(f"| {' | '.join(shown)} |")
        lines.append("")
    return "\n".join(lines)


def _descriptor_faults(resource: Mapping[str, Any], name: str, file: str) -> Iterator[Fault]:
    """Check that the description of a table is one that the checks can keep, to the last property."""
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list) or not fields or not all(isinstance(one, dict) for one in fields):
        problem = f'table "{name}" has no schema with a list of fields'
        yield Fault("bad-descriptor", file, problem, "Describe its columns in schema.fields")
        return
    names = [field.get("name") for field in fields]
    for field in fields:
        for problem, advice in _field_problems(field):
            what = f'column {quoted(field.get("name"))} of table "{name}" {problem}'
            yield Fault("bad-descriptor", file, what, advice)
    for problem, advice in _schema_problems(resource["schema"], names):
        yield Fault("bad-descriptor", file, f'the schema of table "{name}" {problem}', advice)


def _field_problems(field: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Find what is wrong with the description of one column: the problem and the advice."""
    if not isinstance(field.get("name"), str) or not field["name"]:
        yield "has no name", "Give it a name in letters"
    if field.get("type", "string") not in TYPES:
        yield f"has the type {quoted(field['type'])}", "Use one of: " + ", ".join(TYPES)
    if field.get("rdfType") == EDTF_TYPE and field.get("type", "string") != "string":
        yield "is a number and marked as a date", 'Give it the type "string", or take the rdfType out'
    yield from _list_problems(field)
    if field.get("format", "default") != "default":
        yield "has a format of its own", "Take the format out; text is text and numbers are plain"
    for word in sorted(set(field) - PROPERTIES):
        yield f"has the property {quoted(word)}", "Use only: " + ", ".join(sorted(PROPERTIES))
    limits = field.get("constraints", {})
    if not isinstance(limits, dict):
        yield "has constraints that are not a list of names and values", "Write them as {...}"
        return
    yield from _constraint_problems(limits, field.get("type", "string"))


def _constraint_problems(limits: Mapping[str, Any], kind: Any) -> Iterator[tuple[str, str]]:
    """Find what is wrong with the constraints of a column of a type."""
    for word, value in limits.items():
        if word not in CONSTRAINTS:
            yield f"has the constraint {quoted(word)}", "Use one of: " + ", ".join(CONSTRAINTS)
        elif kind == "list" and word not in LIST_CONSTRAINTS:
            yield f"is a list and has {word}", f"Take the {word} out; each id of a list is looked up anyway"
        elif word in ("minimum", "maximum") and kind == "string":
            yield f"is text and has a {word}", "Give it the type number or integer, or take the limit out"
        elif word in ("enum", "pattern") and kind != "string":
            yield f"is a number and has {word}", f"Give it a minimum and a maximum, or take the {word} out"
        elif not CONSTRAINTS[word][1](value):
            advice = _pattern_advice(value) if word == "pattern" else f"Give {CONSTRAINTS[word][0]}"
            yield f"has {word} {quoted(value)}", advice
    low: Any = limits.get("minimum")
    high: Any = limits.get("maximum")
    if _is_number(low) and _is_number(high) and low > high:
        yield f"has a minimum ({low}) above its maximum ({high})", "Exchange them, or correct one"


def _list_problems(field: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Find what is wrong with a list of ids; by default the standard separates lists by commas."""
    if field.get("type") == "list":
        if field.get("delimiter") != DELIMITER:
            yield f"is a list separated by {quoted(field.get('delimiter', ','))}", 'Write "delimiter": ";"'
        if field.get("itemType", "string") != "string":
            yield f"is a list of {quoted(field['itemType'])}", 'Ids are text: write "itemType": "string"'
    elif LIST_PROPERTIES & set(field):
        yield "says how a list is separated, but is not a list", 'Give it the type "list", or take that out'


def _schema_problems(schema: Mapping[str, Any], names: list[Any]) -> Iterator[tuple[str, str]]:
    """Find what is wrong with the keys of a table."""
    if len(set(map(str, names))) < len(names):
        yield "describes a column twice", "Give each column a name of its own"
    if schema.get("missingValues", [""]) != [""]:
        yield "has missing values of its own", 'Write "missingValues": [""]; an empty cell is missing'
    key = _one_name(schema.get("primaryKey"))
    if schema.get("primaryKey") and (key is None or key not in names):
        yield "has a primary key that is not one of its columns", "Name one column of schema.fields"
    if not _are_keys(schema.get("uniqueKeys", []), names):
        yield "has unique keys that are not lists of its columns", 'Write them as [["day", "sector"]]'
    for word in sorted(set(schema) - SCHEMA_PROPERTIES):
        yield f"has the property {quoted(word)}", "Use only: " + ", ".join(sorted(SCHEMA_PROPERTIES))
    keys = schema.get("foreignKeys", [])
    if not isinstance(keys, list):
        yield "has foreign keys that are not a list", "Write them as [...]"
        return
    for one in keys:
        reference = one.get("reference") if isinstance(one, dict) else None
        if (
            not isinstance(reference, dict)
            or _one_name(one.get("fields")) is None
            or _one_name(reference.get("fields")) is None
            or not isinstance(reference.get("resource", ""), str)
        ):
            yield "has a foreign key that is not one column to one column", "Name one column on each side"


def _one_name(value: Any) -> str | None:
    """Return the one name that stands alone or in a list; None if there is another number of them."""
    names = value if isinstance(value, list) else [value]
    return names[0] if len(names) == 1 and isinstance(names[0], str) else None


def _are_keys(value: Any, names: list[Any]) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, list) and one and all(name in names for name in one) for one in value
    )


def _is_pattern(value: Any) -> bool:
    return not _pattern_advice(value)


def _pattern_advice(value: Any) -> str:
    """Return what to give instead of a pattern that cannot be kept; nothing where it can."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)
            re.compile(value)
    except FutureWarning:
        return "Give a regular expression of Python; [[ and [: mean nothing in it"
    except (re.error, TypeError, RecursionError, OverflowError):
        return "Write a valid regular expression; this is not one"
    if not value:
        return "Give a regular expression that some text fits, or take it out"
    return f"Give {CONSTRAINTS['pattern'][0]}" if can_run_away(value) else ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MOST


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)


LIST_CONSTRAINTS = ("required", "unique")
# What each constraint may hold: in words, and as a test.
CONSTRAINTS = {
    "required": ("true or false", _is_flag),
    "unique": ("true or false", _is_flag),
    "enum": ("a list of words", _is_words),
    "pattern": (
        "a regular expression that cannot run away: no repeat of a repeat such as (a+)+",
        _is_pattern,
    ),
    "minimum": ("a number", _is_number),
    "maximum": ("a number", _is_number),
}


def _read_field(field: Mapping[str, Any]) -> Field:
    limits = field.get("constraints", {})
    enum = limits.get("enum")
    return Field(
        name=field["name"],
        type="string" if field.get("type") == "list" else field.get("type", "string"),
        is_list=field.get("type") == "list",
        description=str(field.get("description", "")),
        example=str(field.get("example", "")),
        is_edtf=field.get("rdfType") == EDTF_TYPE,
        required=bool(limits.get("required", False)),
        unique=bool(limits.get("unique", False)),
        enum=tuple(enum) if enum else None,
        pattern=limits.get("pattern"),
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
    )


def _read_key(key: Mapping[str, Any], table: str) -> ForeignKey:
    reference = key["reference"]
    target = reference.get("resource") or table
    return ForeignKey(_one_name(key["fields"]) or "", target, _one_name(reference["fields"]) or "")
