"""The served explorer: one page behind a token, on this machine alone, that leaves nothing behind."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import browsing
import pytest
from conftest import KURSK, ROOT

from analysttools.explorer.page import format_page
from analysttools.explorer.server import serve_explorer
from analysttools.explorer.start_state import read_start
from analysttools.explorer.view_model import build_view_model
from tests.helpers.odd_cases import load_strait

SERVE = (
    "import sys; from analysttools.explorer.server import serve_explorer as serve; "
    "sys.exit(serve(sys.argv[1], open_browser=False, announce=lambda address: print(address, flush=True)))"
)
STRAIT = "tests/cases/strait"
ENDING = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


class Server:
    """A server process: its address, and where its own files lie."""

    def __init__(self, folder: str, temporary: Path) -> None:
        self.temporary = temporary
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, folder],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "TMPDIR": str(temporary)},
        )
        self.address = self.process.stdout.readline().strip()
        self.port = urlsplit(self.address).port
        self.way = self.address.removeprefix(f"http://127.0.0.1:{self.port}")

    def ask(self, way: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        """Ask for something; its body is read."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, way, headers=headers)
        answer = connection.getresponse()
        answer.body = answer.read()
        connection.close()
        return answer

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Tell the server to end; give its exit status, and what it complained of."""
        self.process.send_signal(number)
        complaints = self.process.communicate(timeout=20)[1]
        return self.process.returncode, complaints


def _serve(temporary: Path) -> Iterator[Server]:
    one = Server(STRAIT, temporary)
    yield one
    one.process.kill()
    one.process.communicate()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the foreign case to all tests that do not end it."""
    yield from _serve(tmp_path_factory.mktemp("own"))


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Server]:
    """Serve the foreign case to one test."""
    yield from _serve(tmp_path)


def test_it_shows_the_page_to_who_knows_the_token(server: Server) -> None:
    """The token is long, the address the loopback's; the page is the one that would be written."""
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{32}", server.address)
    answer = server.ask(server.way)
    case = load_strait()
    assert answer.status == 200
    assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
    assert answer.body.decode() == format_page(build_view_model(case), start=read_start(case))


def test_it_is_closed_to_what_a_page_could_do(server: Server) -> None:
    """Every answer, also a refusal, says that it is not to be kept, framed, guessed or told."""
    for way in (server.way, "/"):
        headers = server.ask(way).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
        assert headers["Server"] == "analysttools"


def test_browsers_take_it_packed(server: Server) -> None:
    """Whoever reads gzip gets it, and who refuses it does not."""
    plain = server.ask(server.way).body
    packed = server.ask(server.way, **{"Accept-Encoding": "br, gzip;q=0.8"})
    assert packed.getheader("Content-Encoding") == "gzip"
    assert gzip.decompress(packed.body) == plain
    assert len(packed.body) < len(plain) / 2
    assert server.ask(server.way, **{"Accept-Encoding": "gzip;q=0, br"}).body == plain


@pytest.mark.parametrize(
    ("way", "headers"),
    [
        ("/", {}),
        ("/?token=", {}),
        ("/?token=wrong", {}),
        ("/?token=%C3%A9%FF", {}),
        ("/elsewhere", {}),
        ("/../../etc/passwd", {}),
        ("{way}", {"Host": "elsewhere.example"}),
        ("{way}", {"Host": "127.0.0.1.elsewhere.example"}),
        ("{way}", {"Host": "127.0.0.1"}),
    ],
)
def test_strangers_are_refused(server: Server, way: str, headers: dict[str, str]) -> None:
    """Without the token, or by another name, there is a sentence and no more."""
    answer = server.ask(way.format(way=server.way), **headers)
    assert answer.status == 403
    assert answer.getheader("Content-Type") == "text/plain; charset=utf-8"
    assert answer.body.decode().startswith("This page is for whoever started it: open the whole address")


def test_there_is_one_page(server: Server) -> None:
    """Other ways lead nowhere, also for who knows the token."""
    answer = server.ask(server.way.replace("/?", "/claims.csv?"))
    assert (answer.status, answer.body.decode()[:22]) == (404, "There is nothing here.")


def test_it_is_also_called_localhost(server: Server) -> None:
    """A browser that was given the other name of this machine is answered."""
    assert server.ask(server.way, Host=f"localhost:{server.port}").status == 200


