"""Saving charts: the picture, the drawing, the record of what is behind them, and their text form.

Belongs here: what is saved and shown of a chart. Does not belong here: drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysttools.arguments import FRAMES, checked
from analysttools.case.source_lists import split_sources
from analysttools.charts import CHARTS
from analysttools.charts.drawing.layout import dots_of
from analysttools.charts.drawing.redrawing import call_behind
from analysttools.charts.drawing.style import require_drawable, styled
from analysttools.columns import named_columns, require_plain, take_columns
from analysttools.errors import BREAKS, describe_list, escape, quoted
from analysttools.figures.alt_text import LONGEST, ROWS, describe_figure, format_alt
from analysttools.figures.code_digest import digest_code
from analysttools.figures.kept_figures import KeptFigure, keep_figure
from analysttools.figures.marks import format_marks, read_marks
from analysttools.figures.records import (
    CREDITS,
    clean,
    digest_marks,
    find_notebook,
    find_other_owner,
    format_record,
    format_rows,
    is_record,
    require_name,
    sha256,
    versions,
)
from analysttools.figures.rendering import draw_files
from analysttools.files.atomic_write import find_stage, write_together
from analysttools.formatting import require_language

# What a mark of numbers is called, and the columns of these.
NUMBERS = {"low": ["low"], "best": ["best"], "high": ["high"], "bounds": ["low", "high"]}
# Agg draws fewer pixels than this in each direction.
PIXELS = 2**16


@dataclass(frozen=True)
class SavedFigure:
    """A saved chart: shown as its picture with its alt text, read as that and the table of its marks.

    nbval does not compare pictures but compares this text: a changed font passes, a changed number
    fails and names its claim.

    Attributes
    ----------
    name : str
        Name of the files, without ending.
    alt : str
        What the picture shows, in at most 150 letters: the finding, and how many rows are drawn.
    description : str
        The finding and all rows in words, for those who do not see the picture.
    marks : DataFrame
        One row a mark: ``id`` (claim or event), ``what`` (which part of it), ``at`` (where, in data
        units), ``label`` (its words).
    png : bytes
        The picture, the same bytes as the file.
    """

    name: str
    alt: str
    description: str
    marks: pd.DataFrame
    png: bytes

    def __repr__(self) -> str:
        """Return the alt text and the table of marks."""
        return f"Figure {self.name}: {self.alt}\n{format_marks(self.marks)}"

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        import base64

        shown = {"image/png": base64.b64encode(self.png).decode(), "text/plain": repr(self)}
        return shown, {"image/png": {"alt": self.alt}}  # where nbconvert's classic template looks


@checked(rows=FRAMES)
@styled
def save_figure(
    ax: Axes,
    name: str,
    rows: pd.DataFrame | Sequence[pd.DataFrame],
    *,
    folder: str | Path,
    title: str | None = None,
    lang: str = "en",
) -> SavedFigure:
    """Save a chart as PNG and SVG with a record of what is behind it.

    Writes ``<folder>/<name>.png``, ``.svg`` and ``.json`` together: if one cannot be written, all stand
    as they were. A file whose bytes would not change is left alone. In a notebook that `run_notebooks` runs
    they wait until it has passed; under a regression test of the notebook they go to a folder of that test,
    and those that stand are left as they are. The record names the notebook where Jupyter tells which it is;
    it lists the marks, the alt text, the description, the sources, the rows as they were drawn, and digests
    of the code and of the two pictures; `verify_figures` holds it against the data and the code. Title,
    description, sources and a digest are also inside the PNG and the SVG. Nothing of the time, the machine or
    the path goes into a file.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        A chart of this toolkit; the whole figure that it belongs to is saved.
    name : str
        Name of the files: lower-case words separated by hyphens, the notebook's name first.
    rows : DataFrame or sequence of DataFrame
        What was drawn: claims, events, measured rows, or several of them; one a row, the id in the first
        column, with the columns that ``with_names`` adds.
    folder : str or path
        Where to write; made if it is not there.
    title : str, optional
        The finding, one sentence of at most 150 letters, with which the alt text begins. None: that of the
        chart, which stands in the picture.
    lang : {"en", "fr"}
        Language of the alt text and the description; that of the names and of the chart.

    Returns
    -------
    SavedFigure

    Raises
    ------
    ValueError
        If the name is not of that form, there is no title, it is too long or holds control characters, the
        Axes are not a chart of this toolkit, draw other rows than `rows`, or more than fit a picture; or if
        the figure of that name is one of another notebook.
    FileExistsError
        If a file of that name is there that is not of a saved figure.
    OSError
        If a file cannot be written; the old figure stands.

    Examples
    --------
    >>> import tempfile
    >>> from analysttools import load_case, save_figure, with_names
    >>> from analysttools.charts.estimates import plot_estimates
    >>> case = load_case("tests/cases/strait")
    >>> claims = with_names(case.claims[case.claims["claim_id"].eq("guard-killed")], case)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     saved = save_figure(plot_estimates(claims), "demo", claims, title="One.", folder=folder)
    >>> print(saved)
    Figure demo: One. Chart of 1 claim.
    id            what   at  label
    guard-killed  low    40
    guard-killed  words      at least 40 · 10 Mar to 2 Apr 2031
    """
    frames = [_take(frame) for frame in ([rows] if isinstance(rows, pd.DataFrame) else rows)]
    require_name(name)
    require_language(lang)
    figure, chart = _require_chart(ax, name)
    title = _require_title(_same_title(title, str(figure.get_label()), name), name)
    _require_rows(frames, name)
    _show_unseen(figure)
    marks = read_marks(figure.axes)
    _require_same_rows(marks, frames, name)
    _require_same_numbers(marks, frames, name)
    alt, description = (
        clean(format_alt(title, with_marks(marks, frames), lang)),
        clean(describe_figure(title, frames, lang)),
    )
    said, table = [row for frame in frames for row in format_rows(frame)], marks.to_dict("records")
    digest = digest_marks(said, table)
    credit = _credits(frames)
    sources = "; ".join(
        " ".join([one["publisher"], *([f"<{one['url']}>"] if one["url"] else [])]) for one in credit
    )
    embedded = {
        "Title": title,
        "Description": description,
        "Source": sources,
        "Identifier": f"{name} sha256:{digest}",
    }
    files = draw_files(figure, name, embedded, lang, dots_of(figure))
    drawing = files[f"{name}.svg"].decode()
    keep_figure(name, KeptFigure(call_behind(figure), sha256(drawing.encode()), frames, embedded, lang))
    files[f"{name}.svg"] = escape(drawing, keep=BREAKS).encode()  # else no program might open it
    record = {
        **{"figure": name, "notebook": find_notebook(), "alt": alt, "description": description, "lang": lang},
        **{"chart": chart, "digest": digest},
        **{"marks": table, "credits": credit, "columns": _columns(frames), "rows": said},
        "code": digest_code(chart.split(";")),
        "files": {file: sha256(content) for file, content in files.items()},
        "made_with": versions(),
    }
    files[f"{name}.json"] = format_record(record).encode()
    place = find_stage(Path(folder))
    if place == Path(folder):  # else whoever runs the notebook looks to it, when it has passed
        _require_own(place / f"{name}.json")
        _require_no_other(place, list(files))
    if place is not None:
        write_together({place / file: content for file, content in files.items()})
    return SavedFigure(name, alt, description, marks, files[f"{name}.png"])


def _take(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with columns of known types."""
    require_plain("save_figure: rows", frame)
    frame = named_columns(frame)
    return take_columns("save_figure: rows", frame, [], *frame).reset_index(drop=True)


