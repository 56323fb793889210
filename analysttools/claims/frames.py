"""What the functions on claims ask of a frame, and its cells as arrays to compute with.

Belongs here: checks of columns and ids, days of periods and assertions. Does not belong here: anything
that compares two claims.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysttools.case.profile import DATES as CASE_DATES
from analysttools.case.share_rules import SHARES
from analysttools.case.share_rules import has_number as has_number
from analysttools.columns import DAYS, named_columns, require_plain, take_columns
from analysttools.edtf import read_dates
from analysttools.errors import describe_list, quoted

TEXTS = [
    *["claim_id", "measure", "population", "place_id", "kind", "period", "qualifier", "claimant_id"],
    *["asserted", "chain", "derived_from", "supersedes", "supersedes_as", "measure_name", "unit"],
    *["share_of", *SHARES],
]
# The ends of a difference of totals with the room that rounding leaves both.
ROOM = ("rounded_low", "rounded_high")
REFERENCES = ["derived_from", "supersedes"]
DATES, ENDS = CASE_DATES["claims"], ("earliest", "latest")
KINDS = ("stock", "flow", "cumulative")
# What has no place in a list of ids: a blank at its end or beside a semicolon, or no id between two.
_BLANK = re.compile(r"^\s|\s$|\s;|;\s|;;|^;|;$")
# Days beyond all others, for ends that are open.
FIRST, LAST = np.int64(-(2**40)), np.int64(2**40)
DAY = "datetime64[D]"
# The most distinct rows that one whole number is to tell apart.
MOST = 2**62


def require_claims(function: str, claims: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the claims with text as text, or raise unless each is there once with what a function needs.

    A column of text that is empty throughout comes back from a file as numbers; it is text again here.

    Parameters
    ----------
    function : str
        Its name, for the message.
    claims : DataFrame
        One row a claim.
    columns : sequence of str
        What the function needs beside ``claim_id``.

    Returns
    -------
    DataFrame
        The same rows and columns.

    Raises
    ------
    TypeError, ValueError
        If columns are missing or hold something else, or an id is in two rows or is missing.
    """
    require_plain(function, claims)
    missing = [column for column in ["claim_id", *columns] if column not in claims]
    if missing:
        raise ValueError(
            f"{function}: the columns {', '.join(missing)} are missing. "
            f"There are: {', '.join(map(str, claims.columns)) or 'none'}. Pass the claims of a case, or "
            "rename your columns"
        )
    ids = claims["claim_id"]
    if ids.isna().any():
        row = int(ids.isna().to_numpy().argmax())
        raise ValueError(f"{function}: row {row} (from 0) has no claim_id. Give every claim one")
    if not ids.is_unique:
        counts = ids[ids.duplicated(keep=False)].value_counts().sort_index()
        named = describe_list(f"{quoted(name)} ({count} rows)" for name, count in counts.items())
        raise ValueError(
            f"{function}: duplicate claim_id: {named}. "
            "Each claim has one row: drop the copies, or rename the ids"
        )
    claims = _typed(function, claims, columns)
    if "best" in columns:
        refuse_backward(function, claims)
    return claims


def refuse_backward(function: str, claims: pd.DataFrame) -> None:
    """Raise if a difference of totals that shrank, as ``to_flow`` marks it, is taken for a flow.

    Raises
    ------
    ValueError
        With the first of them, and how to leave them out.
    """
    if "is_backward" not in claims or not {"best", "high"} <= set(claims):
        return
    claims = claims[claims["is_backward"].notna()]  # beside flows, claims of a case say nothing of it
    typed = take_columns(f"{function}: claims", claims, ["is_backward", "best", "high"])
    is_less = typed["is_backward"] & ((typed["best"] < 0) | (typed["high"] < 0))
    if is_less.any():
        first = typed[is_less].iloc[0]
        end = "best" if first["best"] < 0 else "high"
        raise ValueError(
            f"{function}: {first['claim_id']} is a difference of totals that shrank ({end} {first[end]:g}), "
            'and no flow is negative. Leave out what is_backward marks: flow[~flow["is_backward"]]'
        )


