"""Parsers that reading notebooks would build and never use: left out.

Belongs here: one import of others that is held back. Does not belong here: reading notebooks
(``document.py``).
"""

from __future__ import annotations

import sys


def leave_out_parsers() -> None:
    """Have jsonschema do without rfc3987-syntax, whose grammars take two seconds to build.

    jsonschema, which nbformat checks notebooks with, imports it wherever it is installed, and JupyterLab
    brings it along: https://github.com/python-jsonschema/jsonschema/issues/1428. Call this before either is
    imported; where it is imported already nothing is done.

    Examples
    --------
    >>> import sys
    >>> from analysttools.notebooks.slow_parsers import leave_out_parsers
    >>> leave_out_parsers()
    >>> "rfc3987_syntax" in sys.modules
    True
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
