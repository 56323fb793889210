"""Control polygons in, frames out: how large the ground is, what changed, on which side a place lay.

``snapshots.py`` finds the files and ``geojson.py`` reads one; ``differences.py`` works out what differs
between two; ``areas.py``, ``changes.py``, ``ground.py`` and ``control.py`` answer one question each.
``sectors.py`` and ``pairs.py`` serve them. ``captures.py`` sets claims against the map, ``measuring.py``
keeps the measured tables, ``fetching.py`` brings the files.
"""

from analysttools.front.areas import areas
from analysttools.front.changes import changes
from analysttools.front.control import control_at
from analysttools.front.ground import gained_between, ground_between, lost_between
from analysttools.front.outlines import outline_on
from analysttools.front.snapshots import read_snapshots

__all__ = [
    "areas",
    "changes",
    "control_at",
    "gained_between",
    "ground_between",
    "lost_between",
    "outline_on",
    "read_snapshots",
]
