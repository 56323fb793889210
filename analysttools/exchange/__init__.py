"""In and out: what stands outside a case, read into rows.

Belongs here: one file a foreign format (``ucdp.py`` ...), what several of them share, and words with numbers
(``quantities.py``, with ``grammar.py``, ``numbers.py``, ``names.py``, ``lexicon.py``, ``tokens.py`` and the
words of each language in ``lexicons/``), and names (``mentions.py``). ``exports/`` writes
a case in formats of others. Does not belong here: the case's own tables, which ``case/`` reads.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "acled": ["read_acled"],
        "exports.exporting": ["export_case"],
        "geojson_points": ["read_points"],
        "hxl": ["read_hxl"],
        "imported": ["Imported"],
        "mentions": ["find_mentions"],
        "quantities": ["read_quantities", "read_quantity"],
        "spreadsheet": ["read_spreadsheet"],
        "ucdp": ["read_ucdp"],
    },
)
