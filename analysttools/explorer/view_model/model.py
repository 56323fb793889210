"""The view model: all that the front end is given of a case, as one JSON object.

Belongs here: what it holds, and its version. Does not belong here: how each part is made (its own module).
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analysttools.case.loading import Case
from analysttools.explorer.view_model.columns import encode_frame
from analysttools.explorer.view_model.comparisons import compare_claims
from analysttools.explorer.view_model.map import build_map
from analysttools.explorer.view_model.named_rows import name_rows
from analysttools.explorer.view_model.names import list_names
from analysttools.explorer.view_model.origin_tokens import list_origin_tokens
from analysttools.explorer.view_model.retellings import list_retellings, list_ways
from analysttools.explorer.view_model.rows import list_claims, list_events
from analysttools.explorer.view_model.series import list_series
from analysttools.explorer.view_model.things import list_things
from analysttools.locales import LANGUAGES, read_texts

if TYPE_CHECKING:
    from analysttools.claims.reconcile.reconciliation import Reconciliation

# The front end draws view models of this version alone.
VERSION = 1
# Sections of the locales that the front end says.
SECTIONS = [
    *["explorer.front_end", "charts.shared", "charts.sources", "charts.drift"],
    *["charts.front_map", "charts.timeline"],
    *["claims", "dates", "numbers", "punctuation"],
]


def build_view_model(
    case: Case, *, folder: str | None = None, reconciled: Reconciliation | None = None
) -> dict[str, Any]:
    """Return what the front end is given of a case: plain lists and texts, ready for JSON.

    Parameters
    ----------
    case : Case
        The case.
    folder : str, optional
        What stands in the lines that a reader takes away: ``at.load_case(folder)``. None takes the
        case's own.
    reconciled : Reconciliation, optional
        What `analysttools.reconcile` found of the claims: its knots are listed. None lists none.

    Returns
    -------
    dict
        ``version``; ``title`` and ``folder``; ``claims``, ``events``, ``things`` and ``retellings``, as
        columns (`analysttools.explorer.view_model.columns.encode_frame`); ``names``, by vocabulary, id and
        language; ``places_within``; ``pairs``, ``bounds``, ``consensus`` and ``knots``
        (`analysttools.explorer.view_model.comparisons.compare_claims`); ``map``
        (`analysttools.explorer.view_model.map.build_map`); ``texts``, by language and section.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.view_model import build_view_model
    >>> model = build_view_model(load_case("tests/cases/strait"))
    >>> model["version"], len(model["things"]["thing_id"])
    (1, 5)
    """
    case = replace(
        case, **{name: getattr(case, name).reset_index(drop=True) for name in ("claims", "events")}
    )
    named, named_events = name_rows(case), name_rows(case, "events")
    claims = list_claims(case, named).join(list_ways(case, named))
    claims["origin_tokens"] = list_origin_tokens(case.claims)
    return {
        "version": VERSION,
        "title": case.title,
        "folder": str(case.folder) if folder is None else folder,
        "claims": encode_frame(claims.join(list_series(claims))),
        "events": encode_frame(list_events(case, named_events)),
        "things": encode_frame(list_things(case, named)),
        "retellings": encode_frame(list_retellings(case, claims["claim_id"].tolist(), named)),
        **list_names(case),
        **compare_claims(case, claims["claim_id"].tolist(), reconciled),
        "map": build_map(case, named_events[LANGUAGES[0]]),
        "texts": {lang: {section: read_texts(section)[lang] for section in SECTIONS} for lang in LANGUAGES},
    }


def format_view_model(model: dict[str, Any]) -> str:
    r"""Write a view model as JSON that can stand in a ``script`` element, whatever its texts hold.

    Examples
    --------
    >>> from analysttools.explorer.view_model.model import format_view_model
    >>> format_view_model({"title": "</script>"})
    '{"title":"\\u003c/script>"}'
    """
    text = json.dumps(model, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    escaped = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return escaped.encode("utf-8", "backslashreplace").decode("utf-8")