def test_a_head_has_no_body(server: Server) -> None:
    """It tells the length of what GET would give."""
    answer = server.ask(server.way, "HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.getheader("Content-Length")) == len(server.ask(server.way).body)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_nothing_can_be_sent(server: Server, method: str) -> None:
    """It answers to reading alone."""
    answer = server.ask(server.way, method)
    assert (answer.status, answer.getheader("Allow")) == (405, "GET, HEAD")


def test_what_is_no_request_is_refused(server: Server) -> None:
    """A line that is none ends the connection, and the server goes on."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(b"no request at all\r\n\r\n")
        assert b"400 Bad Request" in connection.recv(200) or connection.recv(1) == b""
    assert server.ask(server.way).status == 200


def test_it_listens_on_the_loopback_alone(server: Server) -> None:
    """No other address of this machine answers."""
    run = subprocess.run(["ss", "-ltnpH"], capture_output=True, text=True, check=True)
    listening = {line.split()[3] for line in run.stdout.splitlines() if f"pid={server.process.pid}," in line}
    assert listening == {f"127.0.0.1:{server.port}"}


@pytest.mark.parametrize("number", ENDING, ids=lambda one: one.name)
def test_nothing_is_left_behind(mortal: Server, number: signal.Signals) -> None:
    """When the server is told to end its files are gone, it says that all is well, and nothing else."""
    hanging = socket.create_connection(("127.0.0.1", mortal.port))  # a browser that asks nothing keeps it not
    assert mortal.ask(mortal.way).status == 200
    assert mortal.end(number) == (0, "")
    assert list(mortal.temporary.iterdir()) == []
    hanging.close()


def test_the_browser_is_started_without_the_token(tmp_path: Path) -> None:
    """Everybody can read what a process is started with: the token is in a file of ours alone."""
    told, browser = tmp_path / "told", tmp_path / "browser"
    browser.write_text(
        f'#!/bin/sh\nls -l "${{1#file://}}" > "{told}"\necho "$1" >> "{told}"\n', encoding="utf-8"
    )
    browser.chmod(0o755)
    command = [sys.executable, "-c", SERVE.replace("open_browser=False", "open_browser=True"), STRAIT]
    given = {**os.environ, "BROWSER": str(browser)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=given) as process:
        token = process.stdout.readline().strip().partition("token=")[2]
        said = _read_when_there(told)
        process.terminate()
    assert said.startswith("-rw------- ")
    assert token not in said
    assert said.splitlines()[1].startswith("file:///")


def _read_when_there(path: Path) -> str:
    """Return the text of a file that another process writes, two lines of it."""
    end = time.monotonic() + 20
    while time.monotonic() < end and not (
        path.exists() and path.read_text(encoding="utf-8").count("\n") == 2
    ):
        time.sleep(0.05)
    return path.read_text(encoding="utf-8")


def test_signals_mean_afterwards_what_they_did(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever serves from a program of their own has it back as it was."""
    before = [signal.getsignal(number) for number in ENDING]
    told: list[str] = []

    def announce(address: str) -> None:
        told.append(address)
        os.kill(os.getpid(), signal.SIGTERM)

    assert serve_explorer(STRAIT, open_browser=False, announce=announce) == 0
    assert [signal.getsignal(number) for number in ENDING] == before
    assert len(told) == 1


def test_faulty_case_is_not_served(package: Path) -> None:
    """A case with faults is refused with all of them, as loading it is."""
    (package / "claims.csv").unlink()
    with pytest.raises((OSError, ValueError), match=r"claims\.csv"):
        serve_explorer(package, open_browser=False)


def test_folder_that_is_not_there() -> None:
    """A folder that is not there is named."""
    with pytest.raises(FileNotFoundError, match=r"^There is no folder nowhere"):
        serve_explorer("nowhere", open_browser=False)


def test_port_that_is_taken() -> None:
    """A port that another program holds is named, with what to do."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        expected = (
            rf"^Port {port} of 127\.0\.0\.1 cannot be used \(Address already in use\)\. "
            r"Give another with --port, or none to take a free one$"
        )
        with pytest.raises(OSError, match=expected):
            serve_explorer(STRAIT, port=port, open_browser=False)


def test_port_that_is_none() -> None:
    """A number that no port has is refused."""
    with pytest.raises(ValueError, match=r"^port is -1, but a port is a number from 0 to 65535; 0 takes"):
        serve_explorer(KURSK, port=-1)


@pytest.mark.browser
def test_it_opens_in_a_browser(server: Server, tmp_path: Path) -> None:
    """The page is the explorer, asks nobody else for anything, and holds its state in the address."""
    complaints: list[str] = []
    with browsing.open_page(tmp_path / "profile", complaints) as page:
        page.goto(server.address)
        page.get_by_role("button", name="FR", exact=True).or_(
            page.locator("[data-key=lang-fr]")
        ).first.click()
        page.wait_for_selector(".at-explorer[lang=fr]", timeout=5000)
        assert page.url.endswith("lang=fr")
        page.reload()
        page.wait_for_selector(".at-explorer[lang=fr]", timeout=5000)
    assert complaints == []
