"""Outputs as they are compared: whatever a cell prints, they are read in the time that its length takes."""

from __future__ import annotations

import time

import pytest

from analysttools.notebooks.cuts import find_cut
from analysttools.notebooks.outputs import normalise_text, read_texts

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
    "open cells": "<td>" * (LONG // 4),
}


def _take_time(text: str) -> float:
    """Return how long the processor works to read an output of a text and to look for what was cut."""
    begun = time.process_time()
    read_texts([{"output_type": "stream", "name": "stdout", "text": text}])
    read_texts([{"output_type": "display_data", "data": {"text/plain": text, "text/html": text}}])
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
    assert read_texts([{"output_type": "stream", "name": "stdout", "text": text}]) == {"stdout": [kept]}
