"""A chart saved, with the record of what is behind it.

Belongs here: saving, records, verification, the gallery. Names are imported when they are first asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "exporting": ["export_figure"],
        "gallery": ["write_gallery"],
        "saving": ["save_figure"],
        "verification": ["verify_figures"],
    },
)
