"""What was read of a file in another format: tables as a case has them, and what a person should look at.

Belongs here: the one form in which every importer hands out what it read. Does not belong here: how it reads
(the file of each format), or writing into a case (``appending.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from analysttools.errors import Fault

# What begins the names of columns that keep what stands in the file.
FROM_FILE = "file_"
TABLES = ("events", "claims", "sources", "claimants", "places", "populations", "measures", "sides")


@dataclass(frozen=True)
class Imported:
    """The rows of a file as tables of a case; nothing is written.

    Attributes
    ----------
    path, format : str
        The file, and what it was read as.
    events : DataFrame
        One row an event. ``file`` and ``line`` say where it stands; a column that was not understood is here
        under its name with ``file_`` before it.
    claims : DataFrame
        One row a number of an event, with its ``event_id``; the id of the claim begins with it.
    sources, claimants, places, populations, measures, sides : DataFrame
        The rows of the vocabularies that events and claims refer to.
    rows : DataFrame
        Every row of the file as it stands, all columns with ``file_`` before them.
    columns : DataFrame
        One row a column of the file: ``column``, ``taken_as`` (empty where it was not understood),
        ``example``.
    understood : dict of str
        What was found of the form of the file, in words.
    notes : list of Fault
        What is odd or doubtful, each a sentence; none of them is repaired.
    """

    path: str
    format: str
    events: pd.DataFrame
    claims: pd.DataFrame
    sources: pd.DataFrame
    claimants: pd.DataFrame
    places: pd.DataFrame
    populations: pd.DataFrame
    measures: pd.DataFrame
    sides: pd.DataFrame
    rows: pd.DataFrame
    columns: pd.DataFrame
    understood: dict[str, str] = field(default_factory=dict)
    notes: list[Fault] = field(default_factory=list)

    def __repr__(self) -> str:
        """Return how much was read, in a line."""
        counts = [f"{len(getattr(self, name))} {name}" for name in TABLES if len(getattr(self, name))]
        return f"{self.format}: {', '.join(counts) or f'{len(self.rows)} rows, none of them understood'}"
