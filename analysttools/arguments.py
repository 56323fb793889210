"""What the public functions may be given, and the sentence for what they may not.

Belongs here: the kind of each argument, by its name, which means the same in every function. Does not belong
here: what the columns of a frame hold (``columns.py``), and which values a function knows.
"""

from __future__ import annotations

import datetime
import inspect
import os
import re
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import wraps
from numbers import Integral, Real
from typing import Any, ParamSpec, TypeVar

from analysttools.errors import did_you_mean, escape_messages, quoted
from analysttools.locales import LANGUAGES

P = ParamSpec("P")
R = TypeVar("R")
# What a chart can be made for; no wall has room for a wider one.
SIZE_NAMES = ("column", "half", "slide", "social")
WIDEST = 100
# So many texts in brackets are said one by one in a message.
SHORT = 4
# What systems keep: bytes of a name, and of a path with its end.
LONGEST_NAME, LONGEST_PATH = 255, 4095
# pandas has one set of options for all threads: whoever sets them has the others wait.
_OPTIONS = threading.RLock()


class ArgumentError(TypeError, ValueError):
    """An argument that a function cannot take; whoever expects either of the two errors catches it."""


@dataclass(frozen=True)
class Kind:
    """What an argument must be: in words after "but", as a test of its type and of its value, what to do."""

    words: str
    fits: Callable[[Any], bool]
    advice: str = ""
    holds: Callable[[Any], bool] = lambda _: True
    is_path: bool = False

    def takes(self, value: Any) -> bool:
        """Return whether an argument may be this."""
        return bool(self.fits(value)) and bool(self.holds(value))


def checked(*, is_typed: bool = True, **own: Kind) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a function refuse arguments of another kind before it does anything, in a sentence.

    What is not seen, or takes over a terminal, is shown in each message that leaves the function.

    Parameters
    ----------
    is_typed : bool, optional
        If True, text in frames is of one type while the function runs, whatever pandas' options are.
    **own : Kind
        Of arguments that mean something else here than elsewhere.

    Examples
    --------
    >>> from analysttools.arguments import checked
    >>> @checked()
    ... def count(days):
    ...     return days
    >>> count("three")
    Traceback (most recent call last):
    ...
    analysttools.arguments.ArgumentError: count: days is "three", but it is a whole number from 0
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)
        kinds = {name: {**KINDS, **own}[name] for name in signature.parameters if name in {**KINDS, **own}}

        @wraps(function)
        def called(*args: P.args, **kwargs: P.kwargs) -> R:
            with escape_messages():
                _require(function.__name__, signature, kinds, args, kwargs)
                with _text_of_one_type() if is_typed else nullcontext():
                    return function(*args, **kwargs)

        return called

    return decorate


