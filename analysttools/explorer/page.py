"""The explorer as one HTML file that needs no server, no kernel and no network.

Belongs here: the file, and what keeps it shut. Does not belong here: the server of such a page
(``server.py``), what the page draws (``front_end/``).
"""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Mapping, Sequence
from html import escape as escape_html
from pathlib import Path
from typing import Any

from analysttools.arguments import PATH, TEXT, Kind, checked
from analysttools.case.loading import Case, load_case
from analysttools.case.vocabulary import with_names
from analysttools.claims.reconcile.reconciliation import Reconciliation, reconcile
from analysttools.errors import escape as show_unseen
from analysttools.explorer.argument_kinds import RECONCILED, THINGS
from analysttools.explorer.bundle import FRONT_END, bundle_modules, read_style
from analysttools.explorer.start_state import read_start
from analysttools.explorer.still import format_still
from analysttools.explorer.view_model.model import build_view_model, format_view_model
from analysttools.files.atomic_write import is_regression, write_whole
from analysttools.locales import read_texts

WORDS = read_texts("explorer.still")
# How every page begins: a file that begins otherwise was not written here, and is left alone.
HEAD = "<!doctype html>\n<!-- A page of analysttools: it needs no server and no network. -->\n"
# A view model of as many letters, or more, is packed in its page.
PACKED_FROM = 4_000_000
ENDINGS = (".html", ".htm")
CASE = Kind(
    "must be a Case, or the path of its folder",
    lambda value: isinstance(value, Case) or PATH.takes(value),
    'Pass what load_case(folder) returns, or text such as "data"',
)


@checked(case=CASE, path=PATH, thing=THINGS, view=TEXT, reconciled=RECONCILED)
def write_page(
    case: Case | str | Path,
    path: str | Path,
    *,
    thing: str | Sequence[str] | None = None,
    view: str | None = None,
    lang: str = "en",
    reconciled: Reconciliation | None = None,
    **state: Any,
) -> bool:
    """Write the explorer of a case as one HTML file, to be mailed or put on any web space.

    The file holds all that it shows and loads nothing: the browser itself refuses every request of it. Where
    there is no JavaScript it shows its things and claims as plain tables. Same case, same bytes; nothing of
    the time, the machine or an absolute path goes into it.

    Parameters
    ----------
    case : Case, str or path
        What to explore, or its folder.
    path : str or path
        The file, which ends with ``.html``; its folder is made if it is not there. An older page of that
        name is replaced.
    thing, view : str, optional
        What it begins with, as in `explore`. None begins with the overview.
    lang : {"en", "fr"}
        The language to begin with; it can be changed on the screen.
    reconciled : Reconciliation, optional
        What `reconcile` found of the claims: its knots of three claims and more are shown. None shows none.
    **state
        What is chosen to begin with, as the arguments of `select`, but for the period.

    Returns
    -------
    bool
        Whether the file was written: it is left alone if its bytes would not change, and under a regression
        test of a notebook that calls this.

    Raises
    ------
    ValueError
        If the name has another ending, the case has faults, or a choice cannot be.
    FileExistsError
        If there is a file of that name that is not such a page.
    OSError
        If there is no such case, or the file cannot be written; then the old one stands.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysttools.explorer.page import write_page
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = Path(folder, "strait.html")
    ...     print(write_page("tests/cases/strait", page), write_page("tests/cases/strait", page))
    True False
    """
    path = Path(path)
    if path.suffix.lower() not in ENDINGS:
        raise ValueError(
            f'write_page: path is "{path}", but the name of a page ends with .html. Write case.html'
        )
    _require_own(path)
    loaded = case if isinstance(case, Case) else load_case(case)
    try:
        start = read_start(loaded, thing=thing, view=view, lang=lang, **state)
    except ValueError as error:
        raise ValueError(f"write_page: {error}") from error
    model = build_view_model(loaded, folder=_portable(loaded.folder), reconciled=reconciled)
    text = format_page(model, lang=lang, start=start)
    return False if is_regression() else write_whole(path, text.encode())


