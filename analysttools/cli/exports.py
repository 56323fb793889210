"""The command ``export``: a case in the format of others, and what that format cannot hold.

Belongs here: what is printed. Does not belong here: the formats (``exchange/exports``).
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from analysttools.cli.commands import add_command
from analysttools.cli.row_files import read_rows
from analysttools.cli.terminal import print_lines

_FORMS = ("csv", "parquet", "jsonld", "stix", "csvw", "geojson", "timelinejs")


def add_export(commands: Any) -> None:
    """Add the command."""
    command = add_command(
        commands,
        "export",
        "write a case in the format of others",
        "export data --as csv -o tables",
        "export data --as jsonld -o claims --ratings ratings.csv",
    )
    command.add_argument("folder", nargs="?", default="data", help="the data folder (default: data)")
    command.add_argument("--as", dest="form", required=True, choices=_FORMS, help="the format")
    command.add_argument("-o", "--output", help="a folder that is not there (default: export-FORMAT)")
    command.add_argument("--lang", choices=("en", "fr"), default="en", help="language of names (default: en)")
    command.add_argument("--ratings", dest="file", help="for jsonld: a CSV of ratings, for ClaimReview")
    command.set_defaults(command=_export)


def _export(given: argparse.Namespace) -> int:
    from analysttools.case.loading import load_case
    from analysttools.exchange.exports.exporting import FORMS, export_case

    ratings = None
    if given.file:
        ratings = read_rows(given.file, "claim_id, rating, worst, best, by, day in the first line").fillna("")
    folder = Path(given.output or f"export-{given.form}")
    written = export_case(load_case(given.folder), folder, given.form, lang=given.lang, ratings=ratings)
    print_lines(f"{folder}: {len(written)} {'file' if len(written) == 1 else 'files'}")
    print_lines(*(f"  {path.name}" for path in written))
    if lost := FORMS[given.form].lost:
        print_lines("", "What this format cannot hold, or holds in words:", *(f"- {one}" for one in lost))
    return 0
