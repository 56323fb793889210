"""What a user says of the form of a file: the part [file] of a mapping.

Belongs here: names of the settings and what they may be. Does not belong here: reading a mapping
(``mapping.py``), or a file.
"""

from __future__ import annotations

from typing import NamedTuple

DATE_ORDERS = ("day first", "month first", "year first")


class FileSettings(NamedTuple):
    """What is stated of a file; empty and 0 where it is to be found.

    Attributes
    ----------
    encoding, separator, decimal, thousands : str
        The name of the encoding; a character each.
    dates : str
        One of `DATE_ORDERS`.
    sheet : str
        The sheet of a workbook.
    header : int
        The line of the header.
    skip : tuple of int
        Lines that are no rows, such as totals.
    """

    encoding: str = ""
    separator: str = ""
    decimal: str = ""
    thousands: str = ""
    dates: str = ""
    sheet: str = ""
    header: int = 0
    skip: tuple[int, ...] = ()
