"""The command ``add``: claims into a case, shown as they would stand, written only when told.

Belongs here: what is typed, and what is printed of it. Not here: the rows (``case/additions.py``).
"""

from __future__ import annotations

import argparse
from typing import Any

from analysttools.cli.commands import add_command
from analysttools.cli.row_files import read_rows
from analysttools.cli.terminal import print_lines

# How a cell of another table begins, which table that is, and the column of the claim that refers to it.
_WITH = {
    "source": ("sources", "source_id"),
    "claimant": ("claimants", "claimant_id"),
    "place": ("places", "place_id"),
}


def add_adding(commands: Any) -> None:
    """Add the command."""
    command = add_command(
        commands,
        "add",
        "add claims to a case: from a file of rows, or one as column=value",
        "add data measure=killed population=civilians low=30 qualifier=at_least ...",
        "add data ... source_id=post-05-04 source.publisher=Post source.published=2030-05-04",
        "add data --rows new-claims.csv            shows the rows, and what is wrong with them",
        "add data --rows new-claims.csv --write    writes them, whole or not at all",
        note="columns that are not named stay empty; a claim without a claim_id gets one; a source,\n"
        "claimant or place that the case does not have comes with the claim, as source.publisher=...",
    )
    command.add_argument("folder", help="the data folder")
    command.add_argument("cells", nargs="*", metavar="column=value", help="a claim, cell by cell")
    command.add_argument(
        "--rows", dest="file", help="a CSV file of claims, its first line the columns; - reads input"
    )
    command.add_argument("--write", action="store_true", help="write them; without this nothing is written")
    command.set_defaults(command=_add, parser=command)


def _add(given: argparse.Namespace) -> int:
    if wrong := [cell for cell in given.cells if "=" not in cell]:
        given.parser.error(f"{wrong[0]} is not a cell: write column=value, such as low=30")
    if bool(given.cells) == bool(given.file):
        given.parser.error("name a claim, cell by cell, or a file of claims (--rows)")
    from analysttools.case.additions import add_claims
    from analysttools.case.loading import load_case
    from analysttools.case.writing import write_case

    case = load_case(given.folder)
    if given.file:
        more = add_claims(case, read_rows(given.file, "the columns of claims.csv in the first line"))
    else:
        more = add_claims(case, **_part_cells(dict(cell.split("=", 1) for cell in given.cells)))
    count = len(more.claims) - len(case.claims)
    print_lines(f"{given.folder} would gain {count} {'claim' if count == 1 else 'claims'}")
    for table in ("sources", "claimants", "places", "claims"):
        gained = len(getattr(more, table)) - len(getattr(case, table))
        for row in getattr(more, table).tail(gained).to_dict("records") if gained else ():
            print_lines("", f"{table}:", *(f"  {name}: {row[name]}" for name in _filled(row)))
    if not given.write:
        print_lines("", "The case would have no fault. Nothing was written: add --write")
        return 0
    print_lines("", *(f"{path}: written" for path in write_case(more, case.folder)))
    return 0


def _part_cells(cells: dict[str, str]) -> dict[str, dict[str, str]]:
    """Part the cells of a claim from those of the source, claimant or place that comes with it."""
    rows = {"rows": {name: value for name, value in cells.items() if name.partition(".")[0] not in _WITH}}
    for prefix, (table, key) in _WITH.items():
        own = {
            name.removeprefix(f"{prefix}."): value
            for name, value in cells.items()
            if name.startswith(f"{prefix}.")
        }
        if own:
            rows[table] = {key: cells.get(key, ""), **own}
    return rows


def _filled(row: dict[Any, Any]) -> list[str]:
    """Return the names of cells that hold something, without the days that dates are read into."""
    made = {f"{name}_{end}" for name in row for end in ("earliest", "latest")}
    return [
        str(name) for name, value in row.items() if value == value and value is not None and name not in made
    ]
