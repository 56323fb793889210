"""What the data gained, changed or lost since the notebooks were run is told, though no figure draws it."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from conftest import KURSK, ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from PIL import Image
from polygons import copy_case, name_cell_days

import analysttools as at
from analysttools.figures.inventory import INVENTORY, digest_rows, find_unseen, write_inventory
from analysttools.notebooks.runner import run_notebooks

AGAIN = "Rerun the notebooks: analysttools run"
DRAW = """
import analysttools as at
case = at.load_case("../data")
claims = at.with_names(at.choose(case.claims, claim_id="nyt-2024-massed"), case)
at.save_figure(at.plot_estimates(claims), "{name}-one", claims, title="One.", folder="../figures")
"""
PICTURE = """
import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.show()
"""


@pytest.fixture
def project(package: Path, tmp_path: Path) -> Path:
    """Return a project of a small case whose data are known as those that the notebooks have seen."""
    package.rename(tmp_path / "data")
    (tmp_path / "figures").mkdir()
    write_inventory(tmp_path / "figures", digest_rows(tmp_path / "data"), tmp_path / "notebooks")
    return tmp_path


def _said(project: Path) -> list[str]:
    found = find_unseen(project / "figures", project / "data", set())
    return [reason.replace(f"{project}/", "") for reason in found]


def _copy_rows(path: Path, count: int) -> list[str]:
    """Add copies of the first row under other ids; give these."""
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    new = [f"new-{number}" for number in range(count)]
    more = pd.concat([rows.iloc[[0]]] * count).assign(**{rows.columns[0]: new})
    pd.concat([rows, more]).to_csv(path, index=False, lineterminator="\n")
    return new


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_unchanged_data_are_not_told(project: Path) -> None:
    """The same rows in another order, a checkout with other line ends, are the same data."""
    path = project / "data" / "claims.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\r\n".join([header, *reversed(rows)]) + "\r\n", encoding="utf-8")
    descriptor = project / "data" / "datapackage.json"
    descriptor.write_bytes(descriptor.read_bytes().replace(b"\n", b"\r\n"))
    assert _said(project) == []


def test_claims_that_no_figure_has_seen_are_counted_and_the_first_named(project: Path) -> None:
    """Five new claims: the count, three names, and what to do."""
    _copy_rows(project / "data" / "claims.csv", 5)
    assert _said(project) == [
        "data/claims.csv has gained 5 claims (new-0, new-1, new-2 and 2 more), which no figure has seen. "
        f"{AGAIN}"
    ]


def test_figures_that_show_the_same_as_new_claims_are_named(project: Path) -> None:
    """Of two figures, that whose claims are about the same measure, population and place."""
    case = at.load_case(project / "data")
    first, other = _of_one_thing(case.named_claims)
    for name, rows in (("01-same", first), ("02-other", other)):
        at.save_figure(at.plot_estimates(rows), name, rows, title="One.", folder=project / "figures")
    _copy_rows(project / "data" / "claims.csv", 1)
    found = at.verify_figures(project / "figures", data=project / "data")
    (said,) = [one for one in found["reason"] if "has gained" in one]
    assert said.replace(f"{project}/", "") == (
        "data/claims.csv has gained 1 claim (new-0), which no figure has seen. 01-same shows the same "
        f"things. {AGAIN}"
    )


def _of_one_thing(claims: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the first claim, and the first that is about another thing."""
    things = claims[["measure", "population", "place_id"]].fillna("").agg(".".join, axis=1)
    return claims.iloc[[0]], claims[things.ne(things.iloc[0])].iloc[[0]]


def test_a_claim_that_is_gone_is_told(project: Path) -> None:
    """One that no figure drew."""
    path = project / "data" / "claims.csv"
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(row for row in rows if not row.startswith("state-2024-11-04")), encoding="utf-8")
    assert _said(project) == [
        f"data/claims.csv has lost 1 claim (state-2024-11-04-kursk) since the notebooks were run. {AGAIN}"
    ]


