"""The map of control of a case: who holds the ground that it shows, who makes it, where it lies.

Belongs here: these settings of ``datapackage.json``. Does not belong here: polygons (``front/``).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from analysttools.case.window import DegreeWindow, read_degree_window
from analysttools.errors import UNWRITABLE, did_you_mean, quoted

_CONTROL = re.compile(f"[{UNWRITABLE}]")
TEXTS = (
    *("name", "credit", "source_id", "claimant_id", "held_by_en", "held_by_fr", "place_id", "country"),
    "files_url",
)
LISTS = ("gained_by", "lost_by")
# The names and SHA-256 of the daily files, one a line, in the folder of a case.
REGISTRY = "front/registry.txt"


@dataclass(frozen=True)
class ControlMap:
    """What a case says of its map of control; empty where it says nothing.

    Attributes
    ----------
    name, credit : str
        What the map is called, and the words that credit it on charts.
    source_id, claimant_id : str
        The row of ``sources`` that measurements are credited to; the claimant who makes the map.
    held_by_en, held_by_fr : str
        Who holds the ground that it shows, as it stands after "by" and "par": "the North", "le Nord".
    gained_by, lost_by : tuple of str
        The populations whose gains, and whose losses, are growth of the ground shown.
    place_id : str
        The place that the whole map shows.
    country : str
        Its country, as ``places`` and the base map have it: beyond its border the map says nothing.
    window : tuple of float or None
        West, south, east, north in degrees, between which all of its polygons lie.
    days_behind : int
        How many days a file is behind its own day: 1 where it shows the map of the day before.
    cell_days : tuple of str
        The days of the map on which the share of each cell is told, in ISO form and in order; none: cells are
        not measured.
    files_url : str
        Where its daily files are fetched from: the address of a folder, with its slash.
    """

    name: str = ""
    credit: str = ""
    source_id: str = ""
    claimant_id: str = ""
    held_by_en: str = ""
    held_by_fr: str = ""
    gained_by: tuple[str, ...] = ()
    lost_by: tuple[str, ...] = ()
    place_id: str = ""
    country: str = ""
    window: DegreeWindow | None = None
    days_behind: int = 0
    cell_days: tuple[str, ...] = ()
    files_url: str = ""

    def held_by(self, lang: str) -> str:
        """Return who holds the ground, in a language; in English where the case does not say it."""
        return {"en": self.held_by_en, "fr": self.held_by_fr}[lang] or self.held_by_en


def read_control_map(settings: Mapping[str, Any]) -> ControlMap:
    """Read the settings of a case's map of control.

    Parameters
    ----------
    settings : mapping
        As ``control_map`` of ``datapackage.json`` holds them; what is left out is empty.

    Returns
    -------
    ControlMap

    Raises
    ------
    ValueError
        If a setting is unknown, or a value is not what it must be.

    Examples
    --------
    >>> from analysttools.case.control_map import read_control_map
    >>> read_control_map({"name": "Atlas", "window": [7, 46, 8, 47]}).window
    (7.0, 46.0, 8.0, 47.0)
    """
    names = [field.name for field in fields(ControlMap)]
    listed = f"The settings are {', '.join(names)}"
    if not isinstance(settings, Mapping):
        raise ValueError(f"it is not an object with settings. {listed}")
    for name in settings:
        if name not in names:
            raise ValueError(f"it has no setting {quoted(name)}. {did_you_mean(name, names)}{listed}")
    read = dict(settings)
    for name in TEXTS:
        if not is_text(read.get(name, "")):
            raise ValueError(f"{name} must be a text, without control characters")
    if read.get("files_url") and not is_address(read["files_url"]):
        raise ValueError(
            "files_url must be the address of a folder: https:// or http://, with a slash at its end"
        )
    for name in LISTS:
        read[name] = _read_populations(name, read.get(name, []))
    if read.get("window") is not None:
        read["window"] = read_degree_window(read["window"])
    behind = read.get("days_behind", 0)
    if not isinstance(behind, int) or isinstance(behind, bool) or not 0 <= behind <= 31:
        raise ValueError("days_behind must be a whole number from 0 to 31")
    read["cell_days"] = _read_days(read.get("cell_days", []))
    return ControlMap(**read)


def _read_populations(name: str, ids: object) -> tuple[str, ...]:
    """Read a setting that names populations, each once."""
    if not isinstance(ids, list) or not all(one and is_text(one) for one in ids):
        raise ValueError(f"{name} must be a list of populations")
    if len(set(ids)) < len(ids):
        raise ValueError(f"{name} names a population twice")
    return tuple(ids)


def _read_days(days: object) -> tuple[str, ...]:
    """Read the days on which cells are told: dates of the calendar, each after the one before."""
    if not isinstance(days, list) or not all(isinstance(day, str) and is_day(day) for day in days):
        raise ValueError('cell_days must be a list of days of the map, such as ["2024-08-07", "2024-12-17"]')
    if days != sorted(set(days)):
        raise ValueError("cell_days must be in order, without a day twice")
    return tuple(days)


def read_control_maps(settings: Any) -> tuple[ControlMap, ...]:
    """Read the settings of one or of several maps of control; the first is the main one.

    Parameters
    ----------
    settings : mapping or list of mapping
        As ``control_map`` of ``datapackage.json`` holds them.

    Returns
    -------
    tuple of ControlMap
        At least one.

    Raises
    ------
    ValueError
        As for `read_control_map`; or if one of several names no source, or two name the same.

    Examples
    --------
    >>> from analysttools.case.control_map import read_control_maps
    >>> [one.name for one in read_control_maps([{"name": "A", "source_id": "a"}, {"source_id": "b"}])]
    ['A', '']
    """
    several = settings if isinstance(settings, list) and settings else [settings]
    maps = tuple(map(read_control_map, several))
    sources = [one.source_id for one in maps]
    if len(maps) > 1 and (not all(sources) or len(set(sources)) < len(sources)):
        raise ValueError("each of several maps needs a source_id of its own, by which measured rows name it")
    return maps


def is_text(value: object) -> bool:
    """Return whether a value of a descriptor is a text that can be shown: no control characters in it.

    Examples
    --------
    >>> from analysttools.case.control_map import is_text
    >>> is_text("the North"), is_text(["the North"]), is_text("the" + chr(27))
    (True, False, False)
    """
    return isinstance(value, str) and not _CONTROL.search(value)


def is_day(text: str) -> bool:
    """Return whether a text is a day of the calendar in ISO form.

    Examples
    --------
    >>> from analysttools.case.control_map import is_day
    >>> is_day("2024-12-17"), is_day("2024-02-30"), is_day("20241217")
    (True, False, False)
    """
    try:
        return str(datetime.date.fromisoformat(text)) == text
    except ValueError:
        return False


def is_address(url: str) -> bool:
    """Return whether a text is the address of a folder on a server, with its slash.

    Examples
    --------
    >>> from analysttools.case.control_map import is_address
    >>> is_address("https://example.org/days/"), is_address("days")
    (True, False)
    """
    return re.fullmatch(r"https?://[^/\s]+/(\S*/)?", url) is not None
