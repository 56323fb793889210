"""The explorer: claims and events of a case in the browser, to be chosen, drawn and taken along.

Belongs here: what is chosen, what the browser is given of a case (``view_model/``), what it draws
(``front_end/``), and its hosts: a file, a server, a notebook; and the form that adds claims
(``claim_form/``). Does not belong here: charts and comparisons,
which the code of each view calls. Names are imported when they are first asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "opening": ["claim_form", "explore"],
        "page": ["write_page"],
        "selection": ["select"],
    },
)
