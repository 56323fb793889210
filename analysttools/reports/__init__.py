"""Notebooks as they were last run, as a document to hand on: HTML, PDF, DOCX.

Belongs here: what a report is made of, and one file a format that writes it. Does not belong here: running
notebooks, the page of the explorer.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, submod_attrs={"writing": ["write_report"]})
