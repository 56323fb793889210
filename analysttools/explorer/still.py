"""The still: what a case holds as plain tables, for whoever sees the explorer without its script.

Belongs here: tables of things and claims as HTML without script, and in a few lines of text. Does not belong
here: pages (``page.py``), notebooks (``widget.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape as escape_html
from typing import Any

from analysttools.errors import escape as show_unseen
from analysttools.explorer.view_model.columns import decode_cells
from analysttools.formatting import format_number, format_period
from analysttools.locales import read_texts

# Of a case with more claims than this the things alone are listed.
MOST_CLAIMS = 2000
WORDS = read_texts("explorer.still")
UNITS = read_texts("charts.shared")
# Whose addresses become links.
_WEB = re.compile(r"https?://", re.IGNORECASE)


def format_still(model: Mapping[str, Any], lang: str = "en", *, has_claims: bool = True) -> str:
    """Write the things of a case as a table of HTML, and its claims as a second one below.

    Parameters
    ----------
    model : mapping
        A view model (`analysttools.explorer.view_model.build_view_model`).
    lang : {"en", "fr"}
        Language of names and heads.
    has_claims : bool, optional
        Whether claims are listed too; of a case with more than 2,000 they never are.

    Returns
    -------
    str
        All texts are escaped; nothing in it is script or style.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.still import format_still
    >>> from analysttools.explorer.view_model import build_view_model
    >>> still = format_still(build_view_model(load_case("tests/cases/strait")), has_claims=False)
    >>> still.count("<tr>"), still.count("<table")
    (6, 1)
    """
    words = WORDS[lang]
    claims = _open(model["claims"])
    heads = [words[name] for name in ("thing", "claims", "range", "first", "last")]
    parts = [_format_table(words["things"], heads, _list_things(model, claims, lang))]
    if has_claims and 0 < len(claims) <= MOST_CLAIMS:
        heads = [words[name] for name in ("said on", "claimant", "says", "thing", "time", "source")]
        parts.append(_format_table(words["all claims"], heads, _list_claims(model, claims, lang)))
    return "\n".join(parts)


def describe_still(model: Mapping[str, Any], lang: str = "en") -> str:
    """Describe a case in a few lines: its title, and how many claims of how many things there are.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.still import describe_still
    >>> from analysttools.explorer.view_model import build_view_model
    >>> print(describe_still(build_view_model(load_case("tests/cases/strait"))).splitlines()[1])
    Claims: 14. Things counted: 5. Events: 8.
    """
    words = WORDS[lang]
    counts = {
        "claims": len(_column(model["claims"], "claim_id")),
        "things": len(_column(model["things"], "thing_id")),
        "events": len(_column(model["events"], "event_id")),
    }
    said = {name: format_number(count, lang) for name, count in counts.items()}
    title = show_unseen(str(model["title"]))
    return f"{words['explorer']} {title}\n{words['counts'].format(**said)}"


def _open(columns: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a frame of a view model."""
    cells = [decode_cells(column) for column in columns.values()]
    return [dict(zip(columns, row, strict=True)) for row in zip(*cells, strict=True)]


def _column(columns: Mapping[str, Any], name: str) -> list[Any]:
    return decode_cells(columns[name])


def _list_things(model: Mapping[str, Any], claims: list[dict[str, Any]], lang: str) -> Iterator[list[str]]:
    """Return a row a thing: its name, how many claims, their range, the first and the last day."""
    things = _open(model["things"])
    own: list[list[dict[str, Any]]] = [[] for _ in things]
    for claim in claims:
        own[claim["thing"]].append(claim)
    for thing, said in zip(things, own, strict=True):
        days = sorted(claim["known"] for claim in said if claim["known"] is not None)
        yield [
            _escape(thing[f"name_{lang}"]),
            format_number(len(said), lang),
            _escape(_describe_range(said, thing["unit"], lang)),
            *(_escape(format_period(day, None, lang)) for day in (days[:1] + days[-1:])),
            *([] if days else ["", ""]),
        ]


def _describe_range(claims: list[dict[str, Any]], unit: str | None, lang: str) -> str:
    """Return the lowest and the highest number that claims state, with the unit of areas and the like."""
    numbers = [claim[end] for claim in claims for end in ("low", "best", "high") if claim[end] is not None]
    if not numbers:
        return ""
    said = [format_number(number, lang) for number in (min(numbers), max(numbers))]
    words = said[0] if said[0] == said[1] else WORDS[lang]["from to"].format(low=said[0], high=said[1])
    return words if unit in (None, "persons") else f"{words} {UNITS[lang].get(str(unit), unit)}"


def _list_claims(model: Mapping[str, Any], claims: list[dict[str, Any]], lang: str) -> Iterator[list[str]]:
    names = _column(model["things"], f"name_{lang}")
    for claim in claims:
        yield [
            _escape(claim[f"asserted_words_{lang}"]),
            _escape(claim[f"claimant_{lang}"]),
            _escape(claim[f"said_{lang}"]),
            _escape(names[claim["thing"]]),
            _escape(claim[f"time_words_{lang}"]),
            _link(claim["publisher"], claim["url"]),
        ]


def _format_table(caption: str, heads: Iterable[str], rows: Iterable[list[str]]) -> str:
    """Write a table; cells are HTML, and each is read in the direction of its own letters."""
    head = "".join(f'<th scope="col">{_escape(one)}</th>' for one in heads)
    lines = ["<tr>" + "".join(f'<td dir="auto">{cell}</td>' for cell in row) + "</tr>" for row in rows]
    begin = f"<table><caption>{_escape(caption)}</caption>\n<thead><tr>{head}</tr></thead><tbody>"
    return "\n".join([begin, *lines, "</tbody></table>"])


def _escape(text: Any) -> str:
    return "" if text is None else escape_html(show_unseen(str(text), keep="\n"))


def _link(text: Any, url: Any) -> str:
    """Return a text as a link to a page of the web; what has another address stays text."""
    said = _escape(text if text is not None else url)
    if not isinstance(url, str) or not _WEB.match(url):
        return said
    return f'<a href="{_escape(url)}" rel="noopener noreferrer">{said}</a>'