def with_options(options: Callable[..., Any]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Have the signature of a function name what it hands on in the place of ``**options``.

    So `help` shows each option with its default, and one that there is not is refused by name.

    Parameters
    ----------
    options : callable
        What takes the options: a class or a function.

    Examples
    --------
    >>> from analysttools.arguments import with_options
    >>> def paint(colour="grey"): ...
    >>> @with_options(paint)
    ... def draw(frame, **options): ...
    >>> import inspect
    >>> print(inspect.signature(draw))
    (frame, *, colour='grey')
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        own = inspect.signature(function)
        keyword = inspect.Parameter.KEYWORD_ONLY
        named = [one.replace(kind=keyword) for one in inspect.signature(options).parameters.values()]
        first = [one for one in own.parameters.values() if one.kind is not inspect.Parameter.VAR_KEYWORD]
        vars(function)["__signature__"] = own.replace(parameters=[*first, *named])
        return function

    return decorate


def _require(
    function: str,
    signature: inspect.Signature,
    kinds: Mapping[str, Kind],
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
) -> None:
    """Raise unless every argument is there and of its kind."""
    try:
        given = signature.bind(*args, **kwargs).arguments
    except TypeError as error:
        raise ArgumentError(_describe_call(function, signature, kwargs, error)) from None
    for name, value in given.items():
        is_left_out = value is None and signature.parameters[name].default is None
        if name in kinds and not is_left_out and not kinds[name].takes(value):
            raise _refusal(function, kinds, given, name)
        if name in kinds and kinds[name].is_path and not is_left_out:
            _refuse_long(function, name, value)


def _refuse_long(function: str, name: str, value: Any) -> None:
    """Raise if no file can have such a path: systems end in an error that holds all of its letters."""
    for path in [value] if _is_path(value) else value:
        if not _is_path(path):
            continue
        text = os.fspath(path)
        longest, length = max(map(_count_bytes, re.split(r"[/\\]", text))), _count_bytes(text)
        if longest > LONGEST_NAME or length > LONGEST_PATH:
            which, count, most = ("name", longest, LONGEST_NAME)
            if longest <= LONGEST_NAME:
                which, count, most = ("path", length, LONGEST_PATH)
            raise FileNotFoundError(
                f"{function}: {name} is {quoted(text)}, with a {which} of {count:,} letters, and no file or "
                f"folder has one of more than {most:,}. Give the path of one that is there"
            )


def _count_bytes(name: str | bytes) -> int:
    """Return how many bytes a name takes on the disk."""
    try:
        return len(os.fsencode(name))
    except UnicodeEncodeError:  # half a letter, which no file has in its name: it is refused as not there
        return len(name)


def _describe_call(
    function: str, signature: inspect.Signature, kwargs: Mapping[str, Any], error: TypeError
) -> str:
    """Return which arguments are missing, or there are not, and which a function takes."""
    known = [name for name, one in signature.parameters.items() if one.kind is not one.VAR_KEYWORD]
    strange = [name for name in kwargs if name not in known]
    takes_any = len(known) < len(signature.parameters)
    if strange and not takes_any:
        problem = f"there is no argument {strange[0]}. {did_you_mean(strange[0], known)}"
    else:
        problem = f"{str(error).replace(chr(39), '')}. "
    return f"{function}: {problem}It takes: {', '.join(known)}"


def _refusal(function: str, kinds: Mapping[str, Kind], given: Mapping[str, Any], name: str) -> ArgumentError:
    """Word the refusal of one argument; two that fit each other's place were exchanged."""
    kind, value = kinds[name], given[name]
    for other, its in kinds.items():
        if other == name or other not in given or its.takes(given[other]):
            continue
        if kind.takes(given[other]) and its.takes(value):
            return ArgumentError(
                f"{function}: {name} is {describe_value(value)} and {other} is "
                f"{describe_value(given[other])}: they are exchanged. Write "
                f"{function}({name}=..., {other}=...)"
            )
    advice = f". {kind.advice}" if kind.advice else ""
    return ArgumentError(f"{function}: {name} is {describe_value(value)}, but {kind.words}{advice}")


def describe_value(value: Any) -> str:
    """Describe a value that was given for an argument: itself if it is short, else what it is.

    Examples
    --------
    >>> from analysttools.arguments import describe_value
    >>> describe_value("20cm"), describe_value(None), describe_value([1]), describe_value(object())
    ('"20cm"', 'None', 'a list', 'an object')
    >>> describe_value(("2025-01-01", "2024-01-01"))
    '("2025-01-01", "2024-01-01")'
    """
    if value is None or isinstance(value, bool | Real | datetime.date):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, tuple) and 0 < len(value) <= SHORT and all(isinstance(one, str) for one in value):
        return f"({', '.join(map(quoted, value))})"
    name = value.__name__ if inspect.isclass(value) else type(value).__name__
    article = "an" if name[0] in "AEIOaeio" else "a"
    return f"the class {name}" if inspect.isclass(value) else f"{article} {name}"


@contextmanager
def _text_of_one_type() -> Iterator[None]:
    """Have "str" mean pandas' text, and text be inferred as such, where an option says otherwise."""
    pandas = sys.modules.get("pandas")
    if pandas is None or isinstance(pandas.api.types.pandas_dtype("str"), pandas.StringDtype):
        yield
        return
    with _OPTIONS:
        _infer_text(is_on=True)
        try:
            yield
        finally:
            _infer_text(is_on=False)


def _infer_text(*, is_on: bool) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the option goes with pandas 4
        sys.modules["pandas"].set_option("future.infer_string", is_on)


# ---- Kinds ------------------------------------------------------------------------------------------------


def _is_of(module: str, name: str) -> Callable[[Any], bool]:
    """Return a test for a class of a module; while that is not imported there can be no such value."""

    def fits(value: Any) -> bool:
        there = sys.modules.get(module)
        return there is not None and isinstance(value, getattr(there, name))

    return fits


def _is_whole(value: Any) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _is_real(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool) or _is_of("numpy", "bool_")(value)


def _is_path(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, os.PathLike) and isinstance(os.fspath(value), str))


