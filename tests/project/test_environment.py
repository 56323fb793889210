"""pyproject.toml, environment.yml and the lock files name the same packages."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name as canonical
from rattler import MatchSpec

pytestmark = pytest.mark.slow

# pip name -> conda-forge name, only where they differ ("matplotlib" there brings Qt)
CONDA = {"build": "python-build", "matplotlib": "matplotlib-base", "playwright": "playwright-python"}
NOT_ON_CONDA = {"edtf", "pysimdjson", "typst"}

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["optional-dependencies"]
WANTED = {
    canonical(one.name): one.specifier
    for one in map(
        Requirement, [*PROJECT["dependencies"], *(one for extra in EXTRAS.values() for one in extra)]
    )
}
LINES = [line for line in ENVIRONMENT["dependencies"] if isinstance(line, str)]
(PIP,) = [line["pip"] for line in ENVIRONMENT["dependencies"] if isinstance(line, dict)]


def _conda() -> dict[str, SpecifierSet]:
    split = [re.match(r"([\w.-]+)(.*)", line).groups() for line in LINES]
    return {name: SpecifierSet(bounds.strip()) for name, bounds in split if name not in ("python", "pip")}


def _locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {
        canonical(package): version
        for package, version in re.findall(r"^([\w.-]+)==([\w.]+)", text, flags=re.M)
    }


@pytest.mark.parametrize("line", LINES)
def test_each_line_is_a_conda_spec(line: str) -> None:
    """Conda's own grammar reads each line of environment.yml."""
    assert MatchSpec(line, strict=True).name


def test_environment_names_the_same_packages_with_the_same_bounds() -> None:
    """Under their conda-forge names, all that pyproject.toml names; the rest by pip."""
    wanted = {CONDA.get(name, name): bounds for name, bounds in WANTED.items() if name not in NOT_ON_CONDA}
    assert _conda() == wanted
    by_pip = {
        canonical(one.name): one.specifier for one in map(Requirement, [one for one in PIP if one[0] != "-"])
    }
    assert by_pip == {name: bounds for name, bounds in WANTED.items() if name in NOT_ON_CONDA}


def test_environment_takes_the_same_pythons() -> None:
    """Conda and pip accept the same Pythons, and CI runs the oldest and the newest."""
    (python,) = [line.removeprefix("python") for line in LINES if line.startswith("python>")]
    assert SpecifierSet(python) == SpecifierSet(PROJECT["requires-python"])
    workflow = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    supported = [minor for minor in range(8, 30) if SpecifierSet(python).contains(f"3.{minor}.1")]
    assert yaml.safe_load(workflow)["jobs"]["units"]["strategy"]["matrix"]["python"] == [
        f"3.{supported[0]}",
        f"3.{supported[-1]}",
    ]


@pytest.mark.parametrize(
    ("lock", "extras"),
    [
        ("requirements.lock", ["front", "notebooks", "tables", "exports", "reports"]),
        ("requirements-dev.lock", ["front", "notebooks", "tables", "exports", "reports", "docs", "test"]),
    ],
)
def test_lock_holds_what_is_asked_for(lock: str, extras: list[str]) -> None:
    """Each package that is asked for is pinned within its bounds."""
    locked = _locked(lock)
    asked = [
        Requirement(one) for one in PROJECT["dependencies"] + [one for name in extras for one in EXTRAS[name]]
    ]
    outside = [str(one) for one in asked if not one.specifier.contains(locked.get(canonical(one.name), "0"))]
    assert outside == []


def test_development_lock_keeps_the_versions_of_the_lock_for_use() -> None:
    """Testing tests the versions that are used."""
    use, development = _locked("requirements.lock"), _locked("requirements-dev.lock")
    assert {name: development.get(name) for name in use} == use


def test_every_locked_package_is_hashed() -> None:
    """No package is installed without its hash."""
    for lock in ROOT.glob("requirements*.lock"):
        blocks = re.split(r"^(?=[\w.-]+==)", lock.read_text(encoding="utf-8"), flags=re.M)[1:]
        assert [block for block in blocks if "--hash=sha256:" not in block] == []


@pytest.fixture(scope="module")
def installs() -> list[str]:
    """Return the commands of `make figures test` that install something with pip."""
    command = ["make", "--dry-run", "--always-make", "figures", "test", f"VENV={Path(sys.prefix)}"]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return re.findall(r"\S+ -m pip install [^\n;&\\]+", made.stdout)


def test_setting_up_takes_no_place_from_the_settings_of_pip(installs: list[str]) -> None:
    """Each pip of make installs into the environment, from where the user's settings say."""
    assert len(installs) == 5
    assert [line for line in installs if " --no-user " not in line] == []
    assert [line for line in installs if re.search("--isolated|--index-url|--no-index|PIP_", line)] == []


def test_a_setting_of_pip_for_the_user_does_not_stop_setting_up(tmp_path: Path, installs: list[str]) -> None:
    """With the settings of somebody who installs outside of environments, make's own command works."""
    (tmp_path / "pip.conf").write_text("[global]\nuser = true\n", encoding="utf-8")
    (line,) = [line for line in installs if "--editable ." in line]
    command = [*shlex.split(line), "--dry-run", "--no-index", "--verbose"]
    environment = {**os.environ, "PIP_CONFIG_FILE": str(tmp_path / "pip.conf"), "PIP_USER": "1"}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert "Would install analysttools-" in run.stdout


