"""Who had it from whom: chains of repeats, and what they go back to.

Belongs here: following ``derived_from`` and ``supersedes``, and who stands at the head of a ``chain``. Does
not belong here: what changed on the way (``drift.py``).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from graphlib import TopologicalSorter
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysttools.arguments import checked
from analysttools.case.id_lists import describe_circle, find_circles
from analysttools.claims.frames import codes_of, days_of, number_of_day, require_claims
from analysttools.errors import DataError, Fault

# What origins are read from.
CHAINED = ["claimant_id", "derived_from"]
LINKS = {"derived_from": "repeats", "supersedes": "replaces"}
ADVICE = (
    "Who had a number from whom is followed in the whole case, so that no filter changes the answer: pass "
    "chains=case.claims"
)
# Claims that a refusal names; of more it gives the count.
FEW = 3
# Words at the head of a chain that name nobody, and words that only go with them: two heads of no other words
# are not known to be one source.
NAMELESS = [
    *["unknown", "unnamed", "unattributed", "unidentified", "unspecified", "anonymous"],
    *["undisclosed", "no", "none", "not", "named", "stated", "known", "source", "sources"],
    *["official", "officials", "person", "people", "expert", "experts", "analyst", "analysts"],
    *["witness", "witnesses", "observer", "observers", "inconnu", "inconnue", "inconnus"],
    *["inconnues", "anonyme", "anonymes", "responsable", "responsables", "fonctionnaire"],
    *["fonctionnaires", "témoin", "témoins", "aucun", "aucune", "non", "nommé", "nommée", "nommés"],
    *["nommées", "identifié", "identifiée", "identifiés", "identifiées", "précisé", "précisée"],
]
ATTENDANT = [
    *["a", "an", "the", "some", "several", "many", "two", "three", "one", "senior", "junior"],
    *["former", "high", "ranking", "highranking", "top", "government", "military", "defence"],
    *["defense", "intelligence", "security", "diplomatic", "local", "familiar", "with", "matter"],
    *["un", "une", "des", "le", "la", "les", "du", "de", "d", "l", "quelques", "plusieurs", "haut"],
    *["hauts", "ancien", "anciens", "militaire", "militaires"],
]
# Heads that begin so name nobody, whatever follows: "unnamed US officials".
UNNAMED = (
    r"(?:unnamed|unattributed|unidentified|unspecified|anonymous|undisclosed)\b|unknown (?:source|official)"
)


@checked()
def origins(claims: pd.DataFrame, *, chains: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the origin of each claim, how often it was retold since, and how many origins it rests on.

    Two origins are independent if they have different claimants and their ways do not begin at one source:
    what one claimant says twice, what six pages render of one briefing, and what two departments have from
    one assessment counts once.

    Parameters
    ----------
    claims : DataFrame
        One row a claim: ``claim_id``, ``claimant_id``, ``derived_from`` (ids separated by ``;``; empty for a
        claim that repeats none). ``chain`` is followed where it is there: its head, spelt alike but for
        capitals, blanks and a remark in brackets, is one source, unless it names none ("unknown", "unnamed
        officials", "a senior official", "sources", "inconnu").
    chains : DataFrame, optional
        The table that the rows were taken from, such as ``case.claims``: chains are followed in it. None
        follows them in `claims`, which must then hold every claim that another one repeats.

    Returns
    -------
    DataFrame
        One row a claim, index and order of `claims`: ``claim_id``, ``origin`` (its own id, or those that
        its chain goes back to, separated by ``;``), ``origin_claimant`` (who asserted them), ``depth``
        (retellings since, the longest way; 0 for an origin), ``independent_origins`` (how many of them are
        independent).

    Raises
    ------
    TypeError, ValueError
        If it is not a DataFrame, columns are missing, an id is in two rows, a claim repeats
        one that is neither in `claims` nor in `chains`, or a claim is not in `chains`.
    DataError
        If ``derived_from`` leads in a circle: every circle, named.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import origins
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["briefing", "agency", "page"],
    ...         "claimant_id": ["nis", "nis", "a newsroom"],
    ...         "derived_from": [None, "briefing", "agency"],
    ...     }
    ... )
    >>> print(origins(claims).to_string(index=False))
    claim_id   origin origin_claimant  depth  independent_origins
    briefing briefing             nis      0                    1
      agency briefing             nis      1                    1
        page briefing             nis      2                    1
    >>> origins(claims.tail(1), chains=claims)["origin_claimant"].tolist()
    ['nis']
    """
    claims = require_claims("origins", claims, CHAINED)
    table = require_chains("origins", claims, chains, CHAINED)
    origin = claims["claim_id"].to_numpy(dtype=object, copy=True)
    origin_claimant = claims["claimant_id"].fillna("").to_numpy(dtype=object, copy=True)
    depth = np.zeros(len(claims), dtype="int64")
    count = np.ones(len(claims), dtype="int64")
    repeats = follow("origins", claims, table)
    who = _sources(table, [root for repeat in repeats for root in repeat.roots])
    for repeat in repeats:
        origin[repeat.row] = ";".join(repeat.roots)
        origin_claimant[repeat.row] = ";".join(sorted({who[root].claimant for root in repeat.roots}))
        depth[repeat.row] = repeat.depth
        count[repeat.row] = _count_independent([who[root] for root in repeat.roots])
    return pd.DataFrame(
        {
            "claim_id": claims["claim_id"],
            "origin": pd.Series(origin, index=claims.index, dtype="str"),
            "origin_claimant": pd.Series(origin_claimant, index=claims.index, dtype="str"),
            "depth": depth,
            "independent_origins": count,
        },
        index=claims.index,
    )


