"""What claims are to each other, computed once: contradictions, bounds, consensus, knots.

Belongs here: comparisons as rows of ranks in the list of claims. Does not belong here: comparing
(``claims/``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysttools.case.loading import Case
from analysttools.charts.drawing.text import format_interval
from analysttools.claims.conflicts import list_conflicts, list_part_bounds
from analysttools.claims.consensus import consensus
from analysttools.claims.scope import THING
from analysttools.explorer.view_model.columns import encode_frame
from analysttools.formatting import format_period
from analysttools.locales import LANGUAGES, read_texts

if TYPE_CHECKING:
    from analysttools.claims.reconcile.reconciliation import Reconciliation

TEXTS = read_texts("explorer.front_end")

# The widest of so many contradictions are carried, and of each claim the tightest bound at each end.
MOST_PAIRS = 20_000
# Two claims that cannot both be true are a contradiction, not a knot.
PAIR = 2


def compare_claims(
    case: Case, claim_ids: list[str], reconciled: Reconciliation | None = None
) -> dict[str, Any]:
    """Return what the claims of a case are to each other; claims are named by their rank in `claim_ids`.

    Contradictions allow for rounding. Knots are those of `reconciled` (`analysttools.reconcile`), if it is
    given: sets of three claims and more that cannot all be true; two are a contradiction.

    Returns
    -------
    dict
        ``pairs``: ``a``, ``b`` (ranks), ``relation``, ``gap`` and ``is_sure`` (not only if stocks
        speak of one day), the widest first; ``bounds``: ``claim``, ``end``, ``bound`` and ``by``;
        ``consensus``: one row a number that several origins speak of; ``knots``: ``claims`` (ids
        separated by ``;``) and ``text_en`` or ``text_fr`` (the sum that cannot be, in the language of
        `reconciled`), or ``None``.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.view_model.comparisons import compare_claims
    >>> case = load_case("tests/cases/strait")
    >>> compare_claims(case, case.claims["claim_id"].tolist())["pairs"]["gap"]
    [200, 150, 53, 35, 28, 23, 10, 8, 5]
    """
    rank = {claim_id: place for place, claim_id in enumerate(claim_ids)}
    pairs = list_conflicts(case.claims, case.parts, rounding=True, chains=case.claims)
    kept = pairs.nlargest(MOST_PAIRS, "gap", keep="first")
    ends = pd.DataFrame(
        {
            "a": kept["claim_id"].map(rank),
            "b": kept["other_id"].map(rank),
            "relation": kept["relation"],
            "gap": kept["gap"],
            "is_sure": _speak_of_one_day(kept, case.claims),
        }
    )
    return {
        "pairs": encode_frame(ends),
        "bounds": encode_frame(_tightest(case, rank)),
        "consensus": encode_frame(_list_consensus(case)),
        "knots": None if reconciled is None else encode_frame(_list_knots(reconciled)),
    }


def _speak_of_one_day(pairs: pd.DataFrame, claims: pd.DataFrame) -> pd.Series:
    """Tell pairs of what surely speaks of one day, or is no stock, from stocks of moments that overlap."""
    by_id = claims.drop_duplicates("claim_id").set_index("claim_id")
    if pairs.empty:  # of which pandas would not know the types
        return pd.Series(dtype=bool)
    ends = [
        pairs[side].map(by_id[end])
        for side in ("claim_id", "other_id")
        for end in ("period_earliest", "period_latest")
    ]
    is_stock = pairs["claim_id"].map(by_id["kind"]).eq("stock")
    return ~is_stock | pd.concat([ends[0].eq(end) for end in ends], axis=1).all(axis=1)


def _tightest(case: Case, rank: dict[str, int]) -> pd.DataFrame:
    """Return of each claim the tightest bound at each end, and who sets it."""
    bounds = list_part_bounds(case.claims, case.parts, chains=case.claims)
    order = bounds["bound"].where(bounds["end"].eq("high"), -bounds["bound"])
    ordered = bounds.iloc[np.argsort(order.to_numpy(), kind="stable")]
    tightest = ordered.drop_duplicates(["claim", "end"])
    ranks = case.claims["claim_id"].map(rank).to_numpy()
    return pd.DataFrame(
        {
            "claim": ranks[tightest["claim"]],
            "end": tightest["end"].to_numpy(),
            "bound": tightest["bound"].to_numpy(),
            "by": ranks[tightest["by"]],
        }
    )


def _list_knots(reconciled: Reconciliation) -> pd.DataFrame:
    """Return the sets of three claims and more that cannot all be true, the smallest first."""
    from analysttools.claims.reconcile.reading_tables import (
        tabulate_knots,  # only where knots were worked out
    )

    knots = reconciled.knots[reconciled.knots["size"] > PAIR]
    sums = tabulate_knots(knots, reconciled)["sum"].tolist()
    return pd.DataFrame({"claims": knots["claim_ids"].tolist(), f"text_{reconciled.lang}": sums})


def _list_consensus(case: Case) -> pd.DataFrame:
    """Return what several origins say of one number, a row each."""
    found = consensus(case.claims, chains=case.claims)
    found = found[found["origins"] > 1].reset_index(drop=True)
    words = {}
    for lang in LANGUAGES:
        intervals = format_interval(found, lang)
        words[f"words_{lang}"] = [
            _describe(one, interval, lang)
            for one, interval in zip(found.itertuples(), intervals, strict=True)
        ]
    return found[THING].assign(**words)


def _describe(one: Any, interval: str, lang: str) -> str:
    """Return what most origins of one number allow, in a sentence."""
    key = {"agreement": "agreed", "no agreement": "disagreed"}.get(one.agreement, "allowed")
    what = format_period(one.period, one.kind, lang)
    fits = one.support + one.compatible
    return TEXTS[lang][key].format(
        what=f"{what[0].upper()}{what[1:]}",
        fits=fits,
        origins=one.origins,
        support=one.support,
        interval=interval,
    )
