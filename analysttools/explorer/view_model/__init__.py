"""What the explorer's front end is given: one JSON object, computed once from a case.

Belongs here: claims, events, names, comparisons and the map as plain lists. Does not belong here: drawing,
choosing, searching, which the browser does (``front_end/``).
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, submod_attrs={"model": ["build_view_model"]})
