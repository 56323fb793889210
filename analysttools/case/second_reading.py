"""How sure the rows of a case are: what a second reading of some of them against their pages found.

Belongs here: this setting of ``datapackage.json``. Does not belong here: the table for reading that has it
(``claims/quality.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from analysttools.errors import did_you_mean, quoted


@dataclass(frozen=True)
class SecondReading:
    """What was found when some rows were read again against their pages.

    Attributes
    ----------
    rows, rows_right : int
        Rows that were read again, and how many of them were right in every field.
    fields, fields_right : int
        Fields of these rows that were compared, and how many of them agreed with the page.
    cells_corrected_since : int
        Cells of the whole case that were corrected after it.
    """

    rows: int
    rows_right: int
    fields: int
    fields_right: int
    cells_corrected_since: int = 0


def read_second_reading(settings: Any) -> SecondReading:
    """Read what a case says of its second reading.

    Parameters
    ----------
    settings : mapping of str to int
        As ``second_reading`` of ``datapackage.json`` holds it.

    Returns
    -------
    SecondReading

    Raises
    ------
    ValueError
        If a number is missing, unknown, not a whole number from 0, or greater than what it is a part of.

    Examples
    --------
    >>> from analysttools.case.second_reading import read_second_reading
    >>> read_second_reading({"rows": 4, "rows_right": 3, "fields": 40, "fields_right": 39})
    SecondReading(rows=4, rows_right=3, fields=40, fields_right=39, cells_corrected_since=0)
    """
    names = [field.name for field in fields(SecondReading)]
    listed = f"The numbers are {', '.join(names)}"
    if not isinstance(settings, Mapping):
        raise ValueError(f"it is not an object with numbers. {listed}")
    for name, value in settings.items():
        if name not in names:
            raise ValueError(f"it has no number {quoted(name)}. {did_you_mean(name, names)}{listed}")
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise ValueError(f"{name} must be a whole number from 0")
    missing = [name for name in names[:-1] if name not in settings]
    if missing:
        raise ValueError(f"{missing[0]} is missing. {listed}")
    reading = SecondReading(**settings)
    _refuse_larger_parts(reading)
    return reading


def _refuse_larger_parts(reading: SecondReading) -> None:
    """Raise if more was right than was read, or a row has no field."""
    numbers = asdict(reading)
    for part, whole in (("rows_right", "rows"), ("fields_right", "fields"), ("rows", "fields")):
        if numbers[part] > numbers[whole]:
            raise ValueError(f"{part} ({numbers[part]}) is more than {whole} ({numbers[whole]})")