def _require_own(record: Path) -> None:
    """Check that the figure that stands is not one of another notebook."""
    notebook = find_notebook()
    for folder in (Path(), record.parent.parent / "notebooks"):
        if owner := find_other_owner(record, notebook, folder):
            raise ValueError(
                f"save_figure: {record.stem} is a figure of the notebook {owner}, and the notebook "
                f"{notebook} would overwrite it. Give it another name in one of them"
            )


def _require_no_other(folder: Path, names: list[str]) -> None:
    """Check that no file stands there that is not of a saved figure: it would be lost."""
    record = folder / names[-1]
    there = [str(folder / name) for name in names if (folder / name).is_file()]
    if there and not is_record(record) and not record.is_dir():  # of which writing says what to do
        raise FileExistsError(
            f"save_figure: {describe_list(there)} would be overwritten, and there is no record of a figure "
            f"next to it ({record.name}). Move it away, or give the figure another name"
        )


def _same_title(given: str | None, own: str, name: str) -> str:
    """Return the title that is given, or the chart's own; raise if the picture bears another."""
    if given is not None and own and given != own:
        raise ValueError(
            f"save_figure: the title given for {name} is {quoted(given)}, but the picture says "
            f"{quoted(own)}. Leave title out, or draw the chart with it"
        )
    return own if given is None else given


def _require_title(title: str, name: str) -> str:
    """Return the title, if it can stand in a picture."""
    if not title.strip() or escape(title) != title:
        raise ValueError(
            f"save_figure: the title of {name} is empty, or holds a character that is not seen: "
            f'"{escape(title)}". Give the chart one sentence: title="..."'
        )
    if len(title) > LONGEST:
        raise ValueError(
            f"save_figure: the title of {name} has {len(title)} letters, but the alt text that begins with "
            f"it has at most {LONGEST}. Shorten it; what the rows say is in the description"
        )
    return title


