"""Words of several looks in one text: what was struck out, what was put in its place, what stayed.

Belongs here: how two texts differ, word by word. Does not belong here: how such a text is broken into lines
and drawn (``passages.py``), which texts are compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import NamedTuple

# What stands around words in a record, where nothing is seen of their look.
SIGNS = {"struck": "~~{}~~", "added": "**{}**"}
# So many of the words of the shorter of two names have to be in the other one, in their order, to be kept.
ENOUGH = 0.5


class Run(NamedTuple):
    """Words of one look, a key of `analysttools.charts.drawing.passages.LOOKS`."""

    text: str
    look: str = "kept"


def compare_words(was: str, became: str, *, is_name: bool = False, is_date: bool = False) -> list[Run]:
    """Return the words of two texts as runs: struck out, put in their place, or kept.

    Parameters
    ----------
    was, became : str
        The two texts.
    is_name : bool, optional
        If True, words are kept only where at least half of those of the shorter text are in the other one: a
        name is another name, though both have an "and".
    is_date : bool, optional
        If True, words are kept only where the two texts differ in one place: half a date is not a date.

    Examples
    --------
    >>> from analysttools.charts.drawing.runs import compare_words, format_runs
    >>> format_runs(compare_words("at least 30", "more than 30"))
    '~~at least~~ **more than** 30'
    >>> format_runs(compare_words("killed or wounded", "missing or dead", is_name=True))
    '~~killed or wounded~~ **missing or dead**'
    """
    if was == became:
        return [Run(was)]
    one, other = was.split(" "), became.split(" ")
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    kept = sum(end - start for step, start, end, *_ in steps if step == "equal")
    places = sum(step != "equal" for step, *_ in steps)
    if (is_name and kept < ENOUGH * min(len(one), len(other))) or (is_date and places > 1):
        return [Run(was, "struck"), Run(became, "added")]
    runs = []
    for step, *ends in steps:
        before, after = " ".join(one[ends[0] : ends[1]]), " ".join(other[ends[2] : ends[3]])
        if step == "equal":
            runs.append(Run(before))
            continue
        runs += [Run(text, look) for text, look in ((before, "struck"), (after, "added")) if text]
    return runs


def format_runs(runs: Iterable[Run]) -> str:
    """Return runs as one text, with signs around what was struck out and what was added."""
    return " ".join(SIGNS.get(run.look, "{}").format(run.text) for run in runs).replace("\u00a0", " ")
