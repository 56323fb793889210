"""A case into a folder, in the format of others.

Belongs here: the list of formats, what is refused, writing whole or not at all. Not here: a format.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysttools.arguments import Kind, checked
from analysttools.case.loading import Case
from analysttools.errors import DataError, Fault, describe_list, did_you_mean, quoted
from analysttools.exchange.exports import (
    claim_graph,
    csvw,
    geojson_features,
    named_tables,
    stix,
    timeline_slides,
)
from analysttools.files.new_folder import make_folder


class Form(NamedTuple):
    """A format: what gives the bytes of its files, and what it cannot hold."""

    write: Callable[..., dict[str, bytes]]
    lost: list[str]


FORMS = {
    "csv": Form(named_tables.write_csv, named_tables.LOST),
    "parquet": Form(named_tables.write_parquet, []),
    "jsonld": Form(claim_graph.write_jsonld, claim_graph.LOST),
    "stix": Form(stix.write_stix, stix.LOST),
    "csvw": Form(csvw.write_csvw, csvw.LOST),
    "geojson": Form(geojson_features.write_geojson, geojson_features.LOST),
    "timelinejs": Form(timeline_slides.write_timelinejs, timeline_slides.LOST),
}
_FORM = Kind(
    f"must be one of: {', '.join(FORMS)}",
    lambda form: isinstance(form, str),
    holds=lambda form: form in FORMS,
)
_RATINGS = Kind("must be a DataFrame of ratings", lambda rows: isinstance(rows, pd.DataFrame))


@checked(form=_FORM, ratings=_RATINGS)
def export_case(
    case: Case, folder: str | Path, form: str, *, lang: str = "en", ratings: pd.DataFrame | None = None
) -> list[Path]:
    """Write a case in the format of others, whole or not at all.

    Title, licence and the day it is as of go with it, and every number with its claimant. What a format
    cannot hold is listed in ``docs/exports.md``.

    Parameters
    ----------
    case : Case
        As `load_case` gives it.
    folder : str or path
        Where to: a folder that is not there, or is empty.
    form : str
        "csv", "parquet", "jsonld", "stix", "csvw", "geojson" or "timelinejs".
    lang : str, optional
        Language of names and words: "en" or "fr".
    ratings : DataFrame, optional
        Only for "jsonld": one row a rating that somebody gave, with ``claim_id``, ``rating``, ``worst``,
        ``best`` (the ends of the scale), ``by``, ``day``, and if you like ``words`` and ``url``. None writes
        no ClaimReview: ratings are never derived from claims.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    DataError
        If a rating lacks something, or is of a claim that the case does not have.
    ImportError
        If the format needs a package that is not installed, with the extra to install.
    FileExistsError, OSError
        If the folder holds something, or cannot be written; nothing is left behind.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysttools import export_case, load_case
    >>> with tempfile.TemporaryDirectory() as name:
    ...     written = export_case(load_case("tests/cases/strait"), Path(name, "out"), "geojson")
    ...     print(*(path.name for path in written))
    events.geojson
    """
    folder = Path(folder)
    if ratings is not None:
        if form != "jsonld":
            raise ValueError(f'export_case: ratings are for form="jsonld", not for "{form}". Leave them out')
        _check_ratings(case, ratings)
    given = {} if ratings is None else {"ratings": ratings}
    with make_folder(folder) as made:
        files = FORMS[form].write(case, lang, **given)
        for file, content in files.items():
            (made / file).write_bytes(content)
    return [folder / file for file in files]


def _check_ratings(case: Case, ratings: pd.DataFrame) -> None:
    """Raise with all that is wrong with ratings."""
    missing = [name for name in claim_graph.RATING if name not in ratings]
    if missing:
        problem = f"the columns {', '.join(missing)} are missing"
        advice = "Say who rated, when, and on which scale"
        raise DataError(
            "the ratings given (nothing was written)", [Fault("missing-column", "ratings", problem, advice)]
        )
    faults = []
    known = set(case.claims["claim_id"])
    for at, row in enumerate(ratings.to_dict("records"), 1):
        empty = [name for name in claim_graph.RATING if pd.isna(row[name]) or row[name] == ""]
        if empty:
            problem, advice = f"{describe_list(empty)} empty", "Fill it in"
            faults.append(Fault("empty", f"ratings, row {at}", problem, advice))
        elif row["claim_id"] not in known:
            problem = f"there is no claim {quoted(row['claim_id'])}"
            advice = did_you_mean(str(row["claim_id"]), known) + "Correct the id"
            faults.append(
                Fault("unknown-reference", f"ratings, row {at}", problem, advice, column="claim_id")
            )
    if faults:
        raise DataError("the ratings given (nothing was written)", faults)
