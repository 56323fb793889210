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
from analysttools.cli.main import build_parser

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


@pytest.mark.parametrize("name", [name for name in at.__all__ if inspect.isfunction(_public(name))])
def test_public_functions_are_documented(name: str) -> None:
    """Each has parameters, a result and an example that runs, as numpydoc has them."""
    text = inspect.getdoc(_public(name)) or ""
    missing = [
        part for part in ("Parameters\n---", "Returns\n---", "Examples\n---", ">>>") if part not in text
    ]
    assert missing == []


def test_the_readme_is_read_in_a_few_minutes() -> None:
    """At most 800 words; a manual has pages of its own."""
    assert len(README.split()) <= 800


def test_counts_of_the_data_are_true(shipped_case: at.Case) -> None:
    """Rows in the README and in data/README.md are those of the data."""
    told = re.findall(r"(\d+) claims and (\d+) events", README)
    assert told == [(str(len(shipped_case.claims)), str(len(shipped_case.events)))]
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    rows = {name: int(count) for name, count in re.findall(r"^\| `(\w+\.csv)` \| (\d+) \|", text, flags=re.M)}
    assert rows == {path.name: len(pd.read_csv(path)) for path in (ROOT / "data").glob("*.csv")}


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


def test_commands_of_the_documents_exist() -> None:
    """Each command that the README or a page names is one of the command line."""
    pages = [README, *(page.read_text(encoding="utf-8") for page in (ROOT / "docs").rglob("*.md"))]
    named = {
        command
        for page in pages
        for command in re.findall(r"(?:^|`)analysttools ([a-z-]+)", page, flags=re.M)
    }
    known = build_parser()._subparsers._group_actions[0].choices
    assert named - set(known) == set()
    assert {"new", "check", "run"} <= named


def test_links_of_the_readme_lead_to_files() -> None:
    """Each relative link does."""
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if not link.startswith("http")]
    assert [link for link in links if not (ROOT / link).exists()] == []


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
