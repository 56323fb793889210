"""The explorer: choosing claims and events.

Belongs here: what is chosen and shown. Nothing here reads the files of a case. Names are imported when
they are first asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "opening": ["explore"],
        "page": ["write_page"],
        "selection": ["select"],
    },
)
