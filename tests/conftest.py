"""Fixtures: the frozen case, a small package cut from it, the extra material, JupyterLab in a browser."""

from __future__ import annotations

import functools
import gc
import json
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import browsing
import locked
import pandas as pd
import pytest
from army_claims import claim, frame

import analysttools as at

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
# The case that tests rest on, so that a row added to data/ breaks none of them: tests/cases/README.md.
KURSK = ROOT / "tests" / "cases" / "kursk"
CLAIMS = [
    "us-intelligence-2024-10-deployed",
    "nyt-2024-massed",
    "pentagon-2024-11-04-kursk",
    "state-2024-11-04-kursk",
    "hur-2024-12-16-killed-or-wounded",
    "trt-2024-12-16-over-30",
    "afp-isw-2024-10-29-ukraine-area-gained",
    "afp-isw-2024-12-02-ukraine-area-gained-2024-10",
    "zelensky-2024-12-14-in-combat",
]
# Rooms whose lines and branches are counted by `make coverage`: those of the data and of comparing.
COUNTED = {"case", "claims", "figures"}
# Files of the shipped case that the running test has opened.
OPENED: list[str] = []
# Columns of sectors that a case may do without.
OUTLINED = ["outline", "outline_note"]
EVENTS = ["2024-08-15-sudzha-captured-zelensky", "2024-12-04-treaty-enters-into-force"]


def _hear(event: str, args: tuple[object, ...], data: str = f"{ROOT / 'data'}{os.sep}") -> None:
    """Note the files of the shipped case as they are opened."""
    if event == "open" and isinstance(args[0], str) and "data" in args[0]:
        path = str(Path(args[0]).absolute())
        if path.startswith(data):
            OPENED.append(path)


sys.addaudithook(_hear)


@pytest.fixture(scope="session")
def case() -> at.Case:
    """Return the frozen case."""
    return at.load_case(KURSK)


@pytest.fixture(scope="session")
def shipped_case() -> at.Case:
    """Return the shipped case, for tests marked `shipped`."""
    return at.load_case(ROOT / "data")


@pytest.fixture(scope="session")
def claims(case: at.Case) -> pd.DataFrame:
    """Return the claims of the frozen case with their names, by id."""
    return at.with_names(case.claims, case).set_index("claim_id", drop=False)