class Repeat(NamedTuple):
    """What a repeat goes back to: its row, its roots, and how many retellings ago."""

    row: int
    roots: list[str]
    depth: int


class Source(NamedTuple):
    """By what an origin is known as one and not another: its claimant, and the head of its chain."""

    claimant: str
    head: str


def require_chains(
    caller: str,
    claims: pd.DataFrame,
    chains: pd.DataFrame | None,
    columns: Sequence[str],
    links: Sequence[str] = ("derived_from",),
) -> pd.DataFrame:
    """Return the table in which chains are followed, or raise unless it holds all that the claims name.

    Parameters
    ----------
    caller : str
        Name of the function, for the message.
    claims : DataFrame
        As `require_claims` gave them.
    chains : DataFrame or None
        What the caller was given; None follows chains in the claims themselves.
    columns : sequence of str
        What the function needs of each row of it, beside ``claim_id``.
    links : sequence of str
        Which of ``derived_from`` and ``supersedes`` the function follows, where they are there.

    Raises
    ------
    TypeError, ValueError
        If it is not a DataFrame of claims, lacks some of the claims, or lacks a claim that one of them
        repeats or replaces.
    """
    table = claims if chains is None else require_claims(caller, chains, columns)
    known = pd.Index(table["claim_id"])
    is_strange = known.get_indexer(claims["claim_id"]) < 0 if chains is not None else np.zeros(0, dtype=bool)
    if is_strange.any():
        first = claims["claim_id"][is_strange].iloc[0]
        advice = "Give the whole table that the claims were taken from, such as case.claims"
        if {"from_id", "to_id"} <= set(claims):
            advice = (
                "It is a difference that to_flow made, and repeats no claim: leave chains out, or pass "
                "pd.concat([chains, flows])"
            )
        raise ValueError(
            f"{caller}: {is_strange.sum()} of the claims are not in chains, the first is {first}. {advice}"
        )
    if chains is not None:
        _refuse_other_links(caller, claims, table)
    lost = []
    for link in links:
        if link in claims:
            named = claims.set_index("claim_id")[link].dropna().str.split(";").explode()
            lost += [f"{one} {LINKS[link]} {other}" for one, other in named[~named.isin(known)].items()]
    if lost:
        more = f" and {len(lost) - FEW} more" if len(lost) > FEW else ""
        where = "among the claims given" if chains is None else "in chains"
        raise ValueError(
            f"{caller}: {'; '.join(sorted(lost)[:FEW])}{more}, which {_is(lost)} not {where}. {ADVICE}"
        )
    return table


