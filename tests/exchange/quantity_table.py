"""The frozen table of phrases, and readings written as in it."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

TABLE = Path(__file__).with_name("quantity_phrases.csv")


def read_table() -> list[tuple[str, str, str]]:
    """Return language, phrase and expected readings of each row."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [(row["lang"], row["phrase"], row["readings"]) for row in csv.DictReader(file)]


def write_readings(frame: pd.DataFrame) -> str:
    """Write rows as the table has them: "|" between rival readings, "+" between quantities."""
    texts: dict[int, list[str]] = {}
    for row in frame.itertuples():
        numbers = [f"{number:.16g}" for number in (row.low, row.best, row.high) if pd.notna(number)]
        text = "refused" if pd.notna(row.refused) else " ".join([row.qualifier, *numbers])
        texts.setdefault(row.quantity, []).append(text)
    return " + ".join(" | ".join(readings) for readings in texts.values())
