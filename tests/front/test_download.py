"""Fetching the public files: from a real server on the loopback address."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from conftest import ROOT

import analysttools as at
from analysttools import fetch_front
from analysttools.cli.main import main
from analysttools.errors import DataError

DAYS = ["20240708", "20240709", "20240710"]
CLOSED = "Look whether the address is right and open to you, or give another --from"
NAMES = [f"deepstatemap_data_{day}.geojson" for day in DAYS]


@dataclass
class Server:
    """A server on the loopback address: what was asked of it, and what it breaks off, delays or refuses."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    cut: set[str] = field(default_factory=set)
    slow: set[str] = field(default_factory=set)
    answers: list[tuple[int, str]] = field(default_factory=list)
    location: str = ""


class _Handler(SimpleHTTPRequestHandler):
    """Serves files as the server of the test wants it."""

    def __init__(self, server: Server, *args: object, **kwargs: object) -> None:
        self.wanted = server
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        """Return a file; of one in `cut` only half of what was promised."""
        name = self.path.rpartition("/")[2]
        self.wanted.asked.append(name)
        if self.wanted.answers:
            status, wait = self.wanted.answers.pop(0)
            self.send_response(status)
            self.send_header(*(("Retry-After", wait) if wait else ("X-None", "")))
            self.send_header(*(("Location", self.wanted.location) if self.wanted.location else ("X-No", "")))
            self.send_header("Content-Length", "0")
            return self.end_headers()
        if name in self.wanted.slow:
            time.sleep(30)
        if name not in self.wanted.cut:
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        return self.wfile.write(b"{" * 500)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Return a folder of three small files, to be served."""
    folder = tmp_path / "served"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_text(f'{{"name": "{name}"}}', encoding="utf-8")
    return folder


@pytest.fixture
def registry(files: Path) -> dict[str, str]:
    """Return the right checksums of the three files."""
    digests = {name: hashlib.sha256((files / name).read_bytes()).hexdigest() for name in NAMES}
    return {name: f"sha256:{digest}" for name, digest in digests.items()}


@pytest.fixture
def server(files: Path) -> Iterator[Server]:
    """Serve the folder on the loopback address."""
    server = Server()
    http = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, server, directory=str(files)))
    server.url = f"http://127.0.0.1:{http.server_address[1]}/"
    threading.Thread(target=http.serve_forever, daemon=True).start()
    yield server
    http.shutdown()
    http.server_close()


def _refusal(folder: Path, url: str, registry: dict[str, str]) -> str:
    with pytest.raises(DataError, match="fault") as caught:
        fetch_front(folder, url=url, registry=registry)
    return "\n".join(map(str, caught.value.faults))


def test_files_come_whole(tmp_path: Path, files: Path, server: Server, registry: dict[str, str]) -> None:
    """Each file lies in the folder with the bytes of the server."""
    fetched = fetch_front(tmp_path / "cache", url=server.url, registry=registry)
    assert fetched["is_new"].all()
    assert [Path(one).read_bytes() for one in fetched["file"]] == [
        (files / name).read_bytes() for name in NAMES
    ]


def test_a_second_run_asks_for_nothing(tmp_path: Path, server: Server, registry: dict[str, str]) -> None:
    """What is there with the right checksum is not asked for again; what is not, is."""
    fetch_front(tmp_path / "cache", url=server.url, registry=registry)
    (tmp_path / "cache" / NAMES[1]).write_text("broken", encoding="utf-8")
    server.asked.clear()
    again = fetch_front(tmp_path / "cache", url=server.url, registry=registry)
    assert (server.asked, list(again["is_new"])) == ([NAMES[1]], [False, True, False])


def test_another_file_is_refused_and_the_others_come(
    tmp_path: Path, files: Path, server: Server, registry: dict[str, str]
) -> None:
    """A file with another checksum is named with both, and not kept; one that is missing as well."""
    (files / NAMES[0]).write_text("changed", encoding="utf-8")
    (files / NAMES[1]).unlink()
    said = _refusal(tmp_path / "cache", server.url, registry)
    changed = hashlib.sha256(b"changed").hexdigest()
    assert said.splitlines()[0] == (
        f"{server.url}{NAMES[0]}: this is another file than the one known, and was not kept. Found "
        f"sha256:{changed}. Expected {registry[NAMES[0]]}. It was changed there, or while it was fetched: "
        "measure with the old one, or report the change."
    )
    assert f"{server.url}{NAMES[1]}: the server did not give the file (404 Client Error" in said
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [NAMES[2]]


def test_a_body_that_breaks_off_is_not_kept(tmp_path: Path, server: Server, registry: dict[str, str]) -> None:
    """Half a file is a fault, and leaves nothing behind."""
    server.cut.add(NAMES[2])
    said = _refusal(tmp_path / "cache", server.url, registry)
    assert f"{server.url}{NAMES[2]}: " in said
    assert sorted(path.name for path in (tmp_path / "cache").iterdir()) == NAMES[:2]


def test_without_a_server_it_says_so_once(tmp_path: Path, server: Server, registry: dict[str, str]) -> None:
    """A server that is not there is named once, with how many files are missing."""
    fetch_front(tmp_path / "cache", url=server.url, registry={NAMES[0]: registry[NAMES[0]]})
    assert _refusal(tmp_path / "cache", "http://127.0.0.1:9/", registry) == (
        "http://127.0.0.1:9/: the server cannot be reached, so 2 of 3 files are not there. Found "
        "ConnectionError. Check the network and run it again: what is there is not asked for again."
    )


@pytest.mark.parametrize(
    ("answer", "found", "advice"),
    [
        (
            (429, "3600"),
            "429 Too Many Requests",
            "Try again in 3600 seconds: what is there is not asked for again",
        ),
        ((429, ""), "429 Too Many Requests", "Try again later, or another --from"),
        ((429, "soon"), "429 Too Many Requests", "Try again later, or another --from"),
        ((503, "1e9"), "503 Service Unavailable", "Try again later, or another --from"),
        ((502, ""), "502 Bad Gateway", "Try again later, or another --from"),
        ((408, ""), "408 Request Timeout", "Try again later, or another --from"),
        ((420, ""), "420", "Try again later, or another --from"),
        ((425, ""), "425 Too Early", "Try again later, or another --from"),
        ((507, ""), "507 Insufficient Storage", "Try again later, or another --from"),
        ((599, ""), "599", "Try again later, or another --from"),
        ((429, "2300217510"), "429 Too Many Requests", "Try again tomorrow, or another --from"),
        ((401, ""), "401 Unauthorized", CLOSED),
        ((403, ""), "403 Forbidden", CLOSED),
    ],
)
def test_an_answer_of_the_server_is_not_one_of_a_file(
    tmp_path: Path, server: Server, registry: dict[str, str], answer: tuple[int, str], found: str, advice: str
) -> None:
    """It is told once, with how many files are missing, and nothing more is asked for."""
    fetch_front(tmp_path / "cache", url=server.url, registry={NAMES[0]: registry[NAMES[0]]})
    server.asked.clear()
    server.answers = [answer] * 5
    assert _refusal(tmp_path / "cache", server.url, registry) == (
        f"{server.url}: the server gives no files now, so 2 of 3 files are not there. Found the answer "
        f"{found}. {advice}."
    )
    assert server.asked == [NAMES[1]]


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("wait", ["1", formatdate(0, usegmt=True)])
def test_it_waits_as_the_server_says(
    tmp_path: Path, server: Server, registry: dict[str, str], status: int, wait: str
) -> None:
    """Seconds, or a moment that may be over; then the same file is asked for again, and the others come."""
    server.answers = [(status, wait)]
    started = time.monotonic()
    assert fetch_front(tmp_path / "cache", url=server.url, registry=registry)["is_new"].all()
    assert server.asked == [NAMES[0], *NAMES]
    assert time.monotonic() - started >= (wait == "1")


def test_it_waits_within_a_limit(
    tmp_path: Path, server: Server, registry: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that asks again and again is left after three times, or when all waits come to two minutes."""
    waited: list[float] = []
    monkeypatch.setattr("analysttools.front.download.time.sleep", waited.append)
    server.answers = [(429, "10")] * 4
    assert "Found the answer 429 Too Many Requests. " in _refusal(tmp_path / "cache", server.url, registry)
    server.answers = [(429, "50"), (429, "50"), (429, "50")]
    assert "Try again in 50 seconds" in _refusal(tmp_path / "cache", server.url, registry)
    assert waited == [10, 10, 10, 50, 50]


