"""Ratios of reading phrases against a yardstick of the same run: part of ``make bench``.

Phrases of seven or eight words, all of them different, are read into rows; the yardstick finds the digits of
the same phrases with a regular expression, and no more. Beside the ratio stands how many phrases a second
that is, in time of the processor.
"""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections.abc import Callable

from analysttools.exchange import read_quantities

PHRASES = 20_000
ROUNDS = 5
PATTERNS = {
    "en": [
        *[
            "at least {} soldiers were killed there",
            "between {} and {} men had arrived",
            "nearly {} of them were wounded",
        ],
        *[
            "some {} North Korean troops were seen",
            "up to {} shells a day, officials said",
            "several hundred prisoners in {}",
        ],
    ],
    "fr": [
        *[
            "au moins {} soldats ont été tués",
            "entre {} et {} hommes sont arrivés",
            "près de {} d’entre eux sont blessés",
        ],
        *["quelque {} soldats nord-coréens ont été vus", "plus d’une trentaine de morts, dont {}"],
    ],
}


def generate(lang: str, count: int = PHRASES) -> list[str]:
    """Return phrases of which no two are the same."""
    patterns = PATTERNS[lang]
    thousands = {"en": ",", "fr": "\u202f"}[lang]
    numbers = [f"{1000 + number:,}".replace(",", thousands) for number in range(2 * count)]
    return [patterns[at % len(patterns)].format(numbers[at], numbers[at + count]) for at in range(count)]


def _time(read: Callable[[], object]) -> float:
    start = time.process_time()
    read()
    return time.process_time() - start


def measure(phrases: list[str], lang: str | None) -> tuple[float, float]:
    """Return the median seconds of reading phrases, and of finding their digits, in turn."""
    digits = re.compile(r"\d+")
    pairs = [
        (
            _time(lambda: read_quantities(phrases, lang)),
            _time(lambda: [digits.findall(phrase) for phrase in phrases]),
        )
        for _ in range(ROUNDS)
    ]
    ours, yardstick = zip(*pairs, strict=True)
    return statistics.median(ours), statistics.median(yardstick)


def main() -> int:
    """Measure and print everything."""
    for lang in PATTERNS:
        phrases = generate(lang)
        words = statistics.mean(len(phrase.split()) for phrase in phrases)
        for asked, how in ((lang, "language given"), (None, "language found")):
            ours, yardstick = measure(phrases, asked)
            rate = f"{len(phrases) / ours:,.0f} phrases of {words:.1f} words a second"
            print(f"read_quantities, {lang}, {how}: {rate} (expected at least 20,000)")
            print(f"  against re.findall of digits: {ours / yardstick:.0f} (expected at most 60)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
