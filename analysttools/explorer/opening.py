"""What opens in a notebook: the explorer, and the form that adds claims.

Belongs here: opening them. Does not belong here: what kernel and browser tell each other (``widget.py``,
``claim_form/``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysttools.arguments import TEXT, checked
from analysttools.case.loading import Case
from analysttools.errors import ExtraMissingError
from analysttools.explorer.argument_kinds import RECONCILED, THINGS

if TYPE_CHECKING:
    from analysttools.claims.reconcile.reconciliation import Reconciliation
    from analysttools.explorer.claim_form.form import ClaimForm
    from analysttools.explorer.widget import Explorer


@checked(thing=THINGS, view=TEXT, reconciled=RECONCILED)
def explore(
    case: Case,
    *,
    thing: str | Sequence[str] | None = None,
    view: str | None = None,
    lang: str = "en",
    figures: str | Path = "figures",
    reconciled: Reconciliation | None = None,
    **state: Any,
) -> Explorer:
    """Open the explorer on a case: choose claims, see them drawn, ask a mark, leave with the code.

    Parameters
    ----------
    case : Case
        What to explore.
    thing : str or sequence of str, optional
        The thing to begin with, as ``measure.population.place``, with "-" for what its claims do not name; or
        up to five, for one ruler. None begins with all.
    view : str, optional
        The view to begin with: "overview", "timeline" or "map"; of a thing "ruler", "history", "sources",
        "retelling" or "table". None takes the ruler of the thing, or else the overview.
    lang : {"en", "fr"}
        The language to begin with; it can be changed on the screen.
    figures : str or path, optional
        The folder that "Save figure" writes into.
    reconciled : Reconciliation, optional
        What `reconcile` found of the claims: its knots of three claims and more are shown. None shows none.
    **state
        What is chosen to begin with, as the arguments of `select`, but for the period. Nothing chooses all.

    Returns
    -------
    Explorer
        A widget; a cell that ends with it shows it. ``state``, ``claims`` and ``code`` are what is shown, the
        claims that it leaves and the lines that give it; ``insert_code()`` puts these into a new cell, and
        ``close()`` ends it.

    Raises
    ------
    ValueError
        If there is no such thing, view or language, or a choice, word or day cannot be.
    ExtraMissingError
        If anywidget is not installed.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.opening import explore
    >>> explorer = explore(load_case("tests/cases/strait"), measure="killed", as_of="2031-04-05")
    >>> len(explorer.claims)
    2
    >>> print(explorer.code.splitlines()[3])
    claims = at.select(case, measure="killed", as_of="2031-04-05")
    """
    try:
        from analysttools.explorer.widget import Explorer
    except ModuleNotFoundError as error:
        if str(error.name).startswith("analysttools"):
            raise
        raise ExtraMissingError(str(error.name), "explore") from error
    from analysttools.explorer.start_state import read_start

    try:
        start = read_start(case, thing=thing, view=view, lang=lang, **state)
    except ValueError as error:
        raise ValueError(f"explore: {error}") from error
    return Explorer(case, start, figures=figures, reconciled=reconciled)


@checked()
def claim_form(case: Case, *, lang: str = "en") -> ClaimForm:
    """Open a form that reads a pasted sentence into a claim, lets it be corrected, and adds it to the case.

    What the sentence says in one way goes into its field, with the words that it rests on; what can be meant
    in several ways is named, and left to be chosen. "Check" says all that is wrong, as ``analysttools check``
    would; "Add" writes the claim, and a new source, claimant or place with it, whole or not at all; "Undo"
    takes the last one back to the byte. The keyboard alone suffices.

    Parameters
    ----------
    case : Case
        As `load_case` gives it: its own folder is written into.
    lang : {"en", "fr"}
        Language of the form and of the names. The sentence may be in either.

    Returns
    -------
    ClaimForm
        A widget; a cell that ends with it shows it. ``case`` is the case with what was added, ``row`` the
        claim as the fields hold it.

    Raises
    ------
    ValueError
        If the language is not one of the toolkit.
    ExtraMissingError
        If ipywidgets or anywidget is not installed.

    See Also
    --------
    add_claims : The same by code.
    read_quantity : How numbers are read.
    find_mentions : How names are found.

    Examples
    --------
    >>> from analysttools import claim_form, load_case
    >>> form = claim_form(load_case("tests/cases/strait"))
    >>> form.sentence.value = "At least 40 upland soldiers were killed, the radio said."
    >>> form.row
    {'measure': 'killed', 'population': 'upland', 'low': '40', 'qualifier': 'at_least'}
    """
    try:
        from analysttools.explorer.claim_form.form import ClaimForm
    except ModuleNotFoundError as error:
        if str(error.name).startswith("analysttools"):
            raise
        raise ExtraMissingError(str(error.name), "open the claim form") from error
    return ClaimForm(case, lang)