@pytest.mark.parametrize(
    ("file", "row"),
    [("populations.csv", "dprk"), ("measures.csv", "killed"), ("claimants.csv", "pentagon")],
)
def test_a_name_in_french_that_changed_is_told(project: Path, file: str, row: str) -> None:
    """No figure and no text in English rests on it."""
    path = project / "data" / file
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    name = next(column for column in rows if column.endswith("_fr"))
    rows.loc[rows.iloc[:, 0].eq(row), name] = "autre"
    rows.to_csv(path, index=False, lineterminator="\n")
    assert _said(project) == [f"data/{file} has changed since the notebooks were run: 1 row ({row}). {AGAIN}"]


def test_a_place_and_the_descriptor_that_changed_are_told(project: Path) -> None:
    """A latitude; how wide "about" is."""
    places = pd.read_csv(project / "data" / "places.csv", dtype=str, keep_default_na=False)
    row = places["lat"].ne("").idxmax()
    places.loc[row, "lat"] = "50.0001"
    places.to_csv(project / "data" / "places.csv", index=False, lineterminator="\n")
    _edit(project / "data" / "datapackage.json", '"days": 7', '"days": 8')
    assert _said(project) == [
        f"data/datapackage.json is another than when the notebooks were run. {AGAIN}",
        f"data/places.csv has changed since the notebooks were run: 1 row ({places.iloc[row, 0]}). {AGAIN}",
    ]


def test_a_measured_day_that_no_figure_draws_is_told(tmp_path: Path) -> None:
    """The measured days of a case: one number of one of them."""
    data = Path(shutil.copytree(KURSK, tmp_path / "data"))
    (tmp_path / "figures").mkdir()
    write_inventory(tmp_path / "figures", digest_rows(data), tmp_path / "notebooks")
    days = pd.read_csv(data / "front" / "daily_area.csv", dtype=str, keep_default_na=False)
    days.loc[500, "area_km2"] = "1"
    days.to_csv(data / "front" / "daily_area.csv", index=False, lineterminator="\n")
    assert _said(tmp_path) == [
        f"data/front/daily_area.csv has changed since the notebooks were run: 1 row ({days.iloc[500, 0]}). "
        f"{AGAIN}"
    ]


def test_cells_of_ground_are_told_as_one(tmp_path: Path) -> None:
    """Thousands of rows that are measured together need no line each."""
    data = copy_case(tmp_path / "data")
    name_cell_days(data, ["2024-08-01"])
    (tmp_path / "figures").mkdir()
    write_inventory(tmp_path / "figures", digest_rows(data), tmp_path / "notebooks")
    with (data / "front" / "cells.csv").open("a", encoding="utf-8") as table:
        table.write(
            "e36n48-1,36.0,48.0,36.05,48.05,20.73,1.0,2024-08-01,2024-08-01,2024-08-01,2024-08-01,a\n"
        )
    assert _said(tmp_path) == [f"data/front/cells.csv is another than when the notebooks were run. {AGAIN}"]


