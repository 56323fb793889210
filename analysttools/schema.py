"""Table Schemas: what the columns and keys of a table are, as ``datapackage.json`` says it.

Belongs here: reading the description of a table, and describing tables in Markdown. Does not belong
here: checking cells (``checks.py``), files (``case.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysttools.errors import Fault, quoted

EDTF_TYPE = "http://id.loc.gov/datatypes/edtf"
TYPES = ("string", "number", "integer")
CONSTRAINTS = ("required", "unique", "enum", "pattern", "minimum", "maximum")


@dataclass(frozen=True)
class Field:
    """One column of a table as its schema describes it; None where the schema sets no limit."""

    name: str
    type: str = "string"
    description: str = ""
    example: str = ""
    is_edtf: bool = False
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
    >>> from analysttools.schema import read_table
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
    key = schema.get("primaryKey") or None
    return Table(
        name=name,
        path=str(resource.get("path", "")),
        title=str(resource.get("title", "")),
        fields=tuple(_read_field(field) for field in schema["fields"]),
        primary_key=key[0] if isinstance(key, list) else key,
        foreign_keys=tuple(_read_key(key, name) for key in schema.get("foreignKeys", ())),
    ), []


def describe(tables: Sequence[Table]) -> str:
    """Describe tables as Markdown, one table of columns for each; what ``data/README.md`` holds.

    Examples
    --------
    >>> from analysttools.schema import Field, Table, describe
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
        lines += [f"### `{table.path}`", "", table.title, ""]
        lines += ["| column | meaning | type | may be empty | example |", "|---|---|---|---|---|"]
        references = {key.column: key for key in table.foreign_keys}
        for field in table.fields:
            words = "; one of " + ", ".join(f"`{word}`" for word in field.enum) if field.enum else ""
            key = references.get(field.name)
            target = f"; a `{key.reference}` of `{key.table}`" if key else ""
            kind = "EDTF date" if field.is_edtf else field.type
            empty = "no" if field.required or field.name == table.primary_key else "yes"
            example = f"`{field.example}`" if field.example else ""
            meaning = f"{field.description}{words}{target}"
            lines.append(f"| `{field.name}` | {meaning} | {kind} | {empty} | {example} |")
        lines.append("")
    return "\n".join(lines)


def _descriptor_faults(resource: Mapping[str, Any], name: str, file: str) -> Iterator[Fault]:
    """Check that the description of a table can be used."""
    fields = resource["schema"].get("fields") if isinstance(resource.get("schema"), dict) else None
    if not isinstance(fields, list) or not fields or not all(isinstance(f, dict) for f in fields):
        problem = f'table "{name}" has no schema with fields'
        yield Fault("bad-descriptor", file, problem, "Describe its columns in schema.fields")
        return
    names = [field.get("name") for field in fields]
    for field in fields:
        if not isinstance(field.get("name"), str):
            yield Fault("bad-descriptor", file, f'a field of table "{name}" has no name', "Name it")
        elif field.get("type", "string") not in TYPES:
            problem = f'column "{field["name"]}" of table "{name}" has the type {quoted(field["type"])}'
            yield Fault("bad-descriptor", file, problem, "Use one of: " + ", ".join(TYPES), expected="a type")
        for word in field.get("constraints", {}):
            if word not in CONSTRAINTS:
                problem = f'column "{field.get("name")}" of table "{name}" has the constraint "{word}"'
                known = "Use one of: " + ", ".join(CONSTRAINTS)
                yield Fault("bad-descriptor", file, problem, known)
    key = resource["schema"].get("primaryKey")
    if key and (key[0] if isinstance(key, list) else key) not in names:
        problem = f'the primary key of table "{name}" is not one of its columns'
        yield Fault("bad-descriptor", file, problem, "Name a column that is in schema.fields")


def _read_field(field: Mapping[str, Any]) -> Field:
    limits = field.get("constraints", {})
    enum = limits.get("enum")
    return Field(
        name=field["name"],
        type=field.get("type", "string"),
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
    def first(value: Any) -> str:
        return value[0] if isinstance(value, list) else value

    reference = key["reference"]
    return ForeignKey(first(key["fields"]), reference.get("resource") or table, first(reference["fields"]))
