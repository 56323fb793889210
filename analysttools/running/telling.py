"""What the command line reads and prints of runs.

Belongs here: values of parameters from text, the closing table. Does not belong here: running.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Sequence
from typing import Any

from analysttools.errors import escape
from analysttools.running.jobs import NotebookRun

# More claims than this are counted, not named.
NAMED = 3
# What Python raises where a text is no literal, or nests too deep to be one.
_NO_LITERAL = (ValueError, SyntaxError, TypeError, MemoryError, RecursionError)


def read_parameters(fixed: Sequence[str], swept: Sequence[str]) -> list[dict[str, Any]]:
    """Read parameters from a command line, a dict for each run that they ask for.

    Parameters
    ----------
    fixed : sequence of str
        ``name=value``; the value a Python literal, or else a text.
    swept : sequence of str
        ``name=value,value,...``; each value gives a run, several names each combination.

    Raises
    ------
    ValueError
        If one is not of that form, or a name stands twice.

    Examples
    --------
    >>> from analysttools.running.telling import read_parameters
    >>> read_parameters(["most=3"], ["as_of=2024-11-01,2024-12-01"])
    [{'most': 3, 'as_of': '2024-11-01'}, {'most': 3, 'as_of': '2024-12-01'}]
    >>> read_parameters([], ["days=[1, 2],[3]"])
    [{'days': [1, 2]}, {'days': [3]}]
    >>> read_parameters(["most=3"], ["most=4"])
    Traceback (most recent call last):
    ...
    ValueError: most is given values twice. Give each parameter once, in -p or in --sweep
    """
    if not fixed and not swept:
        return []
    names = [name for name, _ in map(_part, [*fixed, *swept])]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(
            f"{', '.join(twice)} is given values twice. Give each parameter once, in -p or in --sweep"
        )
    same = {name: _read_value(text) for name, text in map(_part, fixed)}
    ways = [[(name, value) for value in _read_values(text)] for name, text in map(_part, swept)]
    return [{**same, **dict(way)} for way in itertools.product(*ways)]


def _part(given: str) -> tuple[str, str]:
    name, sign, text = given.partition("=")
    if not sign or not name.isidentifier():
        raise ValueError(
            f'"{given}" gives no parameter a value. Write it as name=value, like as_of=2024-12-01'
        )
    return name, text


def _read_value(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except _NO_LITERAL:
        return text


def _read_values(text: str) -> list[Any]:
    """Read values parted by commas; those of a list within do not part."""
    try:
        return list(ast.literal_eval(f"({text},)"))
    except _NO_LITERAL:  # texts without quotes, such as days
        return [_read_value(one) for one in text.split(",")]


def tabulate_runs(runs: Sequence[NotebookRun]) -> str:
    """Write a table of notebooks and their figures, with what became of each and which claims moved."""
    rows = []
    for run in runs:
        time = f"{run.seconds:.1f} s" if run.reason else ""
        rows.append((escape(str(run.path)), time, _say_state(run), _say_why(run)))
        rows += [(f"  {escape(name)}", "", state, "") for name, state in run.figures.items()]
    width = max(len(row[0]) for row in [("notebook or figure",), *rows])
    lines = [f"{'notebook or figure':{width}}  {'time':>7}  outcome"]
    lines += [f"{name:{width}}  {time:>7}  {state:9}  {why}".rstrip() for name, time, state, why in rows]
    return "\n".join(lines)


def _say_state(run: NotebookRun) -> str:
    if run.error:
        return "failed"
    return "changed" if run.has_changed else "same" if run.reason else "not stale"


def _say_why(run: NotebookRun) -> str:
    """Say why a notebook was run, and which claims moved in its figures."""
    why = [f"run because {run.reason}"] if run.reason else []
    if run.was_saved:
        why.append("saved meanwhile: what was saved stands")
    if run.moved:
        more = f" and {len(run.moved) - NAMED} more" if len(run.moved) > NAMED else ""
        why.append(f"moved: {len(run.moved)} ({', '.join(run.moved[:NAMED])}{more})")
    return "; ".join(why)
