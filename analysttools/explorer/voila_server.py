"""The server behind the served explorer: Voila, closed to strangers and cured of its stalls.

Belongs here: what differs from Voila as it comes. The cell, the words and the checks are in ``server.py``.
"""

from __future__ import annotations

import logging
import shutil
import signal
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_core.utils import run_sync
from jupyter_server import DEFAULT_STATIC_FILES_PATH
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from traitlets import Type
from traitlets.config import Config
from voila.app import Voila  # type: ignore[import-untyped]

from analysttools.files.kernel_sockets import TRANSPORT, name_sockets

PAGES = Path(__file__).parent / "pages"
# What Voila calls the sockets of a kernel below the folder for connections: its own folder, the kernel's id.
SOCKETS = "voila_01234567/kernel-01234567-0123-0123-0123-0123456789ab-ipc"
# The page may load from its own server alone: the browser itself refuses the rest.
ONLY_OURS = (
    "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; connect-src 'self' data: blob: {socket}"
)


class ShellChannel(AsyncZMQSocketChannel):
    """A channel that wakes whoever waits on it when it has sent something.

    `Session.send` writes past the asyncio socket. That takes the wake-up of a reply which comes at the
    same moment, and its reader waits for ever: nbclient does so whenever a cell writes into an
    ``Output`` widget, since it then sends while it waits for the cell's reply. Not mended upstream:
    https://github.com/jupyter/jupyter_client/pull/1059.
    """

    def send(self, msg: dict[str, Any]) -> None:
        """Send a message, then look again whether one has come."""
        super().send(msg)
        if self.socket is not None:
            self.socket.get(zmq.EVENTS)


class KernelClient(AsyncKernelClient):
    """A kernel's client whose shell channel loses no reply."""

    shell_channel_class = Type(ShellChannel)


class PageServer(Voila):
    """Voila for one notebook on the loopback address, behind a token, with a page of our own.

    Parameters
    ----------
    notebook : pathlib.Path
        The notebook; the server's files lie beside it.
    listener : socket.socket
        Bound and listening.
    token : str
        What every request must know.
    page : mapping
        The language of the page, its words and the token.
    """

    def __init__(self, notebook: Path, listener: socket.socket, token: str, page: Mapping[str, Any]) -> None:
        self.listener = listener
        folder = str(notebook.parent)
        port = listener.getsockname()[1]
        policy = ONLY_OURS.format(socket=f"ws://127.0.0.1:{port} ws://localhost:{port}")
        super().__init__(
            notebook_path=str(notebook),
            root_dir=folder,
            connection_dir_root=folder,
            config_file_paths=[],
            ip="127.0.0.1",
            port=port,
            token=token,
            log_level=logging.ERROR,
            tornado_settings={
                "allow_remote_access": False,
                "static_path": DEFAULT_STATIC_FILES_PATH,
                "headers": {"Content-Security-Policy": policy, "Referrer-Policy": "same-origin"},
            },
            config=_configure(folder, page),
        )

    def setup_template_dirs(self) -> None:
        """Look for the page among ours first."""
        super().setup_template_dirs()
        self.template_paths.insert(0, str(PAGES))

    def run(self, announce: Callable[[], object]) -> None:
        """Serve until the process is told to end; then end the kernels too."""
        logging.getLogger("tornado").setLevel(logging.ERROR)  # a stranger's request is not the user's affair
        self.announce = announce
        self.ioloop = IOLoop.current()
        self.initialize([])
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._handle_signal_stop)
        self.start()

    def listen(self) -> None:
        """Answer on the socket that is already bound."""
        server = HTTPServer(self.app)
        server.add_socket(self.listener)
        self.announce()
        try:
            self.ioloop.start()
        finally:
            server.stop()
            run_sync(self.kernel_manager.shutdown_all)()
            shutil.rmtree(self.connection_dir, ignore_errors=True)


def _configure(folder: str, page: Mapping[str, Any]) -> Config:
    """Set what Voila and Jupyter let one set."""
    config = Config()
    config.VoilaConfiguration.resources = dict(page)
    config.VoilaConfiguration.file_allowlist = []
    config.AsyncKernelManager.client_factory = KernelClient
    # a kernel that died is not begun again behind the page's back: it would know none of its widgets
    config.KernelRestarter.restart_limit = 0
    config.KernelRestarter.time_to_dead = 1.0
    if name_sockets(folder, SOCKETS):
        config.ConnectionFileMixin.transport = TRANSPORT
    return config
