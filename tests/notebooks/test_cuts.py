"""What is shown in part is told from what is whole and holds dots."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysttools.notebooks.cuts import find_cut

MANY = {"n": range(200)}
LETTERS = ["a", "b"] * 100
CUT = {
    "frame": repr(pd.DataFrame(MANY)),
    "frame below words": f"200 rows:\n\n{pd.DataFrame(MANY)}",
    "columns": repr(pd.DataFrame(np.arange(60).reshape(2, 30))),
    "series": repr(pd.Series(range(200), name="x")),
    "categories": repr(pd.Categorical(LETTERS)),
    "extension array": repr(pd.array(range(200))),
    "index": repr(pd.Index(range(0, 1000, 3)).astype(object)),
    "days": repr(pd.date_range("2024-01-01", periods=200)),
    "printed array": str(np.arange(2000)),
    "array": repr(np.arange(2000)),
    "array with gaps": repr(np.array([1.5, np.nan] * 1000)),
    "matrix": repr(np.eye(2000)),
    "array of texts": str(np.array(LETTERS * 10)),
    "array of days": repr(np.arange("2024-01", "2124-01", dtype="datetime64[D]")),
    "array in a list": str([np.arange(2000)]),
    "texts of pandas": repr(pd.array([*LETTERS], dtype="str")),
    "named values": repr(np.ma.masked_array(np.arange(2000))),
    "long list of IPython": "[0,\n 1,\n 2,\n ...]",
}
WHOLE = [
    "Loading ... done",
    "['wait...', 'what ... then']",
    "['a', 'b', '...']",
    "[\"it's ... so\", 'b']",
    "[INFO] loading ... done\n[INFO] ok",
    "[2024-12-16 10:00] fetching ... 12 files",
    "[ 12% ] step ... 3 of 4",
    'He said: [...] that "50,000 ... were there"',
    '"He said ... and left"',
    "{'a': 'b ... c', 'd': [1, 2]}",
    "array(['a ... b', 'c'], dtype=object)",
    "Index(['a ... b', 'c'], dtype='object')",
    "The list [a, b, ... z] goes on",
    "Length: 3 km ... and so on",
    "Length: 12\n...\nthe end",
    "one\n...\ntwo",
    "...",
    "[1, 2, ..., 9]",
    "(1, 2, ..., 9)",
    "['a', 'b', ..., 'z']",
    "the days [1, 2, ..., 31] and no others",
    "        says\n0  so ... on\n1       b...\n\n[2 rows x 1 columns]",
]


@pytest.mark.parametrize("name", CUT)
def test_a_part_of_a_table_or_list_is_told(name: str) -> None:
    """However pandas, numpy or IPython leave values out."""
    assert find_cut({"text": CUT[name]}) == (
        'the table has rows or columns behind "...", which were not compared. Show fewer, or all: '
        'pd.set_option("display.max_rows", None)'
    )


@pytest.mark.parametrize("text", WHOLE)
def test_words_that_hold_dots_are_whole(text: str) -> None:
    """Words, quotations, lists, lines of a log, a table whose cells hold dots."""
    assert find_cut({"data": {"text/plain": text}}) == ""


def _table(*cells: str, widest: int = 50) -> dict[str, dict[str, str]]:
    with pd.option_context("display.max_colwidth", widest):
        frame = pd.DataFrame({"says": cells})
        return {"data": {"text/plain": repr(frame), "text/html": frame._repr_html_()}}


@pytest.mark.parametrize(
    ("cells", "widest", "is_cut"),
    [
        (["about 12,000 or another"], 12, True),
        (["x" * 90], 50, True),
        (["x" * 90, "y" * 80], 30, True),
        (["about 12,000..."], 50, False),
        (["and so on...", "a longer text without an end"], 50, False),
    ],
)
def test_a_text_that_ends_in_dots_is_told_from_one_that_pandas_cut(
    cells: list[str], widest: int, *, is_cut: bool
) -> None:
    """What pandas cuts is as long as it lets a text be, and no other in the table is longer."""
    assert ("whose rest was not compared" in find_cut(_table(*cells, widest=widest), widest)) == is_cut
