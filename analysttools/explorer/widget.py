"""The explorer in a notebook: the front end as a widget, with a kernel that saves its figures.

Belongs here: what kernel and browser tell each other, and what a notebook keeps. Does not belong here:
opening it (``opening.py``), what it shows (``front_end/``).
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import traitlets

from analysttools.case.loading import Case
from analysttools.claims.reconcile.reconciliation import Reconciliation
from analysttools.explorer.bundle import bundle_modules, read_style
from analysttools.explorer.start_state import format_choice, select_shown
from analysttools.explorer.still import describe_still, format_still
from analysttools.explorer.view_model.model import build_view_model, format_view_model
from analysttools.locales import LANGUAGES, read_texts

WORDS = read_texts("explorer.widget")
STILL = read_texts("explorer.still")


class Explorer(anywidget.AnyWidget):
    """The explorer of a case in a notebook, as `explore` opens it.

    Attributes
    ----------
    state : dict
        What is shown: ``view``, ``thing``, ``lang``, ``day``, ``repeats`` and ``facets``; once the browser
        has shown it, also ``query``, ``card``, ``sort``, ``page``, ``scope`` and ``map``.
    claims : DataFrame
        The claims that this leaves, with their names. A search leaves them all; `code` names what it found.
    code : str
        The lines that give what is shown, ready for a cell.
    """

    _esm = bundle_modules("widget.js")
    _css = read_style()
    packed = traitlets.Bytes().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    # Milliseconds that the browser waits for an answer; None is as long as it sees fit.
    patience = traitlets.Int(None, allow_none=True).tag(sync=True)

    def __init__(
        self,
        case: Case,
        start: Mapping[str, Any],
        *,
        figures: str | Path,
        reconciled: Reconciliation | None = None,
    ) -> None:
        self._case, self._figures = case, str(figures)
        self._lines = ""  # of the view, as the browser writes them; none before it has shown one
        model = build_view_model(case, reconciled=reconciled)
        self._lang = lang = str(start["lang"])
        self._said = describe_still(model, lang)
        self._still = format_still(model, lang, has_claims=False)
        super().__init__(
            packed=gzip.compress(format_view_model(model).encode(), 6, mtime=0),
            words={lang: WORDS[lang] for lang in LANGUAGES},
            state=dict(start),
        )
        self.on_msg(self._answer)

    @property
    def claims(self) -> pd.DataFrame:
        """The claims that what is chosen leaves, with their names."""
        return select_shown(self._case, self.state)

    @property
    def code(self) -> str:
        """The lines that give what is shown, ready for a cell; of a list, those that choose its claims."""
        return self._lines or format_choice(self._case, self.state)

    def insert_code(self) -> None:
        """Put the lines that give what is shown into a new cell, below the one that calls this.

        Raises
        ------
        RuntimeError
            Outside a notebook.
        """
        from IPython import get_ipython

        shell = get_ipython()
        if shell is None:
            raise RuntimeError("insert_code: this is not a notebook. Copy the lines of explorer.code")
        shell.set_next_input(self.code, replace=False)

    def _answer(self, _: Any, message: Any, __: Any) -> None:
        """Hear what the browser shows, and save what it asks for."""
        asked = message.get("do") if isinstance(message, dict) else None
        if asked == "tell" and isinstance(message.get("state"), dict):
            self.state, self._lines = message["state"], str(message.get("lines") or "")
        elif asked == "save":
            self._save(message)

    def _save(self, message: Mapping[str, Any]) -> None:
        """Save the figure of a view, and answer with the files, or with what is wrong."""
        from analysttools.explorer.saved_view import save_view  # with matplotlib: only once it is asked for

        code, name, title = (str(message.get(part, "")) for part in ("code", "name", "title"))
        lang = str(self.state.get("lang", self._lang))
        answer: dict[str, Any] = {"id": message.get("id")}
        try:
            files = save_view(self._case, code, name, title=title, folder=self._figures, lang=lang)
            answer["files"] = ", ".join(file.as_posix() for file in files)
        except (OSError, ValueError) as error:
            answer["fault"] = str(error)
        except Exception as error:  # whatever else: the explorer goes on, and says so
            answer["fault"] = WORDS[lang]["failed"].format(reason=f"{type(error).__name__}: {error}")
        self.send(answer)

    def __repr__(self) -> str:
        """Return the title of the case and how much it holds."""
        return self._said

    def _repr_mimebundle_(self, **given: Any) -> Any:
        """Return the widget, and for whoever has no kernel a still of the overview and its text."""
        shown = super()._repr_mimebundle_(**given)
        if shown is None:
            return None
        data, metadata = shown if isinstance(shown, tuple) else (shown, {})
        words = STILL[str(self._lang)]
        still = f"<p>{escape(words['no kernel'])}</p>\n{self._still}"
        return {**data, "text/plain": repr(self), "text/html": still}, metadata
