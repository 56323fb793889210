"""Whatever another file lies where one is read: a sentence says what the file is, and what to do about it.

Every door by which a file comes in is tried with every file that people put there by mistake.
"""

from __future__ import annotations

import gzip
import io
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT
from mutated_files import TABLE, make_workbook

import analysttools as at
from analysttools.cli.main import main
from analysttools.errors import DataError

pytestmark = pytest.mark.slow


def _zip(name: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, "a,b\n1,2\n")
    return content.getvalue()


# What lies there; what it is in words; what to do. None is a folder.
WRONG: dict[str, tuple[bytes | None, str, str]] = {
    "a Git LFS pointer": (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n",
        "a Git LFS pointer, not the file itself",
        "[Ff]etch the file: git lfs pull",
    ),
    "a page to sign in": (
        b"\n<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form></form></body></html>\n",
        r"a web page \(HTML\)",
        "[Dd]ownload the file itself: where the site asks for a name and password, sign in first",
    ),
    "an empty file": (b"", "empty", "Fetch it again|Write the header first|[Pp]ut |Give a folder"),
    "zero bytes": (
        bytes(3000),
        "nothing but zero bytes, which a copy or a download that broke off leaves",
        "[Cc]opy or fetch it again",
    ),
    "a zip archive": (
        _zip("claims.csv"),
        "a zip archive",
        "[Uu]npack it and put the file that is in it here",
    ),
    "half a workbook": (
        make_workbook()[:3000],
        r"an Excel workbook \(xlsx\)|the workbook is damaged: it breaks off|a zip archive that breaks off",
        "Copy or fetch it again|[Pp]ut |save this sheet as CSV",
    ),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "a PDF document", "[Pp]ut "),
    "gzip": (gzip.compress(b"a,b\n1,2\n" * 99), "packed with gzip", "[Uu]npack it: gunzip|Give a folder"),
    "an old workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        r"an old Excel workbook \(xls\)",
        "[Pp]ut |save this sheet as CSV",
    ),
    "a PNG": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(60), r"a picture \(PNG\)", "[Pp]ut "),
    "a photograph": (b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(60), r"a picture \(JPEG\)", "[Pp]ut "),
    "a Word document": (_zip("word/document.xml"), r"a Word document \(docx\)", "[Pp]ut "),
    "UTF-16": (
        "date,place,killed\n2031-03-28,Ternhaven,3\n".encode("utf-16"),
        "text in UTF-16 or UTF-32, not in UTF-8",
        "[Ss]ave it as UTF-8",
    ),
    "a folder": (None, "a folder|no notebook in", "[Pp]ut |Name |take it away|looked in|Fetch it"),
}


def _read_base_map(project: Path) -> int:
    at.read_base_map(at.load_case(project / "data"))
    return 0


def _verify_excerpts(project: Path) -> int:
    """Look for a passage in a text of a source, as one row says it stands there."""
    case = at.load_case(project / "data")
    located = case.claims.assign(locator="0-3", excerpt_sha256="0" * 64, source_id="post")
    at.verify_excerpts(replace(case, claims=located), project / "texts")
    return 0