@pytest.fixture(scope="session")
def _small_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cut nine claims and two events out of the frozen case, with nothing outlined or measured."""
    folder = tmp_path_factory.mktemp("small")
    tables = {
        path.stem: pd.read_csv(path, dtype=str, keep_default_na=False) for path in sorted(KURSK.glob("*.csv"))
    }
    tables["claims"] = tables["claims"][tables["claims"]["claim_id"].isin(CLAIMS)]
    tables["events"] = tables["events"][tables["events"]["event_id"].isin(EVENTS)]
    for name, key in (("sources", "source_id"), ("claimants", "claimant_id")):
        used = {*tables["claims"][key], *tables["events"][key]}
        tables[name] = tables[name][tables[name][key].isin(used)]
    tables["sectors"] = tables["sectors"].drop(columns=OUTLINED)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    descriptor = json.loads((KURSK / "datapackage.json").read_text(encoding="utf-8"))
    resources = {one["name"]: one for one in descriptor["resources"] if one["name"] in tables}
    fields = resources["sectors"]["schema"]["fields"]
    resources["sectors"]["schema"]["fields"] = [one for one in fields if one["name"] not in OUTLINED]
    descriptor["resources"] = list(resources.values())
    text = json.dumps(descriptor, ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def package(_small_package: Path, tmp_path: Path) -> Path:
    """Return a fresh copy of a small valid package, to break."""
    return Path(shutil.copytree(_small_package, tmp_path / "package"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of extra material, or skip, saying so."""
    if not SHARED.is_dir():
        pytest.skip(f"the extra material is not there: {SHARED.name}/ beside the checkout")
    return SHARED


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that looks up an address other than the loopback's."""
    known = socket.getaddrinfo

    def look_up(host: str | bytes | None, *args: object, **kwargs: object) -> object:
        if host not in (None, "", "localhost", "127.0.0.1", "::1", b"127.0.0.1"):
            raise AssertionError(f"a test asked for {host!r}: nothing in the tests needs a network")
        return known(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture(autouse=True)
def _no_shipped_data(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that opens a file of data/, unless it is marked as one of the shipped case."""
    OPENED.clear()
    yield
    require_frozen(request.node)


def require_frozen(item: pytest.Item) -> None:
    """Check that a test that is not marked `shipped` has opened no file of data/."""
    if OPENED and not item.get_closest_marker("shipped"):
        pytest.fail(
            f"{OPENED[0]} is of the shipped case: rest on tests/cases/, or mark the test `shipped`",
            pytrace=False,
        )


# ---- JupyterLab in a browser: tests marked `browser` -----------------------------------------------------

HAS_FAILED = pytest.StashKey[bool]()
find_chromium = functools.cache(browsing.find_chromium)


@functools.cache
def find_unlocked() -> str:
    """Return why pictures may have other bytes here than in figures/, or nothing."""
    return locked.describe_unlocked((ROOT / "requirements.lock").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[browsing.Lab]:
    """Run one JupyterLab for all tests."""
    with browsing.serve_lab(tmp_path_factory.mktemp("jupyter")) as lab:
        yield lab


@pytest.fixture
def lab(_server: browsing.Lab) -> Iterator[browsing.Lab]:
    """Return JupyterLab on copies of notebooks, data and figures; no kernel outlives the test."""
    yield _server
    browsing.close_kernels(_server)


@pytest.fixture
def complaints() -> list[str]:
    """Return the list that `page` adds to: requests to elsewhere, errors of the console and of the page."""
    return []


@pytest.fixture
def page(request: pytest.FixtureRequest, tmp_path: Path, complaints: list[str]) -> Iterator[Page]:
    """Return an empty page of a fresh Chromium; what it shows is kept in build/browser/ if the test fails."""
    with browsing.open_page(tmp_path / "profile", complaints) as page:
        yield page
        if request.node.stash.get(HAS_FAILED, False):
            print(f"What the page showed: {browsing.keep_picture(page, request.node.nodeid)}")  # noqa: T201


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember of each test whether it failed."""
    report = yield
    item.stash[HAS_FAILED] = item.stash.get(HAS_FAILED, False) or report.failed
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the cells of notebooks, which run in a kernel, and the rooms whose branches are counted."""
    for item in items:
        if item.path.suffix == ".ipynb":
            item.add_marker("kernel")
        if COUNTED & {item.path.parent.name, item.path.parent.parent.name}:
            item.add_marker("counted")


def pytest_collection_finish() -> None:
    """Look for garbage less often, and not among the tests: a tenth of the time went to that."""
    gc.freeze()
    gc.set_threshold(20_000, 10, 5)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot show, saying why: tests of exact bytes, and tests in a browser.

    With BROWSER_TESTS=required, as in CI, tests in a browser fail instead.
    """
    if item.get_closest_marker("exact") and find_unlocked():
        pytest.skip(find_unlocked())
    if item.get_closest_marker("browser") and not find_chromium():
        if os.environ.get("BROWSER_TESTS") == "required":
            pytest.fail(f"BROWSER_TESTS=required, but {browsing.describe_no_chromium()}", pytrace=False)
        pytest.skip(browsing.describe_no_chromium())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly how many tests in a browser were skipped for want of one."""
    skipped = [
        one
        for one in terminalreporter.stats.get("skipped", [])
        if "browser" in one.keywords and str(one.longrepr[2]).endswith(browsing.describe_no_chromium())
    ]
    if skipped:
        line = f"BROWSER TESTS SKIPPED ({len(skipped)}): {browsing.describe_no_chromium()}"
        terminalreporter.section("browser tests", sep="!", red=True, bold=True)
        terminalreporter.write_line(line, red=True, bold=True)


@pytest.fixture
def knot() -> pd.DataFrame:
    """Return three claims that agree two by two and cannot all hold."""
    return frame(
        claim("dead", "killed", "../2025-04-30", high=600, qualifier="up_to"),
        claim("hurt", "wounded", "../2025-01-13", high=2700, qualifier="up_to"),
        claim("both", "losses", "../2025-01-05", low=3800, qualifier="at_least"),
    )


@pytest.fixture
def apart() -> pd.DataFrame:
    """Return two clashes that have nothing to do with each other, and a claimant who is in both."""
    return frame(
        claim("ours killed", "killed", "2025-01-01", low=9, qualifier="at_least", claimant_id="ours"),
        claim("theirs killed", "killed", "2025-01-01", best=1, claimant_id="theirs"),
        claim("ours held", "held", "2025-01-01", best=9, kind="stock", claimant_id="ours"),
        claim("others held", "held", "2025-01-01", best=1, kind="stock", claimant_id="others"),
    )
