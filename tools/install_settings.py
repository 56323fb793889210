"""Tell which settings of pip and uv put packages elsewhere than into the environment, before any goes there.

``python tools/install_settings.py .venv`` prints them with what to do, and fails. Neither has an option
that takes them back. Only Python and its pip are there when it runs.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

# Where packages go, which Python gets them, and whether any goes anywhere.
PIP = ("target", "prefix", "root", "python", "dry-run")
UV = ("target", "prefix")
VARIABLES = {f"PIP_{name.replace('-', '_').upper()}": name for name in sorted(PIP)}
OFF = {"", "0", "n", "no", "f", "false", "off"}


def find_pip_settings() -> list[str]:
    """Return the settings of the files of pip, as pip writes them."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    variables = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    listed = subprocess.run(command, env=variables, capture_output=True, text=True, check=False).stdout
    settings = re.findall(r"^((?!:env:)\S+\.([\w-]+)='(.*)')$", listed, re.M)
    return [line for line, name, value in settings if _is_on(name, value)]


def find_pip_variables() -> dict[str, str]:
    """Return the variables that set pip, which stand above its files."""
    set_ = {name: os.environ[name] for name in VARIABLES if name in os.environ}
    return {name: value for name, value in set_.items() if _is_on(VARIABLES[name], value)}


def _is_on(name: str, value: str) -> bool:
    return name in PIP and bool(value) and not (name == "dry-run" and value.lower() in OFF)


def find_uv_settings() -> list[tuple[str, str]]:
    """Return file and setting of each place that a file of settings names to uv."""
    found = []
    for file in filter(Path.is_file, _uv_files()):
        try:
            settings = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            continue  # uv says itself what is wrong with it
        own = settings.get("tool", {}).get("uv", {}) if file.name == "pyproject.toml" else settings
        found += [(str(file), f"{name}='{own['pip'][name]}'") for name in UV if name in own.get("pip", {})]
    return found


def _uv_files() -> list[Path]:
    """Return where uv looks for settings: a file named to it, or the project's, user's, system's."""
    if os.environ.get("UV_CONFIG_FILE"):
        return [Path(os.environ["UV_CONFIG_FILE"])]
    if os.environ.get("UV_NO_CONFIG", "").lower() not in OFF:
        return []
    here = Path.cwd()
    projects = [folder / name for folder in (here, *here.parents) for name in ("uv.toml", "pyproject.toml")]
    users = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    shared = (os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")
    return [*projects, *(Path(one) / "uv" / "uv.toml" for one in (users, *shared, "/etc"))]


def describe_settings(environment: str, *, uses_uv: bool) -> list[str]:
    """Return the lines to print: each setting, and what to do about those of its sort."""
    elsewhere = f"put packages elsewhere than into {environment}"
    files, variables = find_pip_settings(), find_pip_variables()
    lines = []
    if files:
        lines += [*files, f"Your settings of pip, above, {elsewhere}. Take them out with: pip config edit"]
    if variables:
        lines += [f"{name}={value}" for name, value in variables.items()]
        lines += [f"These variables {elsewhere}. Take them back with: unset {' '.join(variables)}"]
    uv = find_uv_settings() if uses_uv else []
    if uv:
        lines += [f"{file}: [pip] {setting}" for file, setting in uv]
        lines += [f"Your settings of uv, above, {elsewhere}. Take them out there, or run: make UV=no"]
    return lines


def main() -> int:
    """Print what is set; arguments: the environment, and "no" if uv is not used."""
    lines = describe_settings(sys.argv[1], uses_uv=sys.argv[2:] != ["no"])
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
