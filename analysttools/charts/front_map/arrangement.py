"""Where everything goes on a map of the front, worked out before anything is drawn."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysttools.case.window import DegreeWindow
from analysttools.charts.drawing.layout import MARGIN, Panel, new_panels, read_size
from analysttools.charts.drawing.placement import Room
from analysttools.charts.drawing.symbols import colour_actors, letter_sides, sign_actors
from analysttools.charts.front_map.labels import Plan, blocks_of, plan_labels
from analysttools.charts.front_map.map_names import WORDS
from analysttools.charts.front_map.overlays import Label, label_sectors, label_towns, points_of, take_scale
from analysttools.charts.front_map.projection import MapView

# More events than this are never said line by line.
DETAILED = 60


class Layout(NamedTuple):
    """Where everything goes: the view, its width in inches, the labels, the scale bar."""

    view: MapView
    inside: float
    plan: Plan
    sectors: list[Label]
    towns: list[Label]
    scale: tuple[float, float, float]
    is_detailed: bool

    @property
    def km(self) -> float:
        """The km of a point."""
        return self.view.width / (self.inside * 72)


def lay_out(
    events: pd.DataFrame,
    base_map: pd.DataFrame,
    sectors: pd.DataFrame,
    view: MapView,
    inside: float,
    lang: str,
) -> Layout:
    """Give everything its place: first the words of sectors, then claims, then as many towns as fit.

    Claims are said in words if all of them have room so, else by marks in rows.
    """
    sketch = new_panels(read_size(inside + 2 * MARGIN), MARGIN, [Panel(0, inside * view.shape, 0)])[0]
    points = points_of(events, view, inside)
    placed = events.assign(x=points[:, 0], y=points[:, 1], letter=letter_sides(events))
    looks = colour_actors(events), sign_actors(events["actor"])
    for is_detailed in [True, False] if len(events) <= DETAILED else [False]:
        room = Room(sketch)
        for x, y in np.unique(points, axis=0):
            room.take((x - 2.5, y - 2.5, x + 2.5, y + 2.5))
        scale = take_scale(room, view)
        labels = label_sectors(room, sectors, view, lang, WORDS[lang]["sector"])
        plan = plan_labels(room, blocks_of(placed, *looks, lang, is_detailed=is_detailed))
        if not plan.listed:
            break
    towns = base_map[base_map["layer"].eq("towns")]
    lonlat = pd.DataFrame([(point.x, point.y) for point in towns["geometry"]], columns=["lon", "lat"])
    spots = points_of(lonlat, view, inside)
    seen = label_towns(room, towns.assign(x=spots[:, 0], y=spots[:, 1]), points, set(events["place_name"]))
    return Layout(view, inside, plan, labels, seen, scale, is_detailed)


def window_of(events: pd.DataFrame, sectors: pd.DataFrame) -> DegreeWindow:
    """Return a window that holds all places and outlines, with room around them for labels."""
    import shapely

    points = events[["lon", "lat"]].to_numpy(float)
    boxes = [np.hstack([points, points])]
    if not sectors.empty:
        boxes.append(shapely.bounds(shapely.from_wkt(sectors["outline"].to_numpy(object))))
    edges = np.concatenate(boxes)
    west, south = edges[:, :2].min(axis=0)
    east, north = edges[:, 2:].max(axis=0)
    room = max(0.12, 0.08 * max(east - west, north - south))
    return float(west - 1.4 * room), float(south - room), float(east + 1.4 * room), float(north + room)
