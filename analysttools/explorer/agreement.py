"""What some claims are to each other, in sentences: comparable or not, contradicting, agreeing.

Belongs here: sentences that hold claims against each other. Does not belong here: the comparisons themselves
(``claims/``); what was chosen and is left (``summary.py``).
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from analysttools.case.loading import Case
from analysttools.charts.drawing.text import WORDS as UNITS
from analysttools.claims.conflicts import conflicts
from analysttools.claims.consensus import consensus
from analysttools.claims.scope import SCOPE, scopes
from analysttools.formatting import format_number, say_claims
from analysttools.locales import read_texts

PUNCTUATION = read_texts("punctuation")
WORDS = read_texts("explorer.panel")

# More claims than this are not held against each other while somebody waits.
MANY = 2000
# Of whom and where something is counted.
NAMES = ("population_name", "place_name")
# Parts of a scope, by the words that the explorer has for them.
DIFFERS = {
    "measure": "measure",
    "population": "population",
    "place_id": "place",
    "kind": "kind",
    "period": "period",
}


def describe_comparable(claims: pd.DataFrame, case: Case, lang: str) -> str:
    """Return whether some claims count the same, and if not, what differs between two of them.

    The case is not needed; it is given to all sentences of claims alike.

    Examples
    --------
    >>> from analysttools import load_case, select
    >>> from analysttools.explorer.agreement import describe_comparable
    >>> case = load_case("tests/cases/strait")
    >>> describe_comparable(select(case, measure="wounded"), case, "en")
    'One claim with a number: nothing to compare it with.'
    """
    words = WORDS[lang]
    numbered = claims[claims[["low", "best", "high"]].notna().any(axis=1) & claims["kind"].notna()]
    if len(numbered) < 2:
        return words["lone" if len(numbered) else "no numbers"]
    things = scopes(numbered)
    if things.nunique() == 1:
        return words["alike"]
    one, others = numbered.iloc[-1], numbered[things != things.iloc[-1]]
    unlike = [others[name].map(partial(_differ, one[name])) for name in DIFFERS]
    other = others.loc[
        sum(unlike).iloc[::-1].idxmax()
    ]  # the one that has least in common, the latest of several
    differs = [words[DIFFERS[name]].lower() for name in DIFFERS if _differ(one[name], other[name])]
    first, second = (_format_claim(claim, lang) for claim in (one, other))
    return words["unlike"].format(
        count=things.nunique(), first=first, second=second, differs=", ".join(differs)
    )


def describe_conflicts(claims: pd.DataFrame, case: Case, lang: str, known_by: str | None = None) -> str:
    """Return how many pairs of claims contradict each other, and of each unit which are widest apart.

    Round numbers have room for rounding; stocks that may speak of different days are counted by themselves.
    What was withdrawn by the day `known_by` is left out, or at all without one.

    Examples
    --------
    >>> from analysttools import load_case, select
    >>> from analysttools.explorer.agreement import describe_conflicts
    >>> case = load_case("tests/cases/strait")
    >>> describe_conflicts(select(case, measure="wounded"), case, "en")
    'No two claims here contradict each other, allowing for rounding.'
    """
    words = WORDS[lang]
    if len(claims) > MANY:
        return words["many"].format(count=format_number(len(claims), lang))
    by_id = claims.set_index("claim_id", drop=False)
    pairs = conflicts(claims, case.parts, rounding=True, chains=case.claims, known_by=known_by)
    is_sure = _speak_of_one_day(pairs, by_id)
    perhaps = (
        [words["perhaps"].format(count=format_number(int((~is_sure).sum()), lang))]
        if not is_sure.all()
        else []
    )
    pairs = pairs[is_sure]
    if pairs.empty:
        return " ".join([words["no conflict"], *perhaps])
    units = pairs["claim_id"].map(by_id["unit"]).fillna("")
    said = [words["conflicts"].format(count=format_number(len(pairs), lang))]
    for widest in pairs.loc[pairs["gap"].groupby(units, sort=False).idxmax()].itertuples():
        first, second = by_id.loc[widest.claim_id], by_id.loc[widest.other_id]
        said += [
            words["widest" if widest.gap else "meeting"].format(
                gap=_with_unit(widest.gap, first["unit"], lang),
                what=_format_thing(pd.DataFrame([first, second])),
                first=_format_claim(first, lang),
                second=_format_claim(second, lang),
            )
        ]
    said += [words["with parts"]] if pairs["relation"].eq("part of").any() else []
    return " ".join([*said, *perhaps])


def _speak_of_one_day(pairs: pd.DataFrame, by_id: pd.DataFrame) -> pd.Series:
    """Tell pairs of what surely speaks of one day, or is no stock, from stocks of moments that overlap."""
    ends = [pairs[side].map(by_id[end]) for side in ("claim_id", "other_id")
            for end in ("period_earliest", "period_latest")]  # fmt: skip
    is_stock = pairs["claim_id"].map(by_id["kind"]).eq("stock")
    return ~is_stock | pd.concat([ends[0].eq(end) for end in ends], axis=1).all(axis=1)


def describe_consensus(claims: pd.DataFrame, case: Case, lang: str, known_by: str | None = None) -> str:
    """Return what fits the most origins, of the number of which most speak, and whether any two agree on it.

    Origins are looked for in the whole case: a repeat whose origin was not chosen is still one. What was
    withdrawn after the day `known_by` still counts, for then nobody knew.

    Examples
    --------
    >>> from analysttools import load_case, select
    >>> from analysttools.explorer.agreement import describe_consensus
    >>> case = load_case("tests/cases/strait")
    >>> describe_consensus(select(case, measure="wounded"), case, "en")
    'Nothing here is said by two independent origins.'
    """
    words = WORDS[lang]
    if len(claims) > MANY:
        return words["many"].format(count=format_number(len(claims), lang))
    found = consensus(claims, chains=case.claims, known_by=known_by)
    found = found[found["origins"] > 1]
    if found.empty:
        return words["no consensus"]
    things = found.groupby([*SCOPE, "period"], dropna=False, sort=False).ngroup()
    intervals = found[things.eq(things[found["origins"].idxmax()])]
    most = intervals.iloc[0]
    ids = ";".join(most[["claim_ids", "compatible_ids", "other_ids"]]).split(";")
    of_thing = claims[claims["claim_id"].isin(ids)]
    what = f"{_format_thing(of_thing)}, {most['period']}"
    said = words["agreed" if most["agreement"] == "agreement" else "allowed"].format(
        support=most["support"],
        fits=most["support"] + most["compatible"],
        origins=most["origins"],
        interval=words["or"].join(_interval(one, lang) for _, one in intervals.iterrows()),
        what=what,
    )
    if most["agreement"] == "no agreement":
        said = words["disagreed"].format(origins=most["origins"], what=what)
    others = things.nunique() - 1
    return f"{said} {words['more agreed'].format(count=others)}" if others else said


def _format_thing(claims: pd.DataFrame) -> str:
    """Return what some claims count, of whom and where; with a stroke between what is not the same in all."""
    names = (claims[name].dropna().drop_duplicates() for name in ("measure_name", *NAMES))
    return ", ".join(" / ".join(own) for own in names if len(own))


def _with_unit(gap: float, unit: Any, lang: str) -> str:
    """State a gap in its unit; persons are said by what is counted."""
    number = format_number(gap, lang)
    if pd.isna(unit) or unit == "persons":
        return number
    return f"{number} {UNITS[lang].get(unit, unit)}"


def _differ(one: Any, other: Any) -> bool:
    return bool(one != other) and not (pd.isna(one) and pd.isna(other))


def _format_claim(claim: pd.Series, lang: str) -> str:
    """Name a claim by who says what: "HUR (Ukraine): at least 30"."""
    said, day, period = say_claims(claim.to_frame().T, lang).iloc[0], claim["asserted"], str(claim["period"])
    if period.removeprefix("../") != str(day) and not pd.isna(claim["period"]):
        day = WORDS[lang]["speaks of"].format(day=day, period=period)
    return f"{claim['claimant']} ({day}{PUNCTUATION[lang]['colon']}{said})"


def _interval(most: pd.Series, lang: str) -> str:
    """Write the interval of a consensus, its bounds as they are."""
    low, high = most["low"], most["high"]
    if low == high:
        return format_number(low, lang)
    words, ends = WORDS[lang], []
    if not pd.isna(low):
        template = words["more than" if most["is_low_strict"] else "at least"]
        ends.append(template.format(number=format_number(low, lang)))
    if not pd.isna(high):
        template = words["fewer than" if most["is_high_strict"] else "at most"]
        ends.append(template.format(number=format_number(high, lang)))
    if not ends:
        return WORDS[lang]["any"]
    return PUNCTUATION[lang]["and"].join(ends)
