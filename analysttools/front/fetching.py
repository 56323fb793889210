"""The public daily files, brought into a cache and held against known checksums.

Belongs here: fetching files. Does not belong here: reading them (``snapshots.py``).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysttools.arguments import checked
from analysttools.errors import DataError, ExtraMissingError, Fault

# Where the repository cyterat/deepstate-map-data keeps its daily files.
URL = "https://raw.githubusercontent.com/cyterat/deepstate-map-data/main/data/"
# Name and SHA-256 of each daily file from 8 July 2024 to 30 April 2025, as they were in commit e904719.
REGISTRY = Path(__file__).with_name("registry.txt")
TIMEOUT = 30


@checked()
def fetch_front(
    folder: str | Path | None = None,
    *,
    url: str = URL,
    registry: Mapping[str, str] | None = None,
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
    url : str, optional
        The folder on the server, with its slash.
    registry : mapping, optional
        Name of each file and ``sha256:`` with its checksum. None takes the files of 8 July 2024 to 30 April
        2025. Later files, whose checksums nobody has recorded, are not fetched.
    is_quiet : bool, optional
        Whether to show no progress.

    Returns
    -------
    DataFrame
        One row a file: ``file`` (its path) and ``is_new`` (whether it was fetched now).

    Raises
    ------
    DataError
        If files cannot be fetched, or are other files than those known; the others are there. If the
        server cannot be reached, no more are asked for.
    OSError
        If the folder cannot be written.
    ExtraMissingError
        If the packages of the extra ``front`` are not installed.

    Examples
    --------
    >>> from analysttools import fetch_front
    >>> fetch_front("scratch", registry={}).empty
    True
    """
    pooch, failures = _pooch()
    files = _read_registry() if registry is None else dict(registry)
    cache = Path(pooch.os_cache("analysttools") / "front" if folder is None else folder)
    store = pooch.create(path=cache, base_url=url, registry=files)
    downloader = pooch.HTTPDownloader(timeout=TIMEOUT)
    rows: list[tuple[str, bool]] = []
    faults: list[Fault] = []
    for name in _progress(sorted(files), is_quiet):
        is_new = pooch.core.download_action(cache / name, files[name])[0] != "fetch"
        try:
            rows.append((store.fetch(name, downloader=downloader), is_new))
        except (failures.ConnectionError, failures.Timeout) as error:
            missing = sum(not (cache / one).exists() for one in files)
            faults.append(_unreachable(url, missing, len(files), error))
            break
        except failures.RequestException as error:
            problem = f"the server did not give the file ({error})"
            faults.append(Fault("not-fetched", f"{url}{name}", problem, "Try again later, or another --from"))
        except ValueError as error:  # pooch's word for another checksum
            problem = "this is another file than the one known, and was not kept"
            advice = "It was changed there, or on the way: measure with the old one, or report the change"
            found = re.search(r"but got (\w+)", str(error))
            got = f"sha256:{found[1]}" if found else str(error)
            fault = Fault("other-file", f"{url}{name}", problem, advice, found=got, expected=files[name])
            faults.append(fault)
    if faults:
        raise DataError(url, faults)
    return pd.DataFrame(rows, columns=["file", "is_new"])


def _pooch() -> tuple[Any, Any]:
    """Give the package that fetches, without its log, and the errors of what it fetches with."""
    try:
        import pooch
        import requests.exceptions
    except ImportError as error:
        raise ExtraMissingError("pooch", "fetch control polygons", "front") from error
    pooch.get_logger().setLevel(logging.WARNING)
    return pooch, requests.exceptions


def _read_registry() -> dict[str, str]:
    lines = REGISTRY.read_text(encoding="utf-8").splitlines()
    return {name: checksum for name, _, checksum in (line.partition(" ") for line in lines)}


def _progress(names: list[str], is_quiet: bool) -> Any:
    from tqdm import tqdm

    return tqdm(names, unit="file", disable=is_quiet)


def _unreachable(url: str, missing: int, count: int, error: Exception) -> Fault:
    problem = f"the server cannot be reached, so {missing} of {count} files are not there"
    advice = "Check the network and run it again: what is there is not asked for again"
    return Fault("no-server", url, problem, advice, found=type(error).__name__)
