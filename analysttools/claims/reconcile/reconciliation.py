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
from analysttools.claims.frames import require_claims, require_parts
from analysttools.claims.intervals import STATED
from analysttools.claims.origins import CHAINED, origins, standing
from analysttools.claims.reconcile.answers import Answers, Task, answer, format_span
from analysttools.claims.reconcile.components import World, components
from analysttools.claims.reconcile.questions import Inquiry
from analysttools.claims.reconcile.sentences import Wording
from analysttools.claims.reconcile.statements import (
    DOUBTFUL,
    SOME,
    Statements,
    read_statements,
    states_number,
)
from analysttools.claims.reconcile.system import CONSTRAINTS, SHARE, UNKNOWN_DAYS
from analysttools.claims.scope import SCOPED
from analysttools.errors import describe_list, did_you_mean, quoted

NEEDED = [*SCOPED, *STATED]
QUANTITY = ["quantity", "measure", "population", "place_id", "kind", "period"]
IMPLIED = [
    *QUANTITY, "own_low", "own_high", "low", "high", "is_low_strict", "is_high_strict", "is_tighter",
    "is_possible", "by_low", "by_high", "assumption", "component",
]  # fmt: skip
KNOTS = ["size", "claim_ids", "sentence", "more_exist", "assumption", "component"]
GIVE_WAY = ["level", "size", "names", "claim_ids", "more_exist", "assumption", "component"]
WITNESS = [*QUANTITY, "value", "exact", "assumption", "component"]
UNRELATED = ["claim_id", "why"]
FLOATS = {"own_low", "own_high", "low", "high", "value"}
WHOLE = {"size", "component"}
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


@dataclass(frozen=True)
class Settings:
    """What is used of what `reconcile` was given; each option with its default."""

    constraints: Sequence[str] | None = None
    limit: int = LIMIT
    chains: pd.DataFrame | None = None
    keep_withdrawn: bool = False
    known_by: str | datetime.date | None = None


