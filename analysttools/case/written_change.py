"""A change written into a case's own folder, which can be taken back to the byte.

Belongs here: what the files held before, and putting that back. Does not belong here: what is written
(``writing.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysttools.case.loading import Case, load_case, read_tables
from analysttools.case.trial import check_contents
from analysttools.case.writing import write_case
from analysttools.errors import DataError
from analysttools.files.atomic_write import FileChangedError, write_together

CHANGED = (
    "was changed after the claim was added. Nothing was taken back: load the case again and remove the row"
)


@dataclass(frozen=True)
class WrittenChange:
    """What files of a case held before a change, and what they hold after it."""

    folder: Path
    before: dict[Path, bytes]
    after: dict[Path, bytes]

    def undo(self) -> Case:
        """Write back what the files held before, whole or not at all, and return the case as it then is.

        Raises
        ------
        OSError
            If one of the files was changed since, or cannot be written; then all is as it was.
        DataError
            If something that was added since needs what would be taken back; then all is as it was.
        """
        if faults := check_contents(self.folder, self.before):
            raise DataError("the case as it would be again (nothing was taken back)", faults)
        try:
            write_together(self.before, standing=self.after)
        except FileChangedError as error:
            raise OSError(f"{error} {CHANGED}") from error
        return load_case(self.folder)


def write_change(case: Case) -> tuple[Case, WrittenChange]:
    """Write a case into its own folder; return it as loaded again, and what takes the change back.

    Raises
    ------
    DataError, OSError
        As `write_case` does; then nothing was written.
    """
    paths = [case.folder / table.path for table in read_tables(case.folder) if hasattr(case, table.name)]
    standing = {path: path.read_bytes() for path in paths}
    written = write_case(case, case.folder)
    before = {path: standing[path] for path in written}
    return load_case(case.folder), WrittenChange(
        case.folder, before, {path: path.read_bytes() for path in written}
    )
