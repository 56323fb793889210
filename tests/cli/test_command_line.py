"""The command line: what it prints and how it ends."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import KURSK, ROOT

from analysttools.cli.main import main


def test_check_of_good_data_ends_with_zero(capsys: pytest.CaptureFixture[str]) -> None:
    """Good data: no fault, then the notes, exit status 0."""
    assert main(["check", str(KURSK)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        f"{KURSK}: 0 faults",
        "",
        "Notes for a person to look at (none of them is a fault):",
    ]
    assert lines[-1] == f"{KURSK}: 43 notes"


def test_check_prints_every_fault_and_ends_with_one(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each fault is a line, those of a kind under their head, in the order of the file; exit status 1."""
    text = (package / "sectors.csv").read_text(encoding="utf-8")
    (package / "sectors.csv").write_text(
        text.replace("toretsk,Toretsk,", "toretsk,,").replace("kursk,Kursk,", "kursk,,"), encoding="utf-8"
    )
    assert main(["check", str(package)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        f"{package}/sectors.csv, column name_en: the cell is empty, or blank, and must not be (2 times). "
        f"Write the "
        "English text; where it is the same in both languages, write it twice.",
        "    line 2 (kursk)",
        "    line 7 (toretsk)",
        f"{package}: 2 faults",
    ]


def test_check_of_a_missing_folder_is_told_and_ends_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    """No traceback for a folder that is not there."""
    assert main(["check", "nowhere"]) == 1
    assert capsys.readouterr().err.startswith("There is no folder nowhere (looked for /")


def test_check_takes_several_folders_and_patterns(capsys: pytest.CaptureFixture[str]) -> None:
    """Also where no shell expands them; one that is not there keeps no other from being checked."""
    cases = ROOT / "tests" / "cases"
    assert main(["check", "nowhere", str(cases / "[ks]*")]) == 1
    said = capsys.readouterr()
    counts = [line for line in said.out.splitlines() if line.endswith(" 0 faults")]
    assert counts == [f"{cases / 'kursk'}: 0 faults", f"{cases / 'strait'}: 0 faults"]
    assert said.err.startswith("There is no folder nowhere (looked for /")


def test_verify_excerpts_proves_every_passage(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the text, all thirty passages are proved; exit status 0."""
    assert main(["verify-excerpts", str(shared / "source"), "--data", str(KURSK)]) == 0
    assert capsys.readouterr().out == "30 of 30 passages proved\n"


def test_verify_excerpts_finds_a_changed_text(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One letter changed in a passage: that passage differs and is named; exit status 1."""
    copy = Path(shutil.copy(next((shared / "source").glob("*.txt")), tmp_path))
    copy.chmod(0o644)
    text = copy.read_text(encoding="utf-8")
    copy.write_text(text[:2300] + "#" + text[2301:], encoding="utf-8")
    assert main(["verify-excerpts", str(tmp_path), "--data", str(KURSK)]) == 1
    assert capsys.readouterr().out == (
        "claims, hur-2024-12-16-killed-or-wounded-article: differs (text article-2024-12-16, 2256-2560)\n"
        "29 of 30 passages proved\n"
    )


def test_verify_excerpts_without_the_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the text nothing is proved, and nothing is taken for proved."""
    assert main(["verify-excerpts", str(tmp_path), "--data", str(KURSK)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 of 30 passages proved"


@pytest.mark.shipped
@pytest.mark.kernel
@pytest.mark.exact
def test_run_ends_with_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    """Rerunning a notebook lists it and the figures, and what changed: nothing."""
    for folder in ("notebooks", "figures", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    notebook = "notebooks/04-timeline.ipynb"
    assert main(["run", "--all", notebook]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["notebook", "or", "figure", "time", "outcome"]
    assert re.fullmatch(rf"{notebook} +\d+\.\d s  same       run because all were asked for", lines[1])
    figures = [path.stem for path in sorted((ROOT / "figures").glob("04-timeline-*.json"))]
    assert [line.split() for line in lines[2:]] == [[figure, "same"] for figure in figures]
    assert main(["run", notebook]) == 0
    assert capsys.readouterr().out.splitlines()[1].split() == [notebook, "not", "stale"]


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ([], ["01-a.ipynb", "01-b.ipynb", "02[1].ipynb"]),
        (["notebooks"], ["01-a.ipynb", "01-b.ipynb", "02[1].ipynb"]),
        (["notebooks/01*.ipynb"], ["01-a.ipynb", "01-b.ipynb"]),
        (["notebooks/02[1].ipynb"], ["02[1].ipynb"]),
        (["notebooks/01-a.ipynb", "notebooks/*a.ipynb"], ["01-a.ipynb"]),
        (["noteb*"], ["01-a.ipynb", "01-b.ipynb", "02[1].ipynb"]),
    ],
)
def test_patterns_and_folders_stand_for_notebooks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch, given: list[str], taken: list[str]
) -> None:
    """As where no shell expands a pattern; what is there by that name is no pattern; each is run once."""
    (tmp_path / "notebooks" / ".ipynb_checkpoints").mkdir(parents=True)
    for name in ("01-a.ipynb", "01-b.ipynb", "02[1].ipynb", "._01-a.ipynb", "no.txt"):
        (tmp_path / "notebooks" / name).write_text("no notebook", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["run", "--all", *given]) == 1
    lines = capsys.readouterr().out.splitlines()[1:]
    assert [line.split()[0] for line in lines] == [f"notebooks/{name}" for name in taken]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("no*.ipynb", "There is no notebook no*.ipynb (looked for {}/no*.ipynb). Give paths of .ipynb files"),
        (".", "There is no notebook in . (looked in {})"),
    ],
)
def test_a_pattern_or_folder_of_no_notebook_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch, given: str, said: str
) -> None:
    """With where it was looked for."""
    monkeypatch.chdir(tmp_path)
    assert main(["run", given]) == 1
    assert capsys.readouterr().err == said.format(tmp_path) + "\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", ""],
        ["describe", ""],
        ["verify", "--data", ""],
        ["verify-excerpts", ""],
        ["run", "--output", ""],
    ],
    ids=" ".join,
)
def test_an_empty_path_is_misuse(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """As where a variable of the shell is not set: the current folder is not meant."""
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert capsys.readouterr().err.endswith(" is empty: give a path, or leave it out\n")


@pytest.mark.parametrize("address", ["127.0.0.1:9", "x:", "nothing://a"])
def test_a_cluster_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch, address: str
) -> None:
    """Before long, with what an address looks like."""
    (tmp_path / "a.ipynb").touch()
    monkeypatch.setattr("analysttools.cli.notebooks.CLUSTER_SECONDS", 1)
    assert main(["run", "--dask", address, str(tmp_path / "a.ipynb")]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f'There is no Dask cluster at "{address}" (')
    assert said.endswith("). Give the address of its scheduler, such as tcp://127.0.0.1:8786\n")


@pytest.mark.parametrize(
    "content", [b"[" * 200_000, b'{"cells":' + b"[" * 200_000, b"[]", b"\xff", b'{"cells": [1]}']
)
@pytest.mark.parametrize("command", ["run", "renew"])
def test_a_notebook_of_any_bytes_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch, content: bytes, command: str
) -> None:
    """It fails in one sentence, and stays as it was."""
    (tmp_path / "a.ipynb").write_bytes(content)
    monkeypatch.chdir(tmp_path)
    assert main([command, "a.ipynb"]) == 1
    assert f"{tmp_path}/a.ipynb is not a notebook (" in capsys.readouterr().err
    assert (tmp_path / "a.ipynb").read_bytes() == content


def test_no_command_prints_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a command: the help, and exit status 2."""
    assert main([]) == 2
    assert "verify-excerpts" in capsys.readouterr().out


def test_installed_package_has_its_command_and_its_looks(tmp_path: Path) -> None:
    """Pip installs the package with the style file and the command, without fetching anything."""
    source = tmp_path / "source"
    shutil.copytree(
        ROOT / "analysttools", source / "analysttools", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    target = tmp_path / "target"
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
    ]
    subprocess.run([*command, "--target", str(target), str(source)], check=True)
    assert (target / "analysttools" / "charts" / "drawing" / "analyst.mplstyle").exists()
    run = subprocess.run(
        [str(target / "bin" / "analysttools"), "check", str(KURSK)],
        env={"PYTHONPATH": str(target)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.startswith(f"{KURSK}: 0 faults\n")