@dataclass(frozen=True)
class Reconciliation:
    """What `reconcile` found.

    Attributes
    ----------
    implied : DataFrame
        One row a quantity that is claimed (and one for each assumption): ``quantity`` (its name for
        `explain`), ``measure``, ``population``, ``place_id``, ``kind``, ``period``; ``own_low``,
        ``own_high``, what the claims of it alone allow; ``low``, ``high``, ``is_low_strict``,
        ``is_high_strict``, what all claims together allow (strict: more than, or fewer than, that number);
        ``is_tighter``, whether that is less; ``by_low``, ``by_high``, the ids of the claims that give each
        end, separated by ``;``. An end without a number is open: no claim bounds it. ``is_possible``,
        whether the claims of its component can all hold (with ``faulty``: without so many origins, some
        way); if they cannot, nothing follows and the ends are empty. ``assumption``: what is taken for
        granted, or nothing. ``component``: the number of those claims that bound each other, directly or
        through others; components have nothing to do with each other.
    knots : DataFrame
        One row a minimal set of claims that cannot all hold, smallest first: ``size``, ``claim_ids``,
        ``sentence`` (the proof, a line a step), ``more_exist`` (whether the component has more knots than
        are listed, or may have: none of more than six claims is searched for), ``assumption``,
        ``component``.
    give_way : DataFrame
        For each component that cannot be, by itself: one row a smallest set without which the rest of the
        component can hold, all ties. So that all claims can hold, one set of each component has to give
        way. ``level`` (``claims`` or ``origins``), ``size``, ``names`` (ids of claims, or claimants at the
        origin), ``claim_ids``, ``more_exist`` (whether there are more sets of this size, or the search
        was given up, and there may be smaller ones), ``assumption``, ``component``. Where it was given up
        before any set was found, one row without ``size`` and names says so.
    unrelated : DataFrame
        One row a claim that no other bounds: ``claim_id`` and ``why``.
    witness : DataFrame
        One row a quantity of a component that can be: the columns of ``implied`` that name it, a
        ``value`` with which all claims hold, and the same number ``exact``, as text (``7/2``). One of many:
        not an estimate. Empty with ``faulty``.
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
    implied: bool = True,
    faulty: int | None = None,
    executor: Any = None,
    **options: Unpack[Options],
) -> Reconciliation:
    """Ask of claims whether all can hold at once, what follows if so, and what stands in the way if not.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, with the columns of ``claims``. Names that `with_names` puts beside them are used in
        the sentences.
    parts : DataFrame, optional
        What is part of what, as ``Case.parts`` gives it. None: nothing is part of anything.
    implied : bool, optional
        If True, round stated values are widened as `bounds` says: what is left is more than rounding.
    faulty : int, optional
        The ends in ``implied`` are those that hold whichever so many origins of a component are wrong
        (claims, where the frame does not say who had it from whom). None, like 0: all are taken to be right.
    executor : concurrent.futures.Executor, optional
        Where components are answered, in batches; None: here. The result is the same.
    **options
        ``constraints``: the relations that are used, of ``part of whole``, ``parts are all``, ``parts are
        disjoint``, ``running total``, ``flow within growth``, ``flow on unknown days``, ``share``; None:
        all. That a claim says its interval, and that claims of one quantity speak of one number, is what
        is asked about and always used. ``limit``: how many knots, and how many sets that give way, are
        listed of a component (100). ``chains``, ``keep_withdrawn``, ``known_by``: as for `conflicts`.

    Returns
    -------
    Reconciliation

    Raises
    ------
    TypeError, ValueError, DataError
        If columns are missing, ids or numbers are wrong, parts lead in a circle, units are mixed, too many
        claims hang together, or their numbers are too far apart for an exact answer.

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
    constraints = _require_constraints(settings.constraints)
    claims = require_claims("reconcile", claims, NEEDED).reset_index(drop=True)
    _refuse_mixed_units(claims, parts)
    known = claims if settings.chains is None else settings.chains
    if not settings.keep_withdrawn:
        claims = standing("reconcile", claims, settings.chains, settings.known_by)
    statements = read_statements(claims, parts, known, implied=implied)
    used, unrelated = _used(statements, constraints)
    found = components(statements, used, constraints)
    named = None
    if set(CHAINED) <= set(statements.claims):
        named = origins(statements.claims, chains=settings.chains)["origin_claimant"].tolist()
    asked = Task(statements, found, [], constraints, settings.limit, named, faulty or 0)
    answers = _answer(asked, executor)
    alone = [one for one in found if len(one[0].questions) == 1 and len(one[0].questions[0].quantities) == 1]
    unrelated += [
        (position, "no other claim bounds what it counts")
        for one in alone
        for position in one[0].questions[0].quantities
    ]
    ids = statements.claims["claim_id"]
    return Reconciliation(
        implied=_frame(answers.implied, IMPLIED, ["component", "quantity", "assumption"]),
        knots=_frame(answers.knots, KNOTS, ["size", "claim_ids", "assumption"]),
        give_way=_frame(answers.give_way, GIVE_WAY, ["component", "assumption", "level", "names"]),
        unrelated=_frame(
            [{"claim_id": ids.iloc[position], "why": why} for position, why in unrelated],
            UNRELATED,
            ["claim_id"],
        ),
        witness=_frame(answers.witness, WITNESS, ["component", "quantity", "assumption"]),
        claims=statements.claims,
        _statements=statements,
        _constraints=constraints,
        _components=found,
    )


