"""Notebooks rerun, compared and renewed.

Belongs here: running, hearing what a run rests on, comparing outputs. Names are imported when they are
first asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "runner": ["run_notebooks"],
    },
)
