"""The explorer in the browser, for colleagues who do not write code.

Belongs here: checking, binding, wording, and what the served cell shows. The server is in
``voila_server.py``.
"""

from __future__ import annotations

import html
import os
import secrets
import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analysttools.case.loading import load_case
from analysttools.errors import ExtraMissingError
from analysttools.files.own_folders import own_folder
from analysttools.formatting import require_language
from analysttools.locales import read_texts

HOST = "127.0.0.1"
# How the folder of a server's own files begins.
SERVER_FOLDER = "explore-"
PAGE = read_texts("explorer.page")


def serve_explorer(
    folder: str | Path = "data",
    *,
    port: int = 0,
    lang: str = "en",
    open_browser: bool = True,
    announce: Callable[[str], object] = lambda address: None,
) -> int:
    """Serve the explorer of a case to this machine's browser, until the process is interrupted.

    It listens on 127.0.0.1 alone and answers nobody who does not know the token in its address. Each page
    that is opened has a kernel of its own; all end with the server, and nothing is left behind.

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
    ExtraMissingError
        If Voila or another package of the notebooks is not installed.

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
    title = load_case(folder).title
    try:
        from analysttools.explorer.voila_server import PageServer
    except ImportError as error:
        raise ExtraMissingError(str(error.name), "serve the explorer") from error
    with _bind(port) as listener:
        token = secrets.token_urlsafe(24)
        address = f"http://{HOST}:{listener.getsockname()[1]}/?token={token}"
        with own_folder(SERVER_FOLDER) as own:
            notebook = _write_notebook(own / "explore.ipynb", folder, title, lang)
            page = {"language_code": lang, "words": PAGE[lang], "token": token}
            server = PageServer(notebook, listener, token, page)

            def begin() -> None:
                announce(address)
                if open_browser:
                    webbrowser.open(_write_way(own / "open.html", address).as_uri())

            server.run(begin)
    return 0


def show_explorer(folder: str | Path, lang: str) -> Any:
    """Return the explorer of a case, or the sentence that says why there is none.

    This is what the served page shows.

    Examples
    --------
    >>> from analysttools.explorer.server import show_explorer
    >>> show_explorer("nowhere", "en").value[:22]
    '<pre>There is no folde'
    """
    from ipywidgets import HTML

    from analysttools.explorer.opening import explore

    try:
        return explore(load_case(folder), lang=lang)
    except (OSError, ValueError, ImportError) as error:
        return HTML(f"<pre>{html.escape(str(error))}</pre>")


def _bind(port: int) -> socket.socket:
    """Take the port, or say that it cannot be had."""
    listener = socket.socket()
    if os.name == "posix":  # elsewhere this would let two servers share a port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        reason = error.strerror or str(error)
        raise OSError(
            f"Port {port} of {HOST} cannot be used ({reason}). "
            "Give another with --port, or none to take a free one"
        ) from error
    listener.setblocking(False)
    return listener


def _write_way(path: Path, address: str) -> Path:
    """Write a page that leads to the address: what a browser is started with, everybody here can read."""
    path.touch(mode=0o600)
    path.write_text(
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={address}">',
        encoding="utf-8",
    )
    return path


def _write_notebook(path: Path, folder: str | Path, title: str, lang: str) -> Path:
    """Write the one cell that Voila runs; its kernel works where the command was given."""
    import nbformat

    cell = f"""\
import os
os.chdir({str(Path.cwd())!r})
from analysttools.explorer.server import show_explorer
show_explorer({str(folder)!r}, {lang!r})"""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell)], metadata={"kernelspec": kernel, "title": title}
    )
    nbformat.write(notebook, path)
    return path