def _typed(function: str, claims: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the claims with columns of known types; refuse ids that are numbers, and unknown kinds."""
    for name in REFERENCES:
        if name in claims and pd.api.types.is_numeric_dtype(claims[name]) and claims[name].notna().any():
            raise ValueError(
                f"{function}: the column {name} holds numbers ({claims[name].dropna().iloc[0]:g}), but ids "
                'are text. Read them as text: pd.read_csv(..., dtype={"claim_id": "str", '
                '"derived_from": "str", "supersedes": "str"})'
            )
    ends = [f"{name}_{end}" for name in columns if name in DATES for end in ENDS]
    claims = take_columns("claims", named_columns(claims), ["claim_id", *columns, *ends], *TEXTS)
    claims = claims.assign(**{name: _parted(function, claims, name) for name in REFERENCES if name in claims})
    unknown = set(claims["kind"].dropna().unique()) - set(KINDS) if "kind" in claims else set()
    if unknown:
        first = claims.loc[claims["kind"].isin(unknown).to_numpy(), "claim_id"].iloc[0]
        found = describe_list(map(quoted, sorted(unknown, key=str)))
        raise ValueError(
            f"{function}: found the kind {found} (first in {first}). It is one of: "
            f"{', '.join(KINDS)}, or empty"
        )
    return claims


def _parted(function: str, claims: pd.DataFrame, column: str) -> pd.Series:
    """Return lists of ids without blanks around the ids, or raise if an id is empty."""
    cells = claims[column]
    wrong = [one for one in cells.dropna().unique() if isinstance(one, str) and _BLANK.search(one)]
    if not wrong:
        return cells
    parted = {cell: [one.strip() for one in cell.split(";")] for cell in wrong}
    for cell, ids in parted.items():
        if "" in ids:
            claim = claims["claim_id"].iloc[int(cells.eq(cell).to_numpy(bool).argmax())]
            raise ValueError(
                f"{function}: {column} of {claim} is {quoted(cell)}, of which one id is empty. Write ids "
                "separated by one ; each, with none before the first and none after the last"
            )
    return cells.replace({cell: ";".join(ids) for cell, ids in parted.items()})


def has_time(claims: pd.DataFrame) -> np.ndarray:
    """Return which claims have a kind and a period: without them a number is of no time."""
    return (claims["kind"].notna() & claims["period"].notna()).to_numpy(bool)


def require_parts(
    function: str, parts: pd.DataFrame, *further: str, optional: Sequence[str] = ()
) -> pd.DataFrame:
    """Return the parts as text and truths, or raise unless this is a table such as ``Case.parts``.

    What is `optional` and not there is false, and the list of parts that of the vocabulary.

    Raises
    ------
    ValueError
        If columns are missing or hold something else.
    """
    require_plain(f"{function}: parts", parts)
    wanted = ["column", "part", "whole", *further]
    if not set(wanted) <= set(parts.columns):
        raise ValueError(
            f"{function}: parts need the columns {', '.join(wanted)}. There are: "
            f"{', '.join(map(str, parts.columns)) or 'none'}. Pass case.parts, or what list_parts gives"
        )
    absent = {name: "parts" if name == "split" else False for name in optional if name not in parts}
    parts = parts.assign(**absent)
    return take_columns(f"{function}: parts", parts, [*wanted, *optional]).reset_index(drop=True)


def only(claims: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the id, these columns and the days read from them: what is not needed is not carried along.

    A qualifier is not told from that of a share without the share, nor the room of a difference without its
    ends.
    """
    beside = [name for name in (*SHARES, *ROOM) if name in claims] if "qualifier" in columns else []
    wanted = dict.fromkeys(["claim_id", *columns, *beside])
    days = [f"{name}_{end}" for name in wanted for end in ("earliest", "latest")]
    return claims[[*wanted, *(name for name in days if name in claims)]]


def days_of(claims: pd.DataFrame, column: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the earliest and the latest day of an EDTF column, as whole numbers of days.

    Read from ``<column>_earliest`` and ``<column>_latest`` where the frame has them, as those of a case
    do: if you change the text, change or drop them too. Else, and where both are empty, read from the
    text, ``~`` widening nothing. An open end is `FIRST` or `LAST`, and so are both of an empty cell.

    Raises
    ------
    ValueError
        If a text is not EDTF.
    """
    names = f"{column}_earliest", f"{column}_latest"
    if not set(names) <= set(claims.columns):
        return _read_days(claims, column)
    typed = take_columns("claims", claims, [name for name in names if claims[name].dtype != DAYS])
    earliest, latest = (typed[name].to_numpy().astype(DAY) for name in names)
    is_unread = np.isnat(earliest) & np.isnat(latest) & claims[column].notna().to_numpy(bool)
    first, last = _numbers(earliest, FIRST), _numbers(latest, LAST)
    if is_unread.any():
        first[is_unread], last[is_unread] = _read_days(claims[is_unread], column)
    return first, last


def _read_days(claims: pd.DataFrame, column: str) -> tuple[np.ndarray, np.ndarray]:
    texts = take_columns("claims", claims, [column])[column]
    days, wrong = read_dates(texts)
    if wrong:
        text, error = next(iter(wrong.items()))
        first = claims.loc[texts.eq(text).to_numpy(), "claim_id"].iloc[0]
        raise ValueError(
            f"claims, column {column} ({first}): {error}. Write dates in EDTF, such as 2024-12-14"
        )
    earliest, latest = (days[end].to_numpy().astype(DAY) for end in ("earliest", "latest"))
    return _numbers(earliest, FIRST), _numbers(latest, LAST)


def _numbers(days: np.ndarray, opened: np.int64) -> np.ndarray:
    return np.where(np.isnat(days), opened, days.astype("int64"))


def number_of_day(day: str | datetime.date) -> int:
    """Return a day as a whole number of days."""
    return int(np.datetime64(str(day)[:10], "D").astype("int64"))


def codes_of(claims: pd.DataFrame, columns: Sequence[str], *further: np.ndarray) -> np.ndarray:
    """Give each row a number, so that equal cells in these columns give equal numbers; empty equals empty.

    The numbers begin at 0, have no gaps, and are in the order of the cells, column by column.
    """
    codes, count = np.zeros(len(claims), dtype="int64"), 1
    for cells in [*(claims[column] for column in columns), *further]:
        own, distinct = pd.factorize(cells, sort=True, use_na_sentinel=False)
        if count * (len(distinct) + 1) > MOST:
            codes, count = _ranks(codes), len(claims)
        codes, count = codes * max(len(distinct), 1) + own, count * max(len(distinct), 1)
    return _ranks(codes)


def _ranks(numbers: np.ndarray) -> np.ndarray:
    """Give numbers their rank among the distinct ones, from 0."""
    order = np.argsort(numbers, kind="stable")
    is_new = np.zeros(len(numbers), dtype="int64")
    is_new[1:] = numbers[order][1:] != numbers[order][:-1]
    ranks = np.empty_like(order)
    ranks[order] = np.cumsum(is_new)
    return ranks


def join_ids(ids: np.ndarray, groups: np.ndarray, count: int) -> np.ndarray:
    """Join the ids of each group, from group 0 to `count`, in alphabetical order, separated by ``;``."""
    order = np.argsort(groups, kind="stable")
    size = np.bincount(groups, minlength=count)
    end = np.cumsum(size)
    members = np.asarray(ids, dtype=object)[order]
    joined = np.full(count, "", dtype=object)
    joined[size == 1] = members[end[size == 1] - 1]
    several = np.flatnonzero(size > 1)
    for group, last, length in zip(several, end[several], size[several], strict=True):
        joined[group] = ";".join(sorted(members[last - length : last]))
    return joined
