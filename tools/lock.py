"""Renew the lock files: ``make lock``. Needs a network; the tests only read what it writes."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Without --no-header the command line, index options included, would stand on top of each file.
OPTIONS = [
    *["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"],
    *["--no-emit-find-links", "--no-header", "--no-annotate", "--quiet"],
]
EXTRAS = [f"--extra={name}" for name in ("front", "notebooks", "tables", "exports", "reports")]
# The environment installs the package itself without fetching anything unhashed.
BUILD = "setuptools>=77\nsetuptools-scm>=8"
LOCKS = {
    "requirements-uv.lock": (["-"], "uv"),
    "requirements.lock": (
        ["pyproject.toml", "-", *EXTRAS],
        BUILD,
    ),
    "requirements-dev.lock": (
        ["pyproject.toml", "-", *EXTRAS, "--extra", "docs", "--extra", "test"],
        BUILD,
    ),
}


def main(python: str) -> int:
    """Compile each lock in turn; the development lock keeps the versions of the one for use."""
    for name, (inputs, stdin) in LOCKS.items():
        constraint = ["-c", "requirements.lock"] if name == "requirements-dev.lock" else []
        command = [python, "-m", "uv", "pip", "compile", *inputs, *OPTIONS, *constraint, "-o", name]
        subprocess.run(command, cwd=ROOT, input=stdin, text=True, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else sys.executable))
