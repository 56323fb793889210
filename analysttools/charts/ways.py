"""The ways of claims from their origins to us, merged by their common beginnings.

Belongs here: the tree of names and claims, in the order in which it is drawn, and the lanes of arrows from
claims to their repeats. Does not belong here: drawing.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

# Stands before the id of a claim whose way is not on record: such claims share no origin.
_NONE = "\0"


class Item(NamedTuple):
    """A name on the way, or a claim at its end: depth, the item before it, the claims that passed it."""

    name: str
    depth: int
    parent: int
    claims: list[str]
    is_claim: bool


class Arrow(NamedTuple):
    """From a claim to one that repeats it, in a lane of its own beside the claims between them."""

    origin: str
    repeat: str
    lane: int


def merge_ways(rows: pd.DataFrame, unknown: str) -> list[Item]:
    """Merge ways by their common beginnings.

    Parameters
    ----------
    rows : DataFrame
        Claims by id, with ``chain``: origin first, parted by ``>``.
    unknown : str
        The name of a way that is not on record.

    Returns
    -------
    list of Item
        From top to bottom; after each name the claims whose way ends there, then what goes on.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.charts.ways import merge_ways
    >>> rows = pd.DataFrame({"chain": ["NIS > AP", "NIS > AP > page"]}, index=["one", "other"])
    >>> [(item.name or item.claims[0], item.depth) for item in merge_ways(rows, "?")]
    [('NIS', 0), ('AP', 1), ('one', 2), ('page', 2), ('other', 3)]
    """
    further: dict[tuple[str, ...], list[tuple[str, ...]]] = {(): []}
    ends: dict[tuple[str, ...], list[str]] = {}
    passed: dict[tuple[str, ...], list[str]] = {}
    for claim, chain in zip(rows.index, rows["chain"], strict=True):
        way = tuple(hands(chain)) or (_NONE + claim,)
        ends.setdefault(way, []).append(claim)
        for length in range(1, len(way) + 1):
            if way[:length] not in passed:
                further.setdefault(way[: length - 1], []).append(way[:length])
            passed.setdefault(way[:length], []).append(claim)
    items: list[Item] = []
    stack = [(way, -1) for way in reversed(further[()])]
    while stack:
        way, parent = stack.pop()
        own = len(items)
        name = unknown if way[-1].startswith(_NONE) else way[-1]
        items.append(Item(name, len(way) - 1, parent, passed[way], is_claim=False))
        items += [Item("", len(way), own, [claim], is_claim=True) for claim in ends.get(way, [])]
        stack += [(longer, own) for longer in reversed(further.get(way, []))]
    return items


def hands(chain: object) -> list[str]:
    """Give the names on a way, the origin first."""
    names = chain.split(">") if isinstance(chain, str) else []
    return [name.strip() for name in names if name.strip()]


def find_arrows(rows: pd.DataFrame, items: list[Item]) -> list[Arrow]:
    """Give the arrows from claims to their repeats, each claim's in the innermost lane that is free.

    Parameters
    ----------
    rows : DataFrame
        Claims by id, with ``derived_from``.
    items : list of Item
        What `merge_ways` gives of them.
    """
    order = {item.claims[0]: place for place, item in enumerate(items) if item.is_claim}
    repeats: dict[str, list[str]] = {}
    for claim, cell in rows["derived_from"].dropna().items():
        for origin in cell.split(";"):
            if origin in order:
                repeats.setdefault(origin, []).append(str(claim))
    spans = {
        origin: (min(places), max(places))
        for origin, own in repeats.items()
        for places in [[order[one] for one in (origin, *own)]]
    }
    arrows: list[Arrow] = []
    lanes: list[list[tuple[int, int]]] = []
    for origin, (start, end) in sorted(spans.items(), key=lambda span: (span[1][1] - span[1][0], span[1])):
        lane = next(
            (n for n, own in enumerate(lanes) if all(e < start or s > end for s, e in own)), len(lanes)
        )
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append((start, end))
        arrows += [Arrow(origin, repeat, lane) for repeat in repeats[origin]]
    return arrows
