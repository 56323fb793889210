"""Where everything goes on a map of the front, worked out before anything is drawn."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysttools.case.window import DegreeWindow
from analysttools.charts.drawing.layout import MARGIN, Panel, new_panels, read_size
from analysttools.charts.drawing.placement import Room
from analysttools.charts.drawing.symbols import colour_actors, letter_sides, sign_actors
from analysttools.charts.front_map.labels import Block, Plan, blocks_of, plan_labels
from analysttools.charts.front_map.locator import Locator, place_locator
from analysttools.charts.front_map.map_names import WORDS
from analysttools.charts.front_map.overlays import (
    Label,
    SectorLabel,
    label_areas,
    label_sectors,
    label_towns,
    points_of,
    take_scale,
)
from analysttools.charts.front_map.projection import MapView

# More events than this are never said line by line.
DETAILED = 60
# Nor are they where labels would hide more than this share of a map of measured ground.
HIDDEN = 0.1


class Over(NamedTuple):
    """What lies over the base map: the ground as it is cut, sectors, places and areas that are to be named.

    Each is empty where there is none.
    """

    ground: pd.DataFrame
    sectors: pd.DataFrame
    places: pd.DataFrame
    areas: pd.DataFrame


NOTHING_OVER = Over(*(pd.DataFrame() for _ in range(4)))


class Layout(NamedTuple):
    """Where everything goes: the view, its width in inches, the labels, the scale bar, the small map.

    `ground` is cut at the edges of the view.
    """

    view: MapView
    ground: pd.DataFrame
    inside: float
    plan: Plan
    sectors: list[SectorLabel]
    towns: list[Label]
    areas: list[Label]
    scale: tuple[float, float, float]
    locator: Locator | None
    is_detailed: bool

    @property
    def km(self) -> float:
        """The km of a point."""
        return self.view.width / (self.inside * 72)


def lay_out(
    events: pd.DataFrame,
    base_map: pd.DataFrame,
    over: Over,
    view: MapView,
    inside: float,
    lang: str,
) -> Layout:
    """Give everything its place: places to be named, the words of sectors, claims, as many towns as fit.

    Claims are said in words if all of them have room so and hide little ground, else by marks in rows.
    """
    sketch = new_panels(read_size(inside + 2 * MARGIN), MARGIN, [Panel(0, inside * view.shape, 0)])[0]
    points = points_of(events, view, inside)
    placed = events.assign(x=points[:, 0], y=points[:, 1], letter=letter_sides(events))
    looks = colour_actors(events), sign_actors(events["actor"])
    ranked, claimed = _rank_towns(base_map, over, view, inside), set(events["place_name"])
    is_first = ranked["rank"].eq(0)
    for is_detailed in [True, False] if len(events) <= DETAILED else [False]:
        room = Room(sketch)
        blocks = blocks_of(placed, *looks, lang, is_detailed=is_detailed)
        if is_detailed and not over.ground.empty and _share_of(blocks, room) > HIDDEN:
            continue
        for x, y in np.unique(points, axis=0):
            room.take((x - 2.5, y - 2.5, x + 2.5, y + 2.5))
        scale = take_scale(room, view)
        named = label_towns(room, ranked[is_first], points, claimed)
        labels = label_sectors(room, over.sectors, view, lang, WORDS[lang]["sector"])
        plan = plan_labels(room, blocks)
        if not plan.listed:
            break
    locator = place_locator(room, base_map, view)
    areas = label_areas(room, over.areas, view)
    seen = label_towns(room, ranked[~is_first], points, claimed | {label.text for label in named})
    towns = [*named, *seen]
    return Layout(view, over.ground, inside, plan, labels, towns, areas, scale, locator, is_detailed)


def _share_of(blocks: list[Block], room: Room) -> float:
    """Return which share of a map labels cover."""
    return sum(wide * high for wide, high in (block.size for block in blocks)) / (room.size[0] * room.size[1])


def _rank_towns(base_map: pd.DataFrame, over: Over, view: MapView, inside: float) -> pd.DataFrame:
    """Return the towns with where they stand, in points, and how much they matter."""
    import shapely

    towns = base_map[base_map["layer"].eq("towns")]
    points = shapely.get_coordinates(towns["geometry"].to_numpy(object))
    frame = pd.DataFrame(points, columns=["lon", "lat"]).assign(
        name=towns["name"].to_numpy(), population=towns["population"].to_numpy(), rank=2
    )
    spots = points_of(frame, view, inside)
    if not over.ground.empty:
        changed = shapely.union_all(
            over.ground.loc[over.ground["what"].ne("held"), "geometry"].to_numpy(object)
        )
        km = spots * (view.width / (inside * 72)) + view.extent[:2]
        frame.loc[shapely.contains_xy(changed, *km.T), "rank"] = 1
    frame = frame.assign(x=spots[:, 0], y=spots[:, 1])
    if over.places.empty:
        return frame
    own = points_of(over.places, view, inside)
    named = over.places[["lon", "lat"]].assign(name=over.places["place_name"], population=0.0, rank=0)
    return pd.concat([named.assign(x=own[:, 0], y=own[:, 1]), frame], ignore_index=True)


def window_of(events: pd.DataFrame, over: Over = NOTHING_OVER) -> DegreeWindow:
    """Return a window that holds all events and sectors, with room around them for labels.

    Without events it holds the ground, the places and the regions to be named; countries do not count.
    """
    import shapely

    boxes = [_edges_of(events)] if len(events) else _edges_of_all(over)
    if not over.sectors.empty:
        boxes.append(shapely.bounds(shapely.from_wkt(over.sectors["outline"].to_numpy(object))))
    edges = np.concatenate(boxes)
    west, south = edges[:, :2].min(axis=0)
    east, north = edges[:, 2:].max(axis=0)
    room = max(0.12, 0.08 * max(east - west, north - south))
    return float(west - 1.4 * room), float(south - room), float(east + 1.4 * room), float(north + room)


def _edges_of(places: pd.DataFrame) -> np.ndarray:
    """Return west, south, east and north of points."""
    points = places[["lon", "lat"]].to_numpy(float)
    return np.hstack([points, points])


def _edges_of_all(over: Over) -> list[np.ndarray]:
    """Return west, south, east and north of ground, places and regions, as far as there are some."""
    import shapely

    regions = over.areas[over.areas["kind"].eq("region")] if len(over.areas) else over.areas
    boxes = [
        shapely.bounds(rows["geometry"].to_numpy(object)) for rows in (over.ground, regions) if len(rows)
    ]
    return [*boxes, _edges_of(over.places)] if len(over.places) else boxes
