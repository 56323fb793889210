"""Can all of it be true at once, and what follows: the question to some claims, and the record of the answer.

Belongs here: what a user calls and gets. Does not belong here: how a question is answered (``answers.py``).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, replace
from typing import Any, TypedDict, Unpack

import numpy as np
import pandas as pd

from analysttools.arguments import checked, with_options
from analysttools.claims.frames import require_claims
from analysttools.claims.intervals import STATED
from analysttools.claims.origins import CHAINED, heads, origins, require_chains, standing
from analysttools.claims.reconcile.answers import Answers, Task, answer, format_span
from analysttools.claims.reconcile.checks import (
    refuse_mixed_units,
    refuse_wrong_shares,
    require_asked,
    require_constraints,
    require_trusted,
)
from analysttools.claims.reconcile.components import Question, World, components
from analysttools.claims.reconcile.jointly import join_ways_out
from analysttools.claims.reconcile.questions import Inquiry
from analysttools.claims.reconcile.sentences import WORDS, Wording
from analysttools.claims.reconcile.statements import (
    DOUBTFUL,
    SOME,
    Statements,
    read_statements,
    states_number,
)
from analysttools.claims.reconcile.supports import find_supports
from analysttools.claims.reconcile.system import SHARE, UNKNOWN_DAYS, Quantity
from analysttools.claims.relations import RESPECTS
from analysttools.claims.scope import SCOPED
from analysttools.columns import require_names_language
from analysttools.errors import describe_list, did_you_mean, quoted

NEEDED = [*SCOPED, *STATED]
QUANTITY = ["quantity", "measure", "population", "place_id", "kind", "period"]
IMPLIED = [
    *QUANTITY, "own_low", "own_high", "is_own_low_strict", "is_own_high_strict",
    "low", "high", "is_low_strict", "is_high_strict", "is_tighter", "is_possible",
    "by_low", "by_high", "faulty", "assumption", "component",
]  # fmt: skip
KNOTS = ["size", "claim_ids", "sentence", "more_exist", "assumption", "component"]
GIVE_WAY = ["level", "size", "names", "claim_ids", "more_exist", "assumption", "component"]
WITNESS = [*QUANTITY, "value", "exact", "assumption", "component"]
UNRELATED = ["claim_id", "why"]
LEVELS = ["claimants", "claims", "heads"]
FRAMES = {"implied": IMPLIED, "knots": KNOTS, "witness": WITNESS}
FLOATS = {"own_low", "own_high", "low", "high", "value"}
WHOLE = {"size", "faulty", "component"}
# How many knots, and how many sets that give way, are listed of each component.
LIMIT = 100
# Components that one process is given at a time.
BATCH = 200


class Options(TypedDict, total=False):
    """What else `reconcile` takes."""

    constraints: Sequence[str] | None
    limit: int
    chains: pd.DataFrame | None
    keep_withdrawn: bool
    known_by: str | datetime.date | None
    lang: str
    asked: pd.DataFrame | None
    show_ids: bool


@dataclass(frozen=True)
class Settings:
    """What is used of what `reconcile` was given; each option with its default."""

    constraints: Sequence[str] | None = None
    limit: int = LIMIT
    chains: pd.DataFrame | None = None
    keep_withdrawn: bool = False
    known_by: str | datetime.date | None = None
    lang: str = "en"
    asked: pd.DataFrame | None = None
    show_ids: bool = True


@dataclass(frozen=True)
class Reconciliation:
    """What `reconcile` found.

    Attributes
    ----------
    implied : DataFrame
        One row a quantity that is claimed or asked for (and one for each assumption): ``quantity`` (its name
        for `explain`), ``measure``, ``population``, ``place_id``, ``kind``, ``period``; ``own_low``,
        ``own_high``, ``is_own_low_strict``, ``is_own_high_strict``, what the claims of it alone allow;
        ``low``, ``high``, ``is_low_strict``, ``is_high_strict``, what all claims together allow (strict: more
        than, or fewer than, that number);
        ``is_tighter``, whether that is less; ``by_low``, ``by_high``, the ids of the claims that give each
        end, separated by ``;``. An end without a number is open: no claim bounds it. ``is_possible``,
        whether the claims of its component can all be true (with ``faulty``: without so many origins, some
        way); if they cannot, nothing follows and the ends are empty. ``faulty``: how many origins may be
        wrong; if some may, an end takes several proofs, of which one holds whichever are wrong (`explain`
        gives them), and ``by_low`` and ``by_high`` are the claims of the weakest. ``assumption``: what is
        taken for granted, or nothing. ``component``: the number of those claims that bound each other,
        directly or through others; components have nothing to do with each other.
    knots : DataFrame
        One row a minimal set of claims that cannot all be true, smallest first: ``size``, ``claim_ids``,
        ``sentence`` (the proof, a line a step), ``more_exist`` (whether the component has more knots than
        are listed, or may have: none of more than six claims is searched for), ``assumption``,
        ``component``.
    give_way : DataFrame
        One row a smallest set without which the rest can be true, all ties: first for all claims together,
        where ``component`` is empty, then for each component that cannot be, by itself and under each
        assumption. For all together a claimant who gives way does so everywhere, and a start that totals may
        have is one with which the rest can be true. ``level``: what gives way, each with all that goes back
        to it, ``claims``, ``heads`` of chains (the source at which the ways of claims begin, where ``chain``
        names one, else the first claim) or ``claimants`` (at the origin); ``size``, ``names`` (ids of claims,
        heads or ids of claimants), ``claim_ids``, ``more_exist`` (whether there are more sets of this size,
        or the search was given up, and there may be smaller ones), ``assumption``, ``component``. Where it
        was given up before any set was found, one row without ``size`` and names says so.
    unrelated : DataFrame
        One row a claim that no other bounds: ``claim_id`` and ``why``.
    witness : DataFrame
        One row a quantity of a component that can be: the columns of ``implied`` that name it, a
        ``value`` with which all claims are true, and the same number ``exact``, as text (``7/2``). One of
        many: not an estimate. Empty with ``faulty``.
    claims : DataFrame
        The claims that were looked at, in the order of their ids.
    """

    implied: pd.DataFrame
    knots: pd.DataFrame
    give_way: pd.DataFrame
    unrelated: pd.DataFrame
    witness: pd.DataFrame
    claims: pd.DataFrame
    _statements: Statements
    _constraints: frozenset[str]
    _components: list[list[World]]
    _faulty: int
    _origins: list[str]

    @property
    def lang(self) -> str:
        """The language in which its sentences are."""
        return self._statements.lang

    def __repr__(self) -> str:
        """Return how many rows each frame has."""
        frames = ("implied", "knots", "give_way", "unrelated", "witness")
        sizes = ", ".join(f"{name}: {len(getattr(self, name))}" for name in frames)
        return f"<Reconciliation of {len(self.claims)} claims ({sizes})>"


@checked()
@with_options(Settings)
def reconcile(
    claims: pd.DataFrame,
    parts: pd.DataFrame | None = None,
    *,
    rounding: bool = True,
    faulty: int | None = None,
    executor: Any = None,
    **options: Unpack[Options],
) -> Reconciliation:
    """Ask of claims whether all can be true at once, what follows if so, and what stands in the way if not.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the columns of ``claims``. Names that `with_names` puts beside them are used in
        the sentences.
    parts : DataFrame, optional
        What is part of what, as ``Case.parts`` gives it. None: nothing is part of anything.
    rounding : bool, optional
        If True, round stated values are widened as `bounds` says: what is left is more than rounding.
    faulty : int, optional
        The ends in ``implied`` are those that hold whichever so many origins of a component are wrong
        (claims, where the frame does not say who had it from whom); where a component has no more origins
        than that, they are open. None, like 0: all are taken to be right.
    executor : concurrent.futures.Executor, optional
        Where components are answered, in batches; None: here. The result is the same.
    **options
        ``constraints``: the relations that are used, of ``part of whole``, ``parts are all``, ``parts are
        disjoint``, ``running total``, ``flow within growth``, ``flow on unknown days``, ``share``; None:
        all. That a claim says its interval, and that claims of one quantity are about one number, is what
        is asked about and always used. ``limit``: how many knots, and how many sets that give way, are
        listed of a component (100). ``chains``, ``keep_withdrawn``, ``known_by``: as for `conflicts`.
        ``lang``: the language of sentences and assumptions ("en"): that of the names, where there are some.
        ``asked``: quantities for which ``implied`` has a row too, whether or not anybody claimed a number of
        them: a frame with ``measure``, ``population``, ``place_id``, ``kind`` and ``period`` (a start that it
        states is tried for totals that state none). ``show_ids``: whether sentences give the id of each claim
        in brackets (True).

    Returns
    -------
    Reconciliation

    Raises
    ------
    TypeError, ValueError, DataError
        If columns are missing, ids or numbers are wrong, parts lead in a circle, units are mixed, too many
        claims hang together, their numbers are too far apart for an exact answer, or `faulty` is no less than
        the number of origins.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import reconcile
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["dead", "hurt", "both"],
    ...         "measure": ["killed", "wounded", "killed_or_wounded"],
    ...         "population": "army",
    ...         "place_id": "valley",
    ...         "kind": "cumulative",
    ...         "period": ["../2025-04-30", "../2025-01-13", "../2025-01-05"],
    ...         "low": [None, None, 3800],
    ...         "best": None,
    ...         "high": [600, 2700, None],
    ...         "qualifier": ["up_to", "up_to", "at_least"],
    ...     }
    ... )
    >>> parts = pd.DataFrame(
    ...     {
    ...         "column": "measure",
    ...         "part": ["killed", "wounded"],
    ...         "whole": "killed_or_wounded",
    ...         "is_summand": True,
    ...         "is_disjoint": True,
    ...     }
    ... )
    >>> found = reconcile(claims, parts)
    >>> print(found.knots["claim_ids"].item())
    both;dead;hurt
    >>> print(found.knots["sentence"].item().splitlines()[-1])
    So 3,800 would be at most 600 + 2,700 = 3,300: 500 too many
    """
    settings = Settings(**options)
    constraints = require_constraints(settings.constraints)
    claims = require_claims("reconcile", claims, NEEDED).reset_index(drop=True)
    require_names_language("reconcile", claims, settings.lang)
    asked_for = require_asked(settings.asked, settings.lang)
    refuse_wrong_shares(claims)
    refuse_mixed_units(claims, parts)
    known = claims if settings.chains is None else settings.chains
    if not settings.keep_withdrawn:
        claims = standing("reconcile", claims, settings.chains, settings.known_by)
    statements = read_statements(claims, parts, known, rounding=rounding, lang=settings.lang, asked=asked_for)
    statements = replace(statements, show_ids=settings.show_ids)
    used, unrelated = _used(statements, constraints)
    parted = components(statements, used, constraints)
    levels = _levels(statements, settings.chains)
    origin_of = levels.get("claimants", levels["claims"])
    require_trusted(faulty or 0, [origin_of[one] for one in used[~statements.is_asked[used]].tolist()])
    asked = Task(statements, parted, [], constraints, settings.limit, levels, faulty or 0)
    found, answers = _answer(asked, executor)
    answers.give_way += join_ways_out(asked, answers)
    is_asked = statements.is_asked
    alone = [position for position in _alone(parted) if not is_asked[position]]
    unrelated += [(position, WORDS[settings.lang]["alone"]) for position in alone]
    ids = levels["claims"]
    ways_out = [_typed(answers.give_way, GIVE_WAY)]
    return Reconciliation(
        implied=_sorted(found["implied"], ["component", "quantity", "assumption"]),
        knots=_sorted(found["knots"], ["size", "claim_ids", "assumption"]),
        give_way=_sorted(ways_out, ["component", "assumption", "level", "names"]),
        unrelated=_typed(
            [{"claim_id": ids[position], "why": why} for position, why in sorted(unrelated)], UNRELATED
        ),
        witness=_sorted(found["witness"], ["component", "quantity", "assumption"]),
        claims=statements.claims[~is_asked],
        _statements=statements,
        _constraints=constraints,
        _components=parted,
        _faulty=faulty or 0,
        _origins=origin_of,
    )


@checked()
def explain(
    reconciliation: Reconciliation, quantity: str, end: str, *, assumption: str | None = None
) -> pd.DataFrame:
    r"""Return the proof of a bound as a chain of sentences, in the language that `reconcile` was asked in.

    Parameters
    ----------
    reconciliation : Reconciliation
        What `reconcile` returns.
    quantity : str
        Of its ``implied``.
    end : {"low", "high"}
        Which end of it: one that ``implied`` has a number for.
    assumption : str, optional
        Under which of the column ``assumption``, where there are several rows of the quantity. None: the
        first.

    Returns
    -------
    DataFrame
        One row a step: ``kind`` (``counted`` for what all of it counts, ``interval`` or ``share`` for a
        claim, the name of the relation for a relation, ``sum`` for what they come to), ``claim_id`` (empty
        unless the step is a claim), ``sentence``. With ``faulty`` an end takes several proofs, of which,
        whichever so many origins are wrong, one rests on none of them: ``faulty`` says so, ``proof`` begins
        each and names its origins, and the last row says what holds. Claims that cannot all be true show that
        one of their own origins is wrong.

    Raises
    ------
    ValueError
        If there is no such quantity, no such assumption, or nothing bounds it.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import explain, reconcile
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["in January", "in April"],
    ...         "measure": "killed",
    ...         "population": "army",
    ...         "place_id": "valley",
    ...         "kind": "cumulative",
    ...         "period": ["../2025-01-13", "../2025-04-30"],
    ...         "low": [300, None],
    ...         "best": None,
    ...         "high": [None, 600],
    ...         "qualifier": ["at_least", "up_to"],
    ...     }
    ... )
    >>> found = reconcile(claims)
    >>> steps = explain(found, "killed|army|valley|cumulative|../2025-01-13", "high")
    >>> print(*steps["sentence"], sep="\n")
    Counted: army, valley
    up to 600 killed (total, up to 30 Apr 2025) [in April]
    killed by 13 Jan 2025 is at most killed by 30 Apr 2025 (a running total does not fall)
    So killed by 13 Jan 2025 is at most 600
    """
    implied = reconciliation.implied
    rows = implied[implied["quantity"] == quantity]
    if rows.empty:
        known = implied["quantity"].unique().tolist()
        raise ValueError(
            f"explain: there is no quantity {quoted(quantity)} in reconciliation.implied. "
            f"{did_you_mean(quantity, known) or 'Take one from its column quantity'}"
        )
    if assumption is not None:
        rows = rows[rows["assumption"] == assumption]
        if rows.empty:
            there = describe_list(map(quoted, implied.loc[implied["quantity"] == quantity, "assumption"]))
            raise ValueError(
                f"explain: no row of {quoted(quantity)} is under {quoted(assumption)}. There are: {there}"
            )
    row = rows.iloc[0]
    ids = row[f"by_{end}"]
    if not ids:
        why = _why_open(reconciliation, is_possible=row["is_possible"])
        raise ValueError(f"explain: {quoted(quantity)} has no {end} end: {why}")
    return _explain(reconciliation, row, end)


@checked()
def implied_without(reconciliation: Reconciliation, level: str = "claims") -> pd.DataFrame:
    """Return what follows from the rest of the claims without each smallest set that has to give way.

    Parameters
    ----------
    reconciliation : Reconciliation
        What `reconcile` returns.
    level : {"claims", "heads", "claimants"}
        What gives way, as in ``give_way``.

    Returns
    -------
    DataFrame
        The rows of ``implied`` of the rest that can be, once for each smallest set, in the order of
        ``give_way``: first ``without`` (the names of the set) and ``without_ids`` (the ids of its claims),
        then the columns of ``implied``. No rows where all claims can be true. None of the sets is preferred.

    Raises
    ------
    ValueError
        If there is no such level, the smallest sets were not found, or `reconcile` was asked with ``faulty``.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools import implied_without, reconcile
    >>> claims = pd.DataFrame(
    ...     {
    ...         "claim_id": ["few", "many"],
    ...         "measure": "killed",
    ...         "population": "army",
    ...         "place_id": "valley",
    ...         "kind": "cumulative",
    ...         "period": "../2025-01-13",
    ...         "low": [None, 4000],
    ...         "best": None,
    ...         "high": [600, None],
    ...         "qualifier": ["up_to", "more_than"],
    ...     }
    ... )
    >>> implied_without(reconcile(claims))[["without", "low", "high"]].to_numpy().tolist()
    [['few', 4000.0, nan], ['many', nan, 600.0]]
    """
    if reconciliation._faulty:
        raise ValueError(
            "implied_without: reconcile was asked with faulty, so that nothing has to give way. "
            "Ask it without faulty"
        )
    ways = reconciliation.give_way
    if level not in (known := ways["level"].unique().tolist() or LEVELS):
        there = ", ".join(map(quoted, known))
        raise ValueError(f"implied_without: level is {quoted(level)}, but must be one of: {there}")
    ways = ways[ways["component"].isna() & ways["level"].eq(level)]
    if ways["size"].isna().any():
        raise ValueError(
            "implied_without: the search for the smallest sets that have to give way was given up. "
            "Ask reconcile about fewer claims"
        )
    columns = ["without", "without_ids", *IMPLIED]
    rows = [
        _imply_rest(reconciliation, ids).assign(without=names, without_ids=ids)
        for names, ids in zip(ways["names"], ways["claim_ids"], strict=True)
    ]
    if not rows:
        return _typed([], columns)
    found = pd.concat(rows, ignore_index=True)
    return found.loc[found["is_possible"], columns].reset_index(drop=True)


def _imply_rest(reconciliation: Reconciliation, ids: str) -> pd.DataFrame:
    """Return ``implied`` of the claims that are left without some."""
    gone = reconciliation._statements.claims["claim_id"].isin(ids.split(";"))
    rest = reconciliation._statements.take(np.flatnonzero(~gone.to_numpy()).tolist())
    used, _ = _used(rest, reconciliation._constraints)
    parted = components(rest, used, reconciliation._constraints)
    levels = {"claims": rest.claims["claim_id"].tolist()}
    found, _ = _answer(Task(rest, parted, [], reconciliation._constraints, 1, levels), None)
    return _sorted(found["implied"], ["component", "quantity", "assumption"])


def _why_open(reconciliation: Reconciliation, *, is_possible: bool) -> str:
    """Return why an end of a quantity is open, and what to do."""
    if not is_possible:
        return "the claims cannot all be true, so nothing follows. Look at reconciliation.knots"
    advice = "Ask for the other end, or for another quantity"
    if count := reconciliation._faulty:
        wrong = "origin is wrong" if count == 1 else f"{count} origins are wrong"
        return f"nothing bounds it whichever {wrong}. {advice}"
    return f"no claim bounds it. {advice}"


def _explain(reconciliation: Reconciliation, row: pd.Series, end: str) -> pd.DataFrame:
    statements, is_low = reconciliation._statements, end == "low"
    question, quantity = next(_asked(reconciliation, row))
    claims = np.flatnonzero(statements.claims["claim_id"].isin(row[f"by_{end}"].split(";"))).tolist()
    inquiry = Inquiry(statements, question, reconciliation._constraints)
    wording = Wording(statements, question.assumption)
    if faulty := reconciliation._faulty:
        supports = find_supports(inquiry, quantity, reconciliation._origins, faulty, is_low=is_low)
        steps = wording.explain_supports(supports, quantity, faulty, is_low=is_low)
        return pd.DataFrame(steps, dtype="str")
    proof = inquiry.prove_bound(claims, quantity, row[end], is_low=is_low)
    return pd.DataFrame(wording.explain(proof, quantity, is_low=is_low), dtype="str")


def _asked(reconciliation: Reconciliation, row: pd.Series) -> Iterator[tuple[Question, Quantity]]:
    """Return the question and the quantity that a row of ``implied`` answers."""
    cells = reconciliation._statements.hierarchy.cells
    own = row[list(RESPECTS)].fillna("").tolist()
    for world in reconciliation._components[row["component"]]:
        for question in world.questions:
            for quantity in question.quantities.values():
                names = [names[code] for names, code in zip(cells, quantity.thing, strict=True)]
                span = format_span(*(question.days or (quantity.start, quantity.until)))
                is_same = ["" if pd.isna(name) else name for name in names] == own
                if question.assumption == row["assumption"] and span == row["period"] and is_same:
                    yield question, quantity


def _used(statements: Statements, constraints: frozenset[str]) -> tuple[np.ndarray, list[tuple[int, str]]]:
    """Return the positions of the claims that can bound others, and why the others cannot."""
    intervals, form = statements.intervals, statements.form
    has_end = intervals[["low", "high"]].notna().any(axis=1).to_numpy()
    is_share = np.zeros(len(form), dtype=bool)
    is_share[list(statements.shares)] = True
    is_whole = np.zeros(len(form), dtype=bool)
    if SHARE in constraints:
        is_whole[[share.of for share in statements.shares.values()]] = True
    is_some = (form == SOME) | (form == DOUBTFUL)
    has_number = states_number(statements.claims)
    words = WORDS[statements.lang]
    why = np.select(
        [
            ~has_number,
            form < 0,
            ~has_end & ~is_share,
            is_share & (SHARE not in constraints),
            is_some & (UNKNOWN_DAYS not in constraints),
            is_some & intervals["low"].isna().to_numpy() & ~is_share & ~is_whole,
        ],
        [words[key] for key in ("no number", "no time", "no whole", "no share", "no days", "only high")],
        "",
    )
    if (timeless := statements.is_asked & (form < 0)).any():
        raise ValueError(
            f"reconcile: asked, row {int(np.argmax(timeless[statements.is_asked]))} (from 0), is of no "
            "stated days. Give its period a first and a last day"
        )
    why = np.where(statements.is_asked, "", why)
    used = np.flatnonzero(why == "")
    return used, [(int(position), str(why[position])) for position in np.flatnonzero(why != "")]


def _alone(found: list[list[World]]) -> list[int]:
    """Return the positions of the claims that are components by themselves."""
    questions = [worlds[0].questions for worlds in found]
    return [next(iter(one[0].quantities)) for one in questions if len(one) == len(one[0].quantities) == 1]


def _levels(statements: Statements, chains: pd.DataFrame | None) -> dict[str, list[str]]:
    """Return what each claim gives way with: itself, the head of its chain, the claimant at its origin.

    What is asked for gives way with itself, which it never has to.
    """
    levels = {"claims": statements.claims["claim_id"].tolist()}
    claims = statements.claims[~statements.is_asked]
    if not set(CHAINED) <= set(claims):
        return levels
    own = levels["claims"][len(claims) :]
    require_chains("reconcile", claims, chains, CHAINED)
    found = origins(claims, chains=chains)
    table = claims if chains is None else chains
    head_of = dict(zip(table["claim_id"], heads(table), strict=True))
    levels["heads"] = [
        ";".join(sorted({head_of[one] or one for one in cell.split(";")})) for cell in found["origin"]
    ] + own
    levels["claimants"] = found["origin_claimant"].tolist() + own
    return levels


def _answer(asked: Task, executor: Any) -> tuple[dict[str, list[pd.DataFrame]], Answers]:
    """Answer the questions about all components, here or elsewhere: by frame, the rows of each batch.

    Rows become frames batch by batch, as they take ten times the memory before; what all components are asked
    about together is kept as it is.
    """
    count = len(asked.components)
    size = BATCH if executor is None else max(1, min(BATCH, count // 8))
    tasks = (_take(asked, range(first, min(first + size, count))) for first in range(0, count, size))
    found: dict[str, list[pd.DataFrame]] = {name: [_typed([], FRAMES[name])] for name in FRAMES}
    answers = Answers()
    for one in map(answer, tasks) if executor is None else _elsewhere(executor, tasks):
        for name, columns in FRAMES.items():
            if rows := getattr(one, name):
                found[name].append(_typed(rows, columns))
        answers.extend(Answers(give_way=one.give_way, known=one.known))
    return found, answers


def _elsewhere(executor: Any, tasks: Iterable[Task]) -> Iterator[Answers]:
    """Answer through an executor.

    Raises
    ------
    ValueError
        If it was shut down, or one of its processes was ended.
    """
    advice = "Pass one that is open, such as within a with statement, or None"
    try:
        given = executor.map(answer, tasks)
    except RuntimeError as error:
        raise ValueError(f"reconcile: executor takes no work: it was shut down. {advice}") from error
    try:
        yield from given
    except BrokenExecutor as error:
        raise ValueError(
            f"reconcile: a process of executor was ended before it answered. {advice}"
        ) from error


def _take(asked: Task, numbers: range) -> Task:
    """Return what a process needs to answer the questions about some components."""
    own = [asked.components[number] for number in numbers]
    positions = sorted(
        {p for worlds in own for world in worlds for one in world.questions for p in one.quantities}
    )
    place = {position: row for row, position in enumerate(positions)}
    return replace(
        asked,
        statements=asked.statements.take(positions),
        components=[[world.move(place) for world in worlds] for worlds in own],
        numbers=list(numbers),
        levels={level: [names[position] for position in positions] for level, names in asked.levels.items()},
    )


def _typed(rows: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    """Return rows as a frame of known types."""
    kinds = {
        name: float
        if name in FLOATS
        else "int64"
        if name in WHOLE
        else bool
        if name[:3] == "is_" or name == "more_exist"
        else "str"
        for name in columns
    }
    if columns is GIVE_WAY:  # empty where the search was given up, and where all components are meant
        kinds |= {"size": "Int64", "component": "Int64"}
    return pd.DataFrame(rows, columns=columns).astype(kinds)


def _sorted(frames: list[pd.DataFrame], keys: list[str]) -> pd.DataFrame:
    """Return frames as one, in an order that does not depend on that of the claims."""
    frame = pd.concat(frames, ignore_index=True)
    return frame.sort_values(keys, ignore_index=True, kind="stable", na_position="first")
