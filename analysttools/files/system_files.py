"""Files that systems put into folders and archives by themselves, which nobody means as data.

Belongs here: telling them by their names. Does not belong here: reading anything.
"""

from __future__ import annotations

from pathlib import PurePath

# Of macOS, Windows and what synchronises folders; "._name" beside "name" holds what macOS knows of it.
NAMES = {".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", ".directory", ".localized", "icon\r"}
# Of macOS, Windows and devices that keep files; folders that begin with a dot are all left alone.
FOLDERS = {"__macosx", "$recycle.bin", "#recycle", "@eadir", "system volume information"}


def is_of_system(path: str | PurePath) -> bool:
    """Return whether a path, in a folder or an archive, is of a file that a system put there by itself.

    Examples
    --------
    >>> from analysttools.files.system_files import is_of_system
    >>> is_of_system("days/__MACOSX/._20240802.geojson"), is_of_system("days/20240802.geojson")
    (True, False)
    """
    *folders, name = str(path).replace("\\", "/").split("/")
    if name.startswith(("._", "~$")) or name.lower() in NAMES:
        return True
    return any(one.lower() in FOLDERS or (one[:1] == "." and one not in (".", "..")) for one in folders)
