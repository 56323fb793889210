"""The explorer in this machine's browser, for colleagues who do not write code: one page behind a token.

Belongs here: the server, what it answers and to whom. Does not belong here: the page (``page.py``).
"""

from __future__ import annotations

import gzip
import os
import secrets
import signal
import socket
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from analysttools.case.loading import load_case
from analysttools.explorer.page import format_page, reconcile_case
from analysttools.explorer.start_state import read_start
from analysttools.explorer.view_model.model import build_view_model
from analysttools.files.own_folders import own_folder
from analysttools.formatting import require_language

HOST = "127.0.0.1"
# How the folder of a server's own files begins.
SERVER_FOLDER = "explore-"
# What ends the server, where the system has it.
ENDING = ("SIGINT", "SIGTERM", "SIGHUP")
# Seconds after which a connection is closed on which nothing is asked.
PATIENCE = 30
# With every answer: nothing is kept, framed, guessed or told to others.
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
STRANGER = (
    "This page is for whoever started it: open the whole address, with its token, that analysttools explore "
    "printed."
)
ELSEWHERE = "There is nothing here. The explorer is at the address that analysttools explore printed."
ONLY_READ = "This server only shows a page: it answers GET and HEAD."


def serve_explorer(
    folder: str | Path = "data",
    *,
    port: int = 0,
    lang: str = "en",
    open_browser: bool = True,
    has_knots: bool = False,
    announce: Callable[[str], object] = lambda address: None,
) -> int:
    """Serve the explorer of a case to this machine's browser, until the process is interrupted.

    It listens on 127.0.0.1 alone and shows the page to nobody who does not know the token in its address. The
    page is made once, from the case as it is now; nothing is left behind when the server ends.

    Parameters
    ----------
    folder : str or path, optional
        The case's folder. It is checked before anything starts.
    port : int, optional
        The port to listen on. 0 takes one that is free.
    lang : {"en", "fr"}
        The language to begin with.
    open_browser : bool, optional
        Whether to open the address in the browser.
    has_knots : bool, optional
        Whether to work out first which claims cannot all be true (`analysttools.reconcile`), and show them.
    announce : callable, optional
        Is given the address, token included, as soon as the server answers.

    Returns
    -------
    int
        0, when it has ended.

    Raises
    ------
    OSError, ValueError
        If there is no such folder, its data have faults, or the port cannot be had; then nothing is started.

    Examples
    --------
    >>> from analysttools.explorer.server import serve_explorer
    >>> serve_explorer("data", port=70000)
    Traceback (most recent call last):
    ValueError: port is 70000, but a port is a number from 0 to 65535; 0 takes one that is free
    """
    require_language(lang)
    if not 0 <= port <= 65535:
        raise ValueError(f"port is {port}, but a port is a number from 0 to 65535; 0 takes one that is free")
    case = load_case(folder)
    reconciled = reconcile_case(case, lang) if has_knots else None
    model = build_view_model(case, reconciled=reconciled)
    page = format_page(model, lang=lang, start=read_start(case, lang=lang))
    with _bind(port, page) as server, _until_ended() as wait, own_folder(SERVER_FOLDER) as own:
        thread = Thread(target=server.serve_forever, name="explorer", daemon=True)
        thread.start()
        try:
            announce(server.address)
            if open_browser:
                webbrowser.open(_write_way(own / "open.html", server.address).as_uri())
            wait()
        finally:
            server.shutdown()
            thread.join()
    return 0


class PageServer(ThreadingHTTPServer):
    """A server of one page on the loopback address.

    Parameters
    ----------
    port : int
        The port; 0 takes one that is free.
    page : str
        The page.
    """

    daemon_threads = True
    allow_reuse_address = os.name == "posix"  # elsewhere this would let two servers share a port

    def __init__(self, port: int, page: str) -> None:
        self.page, self.token = page.encode(), secrets.token_urlsafe(24)
        super().__init__((HOST, port), PageHandler)

    def server_bind(self) -> None:
        """Take the port, without asking for the name of this machine."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.socket.getsockname()[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing: a browser that leaves in the middle of an answer is not the user's affair."""

    @cached_property
    def packed(self) -> bytes:
        """The page as browsers take it, made when the first one asks."""
        return gzip.compress(self.page, mtime=0)

    @property
    def address(self) -> str:
        """Where the page is, with the token."""
        return f"http://{HOST}:{self.server_port}/?token={self.token}"


