"""CSV on the Web: the tables of a case as they are, and what their columns are, as the W3C describes it.

Belongs here: ``csv-metadata.json``. Does not belong here: tables with names (``named_tables.py``).
"""

from __future__ import annotations

import json
from typing import Any

from analysttools.case.credit import read_credit
from analysttools.case.loading import Case, read_tables
from analysttools.case.table_bytes import format_cells
from analysttools.case.table_schema import Field, Table

LOST = [
    "dates stay EDTF texts, of which CSV on the Web has no datatype",
    "rules between cells, such as low <= best",
]
_TYPES = {"number": "number", "integer": "integer"}


def write_csvw(case: Case, lang: str = "en") -> dict[str, bytes]:
    """Return each table as CSV in UTF-8, and the metadata that describes them all."""
    files, described = {}, []
    tables = {table.name: table for table in read_tables(case.folder) if hasattr(case, table.name)}
    for name, table in tables.items():
        cells = format_cells(getattr(case, name), table)
        files[f"{name}.csv"] = cells.to_csv(index=False, lineterminator="\n").encode("utf-8")
        described.append(_describe(table, tables))
    credit = read_credit(case)
    metadata = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": credit.title,
        "dc:description": credit.describe(),
        "dc:license": ", ".join(credit.licences),
        "tables": described,
    }
    return files | {"csv-metadata.json": json.dumps(metadata, ensure_ascii=False, indent=1).encode("utf-8")}


def _describe(table: Table, tables: dict[str, Table]) -> dict[str, Any]:
    schema: dict[str, Any] = {"columns": [_column(field) for field in table.fields]}
    if table.primary_key:
        schema["primaryKey"] = table.primary_key
    keys = [
        {
            "columnReference": key.column,
            "reference": {"resource": f"{key.table}.csv", "columnReference": key.reference},
        }
        for key in table.foreign_keys
        if key.table in tables
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {"url": f"{table.name}.csv", "dc:description": table.title, "tableSchema": schema}


def _column(field: Field) -> dict[str, Any]:
    column: dict[str, Any] = {
        "name": field.name,
        "titles": field.name,
        "datatype": _TYPES.get(field.type, "string"),
    }
    if field.description:
        column["dc:description"] = field.description
    if field.is_list:
        column["separator"] = ";"
    if field.required:
        column["required"] = True
    return column
