"""What a library says of the machine that it runs on, once, and which is no output of a notebook.

Belongs here: what runs in a kernel before the first cell, so that such words stay out of notebooks. Imports
nothing of the package. Does not belong here: warnings of what a notebook does.
"""

from __future__ import annotations

import logging

# Of matplotlib, when it is first used on a machine, or by a user whose folders cannot be written.
_NOTICES = {
    "matplotlib": (
        "Matplotlib created a temporary cache directory",
        "mkdir -p failed for path",
        "is not a writable directory",
    ),
    "matplotlib.font_manager": ("Matplotlib is building the font cache",),
}


def leave_out_notices() -> None:
    """Have the words of libraries about the machine printed no more; their warnings stay.

    Examples
    --------
    >>> import logging
    >>> from analysttools.notebooks.notices import leave_out_notices
    >>> leave_out_notices()
    >>> logging.getLogger("matplotlib.font_manager").warning("Matplotlib is building the font cache; ...")
    """
    for name in _NOTICES:
        logger = logging.getLogger(name)
        if _is_of_notebook not in logger.filters:
            logger.addFilter(_is_of_notebook)


def _is_of_notebook(record: logging.LogRecord) -> bool:
    return not any(words in record.getMessage() for words in _NOTICES.get(record.name, ()))
