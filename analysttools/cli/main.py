"""The command line: ``analysttools check``, ``run``, ``measure``, ``verify`` and the others of ``--help``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from analysttools.cli.additions import add_adding
from analysttools.cli.commands import EXIT_CODES, add_command, expand_pattern
from analysttools.cli.difference import add_diff
from analysttools.cli.explorer import add_explorer
from analysttools.cli.exports import add_export
from analysttools.cli.imports import add_import
from analysttools.cli.new import add_new
from analysttools.cli.notebooks import add_running
from analysttools.cli.reports import add_report
from analysttools.cli.terminal import complain, has_lost, is_watched, open_closed, print_lines, print_text
from analysttools.errors import DataError, escape

# What is a path among the arguments.
PATHS = ("folder", "texts", "data", "to", "output", "file", "mapping")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 0 all is well, 1 something is wrong, 2 misuse.

    Parameters
    ----------
    arguments : sequence of str, optional
        The command line without the program's name. None takes it from the process.
    """
    open_closed()
    parser = build_parser()
    given = parser.parse_args(arguments)
    if given.command is None:
        print_text(parser.format_help().rstrip("\n"))
        return 2
    if empty := [name for name in PATHS if _has_empty(getattr(given, name, None))]:
        parser.error(f"{empty[0]} is empty: give a path, or leave it out")
    try:
        status = int(given.command(given))
        return 1 if has_lost() else status
    except (OSError, ValueError, ImportError) as error:
        complain(_word(error))
        return 1
    except KeyboardInterrupt:
        complain("Stopped. Files that were not finished are as they were.")
        return 1


def _has_empty(value: object) -> bool:
    """Return whether an argument is a path without a letter, or has one among several."""
    return value == "" or (isinstance(value, list) and "" in value)


def _word(error: Exception) -> str:
    """Return the words of an error; to those of the system alone what they are about."""
    if isinstance(error, OSError) and error.errno is not None and error.args[0] == error.errno:
        where = f"{escape(str(error.filename))}: " if error.filename is not None else ""
        return f"{where}{error.strerror}. Give a path that is there and that you may read and write"
    return str(error) if isinstance(error, DataError) else escape(str(error))


class _Parser(argparse.ArgumentParser):
    """A parser of arguments that shows what is not seen in those that it refuses."""

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """Print why the arguments are refused, and end."""
        if message:
            complain(message.rstrip("\n"))
        sys.exit(status)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line, with every command and an example of each."""
    parser = _Parser(
        "analysttools",
        description="Claims, honest charts, notebooks that rerun.",
        epilog=f"{EXIT_CODES}. analysttools COMMAND --help shows an example of each.",
    )
    parser.add_argument(
        "--version", action=_Version, nargs=0, help="print the version, and Python's, and end"
    )
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    add_new(commands)
    _add_case(commands)
    add_adding(commands)
    add_import(commands)
    add_diff(commands)
    add_export(commands)
    add_report(commands)
    _add_front(commands)
    add_running(commands)
    add_explorer(commands)
    _add_verifying(commands)
    return parser


class _Version(argparse.Action):
    """Prints the version; it is looked up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any, **__: Any) -> NoReturn:
        """Print it and end."""
        import platform

        import analysttools

        print_lines(f"analysttools {analysttools.__version__}, Python {platform.python_version()}")
        parser.exit()


def _add_case(commands: Any) -> None:
    """Add what is done with the tables of a case."""
    check = add_command(
        commands,
        "check",
        "check data folders and print every fault and note",
        "check data",
        note="several folders are taken, and patterns, on any shell",
    )
    check.add_argument("folder", nargs="*", default=["data"], help="data folders (default: data)")
    check.set_defaults(command=_check)
    describe = add_command(
        commands, "describe", "print the columns of every table as Markdown", "describe data > columns.md"
    )
    describe.add_argument("folder", nargs="?", default="data", help="the data folder (default: data)")
    describe.set_defaults(command=_describe)


