"""How the documentation is built: ``make docs``. Nothing is executed, nothing is fetched."""

from __future__ import annotations

import functools
import importlib.metadata
import json
import re
from pathlib import Path
from typing import Any

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parent.parent

project = "analysttools"
author = "The analysttools developers"
copyright = author
version = release = importlib.metadata.version("analysttools")
language = "en"

# The root of the checkout is the source, so that notebooks, figures and decisions are read where they lie.
root_doc = "docs/index"
include_patterns = [
    *["docs/**", "notebooks/*.ipynb", "figures/README.md", "data/README.md", "tests/cases/README.md"],
    *["CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md"],
]
exclude_patterns = ["docs/_*", "**/.ipynb_checkpoints", ".analysttools", "notebooks/.analysttools"]
extensions = ["sphinx.ext.autodoc", "sphinx.ext.autosummary", "numpydoc", "myst_nb", "sphinxarg.ext"]
source_suffix = {".rst": "restructuredtext", ".md": "myst-nb", ".ipynb": "myst-nb"}
templates_path = [str(ROOT / "docs" / "_templates")]  # autosummary would look for it beside the source

# The stored outputs of the notebooks are shown as they are.
nb_execution_mode = "off"
nb_ipywidgets_js: dict[
    str, dict[str, str]
] = {}  # no script from elsewhere; the table that is stored stands in
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autosummary_generate = True
autodoc_typehints = "none"
numpydoc_show_class_members = False

html_theme = "pydata_sphinx_theme"
html_title = "analysttools"
html_show_sourcelink = False
html_additional_pages = {"index": "redirect.html"}
html_theme_options: dict[str, Any] = {
    "navbar_end": ["theme-switcher"],
    "navbar_persistent": ["search-button"],
    "secondary_sidebar_items": ["page-toc"],
    "show_prev_next": True,
}


@functools.cache
def _figures_by_chart() -> dict[str, str]:
    """Return the first shipped figure of each chart."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "figures").glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        found.setdefault(f"plot_{record['chart']}", path.stem)
    return found


def _add_figure(app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]) -> None:
    """Put the first shipped figure of a chart below its description."""
    figure = _figures_by_chart().get(name.rpartition(".")[2])
    if what != "function" or figure is None:
        return
    record = json.loads((ROOT / "figures" / f"{figure}.json").read_text(encoding="utf-8"))
    picture = [f".. figure:: /figures/{figure}.png", f"   :alt: {record['alt']}", "   :width: 100%", ""]
    picture += [f"   From the notebook :doc:`/notebooks/{record['notebook']}`.", ""]
    examples = next(
        (at for at, line in enumerate(lines) if re.match(r"\.\. rubric:: Examples", line)), len(lines)
    )
    lines[examples:examples] = ["", *picture]


def setup(app: Sphinx) -> None:
    """Add what is ours to Sphinx."""
    app.add_lexer("mermaid", TextLexer)  # a drawing where GitHub shows it, and readable text here
    app.connect("autodoc-process-docstring", _add_figure, priority=900)
