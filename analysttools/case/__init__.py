"""A data folder in, checked frames out.

Belongs here: a table, a rule, a vocabulary of the case. Names are imported when they are first asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "additions": ["add_claims"],
        "basemap": ["read_base_map"],
        "excerpts": ["verify_excerpts"],
        "hierarchies": ["list_parts"],
        "loading": ["Case", "check_case", "load_case", "read_tables", "review_case"],
        "selection": ["choose"],
        "vocabulary": ["with_names"],
        "writing": ["write_case"],
    },
)
