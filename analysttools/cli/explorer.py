"""The commands ``explore`` and ``page``: what they are given and print.

Belongs here: the command line of the explorer. Does not belong here: serving and writing (``explorer/``).
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from analysttools.cli.commands import add_command
from analysttools.cli.terminal import print_lines
from analysttools.locales import LANGUAGES


def add_explorer(commands: Any) -> None:
    """Add what shows a case without a notebook."""
    explore = add_command(
        commands, "explore", "open the explorer in the browser, without a notebook", "explore data"
    )
    _add_case(explore)
    explore.add_argument("--port", type=int, default=0, help="port to listen on (default: a free one)")
    explore.add_argument("--no-browser", action="store_true", help="print the address, open nothing")
    _add_knots(explore)
    explore.set_defaults(command=_explore)
    page = add_command(
        commands,
        "page",
        "write the explorer as one HTML file that needs nothing else",
        "page data -o case.html",
    )
    _add_case(page)
    page.add_argument("-o", "--output", default="case.html", help="the file to write (default: case.html)")
    _add_knots(page)
    page.set_defaults(command=_write_page)


def _add_case(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", nargs="?", default="data", help="the data folder (default: data)")
    command.add_argument(
        "--lang", choices=list(LANGUAGES), default="en", help="language to begin with (default: en)"
    )


def _add_knots(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--knots",
        action="store_true",
        help="work out first which three claims and more cannot all be true, and show them",
    )


def _explore(given: argparse.Namespace) -> int:
    from analysttools.explorer.server import serve_explorer

    def announce(address: str) -> None:
        print_lines(f"The explorer of {given.folder} is at {address} (to this machine alone; Ctrl-C ends it)")

    return serve_explorer(
        given.folder,
        port=given.port,
        lang=given.lang,
        open_browser=not given.no_browser,
        has_knots=given.knots,
        announce=announce,
    )


def _write_page(given: argparse.Namespace) -> int:
    from analysttools.case.loading import load_case
    from analysttools.explorer.page import reconcile_case, write_page

    case = load_case(given.folder) if given.knots else given.folder
    reconciled = reconcile_case(case, given.lang) if given.knots else None
    is_new = write_page(case, given.output, lang=given.lang, reconciled=reconciled)
    size = Path(given.output).stat().st_size
    done = "written" if is_new else "already up to date"
    print_lines(f"{given.output}: {done}, {size / 1e6:.1f} MB. It opens in any browser, without a network")
    return 0
