"""What a figure shows, in words, for those who do not see it: in a sentence, and in all its rows.

Belongs here: rows said in words. Does not belong here: drawing, saving.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from analysttools.case.code_names import PLAIN, format_code
from analysttools.charts.drawing.text import WORDS as UNITS
from analysttools.formatting import format_number, format_period, say_claims
from analysttools.locales import read_texts

# The words for one row and for several, by the rows' key.
ROWS = read_texts("alt_text.rows")
PUNCTUATION = read_texts("punctuation")
WORDS = read_texts("alt_text")
# A screen reader cannot pause or go back within an alt text: it is short, and the rest stands apart.
LONGEST = 150
# What a sentence ends with; a title may lack it.
ENDS = ".?!…"


def format_alt(title: str, frames: Sequence[pd.DataFrame], lang: str) -> str:
    """Return the finding and how many rows are drawn, in at most 150 letters; else the finding alone.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.figures.alt_text import format_alt
    >>> format_alt("Two say 11,000", [pd.DataFrame({"claim_id": ["a", "b"]})], "en")
    'Two say 11,000. Chart of 2 claims.'
    """
    finding = end_sentence(title)
    counted = WORDS[lang]["chart"].format(rows=", ".join(_count(frame, lang) for frame in frames))
    both = f"{finding} {counted}"
    return both if len(both) <= LONGEST else finding


def describe_figure(title: str, frames: Sequence[pd.DataFrame], lang: str) -> str:
    """Return the finding and all rows in words."""
    return " ".join([end_sentence(title), *(describe_frame(frame, lang) for frame in frames)])


def end_sentence(title: str) -> str:
    """Return a title with the sign that ends a sentence."""
    return title if title[-1] in ENDS else f"{title}."


def _count(rows: pd.DataFrame, lang: str) -> str:
    key = rows.columns[0]
    count = rows["map_day"].nunique() if key == "area_id" else len(rows)  # a row is a day of one sector
    return f"{format_number(count, lang)} {ROWS[lang][key][count != 1]}"


def describe_frame(rows: pd.DataFrame, lang: str) -> str:
    """Describe the rows of a figure: who claims what, how many events of which status, what was measured.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.figures.alt_text import describe_frame
    >>> row = {"change_id": "2024-08-all", "period": "2024-08", "sector": "all"}
    >>> numbers = {"net_km2": 360.11, "gained_km2": 364.56, "lost_km2": 4.45}
    >>> describe_frame(pd.DataFrame([{**row, **numbers}]), "en")
    '1 measured change: August 2024, whole map: 360.1 km² net (364.6 newly marked as held, 4.5 no longer).'
    """
    key = rows.columns[0]
    if key == "claim_id":
        said = [
            _format_claim(claim, words, lang)
            for claim, words in zip(rows.to_dict("records"), say_claims(rows, lang), strict=True)
        ]
    elif key == "event_id":
        said = _format_counts(rows["status"], lambda status: format_code(status, lang), lang)
    else:
        said = _MEASURED[key](rows, WORDS[lang], lang)
    if key == "area_id":
        rows = rows.dropna(subset=["area_km2"])
    noun = ROWS[lang][key][len(rows) != 1]
    if key in _MEASURED and "publisher" in rows and rows["publisher"].notna().any():
        noun += f" ({', '.join(rows['publisher'].dropna().unique())})"
    colon = PUNCTUATION[lang]["colon"]
    return f"{format_number(len(rows), lang)} {noun}{colon}{'; '.join(said)}."


def _format_counts(codes: pd.Series, say: Callable[[str], str], lang: str) -> list[str]:
    """Return how many rows have each code, the most frequent first."""
    counts = sorted(codes.value_counts().items(), key=lambda count: (-count[1], count[0]))
    return [f"{say(code)}, {format_number(number, lang)}" for code, number in counts]


def _format_changes(rows: pd.DataFrame, words: dict[str, str], lang: str) -> list[str]:
    said = []
    for row in rows.to_dict("records"):
        numbers = {what: _round(row[f"{what}_km2"], lang) for what in ("net", "gained", "lost")}
        form = words["change" if all(numbers.values()) else "unmeasured"]
        said.append(
            form.format(
                period=format_period(row["period"], None, lang), sector=_sector(row, words), **numbers
            )
        )
    return said


def _describe_areas(rows: pd.DataFrame, words: dict[str, str], lang: str) -> list[str]:
    """Describe the first and the last measured day of each sector."""
    said = []
    for _, part in rows.groupby("sector", sort=False):
        sector = _sector(part.iloc[0].to_dict(), words)
        known = part.dropna(subset=["area_km2"]).sort_values("map_day", kind="stable")
        ends = [
            words["area"].format(area=_round(row["area_km2"], lang), day=row["map_day"].date())
            for row in known.iloc[[0, -1] if len(known) else []].to_dict("records")
        ]
        form = words["to" if ends else "unmeasured_area"]
        said.append(form.format(sector=sector, first=ends[0] if ends else "", last=ends[-1] if ends else ""))
    return said


def _describe_spells(rows: pd.DataFrame, words: dict[str, str], lang: str) -> list[str]:
    return _format_counts(rows["side"], lambda side: words[side], lang)


def _describe_ground(rows: pd.DataFrame, words: dict[str, str], lang: str) -> list[str]:
    return [
        words["ground"].format(what=words[row["what"]], area=_round(row["area_km2"], lang))
        for row in rows.to_dict("records")
    ]


_MEASURED = {
    "change_id": _format_changes,
    "area_id": _describe_areas,
    "spell_id": _describe_spells,
    "ground_id": _describe_ground,
}


def _sector(row: dict[str, Any], words: dict[str, str]) -> str:
    name = row.get("sector_name")
    return name if isinstance(name, str) and name else words.get(row["sector"], row["sector"])


def _round(number: float, lang: str) -> str:
    return "" if pd.isna(number) else format_number(round(number, 1), lang)


def _format_claim(claim: dict[str, Any], words: str, lang: str) -> str:
    """Return who claims how many of what, in what unit, and a status that says more than that it was said."""
    measure, unit, status = (claim.get(name) for name in ("measure_name", "unit", "status"))
    details = [measure] if isinstance(measure, str) else []
    details += [UNITS[lang].get(unit, unit)] if isinstance(unit, str) and unit != "persons" else []
    details += [format_code(status, lang)] if isinstance(status, str) and status not in PLAIN else []
    who = [claim["claimant"]] if isinstance(claim["claimant"], str) and claim["claimant"] else []
    return ", ".join([*who, words]) + (f" ({', '.join(details)})" if details else "")
