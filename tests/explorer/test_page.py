"""The explorer as one file: what is in it, and what it does to a file that is there."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

import analysttools as at
from analysttools.cli.main import main
from analysttools.explorer.page import HEAD, format_page
from tests.helpers.odd_cases import ODD_CASES, build_model, load_strait

ELEMENTS = re.compile(r"<script([^>]*)>(.*?)</script>", re.DOTALL)


@pytest.mark.parametrize("odd", ODD_CASES)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_text_of_a_case_ends_or_begins_an_element(odd: str, lang: str) -> None:
    """Whatever the names are, there are two scripts and two lists of data, and these are JSON."""
    page = format_page(build_model(odd), lang=lang)
    elements = ELEMENTS.findall(page)
    assert [one for one, _ in elements] == [
        "",
        ' type="application/json" id="view-model"',
        ' type="application/json" id="start"',
        ' type="module"',
    ]
    assert len(re.findall("<script", page, re.IGNORECASE)) == 4
    assert json.loads(elements[1][1])["version"] == 1
    assert json.loads(elements[2][1]) == {"lang": lang}


def test_its_scripts_are_named_by_their_digests_and_all_else_is_refused() -> None:
    """The policy allows what the page holds, and no address."""
    page = format_page(build_model())
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]
    digests = [
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for kind, text in ELEMENTS.findall(page)
        if "json" not in kind
    ]
    assert re.findall(r"'sha256-([^']+)'", policy) == digests
    assert policy.startswith("default-src 'none'; ")
    assert not re.search(r"https?:|\*|'self'|unsafe-eval", policy)


def test_it_has_a_language_a_title_and_sentences_for_those_without_script() -> None:
    """French has French ones."""
    page = format_page(build_model(), lang="fr")
    assert '<html lang="fr">' in page
    assert f"<title>{load_strait().title}</title>" in page
    assert "<noscript><p>JavaScript est désactivé dans ce navigateur." in page
    assert "L’explorateur n’a pas pu démarrer ici" in page


def test_same_case_same_bytes(tmp_path: Path) -> None:
    """A second run writes the same, and leaves the file alone."""
    pages = [tmp_path / "one.html", tmp_path / "two.html"]
    assert [at.write_page("tests/cases/strait", page) for page in pages] == [True, True]
    assert pages[0].read_bytes() == pages[1].read_bytes()
    assert at.write_page(load_strait(), pages[0]) is False


def test_no_path_of_this_machine_goes_along(tmp_path: Path) -> None:
    """Of a case with an absolute path the last part is named: the reader has it elsewhere."""
    folder = Path("tests/cases/strait").absolute()
    at.write_page(folder, tmp_path / "case.html")
    page = (tmp_path / "case.html").read_text(encoding="utf-8")
    assert str(folder.parent) not in page
    assert '"folder":"strait"' in page


def test_it_begins_with_what_was_chosen(tmp_path: Path) -> None:
    """The state to begin with stands in the page."""
    at.write_page(
        load_strait(), tmp_path / "case.html", thing="killed.upland.strait-road", as_of="2031-04-05"
    )
    start = json.loads(ELEMENTS.findall((tmp_path / "case.html").read_text(encoding="utf-8"))[2][1])
    assert (start["thing"], start["view"], start["day"]) == (
        "killed.upland.strait-road",
        "ruler",
        "2031-04-05",
    )


def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    """What was not written here stands, and the message says what to do."""
    other = tmp_path / "case.html"
    other.write_text("<!doctype html>\n<p>mine", encoding="utf-8")
    with pytest.raises(
        FileExistsError, match=r"case\.html was not written by analysttools .* Move it, or give an"
    ):
        at.write_page(load_strait(), other)
    assert other.read_text(encoding="utf-8") == "<!doctype html>\n<p>mine"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_older_page_is_replaced(tmp_path: Path, end: str) -> None:
    """Its beginning says that it is one, also where a program changed its line ends."""
    older = tmp_path / "case.html"
    older.write_bytes(HEAD.replace("\n", end).encode() + b"older")
    assert at.write_page(load_strait(), older) is True
    assert older.stat().st_size > 20_000


@pytest.mark.parametrize(
    ("path", "error", "said"),
    [
        (
            "case.csv",
            ValueError,
            r'^write_page: path is "case\.csv", but the name of a page ends with \.html\.',
        ),
        ("", TypeError, r'^write_page: path is "", but must be a path'),
        (3, TypeError, r"^write_page: path is 3, but must be a path"),
    ],
)
def test_a_name_that_no_page_has(path: object, error: type[Exception], said: str) -> None:
    """Nothing is written to a name that would not open in a browser."""
    with pytest.raises(error, match=said):
        at.write_page(load_strait(), path)


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    """A folder of that name is told, and stands."""
    (tmp_path / "case.html").mkdir()
    with pytest.raises(OSError, match=r"case\.html"):
        at.write_page(load_strait(), tmp_path / "case.html")
    assert list(tmp_path.iterdir()) == [tmp_path / "case.html"]


def test_nothing_is_written_under_a_regression(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test of a notebook that calls this leaves the project as it was."""
    monkeypatch.setenv("PYTEST_CURRENT_TEST", "06-explore.ipynb::Cell 3")
    assert at.write_page(load_strait(), tmp_path / "case.html") is False
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its name and size the first time; that it is up to date the second."""
    asked = ["page", "tests/cases/strait", "-o", str(tmp_path / "case.html"), "--lang", "fr"]
    assert [main(asked), main(asked)] == [0, 0]
    first, second = capsys.readouterr().out.splitlines()
    assert re.search(r"case\.html: written, \d\.\d MB\. It opens in any browser, without a network$", first)
    assert "already up to date" in second


def test_the_command_refuses_a_case_with_faults(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All faults are printed, and nothing is written."""
    (package / "claims.csv").unlink()
    assert main(["page", str(package), "-o", str(package / "case.html")]) == 1
    assert "claims.csv" in capsys.readouterr().err
    assert not (package / "case.html").exists()


@pytest.mark.shipped
def test_the_page_of_the_shipped_case_can_be_mailed(tmp_path: Path) -> None:
    """It has two megabytes at most."""
    at.write_page("data", tmp_path / "case.html")
    assert (tmp_path / "case.html").stat().st_size <= 2_000_000


def test_a_large_view_model_is_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    """From a size on it is compressed, and what is unpacked is what would have stood there."""
    model = build_model()
    plain = format_page(model)
    monkeypatch.setattr("analysttools.explorer.page.PACKED_FROM", 1000)
    packed = format_page(model)
    (inside,) = re.findall(r'<script type="application/gzip" id="view-model">(.*?)</script>', packed)
    assert gzip.decompress(base64.b64decode(inside)).decode() in plain
    assert len(packed) < len(plain)
