"""The gallery: what it shows of each figure, and that Markdown reads it as text."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from conftest import KURSK
from nbformat.v4 import new_code_cell, new_notebook

import analysttools as at
from analysttools.cli.main import main

DRAW = """
import analysttools as at
case = at.load_case("{data}")
claims = at.with_names(at.choose(case.claims, claim_id="{one}"), case)
at.save_figure(at.plot_estimates(claims), "01-one", claims, title="One.", folder="../figures")
"""
ONE = "zelensky-2024-11-04-kursk"


def _gallery(folder: Path, rows: pd.DataFrame, title: str = "In Kursk.") -> str:
    """Save a figure of one claim and give its gallery."""
    at.save_figure(at.plot_estimates(rows), "01-kursk-one", rows, title=title, folder=folder / "figures")
    at.write_gallery(folder / "figures")
    return (folder / "figures" / "README.md").read_text(encoding="utf-8")


def test_a_figure_is_shown_with_alt_text_notebook_and_sources(claims: pd.DataFrame, tmp_path: Path) -> None:
    """Heading, picture that leads to its drawing, with its alt text, notebook, sources; relative links."""
    (tmp_path / "notebooks").mkdir()
    for name in ("01", "01-kursk", "01-kur"):
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text("", encoding="utf-8")
    text = _gallery(tmp_path, claims.loc[[ONE]])
    assert text.endswith(
        """\
- [01-kursk-one](#01-kursk-one)

## 01-kursk-one

[![In Kursk. Chart of 1 claim.](01-kursk-one.png)](01-kursk-one.svg)

Notebook: [01-kursk](../notebooks/01-kursk.ipynb)

Sources: [Ukrainska Pravda](<https://www.pravda.com.ua/eng/news/2024/11/4/7482934/>), 2024-11-04.
"""
    )


def test_a_second_writing_changes_nothing(claims: pd.DataFrame, tmp_path: Path) -> None:
    """The same records give the same bytes, and the file is left alone."""
    _gallery(tmp_path, claims.loc[[ONE]])
    before = (tmp_path / "figures" / "README.md").stat().st_mtime_ns
    assert at.write_gallery(tmp_path / "figures") is False
    assert (tmp_path / "figures" / "README.md").stat().st_mtime_ns == before


def test_figures_stand_in_the_order_of_their_names(claims: pd.DataFrame, tmp_path: Path) -> None:
    """Whatever was saved first."""
    rows = claims.loc[[ONE]]
    for name in ("02-b", "01-a"):
        at.save_figure(at.plot_estimates(rows), name, rows, title="One.", folder=tmp_path)
    at.write_gallery(tmp_path)
    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert re.findall("^## (.+)", text, flags=re.M) == ["01-a", "02-b"]


def test_a_figure_without_a_notebook_names_none(claims: pd.DataFrame, tmp_path: Path) -> None:
    """A user's own figure."""
    assert "Notebook" not in _gallery(tmp_path, claims.loc[[ONE]])


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<b>x</b>", r"\<b\>x\</b\>"),
        ("a | b", r"a \| b"),
        ("![x](y)", r"\!\[x\](y)"),
        ("$x$ `y` *z*", r"\$x\$ \`y\` \*z\*"),
        ("&lt; #1", r"\&lt; \#1"),
    ],
)
def test_names_stay_text(claims: pd.DataFrame, tmp_path: Path, name: str, shown: str) -> None:
    """What Markdown would read as its own is escaped, in the alt text and among the sources."""
    text = _gallery(tmp_path, claims.loc[[ONE]].assign(publisher=name), f"{name}.")
    assert f"[![{shown}. Chart of 1 claim.](" in text
    assert f"Sources: [{shown}](<https" in text


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("javascript:alert(1)", "Ukrainska Pravda (javascript:alert(1))"),
        ("https://a.b/c|d e>f", "[Ukrainska Pravda](<https://a.b/c%7Cd%20e%3Ef>)"),
        ("https://a.b/?x=1&lang=e&lt;", "[Ukrainska Pravda](<https://a.b/?x=1&lang=e&amp;lt;>)"),
        ("https://[", r"Ukrainska Pravda (https://\[)"),
        ("", "Ukrainska Pravda"),
    ],
)
def test_only_pages_of_the_web_are_linked(claims: pd.DataFrame, tmp_path: Path, url: str, shown: str) -> None:
    """Other addresses are text."""
    text = _gallery(tmp_path, claims.loc[[ONE]].assign(url=url))
    assert f"\nSources: {shown}, 2024-11-04.\n" in text


