"""A folder that is there whole or not at all.

Belongs here: making it beside its place, and putting it there. Does not belong here: what is in it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def make_folder(folder: Path) -> Iterator[Path]:
    """Give a folder to fill, and put it in its place when it is filled; if that fails, nothing is left.

    Parameters
    ----------
    folder : Path
        Its place: a folder that is not there, or is empty.

    Yields
    ------
    Path
        An empty folder beside it.

    Raises
    ------
    FileExistsError
        If something is there.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysttools.files.new_folder import make_folder
    >>> with tempfile.TemporaryDirectory() as name:
    ...     with make_folder(Path(name, "out")) as made:
    ...         _ = (made / "a.txt").write_text("a")
    ...     print([path.name for path in Path(name).rglob("*")])
    ['out', 'a.txt']
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(
            f"{folder} is there already. Nothing was written: name a folder that is not there"
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as name:
        made = Path(name, "made")
        made.mkdir()
        yield made
        if folder.is_dir():
            folder.rmdir()
        made.rename(folder)
