"""The served explorer: one page behind a token, on this machine alone, that leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import browsing
import pytest
from conftest import KURSK, ROOT

from analysttools.explorer.server import serve_explorer, show_explorer

if TYPE_CHECKING:
    from playwright.sync_api import Page

SERVE = (
    "import sys; from analysttools.explorer.server import serve_explorer as serve; "
    "serve(sys.argv[1], open_browser=False, announce=lambda address: print(address, flush=True))"
)
KERNEL = "00000000-0000-0000-0000-000000000000"
HAS_PICTURE = """() => [...document.querySelectorAll('#rendered_cells img, #rendered_cells svg')].some(
    one => one.getBoundingClientRect().width > 300)"""


class Server:
    """A server process: its address, and where its own files lie."""

    def __init__(self, folder: Path, temporary: Path) -> None:
        self.temporary = temporary
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "TMPDIR": str(temporary)},
        )
        self.address = self.process.stdout.readline().strip()
        self.base = self.address.partition("?")[0]

    def kernels(self) -> list[int]:
        """Return the numbers of the processes that the server started."""
        run = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True)
        return [int(one) for one in run.stdout.split()]

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tell the server to end; give its exit status."""
        self.process.send_signal(number)
        return self.process.wait(20)


@pytest.fixture
def temporary() -> Iterator[Path]:
    """Return an empty folder with a short name: the kernels' sockets lie in it."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="t") as folder:
        yield Path(folder)


@pytest.fixture
def server(package: Path, temporary: Path) -> Iterator[Server]:
    """Serve a small case."""
    one = Server(package, temporary)
    yield one
    one.process.kill()
    one.process.wait()
    one.process.stdout.close()


@pytest.fixture
def page(server: Server, tmp_path: Path) -> Iterator[Page]:
    """Open the served page and wait for its picture."""
    complaints: list[str] = []
    with browsing.open_page(tmp_path / "profile", complaints) as one:
        one.goto(server.address, wait_until="commit")
        one.wait_for_function(HAS_PICTURE, timeout=60_000)
        assert complaints == []
        yield one


def _ask(address: str, **headers: str) -> tuple[int, str]:
    """Ask for an address; give the status and where it was answered."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:  # noqa: S310 (the loopback)
            return answer.status, answer.url
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.url


def _refused(server: Server) -> dict[str, tuple[int, str]]:
    """Ask without the token for what only its bearer may have."""
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    return {
        "page": _ask(server.base),
        "kernel": _ask(f"{server.base}api/kernels/{KERNEL}"),
        "channels": _ask(f"{server.base}api/kernels/{KERNEL}/channels", **upgrade),
        "end": _ask(f"{server.base}voila/api/shutdown/{KERNEL}"),
        "files": _ask(f"{server.base}voila/files/explore.ipynb"),
        "other name": _ask(server.address, Host="elsewhere.example"),
    }


def _read_when_there(path: Path) -> str:
    """Return the text of a file that another process writes, two lines of it."""
    end = time.monotonic() + 20
    while time.monotonic() < end and not (
        path.exists() and path.read_text(encoding="utf-8").count("\n") == 2
    ):
        time.sleep(0.05)
    return path.read_text(encoding="utf-8")


def _listening(pid: int) -> set[str]:
    """Return the addresses on which a process and those that it started listen, by its own tables."""
    run = subprocess.run(["ss", "-ltnpH"], capture_output=True, text=True, check=True)
    return {line.split()[3] for line in run.stdout.splitlines() if f"pid={pid}," in line}


def test_strangers_are_refused(server: Server) -> None:
    """Without the token there is a login page and no more; the token is long, the address the loopback's."""
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{32}", server.address)
    login = f"{server.base}login?next=%2F"
    answers = _refused(server)
    assert answers.pop("page") == (200, login)
    assert {status for status, _ in answers.values()} == {403}
    assert _listening(server.process.pid) == {server.base.split("/")[2]}


