"""What travels with a case in every format: its title, its licences, its version, the day it is as of.

Belongs here: reading this of the descriptor and the sources. Does not belong here: where a format puts it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import pandas as pd

from analysttools.case.descriptor import DESCRIPTOR
from analysttools.case.loading import Case


@dataclass(frozen=True)
class Credit:
    """What is said of a case as a whole.

    Attributes
    ----------
    name, title, version : str
        As its descriptor has them; empty if it does not.
    licences : list of str
        Names of licences.
    as_of : str
        The latest day on which one of its sources appeared, as 2025-04-30; empty if no source has a day.
    """

    name: str
    title: str
    version: str
    licences: list[str]
    as_of: str

    def describe(self) -> str:
        """Return it as a sentence or two."""
        parts = [
            self.title,
            f"as of {self.as_of}" if self.as_of else "",
            f"version {self.version}" if self.version else "",
        ]
        licence = f"Licence: {', '.join(self.licences)}." if self.licences else "No licence is stated."
        return f"{', '.join(part for part in parts if part)}. {licence} Each number belongs to its claimant."


def read_credit(case: Case) -> Credit:
    """Read what is said of a case as a whole.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.case.credit import read_credit
    >>> read_credit(load_case("tests/cases/strait")).licences
    ['CC0-1.0']
    """
    descriptor = json.loads((case.folder / DESCRIPTOR).read_bytes())
    last = case.sources["published_latest"].max()
    return Credit(
        name=str(descriptor.get("name", "case")),
        title=case.title,
        version=str(descriptor.get("version", "")),
        licences=[str(one.get("name") or one.get("title") or "") for one in descriptor.get("licenses", [])],
        as_of="" if pd.isna(last) else f"{last:%Y-%m-%d}",
    )
