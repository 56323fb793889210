"""What is not seen, or takes over a terminal, is shown in every message of the library."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from test_arguments import ARGUMENTS, CASE, FITTING, FUNCTIONS
from test_types import CALLS, CLAIMS, PARTS, Frame, Take, folder, make_case, snapshots

import analysttools as at
from analysttools.errors import escape

__all__ = ["folder", "snapshots"]
DIRT = "\x1b[31m\u202e\ufffe"
SHOWN = r"\x1b[31m\u202e\ufffe"
CLAIM, ORIGIN = CLAIMS.iloc[0], CLAIMS.assign(derived_from=f"gone{DIRT}")
OTHER = CLAIMS.iloc[1].replace({"killed": f"killed{DIRT}", "b": f"b{DIRT}"})
FRENCH = CLAIMS.assign(names_lang=f"fr{DIRT}")
UNLIKE = CLAIMS.assign(population=["dprk", f"dprk{DIRT}", "dprk"])


def _soil(change: Callable[[pd.Series], pd.Series]) -> Take:
    """Change the columns of text."""
    return lambda frame: frame.assign(
        **{name: change(frame[name]) for name in frame if isinstance(frame[name].dtype, pd.StringDtype)}
    )


SOILED: dict[str, Take] = {
    "names of columns": lambda frame: frame.rename(columns=lambda name: f"{name}{DIRT}"),
    "a column more": lambda frame: frame.iloc[:, :1].assign(**{f"more{DIRT}": 1}),
    "a column twice": lambda frame: pd.concat([frame, Frame({f"x{DIRT}": [1], "": [2]})], axis=1).set_axis(
        [*frame, f"x{DIRT}", f"x{DIRT}"], axis=1
    ),
    "ids": lambda frame: frame.assign(**{frame.columns[0]: [f"{n}{DIRT}" for n in range(len(frame))]}),
    "one id": lambda frame: frame.assign(**{frame.columns[0]: f"a{DIRT}"}),
    "cells": _soil(lambda cells: cells + DIRT),
    "numbers": lambda frame: frame.assign(**dict.fromkeys(frame.select_dtypes("number").columns, f"1{DIRT}")),
    "days": lambda frame: frame.assign(**dict.fromkeys(frame.select_dtypes("datetime").columns, DIRT)),
}


def _message(call: Callable[[], Any]) -> str:
    """Return all that Python would print of an error, with the errors that led to it; "" without one."""
    try:
        call()
    except Exception as error:
        return "".join(traceback.format_exception(error))
    return ""


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("dirt", SOILED)
def test_no_frame_reaches_a_message_raw(name: str, dirt: str, snapshots: Frame, folder: Path) -> None:
    """Whatever its columns, ids and cells hold."""
    said = _message(lambda: CALLS[name](SOILED[dirt], snapshots, folder))
    assert said == escape(said, keep="\n")


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS)
@pytest.mark.parametrize(
    "value", [f"x{DIRT}", [f"x{DIRT}"], [{f"x{DIRT}": DIRT}]], ids=["text", "list", "dict"]
)
def test_no_argument_reaches_a_message_raw(
    name: str, argument: str, value: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Text for any argument, and in a list."""
    monkeypatch.chdir(tmp_path)
    needed = inspect.signature(getattr(at, name)).parameters.values()
    given = {one.name: FITTING[one.name] for one in needed if one.default is one.empty and one.kind < 4}
    said = _message(lambda: getattr(at, name)(**{**given, argument: value}))
    assert said == escape(said, keep="\n")


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - {"choose", "explore", "select", "write_page"}))
def test_no_unknown_argument_reaches_a_message_raw(name: str) -> None:
    """The name of an argument that there is not; four functions take any: a column, or what is chosen."""
    said = _message(lambda: getattr(at, name)(**{f"x{DIRT}": 1}))
    assert said == escape(said, keep="\n")
    assert SHOWN in said


TOLD: dict[str, Callable[[], Any]] = {
    "claims that are not comparable": lambda: at.require_comparable(UNLIKE),
    "a measure": lambda: at.select(CASE, measure=f"killed{DIRT}"),
    "a language of names": lambda: at.plot_estimates(FRENCH),
    "the name of a figure": lambda: at.save_figure(
        at.plot_estimates(CLAIMS), f"a{DIRT}", CLAIMS, title="One.", folder="figures"
    ),
    "a length of flows": lambda: at.to_flow(CLAIMS, every=f"month{DIRT}"),
    "columns that there are": lambda: at.bounds(CLAIMS.iloc[:, :1].assign(**{f"x{DIRT}": 1})),
    "columns to choose by": lambda: at.choose(CLAIMS.assign(**{f"x{DIRT}": 1}), **{f"y{DIRT}": 1}),
    "a folder of a case": lambda: at.load_case(f"no{DIRT}"),
    "a folder of polygons": lambda: at.read_snapshots(f"no{DIRT}"),
    "a folder of texts": lambda: at.verify_excerpts(CASE, f"no{DIRT}"),
    "a table of a case": lambda: make_case(SOILED["a column twice"]),
}


@pytest.mark.parametrize("what", TOLD)
def test_messages_show_what_is_not_seen(what: str) -> None:
    """As Python writes it."""
    said = _message(TOLD[what])
    assert said == escape(said, keep="\n")
    assert SHOWN in said


def test_the_sentence_of_a_relation_shows_what_is_not_seen() -> None:
    """It is printed by notebooks as it stands."""
    said = str(at.relate(CLAIM, OTHER, PARTS))
    assert said == escape(said)
    assert SHOWN in said


def test_origins_that_are_not_there_are_shown() -> None:
    """The claim that is repeated is named in a message or a cell, with what is not seen."""
    said = _message(lambda: at.origins(ORIGIN))
    assert said == escape(said, keep="\n")
