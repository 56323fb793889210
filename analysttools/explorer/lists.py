"""What the parts of the explorer list: words to choose with their counts, days, rows, names of marks.

Belongs here: plain lists of texts from frames. Does not belong here: widgets.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysttools.case.code_names import format_code
from analysttools.case.loading import Case
from analysttools.case.vocabulary import with_names
from analysttools.claims.tables import tabulate_claims
from analysttools.explorer.labels import format_side
from analysttools.explorer.selection import KEYS, count_left, days_known, last_days
from analysttools.explorer.state import LISTS, State
from analysttools.formatting import format_number, in_language, say_claims
from analysttools.locales import read_texts

PUNCTUATION = read_texts("punctuation")
WORDS = read_texts("explorer.panel")

# Positions of the slider at most: of more days, as many as are evenly far apart among them.
MOST_DAYS = 40
# Columns of the tables: the key to sort by, and the column of the frame that orders it.
COLUMNS = {
    "claims": {
        **{"who": "claimant", "asserted": "asserted_latest", "says": "number", "what": "measure_name"},
        **{"of": "population_name", "where": "place_name", "when": "period_latest", "read in": "publisher"},
    },
    "events": {
        **{"action": "title", "when": "date_latest", "where": "place_name", "actor": "actor_name"},
        **{"who": "claimant", "status": "status", "read in": "publisher"},
    },
}


def list_choices(case: Case, tables: list[str], state: State, lang: str) -> dict[str, list[list[str]]]:
    """List for each choice its words: id, name, and how many rows it would leave.

    The order is that of the counts in the whole case, so that no word moves while others are chosen. What is
    chosen is always listed, also where no row of these tables has the word.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.lists import list_choices
    >>> from analysttools.explorer.state import State
    >>> case = load_case("tests/cases/strait")
    >>> list_choices(case, ["claims"], State(measure=("killed",)), "en")["kind"][:2]
    [['cumulative', 'total from a start to a day', '6'], ['flow', 'within a period', '1']]
    """
    ever, left = count_left(case, tables, State()), count_left(case, tables, state)
    names = names_of_words(case, lang)
    return {
        name: [
            [
                word,
                names[name].get(word) or format_code(word, lang),
                format_number(left[name].get(word, 0), lang),
            ]
            for word in sorted(
                {*ever[name], *getattr(state, name)}, key=lambda word: (-ever[name].get(word, 0), word)
            )
        ]
        for name in LISTS
    }


def names_of_words(case: Case, lang: str) -> dict[str, dict[str, str]]:
    """Return the names of the words that can be chosen, by choice.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.lists import names_of_words
    >>> names_of_words(load_case("tests/cases/strait"), "en")["measure"]["killed"]
    'killed'
    """
    sides = case.claimants["side"].dropna().unique()
    kinds = ("cumulative", "flow", "stock")
    vocabularies = {
        "measure": (case.measures, "name"),
        "population": (case.populations, "name"),
        "place": (case.places, "name"),
        "claimant": (case.claimants, "label"),
    }
    return {
        **{
            choice: in_language(table.set_index(f"{choice}_id"), stem, lang).dropna().to_dict()
            for choice, (table, stem) in vocabularies.items()
        },
        "side": {side: format_side(side, case, lang) for side in sides},
        "kind": {kind: WORDS[lang][kind] for kind in kinds},
        "status": {},
    }


def choose_days(case: Case, tables: list[str], state: State) -> list[str]:
    """List the days that the slider stops at: those on which something was said, at most `MOST_DAYS` of them.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.lists import choose_days
    >>> from analysttools.explorer.state import State
    >>> len(choose_days(load_case("tests/cases/strait"), ["claims"], State()))
    6
    """
    days = days_known(case, tables, state)
    if len(days) <= MOST_DAYS:
        return days
    return [days[place] for place in np.linspace(0, len(days) - 1, MOST_DAYS).round().astype(int)]


def list_rows(
    rows: pd.DataFrame, table: str, order: tuple[str, bool], limit: int, lang: str
) -> tuple[list[str], list[list[str]]]:
    """Return the ids and the cells of the first rows of a table, in an order.

    Parameters
    ----------
    rows : DataFrame
        Claims or events, with their names.
    table : {"claims", "events"}
        Which of them.
    order : tuple of str and bool
        The column to sort by, of `COLUMNS`, and whether downwards; another leaves the order.
    limit : int
        So many rows at most.
    lang : {"en", "fr"}
        Language of the words around numbers.

    Returns
    -------
    tuple of list and list
        The ids, and for each the texts of its cells.

    Examples
    --------
    >>> from analysttools import load_case, select
    >>> from analysttools.explorer.lists import list_rows
    >>> claims = select(load_case("tests/cases/strait"), measure="killed")
    >>> list_rows(claims, "claims", ("says", True), 1, "en")[1][0][:3]
    ['Coast guard', '19 Apr 2031', 'about 70']
    """
    sorted_ = sort_rows(rows, table, order).head(limit)
    ids = sorted_[KEYS[table]].tolist()
    if table == "claims":
        told = tabulate_claims(sorted_, lang)
        cells = told[["claimant", "asserted", "says", "what", "of", "where", "period", "read in"]]
    else:
        named = sorted_.assign(title=_titles(sorted_, lang), status=_describe_all(sorted_["status"], lang))
        cells = named[["title", "date", "place_name", "actor_name", "claimant", "status", "publisher"]]
    return ids, cells.astype(object).where(cells.notna(), "").astype(str).to_numpy().tolist()


def sort_rows(rows: pd.DataFrame, table: str, order: tuple[str, bool]) -> pd.DataFrame:
    """Sort claims or events by a column of `COLUMNS`; numbers by what they state, else bound.

    Examples
    --------
    >>> from analysttools import load_case, select
    >>> from analysttools.explorer.lists import sort_rows
    >>> killed = select(load_case("tests/cases/strait"), measure="killed")
    >>> sort_rows(killed, "claims", ("says", True))["best"].iloc[0]
    np.float64(70.0)
    """
    by, is_down = order
    column = COLUMNS[table].get(by)
    if column is None:
        return rows
    if column == "number":
        keys = rows["best"].fillna(rows["low"]).fillna(rows["high"])
    elif column == "title":
        keys = rows["summary_en"].where(rows["title_en"].isna(), rows["title_en"])
    elif column == "asserted_latest":
        keys = last_days(rows)
    else:
        keys = rows[column]
    return rows.loc[keys.sort_values(ascending=not is_down, kind="stable").index]


def name_marks(rows: pd.DataFrame, table: str, lang: str) -> dict[str, str]:
    """Name each row in a few words, for who points at its mark.

    Examples
    --------
    >>> from analysttools import load_case, select
    >>> from analysttools.explorer.lists import name_marks
    >>> name_marks(select(load_case("tests/cases/strait"), measure="wounded"), "claims", "en")
    {'mission-wounded': 'Good Offices Mission: about 80, 2031-05-02'}
    """
    ids, colon = rows[KEYS[table]], PUNCTUATION[lang]["colon"]
    if table == "claims":
        said = rows["claimant"] + colon + say_claims(rows, lang) + ", " + rows["asserted"]
    else:
        said = rows["claimant"].fillna("?") + colon + _titles(rows, lang) + ", " + rows["date"].fillna("")
    return dict(zip(ids, said.fillna(""), strict=True))


def name_ids(case: Case, ids: set[str], lang: str) -> dict[str, str]:
    """Name the claims and events that marks are of; ids may be several, joined by ``;``.

    Examples
    --------
    >>> from analysttools import load_case
    >>> from analysttools.explorer.lists import name_ids
    >>> name_ids(load_case("tests/cases/strait"), {"mission-wounded"}, "en")
    {'mission-wounded': 'Good Offices Mission: about 80, 2031-05-02'}
    """
    single = {one for joined in ids for one in joined.split(";")}
    names: dict[str, str] = {}
    for table, key in KEYS.items():
        rows = getattr(case, table)
        own = rows[rows[key].isin(single)]
        if not own.empty:
            names |= name_marks(with_names(own, case, lang), table, lang)
    return {joined: "; ".join(names.get(one, one) for one in joined.split(";")) for joined in ids}


def _titles(events: pd.DataFrame, lang: str) -> pd.Series:
    title, summary = (in_language(events, stem, lang) for stem in ("title", "summary"))
    return title.where(title.notna(), summary).fillna(events["action"].fillna(""))


def _describe_all(codes: pd.Series, lang: str) -> pd.Series:
    return codes.map(lambda code: format_code(code, lang), na_action="ignore")
