"""Control polygons in, frames out: how large the ground is, what changed, on which side a place lay.

``snapshots.py`` finds the files and ``rings.py`` makes polygons of one; ``differences.py`` works out what
differs between two; ``daily_areas.py``, ``changes.py``, ``ground.py``, ``cells.py`` and ``control.py``
answer one question each. ``sectors.py`` and ``periods.py`` serve them. ``growth.py`` takes differences of
what was measured, ``captures.py`` sets claims against the map, ``update.py`` keeps the measured tables,
``download.py`` brings the files.
"""

from analysttools.front.captures import compare_with_map
from analysttools.front.cells import cells, cells_between, growth_if_moved
from analysttools.front.changes import changes
from analysttools.front.control import changed_hands, control_at
from analysttools.front.daily_areas import areas
from analysttools.front.download import fetch_front
from analysttools.front.ground import gained_between, ground_between, lost_between
from analysttools.front.growth import growth_by_sector
from analysttools.front.outlines import outline_on
from analysttools.front.snapshots import read_snapshots

__all__ = [
    "areas",
    "cells",
    "cells_between",
    "changed_hands",
    "changes",
    "compare_with_map",
    "control_at",
    "fetch_front",
    "gained_between",
    "ground_between",
    "growth_by_sector",
    "growth_if_moved",
    "lost_between",
    "outline_on",
    "read_snapshots",
]
