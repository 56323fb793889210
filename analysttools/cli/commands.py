"""What commands share: their help with an example, what the exit status means, patterns of paths.

Belongs here: adding a command to the parser. Does not belong here: what one of them does.
"""

from __future__ import annotations

import argparse
import glob
from pathlib import Path
from typing import Any

EXIT_CODES = "exit codes: 0 all is well, 1 something is wrong or differs, 2 the command was not understood"


def add_command(
    commands: Any, name: str, words: str, *examples: str, note: str = ""
) -> argparse.ArgumentParser:
    """Add a command, and return its parser for its arguments.

    Parameters
    ----------
    commands : argparse action
        What ``add_subparsers`` gives.
    name, words : str
        The command, and what it does, in a line.
    *examples : str
        What is typed after ``analysttools``; what stands behind two blanks is a remark.
    note : str, optional
        What else there is to say.

    Examples
    --------
    >>> import argparse
    >>> from analysttools.cli.commands import add_command
    >>> command = add_command(argparse.ArgumentParser().add_subparsers(), "check", "check data", "check data")
    >>> print(command.epilog.splitlines()[:2])
    ['example:', '  analysttools check data']
    """
    typed = "".join(f"  analysttools {example}\n" for example in examples)
    parts = [f"example:\n{typed}", *([f"{note}\n"] if note else []), EXIT_CODES]
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=words, epilog="\n".join(parts), formatter_class=argparse.RawDescriptionHelpFormatter
    )
    return command


def expand_pattern(given: str) -> list[str]:
    """Return the paths that a pattern means where no shell has expanded it; what is there is no pattern.

    Examples
    --------
    >>> from analysttools.cli.commands import expand_pattern
    >>> expand_pattern("tests/cases/str*"), expand_pattern("nowhere*")
    (['tests/cases/strait'], ['nowhere*'])
    """
    if Path(given).exists():
        return [given]
    return sorted(glob.glob(given)) or [given]  # noqa: PTH207 (Path.glob takes no absolute pattern)
