"""The only writer of ``figures/``: the picture, the record of its marks, and their text form.

Belongs here: what is saved and shown of a chart. Does not belong here: drawing.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator
from matplotlib.transforms import Bbox

from analysttools.charts.style import require_columns, styled
from analysttools.quantity import say_claims

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CREDITS = ["source_id", "publisher", "url", "published"]
_MARK = re.compile(r"row\.(?P<id>.+)\.(?P<what>[a-z_]+)")


@dataclass(frozen=True)
class SavedFigure:
    """A saved chart: shown as its picture, read as its alt text and the table of its marks.

    nbval does not compare pictures but compares this text: a changed font passes, a changed number
    fails and names its claim.

    Attributes
    ----------
    name : str
        Name of the files, without ending.
    alt : str
        What the picture shows, for those who do not see it.
    marks : DataFrame
        One row a mark: ``id`` (claim or event), ``what`` (which part of it), ``at`` (where, in data
        units), ``label`` (its words).
    png : bytes
        The picture, the same bytes as the file.
    """

    name: str
    alt: str
    marks: pd.DataFrame
    png: bytes

    def __repr__(self) -> str:
        """Give the alt text and the table of marks."""
        return f"Figure {self.name}: {self.alt}\n{_table(self.marks)}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        import base64

        return {"image/png": base64.b64encode(self.png).decode(), "text/plain": repr(self)}


@styled
def save_figure(ax: Axes, name: str, rows: pd.DataFrame, *, title: str, folder: str | Path) -> SavedFigure:
    """Save a chart as PNG and SVG with a record of its marks.

    Writes ``<folder>/<name>.png``, ``.svg`` and ``.json``, each whole or not at all; a file whose
    bytes would not change is left alone. The record lists the marks, the alt text, the sources of the
    rows and their digest. Nothing of the time, the machine or the path goes into a file.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        A chart of this toolkit; the whole figure that it belongs to is saved.
    name : str
        Name of the files: lower-case words parted by hyphens, the notebook's name first.
    rows : DataFrame
        The claims or events that were drawn, with the columns that ``with_names`` adds.
    title : str
        The finding, one sentence; the alt text begins with it.
    folder : str or path
        Where to write; made if it is not there.

    Returns
    -------
    SavedFigure

    Raises
    ------
    ValueError
        If the name is not of that form, the title is no sentence, or the chart draws other rows than
        `rows`.

    Examples
    --------
    >>> import tempfile
    >>> from analysttools import load_case, save_figure, with_names
    >>> from analysttools.charts.estimates import plot_estimates
    >>> case = load_case("data")
    >>> claims = with_names(case.claims[case.claims["claim_id"].eq("nyt-2024-massed")], case)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     saved = save_figure(plot_estimates(claims), "demo", claims, title="One.", folder=folder)
    >>> print(saved)
    Figure demo: One. 1 row: NY Times (per article), 50,000.
    id               what      at  label
    nyt-2024-massed  best   50000
    nyt-2024-massed  words         50,000
    """
    require_columns(rows, CREDITS, "save_figure")
    _require_words(name, title)
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError(f"save_figure: {name} has no figure. Give the Axes that a chart returned")
    marks = read_marks(figure.axes)
    _require_same_rows(marks, rows, name)
    alt = _alt_text(title, rows)
    record = {
        "figure": name,
        "alt": alt,
        "marks": marks.to_dict("records"),
        "credits": _credits(rows),
        "rows_sha256": digest_rows(rows),
        "made_with": {package: version(package) for package in ("analysttools", "matplotlib")},
    }
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    provenance = f"{name} {record['rows_sha256']}"
    _settle_layout(figure)
    png, svg = io.BytesIO(), io.BytesIO()
    named = {"Title": name, "Description": alt, "Source": provenance}
    figure.savefig(png, format="png", metadata={"Software": None, **named})
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None, **named})
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for ending, content in ((".png", png.getvalue()), (".svg", svg.getvalue()), (".json", text.encode())):
        write_whole(folder / f"{name}{ending}", content)
    return SavedFigure(name, alt, marks, png.getvalue())


def read_marks(axes: list[Axes]) -> pd.DataFrame:
    """Read the marks of a chart from its artists.

    Parameters
    ----------
    axes : list of matplotlib.axes.Axes
        The panels of a chart of this toolkit.

    Returns
    -------
    DataFrame
        One row a mark: ``id``, ``what``, ``at`` (days in ISO form; the height of a row in a list of
        rows is not data and is left out) and ``label``.
    """
    found = [
        {**named.groupdict(), "at": _position(artist, ax, named["what"]), "label": _label(artist)}
        for ax in axes
        for artist in ax.findobj()
        if (named := _MARK.fullmatch(artist.get_gid() or ""))
    ]
    return pd.DataFrame(found, columns=["id", "what", "at", "label"])


def digest_rows(rows: pd.DataFrame) -> str:
    """Give the SHA-256 of the rows that a chart was drawn from, as CSV text."""
    return hashlib.sha256(rows.to_csv(index=False, lineterminator="\n").encode()).hexdigest()


def write_whole(path: Path, content: bytes) -> bool:
    """Write a file whole or not at all; leave it alone if it holds these bytes already.

    Returns
    -------
    bool
        Whether the file was written.
    """
    if path.exists() and path.read_bytes() == content:
        return False
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


def _settle_layout(figure: Figure) -> None:
    """Place the panels once and for all, on round numbers.

    The layout's solver gives positions that differ in their last digits from process to process, and
    the ids of clip paths in the SVG are made from all digits.
    """
    figure.draw_without_rendering()
    places = {ax: ax.get_position() for ax in figure.axes}
    figure.set_layout_engine("none")
    for ax, place in places.items():
        ax.set_position(Bbox(place.get_points().round(4)))


def _position(artist: Artist, ax: Axes, what: str) -> str:
    """Say where a mark is, in data units, along the axes that measure something."""
    if not isinstance(artist, Line2D):  # where words stand is layout, not data
        return ""
    along = [(np.asarray(artist.get_xdata()), ax.xaxis), (np.asarray(artist.get_ydata()), ax.yaxis)]
    if what == "no_number":  # so is the height of a tick for a claim without a number
        along = along[:1]
    when = str(artist.get_label())
    parts = []
    for values, axis in along:
        if axis is ax.xaxis and not when.startswith("_"):
            parts.append(when)  # a span of days, whose middle is nobody's day
        elif not isinstance(axis.get_major_locator(), FixedLocator):
            parts.append(", ".join(dict.fromkeys(_number(value, axis) for value in values)))
    return " | ".join(parts)


def _number(value: Any, axis: Axis) -> str:
    if isinstance(axis.get_major_locator(), mdates.DateLocator):
        number = value if isinstance(value, float) else mdates.date2num(value)
        return mdates.num2date(number).strftime("%Y-%m-%d")
    return f"{float(value):.6g}"


def _label(artist: Artist) -> str:
    return artist.get_text() if isinstance(artist, Text) else ""


def _table(marks: pd.DataFrame) -> str:
    widths = [max([len(name), *marks[name].str.len()]) for name in marks]
    lines = [list(marks.columns), *marks.to_numpy().tolist()]
    formats = [str.ljust, str.ljust, str.rjust, str.ljust]
    return "\n".join(
        "  ".join(form(cell, width) for form, cell, width in zip(formats, line, widths, strict=True)).rstrip()
        for line in lines
    )


def _require_same_rows(marks: pd.DataFrame, rows: pd.DataFrame, name: str) -> None:
    """Hold that the record speaks of exactly the rows that were drawn."""
    ids, drawn = set(rows.iloc[:, 0]), set(marks["id"])
    if not drawn:
        raise ValueError(f"save_figure: {name} has no marks. Draw it with a function of analysttools.charts")
    for strange, problem in (
        (drawn - ids, "draws {}, which the rows lack"),
        (ids - drawn, "does not draw {}"),
    ):
        if strange:
            named = ", ".join(sorted(strange)[:5]) + (" ..." if len(strange) > 5 else "")
            raise ValueError(f"save_figure: {name} {problem.format(named)}. Give the frame that was drawn")


def _require_words(name: str, title: str) -> None:
    """Hold that the name can be a file's and the title stand in an SVG."""
    if not NAME.fullmatch(name):
        raise ValueError(
            f'save_figure: the name "{name}" is not of the form 01-force-estimates-in-kursk: lower-case '
            "letters, digits and single hyphens"
        )
    if not title.strip() or not title.isprintable():
        raise ValueError(
            f"save_figure: the title of {name} is empty or holds a control character. Give one sentence"
        )


def _alt_text(title: str, rows: pd.DataFrame) -> str:
    """Say the finding, then each row in words: who says what, or how many events of which status."""
    if "qualifier" in rows:
        said = [f"{who}, {words}" for who, words in zip(rows["claimant"], say_claims(rows), strict=True)]
    else:
        said = [f"{status}, {number}" for status, number in rows["status"].value_counts().items()]
    return f"{title} {len(rows)} row{'s' if len(rows) != 1 else ''}: {'; '.join(said)}."


def _credits(rows: pd.DataFrame) -> list[dict[str, str]]:
    sources = rows[CREDITS].drop_duplicates("source_id").sort_values("source_id").fillna("")
    return sources.to_dict("records")
