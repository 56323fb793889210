"""The explorer: choosing claims and events, drawing them, asking a mark, leaving with the code.

Belongs here: what is chosen and shown. Nothing here reads the files of a case. Names are imported when
they are first asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "opening": ["explore"],
        "selection": ["select"],
    },
)