class PageHandler(BaseHTTPRequestHandler):
    """One request: for the page, by somebody who knows the token, or refused with a sentence."""

    server: PageServer
    timeout = PATIENCE

    def do_GET(self) -> None:
        """Answer with the page, or say why not."""
        if not (self._is_own_name() and self._knows_token()):
            self.send_error(HTTPStatus.FORBIDDEN, explain=STRANGER)
        elif urlsplit(self.path).path != "/":
            self.send_error(HTTPStatus.NOT_FOUND, explain=ELSEWHERE)
        elif _takes_gzip(self.headers.get("Accept-Encoding", "")):
            self._send(HTTPStatus.OK, "text/html", self.server.packed, {"Content-Encoding": "gzip"})
        else:
            self._send(HTTPStatus.OK, "text/html", self.server.page)

    do_HEAD = do_GET  # noqa: N815 (the name that the library asks for)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with a sentence, as plain text."""
        status = HTTPStatus(code)
        if status == HTTPStatus.NOT_IMPLEMENTED:  # of a method that there is, or is not
            status, explain = HTTPStatus.METHOD_NOT_ALLOWED, ONLY_READ
        more = {"Allow": "GET, HEAD"} if status == HTTPStatus.METHOD_NOT_ALLOWED else {}
        self.close_connection = True
        self._send(status, "text/plain", f"{explain or status.description or status.phrase}\n".encode(), more)

    def version_string(self) -> str:
        """Name the server, and no versions."""
        return "analysttools"

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing: what is asked, the token with it, is nobody's affair."""

    def _send(self, status: HTTPStatus, kind: str, body: bytes, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        headers = {
            "Content-Type": f"{kind}; charset=utf-8",
            "Content-Length": str(len(body)),
            "Vary": "Accept-Encoding",
            **HEADERS,
            **(more or {}),
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if getattr(self, "command", None) != "HEAD":
            self.wfile.write(body)

    def _is_own_name(self) -> bool:
        """Return whether the server is called by a name of its own: others lead here from elsewhere."""
        port = self.server.server_port
        return self.headers.get("Host", "").lower() in (f"{HOST}:{port}", f"localhost:{port}")

    def _knows_token(self) -> bool:
        given = parse_qs(urlsplit(self.path).query).get("token", [""])[-1]
        return secrets.compare_digest(given.encode("utf-8", "replace"), self.server.token.encode())


def _takes_gzip(accepted: str) -> bool:
    """Return whether a browser reads gzip: it names it, and not with a weight of zero."""
    for one in accepted.lower().split(","):
        name, _, weight = one.partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _bind(port: int, page: str) -> PageServer:
    """Take the port, or say that it cannot be had."""
    try:
        return PageServer(port, page)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OSError(
            f"Port {port} of {HOST} cannot be used ({reason}). "
            "Give another with --port, or none to take a free one"
        ) from error


@contextmanager
def _until_ended() -> Iterator[Callable[[], object]]:
    """Yield what waits until the process is told to end; signals mean what they did again afterwards."""
    numbers = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
    reader, writer = socket.socketpair()
    with reader, writer:
        writer.setblocking(False)
        former_writer = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        former = {one: signal.signal(one, lambda *_: None) for one in numbers}

        def wait() -> None:
            while not set(reader.recv(64)) & set(numbers):
                pass

        try:
            yield wait
        finally:
            for one, handler in former.items():
                signal.signal(one, handler)
            signal.set_wakeup_fd(former_writer)


def _write_way(path: Path, address: str) -> Path:
    """Write a page that leads to the address: what a browser is started with, everybody here can read."""
    path.touch(mode=0o600)
    path.write_text(
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={address}">',
        encoding="utf-8",
    )
    return path