@checked()
def explain(
    reconciliation: Reconciliation, quantity: str, end: str, *, assumption: str | None = None
) -> pd.DataFrame:
    r"""Return the proof of a bound as a chain of sentences, each a claim or a relation.

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
        unless the step is a claim), ``sentence``.

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
        why = (
            "no claim bounds it. Ask for the other end, or for another quantity"
            if row["is_possible"]
            else "the claims cannot all hold, so nothing follows. Look at reconciliation.knots"
        )
        raise ValueError(f"explain: {quoted(quantity)} has no {end} end: {why}")
    return _explain(reconciliation, row, end)


def _explain(reconciliation: Reconciliation, row: pd.Series, end: str) -> pd.DataFrame:
    statements, is_low = reconciliation._statements, end == "low"
    for world in reconciliation._components[row["component"]]:
        for question in world.questions:
            if question.assumption != row["assumption"]:
                continue
            inquiry = Inquiry(statements, question, reconciliation._constraints)
            for one in inquiry.quantities:
                span = question.days or (one.start, one.until)
                names = [statements.hierarchy.cells[r][one.thing[r]] for r in range(3)]
                if format_span(*span) == row["period"] and all(
                    (pd.isna(a) and pd.isna(b)) or a == b
                    for a, b in zip(names, row[["measure", "population", "place_id"]], strict=True)
                ):
                    ids = row[f"by_{end}"].split(";")
                    claims = np.flatnonzero(statements.claims["claim_id"].isin(ids)).tolist()
                    proof = inquiry.prove_bound(claims, one, row[end], is_low=is_low)
                    steps = Wording(statements).explain(proof, one, is_low=is_low)
                    return pd.DataFrame(steps, dtype="str")
    raise AssertionError("every row of implied comes from a question")


def _require_constraints(constraints: Sequence[str] | None) -> frozenset[str]:
    if constraints is None:
        return frozenset(CONSTRAINTS)
    unknown = [one for one in constraints if one not in CONSTRAINTS]
    if unknown:
        raise ValueError(
            f"reconcile: constraints has {describe_list(map(quoted, unknown))}. Each is one of: "
            f"{', '.join(CONSTRAINTS)}"
        )
    return frozenset(constraints)


def _refuse_mixed_units(claims: pd.DataFrame, parts: pd.DataFrame | None) -> None:
    """Raise if a measure is part of one that is counted in another unit, or has two units itself."""
    if "unit" not in claims:
        return
    units = claims[["measure", "unit"]].dropna().drop_duplicates()
    twice = units[units["measure"].duplicated(keep=False)]
    of = units.drop_duplicates("measure").set_index("measure")["unit"].to_dict()
    mixed = [f"{name} in {describe_list(own)}" for name, own in twice.groupby("measure")["unit"]]
    if parts is not None:
        pairs = require_parts("reconcile", parts)
        pairs = pairs[pairs["column"] == "measure"].drop_duplicates(["part", "whole"])
        mixed += [
            f"{part} in {of[part]} within {whole} in {of[whole]}"
            for part, whole in zip(pairs["part"], pairs["whole"], strict=True)
            if part in of and whole in of and of[part] != of[whole]
        ]
    if mixed:
        raise ValueError(
            f"reconcile: measures are counted in several units: {'; '.join(mixed)}. What is added up or "
            "compared needs one: convert the numbers, or correct the parts"
        )


def _used(statements: Statements, constraints: frozenset[str]) -> tuple[np.ndarray, list[tuple[int, str]]]:
    """Return the positions of the claims that can bound others, and why the others cannot."""
    intervals, form = statements.intervals, statements.form
    has_end = intervals[["low", "high"]].notna().any(axis=1).to_numpy()
    is_share = np.zeros(len(form), dtype=bool)
    is_share[list(statements.shares)] = True
    is_some = (form == SOME) | (form == DOUBTFUL)
    has_number = states_number(statements.claims)
    why = np.select(
        [
            ~has_number,
            form < 0,
            ~has_end & ~is_share,
            is_share & (SHARE not in constraints),
            is_some & (UNKNOWN_DAYS not in constraints),
            is_some & intervals["low"].isna().to_numpy() & ~is_share,
        ],
        [
            "it states no number",
            "it is of no stated time",
            "its number cannot be read: the claim that it states a share of is not here, or has none",
            "it states a share, and shares were left out",
            "it speaks of unknown days, and these were left out",
            "it is an upper bound for unknown days, which bounds no others",
        ],
        "",
    )
    used = np.flatnonzero(why == "")
    return used, [(int(position), str(why[position])) for position in np.flatnonzero(why != "")]


def _answer(asked: Task, executor: Any) -> Answers:
    """Answer the questions about all components, here or elsewhere."""
    count = len(asked.components)
    size = count or 1 if executor is None else max(1, min(BATCH, count // 8))
    tasks = (_take(asked, range(first, min(first + size, count))) for first in range(0, count, size))
    answers = Answers()
    for one in map(answer, tasks) if executor is None else _elsewhere(executor, tasks):
        answers.extend(one)
    return answers


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
        origins=None if asked.origins is None else [asked.origins[position] for position in positions],
    )


def _frame(rows: list[dict[str, Any]], columns: list[str], keys: list[str]) -> pd.DataFrame:
    """Return rows as a frame of known types, in an order that does not depend on that of the claims."""
    frame = pd.DataFrame(rows, columns=columns)
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
    if columns is GIVE_WAY:
        kinds["size"] = "Int64"  # empty where the search was given up
    return frame.astype(kinds).sort_values(keys, ignore_index=True, kind="stable")
