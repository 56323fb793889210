"""Small cases that are odd in one respect each, made of the foreign one: what a front end must bear.

What is asked of them belongs into the tests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from typing import Any

import pandas as pd

import analysttools as at
from analysttools.explorer.view_model import build_view_model

SCRIPT = "</script><img src=x onerror=\"document.title='taken'\"><!--<script>"
# Read from right to left, with a mark that would turn about what follows it.
RIGHT_TO_LEFT = "مدينة \u202eالغد"
LONG = "a" * 10_000


@cache
def load_strait() -> at.Case:
    """Return the foreign case, loaded once: what changed it in one test would show in another."""
    return at.load_case("tests/cases/strait")


def _without_french(case: at.Case) -> at.Case:
    tables = {
        one.name: table.drop(columns=[column for column in table if str(column).endswith("_fr")])
        for one in fields(case)
        if isinstance(table := getattr(case, one.name), pd.DataFrame)
    }
    return replace(case, **tables)


def _hostile(case: at.Case) -> at.Case:
    """Put a script into the title, the names and the texts of a case."""
    return replace(
        case,
        title=SCRIPT,
        claimants=case.claimants.assign(label_en=SCRIPT, label_fr=SCRIPT),
        places=case.places.assign(name_en=SCRIPT, name_fr=SCRIPT),
        sources=case.sources.assign(publisher=SCRIPT, url=f"javascript:alert(1)//{SCRIPT}"),
        claims=case.claims.assign(summary_en=SCRIPT, note=SCRIPT),
        events=case.events.assign(title_en=SCRIPT, title_fr=SCRIPT),
    )


def _from_right(case: at.Case) -> at.Case:
    return replace(
        case,
        title=RIGHT_TO_LEFT,
        claimants=case.claimants.assign(label_en=RIGHT_TO_LEFT, label_fr=RIGHT_TO_LEFT),
    )


def _long(case: at.Case) -> at.Case:
    return replace(
        case,
        claimants=case.claimants.assign(label_en=LONG, label_fr=LONG),
        claims=case.claims.assign(summary_en=LONG, note=LONG),
    )


ODD_CASES: dict[str, Callable[[at.Case], at.Case]] = {
    "no events": lambda case: replace(case, events=case.events.iloc[:0]),
    "one claim": lambda case: replace(case, claims=case.claims.iloc[:1]),
    "no claims": lambda case: replace(case, claims=case.claims.iloc[:0]),
    "words for numbers": lambda case: replace(
        case,
        claims=case.claims.assign(low=float("nan"), best=float("nan"), high=float("nan"), qualifier="vague"),
    ),
    "no days": lambda case: replace(case, claims=case.claims.assign(period=None, asserted=None)),
    "no French": _without_french,
    "a script": _hostile,
    "right to left": _from_right,
    "10,000 letters": _long,
}


@cache
def build_model(odd: str = "") -> dict[str, Any]:
    """Return the view model of an odd case, made once; of the case as it is without a name."""
    return build_view_model(ODD_CASES[odd](load_strait()) if odd else load_strait())