def test_the_browser_is_started_without_the_token(package: Path, tmp_path: Path) -> None:
    """Everybody can read what a process is started with: the token is in a file of ours alone."""
    told = tmp_path / "told"
    browser = tmp_path / "browser"
    browser.write_text(
        f'#!/bin/sh\nls -l "${{1#file://}}" > "{told}"\necho "$1" >> "{told}"\n', encoding="utf-8"
    )
    browser.chmod(0o755)
    opens = SERVE.replace("open_browser=False", "open_browser=True")
    command, given = [sys.executable, "-c", opens, str(package)], {**os.environ, "BROWSER": str(browser)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=given) as process:
        token = process.stdout.readline().strip().partition("token=")[2]
        said = _read_when_there(told)
        process.terminate()
    assert said.startswith("-rw------- ")
    assert token not in said
    assert said.splitlines()[1].startswith("file:///")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=str)
def test_nothing_is_left_behind(server: Server, number: signal.Signals) -> None:
    """When the server is told to end, its kernels and its files are gone, and it says that all is well."""
    status, _ = _ask(server.address)
    kernels = server.kernels()
    assert (status, len(kernels)) == (200, 1)
    assert server.end(number) == 0
    assert [one for one in kernels if Path(f"/proc/{one}").exists()] == []
    assert list(server.temporary.iterdir()) == []


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
            serve_explorer(KURSK, port=port, open_browser=False)


def test_port_that_is_none() -> None:
    """A number that no port has is refused."""
    with pytest.raises(ValueError, match=r"^port is -1, but a port is a number from 0 to 65535; 0 takes"):
        serve_explorer(KURSK, port=-1)


def test_data_that_broke_meanwhile() -> None:
    """A page that is opened after the data broke shows the sentence, as text."""
    assert show_explorer("<b>", "en").value.startswith("<pre>There is no folder &lt;b&gt;")


@pytest.mark.browser
def test_page_says_when_its_kernel_is_gone(server: Server, page: Page) -> None:
    """The page shows the case's title and no code; when its kernel is killed it says so."""
    assert page.title() == "The fighting around Kursk and in the Donbas from August 2024: rival claims"
    assert page.locator(".jp-InputArea, .jp-Cell-inputWrapper").count() == 0
    os.kill(server.kernels()[0], signal.SIGKILL)
    page.wait_for_selector("#ended:not([hidden])")
    assert page.inner_text("#ended").startswith(
        "The explorer’s kernel has stopped: nothing responds any more."
    )


@pytest.mark.browser
def test_page_says_when_its_server_is_gone(server: Server, page: Page) -> None:
    """When the server ends the page says so, and how to start it again."""
    server.end()
    page.wait_for_selector("#ended:not([hidden])")
    assert page.inner_text("#ended").endswith("Start it again with: analysttools explore")


@pytest.mark.browser
def test_page_that_is_left_takes_its_kernel_along(server: Server, page: Page) -> None:
    """Leaving the page ends its kernel."""
    page.goto("about:blank")
    assert _wait_for_none(server) == []


def _wait_for_none(server: Server, seconds: float = 15) -> list[int]:
    """Wait until the server has no kernel; give those that are left."""
    end = time.monotonic() + seconds
    while server.kernels() and time.monotonic() < end:
        time.sleep(0.1)
    return server.kernels()


def test_reply_is_not_lost_while_sending() -> None:
    """A reply that comes while its reader waits and another message is sent still reaches the reader."""
    run = subprocess.run([sys.executable, "-c", LOST_REPLY], capture_output=True, text=True, timeout=60)
    assert (run.stdout.strip(), run.returncode) == ("both came", 0), run.stderr


# The reply arrives between the reader's first look and the sending: the sending takes its wake-up.
LOST_REPLY = """
import asyncio, time, zmq, zmq.asyncio
from jupyter_client.session import Session
from analysttools.explorer.voila_server import ShellChannel

async def main():
    context = zmq.asyncio.Context()
    shell, session = context.socket(zmq.DEALER), Session(key=b"k")
    kernel = zmq.Context.shadow(context.underlying).socket(zmq.DEALER)
    port = kernel.bind_to_random_port("tcp://127.0.0.1")
    shell.connect(f"tcp://127.0.0.1:{port}")
    channel = ShellChannel(shell, session)
    channel.send(session.msg("execute_request", {}))
    await asyncio.sleep(0.3)
    reader = asyncio.ensure_future(channel.get_msg(timeout=None))
    await asyncio.sleep(0.1)
    session.send(kernel, "execute_reply", {})
    time.sleep(0.3)
    channel.send(session.msg("comm_msg", {}))
    await asyncio.wait_for(reader, 5)
    print("both came")
    kernel.close(linger=0)
    shell.close(linger=0)

asyncio.run(main())
"""
