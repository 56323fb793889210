"""Outputs of cells as they are kept: without what is new in every run, dates and numbers untouched.

Belongs here: the one form of outputs, for writing a notebook and for comparing with it. Does not belong here:
running cells; words of a difference.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

WIDGET = "application/vnd.jupyter.widget-view+json"
# What is held in pictures, and not compared: a changed font is no changed number.
PICTURES = ("image/png", "image/jpeg")
# Addresses as `repr` writes them; and bare ones, where Linux puts what programs allocate.
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,16}\b")
_BARE = re.compile(r"\b0x(?:7[ef][0-9a-f]{10}|5[56][0-9a-f]{10})\b")
# Where IPython says that the code of a cell stands, as warnings tell it: new in every run.
# It is looked for in each word alone, from its beginning, so that no letter of a long one is read again.
_WORD = re.compile(r"[^\s\"'<>]+")
# The table of a pandas Styler, whose id is drawn by chance; and how that stands in its styles and cells.
_STYLED = re.compile(r'<table id="T_([0-9a-f]{5,32})"')
# What a bar of tqdm says of time and speed; what is counted, and what is added behind, stays.
_SPENT = r"(?:\d+ days?, )?(?:\d+:)?\d\d:\d\d"
_SPEED = r" *(?:[\d.]+|\?)[kMGT]?(?:s/[^\s\],]+|[^\s\],\d]+/s)"
_BAR = re.compile(rf"(?<=\S )\[{_SPENT}<(?:{_SPENT}|\?),{_SPEED}(?=\]|, )")
_COUNT = re.compile(rf"(?<![\w.])(\d[\d.]*[kMGT]?([^\W\d_]+) )\[{_SPENT},{_SPEED}(?=\]|, )")
_CELL_FILE = re.compile(r"\A.*[/\\]ipykernel_\d+[/\\]\d+\.py")


def normalise_output(output: Any) -> None:
    """Take out of an output what is new in every run: addresses, files of cells, ids, how fast a bar went."""
    if output["output_type"] == "stream":
        output["text"] = normalise_text(output["text"])
    elif output["output_type"] == "error":
        output["evalue"] = normalise_text(output["evalue"])
        output["traceback"] = [normalise_text(line) for line in output["traceback"]]
    data = output.get("data", {})
    data.pop(WIDGET, None)  # without its kernel it shows nothing, and its id is new in every run
    for kind in data:
        if kind.startswith("text/") and isinstance(data[kind], str):
            data[kind] = normalise_text(data[kind])
    if isinstance(data.get("text/html"), str):
        data["text/html"] = _number_styled(data["text/html"])


def _number_styled(page: str) -> str:
    """Write a page with a number for the id of each styled table, which pandas draws by chance."""
    for number, mark in enumerate(dict.fromkeys(_STYLED.findall(page)), 1):
        page = re.sub(rf"\bT_{mark}(?![0-9a-f])", f"T_{number}", page)
    return page


def normalise_text(text: str) -> str:
    """Write a text without addresses and files of cells.

    Examples
    --------
    >>> from analysttools.notebooks.outputs import normalise_text
    >>> normalise_text("<object at 0x7f3a5c0d2e10> on 2024-12-16, 0xff0000")
    '<object at 0x…> on 2024-12-16, 0xff0000'
    >>> normalise_text("/tmp/ipykernel_12/345.py:1: UserWarning: 12,000")
    'cell:1: UserWarning: 12,000'
    >>> normalise_text("100%|██████████| 3/3 [00:01<00:00,  2.99it/s, loss=0.5]")
    '100%|██████████| 3/3 […, loss=0.5]'
    """
    if "/s" in text or "s/" in text:
        text = _COUNT.sub(r"\1[…", _BAR.sub("[…", text))
    text = _BARE.sub("0x…", _ADDRESS.sub("at 0x…", text))
    return _WORD.sub(_name_cell, text) if "ipykernel_" in text else text


def _name_cell(word: re.Match[str]) -> str:
    return _CELL_FILE.sub("cell", word[0])


def read_output_texts(outputs: list[Any]) -> dict[str, list[str]]:
    """Read what is compared of a cell's outputs: by kind, in their order, each as it is when it is kept.

    Streams are kinds of their own ("stdout", "stderr"), each as one text, for which of the two comes first is
    chance. An output of a kind that is not text is written as one. The outputs are changed in place.
    """
    texts: dict[str, list[str]] = defaultdict(list)
    for output in outputs:
        normalise_output(output)
        if output["output_type"] == "stream":
            texts[output["name"]] = ["".join([*texts[output["name"]], output["text"]])]
        elif output["output_type"] == "error":
            texts["error"].append(f"{output['ename']}: {output['evalue']}")
        for kind, shown in output.get("data", {}).items():
            if kind not in PICTURES:
                texts[kind].append(shown if isinstance(shown, str) else repr(shown))
    for name in ("stdout", "stderr"):
        if name in texts:
            texts[name] = [_overwrite(texts[name][0])]
    return dict(texts)


def _overwrite(text: str) -> str:
    """Let backspaces and carriage returns do what they do on a terminal."""
    if "\x08" in text:
        text = _take_back(text)
    return re.sub(r"^.*\r(?=[^\n])", "", text, flags=re.MULTILINE)


def _take_back(text: str) -> str:
    kept: list[str] = []
    for letter in text:
        if letter == "\x08" and kept and kept[-1] != "\n":
            kept.pop()
        else:
            kept.append(letter)
    return "".join(kept)