def _require_rows(frames: list[pd.DataFrame], name: str) -> None:
    """Check that the rows are of a kind that can be drawn, with their sources."""
    if not frames:
        raise ValueError(f"save_figure: no rows are given for {name}. Give the frame that was drawn")
    for frame in frames:
        require_drawable(frame, CREDITS, "save_figure")
        if frame.columns[0] not in ROWS["en"]:
            raise ValueError(
                f'save_figure: the first column of the rows of {name} is "{frame.columns[0]}". Give claims, '
                f"events or measured rows, whose first column is one of: {', '.join(ROWS['en'])}"
            )


def _require_chart(ax: Axes, name: str) -> tuple[Figure, str]:
    """Check that the Axes are of a chart of this toolkit that can be drawn; return its figure and names."""
    figure = ax.get_figure(root=True)
    charts = set() if figure is None else {_chart_of(one) for one in figure.axes}
    if figure is None or not _chart_of(ax):
        raise ValueError(
            f"save_figure: {name} is not a chart of this toolkit: nothing tells which claim a mark is of. "
            "Draw it with a function of analysttools.charts"
        )
    width, height = (round(inches * dots_of(figure)) for inches in figure.get_size_inches())
    if max(width, height) >= PIXELS:
        raise ValueError(
            f"save_figure: {name} would be {width:,} by {height:,} pixels, and a picture has fewer than "
            f"{PIXELS:,} in each direction. Draw fewer rows"
        )
    return figure, ";".join(sorted(charts - {""}))


def _chart_of(ax: Axes) -> str:
    """Return the name of the chart that the Axes are, or nothing."""
    kind, _, chart = (ax.get_gid() or "").partition(".")
    return chart if kind == "chart" and chart in CHARTS else ""


def _require_same_rows(marks: pd.DataFrame, frames: list[pd.DataFrame], name: str) -> None:
    """Check that the record speaks of exactly the rows that were drawn."""
    ids = {one for frame in frames for one in frame.iloc[:, 0]}
    drawn = {one for joined in marks["id"] for one in joined.split(";")}
    for strange, problem in (
        (drawn - ids, "draws {}, which the rows lack"),
        (ids - drawn, "does not draw {}"),
    ):
        if strange:
            said = problem.format(describe_list(sorted(strange)))
            raise ValueError(f"save_figure: {name} {said}. Give the frame that was drawn")


def _require_same_numbers(marks: pd.DataFrame, frames: list[pd.DataFrame], name: str) -> None:
    """Check that bounds and values stand in the picture as they stand in the rows of claims."""
    drawn = [
        (mark.id, column, float(number))
        for mark in marks[marks["what"].isin(NUMBERS)].itertuples()
        for column, number in zip(NUMBERS[mark.what], mark.at.rpartition("| ")[2].split(", "), strict=False)
    ]
    stated = {
        (row["claim_id"], column): row[column]
        for frame in frames
        if {"claim_id", "low", "best", "high"} <= set(frame)
        for row in frame[["claim_id", "low", "best", "high"]].to_dict("records")
        for column in ("low", "best", "high")
    }
    for one, column, number in drawn:
        if not isclose(said := stated.get((one, column), number), number, rel_tol=1e-9):
            raise ValueError(
                f"save_figure: {name} draws {one} with {column} {number:g}, but its row says {said:g}. Give "
                "the frame that was drawn"
            )


def with_marks(marks: pd.DataFrame, frames: list[pd.DataFrame]) -> list[pd.DataFrame]:
    """Return the rows that have a mark of their own; of a frame that has none, all."""
    own = marks.loc[marks["what"].ne("left_out"), "id"].str.split(";").explode()
    kept = [frame[frame.iloc[:, 0].isin(own)] for frame in frames]
    return [part if len(part) else frame for part, frame in zip(kept, frames, strict=True)]


def _show_unseen(figure: Figure) -> None:
    """Escape what no drawing can hold, or would turn its words about, in texts that the user added."""
    for text in figure.findobj(Text):
        if (shown := escape(text.get_text(), keep=BREAKS)) != text.get_text():
            text.set_text(shown)


def _credits(frames: list[pd.DataFrame]) -> list[dict[str, str]]:
    rows = pd.concat([frame[CREDITS] for frame in frames]).drop_duplicates("source_id").fillna("")
    each = [one for row in rows.to_dict("records") for one in split_sources("save_figure", row)]
    sources = {one["source_id"]: one for one in reversed(each)}
    return [{column: clean(cell) for column, cell in sources[name].items()} for name in sorted(sources)]


def _columns(frames: list[pd.DataFrame]) -> dict[str, list[str]]:
    """Name the columns that the rows had, by their key: an empty cell is told from a missing one."""
    columns: dict[str, list[str]] = {}
    for frame in frames:
        own = columns.setdefault(frame.columns[0], [])
        own += [clean(str(name)) for name in frame if name not in CREDITS[1:] and name not in own]
    return columns