def _add_front(commands: Any) -> None:
    """Add what is done with daily control polygons."""
    measure = add_command(
        commands, "measure", "measure control polygons into data/front/", "measure polygons --data data"
    )
    measure.add_argument("folder", help="folder of daily GeoJSON files, or one archive of them")
    measure.add_argument("--data", default="data", help="the data folder (default: data)")
    measure.add_argument(
        "--again", action="store_true", help="measure every day again, not the new ones only"
    )
    measure.add_argument("--source", help="the row of sources to credit (default: as control_map has it)")
    measure.add_argument(
        "--window",
        nargs=4,
        type=float,
        metavar=("WEST", "SOUTH", "EAST", "NORTH"),
        help="where the polygons must lie, in degrees (default: as control_map has it)",
    )
    measure.add_argument("--country", help="country that they cover (default: as control_map has it)")
    measure.set_defaults(command=_measure)
    fetch = add_command(
        commands,
        "fetch-front",
        "fetch the public daily control polygons into a cache",
        "fetch-front --to polygons",
    )
    fetch.add_argument("--to", help="folder to put them into (default: the user's cache)")
    fetch.add_argument("--data", default="data", help="the data folder (default: data)")
    fetch.add_argument(
        "--from", dest="url", help="address of the folder, with its slash (default: files_url of control_map)"
    )
    fetch.set_defaults(command=_fetch_front)


def _add_verifying(commands: Any) -> None:
    """Add what is held against the figures and the texts."""
    verify = add_command(
        commands,
        "verify",
        "say which figures no longer fit the data or the code",
        "verify figures --data data",
    )
    verify.add_argument("folder", nargs="?", default="figures", help="the figures (default: figures)")
    verify.add_argument("--data", default="data", help="the data folder (default: data)")
    verify.set_defaults(command=_verify)
    gallery = add_command(
        commands, "gallery", "write a page of all figures with their texts and sources", "gallery figures"
    )
    gallery.add_argument("folder", nargs="?", default="figures", help="the figures (default: figures)")
    gallery.set_defaults(command=_gallery)
    excerpts = add_command(
        commands,
        "verify-excerpts",
        "prove that the texts say what the rows say",
        "verify-excerpts texts --data data",
    )
    excerpts.add_argument("texts", help="folder of texts, one a source, named <source_id>.txt")
    excerpts.add_argument("--data", default="data", help="the data folder (default: data)")
    excerpts.set_defaults(command=_verify_excerpts)


def _check(given: argparse.Namespace) -> int:
    from analysttools.case.loading import review_case
    from analysttools.errors import format_faults

    status = 0
    for folder in (path for one in given.folder for path in expand_pattern(one)):
        try:
            faults, notes = review_case(folder)
        except (FileNotFoundError, NotADirectoryError) as error:  # the others are checked all the same
            complain(_word(error))
            status = 1
            continue
        print_lines(*format_faults(faults))
        print_lines(f"{folder}: {_format_count(len(faults), 'fault')}")
        if notes:
            print_lines("", "Notes for a person to look at (none of them is a fault):")
            print_lines(*format_faults(notes))
            print_lines(f"{folder}: {_format_count(len(notes), 'note')}")
        status = 1 if faults else status
    return status


def _format_count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _describe(given: argparse.Namespace) -> int:
    from analysttools.case.loading import read_tables
    from analysttools.case.table_schema import describe

    print_text(describe(read_tables(given.folder)))
    return 0


