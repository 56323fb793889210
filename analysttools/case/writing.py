"""A case into a folder: the tables that changed, whole or not at all, everything else as it was.

Belongs here: which files are written, and when they are refused. Does not belong here: their bytes
(``table_bytes.py``), the check (``trial.py``).
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from analysttools.arguments import checked
from analysttools.case.loading import Case, load_case, read_tables
from analysttools.case.table_bytes import format_cells, rewrite_rows
from analysttools.case.table_schema import Table
from analysttools.case.trial import check_contents, copy_case
from analysttools.errors import DataError, Fault, describe_list, escape_messages
from analysttools.files.atomic_write import FileChangedError, write_together
from analysttools.files.new_folder import make_folder

CHANGED = "was changed after the case was loaded. Nothing was written: load the case again and change that"


@checked()
def write_case(case: Case, folder: str | Path) -> list[Path]:
    """Write the tables of a case, whole or not at all.

    A table that says what its file says is not touched. In one that does not, rows keep their bytes where
    they say the same, new rows stand where they stand in the frame, and of a changed row only the cells that
    differ are written anew: a difference of versions shows the change and nothing else.

    Parameters
    ----------
    case : Case
        As `load_case` gives it, with tables replaced (``dataclasses.replace(case, claims=...)``) or rows
        added (`add_claims`).
    folder : str or path
        Where to: the folder that the case was read from, or one that is not there or is empty. There the
        descriptor and all that it lists are copied as well, byte for byte.

    Returns
    -------
    list of Path
        The files of tables that changed, claims and events last; empty if none did.

    Raises
    ------
    DataError
        If the case would have faults: all of them, and nothing is written.
    OSError
        If a file of the case was changed after the case was loaded, the folder holds something else, or a
        file cannot be written; then all is as it was.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysttools import load_case, write_case
    >>> case = load_case("tests/cases/strait")
    >>> with tempfile.TemporaryDirectory() as name:
    ...     write_case(case, Path(name, "copy"))
    ...     Path(name, "copy", "claims.csv").read_bytes() == Path(case.folder, "claims.csv").read_bytes()
    []
    True
    """
    folder = Path(folder)
    with escape_messages():
        contents, standing = format_tables(case)
        if faults := check_contents(case.folder, contents):
            raise DataError("the case as it would be (nothing was written)", faults)
        if folder.resolve() != case.folder.resolve():
            _write_copy(case, contents, folder)
        elif contents:
            _write_changed(contents, standing)
        return [folder / path.relative_to(case.folder) for path in contents]


def format_tables(case: Case) -> tuple[dict[Path, bytes], dict[Path, bytes]]:
    """Return what files of a case's tables are to hold where that is not what they hold, and what all hold.

    Raises
    ------
    OSError
        If a file was changed after the case was loaded.
    DataError
        If a frame has a column that the descriptor does not describe, or two rows of one id.
    """
    tables = [table for table in read_tables(case.folder) if hasattr(case, table.name)]
    standing = {case.folder / table.path: (case.folder / table.path).read_bytes() for table in tables}
    for table, (path, content) in zip(tables, standing.items(), strict=True):
        known = case.digests.get(table.name)
        if known and hashlib.sha256(content).hexdigest() != known:
            raise OSError(f"{path} {CHANGED}")
    if faults := [fault for table in tables for fault in _check_columns(case, table)]:
        raise DataError("the tables as they would be (nothing was written)", faults)
    loaded = load_case(case.folder)
    contents = {}
    # What claims and events refer to first: a process that is killed in between leaves a case without faults.
    for table in sorted(tables, key=lambda table: table.name in ("claims", "events")):
        before, after = (format_cells(getattr(one, table.name), table) for one in (loaded, case))
        path = case.folder / table.path
        content = rewrite_rows(standing[path], before, after, table.columns[0])
        if content != standing[path]:
            contents[path] = content
    return contents, standing


def _check_columns(case: Case, table: Table) -> list[Fault]:
    """Find columns of a frame that its file has no place for, ids that are missing or there twice."""
    frame, file = getattr(case, table.name), str(case.folder / table.path)
    made = {f"{name}_{end}" for name in table.columns for end in ("earliest", "latest")}
    strange = [str(name) for name in frame if name not in made and name not in table.columns]
    faults = []
    if strange:
        problem = f"the frame has columns that the schema does not describe: {', '.join(strange)}"
        advice = "Leave them out, or describe them in datapackage.json and add them to the file first"
        faults.append(Fault("extra-column", file, problem, advice))
    keys = frame[table.columns[0]]
    if len(again := keys[keys.duplicated() | keys.isna()].drop_duplicates()):
        problem = f"rows with no id, or with the id of another: {describe_list(again.fillna('(empty)'))}"
        faults.append(
            Fault("duplicate-value", file, problem, "Give each row an id of its own", column=table.columns[0])
        )
    return faults


def _write_changed(contents: dict[Path, bytes], standing: dict[Path, bytes]) -> None:
    """Write files of the case itself, if they are still what they were."""
    try:
        write_together(contents, standing={path: standing[path] for path in contents})
    except FileChangedError as error:
        raise OSError(f"{error} {CHANGED}") from error


def _write_copy(case: Case, contents: dict[Path, bytes], folder: Path) -> None:
    """Write a whole case into a folder that is not there, or is empty."""
    with make_folder(folder) as made:
        copy_case(case.folder, made)
        for path, content in contents.items():
            (made / path.relative_to(case.folder)).write_bytes(content)
