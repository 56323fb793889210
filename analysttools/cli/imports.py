"""The command ``import``: a file of another format shown as it was understood, written only when told.

Belongs here: what is printed of an import. Does not belong here: reading a format (``exchange``).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from analysttools.cli.commands import add_command
from analysttools.cli.terminal import print_lines
from analysttools.errors import describe_list, quoted

if TYPE_CHECKING:
    from analysttools.exchange.imported import Imported

FORMATS = {
    "ucdp": "events of UCDP GED, as UCDP or HDX writes them",
    "acled": "an export of ACLED",
    "hxl": "a table with a row of HXL tags",
    "geojson": "points of GeoJSON with a date",
    "table": "any table: CSV of any dialect, xlsx, ods",
}
SHOWN_ROWS = 3
# Tables whose rows no mapping makes into events.
_NO_EVENTS = ("places", "sources", "claimants", "measures", "populations", "sides")
SHOWN_NOTES = 20


def add_import(commands: Any) -> None:
    """Add the command."""
    command = add_command(
        commands,
        "import",
        "read a file of another format, show it, and add it to a case",
        "import ged.csv --as ucdp                        shows what was understood",
        "import ged.csv --as ucdp --into data            and what data would gain",
        "import ged.csv --as ucdp --into data --write    writes it, whole or not at all",
    )
    command.add_argument("file", help="the file")
    words = "; ".join(f"{name}: {what}" for name, what in FORMATS.items())
    command.add_argument("--as", dest="form", required=True, choices=FORMATS, help=words)
    command.add_argument("--map", dest="mapping", help="a mapping in TOML: which column is what")
    command.add_argument("--published", default="", help="when the file appeared: 2025-06-12 or 2025-06")
    command.add_argument("--into", dest="folder", help="the folder of a case: show what it would gain")
    command.add_argument("--write", action="store_true", help="write it; without this nothing is written")
    command.set_defaults(command=_import, parser=command)


def _import(given: argparse.Namespace) -> int:
    if given.write and not given.folder:
        given.parser.error("--write needs a case: name its folder with --into")
    from analysttools.exchange.mapping import Mapping as ColumnMapping
    from analysttools.exchange.mapping import read_mapping
    from analysttools.exchange.row_kinds import describe_kind

    mapping = read_mapping(given.mapping) if given.mapping else ColumnMapping()
    imported = _read(given, mapping)
    kind = describe_kind(imported)
    print_lines(*_describe(imported, kind.words))
    if not len(imported.events):
        from analysttools.exchange.mapping import sketch

        print_lines("", f"No row is an event yet: {kind.words}. {kind.advice}.")
        if kind.table in _NO_EVENTS:
            return 1
        print_lines("", "A mapping to begin with, for --map:", "")
        print_lines(*sketch(imported).splitlines())
        return 1
    if not given.folder:
        print_lines("", "Nothing was written. Name a case to see what it would gain: --into FOLDER")
        return 0
    return _add(imported, given, mapping.constants)


def _read(given: argparse.Namespace, mapping: Any) -> Imported:
    from analysttools import exchange
    from analysttools.exchange.settings import FileSettings

    mapped = {"table": "read_spreadsheet", "hxl": "read_hxl", "geojson": "read_points"}
    if given.form in mapped:
        found: Imported = getattr(exchange, mapped[given.form])(
            given.file, mapping, published=given.published
        )
        return found
    if mapping.columns or mapping.numbers or mapping.file != FileSettings():
        raise ValueError(
            f"{given.mapping} says what columns are, but those of {given.form} are known. Keep [constants] "
            "alone, or read the file as a table (--as table)"
        )
    reader = {"ucdp": exchange.read_ucdp, "acled": exchange.read_acled}[given.form]
    read: Imported = reader(given.file, published=given.published)
    return read


def _add(imported: Imported, given: argparse.Namespace, constants: Mapping[str, str]) -> int:
    from analysttools.errors import format_faults
    from analysttools.exchange.appending import prepare, write

    addition = prepare(imported, given.folder, constants)
    gained = ", ".join(f"{count} {name}" for name, count in addition.added.items())
    print_lines("", f"{given.folder} would gain {gained}")
    kept = [path for path in addition.contents if path not in addition.standing]
    print_lines(f"what no table has a column for is kept in {describe_list(kept)}", *addition.left_out)
    if addition.faults:
        print_lines("", "With them the case would have faults:", *format_faults(addition.faults))
        print_lines("Nothing was written.")
        return 1
    if not given.write:
        print_lines("The case would have no fault. Nothing was written: add --write")
        return 0
    write(addition)
    print_lines("Written.")
    return 0


def _describe(imported: Imported, kind: str) -> Iterator[str]:
    """Say what was understood of a file: what a row is, form, columns, first rows, what is doubtful."""
    yield f"{imported.path}, read as {imported.format}: {kind}"
    yield from (f"  {name}: {words}" for name, words in imported.understood.items())
    yield f"  rows: {len(imported.rows)}"
    counts = [
        f"{len(getattr(imported, name))} {name}"
        for name in ("events", "claims", "places", "populations", "claimants", "measures", "sources")
        if len(getattr(imported, name))
    ]
    yield f"  understood: {', '.join(counts) or 'nothing yet'}"
    yield ""
    yield "Columns taken:"
    taken = imported.columns[imported.columns["taken_as"].ne("")]
    yield from (
        f"  {one.column} -> {one.taken_as}, such as {quoted(one.example)}" for one in taken.itertuples()
    )
    yield "Columns kept as they stand:"
    left = imported.columns[imported.columns["taken_as"].eq("")]
    yield from (f"  {one.column}, such as {quoted(one.example)}" for one in left.itertuples())
    yield from _first_rows(imported)
    if imported.notes:
        yield ""
        yield f"Look at this ({len(imported.notes)}):"
        yield from (f"  {note}" for note in imported.notes[:SHOWN_NOTES])
        if len(imported.notes) > SHOWN_NOTES:
            yield f"  and {len(imported.notes) - SHOWN_NOTES} more (notes of what read_... returns)"


def _first_rows(imported: Imported) -> Iterator[str]:
    if not len(imported.events):
        return
    yield ""
    yield "First rows:"
    for one in imported.events.head(SHOWN_ROWS).to_dict("records"):
        what = one["title_en"] if isinstance(one["title_en"], str) else one["summary_en"]
        where = f", {one['place_id']}" if isinstance(one["place_id"], str) else ""
        yield f"  line {one['line']}: {one['event_id']}, {one['date']}{where}: {quoted(what, 80)}"
        claims = imported.claims[imported.claims["event_id"].eq(one["event_id"])]
        for claim in claims.to_dict("records"):
            numbers = [
                f"{name} {claim[name]:g}" for name in ("low", "best", "high") if claim[name] == claim[name]
            ]
            of = f" of {claim['population']}" if isinstance(claim["population"], str) else ""
            said = ", ".join([f"{claim['measure']}{of}", claim["qualifier"], *numbers])
            yield f"    {claim['claim_id']}: {said}"