def format_page(model: Mapping[str, Any], *, lang: str = "en", start: Mapping[str, Any] | None = None) -> str:
    """Write a view model as a page: its data, script and style, and plain tables for those without script.

    Parameters
    ----------
    model : mapping
        A view model (`analysttools.explorer.view_model.build_view_model`).
    lang : {"en", "fr"}
        Language of the title and of the tables.
    start : mapping, optional
        The state of the front end to begin with (`analysttools.explorer.start_state.read_start`).

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.page import format_page
    >>> from analysttools.explorer.view_model import build_view_model
    >>> page = format_page(build_view_model(load_case("tests/cases/strait")), lang="fr")
    >>> page.count("<script"), '<html lang="fr">' in page
    (4, True)
    """
    words = WORDS[lang]
    title = escape_html(show_unseen(str(model["title"])))
    begins = {"lang": lang} if start is None else start
    guard, script = _read("guard.js"), bundle_modules("page.js")
    return HEAD + "\n".join(
        [
            f'<html lang="{lang}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{format_policy([guard, script])}">',
            '<meta name="referrer" content="no-referrer">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="generator" content="analysttools">',
            '<link rel="icon" href="data:,">',
            f"<title>{title}</title>",
            f"<style>\n{read_style()}\n{_read('page.css')}</style>",
            f"<script>{guard}</script>",
            "</head>",
            "<body>",
            '<div id="explorer"></div>',
            '<main id="still">',
            f'<h1 dir="auto">{title}</h1>',
            f"<noscript><p>{escape_html(words['no script'])}</p></noscript>",
            f'<p id="failed" role="alert">{escape_html(words["failed"])}</p>',
            format_still(model, lang),
            "</main>",
            _format_model(format_view_model(dict(model))),
            f'<script type="application/json" id="start">{format_view_model(dict(begins))}</script>',
            f'<script type="module">{script}</script>',
            "</body>",
            "</html>\n",
        ]
    )


def reconcile_case(case: Case, lang: str) -> Reconciliation:
    """Return what follows from all claims of a case, with names of claimants in the language of the page.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.page import reconcile_case
    >>> len(reconcile_case(load_case("tests/cases/strait"), "en").knots) > 0
    True
    """
    return reconcile(with_names(case.claims, case, lang), case.parts, lang=lang)


def _format_model(text: str) -> str:
    """Return the element that holds the view model; a large one is packed."""
    if len(text) < PACKED_FROM:
        return f'<script type="application/json" id="view-model">{text}</script>'
    packed = base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()
    return f'<script type="application/gzip" id="view-model">{packed}</script>'


def format_policy(scripts: list[str]) -> str:
    """Return what a page may do: run these scripts, have a style and pictures of its own, and load nothing.

    Examples
    --------
    >>> from analysttools.explorer.page import format_policy
    >>> format_policy([""])[:72]
    "default-src 'none'; script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMp"
    """
    hashes = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in scripts]
    allowed = " ".join(f"'sha256-{one}'" for one in hashes)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _read(name: str) -> str:
    return (FRONT_END / name).read_text(encoding="utf-8")


def _portable(folder: Path) -> str:
    """Return how a case is named in a file that goes elsewhere: of an absolute path the last part alone."""
    return folder.name if folder.is_absolute() else folder.as_posix()


def _require_own(path: Path) -> None:
    """Check that nothing but an older page would be lost."""
    if not path.is_file():
        return
    with path.open("rb") as file:
        begins = file.read(len(HEAD.encode()) + HEAD.count("\n"))
    if not begins.replace(b"\r\n", b"\n").startswith(HEAD.encode()):
        raise FileExistsError(
            f"write_page: {path} was not written by analysttools (it does not begin as its pages do) and "
            "would be lost. Move it, or give another name"
        )
