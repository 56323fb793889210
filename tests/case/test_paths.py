"""Files that are not what they should be, and paths that nobody can open: one fault each, in a sentence."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import analysttools as at
from analysttools.errors import Fault, format_faults, report

ADVICE = "Put the file into the folder and give its path relative to it."
PATHS = {
    "a number": (
        5,
        'the path of the resource "sectors" is 5, not a text. Give it one path, in quotation marks.',
    ),
    "a list": (
        ["sectors.csv"],
        'the path of the resource "sectors" is a list, not a text. Give it one path, in quotation marks.',
    ),
    "an empty text": (
        "",
        'the resource "sectors" has no path. Give it one, relative to the folder, such as claims.csv.',
    ),
    "a line break": (
        "sec\ntors.csv",
        'a path holds characters that are not seen. Found "sec\\ntors.csv". Write it without them.',
    ),
    "an escape": (
        "sec\x1btors.csv",
        'a path holds characters that are not seen. Found "sec\\x1btors.csv". Write it without them.',
    ),
    "a backslash": (
        "tables\\sectors.csv",
        'a path holds a backslash. Found "tables\\sectors.csv". Separate folders with /, also on Windows.',
    ),
    "an address": (
        "https://example.org/sectors.csv",
        'a path is an address, and nothing is fetched. Found "https://example.org/sectors.csv". '
        "Put the file into the folder and give its path relative to it.",
    ),
    "the folder above": (
        "../sectors.csv",
        "a path leads out of the folder; nothing was read from it. "
        f'Found "../sectors.csv". Expected a path such as claims.csv. {ADVICE}',
    ),
    "a name too long": (
        "x" * 300 + ".csv",
        f'a path has a name of 304 letters, and no file has one of more than 255. Found "{"x" * 30} ... '
        f'{"x" * 16}.csv". Give the file a shorter name.',
    ),
    "a path too long": (
        "/".join(["x" * 200] * 25) + ".csv",
        f'a path has 5,028 letters, and none that can be opened has more than 4,095. Found "{"x" * 30} ... '
        f'{"x" * 16}.csv". Give the file a shorter name.',
    ),
}  # fmt: skip
READERS = [
    *["load_case", "check_case", "read_tables", "read_snapshots"],
    *["verify_figures", "write_gallery", "run_notebooks"],
]
PAGE = "<!doctype html><html><body>Sign in</body></html>"


def _describe(package: Path, change: Callable[[dict[str, Any]], object], name: str = "sectors") -> Path:
    """Change what the descriptor says of one resource."""
    file = package / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    change(next(one for one in descriptor["resources"] if one["name"] == name))
    file.write_text(json.dumps(descriptor), encoding="utf-8")
    return package


@pytest.mark.parametrize(("path", "said"), PATHS.values(), ids=list(PATHS))
def test_a_path_that_is_none_is_one_fault_that_says_why(package: Path, path: object, said: str) -> None:
    """Only one that does leads out of the folder."""
    (fault,) = at.check_case(_describe(package, lambda one: one.update(path=path)))
    assert str(fault) == f"{package / 'datapackage.json'}: {said}"


def test_a_path_that_two_tables_share_is_one_fault(package: Path) -> None:
    """Its columns are not looked for in the table of another."""
    (fault,) = at.check_case(_describe(package, lambda one: one.update(path="events.csv")))
    assert str(fault) == (
        f'{package / "datapackage.json"}: the path "events.csv" is given to 2 resources. Give each resource '
        "a file of its own."
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "map.geojson",
            PAGE,
            "the file is a web page (HTML), and another than its hash says. Download the file itself: where "
            "the site asks for a name and password, sign in first.",
        ),
        (
            "notes.md",
            "version https://git-lfs.github.com/spec/v1",
            "the file is a Git LFS pointer, not the file itself, and another than its hash says. Fetch the "
            "file: git lfs pull.",
        ),
    ],
)
def test_a_hashed_file_that_is_something_else_says_what(
    package: Path, name: str, content: str, said: str
) -> None:
    """A sign-in page in place of a base map is told as one, not by its digest."""
    (package / name).write_text(content, encoding="utf-8")
    resource = {"name": "extra", "path": name, "hash": f"sha256:{'0' * 64}", "bytes": 3}
    file = package / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**descriptor, "resources": [*descriptor["resources"], resource]}), "utf-8")
    (fault,) = at.check_case(package)
    assert (fault.kind, str(fault)) == ("wrong-hash", f"{package / name}: {said}")


def test_a_hashed_table_that_is_something_else_is_one_fault(package: Path) -> None:
    """What reads the table says what it is; its digest and size say nothing more."""
    (package / "sectors.csv").write_text(PAGE, encoding="utf-8")
    stated = {"hash": f"sha256:{'0' * 64}", "bytes": 3}
    (fault,) = at.check_case(_describe(package, lambda one: one.update(stated)))
    assert fault.problem.startswith("the file is a web page (HTML)")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("map.geojson", "a GeoJSON file"),
        ("extra.json", "a JSON file"),
        ("extra.csv", "a CSV file"),
        ("notes.md", "the file itself"),
    ],
)
def test_what_is_no_file_asks_for_a_file_of_its_kind(package: Path, name: str, wanted: str) -> None:
    """A pipe in place of GeoJSON is not to become a table."""
    os.mkfifo(package / name)
    file = package / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    resources = [*descriptor["resources"], {"name": "extra", "path": name}]
    file.write_text(json.dumps({**descriptor, "resources": resources}), encoding="utf-8")
    (fault,) = at.check_case(package)
    assert str(fault) == f"{package / name}: this is not a file with contents. Put {wanted} there."


@pytest.mark.parametrize("count", [256, 4095])
@pytest.mark.parametrize("name", READERS)
def test_a_name_that_no_file_can_have_is_told(name: str, count: int) -> None:
    """It ended in an error of the system that held all of its letters."""
    function, path = getattr(at, name), f"data/{'a' * count}"
    with pytest.raises(
        FileNotFoundError,
        match=rf"^{name}: \w+ is \"data/a+ \.\.\. a+\", with a name of {count:,} letters, and no file or "
        r"folder has one of more than 255\. Give the path of one that is there$",
    ):
        function(path)


def test_a_list_of_paths_is_looked_through() -> None:
    """One of several names that is too long is told as one alone is."""
    with pytest.raises(
        FileNotFoundError, match=r'^run_notebooks: paths is "a+ \.\.\. a+", with a name of 300 '
    ):
        at.run_notebooks(["notebooks", Path("a" * 300)])


def test_a_long_path_is_shortened_in_messages() -> None:
    """Its beginning and its end say which it is."""
    path = "/".join(["folder"] * 100) + "/claims.csv"
    shown = str(Fault("empty", path, "the file is empty"))
    assert shown == f"{path[:100]} ... {path[-100:]}: the file is empty."
    assert report(path, [Fault("empty", "claims.csv", "the file is empty")]).splitlines()[0] == (
        f"{path[:100]} ... {path[-100:]} has 1 fault:"
    )
    with pytest.raises(FileNotFoundError, match=rf"^There is no folder {re.escape(path[:100])} \.\.\. "):
        at.load_case(path)


def test_a_long_path_is_shortened_at_the_head_of_a_group() -> None:
    """Faults of one kind share the words for their file, which are as short as those of one fault."""
    path = "/".join(["folder"] * 100) + "/claims.csv"
    faults = [Fault("blank-row", path, "it is blank", line=line) for line in (2, 7)]
    assert format_faults(faults) == [
        f"{path[:100]} ... {path[-100:]}: it is blank (2 times).",
        "    line 2",
        "    line 7",
    ]
