"""JupyterLab on the loopback address, and a Chromium that opens its notebooks as a reader does.

What is asked of one notebook or another belongs into the tests.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "build" / "browser"
# The folders that a notebook reads and writes, beside one another.
FOLDERS = ("notebooks", "data", "figures")
USUAL_CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# No name but the loopback's is looked up, and no proxy is asked: this holds for websockets as well.
ARGUMENTS = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-proxy-server",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
)
# No news, no autosave, and every cell in the page, also those far below.
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    "@jupyterlab/extensionmanager-extension:plugin": {"enabled": False},
}
SHOWN = ".jp-NotebookPanel:not(.lm-mod-hidden)"
# Tracebacks are shown so too, and so are those in an Output widget.
ON_STANDARD_ERROR = f"{SHOWN} [data-mime-type='application/vnd.jupyter.stderr']"
# The indicator says "idle" for up to two seconds before there is a kernel: "Run All Cells" given then
# runs one cell or none. So the kernel's name and its connection are asked for as well.
IS_IDLE = """() => {
    const panel = document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden)');
    const name = panel?.querySelector('.jp-KernelName .jp-ToolbarButtonComponent-label')?.textContent;
    const status = panel?.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status;
    const context = window.jupyterapp?.shell?.currentWidget?.sessionContext;
    return Boolean(name) && name !== 'No Kernel' && status === 'idle' && Boolean(context?.isReady)
        && context.session?.kernel?.connectionStatus === 'connected'
        && context.kernelDisplayStatus === 'idle';
}"""
# Cells that wait show a star; those after a cell that raised are never run and show nothing.
HAS_RUN = """faulty => {
    const cells = [...document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell')]
        .filter(cell => cell.querySelector('.cm-content')?.innerText.trim());
    const prompts = cells.map(cell => cell.querySelector('.jp-InputPrompt')?.textContent ?? '');
    const hasEnded = cells.length > 0 && prompts.every(prompt => /\\[\\d+\\]/.test(prompt));
    const isWaiting = prompts.some(prompt => prompt.includes('*'));
    return hasEnded || (!isWaiting && document.querySelector(faulty) !== null);
}"""


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address, its token, and the folder that it shows."""

    address: str
    token: str
    folder: Path


def find_chromium(environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the path of a Chromium: CHROMIUM alone where that is set, else the first of the usual places."""
    if chosen := environ.get("CHROMIUM"):
        return shutil.which(chosen, path=environ.get("PATH"))
    found = [
        shutil.which(name, path=environ.get("PATH", "")) for name in (str(USUAL_CHROMIUM), *CHROMIUM_NAMES)
    ]
    return next((one for one in found if one), None) or _find_own_chromium()


def _find_own_chromium() -> str | None:
    """Return the path of the Chromium that Playwright installed, if it did."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return shutil.which(path)


def describe_no_chromium(environ: Mapping[str, str] = os.environ) -> str:
    """Say that there is no Chromium, and what to do."""
    chosen = environ.get("CHROMIUM")
    found = f"CHROMIUM={chosen} is no program" if chosen else "no Chromium found"
    return f"{found}. Install it (Debian: apt-get install chromium) or set CHROMIUM=/path"


@contextlib.contextmanager
def serve_lab(folder: Path) -> Iterator[Lab]:
    """Run JupyterLab on copies of the notebooks, data and figures; nothing outside the folder is written."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / "lab" / name)
    settings = folder / "config" / "labconfig" / "default_setting_overrides.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps(SETTINGS), encoding="utf-8")
    lab = Lab(f"127.0.0.1:{_free_port()}", secrets.token_hex(16), folder / "lab")
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            _lab_command(lab),
            cwd=lab.folder,
            env=_lab_environment(folder),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_for_lab(lab, process, folder / "log.txt")
            yield lab
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _lab_command(lab: Lab) -> list[str]:
    port = lab.address.rpartition(":")[2]
    return [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *(f"--IdentityProvider.token={lab.token}", f"--ServerApp.root_dir={lab.folder}"),
        *("--LabApp.expose_app_in_browser=True", "--LabApp.news_url="),
        # A server whose tests were killed ends by itself.
        "--ServerApp.shutdown_no_activity_timeout=1800",
    ]


def _lab_environment(folder: Path) -> dict[str, str]:
    own = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "share",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    return {**os.environ, **{name: str(folder / part) for name, part in own.items()}}


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _wait_for_lab(lab: Lab, process: subprocess.Popen, log: Path, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError):
            ask_lab(lab, "GET", "/api/status")
            return
        time.sleep(0.2)
    tail = log.read_text(encoding="utf-8", errors="replace")[-3000:]
    raise RuntimeError(
        f"JupyterLab did not answer on {lab.address} within {seconds} seconds. Its log:\n{tail}"
    )


def ask_lab(lab: Lab, method: str, path: str) -> list | dict | None:
    """Ask JupyterLab's server something; give its answer, or nothing where the answer is empty."""
    connection = http.client.HTTPConnection(lab.address, timeout=20)
    with contextlib.closing(connection):
        connection.request(method, path, headers={"Authorization": f"token {lab.token}"})
        text = connection.getresponse().read()
    return json.loads(text) if text else None


def close_kernels(lab: Lab) -> None:
    """End every kernel: a notebook that is opened again would get its old one back."""
    for session in ask_lab(lab, "GET", "/api/sessions"):
        ask_lab(lab, "DELETE", f"/api/sessions/{session['id']}")


@contextlib.contextmanager
def open_page(profile: Path, complaints: list[str], width: int = 1400, height: int = 1000) -> Iterator[Page]:
    """Open an empty page in a fresh profile; list requests to elsewhere, which are refused, and errors."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=find_chromium(),
            args=list(ARGUMENTS),
            viewport={"width": width, "height": height},
            locale="en-US",
            timezone_id="UTC",
        )
        page = context.pages[0]
        _listen(context, page, complaints)
        page.set_default_timeout(30_000)
        try:
            yield page
        finally:
            context.close()


def _listen(context, page: Page, complaints: list[str]) -> None:
    """Add to the complaints what the page does wrong, each as a line."""

    def note_address(address: str) -> None:
        if re.match(r"(https?|wss?)://(?!127\.0\.0\.1[:/])", address):
            complaints.append(f"request to {address}")

    def note_message(message) -> None:
        if message.type == "error":
            complaints.append(f"console: {message.text} ({message.location['url']})")

    context.on("request", lambda request: note_address(request.url))
    context.on("console", note_message)
    context.on("weberror", lambda error: complaints.append(f"page: {error.error}"))
    page.on("websocket", lambda websocket: note_address(websocket.url))


def keep_picture(page: Page, test: str) -> Path:
    """Keep what the page shows under build/browser/, named after the test."""
    path = PICTURES / f"{re.sub(r'[^A-Za-z0-9.-]+', '_', test).strip('_')}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    return path


def open_notebook(page: Page, lab: Lab, name: str) -> None:
    """Open a notebook of the folder notebooks/ in an empty workspace and wait until its kernel is idle."""
    workspace = f"w{secrets.token_hex(4)}"
    address = f"http://{lab.address}/lab/workspaces/{workspace}/tree/notebooks/{name}?reset&token={lab.token}"
    page.goto(address, wait_until="domcontentloaded")
    page.wait_for_selector("#jupyterlab-splash", state="detached", timeout=90_000)
    page.wait_for_selector(f"{SHOWN} .jp-Notebook .jp-Cell", timeout=60_000)
    wait_until_idle(page)


def wait_until_idle(page: Page, seconds: float = 60) -> None:
    """Wait until the notebook shown has a kernel, and nothing to do."""
    page.wait_for_function(IS_IDLE, timeout=seconds * 1000)


def choose_in_menu(page: Page, menu: str, command: str) -> None:
    """Choose a command, by its id, in a menu of the menu bar, by its name."""
    page.click(f".lm-MenuBar-item:has(:text-is('{menu}'))")
    page.click(f".lm-Menu-item[data-command='{command}']")


def run_all(page: Page, seconds: float = 60) -> None:
    """Clear the stored outputs, run all cells by the menu, and wait until each has run or one has raised."""
    choose_in_menu(page, "Edit", "editmenu:clear-all")
    choose_in_menu(page, "Run", "runmenu:run-all")
    page.wait_for_function(HAS_RUN, arg=ON_STANDARD_ERROR, timeout=seconds * 1000)
    wait_until_idle(page, seconds)


def cell_errors(page: Page) -> list[str]:
    """Return the texts of outputs that are errors, tracebacks or words on standard error."""
    return page.locator(ON_STANDARD_ERROR).all_inner_texts()
