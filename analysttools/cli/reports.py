"""The command ``report``: notebooks as they were last run, in one document.

Belongs here: what is printed. Does not belong here: the document (``reports``).
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from analysttools.cli.commands import add_command
from analysttools.cli.notebooks import expand_paths
from analysttools.cli.terminal import print_lines
from analysttools.errors import describe_list


def add_report(commands: Any) -> None:
    """Add the command."""
    command = add_command(
        commands,
        "report",
        "write notebooks as they were last run into one HTML, PDF or DOCX file",
        "report -o report.html                    all notebooks of notebooks/",
        'report notebooks/01*.ipynb -o one.pdf    PDF: pip install "analysttools[reports]"',
    )
    command.add_argument(
        "paths", nargs="*", default=["notebooks"], help="notebooks or folders (default: notebooks)"
    )
    command.add_argument("-o", "--output", required=True, help="the file; its ending says the format")
    command.add_argument("--data", default="data", help="the data folder (default: data)")
    command.add_argument("--figures", default="figures", help="the records of figures (default: figures)")
    command.add_argument(
        "--lang", choices=("en", "fr"), default="en", help="language of the notebooks (default: en)"
    )
    command.add_argument("--code", action="store_true", help="show the code of cells as well")
    command.set_defaults(command=_report)


def _report(given: argparse.Namespace) -> int:
    from analysttools.notebooks.slow_parsers import leave_out_parsers

    leave_out_parsers()
    from analysttools.figures.verification import verify_figures
    from analysttools.reports.writing import write_report

    notebooks = expand_paths(given.paths)
    if not notebooks:
        raise FileNotFoundError(
            f"There is no notebook in {describe_list(given.paths)}. Name a notebook, or a folder of them"
        )
    written = write_report(
        notebooks, given.output, data=given.data, figures=given.figures, lang=given.lang, has_code=given.code
    )
    count = f"{len(notebooks)} {'notebook' if len(notebooks) == 1 else 'notebooks'}"
    size = written.stat().st_size / 1e6
    print_lines(f"{written}: written, {count}, {size:.1f} MB")
    if Path(given.figures).is_dir():
        stale = verify_figures(given.figures, data=given.data)["figure"].nunique()
        if stale:
            print_lines(f"Figures out of step with data or code: {stale}. analysttools verify says which")
    return 0
