"""Claims and events as CSV that a spreadsheet opens without running anything.

Belongs here: text for a file. Does not belong here: writing it.
"""

from __future__ import annotations

import pandas as pd

from analysttools.formatting import guard_formula


def write_csv(rows: pd.DataFrame) -> str:
    r"""Write rows as CSV, with a quote mark before each text that a spreadsheet would take for a formula.

    Parameters
    ----------
    rows : DataFrame
        Claims, events, or any rows.

    Returns
    -------
    str
        CSV (RFC 4180) with a header and a row a line, empty where a cell is; days as 2024-12-16. Numbers stay
        as they are, also negative ones. A guarded text begins with ``'``, which spreadsheets do not show:
        a program that reads the file takes it off.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysttools.explorer.csv_export import write_csv
    >>> rows = pd.DataFrame({"claim_id": ["a"], "summary": ['=HYPERLINK("http://x")'], "change": [-300]})
    >>> print(write_csv(rows).replace("\r\n", "\n"), end="")
    claim_id,summary,change
    a,"'=HYPERLINK(""http://x"")",-300
    """
    guarded = rows.rename(columns=lambda name: guard_formula(str(name)))
    for place, column in enumerate(guarded):
        cells = guarded.iloc[:, place]
        if not pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_datetime64_any_dtype(cells):
            guarded[column] = cells.map(guard_formula, na_action="ignore")
    text: str = guarded.to_csv(index=False, lineterminator="\r\n", date_format="%Y-%m-%d")
    return text
