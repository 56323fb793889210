"""Holding figures against the data and the code that they were drawn from.

Belongs here: saying what no longer fits, and why. Does not belong here: drawing, writing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from analysttools.arguments import checked
from analysttools.case.loading import Case, load_case
from analysttools.case.vocabulary import with_names
from analysttools.charts import CHARTS
from analysttools.errors import describe_list
from analysttools.figures.code_digest import digest_code, list_code
from analysttools.figures.gallery import GALLERY, format_gallery, list_records, notebook_of, require_folder
from analysttools.figures.inventory import INVENTORY, find_unseen, list_pictures
from analysttools.figures.records import clean, digest_marks, format_rows, read_record, sha256
from analysttools.figures.things_shown import find_figures_beside
from analysttools.files.atomic_write import read_alike
from analysttools.files.system_files import is_of_system

# The tables whose rows are drawn, by their keys. Ground is drawn from polygons that no case holds.
TABLE_OF_ID = {
    **{"claim_id": "claims", "event_id": "events"},
    **{"area_id": "daily_area", "change_id": "monthly_change", "spell_id": "control"},
    "cell_id": "cells",
}
MEASURED = ("daily_area", "monthly_change", "control", "cells")
# The row that a reason tells of.
_ROW = re.compile(r"(?:claim|event|area|change|spell|cell|source) (\S+?)(?::| is gone from) ")
# Cells that are worked out from another cell of the row.
_DERIVED = ("_earliest", "_latest")


@checked()
def verify_figures(folder: str | Path = "figures", *, data: str | Path = "data") -> pd.DataFrame:
    """Find the figures that no longer fit the data or the code, and say why.

    Each figure's record is held against its pictures, also those that the notebooks show, the rows and
    sources of the data, and the code that drew it; the gallery against the records. Where `run_notebooks` ran
    all notebooks, the data are held against what they were then: rows that the data gained, or that changed
    though no figure draws them, are told, with the figures that show the same things as claims that are new.
    Nothing is drawn or written.

    Parameters
    ----------
    folder : str or path, optional
        Where `save_figure` wrote.
    data : str or path, optional
        The data folder.

    Returns
    -------
    DataFrame
        One row a reason, sorted by figure: ``figure`` (its name, or that of a file that belongs to none)
        and ``reason`` (a sentence, then what to do). No row if all fit.

    Raises
    ------
    FileNotFoundError
        If one of the folders is not there.
    DataError
        If the data have faults.

    Examples
    --------
    >>> import tempfile
    >>> from analysttools import load_case, plot_estimates, save_figure, verify_figures, with_names
    >>> case = load_case("tests/cases/strait")
    >>> claims = with_names(case.claims[case.claims["claim_id"].eq("guard-killed")], case)
    >>> changed = claims.assign(low=41.0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     saved = save_figure(plot_estimates(changed), "demo", changed, title="One.", folder=folder)
    ...     stale = verify_figures(folder, data=case.folder)
    >>> print(stale["reason"].iloc[-1])
    claim guard-killed: low was 41, tests/cases/strait/claims.csv has 40. Draw it again
    """
    folder, data = Path(folder), Path(data)
    require_folder(folder)
    case = load_case(data)
    reasons, records = [], []
    for path in list_records(folder):
        try:
            records.append(read_record(path))
        except ValueError as error:
            reasons.append((path.stem, f"{error}. {_advice({'figure': path.stem}, folder)}"))
    for record in records:
        advice = _advice(record, folder)
        reasons += [
            (record["figure"], f"{reason}. {advice}") for reason in _find_reasons(record, folder, case)
        ]
    reasons += _find_shown(folder, records)
    reasons += _find_strays(folder)
    reasons += _find_gallery(folder, records)
    told = {row[1] for _, reason in reasons if (row := _ROW.match(reason))}
    beside = partial(find_figures_beside, claims=case.claims, records=records)
    reasons += [(INVENTORY, reason) for reason in find_unseen(folder, data, told, beside)]
    found = pd.DataFrame(reasons, columns=["figure", "reason"])
    return found.sort_values("figure", kind="stable", ignore_index=True)


def _advice(record: dict[str, Any], folder: Path) -> str:
    notebook = notebook_of(record, folder)
    if notebook is None:
        return "Draw it again"
    return f"Draw it again: analysttools run {(folder.parent / 'notebooks' / notebook).as_posix()}.ipynb"


def _find_reasons(record: dict[str, Any], folder: Path, case: Case) -> Iterator[str]:
    """Return what no longer fits a record: its own text, its pictures, the data, the code."""
    if digest_marks(record["rows"], record["marks"]) != record["digest"]:
        yield f"{folder / record['figure']}.json was changed by hand"
    for file in (f"{record['figure']}.png", f"{record['figure']}.svg"):
        path = folder / file
        if not path.is_file():
            yield f"{path} is missing"
        elif sha256(read_alike(path)) != record["files"].get(file):
            yield f"{path} is not the one that its record describes"
    for key, table in TABLE_OF_ID.items():
        rows = [row for row in record["rows"] if next(iter(row)) == key]
        yield from _compare_rows(rows, record["columns"].get(key, []), table, case, record["lang"])
    yield from _compare_credits(record["credits"], case)
    yield from _compare_code(record)


def _compare_rows(
    drawn: list[dict[str, str]], columns: list[str], table: str, case: Case, lang: str
) -> Iterator[str]:
    """Return what became of the drawn rows of one table, a sentence for each row that changed."""
    frame = getattr(case, table)
    key = frame.columns[0]
    named = with_names(frame[frame[key].isin([row[key] for row in drawn])], case, lang)
    now = {row[key]: row for row in format_rows(named)}
    file = case.folder / ("front" if table in MEASURED else "") / f"{table}.csv"
    for row in drawn:
        what = f"{key.removesuffix('_id')} {row[key]}"
        if row[key] not in now:
            yield f"{what} is gone from {file}"
            continue
        cells = {column: now[row[key]].get(column, "") for column in columns if column in named}
        changed = [column for column, cell in cells.items() if cell != row.get(column, "")]
        said = [
            _describe_cell(
                column, row.get(column, ""), cells[column], file if column in frame else case.folder
            )
            for column in changed
            if not (column.endswith(_DERIVED) and column.rpartition("_")[0] in changed)
        ]
        if said:
            yield f"{what}: {'; '.join(said)}"


def _compare_credits(drawn: list[dict[str, str]], case: Case) -> Iterator[str]:
    """Return what became of the sources that a figure credits."""
    file = case.folder / "sources.csv"
    now = {row["source_id"]: row for row in case.sources.fillna("").to_dict("records")}
    for one in drawn:
        source = now.get(one["source_id"])
        if source is None:
            yield f"source {one['source_id']} is gone from {file}"
            continue
        cells = {column: clean(source.get(column, "")) for column in one}
        said = [
            _describe_cell(column, one[column], cells[column], file)
            for column in one
            if cells[column] != one[column]
        ]
        if said:
            yield f"source {one['source_id']}: {'; '.join(said)}"


def _describe_cell(column: str, was: str, now: str, where: Path) -> str:
    return f"{column} was {_show(was) or 'empty'}, {where} has {_show(now) or 'nothing'}"


def _show(cell: str) -> str:
    """Show a cell; in quotes if it begins or ends with a blank, which nobody would see."""
    return cell if cell == cell.strip() else f'"{cell}"'


def _compare_code(record: dict[str, Any]) -> Iterator[str]:
    """Say that the code behind a figure is another, with the files that it stands in."""
    charts = record["chart"].split(";")
    unknown = [chart for chart in charts if chart not in CHARTS]
    if unknown:
        yield f"there is no chart of the name {unknown[0]}"
    elif digest_code(charts) != record["code"]:
        yield f"the code behind it is another (in one of {describe_list(list_code(charts))})"


def _find_shown(folder: Path, records: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Hold the pictures that notebooks show of figures against their records."""
    pictures = list_pictures(folder.parent / "notebooks")
    for record in records:
        name = record["figure"]
        shown = [one for one in pictures if one.figure == name]
        notebooks = sorted({one.notebook.as_posix() for one in shown})
        if len(notebooks) > 1:
            yield (
                name,
                f"{' and '.join(notebooks)} save it, and each run of one overwrites that of the other. Give "
                "it another name in one of them",
            )
            continue
        cells = [str(one.cell) for one in shown]
        if len(cells) > 1:
            yield (
                name,
                f"{notebooks[0]}, code cells {' and '.join(cells)} save it, and the last overwrites the "
                "others. Give it another name in all but one",
            )
            continue
        if not shown and _is_orphan(record, folder):
            yield (
                name,
                f"its notebook {record['notebook']}.ipynb is gone. Remove the figure, or save it from "
                "another",
            )
        for one in shown:
            if one.digest != record["files"].get(f"{name}.png"):
                picture = (
                    f"another picture of it than {folder / name}.png" if one.digest else "no picture of it"
                )
                where = f"{one.notebook}, code cell {one.cell},"
                yield name, f"{where} shows {picture}. {_advice(record, folder)}"


def _is_orphan(record: dict[str, Any], folder: Path) -> bool:
    """Return whether the notebook that a record names is not among those beside the figures."""
    notebooks = folder.parent / "notebooks"
    named = record["notebook"]
    return bool(named) and notebooks.is_dir() and not (notebooks / f"{named}.ipynb").exists()


def _find_strays(folder: Path) -> Iterator[tuple[str, str]]:
    """Return pictures without a record, and what a killed process left."""
    for path in sorted(path for path in folder.iterdir() if not is_of_system(path.name)):
        is_picture = path.suffix in (".png", ".svg") and not path.name.startswith(".")
        if is_picture and not path.with_suffix(".json").exists():
            yield path.stem, f"{path} has no record. Save it with save_figure, or remove it"
        elif path.name.startswith(".") and path.suffixes[:1] in ([".png"], [".svg"], [".json"], [".md"]):
            yield path.name, f"{path} was left by a process that was killed. Remove it"


def _find_gallery(folder: Path, records: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Return whether the gallery is what the records give."""
    path = folder / GALLERY
    if not path.is_file():
        yield GALLERY, f"{path} is missing. Write it with analysttools run, or write_gallery"
    elif read_alike(path) != format_gallery(records, folder).encode():
        yield (
            GALLERY,
            f"{path} is not what the records give. Write it with analysttools run, or write_gallery",
        )