def test_a_file_that_the_server_lacks_is_one_fault_of_many(
    tmp_path: Path, server: Server, registry: dict[str, str]
) -> None:
    """After a 404 or 410 the others are asked for."""
    server.answers = [(404, ""), (410, "")]
    said = _refusal(tmp_path / "cache", server.url, registry)
    assert said.count("the server did not give the file") == 2
    assert (tmp_path / "cache" / NAMES[2]).exists()


@pytest.mark.parametrize("status", [200, 404])
def test_a_server_that_gives_none_of_the_files_is_left(tmp_path: Path, server: Server, status: int) -> None:
    """A page for signing in, or another folder: after five files it is told, and no more are asked for."""
    server.answers = [(status, "")] * 300
    said = _refusal(tmp_path / "cache", server.url, {f"{day}.geojson": "sha256:0" for day in range(10, 30)})
    assert len(server.asked) == 5
    assert said.splitlines()[5] == (
        f"{server.url}: 5 files in a row did not come, so no more were asked for, and 20 of 20 files are "
        "not there. Look in a browser at what the server gives there, or give another --from."
    )


@pytest.mark.parametrize(("status", "asked"), [(200, 5), (404, 5), (400, 5), (410, 5)])
def test_a_server_that_stops_giving_files_is_left(
    tmp_path: Path, server: Server, registry: dict[str, str], status: int, asked: int
) -> None:
    """After one file has come as well: five failures in a row are no accident of five files."""
    fetch_front(tmp_path / "cache", url=server.url, registry={NAMES[0]: registry[NAMES[0]]})
    server.asked.clear()
    server.answers = [(status, "")] * 300
    known = {NAMES[0]: registry[NAMES[0]], **{f"{day}.geojson": "sha256:0" for day in range(10, 30)}}
    said = _refusal(tmp_path / "cache", server.url, known)
    assert len(server.asked) == asked
    assert said.splitlines()[-1] == (
        f"{server.url}: 5 files in a row did not come, so no more were asked for, and 20 of 21 files are "
        "not there. Look in a browser at what the server gives there, or give another --from."
    )