def _refuse_other_links(caller: str, claims: pd.DataFrame, table: pd.DataFrame) -> None:
    """Raise if a claim repeats or replaces another than the table says of it, which would be ignored."""
    rows = pd.Index(table["claim_id"]).get_indexer(claims["claim_id"])
    for link, verb in LINKS.items():
        if link not in claims or claims[link].isna().all():
            continue
        own = claims[link].to_numpy(dtype=object)
        there = table[link].to_numpy(dtype=object)[rows] if link in table else np.full(len(own), None)
        differs = pd.notna(own) & (pd.isna(there) | (own != there))
        if differs.any():
            first = int(np.argmax(differs))
            named = "nothing" if pd.isna(there[first]) else there[first]
            raise ValueError(
                f"{caller}: {claims['claim_id'].iloc[first]} {verb} {own[first]} in claims, but {named} in "
                f"chains. Change {link} in the table that chains is, and take the claims from it"
            )


def with_links(claims: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the claims with the links and ways that the table has of them, where they have none themselves.

    So that a column which was left out, or emptied, makes no repeat an origin: the table says who had it from
    whom.
    """
    if table is claims:
        return claims
    rows = pd.Index(table["claim_id"]).get_indexer(claims["claim_id"])
    filled = {}
    for name in [name for name in (*LINKS, "chain") if name in table]:
        there = pd.Series(table[name].to_numpy(dtype=object)[rows], index=claims.index, dtype="str")
        filled[name] = claims[name].fillna(there) if name in claims else there
    return claims.assign(**filled)


def follow(caller: str, claims: pd.DataFrame, table: pd.DataFrame) -> list[Repeat]:
    """Follow each of the claims that is a repeat to its roots, through a table that holds them.

    Raises
    ------
    DataError
        If ``derived_from`` leads in a circle.
    ValueError
        If a chain leaves the table.
    """
    onward = _onward(table)
    roots: dict[str, set[str]] = {}
    depths: dict[str, int] = {}
    for one in TopologicalSorter(onward).static_order():
        up = onward.get(one)
        roots[one] = {root for other in up for root in roots[other]} if up else {one}
        depths[one] = 1 + max(depths[other] for other in up) if up else 0
    is_repeat = claims["claim_id"].isin(onward).to_numpy(bool)
    ids = claims["claim_id"].to_numpy(dtype=object)
    found = [Repeat(int(row), sorted(roots[ids[row]]), depths[ids[row]]) for row in np.flatnonzero(is_repeat)]
    _refuse_broken(caller, ids, found, set(table["claim_id"]))
    return found


def repeat_known(table: pd.DataFrame, is_known: np.ndarray) -> set[str]:
    """Return the ids of the claims that repeat, over any steps, one that is known.

    Raises
    ------
    DataError
        If ``derived_from`` leads in a circle.
    """
    onward = _onward(table)
    known = set(table["claim_id"][is_known])
    found: set[str] = set()
    for one in TopologicalSorter(onward).static_order():
        if any(other in known or other in found for other in onward.get(one, [])):
            found.add(one)
    return found


def _onward(table: pd.DataFrame) -> dict[str, list[str]]:
    """Return what each repeat repeats; refuse circles."""
    repeats = table.loc[table["derived_from"].notna().to_numpy(bool), ["claim_id", "derived_from"]]
    onward = dict(zip(repeats["claim_id"], repeats["derived_from"].str.split(";"), strict=True))
    refuse_circles(onward, "derived_from")
    return onward


def _refuse_broken(caller: str, ids: np.ndarray, repeats: list[Repeat], known: set[str]) -> None:
    """Raise if a chain leads to a claim that is not in the table, further up than the first step."""
    lost = sorted({(str(ids[one.row]), root) for one in repeats for root in one.roots if root not in known})
    if lost:
        named = "; ".join(f"{claim} goes back to {root}" for claim, root in lost[:FEW])
        more = f" and {len(lost) - FEW} more" if len(lost) > FEW else ""
        raise ValueError(f"{caller}: {named}{more}, which {_is(lost)} not in chains. {ADVICE}")


def _is(named: list[Any]) -> str:
    return "is" if len(named) == 1 else "are"


def hands(chain: object) -> list[str]:
    """Return the names on the way of a claim, the origin first; none where the way is not told.

    Examples
    --------
    >>> from analysttools.claims.origins import hands
    >>> hands("HUR > AFP > LBCI")
    ['HUR', 'AFP', 'LBCI']
    """
    names = chain.split(">") if isinstance(chain, str) else []
    return [name.strip() for name in names if name.strip()]


def heads(claims: pd.DataFrame) -> pd.Series:
    """Return the source at which the way of each claim begins, in small letters; empty where none is named.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.claims.origins import heads
    >>> ways = ["HUR (Telegram) > TRT World", "hur > AFP > LBCI", "Unnamed officials > AP", None]
    >>> heads(pd.DataFrame({"chain": ways})).tolist()
    ['hur', 'hur', '', '']
    """
    if "chain" not in claims:
        return pd.Series("", index=claims.index, dtype="str")
    codes, ways = pd.factorize(claims["chain"])
    named = np.array([*map(_head, ways), ""], dtype=object)
    return pd.Series(named[codes], index=claims.index, dtype="str")


def _head(way: str) -> str:
    """Return the source at which one way begins, in small letters; nothing if it names none."""
    whole = " ".join(way.split(">")[0].split()).casefold()
    plain, _, remark = whole.partition(" (")
    words = _words(plain)
    # "US officials (unnamed)" are anybody; "The National (source not named)" is a paper.
    is_remarked = words[-1:] != [] and words[-1] in NAMELESS and not set(NAMELESS).isdisjoint(_words(remark))
    is_general = all(word in NAMELESS or word in ATTENDANT for word in words)
    is_nobody = is_general and (not words or not set(NAMELESS).isdisjoint(words))
    if is_nobody or is_remarked or re.match(UNNAMED, plain):
        return ""
    return re.sub(r"\s*\([^)]*\)$", "", whole)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def tokens_of(claims: pd.DataFrame, table: pd.DataFrame, roots: dict[int, list[str]]) -> pd.DataFrame:
    """Return by what each claim is known to come from one origin: its claimant, and the head of its chain.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, index from 0.
    table : DataFrame
        Where the roots are.
    roots : dict of int to list of str
        For rows that stand for others: the ids of those, whose claimants and heads count instead.

    Returns
    -------
    DataFrame
        ``row`` and ``token``, a number: rows that share a token come from one origin.
    """
    own = ~np.isin(np.arange(len(claims)), list(roots))
    rows = np.flatnonzero(own)
    who = _sources(table, [root for ids in roots.values() for root in ids])
    further = [(row, who[root]) for row, ids in roots.items() for root in ids]
    row = np.array([*rows, *(one for one, _ in further)], dtype="int64")
    claimant = [*claims["claimant_id"].fillna("")[own], *(one.claimant for _, one in further)]
    return _tokens(row, claimant, [*heads(claims)[own], *(one.head for _, one in further)])


def _tokens(row: np.ndarray, claimants: list[str], named: list[str]) -> pd.DataFrame:
    """Return a number for each claimant and each head; a claimant is no head of the same name."""
    claimant, names = pd.factorize(pd.Series(claimants, dtype="str"))
    head = pd.factorize(pd.Series(named, dtype="str").replace("", None))[0]
    has_head = head >= 0
    token = np.concatenate([claimant, head[has_head] + len(names)])
    return pd.DataFrame({"row": np.concatenate([row, row[has_head]]), "token": token})


def join_origins(codes: np.ndarray, tokens: pd.DataFrame) -> np.ndarray:
    """Return a key for each row, so that rows of one number that share a token, over any steps, share it.

    Parameters
    ----------
    codes : array of int
        Which number each row is of: rows of different numbers are never joined.
    tokens : DataFrame
        What `tokens_of` returns of the same rows.
    """
    row = tokens["row"].to_numpy("int64")
    group = codes_of(tokens, [], codes[row], tokens["token"].to_numpy("int64"))
    keys = np.arange(len(codes), dtype="int64")
    while True:
        least = np.full(int(group.max(initial=-1)) + 1, len(codes), dtype="int64")
        np.minimum.at(least, group, keys[row])
        joined = keys.copy()
        np.minimum.at(joined, row, least[group])
        joined = joined[joined]
        if np.array_equal(joined, keys):
            return keys
        keys = joined


def count_origins(claims: pd.DataFrame) -> int:
    """Return how many independent origins some claims are that repeat none."""
    rows = claims.reset_index(drop=True)
    return len(np.unique(join_origins(np.zeros(len(rows), dtype="int64"), tokens_of(rows, rows, {}))))


def _sources(table: pd.DataFrame, ids: Iterable[str]) -> dict[str, Source]:
    """Return who stands behind each of some claims."""
    rows = table[table["claim_id"].isin(set(ids)).to_numpy(bool)]
    return {
        one: Source(claimant, head)
        for one, claimant, head in zip(
            rows["claim_id"], rows["claimant_id"].fillna(""), heads(rows), strict=True
        )
    }


def _count_independent(sources: list[Source]) -> int:
    """Return how many of some origins neither share a claimant nor a head, over any steps."""
    if len(sources) == 1:
        return 1
    row = np.arange(len(sources))
    tokens = _tokens(row, [one.claimant for one in sources], [one.head for one in sources])
    return len(np.unique(join_origins(np.zeros(len(row), dtype="int64"), tokens)))


def withdrawn(caller: str, claims: pd.DataFrame, known_by: str | datetime.date | None = None) -> set[str]:
    """Return the ids of the claims that others of these replace, or had replaced by the end of a day.

    A claim that only repeats such claims, over any steps, is withdrawn with them.

    Raises
    ------
    ValueError
        If a day is given and the claims do not say when they were asserted.
    DataError
        If ``supersedes`` leads in a circle, or ``derived_from`` where something is withdrawn.
    """
    if "supersedes" not in claims:
        return set()
    lists = claims.set_index("claim_id")["supersedes"].dropna().str.split(";")
    refuse_circles(lists.to_dict(), "supersedes")
    if known_by is not None:
        dated = require_claims(caller, claims, ["asserted"])
        known = dated["claim_id"][days_of(dated, "asserted")[1] <= number_of_day(known_by)]
        lists = lists[lists.index.isin(known)]
    return _with_repeats(set(lists.explode().dropna()), claims)


def _with_repeats(revoked: set[str], claims: pd.DataFrame) -> set[str]:
    """Add to the ids of withdrawn claims those that repeat, over any steps, nothing else."""
    if not revoked or "derived_from" not in claims:
        return revoked
    onward = _onward(claims)
    found = set(revoked)
    for one in TopologicalSorter(onward).static_order():
        if one in onward and found.issuperset(onward[one]):
            found.add(one)
    return found


def standing(
    caller: str,
    claims: pd.DataFrame,
    chains: pd.DataFrame | None,
    known_by: str | datetime.date | None,
) -> pd.DataFrame:
    """Return the claims that none of a table replaces, or had replaced by the end of a day.

    What only repeats replaced ones is left out too.

    Raises
    ------
    TypeError, ValueError, DataError
        As for `require_chains` and `withdrawn`.
    """
    revoked = withdrawn(caller, require_chains(caller, claims, chains, [], []), known_by)
    return claims[~claims["claim_id"].isin(revoked).to_numpy(bool)] if revoked else claims


def refuse_circles(onward: dict[str, list[str]], column: str) -> None:
    """Raise if ids lead back to themselves.

    Raises
    ------
    DataError
        With every circle, named.
    """
    advice = f"Take one of these ids out of {column}"
    faults = [
        Fault("cycle", "claims", describe_circle(column, circle), advice, column=column, id=circle[0])
        for circle in find_circles(onward)
    ]
    if faults:
        raise DataError("claims", faults)