@pytest.mark.kernel
def test_running_notebooks_writes_the_gallery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command that renews the figures renews the gallery after them."""
    (tmp_path / "notebooks").mkdir()
    code = DRAW.format(data=KURSK, one=ONE)
    notebook = new_notebook(cells=[new_code_cell(code, id="cell-0")])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, tmp_path / "notebooks" / "01.ipynb")
    monkeypatch.chdir(tmp_path)
    assert main(["run"]) == 0
    assert "\n## 01-one\n" in (tmp_path / "figures" / "README.md").read_text(encoding="utf-8")
    assert at.verify_figures(data=KURSK).empty


def test_a_file_that_is_no_record_is_told(tmp_path: Path) -> None:
    """A gallery that would silently lack a figure is not written."""
    (tmp_path / "mine.json").write_text("[]", encoding="utf-8")
    with pytest.raises(
        ValueError, match=r"mine\.json is not a record of a figure \(missing or of another form"
    ):
        at.write_gallery(tmp_path)
    assert not (tmp_path / "README.md").exists()


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("marks", [{"what": "best"}]),
        ("marks", [{"id": 1}]),
        ("credits", [{"publisher": "a"}]),
        ("rows", [{"claim_id": None}]),
        ("columns", {"claim_id": 1}),
        ("code", {"a.py": 1}),
        ("files", {"a.png": []}),
    ],
)
def test_a_record_of_another_form_within_is_told(
    claims: pd.DataFrame, tmp_path: Path, part: str, value: object
) -> None:
    """Neither the gallery nor the comparing of figures stumbles over it."""
    _gallery(tmp_path, claims.loc[[ONE]])
    path = tmp_path / "figures" / "01-kursk-one.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), part: value}), encoding="utf-8")
    said = f"{path} is not a record of a figure (missing or of another form: {part})"
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        at.write_gallery(tmp_path / "figures")
    stale = at.verify_figures(tmp_path / "figures", data=KURSK)
    assert stale["reason"].iloc[0].startswith(said)


@pytest.mark.skipif(sys.platform != "linux", reason="another user than root is needed elsewhere")
@pytest.mark.parametrize("call", ["write_gallery('figures')", "run_notebooks('figures')"])
def test_a_folder_that_cannot_be_read_is_not_taken_for_an_empty_one(tmp_path: Path, call: str) -> None:
    """The system's error comes through, and a gallery that stands is left as it was."""
    folder = tmp_path / "figures"
    folder.mkdir()
    (folder / "README.md").write_text("as it was", encoding="utf-8")
    folder.chmod(0o300)
    code = f"import analysttools as at; at.{call}"
    may_not_read_all = (
        ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    )
    command = [*may_not_read_all, sys.executable, "-c", code]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    folder.chmod(0o700)
    assert run.stderr.splitlines()[-1] == "PermissionError: [Errno 13] Permission denied: 'figures'"
    assert (folder / "README.md").read_text(encoding="utf-8") == "as it was"


def test_a_record_nested_too_deep_and_a_folder_of_its_name_are_told(tmp_path: Path) -> None:
    """Whatever is there under the name of a record."""
    (tmp_path / "a.json").write_bytes(b"[" * 200_000)
    (tmp_path / "b.json").mkdir()
    reasons = at.verify_figures(tmp_path, data=KURSK).set_index("figure")["reason"]
    assert reasons["a"].startswith(f"{tmp_path}/a.json is not a record of a figure (maximum recursion depth")
    assert reasons["b"].startswith(f"{tmp_path}/b.json is not a record of a figure (it is a folder: take it ")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """The full path that was looked for."""
    with pytest.raises(FileNotFoundError, match=rf"There is no folder .*looked for {tmp_path}/none\)\. Give"):
        at.write_gallery(tmp_path / "none")


def test_files_of_the_system_are_no_figures(claims: pd.DataFrame, tmp_path: Path) -> None:
    """What macOS writes beside each file, on a disk of another system, is neither a record nor a stray."""
    _gallery(tmp_path, claims.loc[[ONE]])
    for name in ("._01-kursk-one.json", "._01-kursk-one.png", ".DS_Store"):
        (tmp_path / "figures" / name).write_bytes(b"\0\5\x16\7")
    assert at.write_gallery(tmp_path / "figures") is False
    assert at.verify_figures(tmp_path / "figures", data=KURSK).empty


def test_a_readme_of_somebody_is_not_written_over(tmp_path: Path) -> None:
    """Only a page that begins as the gallery does is its own."""
    (tmp_path / "README.md").write_text("my notes\n", encoding="utf-8")
    with pytest.raises(FileExistsError, match="was not written by analysttools"):
        at.write_gallery(tmp_path)
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "my notes\n"
