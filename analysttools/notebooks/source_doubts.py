"""What in the code of a notebook gives another result another time, and cannot be heard when it runs.

Belongs here: reading code. Imports nothing of the package, so that a kernel has it at once. Does not belong
here: what is heard while code runs (``audit.py``).
"""

from __future__ import annotations

import ast
import re

# Texts that pandas and numpy read as the time that it is.
_MOMENTS = ("now", "today")
# What reads texts as times; types of times by their names; what gives the classes beneath a class.
_OF_TIMES = {"datetime64", "Timestamp", "to_datetime"}
_TIMES = re.compile(r"datetime64|[<>=|]?M8")
_BENEATH = {"__base__", "__bases__", "__mro__", "__subclasses__"}


def find_doubts(source: str) -> list[str]:
    """Return what in the code of a notebook gives another result another time, and cannot be heard.

    That is a text that numpy reads as the time that it is, given to what makes times, and classes that a
    class is made of. What asks for the time, for chance or for files is heard when it does.

    Examples
    --------
    >>> from analysttools.notebooks.source_doubts import find_doubts
    >>> find_doubts("numpy.datetime64('now')  # not today"), find_doubts("claims['now']")
    (['its code says "now"'], [])
    """
    lines = ["" if line.lstrip()[:1] in ("%", "!") else line for line in source.split("\n")]
    try:
        nodes = list(ast.walk(ast.parse("\n".join(lines))))
    except SyntaxError:
        found = {one.casefold() for _, one in re.findall(r"(['\"])(\w+)\1", source)}
        return _describe_moments(found if _TIMES.search(source) else set())
    reached = {node.attr for node in nodes if isinstance(node, ast.Attribute)} & _BENEATH
    values: dict[str, list[ast.expr]] = {}
    for node in [one for one in nodes if isinstance(one, ast.Assign)]:
        for name in [part for target in node.targets for part in ast.walk(target)]:
            values.setdefault(getattr(name, "id", ""), []).append(node.value)
    given = [
        part for node in nodes if isinstance(node, ast.Call) and _makes_times(node) for part in ast.walk(node)
    ]
    given += [
        part
        for node in given
        for value in values.get(getattr(node, "id", ""), [])
        for part in ast.walk(value)
    ]
    texts = {text.casefold() for part in given if (text := _text(part))}
    built = ["its code builds a text of time" for part in given if _builds_moment(part)]
    return [*_describe_moments(texts), *built[:1], *(f"its code says {one}" for one in sorted(reached))]


def _describe_moments(texts: set[str]) -> list[str]:
    return [f'its code says "{one}"' for one in _MOMENTS if one in texts]


def _makes_times(call: ast.Call) -> bool:
    """Return whether a call may read a text as a time: it names a type of times, called or given."""
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    given = [part for one in [*call.args, *call.keywords] for part in ast.walk(one)]
    named = {*(_text(part) for part in given), *(getattr(part, "attr", "") for part in given)}
    return name in _OF_TIMES or any(_TIMES.match(one) for one in named)


def _builds_moment(node: ast.AST) -> bool:
    """Return whether a text is put together of letters that are those of a moment alone."""
    if not isinstance(node, ast.BinOp | ast.JoinedStr | ast.Subscript | ast.Call):
        return False
    if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Attribute) and _text(node.func.value)):
        return False
    if isinstance(node, ast.Subscript) and not _text(node.value):
        return False
    letters = "".join(_text(part) for part in ast.walk(node)).casefold()
    return bool(letters) and set(letters) <= set("".join(_MOMENTS))


def _text(node: ast.AST) -> str:
    value = node.value if isinstance(node, ast.Constant) else ""
    return value if isinstance(value, str) else ""
