"""The view model: JSON that every browser reads, the same in every run, and small."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

import analysttools as at
from analysttools.claims.origins import count_origins
from analysttools.explorer.view_model import build_view_model
from analysttools.explorer.view_model.columns import decode_cells, encode_cells, encode_frame
from analysttools.explorer.view_model.model import format_view_model
from analysttools.explorer.view_model.origin_tokens import list_origin_tokens
from analysttools.explorer.view_model.rows import list_claims
from tests.helpers.odd_cases import LONG, ODD_CASES, SCRIPT, build_model, load_strait


def _refuse(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


@pytest.mark.parametrize("odd", ODD_CASES)
def test_it_is_json_whatever_a_case_holds(odd: str) -> None:
    """No NaN, no infinity, no letter that ends a script or that cannot be written."""
    text = format_view_model(build_model(odd))
    model = json.loads(text, parse_constant=_refuse)
    assert model["version"] == 1
    assert [one for one in ("<", "\u2028", "\u2029") if one in text] == []
    assert text.encode().decode() == text


def test_texts_arrive_as_they_are() -> None:
    """What is escaped on the way is read back letter by letter."""
    models = {odd: json.loads(format_view_model(build_model(odd))) for odd in ("a script", "10,000 letters")}
    assert models["a script"]["title"] == SCRIPT
    assert set(decode_cells(models["10,000 letters"]["claims"]["note"])) == {LONG}


def test_two_runs_give_the_same_letters() -> None:
    """A case loaded twice gives one view model."""
    assert format_view_model(build_view_model(load_strait())) == format_view_model(
        build_view_model(load_strait())
    )


def test_every_column_of_a_table_has_a_cell_a_row() -> None:
    """No row is lost or shifted where cells are written by number."""
    model, case = build_view_model(load_strait()), load_strait()
    for table, rows in (("claims", len(case.claims)), ("events", len(case.events))):
        assert {len(decode_cells(column)) for column in model[table].values()} == {rows}


def test_rows_name_rows_that_there_are() -> None:
    """Ranks of things and claims lead to one."""
    model = build_view_model(load_strait())
    claims, things = (len(decode_cells(model[table][key])) for table, key in TABLES)
    ranks = [*decode_cells(model["pairs"]["a"]), *decode_cells(model["pairs"]["b"])]
    ranks += [*decode_cells(model["bounds"]["claim"]), *decode_cells(model["bounds"]["by"])]
    assert set(ranks) <= set(range(claims))
    assert set(decode_cells(model["claims"]["thing"])) == set(range(things))


TABLES = [("claims", "claim_id"), ("things", "thing_id")]


@pytest.mark.parametrize("cells", [[], [None], [1, 1, 1, 2], ["a", None, "a", "a", None], [1.5, 2.5]])
def test_cells_are_read_back_as_they_were_written(cells: list[object]) -> None:
    """Both ways of writing a column hold the same cells."""
    assert decode_cells(encode_cells(cells)) == cells


@pytest.mark.shipped
def test_the_shipped_case_is_small_enough_to_be_mailed(shipped_case) -> None:
    """Its page is to have two megabytes at most, with script and tables."""
    assert len(format_view_model(build_view_model(shipped_case)).encode()) < 1_500_000


@pytest.mark.slow
def test_twenty_thousand_claims_keep_to_their_size() -> None:
    """Their page is to have fifteen megabytes at most, with script and tables."""
    case = load_strait()
    times = 20_000 // len(case.claims) + 1
    claims = pd.concat(
        [
            case.claims.assign(claim_id=case.claims["claim_id"] + f"-{turn}", derived_from=None)
            for turn in range(times)
        ],
        ignore_index=True,
    )
    listed = encode_frame(list_claims(replace(case, claims=claims.head(20_000))))
    assert len(json.dumps(listed, ensure_ascii=False).encode()) < 12_000_000


@pytest.mark.parametrize("case", ["tests/cases/strait", "tests/cases/kursk"])
def test_origins_are_told_apart_as_by_the_package(case: str) -> None:
    """Claims that repeat nothing have as many groups of shared tokens as `count_origins` counts."""
    claims = at.load_case(case).claims
    alone = claims[claims["derived_from"].isna()].reset_index(drop=True)
    tokens = list_origin_tokens(claims).str.split(";")[claims["derived_from"].isna().to_numpy()]
    groups: list[set[str]] = []
    for own in map(set, tokens):
        joined = [group for group in groups if group & own]
        groups = [group for group in groups if not group & own] + [own.union(*joined)]
    assert len(groups) == count_origins(alone)