def _measure(given: argparse.Namespace) -> int:
    from analysttools.case.loading import load_case
    from analysttools.front.snapshots import read_snapshots
    from analysttools.front.update import measure

    known_map = load_case(given.data).map_of(given.source or "")
    window = tuple(given.window) if given.window else known_map.window
    snapshots = read_snapshots(given.folder, window=window, days_behind=known_map.days_behind)
    measured = measure(
        snapshots, given.data, again=given.again, source_id=given.source, country=given.country
    )
    daily = measured.tables["daily_area"]
    days = daily.dropna(subset=["area_km2"])["map_day"]
    print_lines(f"{given.folder}: {len(measured.added)} new days measured, {days.nunique()} in all")
    print_lines(
        f"from {days.min().date()} to {days.max().date()}, {_format_sectors(daily['sector'].nunique() - 1)}"
    )
    new = daily[daily["sector"].eq("all") & daily["map_day"].isin(measured.added)]
    for day in measured.missing:
        print_lines(f"no map of {day.date()}")
    for month in measured.missing_months:
        print_lines(f"{month} is not measured as a month: a file of its cut is not here")
    first = daily.dropna(subset=["area_km2"])["map_day"].min()
    for row in new[new["since"].isna() & new["map_day"].ne(first)].itertuples():
        print_lines(f"{row.map_day.date()} is not compared with a day before it: no such map is here")
    for row in new[new["jump"].ne("")].itertuples():
        print_lines(f"look at {row.map_day.date()}: {row.jump} (an event, or a revision of the map?)")
    for row in new[new["repair"].ne("")].itertuples():
        print_lines(f"repaired {row.map_day.date()}: {row.repair}")
    return 0


def _format_sectors(count: int) -> str:
    return f"{count} sectors" if count else "the whole map alone: sectors.csv draws no outline"


def _fetch_front(given: argparse.Namespace) -> int:
    from analysttools.case.control_map import REGISTRY
    from analysttools.case.loading import load_case
    from analysttools.front.download import fetch_front

    url = given.url or load_case(given.data).control_map.files_url
    if not url:
        raise ValueError(
            f"{given.data} does not say where the files of its map are. Put files_url into control_map of "
            "datapackage.json, or give --from"
        )
    registry = Path(given.data) / REGISTRY
    files = fetch_front(given.to, url=url, registry=registry, is_quiet=not is_watched(sys.stderr))
    if files.empty:
        print_lines(f"{registry} names no files")
        return 0
    folder = Path(files["file"].iloc[0]).parent
    print_lines(f"{len(files)} files in {folder}, {files['is_new'].sum()} of them fetched now")
    print_lines(f'Measure them: analysttools measure "{folder}"')
    return 0


def _verify(given: argparse.Namespace) -> int:
    from analysttools.figures.gallery import list_records
    from analysttools.figures.verification import verify_figures
    from analysttools.notebooks.runner import finish_runs

    finish_runs("notebooks")
    stale = verify_figures(given.folder, data=given.data)
    for figure, reason in stale.itertuples(index=False):
        print_lines(f"{figure}: {reason}")
    figures = _format_count(len(list_records(Path(given.folder))), "figure")
    print_lines(f"{given.folder}: {figures}, {stale['figure'].nunique()} out of step")
    return 1 if len(stale) else 0


def _gallery(given: argparse.Namespace) -> int:
    from analysttools.figures.gallery import list_records, write_gallery

    is_new = write_gallery(given.folder)
    count = _format_count(len(list_records(Path(given.folder))), "figure")
    print_lines(f"{Path(given.folder) / 'README.md'}: {count}{', written' if is_new else ', as it was'}")
    return 0


def _verify_excerpts(given: argparse.Namespace) -> int:
    from analysttools.case.excerpts import verify_excerpts
    from analysttools.case.loading import load_case

    passages = verify_excerpts(load_case(given.data), given.texts)
    wrong = passages[passages["state"] != "proved"]
    for passage in wrong.itertuples():
        print_lines(
            f"{passage.table}, {passage.id}: {passage.state} (text {passage.source_id}, {passage.locator})"
        )
    print_lines(f"{len(passages) - len(wrong)} of {len(passages)} passages proved")
    return 1 if len(wrong) else 0


if __name__ == "__main__":
    sys.exit(main())
