"""The command ``diff``: what changed from one version of a case to another, and what that touches.

Belongs here: what is printed. Does not belong here: finding what changed (``claims/case_changes.py``).
"""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysttools.cli.commands import add_command
from analysttools.cli.terminal import print_lines

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 20
WIDTH = 80


def add_diff(commands: Any) -> None:
    """Add the command."""
    command = add_command(
        commands,
        "diff",
        "say what changed from one version of a case to another, and what that touches",
        "diff HEAD~1             data as it was one commit ago, and as it is",
        "diff v1.0 other/data    a revision of the repository of other/data",
        "diff old/data data      two folders",
    )
    command.add_argument("old", help="a data folder, or a revision that git knows of the new one")
    command.add_argument("new", nargs="?", default="data", help="the data folder (default: data)")
    command.add_argument(
        "--figures", default="figures", help="the figures that may be touched (default: figures)"
    )
    command.add_argument("--all", action="store_true", help=f"print every change, not the first {SHOWN}")
    command.add_argument("--csv", dest="output", help="write every change into a CSV file as well")
    command.set_defaults(command=_diff)


def _diff(given: argparse.Namespace) -> int:
    from analysttools.case.loading import load_case
    from analysttools.case.revision import load_revision
    from analysttools.claims.case_changes import diff_cases, diff_conflicts
    from analysttools.notebooks.touched import find_touched

    is_folder = Path(given.old).is_dir()
    old = load_case(given.old) if is_folder else load_revision(given.new, given.old)
    new = load_case(given.new)
    changes = diff_cases(old, new)
    if changes.empty:
        print_lines(f"{given.old} and {given.new} say the same")
        return 0
    print_lines(*_summarise(changes), "", *_tell(changes if given.all else changes.head(SHOWN)))
    if not given.all and len(changes) > SHOWN:
        print_lines(f"  and {len(changes) - SHOWN} more: --all prints them, --csv FILE writes them")
    print_lines(*_tell_conflicts(diff_conflicts(old, new)))
    if Path(given.figures).is_dir():
        print_lines(*_tell_figures(find_touched(changes, given.figures)))
    if given.output:
        changes.to_csv(given.output, index=False, lineterminator="\n")
        print_lines("", f"{given.output}: written")
    return 1


def _summarise(changes: pd.DataFrame) -> Iterator[str]:
    """Count the changes of each table."""
    for table, own in changes.groupby("table", sort=False):
        counts = own.groupby("change", sort=False)["id"].nunique()
        parts = [f"{count} {change}" for change, count in counts.items() if " " not in change]
        parts += [f"{change} {row.column}" for change, row in _columns(own)]
        yield f"{table}: {', '.join(parts).replace('1 reordered', 'rows in another order')}"


def _columns(changes: pd.DataFrame) -> Iterator[tuple[str, Any]]:
    for row in changes[changes["change"].str.startswith("column ")].itertuples():
        yield row.change, row


def _tell(changes: pd.DataFrame) -> Iterator[str]:
    """Say each change in a line or two, with the thing of a claim."""
    yield "Changes, the largest first:"
    for row in changes.itertuples():
        what = {
            "changed": f"{row.column}: {row.was or '(empty)'} -> {row.became or '(empty)'}",
            "renamed": f"renamed, was {row.was}",
            "reordered": "rows in another order",
        }.get(row.change, f"{row.change} {row.column}".strip())
        about = f" ({row.thing})" if row.thing else ""
        yield from _wrap(f"{row.table.removesuffix('s')} {row.id}".strip() + f", {what}{about}")


def _tell_conflicts(pairs: pd.DataFrame) -> Iterator[str]:
    """Say which contradictions arise and which vanish."""
    for change, words in (
        ("arises", "Contradictions that arise:"),
        ("vanishes", "Contradictions that vanish:"),
    ):
        own = pairs[pairs["change"].eq(change)]
        if len(own):
            yield from ("", words)
            for sentence in own["sentence"].head(SHOWN):
                yield from _wrap(sentence)
            if len(own) > SHOWN:
                yield f"  and {len(own) - SHOWN} more"


def _tell_figures(touched: pd.DataFrame) -> Iterator[str]:
    """Say which figures show what changed, under which headings."""
    if touched.empty:
        return
    yield from ("", "Figures that this touches:")
    for row in touched.itertuples():
        heading = f', under "{row.heading}"' if row.heading else ""
        shown = f"; shows {row.shown.replace(';', ', ')}" if row.shown else ""
        beside = f"; shows the thing of {row.beside.replace(';', ', ')}" if row.beside else ""
        yield from _wrap(f"{row.figure}{heading}{shown}{beside}")


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