def test_failures_that_are_not_in_a_row_are_of_the_files(
    tmp_path: Path, server: Server, registry: dict[str, str]
) -> None:
    """A file that comes in between shows that the server gives some."""
    lacking = [f"0{day}.geojson" for day in range(4)]
    between = [f"e{day}.geojson" for day in range(4)]
    known = {**registry, **dict.fromkeys(lacking + between, "sha256:0")}
    said = _refusal(tmp_path / "cache", server.url, known)
    assert said.count("the server did not give the file") == 8
    assert len(server.asked) == 11


def test_a_redirect_that_goes_round_is_of_the_server(tmp_path: Path, server: Server) -> None:
    """It is followed for one file only, not for each of a hundred."""
    server.answers = [(302, "")] * 300
    server.location = "round.geojson"
    said = _refusal(tmp_path / "cache", server.url, {f"{day}.geojson": "sha256:0" for day in range(10, 30)})
    assert said == (
        f"{server.url}: the server gives no files now, so 20 of 20 files are not there. Found a redirect "
        "that goes round. Look whether the address is right and open to you, or give another --from."
    )
    assert len(server.asked) == 31


@pytest.mark.parametrize(
    "url", ["", "days", "ftp://a.b/", "https://a.b", "https://a.b/days", "file:///etc/", "http:///"]
)
def test_what_is_no_address_of_a_folder_is_told(tmp_path: Path, url: str) -> None:
    """Before anything is asked for."""
    message = (
        f'fetch_front: "{url}" is not the address of a folder. Give one that begins with https:// or http:// '
        "and ends with a slash"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        fetch_front(tmp_path, url=url, registry={})


def test_a_killed_run_leaves_whole_files_only(
    tmp_path: Path, files: Path, server: Server, registry: dict[str, str]
) -> None:
    """Killed while the second file comes, the first is whole and the second is not there."""
    server.slow.add(NAMES[1])
    cache = tmp_path / "cache"
    call = f"fetch_front({str(cache)!r}, url={server.url!r}, registry={registry})"
    code = f"from analysttools import fetch_front; {call}"
    child = subprocess.Popen([sys.executable, "-c", code])
    deadline = time.monotonic() + 30
    while NAMES[1] not in server.asked and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert (cache / NAMES[0]).read_bytes() == (files / NAMES[0]).read_bytes()
    assert [path.name for path in cache.glob("*.geojson")] == [NAMES[0]]


def test_a_file_in_the_way_is_an_error_of_the_system(
    tmp_path: Path, server: Server, registry: dict[str, str]
) -> None:
    """Where the folder cannot be made, the system's error says so."""
    (tmp_path / "cache").write_text("in the way", encoding="utf-8")
    with pytest.raises(OSError, match="cache"):
        fetch_front(tmp_path / "cache", url=server.url, registry=registry)


@pytest.mark.shipped
def test_known_checksums_are_those_of_the_files(shared: Path) -> None:
    """The registry of the shipped case holds each of the 292 files, with its SHA-256."""
    lines = dict(
        re.findall(r"(\S+) sha256:(\w+)", (ROOT / "data/front/registry.txt").read_text(encoding="utf-8"))
    )
    paths = sorted((shared / "snapshots").glob("*.geojson"))
    assert lines == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    assert len(lines) == 292


def test_a_registry_is_a_file_of_lines(
    tmp_path: Path, files: Path, server: Server, registry: dict[str, str]
) -> None:
    """The path of a file stands for the names and checksums in it."""
    lines = "".join(f"{name} {checksum}\n" for name, checksum in registry.items())
    (tmp_path / "registry.txt").write_text(lines, encoding="utf-8")
    fetched = fetch_front(tmp_path / "cache", url=server.url, registry=tmp_path / "registry.txt")
    assert [Path(one).name for one in fetched["file"]] == NAMES


@pytest.mark.parametrize(
    "line", ["day.geojson", f"../day.geojson sha256:{'0' * 64}", "day.geojson sha256:0g", ""]
)
def test_a_line_of_a_registry_that_cannot_be_read_is_told(tmp_path: Path, line: str) -> None:
    """With its file, its number and what it holds, before anything is asked for."""
    path = tmp_path / "registry.txt"
    path.write_text(f"{NAMES[0]} sha256:{'0' * 64}\n{line}\n", encoding="utf-8")
    with pytest.raises(DataError, match="fault") as caught:
        fetch_front(tmp_path / "cache", url="http://127.0.0.1:9/", registry=path)
    (fault,) = caught.value.faults
    assert (fault.line, fault.problem) == (2, "this is not a file name with its checksum")


def test_a_case_that_does_not_say_where_its_files_are_is_told(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command takes the address from the case, and says where to put it."""
    path = package / "datapackage.json"
    settings = {**json.loads(path.read_text(encoding="utf-8")), "control_map": {}}
    path.write_text(json.dumps(settings), encoding="utf-8")
    assert main(["fetch-front", "--data", str(package)]) == 1
    assert capsys.readouterr().err == (
        f"{package} does not say where the files of its map are. Put files_url into control_map of "
        "datapackage.json, or give --from\n"
    )


@pytest.mark.shipped
def test_the_shipped_case_says_where_its_files_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command asks at the address of the case, for the files of its registry."""
    asked: dict[str, str] = {}
    monkeypatch.setattr(
        "pooch.Pooch.fetch",
        lambda store, name, **_: asked.setdefault(name, str(tmp_path / name)) and f"{store.base_url}{name}",
    )
    assert main(["fetch-front", "--data", str(ROOT / "data"), "--to", str(tmp_path)]) == 0
    url = at.load_case(ROOT / "data").control_map.files_url.removesuffix("/").replace("//", "/")
    said = capsys.readouterr().out.splitlines()[0]
    assert (len(asked), said) == (292, f"292 files in {url}, 292 of them fetched now")


@pytest.mark.shipped
def test_the_command_says_what_to_do_next(
    tmp_path: Path, shared: Path, server: Server, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The real files, from the loopback address: how many, where, and how to measure them."""
    for path in (shared / "snapshots").glob("*.geojson"):
        (files / path.name).write_bytes(path.read_bytes())
    assert main(["fetch-front", "--to", str(tmp_path / "cache"), "--from", server.url]) == 0
    assert capsys.readouterr().out == (
        f"292 files in {tmp_path / 'cache'}, 292 of them fetched now\n"
        f'Measure them: analysttools measure "{tmp_path / "cache"}"\n'
    )