def _write(project: Path, name: str, *sources: str) -> Path:
    (project / "notebooks").mkdir(exist_ok=True)
    path = project / "notebooks" / f"{name}.ipynb"
    cells = [new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    kernel = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def _black(png: str) -> str:
    """Return a black picture of the same size."""
    picture, out = Image.open(io.BytesIO(base64.b64decode(png))), io.BytesIO()
    Image.new("RGB", picture.size).save(out, "png")
    return base64.b64encode(out.getvalue()).decode()


def _blacken(path: Path, cell: int) -> None:
    notebook = nbformat.read(path, as_version=4)
    (output,) = [one for one in notebook.cells[cell].outputs if "image/png" in one.get("data", {})]
    output.data["image/png"] = _black(output.data["image/png"])
    nbformat.write(notebook, path)


@pytest.mark.kernel
def test_only_a_run_of_all_notebooks_that_pass_is_what_figures_have_seen(project: Path) -> None:
    """One of two notebooks, or two of which one fails, have not seen the new claim for the other."""
    one, two = _write(project, "01", DRAW.format(name="01")), _write(project, "02", "1")
    _copy_rows(project / "data" / "claims.csv", 1)
    said = [f"data/claims.csv has gained 1 claim (new-0), which no figure has seen. {AGAIN}"]
    run_notebooks(one)
    assert _said(project) == said
    _write(project, "02", "1 / 0")
    run_notebooks([one, two])
    assert _said(project) == said
    _write(project, "02", "1")
    run_notebooks([one, two])
    assert _said(project) == []


@pytest.mark.kernel
def test_a_black_square_for_a_picture_is_told_by_verify(project: Path) -> None:
    """The picture of a figure by its record, any other by what was there when the notebooks were run."""
    path = _write(project, "01", DRAW.format(name="01"), PICTURE)
    assert run_notebooks(path)[0].error is None
    at.write_gallery(project / "figures")
    assert at.verify_figures(project / "figures", data=project / "data").empty
    _blacken(path, 0)
    _blacken(path, 1)
    stale = at.verify_figures(project / "figures", data=project / "data")
    assert stale.to_dict("records") == [
        {
            "figure": "01-one",
            "reason": f"{path}, code cell 1, shows another picture of it than {project}/figures/01-one.png. "
            f"Draw it again: analysttools run {path}",
        },
        {
            "figure": INVENTORY,
            "reason": f"{path} has changed since the notebooks were run: 1 place (picture 1 of code cell "
            f"2). {AGAIN}",
        },
    ]


@pytest.mark.kernel
def test_a_number_in_a_text_or_in_a_table_of_the_readme_is_told_and_words_are_not(project: Path) -> None:
    """12,000 becomes 13,000, a count another, in digits or in words; what else is written may be mended."""
    path, readme = _write(project, "01", "1"), project / "README.md"
    tables = project / "data" / "README.md"
    tables.write_text("In 2024.\n\n| `claims.csv` | 291 |\n", encoding="utf-8")
    texts = ["Who?", "About 12,000 of `x1`, and so.", "Claims of two origins.", "De Deux sources."]
    cells = [new_markdown_cell(text, id=f"text-{number}") for number, text in enumerate(texts)]
    notebook = nbformat.read(path, as_version=4)
    nbformat.write(new_notebook(cells=[*cells, *notebook.cells], metadata=notebook.metadata), path)
    readme.write_text("Since 2024.\n\n| claims | 291 |\n|---|---|\n", encoding="utf-8")
    assert run_notebooks(path)[0].error is None
    _edit(path, "of `x1`, and so", "of `x2`, or so")
    _edit(readme, "2024", "2025")
    _edit(tables, "2024", "2025")
    assert _said(project) == []
    _edit(path, "12,000", "13,000")
    _edit(path, "two", "seven")
    _edit(path, "Deux", "sept")
    _edit(readme, "291", "292")
    _edit(tables, "291", "295")
    more = "numbers of text 2, numbers of text 3, numbers of text 4"
    assert _said(project) == [
        f"data/README.md has changed since the notebooks were run: 1 place (numbers of its tables). {AGAIN}",
        f"README.md has changed since the notebooks were run: 1 place (numbers of its tables). {AGAIN}",
        f"notebooks/01.ipynb has changed since the notebooks were run: 3 places ({more}). {AGAIN}",
    ]


@pytest.mark.kernel
def test_what_a_figure_tells_is_not_told_twice(project: Path) -> None:
    """A claim that a figure draws is told with the figure alone."""
    run_notebooks(_write(project, "01", DRAW.format(name="01")))
    at.write_gallery(project / "figures")
    text = (project / "data" / "claims.csv").read_text(encoding="utf-8")
    (row,) = re.findall(r"^nyt-2024-massed,.*$", text, flags=re.MULTILINE)
    _edit(project / "data" / "claims.csv", row, row.replace(",50000,", ",51000,"))
    stale = at.verify_figures(project / "figures", data=project / "data")
    assert stale["figure"].tolist() == ["01-one"]


@pytest.mark.shipped
def test_the_inventory_of_the_shipped_case_is_there() -> None:
    """Without it verify could say nothing of rows that no figure draws."""
    lines = (ROOT / "figures" / INVENTORY).read_text(encoding="utf-8").splitlines()
    case = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert {line.partition(",")[0] for line in lines[1:]} >= {
        f"data/{one['path']}" for one in case["resources"]
    }