def _names_file(value: Any) -> bool:
    return bool(os.fspath(value)) and "\0" not in os.fspath(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _are(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Return a test for a list, or another that can be read twice, of what fits."""

    def all_fit(value: Any) -> bool:
        is_several = isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping | Iterator)
        return is_several and not is_frame(value) and all(fits(one) for one in value)

    return all_fit


def _is_anything(_: Any) -> bool:
    return True


def _is_window(value: Any) -> bool:
    return _are(_is_real)(value) and len(list(value)) == 4


def _is_day(value: Any) -> bool:
    return isinstance(value, str | datetime.date) or _is_of("numpy", "datetime64")(value)


def _is_dated(value: Any) -> bool:
    """Return whether a day is written so that it can be read in one way only."""
    try:
        return str(datetime.date.fromisoformat(value)) == value if isinstance(value, str) else value == value
    except ValueError:
        return False


is_frame = _is_of("pandas", "DataFrame")


def _frame(row: str, advice: str) -> Kind:
    return Kind(f"must be a DataFrame with one row per {row}", is_frame, advice)


TEXT = Kind("must be text", _is_text)
WHOLE = Kind("it is a whole number from 0", _is_whole, holds=lambda value: 0 <= value < 2**31)
CUT = Kind('must be "first" or "last"', _is_text)
TRUTH = Kind("must be True or False", _is_truth)
PATH = Kind(
    "must be a path", _is_path, 'Pass text such as "data", or a pathlib.Path', _names_file, is_path=True
)
WINDOW = Kind(
    "must be four numbers: west, south, east, north in degrees",
    _is_window,
    "Write it as (36.6, 47.7, 37.7, 48.5)",
)
PAIRS = Kind(
    'must be "day", "month", or a list of pairs of days',
    lambda value: _is_text(value) or _are(_is_anything)(value),
    'Write [("2024-08-02", "2024-12-17")]',
)
DAY = Kind("must be a day", _is_day, "Write it as 2025-05-01, or pass a date", _is_dated)
FRAME = Kind("must be a DataFrame", is_frame, "Pass case.claims or case.events, or rows of them")
FRAMES = Kind(
    "must be a DataFrame, or a list of them",
    lambda value: is_frame(value) or _are(is_frame)(value),
    "Pass the claims or events that were drawn",
)
ROW = Kind("must be a Series, one row of claims", _is_of("pandas", "Series"), "Pass claims.loc[...]")
GROUND = Kind(
    "must be polygons of shapely",
    _is_of("shapely", "Geometry"),
    "Pass what outline_on(snapshots, day) returns",
)
EXECUTOR = Kind(
    "must be an executor",
    lambda value: hasattr(value, "submit") and hasattr(value, "map"),
    "Pass a concurrent.futures.ProcessPoolExecutor(), or None",
)
QUANTITIES = _frame("quantity", "Pass what reconcile gives as implied, or rows of it")
EVENTS_IF_ANY = Kind(
    "must be a DataFrame with one row per event, or None",
    lambda value: value is None or is_frame(value),
    "Pass case.events, or rows of it",
)
_CLAIMS = _frame("claim", "Pass case.claims, or rows of it")
_SNAPSHOTS = _frame("file", "Pass what read_snapshots(folder) returns")
_CASE = Kind(
    "must be a Case", _is_of("analysttools.case.loading", "Case"), "Pass what load_case(folder) returns"
)
KINDS: dict[str, Kind] = {
    "claims": _CLAIMS,
    "chains": _CLAIMS,
    "asked": _frame("quantity", "Write pandas.DataFrame([{'measure': 'killed', 'population': ...}])"),
    "wholes": _CLAIMS,
    "splits": _frame("list of parts", "Pass case.splits"),
    "events": _frame("event", "Pass case.events, or rows of it"),
    "rows": FRAME,
    "parts": _frame("part", "Pass case.parts"),
    "knots": _frame("knot", "Pass what reconcile gives as knots, or rows of it"),
    "give_way": _frame("set", "Pass what reconcile gives as give_way, or rows of it"),
    "level": Kind("must be one of: claims, heads, claimants", _is_text),
    "proposed": _frame("repeat", "Pass what propose_repeats(claims) returns"),
    "changes": _frame("change", "Pass case.monthly_change, or what changes(snapshots) returns"),
    "consensus": _frame("interval", "Pass what consensus(claims) returns"),
    "envelope": _frame("number", "Pass what envelope(claims) returns"),
    "captures": _frame("capture", "Pass what compare_with_map(events, control, denials=True) returns"),
    "moved": _frame("sector", "Pass what growth_if_moved(cells, sectors, first, last) returns"),
    "base_map": _frame("shape", "Pass what read_base_map(case) returns"),
    "measured": _frame("measured area", "Pass rows of case.daily_area, with with_names(rows, case)"),
    "ground": _frame("kind of ground", "Pass what ground_between(snapshots, first, last) returns"),
    "sectors": _frame("sector", "Pass case.sectors, or rows of it"),
    "populations": _frame("population", "Pass case.populations"),
    "measures": _frame("measure", "Pass case.measures"),
    "places": _frame("place", "Pass case.places, or rows of it"),
    "control": _frame("spell", "Pass case.control, or what control_at(places, snapshots) returns"),
    "cells": _frame("cell", "Pass case.cells, or what cells(snapshots, days) returns"),
    "snapshots": _SNAPSHOTS,
    "case": _CASE,
    "old": _CASE,
    "new": _CASE,
    "a": ROW,
    "b": ROW,
    "before": GROUND,
    "after": GROUND,
    "ax": Kind(
        "must be Axes of matplotlib", _is_of("matplotlib.axes", "Axes"), "Pass one, such as plt.gca()"
    ),
    "lang": Kind(f"must be one of: {', '.join(LANGUAGES)}", _is_text, holds=lambda value: value in LANGUAGES),
    "size": Kind(
        f"must be one of: {', '.join(SIZE_NAMES)}; or a width of up to {WIDEST} inches",
        lambda value: _is_text(value) or _is_real(value),
        holds=lambda value: value in SIZE_NAMES if _is_text(value) else 0 < value <= WIDEST,
    ),
    "dpi": Kind("must be a number of dots per inch, such as 300", _is_real, holds=lambda value: value > 0),
    "window": WINDOW,
    "every": Kind('must be text such as "month"', _is_text),
    "between": Kind(
        "must be two days, the earlier first",
        lambda value: _are(_is_day)(value) and len(list(value)) == 2,
        'Write ("2025-01-01", "2025-04-30")',
        lambda value: all(map(_is_dated, value)) and str(value[0])[:10] <= str(value[1])[:10],
    ),
    "day": DAY,
    "first": DAY,
    "last": DAY,
    "known_by": DAY,
    "faulty": WHOLE,
    "days": WHOLE,
    "named_days": Kind(
        "must be a list of days",
        _are(_is_day),
        'Write ["2024-08-07", "2024-12-17"]',
        lambda value: all(map(_is_dated, value)),
    ),
    "days_behind": WHOLE,
    "max_bytes": WHOLE,
    "cell_timeout": Kind(
        "must be a whole number of seconds, from 1", _is_whole, holds=lambda value: value > 0
    ),
    "workers": Kind("must be a whole number from 1", _is_whole, holds=lambda value: value > 0),
    "sliver_km2": Kind("must be a number from 0, in km²", _is_real, holds=lambda value: value >= 0),
    "executor": EXECUTOR,
    "review": Kind("must be a function", callable),
    "registry": Kind(
        "must be a dict of names and checksums, or a file of them",
        lambda value: isinstance(value, Mapping) or _is_path(value),
        is_path=True,
    ),
    "parameters": Kind(
        "must be a list of dicts, a dict a run",
        _are(lambda value: isinstance(value, Mapping)),
        'Write [{"day": "2024-12-16"}, {"day": "2025-04-26"}]',
    ),
    "paths": Kind(
        "must be a path, or a list of paths",
        lambda value: _is_path(value) or _are(_is_path)(value),
        'Pass text such as "notebooks", or a pathlib.Path',
        is_path=True,
    ),
    "constraints": Kind("must be a list of names of relations", _are(_is_text), 'Write ["running total"]'),
    "limit": Kind("must be a whole number from 1", _is_whole, holds=lambda value: value > 0),
    "reconciliation": Kind(
        "must be a Reconciliation",
        _is_of("analysttools.claims.reconcile.reconciliation", "Reconciliation"),
        "Pass what reconcile(claims, parts) returns",
    ),
    "end": Kind('must be "low" or "high"', _is_text, holds=lambda value: value in ("low", "high")),
    "columns": Kind("must be a list of names of columns", _are(_is_text), 'Write ["claimant", "says"]'),
    "keep": Kind(
        "must be a list of ids, or the name of a column of True and False",
        lambda value: _is_text(value) or _are(_is_text)(value),
        'Write ["talks", "truce-offer"]',
    ),
    "gap": Kind(
        "must be the ids of two events or more, or a list of such",
        _are(lambda value: _is_text(value) or _are(_is_text)(value)),
        'Write ("talks", "truce-offer")',
    ),
    "occupiers": Kind(
        "must be a list of populations", _are(_is_text), 'Write ["army"], also where it is only one'
    ),
    **dict.fromkeys(["folder", "figures", "data", "output", "source"], PATH),
    **dict.fromkeys(
        [
            "name",
            "title",
            "by",
            "country",
            "source_id",
            "table",
            "chart",
            "url",
            "quantity",
            "assumption",
            "elsewhere",
        ],
        TEXT,
    ),
    **dict.fromkeys(
        [
            *["rounding", "keep_repeats", "keep_revised", "keep_withdrawn", "over_time", "same_scope"],
            *["is_all", "is_share", "is_warm", "is_quiet", "denials", "show_ids", "whole"],
        ],
        TRUTH,
    ),
}
