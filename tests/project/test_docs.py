"""What the documents say is true: commands, trees, tables, code."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

import analysttools as at

README = (ROOT / "README.md").read_text(encoding="utf-8")
TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=True,
).stdout.split()
pytestmark = pytest.mark.shipped


def _table(heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading of the README."""
    section = README.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def _public(name: str) -> object:
    """Return what a public name stands for, also where a module has the same name."""
    return getattr(at, name)


def test_code_of_the_readme_runs(tmp_path: Path) -> None:
    """The ten lines run as they stand and write their chart."""
    (code,) = re.findall(r"```python\n(.+?)```", README, flags=re.S)
    (tmp_path / "data").symlink_to(ROOT / "data")
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    assert "about 12,000" in run.stdout
    assert (tmp_path / "scratch" / "two-numbers.png").stat().st_size > 10_000
    assert len(code.strip().splitlines()) <= 10


def test_first_screen_shows_the_first_chart() -> None:
    """The picture stands within the first ten lines, and is there."""
    head = "\n".join(README.splitlines()[:10])
    (picture,) = re.findall(r"!\[.+?\]\((.+?)\)", head, flags=re.S)
    assert (ROOT / picture).exists()


def test_make_targets_are_those_of_the_makefile() -> None:
    """The table lists every target, with the words of the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = dict(re.findall(r"^([\w-]+):.*## (.+)$", makefile, flags=re.M))
    listed = {row[0].strip("`").removeprefix("make ") for row in _table("Make targets")}
    assert listed == set(targets)


def test_api_table_lists_every_public_name() -> None:
    """Each public name stands in the table, and has a docstring."""
    listed = {re.match(r"`(\w+)", row[0])[1] for row in _table("API")}
    assert listed == set(at.__all__)
    assert [name for name in at.__all__ if not inspect.getdoc(getattr(at, name))] == []


@pytest.mark.parametrize("name", [name for name in at.__all__ if inspect.isfunction(_public(name))])
def test_public_functions_are_documented(name: str) -> None:
    """Each has parameters, a result and an example that runs, as numpydoc has them."""
    text = inspect.getdoc(_public(name)) or ""
    missing = [
        part for part in ("Parameters\n---", "Returns\n---", "Examples\n---", ">>>") if part not in text
    ]
    assert missing == []


def test_tree_of_the_readme_is_true() -> None:
    """Each folder of the tree is there, and no other folder of the top level is left out."""
    (tree,) = re.findall(r"```text\n(.+?)```", README, flags=re.S)
    listed = {line.split("/")[0] for line in tree.splitlines()}
    folders = {name.split("/")[0] for name in TRACKED if "/" in name and not name.startswith(".")}
    assert listed == folders


def test_rows_of_the_data_table_are_true() -> None:
    """Files and row counts in the README and in data/README.md are those of the data."""
    counts = {row[0].strip("`"): int(row[1]) for row in _table("Data")}
    assert counts == {name: len(pd.read_csv(ROOT / name)) for name in counts}
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    told = {name: int(rows) for name, rows in re.findall(r"^\| `(\w+\.csv)` \| (\d+) \|", text, flags=re.M)}
    assert told == {path.name: len(pd.read_csv(path)) for path in (ROOT / "data").glob("*.csv")}


def test_other_counts_of_the_data_in_the_readme_are_true(shipped_case: at.Case) -> None:
    """The last days, the places with coordinates, the rows whose passages can be proved."""
    days = [shipped_case.claims["asserted_latest"].max(), shipped_case.events["date_latest"].max()]
    days += [shipped_case.daily_area["map_day"].max(), shipped_case.cells["last_day"].max()]
    told = [row[2] for row in _table("Data") if row[2]]
    assert told == [f"{day.day} {day:%B %Y}" for day in days]
    (places,) = [row[3] for row in _table("Data") if row[0] == "`data/places.csv`"]
    assert places == f"GeoNames; {shipped_case.places['lat'].notna().sum()} with coordinates"
    proved = sum(
        int(table["excerpt_sha256"].notna().sum()) for table in (shipped_case.claims, shipped_case.events)
    )
    assert re.findall(r"(\d+) rows say where in the founding article", README) == [str(proved)]


def test_notebook_table_lists_every_notebook() -> None:
    """Each notebook stands in the README."""
    listed = {row[0].strip("★ `") for row in _table("Notebooks")}
    assert listed == {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}


def test_answers_of_the_notebook_table_are_those_of_the_notebooks() -> None:
    """Each number of an answer stands in the text of its notebook, where it is tested against the cells."""
    pattern = re.compile(r"(?<![\w,])\d[\d,]*\b")
    for name, question, answer in _table("Notebooks"):
        cells = json.loads((ROOT / "notebooks" / f"{name.strip('★ `')}.ipynb").read_text(encoding="utf-8"))[
            "cells"
        ]
        text = " ".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
        assert set(pattern.findall(f"{question} {answer}")) <= set(pattern.findall(text))


def test_commands_of_the_readme_exist() -> None:
    """Each command of the command line that the README names prints its help."""
    commands = set(re.findall(r"`analysttools ([\w-]+)", README))
    assert commands == {
        *("check", "describe", "run", "verify", "verify-excerpts"),
        *("measure", "fetch-front", "renew", "explore", "page", "import"),
    }
    for command in commands:
        run = subprocess.run(
            [sys.executable, "-m", "analysttools", command, "--help"], capture_output=True, check=False
        )
        assert run.returncode == 0


def test_files_named_in_the_documents_exist() -> None:
    """Each path in backticks that looks like a file of the project is one."""
    for document in ("README.md", "docs/architecture.md", "data/README.md"):
        text = (ROOT / document).read_text(encoding="utf-8")
        names = set(re.findall(r"`((?:data|docs|tests|figures|geo)/[\w./-]+\.\w+)`", text))
        base = ROOT / "data" if document.startswith("data") else ROOT
        assert [name for name in names if not (base / name).exists() and not (ROOT / name).exists()] == []


def test_no_index_address_or_path_of_a_machine_is_committed() -> None:
    """Lock files name no index, and no text file names a home or work folder."""
    for lock in ROOT.glob("requirements*.lock"):
        assert not re.search(r"https?://|--index|--find-links", lock.read_text(encoding="utf-8"))
    texts = [
        ROOT / name for name in TRACKED if name.endswith((".py", ".md", ".ipynb", ".json", ".toml", ".yml"))
    ]
    pattern = re.compile(r"(?<![\w.])/(?:home|root|work|Users)/\w")
    assert [
        path.name for path in texts if path.name != "test_docs.py" and pattern.search(path.read_text("utf-8"))
    ] == []


def test_another_case_begins_as_the_guide_says(tmp_path: Path) -> None:
    """The descriptor and the headers alone, without base map and front, are a case without a fault."""
    descriptor = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["resources"] = [
        one for one in descriptor["resources"] if not one["path"].startswith(("geo/", "front/"))
    ]
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    for path in (ROOT / "data").glob("*.csv"):
        header = path.read_text(encoding="utf-8").split("\n")[0]
        (tmp_path / path.name).write_text(f"{header}\n", encoding="utf-8")
    assert at.check_case(tmp_path) == []