# Where the wrong file lies, and what is called on the project then.
DOORS: dict[str, tuple[str, str | Callable[[Path], int]]] = {
    "claims": ("data/claims.csv", "check data"),
    "sources": ("data/sources.csv", "export data --as csv -o out"),
    "places": ("data/places.csv", "page data -o case.html"),
    "control": ("data/front/control.csv", "check data"),
    "descriptor": ("data/datapackage.json", "check data"),
    "base map": ("data/geo/towns.geojson", _read_base_map),
    "polygons": ("data/polygons/control_20310301.geojson", "measure data/polygons --data data --again"),
    "archive of polygons": ("polygons.zip", "measure polygons.zip --data data"),
    "texts": ("texts/post.txt", _verify_excerpts),
    "notebook run": ("notebooks/01-one.ipynb", "run notebooks/01-one.ipynb"),
    "notebook renewed": ("notebooks/01-one.ipynb", "renew notebooks/01-one.ipynb"),
    "notebook reported": ("notebooks/01-one.ipynb", "report notebooks/01-one.ipynb -o report.html"),
    "record": ("figures/01-one.json", "verify figures --data data"),
    "record in a gallery": ("figures/01-one.json", "gallery figures"),
    "old case": ("old/claims.csv", "diff old data"),
    "new rows": ("rows.csv", "add data --rows rows.csv"),
    "ratings": ("ratings.csv", "export data --as jsonld -o out --ratings ratings.csv"),
    "ucdp": ("in.csv", "import in.csv --as ucdp"),
    "acled": ("in.csv", "import in.csv --as acled"),
    "hxl": ("in.csv", "import in.csv --as hxl"),
    "table": ("in.csv", "import in.csv --as table"),
    "geojson": ("in.geojson", "import in.geojson --as geojson"),
    "mapping": ("map.toml", "import good.csv --as table --map map.toml"),
    "case imported into": ("data/events.csv", "import good.csv --as table --into data"),
}
# Where such a file is at home, or is told apart from one that is: its words there.
AT_HOME = {
    ("archive of polygons", "a zip archive"): "there is no GeoJSON file in it. Give the folder or archive of",
    ("archive of polygons", "a Word document"): "there is no GeoJSON file in it. Give the folder or archive",
    (
        "archive of polygons",
        "a folder",
    ): "there is no GeoJSON file in it. Give the folder or archive of daily",
    ("texts", "a page to sign in"): "",  # a page may be kept as it is, and its passages differ
    ("texts", "an empty file"): "",
    ("texts", "a folder"): "",
    ("ucdp", "UTF-16"): "Found date, place, killed. Expected",
    ("acled", "UTF-16"): "Found date, place, killed. Expected",
    ("hxl", "UTF-16"): "it has no row of HXL tags",
    ("table", "UTF-16"): "encoding: UTF-16 with a byte order mark",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a case, an older one, and a table to import; it is the working folder."""
    for name in ("data", "old"):
        shutil.copytree(ROOT / "tests" / "cases" / "strait", tmp_path / name)
    for name in ("notebooks", "figures", "texts"):
        (tmp_path / name).mkdir()
    (tmp_path / "good.csv").write_bytes(TABLE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _put(content: bytes | None, path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir() if content is None else path.write_bytes(content)


def _enter(call: str | Callable[[Path], int], project: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is said of a call that fails."""
    try:
        code = main(call.split()) if isinstance(call, str) else call(project)
    except (DataError, ValueError) as error:
        return str(error)
    said = capsys.readouterr()
    return said.out + said.err if code else f"accepted: {said.out}"


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("door", DOORS)
def test_another_file_is_named_and_what_to_do(
    door: str, wrong: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No door lets it in, and none speaks of bytes, columns or values of JSON instead."""
    place, call = DOORS[door]
    content, words, advice = WRONG[wrong]
    _put(content, project / place)
    said = _enter(call, project, capsys)
    at_home = AT_HOME.get((door, wrong))
    if at_home is not None:
        assert at_home in said
        return
    assert not said.startswith("accepted"), said
    (sentence,) = {line for line in said.splitlines() if re.search(words, line)}
    assert re.search(advice, sentence), sentence
    assert Path(place).name in sentence
    assert not re.search(r"codec|byte 0x|char 0|Expecting value|BadZipFile|tokeniz", said), said


def test_a_table_that_cannot_be_read_is_the_one_fault(project: Path) -> None:
    """What refers to its rows is not called wrong besides."""
    for name in ("sources.csv", "places.csv", "sides.csv", "measures.csv"):
        _put(WRONG["a Git LFS pointer"][0], project / "data" / name)
        (fault,) = at.check_case(project / "data")
        assert fault.file.endswith(name)
        shutil.copy(project / "old" / name, project / "data" / name)
