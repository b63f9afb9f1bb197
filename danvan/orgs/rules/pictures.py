"""Where things stand on two small pictures: the lineage of a unit, and the unit on the map.

Only positions and paths; the template draws them, so that links, words and
colours stay with the rest of the page.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

BOX_WIDTH, BOX_HEIGHT, ROW, GAP, HEAD = 178, 26, 34, 84, 22
MAP_WIDTH = 1000


@dataclass(frozen=True)
class Box:
    """A unit on the lineage picture; `column` is negative before the unit asked about, positive after."""

    unit_id: int
    column: int
    x: int
    y: int

    @property
    def text_x(self) -> int:
        return self.x + 9

    @property
    def text_y(self) -> int:
        return self.y + BOX_HEIGHT - 8


@dataclass(frozen=True)
class Curve:
    """A passing from one box to the next."""

    predecessor: int
    successor: int
    path: str
    middle: int  # between its two columns, where the date of the step is written


@dataclass(frozen=True)
class LineagePicture:
    """Boxes in columns from the earliest predecessors to the latest successors."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT


def draw_lineage(unit_id: int, passings: Sequence[tuple[int, int]]) -> LineagePicture:
    """Return the picture of (predecessor, successor) pairs around a unit, boxes in the order the pairs are given."""
    columns = _columns(unit_id, passings)
    rows: dict[int, list[int]] = defaultdict(list)
    for unit in columns:
        rows[columns[unit]].append(unit)
    height = max(len(units) for units in rows.values()) * ROW
    first = min(rows)
    boxes: dict[int, Box] = {}
    for column in sorted(rows, key=abs):
        units = _near_their_relatives(rows[column], passings, boxes)
        top = HEAD + (height - len(units) * ROW) // 2
        for place, unit in enumerate(units):
            boxes[unit] = Box(unit, column, (column - first) * (BOX_WIDTH + GAP), top + place * ROW)
    curves = tuple(_curve(boxes[before], boxes[after]) for before, after in passings)
    width = len(rows) * (BOX_WIDTH + GAP) - GAP
    return LineagePicture(width, HEAD + height, tuple(boxes.values()), curves)


def _columns(unit_id: int, passings: Sequence[tuple[int, int]]) -> dict[int, int]:
    columns = {unit_id: 0}
    for step in (-1, 1):
        edge = [unit_id]
        while edge:
            further = []
            for before, after in passings:
                here, there = (after, before) if step < 0 else (before, after)
                if here in edge and there not in columns:
                    columns[there] = columns[here] + step
                    further.append(there)
            edge = further
    return columns


def _near_their_relatives(
    units: list[int], passings: Sequence[tuple[int, int]], placed: Mapping[int, Box]
) -> list[int]:
    def height(unit: int) -> float:
        relatives = [placed[other].y for pair in passings if unit in pair for other in pair if other in placed]
        return sum(relatives) / len(relatives) if relatives else 0

    return sorted(units, key=height)


def _curve(before: Box, after: Box) -> Curve:
    x1, y1 = before.x + BOX_WIDTH, before.y + BOX_HEIGHT // 2
    x2, y2 = after.x, after.y + BOX_HEIGHT // 2
    middle = (x1 + x2) // 2
    path = f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"
    return Curve(before.unit_id, after.unit_id, path, middle)


@dataclass(frozen=True)
class Projection:
    """From longitude and latitude to a picture of fixed width, north up."""

    west: float
    north: float
    scale: float
    squeeze: float
    height: int

    @classmethod
    def around(cls, geometry: Mapping[str, Any]) -> "Projection":
        """Return the projection that fits a geometry."""
        points = [point for ring in _rings(geometry) for point in ring]
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        south, north = min(y for _, y in points), max(y for _, y in points)
        squeeze = math.cos(math.radians((south + north) / 2))
        scale = MAP_WIDTH / ((east - west) * squeeze)
        return cls(west, north, scale, squeeze, math.ceil((north - south) * scale))

    def path(self, geometry: Mapping[str, Any]) -> str:
        """Return the geometry as an SVG path in whole units, each point relative to the last."""
        parts = []
        for ring in _rings(geometry):
            points = [self._place(x, y) for x, y in ring]
            steps = [(x - a, y - b) for (a, b), (x, y) in pairwise(points)]
            line = " ".join(f"{x} {y}" for x, y in steps if x or y)
            if line:
                parts.append(f"M{points[0][0]} {points[0][1]}l{line}z")
        return "".join(parts)

    def _place(self, x: float, y: float) -> tuple[int, int]:
        return round((x - self.west) * self.squeeze * self.scale), round((self.north - y) * self.scale)


def points_of(geometry: Mapping[str, Any]) -> frozenset[tuple[float, float]]:
    """Return the corners of a geometry; neighbours of one coverage share some."""
    return frozenset((x, y) for ring in _rings(geometry) for x, y in ring)


def _rings(geometry: Mapping[str, Any]) -> Iterable[list[list[float]]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return (ring for polygon in polygons for ring in polygon)
