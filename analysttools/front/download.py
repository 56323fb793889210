"""The public daily files, brought into a cache and held against known checksums.

Belongs here: fetching files. Does not belong here: reading them (``snapshots.py``).
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pandas as pd

from analysttools.arguments import checked
from analysttools.case.control_map import is_address
from analysttools.errors import DataError, ExtraMissingError, Fault, quoted

# A line of a registry: the name of a file, which leads into no other folder, and its SHA-256.
REGISTRY_LINE = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_.-]*) (sha256:[0-9a-f]{64})")
TIMEOUT_SECONDS = 30
# Seconds that are waited in all where the server asks for it, and how often it is asked again for one file.
WAIT_SECONDS, TRIES = 120, 3
# When so many files in a row did not come, the server gives none, or the address is another one.
IN_VAIN = 5
# Answers that are of the server and not of one file: it wants a name, refuses, is asked too much, or fails.
OF_SERVER = {401, 402, 403, 407, 408, 420, 425, 429, 451, *range(500, 600)}
# A longer wait, in seconds, is not told by the second.
DAY_SECONDS = 86_400
CLOSED = "Look whether the address is right and open to you, or give another --from"


@checked()
def fetch_front(
    folder: str | Path | None = None,
    *,
    url: str,
    registry: Mapping[str, str] | str | Path,
    is_quiet: bool = True,
) -> pd.DataFrame:
    """Fetch the public daily control polygons into a folder, and check each against its checksum.

    A file that is there with the right checksum is not asked for again. Each file takes its name only
    when it is whole and right, so a run that is stopped can be taken up again. The polygons' licence is not
    stated by their maker: they are for measuring, not for passing on.

    Parameters
    ----------
    folder : str or path, optional
        Where to put them. None takes the user's cache folder.
    url : str
        The folder on the server, with its slash, such as ``case.control_map.files_url``.
    registry : mapping, str or path
        Name of each file and ``sha256:`` with its checksum, or a file of such lines, such as
        ``data/front/registry.txt``. Files whose checksums nobody has recorded are not fetched.
    is_quiet : bool, optional
        Whether to show no progress.

    Returns
    -------
    DataFrame
        One row a file: ``file`` (its path) and ``is_new`` (whether it was fetched now).

    Raises
    ------
    DataError
        If the lines of `registry` cannot be read. If files cannot be fetched, or are other files than those
        known; the others are there. If the server cannot be reached, or answers that it gives nothing (such
        as 403 or 429), no more are asked for. Where it says how long to wait (``Retry-After``), that is done
        for up to two minutes in all.
    ValueError
        If `url` is not the address of a folder.
    OSError
        If the folder cannot be written, or `registry` cannot be read.
    ExtraMissingError
        If the packages of the extra ``front`` are not installed.

    Examples
    --------
    >>> from analysttools import fetch_front
    >>> fetch_front("scratch", url="https://example.org/days/", registry={}).empty
    True
    """
    if not is_address(url):
        raise ValueError(
            f"fetch_front: {quoted(url)} is not the address of a folder. Give one that begins with https:// "
            "or http:// and ends with a slash"
        )
    pooch, failures = _pooch()
    files = dict(registry) if isinstance(registry, Mapping) else _read_registry(Path(registry))
    cache = Path(pooch.os_cache("analysttools") / "front" if folder is None else folder)
    server = _Server(url, cache, files, pooch, failures)
    rows: list[tuple[str, bool]] = []
    faults: list[Fault] = []
    in_vain = 0
    for name in _progress(sorted(files), is_quiet):
        is_new = server.is_wanted(name)
        try:
            rows.append((server.fetch(name), is_new))
        except (failures.RequestException, ValueError) as error:
            fault, is_last = server.explain(name, error)
            faults.append(fault)
            in_vain += 1
            if is_last:
                break
        else:
            in_vain = 0 if is_new else in_vain
        if in_vain == IN_VAIN:
            faults.append(server.describe_vain())
            break
    if faults:
        raise DataError(url, faults)
    return pd.DataFrame(rows, columns=["file", "is_new"])


def _pooch() -> tuple[Any, Any]:
    """Return the package that fetches, without its log, and the errors of what it fetches with."""
    try:
        import pooch
        import requests.exceptions
    except ImportError as error:
        raise ExtraMissingError("pooch", "fetch control polygons", "front") from error
    pooch.get_logger().setLevel(logging.WARNING)
    return pooch, requests.exceptions


def _read_registry(path: Path) -> dict[str, str]:
    """Read the names and checksums of files, one a line."""
    if not path.is_file():
        raise FileNotFoundError(
            f"There is no file {path} (looked for {path.absolute()}). It names the files and their SHA-256, "
            "one a line"
        )
    files: dict[str, str] = {}
    faults: list[Fault] = []
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        found = REGISTRY_LINE.fullmatch(line)
        if found is None:
            faults.append(_misread(path, number, line))
        else:
            files[found[1]] = found[2]
    if faults:
        raise DataError(str(path), faults)
    return files


def _misread(path: Path, number: int, line: str) -> Fault:
    return Fault(
        "bad-registry",
        str(path),
        "this is not a file name with its checksum",
        "Correct the line, or take it out",
        line=number,
        found=quoted(line),
        expected="such as day.geojson sha256: and 64 digits of 0-9 and a-f",
    )


def _progress(names: list[str], is_quiet: bool) -> Any:
    from tqdm import tqdm

    return tqdm(names, unit="file", disable=is_quiet)


class _Patience:
    """How many seconds are left to wait for a server that asks for it."""

    def __init__(self) -> None:
        self.left = float(WAIT_SECONDS)

    def wait(self, error: Any) -> bool:
        """Wait as long as an answer asks for; give False if it asks for nothing, or for too long."""
        seconds = _read_wait(error.response.headers.get("Retry-After", ""))
        if seconds is None or seconds > self.left:
            return False
        self.left -= seconds
        time.sleep(seconds)
        return True


def _read_wait(text: str) -> float | None:
    """Read how long a server asks to wait, in seconds or until a moment; None if it does not say."""
    if text.strip().isdecimal():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def _status(error: Any) -> int | None:
    return None if error.response is None else int(error.response.status_code)


class _Server:
    """The server that files come from, and what is said when it does not give them."""

    def __init__(self, url: str, cache: Path, files: Mapping[str, str], pooch: Any, failures: Any) -> None:
        self.url, self.cache, self.files = url, cache, files
        self._action = pooch.core.download_action
        self._store = pooch.create(path=cache, base_url=url, registry=dict(files))
        self._downloader = pooch.HTTPDownloader(timeout=TIMEOUT_SECONDS)
        self._failures, self._waiting = failures, _Patience()

    def is_wanted(self, name: str) -> bool:
        """Return whether a file is not there yet, or is another one."""
        return bool(self._action(self.cache / name, self.files[name])[0] != "fetch")

    def fetch(self, name: str) -> str:
        """Fetch one file, again if the server says when; return its path."""
        for _ in range(TRIES):
            try:
                return str(self._store.fetch(name, downloader=self._downloader))
            except self._failures.HTTPError as error:
                if _status(error) not in OF_SERVER or not self._waiting.wait(error):
                    raise
        return str(self._store.fetch(name, downloader=self._downloader))

    def explain(self, name: str, error: Any) -> tuple[Fault, bool]:
        """Return the fault of a file that did not come, and whether no more are to be asked for."""
        if isinstance(error, self._failures.ConnectionError | self._failures.Timeout):
            return self._describe_unreachable(error), True
        if isinstance(error, self._failures.TooManyRedirects):
            return self._give_nothing(CLOSED, "a redirect that goes round"), True
        if not isinstance(error, self._failures.RequestException):  # pooch's word for another checksum
            return self._describe_other(name, error), False
        if _status(error) in OF_SERVER:
            return self._describe_refusal(error), True
        problem = f"the server did not give the file ({error})"
        return Fault("not-fetched", f"{self.url}{name}", problem, "Try again later, or another --from"), False

    def describe_vain(self) -> Fault:
        """Say that nothing came of the last files asked for: a page for signing in, or another folder."""
        missing = self._describe_missing()
        problem = f"{IN_VAIN} files in a row did not come, so no more were asked for, and {missing}"
        advice = "Look in a browser at what the server gives there, or give another --from"
        return Fault("no-server", self.url, problem, advice)

    def _describe_other(self, name: str, error: Exception) -> Fault:
        problem = "this is another file than the one known, and was not kept"
        advice = (
            "It was changed there, or while it was fetched: measure with the old one, or report the change"
        )
        found = re.search(r"but got (\w+)", str(error))
        got = f"sha256:{found[1]}" if found else str(error)
        return Fault("other-file", f"{self.url}{name}", problem, advice, found=got, expected=self.files[name])

    def _describe_refusal(self, error: Any) -> Fault:
        """Say that the server gives nothing now, and when to ask again."""
        answer = error.response
        wait = _read_wait(answer.headers.get("Retry-After", ""))
        advice = "Try again later, or another --from"
        if answer.status_code in (401, 402, 403, 407, 451):
            advice = CLOSED
        elif wait is not None:
            advice = f"Try again in {wait:.0f} seconds: what is there is not asked for again"
            advice = advice if wait <= DAY_SECONDS else "Try again tomorrow, or another --from"
        return self._give_nothing(advice, f"the answer {answer.status_code} {answer.reason}".rstrip())

    def _describe_unreachable(self, error: Exception) -> Fault:
        problem = f"the server cannot be reached, so {self._describe_missing()}"
        advice = "Check the network and run it again: what is there is not asked for again"
        return Fault("no-server", self.url, problem, advice, found=type(error).__name__)

    def _give_nothing(self, advice: str, found: str) -> Fault:
        problem = f"the server gives no files now, so {self._describe_missing()}"
        return Fault("no-server", self.url, problem, advice, found=found)

    def _describe_missing(self) -> str:
        missing = sum(not (self.cache / one).exists() for one in self.files)
        return f"{missing} of {len(self.files)} files are not there"
