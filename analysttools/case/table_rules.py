"""What a Table Schema cannot say: rules between columns, rows and tables.

Belongs here: rules that hold for every case. Each rule takes typed frames and yields faults, with
``row`` as the position in its frame and ``file`` as the name of the table; ``loading.py`` fills in
files and lines.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from analysttools.case.control_map import ControlMap
from analysttools.case.grid_rules import check_grid
from analysttools.case.id_lists import check_lists, find_rows, split_lists
from analysttools.case.profile import BOUNDS_BY_QUALIFIER, NUMBERS, OPTIONAL
from analysttools.case.share_rules import check_shares, has_number, has_share
from analysttools.errors import Fault, did_you_mean, quoted, row_faults, rows_where

Frames = Mapping[str, pd.DataFrame]
# Every number is rounded. Pieces of ground have edges that are cut besides: they come to not quite the
# difference of two areas, by up to 0.003 km2 of 700 on a map of short edges, on maps of long ones by 0.043 of
# 2,585 and by 0.031 of 46.
NET_SLACK_KM2, CUT_SLACK_KM2, CUT_SLACK_PART = 0.005, 0.05, 2e-5
MEASURE_AGAIN = "Measure it again (analysttools measure), or put the number back"


def check_rules(frames: Frames) -> list[Fault]:
    """Check everything that a Table Schema cannot say.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        The typed tables of a case by name, with the columns of `profile.COLUMNS`.

    Returns
    -------
    list of Fault
        Every fault; ``file`` is the name of the table.
    """
    rules: list[Callable[[Frames], Iterator[Fault]]] = [
        lambda frames: check_bounds(frames["claims"]),
        lambda frames: check_shares(frames["claims"], frames["measures"]),
        _kind_against_measure,
        _period_against_kind,
        _asserted_after_published,
        _supersedes_another_claimant,
        _supersedes_as_what,
        _refers_to_what_came_later,
        _halves_of_a_pair,
        _dates_out_of_calendar,
        _net_against_gained_and_lost,
        _net_against_areas,
        _days_backwards,
        _days_against_count,
        _spells_that_overlap,
        check_grid,
        check_lists,
    ]
    return [fault for rule in rules for fault in rule(frames)]


def check_settings(
    frames: Frames, losses: str, control_maps: Sequence[ControlMap], unread: Collection[str] = ()
) -> list[Fault]:
    """Check that the settings of a case name rows of its vocabularies.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        The typed tables of a case by name.
    losses : str
        The measure that all losses are part of, or nothing.
    control_maps : sequence of ControlMap
        What is said of the maps of control; looked at where something was measured on them.
    unread : collection of str, optional
        Tables that could not be read: what they hold is not known.

    Returns
    -------
    list of Fault
        Every fault; those of no file are of the descriptor, where the settings stand.
    """
    named = [("losses", [losses], "measures", "measure_id")] if len(frames["measures"]) else []
    if any(len(frames[name]) for name in OPTIONAL if name in frames):
        named += [
            (f"control_map, {setting}", ids, table, column)
            for one in control_maps
            for setting, ids, table, column in [
                ("gained_by", [*one.gained_by], "populations", "population_id"),
                ("lost_by", [*one.lost_by], "populations", "population_id"),
                ("place_id", [one.place_id], "places", "place_id"),
                ("source_id", [one.source_id], "sources", "source_id"),
                ("claimant_id", [one.claimant_id], "claimants", "claimant_id"),
            ]
        ]
    unknown = [
        Fault(
            "unknown-reference",
            "",
            f"{setting} names {quoted(one)}, which is not a {column} of {table}",
            did_you_mean(one, list(frames[table][column].dropna()))
            + f"Correct it, or add the row to {table}",
        )
        for setting, ids, table, column in named
        if table not in unread
        for one in ids
        if one and one not in set(frames[table][column])
    ]
    return unknown + list(_measured_on_no_map(frames, [one.source_id for one in control_maps]))


def _measured_on_no_map(frames: Frames, maps: Sequence[str]) -> Iterator[Fault]:
    """Check that, where a case has several maps, each measured row bears the source of one of them."""
    for table in [name for name in OPTIONAL if name in frames and len(maps) > 1]:
        frame = frames[table]
        yield from row_faults(
            "measured-on-no-map",
            table,
            rows_where(frame, frame["source_id"].notna() & ~frame["source_id"].isin(maps)),
            "source_id",
            'no map of control has the source "{source_id}", so it is not known who holds this ground',
            f"Name one of {', '.join(maps)}; or add the map to control_map in datapackage.json",
        )


def check_bounds(claims: pd.DataFrame) -> Iterator[Fault]:
    """Check the numbers of claims: in order, as the qualifier says, neither negative nor infinite.

    Parameters
    ----------
    claims : DataFrame
        One row a claim, its id in the first column: ``low``, ``best``, ``high``, ``qualifier``. The index
        counts the rows.

    Yields
    ------
    Fault
        ``file`` is "claims".
    """
    yield from _bounds_impossible(claims)
    yield from _bounds_out_of_order(claims)
    yield from _bounds_against_qualifier(claims)


def _bounds_impossible(claims: pd.DataFrame) -> Iterator[Fault]:
    for column in NUMBERS["claims"]:
        yield from row_faults(
            "impossible-number",
            "claims",
            rows_where(claims, (claims[column] < 0) | (claims[column] == float("inf"))),
            column,
            f"{column} is {{{column}}}, but a count or an area is a number from 0",
            "Correct the number; what is open or unknown stays empty",
        )


def _bounds_out_of_order(claims: pd.DataFrame) -> Iterator[Fault]:
    pairs = [("low", "high"), ("low", "best"), ("best", "high")]
    for lower, upper in pairs:
        yield from row_faults(
            "bounds-out-of-order",
            "claims",
            rows_where(claims, claims[lower] > claims[upper]),
            lower,
            f"{lower} ({{{lower}}}) is greater than {upper} ({{{upper}}})",
            "Order them: low, best, high",
        )


def _bounds_against_qualifier(claims: pd.DataFrame) -> Iterator[Fault]:
    for qualifier, (needed, forbidden) in BOUNDS_BY_QUALIFIER.items():
        is_it = claims["qualifier"].eq(qualifier) & ~has_share(claims)
        for column in sorted(needed):
            yield from row_faults(
                "bounds-against-qualifier",
                "claims",
                rows_where(claims, is_it & claims[column].isna()),
                column,
                f'the qualifier "{qualifier}" needs a number in {column}, which is empty',
                f"Fill in {column} with the number that was said, or correct the qualifier",
            )
        for column in sorted(forbidden):
            yield from row_faults(
                "bounds-against-qualifier",
                "claims",
                rows_where(claims, is_it & claims[column].notna()),
                column,
                f'the qualifier "{qualifier}" leaves {column} open, but it holds {{{column}}}',
                f"Take the number out of {column}, or correct the qualifier",
            )


def _kind_against_measure(frames: Frames) -> Iterator[Fault]:
    claims, measures = frames["claims"], frames["measures"]
    counted = measures.loc[measures["unit"].notna(), "measure_id"]
    has_unit = claims["measure"].isin(counted)
    known = claims["measure"].isin(measures["measure_id"])
    yield from row_faults(
        "kind-against-measure",
        "claims",
        rows_where(claims, has_unit & claims["kind"].isna()),
        "kind",
        'a claim of "{measure}" counts something, so its number is a stock, a flow or a cumulative total',
        "Fill in kind",
    )
    yield from row_faults(
        "kind-against-measure",
        "claims",
        rows_where(claims, known & ~has_unit & (has_number(claims) | claims["kind"].notna())),
        "measure",
        'the measure "{measure}" has no unit, but the claim has a number or a kind',
        "Use a measure with a unit, or take number and kind out",
    )


def _period_against_kind(frames: Frames) -> Iterator[Fault]:
    claims = frames["claims"]
    no_start, no_end = claims["period_earliest"].isna(), claims["period_latest"].isna()
    is_total = claims["kind"] == "cumulative"
    is_moment = pd.Series(False, index=claims.index)
    is_moment[is_total] = ~claims.loc[is_total, "period"].str.contains("/", regex=False, na=True)
    never_began = pd.Series(False, index=claims.index)
    never_began[no_start] = claims.loc[no_start, "period"].str.startswith("..", na=False)
    cases = [
        ("stock", no_start | no_end, "holds at a moment"),
        ("flow", never_began | no_end, "happened within a period that has an end"),
        ("cumulative", is_moment | no_end, "is counted from a start to a moment"),
    ]
    for kind, is_wrong, meaning in cases:
        yield from row_faults(
            "period-against-kind",
            "claims",
            rows_where(claims, (claims["kind"] == kind) & claims["period"].notna() & is_wrong),
            "period",
            f'the period "{{period}}" does not fit a {kind}, which {meaning}',
            "Correct the period or the kind; an unknown start of a total is written ../2024-12-16",
        )


def _asserted_after_published(frames: Frames) -> Iterator[Fault]:
    published = frames["sources"].drop_duplicates("source_id").set_index("source_id")
    for table in ("claims", "events"):
        frame = frames[table]
        if "asserted" not in frame:
            continue
        latest = published["published_latest"].reindex(frame["source_id"]).set_axis(frame.index)
        stated = frame.assign(published=frame["source_id"].map(published["published"]))
        yield from row_faults(
            "asserted-after-published",
            table,
            rows_where(stated, frame["asserted_earliest"] > latest),
            "asserted",
            "it was asserted on {asserted}, after the source {source_id} appeared on {published}",
            "Correct asserted, or published in sources",
        )


def _supersedes_another_claimant(frames: Frames) -> Iterator[Fault]:
    claims = frames["claims"]
    row, earlier = find_earlier(claims, "supersedes")
    before, after = (claims["claimant_id"].iloc[at].reset_index(drop=True) for at in (earlier, row))
    differs = (before.notna() & (after.isna() | after.ne(before))).to_numpy(bool)
    yield from row_faults(
        "supersedes-another-claimant",
        "claims",
        rows_where(claims, mark_rows(claims, row[differs])),
        "supersedes",
        '"{supersedes}" is not a claim of {claimant_id}',
        "Claimants revise only their own claims; a repeat goes into derived_from",
    )


def _supersedes_as_what(frames: Frames) -> Iterator[Fault]:
    """Check that supersedes_as has a claim that is replaced, and that a withdrawal has no number."""
    claims = frames["claims"]
    if "supersedes_as" not in claims:
        return
    yield from row_faults(
        "supersedes-nothing",
        "claims",
        rows_where(claims, claims["supersedes_as"].notna() & claims["supersedes"].isna()),
        "supersedes_as",
        'its supersedes_as is "{supersedes_as}", but it names no claim that it replaces',
        "Name that claim in supersedes, or take supersedes_as out",
    )
    numbers = claims[["low", "best", "high"]].notna().any(axis=1) | has_share(claims)
    yield from row_faults(
        "withdrawal-with-a-number",
        "claims",
        rows_where(claims, claims["supersedes_as"].eq("withdrawal") & numbers),
        "supersedes_as",
        "a withdrawal gives no other number, but the claim has a number or a share",
        'Write "correction" or "update", or take it out',
    )


def _refers_to_what_came_later(frames: Frames) -> Iterator[Fault]:
    claims = frames["claims"]
    first, last = (claims[f"asserted_{end}"].to_numpy() for end in ("earliest", "latest"))
    for column, verb in (("derived_from", "repeats"), ("supersedes", "replaces")):
        row, earlier = find_earlier(claims, column)
        yield from row_faults(
            "refers-to-what-came-later",
            "claims",
            rows_where(claims, mark_rows(claims, row[first[earlier] > last[row]])),
            column,
            f'asserted on {{asserted}}, it {verb} "{{{column}}}", which was asserted later',
            f"Correct asserted, or {column}",
        )


def find_earlier(claims: pd.DataFrame, column: str) -> tuple[np.ndarray, np.ndarray]:
    """Return which claims refer to which: the references of one column, as positions in the table.

    Parameters
    ----------
    claims : DataFrame
        One row a claim: ``claim_id`` and the column.
    column : str
        A column of ids of claims, such as ``derived_from``.

    Returns
    -------
    row, earlier : array of int
        The position of each claim that refers to another, and of the one that it names; ids that are not
        there are left out.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.case.table_rules import find_earlier
    >>> claims = pd.DataFrame({"claim_id": ["a", "b"], "derived_from": [None, "a"]}, dtype="str")
    >>> row, earlier = find_earlier(claims, "derived_from")
    >>> row.tolist(), earlier.tolist()
    ([1], [0])
    """
    parts = split_lists(claims[column].reset_index(drop=True))
    earlier = find_rows(parts, claims["claim_id"])
    is_known = earlier >= 0
    return parts.index.to_numpy()[is_known], earlier[is_known]


def mark_rows(frame: pd.DataFrame, positions: np.ndarray) -> pd.Series:
    """Return a mask of the rows at some positions.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from analysttools.case.table_rules import mark_rows
    >>> mark_rows(pd.DataFrame({"claim_id": ["a", "b"]}), np.array([1])).tolist()
    [False, True]
    """
    is_marked = np.zeros(len(frame), dtype=bool)
    is_marked[positions] = True
    return pd.Series(is_marked, index=frame.index)


def _halves_of_a_pair(frames: Frames) -> Iterator[Fault]:
    pairs = [
        ("claims", "locator", "excerpt_sha256", "locator-without-digest"),
        ("events", "locator", "excerpt_sha256", "locator-without-digest"),
        ("places", "lat", "lon", "half-a-coordinate"),
    ]
    for table, one, other, kind in pairs:
        yield from row_faults(
            kind,
            table,
            rows_where(frames[table], frames[table][one].isna() != frames[table][other].isna()),
            one,
            f"{one} and {other} go together, and one of them is empty",
            "Fill in both or neither; what was not found stays empty",
        )


def _dates_out_of_calendar(frames: Frames) -> Iterator[Fault]:
    first, last = pd.Timestamp("0001-01-01"), pd.Timestamp("9999-12-31")
    for table, frame in frames.items():
        for column in [name for name in frame if f"{name}_earliest" in frame]:
            early, late = frame[f"{column}_earliest"], frame[f"{column}_latest"]
            yield from row_faults(
                "date-out-of-calendar",
                table,
                rows_where(frame, (early < first) | (late > last)),
                column,
                f'"{{{column}}}" lies outside the years 1 to 9999',
                "Correct the year",
            )
            yield from row_faults(
                "open-date",
                table,
                rows_where(frame, frame[column].notna() & early.isna() & late.isna()),
                column,
                f'"{{{column}}}" is open at both ends and says nothing',
                "Give one end at least, or leave the cell empty where that is allowed",
            )


def _net_against_gained_and_lost(frames: Frames) -> Iterator[Fault]:
    """Check that the three numbers of a change stand together, and that they add up."""
    parts = ["net_km2", "gained_km2", "lost_km2"]
    for table in ("daily_area", "monthly_change"):
        if table in frames:
            frame = frames[table]
            is_measured = frame[parts].notna().any(axis=1)
            for part in parts:
                yield from row_faults(
                    "part-of-a-change",
                    table,
                    rows_where(frame, is_measured & frame[part].isna()),
                    part,
                    f"{part} is empty, but other columns of the same change are not",
                    MEASURE_AGAIN,
                )
            apart = (frame["gained_km2"] - frame["lost_km2"] - frame["net_km2"]).abs()
            slack = CUT_SLACK_KM2 + CUT_SLACK_PART * (frame["gained_km2"] + frame["lost_km2"])
            yield from row_faults(
                "net-against-gained",
                table,
                rows_where(frame, apart > slack),
                "net_km2",
                "gained_km2 ({gained_km2}) less lost_km2 ({lost_km2}) is not net_km2 ({net_km2})",
                MEASURE_AGAIN,
            )


def _net_against_areas(frames: Frames) -> Iterator[Fault]:
    """Check growth against the areas of the two days, where both were measured."""
    if "daily_area" not in frames:
        return
    daily = frames["daily_area"]
    keys = ["map_day_earliest", "sector", "source_id"]
    areas = daily.drop_duplicates(keys).set_index(keys)["area_km2"]
    for table, first, last in (("daily_area", "since", "map_day"), ("monthly_change", "from_day", "to_day")):
        if table in frames:
            frame = frames[table]
            before, after = (_areas_on(areas, frame, f"{day}_earliest") for day in (first, last))
            stated = frame.assign(before=before, after=after)
            yield from row_faults(
                "net-against-areas",
                table,
                rows_where(stated, (after - before - frame["net_km2"]).abs() > NET_SLACK_KM2),
                "net_km2",
                f"net_km2 ({{net_km2}}) is not the growth of the area from {{{first}}} ({{before}}) to "
                f"{{{last}}} ({{after}})",
                MEASURE_AGAIN,
            )


def _days_backwards(frames: Frames) -> Iterator[Fault]:
    """Check that what is measured from a day to another is in order; a spell may last a day."""
    pairs = [
        ("daily_area", "since", "map_day", "does not come after"),
        ("monthly_change", "from_day", "to_day", "does not come after"),
        ("control", "changed_after", "first_day", "does not come after"),
        ("control", "first_day", "last_day", "comes before"),
        ("cells", "from_day", "to_day", "comes before"),
        ("cells", "first_day", "last_day", "comes before"),
    ]
    for table, first, last, words in pairs:
        if table in frames:
            frame = frames[table]
            before, after = frame[f"{first}_earliest"], frame[f"{last}_earliest"]
            yield from row_faults(
                "days-backwards",
                table,
                rows_where(frame, (after < before) if words == "comes before" else (after <= before)),
                last,
                f"{last} ({{{last}}}) {words} {first} ({{{first}}})",
                MEASURE_AGAIN,
            )


def _days_against_count(frames: Frames) -> Iterator[Fault]:
    if "monthly_change" not in frames:
        return
    frame = frames["monthly_change"]
    between = (frame["to_day_earliest"] - frame["from_day_earliest"]).dt.days
    is_wrong = frame["days"].notna() & between.notna() & between.ne(frame["days"].astype("float64"))
    yield from row_faults(
        "days-against-count",
        "monthly_change",
        rows_where(frame.assign(between=between), is_wrong),
        "days",
        "days is {days}, but from {from_day} to {to_day} it is {between}",
        MEASURE_AGAIN,
    )


def _spells_that_overlap(frames: Frames) -> Iterator[Fault]:
    """Check that a place lies on one side of a map a day."""
    if "control" not in frames:
        return
    control = frames["control"]
    in_order = control.sort_values(["place_id", "source_id", "first_day_earliest"], kind="stable")
    places = [in_order["place_id"], in_order["source_id"]]
    latest = in_order["last_day_earliest"].groupby(places).cummax()
    earlier = latest.groupby(places).shift().reindex(control.index)
    yield from row_faults(
        "spells-overlap",
        "control",
        rows_where(
            control.assign(earlier=earlier.dt.strftime("%Y-%m-%d")), control["first_day_earliest"] <= earlier
        ),
        "first_day",
        "{place_id} has another spell up to {earlier}, and this one begins on {first_day}",
        MEASURE_AGAIN,
    )


def _areas_on(areas: pd.Series, frame: pd.DataFrame, column: str) -> pd.Series:
    days = pd.MultiIndex.from_arrays([frame[column], frame["sector"], frame["source_id"]])
    return areas.reindex(days).set_axis(frame.index)
