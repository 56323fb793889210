"""Outputs as they are compared: whatever a cell prints, they are read in the time that its length takes."""

from __future__ import annotations

import io
import random
import time
from typing import Any

import pandas as pd
import pytest
from tqdm import tqdm

from analysttools.notebooks.cuts import find_cut
from analysttools.notebooks.outputs import normalise_text, read_output_texts

LONG = 200_000
# Texts that a pattern may walk through again from each of its letters.
LONG_TEXTS = {
    "a word": "x" * LONG,
    "a word and a cell": "x" * LONG + " /tmp/ipykernel_1/2.py",
    "slashes": "/" * LONG,
    "folders of kernels": "/ipykernel_1" * (LONG // 12),
    "spaces": " " * LONG,
    "lines": "\n" * LONG,
    "lines in brackets": "[" + "\n" * LONG + "]",
    "taken back": "x" * (LONG // 2) + "\x08" * (LONG // 2),
    "returns": "x\r" * (LONG // 2),
    "dots": ".. " * (LONG // 3) + "x",
    "speeds": "1.1" * (LONG // 3) + " 5it/s",
    "counts": "1" * (LONG // 2) + "x" * (LONG // 2) + " 5it/s",
    "times": "x [00:00<" * (LONG // 9) + " 5it/s",
    "spaces between dots": "[1, ..., 2" + ", ...,    2" * (LONG // 10) + "]",
    "open cells": "<td>" * (LONG // 4),
}


def _take_time(text: str) -> float:
    """Return how long the processor works to read an output of a text and to look for what was cut."""
    begun = time.process_time()
    read_output_texts([{"output_type": "stream", "name": "stdout", "text": text}])
    read_output_texts([{"output_type": "display_data", "data": {"text/plain": text, "text/html": text}}])
    find_cut({"data": {"text/plain": text, "text/html": text}})
    return time.process_time() - begun


@pytest.mark.parametrize("name", LONG_TEXTS)
def test_a_long_text_is_read_as_fast_as_words_of_its_length(name: str) -> None:
    """A word without a blank, lines without words, letters taken back: none is walked through again."""
    words = _take_time("some words " * (LONG // 11))
    assert _take_time(LONG_TEXTS[name]) < 40 * words


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("/a/ipykernel_1/2.py:3: 12,000", "cell:3: 12,000"),
        (r"C:\a\ipykernel_1\2.py:3", "cell:3"),
        ('in "/tmp/ipykernel_1/2.py" and </a b/ipykernel_3/4.py>', 'in "cell" and </a cell>'),
        ("/a/ipykernel_1/2.py:/a/ipykernel_3/4.py:5", "cell:5"),
        ("x" * 30 + " ipykernel_1", "x" * 30 + " ipykernel_1"),
    ],
)
def test_the_file_of_a_cell_is_written_as_cell(text: str, kept: str) -> None:
    """With its folder, which ends at a blank, a quotation mark or an angle bracket."""
    assert normalise_text(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("xyz\x08\x08\x08abc", "abc"),
        ("1 of 2\r2 of 2", "2 of 2"),
        ("a\n\x08b", "a\n\x08b"),
        ("ab\x08c", "ac"),
    ],
)
def test_letters_that_are_taken_back_are_not_compared(text: str, kept: str) -> None:
    """Backspaces and carriage returns do what they do on a terminal, within their line."""
    assert read_output_texts([{"output_type": "stream", "name": "stdout", "text": text}]) == {
        "stdout": [kept]
    }


def _show_bar(total: int | None, **options: Any) -> str:
    """Return what a bar of tqdm shows when it has gone through three things, at a speed of the moment."""
    shown = io.StringIO()
    bar = tqdm(iter(range(3)), total=total, file=shown, ascii=False, **options)
    for _ in bar:
        time.sleep(random.uniform(0, 0.01))  # noqa: S311 (any speed)
    return read_output_texts([{"output_type": "stream", "name": "stderr", "text": shown.getvalue()}])[
        "stderr"
    ][0]


@pytest.mark.parametrize(
    ("total", "options", "kept"),
    [
        (3, {}, "100%|██████████| 3/3 […]\n"),
        (3, {"desc": "files", "unit": "file"}, "files: 100%|██████████| 3/3 […]\n"),
        (3, {"postfix": {"loss": 0.5}}, "100%|██████████| 3/3 […, loss=0.5]\n"),
        (None, {}, "3it […]\n"),
        (None, {"unit": "file", "unit_scale": True}, "3.00file […]\n"),
    ],
    ids=["plain", "named", "with a number", "without an end", "scaled"],
)
def test_a_bar_of_tqdm_is_kept_without_its_speed(
    total: int | None, options: dict[str, Any], kept: str
) -> None:
    """What is counted stays; time and speed are new in every run."""
    assert _show_bar(total, **options) == kept


@pytest.mark.parametrize(
    "text",
    [
        "[00:12, 3 km/s]",
        "from [10:00] to [12:30], 40 km/h",
        "3 files [12:30, 5km/s",
        "2024-12-16 [06:30<07:00] 12,000",
        "100%|██████████| 3/3",
        "#T_a1b2c is a style, 5it/s a speed",
    ],
)
def test_words_numbers_and_times_of_the_author_stay(text: str) -> None:
    """Only what tqdm itself writes is taken out."""
    assert normalise_text(text) == text


def test_styled_tables_are_numbered() -> None:
    """Pandas draws the id of a styled table by chance; numbers and styles in it are compared."""
    frame = pd.DataFrame({"km2": [1250.5, 0x1F]})
    pages = ["".join(frame.style.highlight_max().to_html() for _ in range(2)) for _ in range(2)]
    kept = [
        read_output_texts([{"output_type": "display_data", "data": {"text/html": page}}])["text/html"][0]
        for page in pages
    ]
    assert pages[0] != pages[1]
    assert kept[0] == kept[1]
    expected = ['<table id="T_1">', '<table id="T_2">', "1250.500000"]
    assert [words in kept[0] for words in expected] == [True] * 3


def test_an_id_that_the_author_gave_stays() -> None:
    """It is the same in every run, and says what the table is."""
    page = pd.DataFrame({"km2": [1]}).style.set_uuid("ground").to_html()
    output = {"output_type": "display_data", "data": {"text/html": page}}
    assert read_output_texts([output])["text/html"] == [page]