def test_settings_of_pip_that_nothing_takes_back_are_told(tmp_path: Path) -> None:
    """Before anything is installed: which, and what to do; nothing is written there."""
    names, place = ("prefix", "root", "target"), tmp_path / "elsewhere"
    lines = [f"{name} = {place}" for name in names]
    (tmp_path / "pip.conf").write_text("\n".join(["[install]", *lines]), encoding="utf-8")
    environment = {**os.environ, "PIP_CONFIG_FILE": str(tmp_path / "pip.conf")}
    command = ["make", "--no-print-directory", f"{tmp_path}/new/.use", f"VENV={tmp_path}/new"]
    command += [f"PYTHON={sys.executable}"]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert run.stdout.splitlines()[-4:] == [
        *[f"install.{name}='{place}'" for name in names],
        f"Your settings of pip, above, put packages elsewhere than into {tmp_path}/new. Take them out with: "
        "pip config edit",
    ]
    assert not place.exists()


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a Python that makes one environment, and a copy of it wherever another is asked for."""
    folder = tmp_path_factory.mktemp("python")
    subprocess.run([sys.executable, "-m", "venv", folder / "made"], check=True)
    lines = [
        "#!/bin/sh",
        'if [ "$1 $2 $3" = "-m venv --clear" ]; then',
        f"""    exec cp -R {shlex.quote(str(folder / "made"))} "$4"; fi""",
        f'exec {shlex.quote(sys.executable)} "$@"',
    ]
    (folder / "python").write_text("\n".join(lines), encoding="utf-8")
    (folder / "python").chmod(0o755)
    return folder / "python"


def set_up(python: Path, folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Let make set up an environment in a folder, with nothing but these settings of pip and uv."""
    (folder / "pip.conf").touch()
    own = {"PIP_CONFIG_FILE": str(folder / "pip.conf"), "XDG_CONFIG_HOME": str(folder / "config")}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    command = ["make", "--no-print-directory", f"{folder}/new/.use", f"VENV={folder}/new", *words]
    command += [f"PYTHON={python}"]
    environment = {**kept, **own, **variables}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"PIP_DRY_RUN": "1"}, ["PIP_DRY_RUN=1", "PIP_DRY_RUN"]),
        ({"PIP_TARGET": "/nowhere"}, ["PIP_TARGET=/nowhere", "PIP_TARGET"]),
        (
            {"PIP_TARGET": "/nowhere", "PIP_DRY_RUN": "true", "PIP_PYTHON": "python3"},
            [
                *["PIP_DRY_RUN=true", "PIP_PYTHON=python3", "PIP_TARGET=/nowhere"],
                "PIP_DRY_RUN PIP_PYTHON PIP_TARGET",
            ],
        ),
    ],
)
def test_variables_of_pip_that_nothing_takes_back_are_told(
    python: Path, tmp_path: Path, variables: dict[str, str], said: list[str]
) -> None:
    """Before anything is installed: a setting of the environment is unset, not edited in a file."""
    run = set_up(python, tmp_path, **variables)
    assert run.returncode == 2
    assert run.stdout.splitlines()[-len(said) :] == [
        *said[:-1],
        f"These variables put packages elsewhere than into {tmp_path}/new. Take them back with: unset "
        f"{said[-1]}",
    ]
    assert list((tmp_path / "new").rglob("uv")) == []


@pytest.mark.parametrize("name", ["target", "prefix"])
def test_settings_of_uv_that_nothing_takes_back_are_told(python: Path, tmp_path: Path, name: str) -> None:
    """Before anything is installed: in which file they stand, and how to do without uv."""
    file = tmp_path / "config" / "uv" / "uv.toml"
    file.parent.mkdir(parents=True)
    file.write_text(f'[pip]\n{name} = "/nowhere"\n', encoding="utf-8")
    run = set_up(python, tmp_path)
    assert run.returncode == 2
    assert run.stdout.splitlines()[-2:] == [
        f"{file}: [pip] {name}='/nowhere'",
        f"Your settings of uv, above, put packages elsewhere than into {tmp_path}/new. Take them out there, "
        "or run: make UV=no",
    ]
    assert list((tmp_path / "new").rglob("uv")) == []


@pytest.mark.parametrize(
    ("words", "variables"),
    [
        (["no"], {}),
        (["yes"], {"UV_NO_CONFIG": "1"}),
        (["yes"], {"UV_CONFIG_FILE": "pyproject.toml"}),
    ],
)
def test_settings_that_are_not_read_are_no_matter(
    tmp_path: Path, words: list[str], variables: dict[str, str]
) -> None:
    """Those of uv where it is not used or does not look, and a dry run that is off."""
    file = tmp_path / "uv" / "uv.toml"
    file.parent.mkdir()
    file.write_text('[pip]\ntarget = "/nowhere"\n', encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    environment = {**kept, "XDG_CONFIG_HOME": str(tmp_path), "PIP_DRY_RUN": "false", **variables}
    command = [sys.executable, "tools/install_settings.py", ".venv", *words]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_every_dependency_has_a_reason() -> None:
    """docs/architecture.md says why each package is there."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert [name for name in WANTED if name not in text] == []
