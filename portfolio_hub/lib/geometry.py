"""GeoJSON areas as SVG paths: read with care, laid flat, fitted into a box, simplified to what a screen can show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, isfinite, radians
from typing import Any

Point = tuple[float, float]
Ring = tuple[Point, ...]
Area = tuple[tuple[Ring, ...], ...]
"""Polygons, each its outer ring and its holes."""

MOST_POINTS = 4_000
"""Of a ring; a finer one is thinned before it is looked at."""
TOLERANCE = 0.4
CHARACTER = 6.6
"""About the width of a character of a label, in units of the drawing."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An area as it is drawn: its path, where its label goes, and how wide the area is there."""

    path: str
    x: float
    y: float
    room: float

    def fits(self, text: str) -> bool:
        """Whether the text fits into the area at its label's place."""
        return len(text) * CHARACTER <= self.room


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes by key in a box that begins at 0, 0."""

    width: int
    height: int
    shapes: dict[Any, Shape]


def area_of(geometry: object) -> Area:
    """Read a Polygon, a MultiPolygon or a collection of them; whatever is not an outline is left out."""
    if not isinstance(geometry, Mapping):
        return ()
    kind, inside = geometry.get("type"), geometry.get("coordinates")
    if kind == "Feature":
        return area_of(geometry.get("geometry"))
    if kind == "GeometryCollection":
        parts = geometry.get("geometries")
        return tuple(polygon for part in (parts if isinstance(parts, list) else ()) for polygon in area_of(part))
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(inside, list):
        return ()
    polygons = (_polygon(part) for part in ([inside] if kind == "Polygon" else inside))
    return tuple(polygon for polygon in polygons if polygon)


def _polygon(rings: object) -> tuple[Ring, ...]:
    """The rings of a polygon; one without an outer ring is none."""
    if not isinstance(rings, list) or not rings:
        return ()
    outer, *holes = (_ring(ring) for ring in rings)
    return (outer, *(hole for hole in holes if hole)) if outer else ()


def _ring(positions: object) -> Ring:
    """The corners of a ring without its last, which is its first; nothing when they enclose nothing."""
    if not isinstance(positions, list):
        return ()
    points = [point for position in positions if (point := _point(position)) is not None]
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if len(points) > MOST_POINTS:
        points = points[:: len(points) // MOST_POINTS + 1]
    return tuple(points) if len(set(points)) >= 3 else ()


def _point(position: object) -> Point | None:
    """Longitude and latitude on Earth."""
    if not isinstance(position, list | tuple) or len(position) < 2:
        return None
    longitude, latitude = position[0], position[1]
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in (longitude, latitude)):
        return None
    if not (isfinite(longitude) and isfinite(latitude) and abs(longitude) <= 180 and abs(latitude) <= 90):
        return None
    return float(longitude), float(latitude)


def draw(areas: Mapping[Any, Area], *, width: int = 720, tallest: int = 640, margin: int = 8) -> Drawing:
    """Draw the areas together, north up and true to scale, as large as the box allows; empty areas are left out."""
    outlined = {key: area for key, area in areas.items() if area}
    points = [point for area in outlined.values() for polygon in area for ring in polygon for point in ring]
    if not points:
        return Drawing(width, 0, {})
    place, height = _fitted(points, width, tallest, margin)
    shapes = {}
    for key, area in outlined.items():
        flat = [[[place(point) for point in ring] for ring in polygon] for polygon in area]
        shapes[key] = _shape(flat)
    return Drawing(width, height, shapes)


def _fitted(points: Sequence[Point], width: int, tallest: int, margin: int) -> tuple[Any, int]:
    """A function from degrees to the box, and the height of the box."""
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    narrow = max(cos(radians((south + north) / 2)), 0.01)
    wide, high = max((east - west) * narrow, 1e-9), max(north - south, 1e-9)
    scale = min((width - 2 * margin) / wide, (tallest - 2 * margin) / high)
    left = (width - wide * scale) / 2

    def place(point: Point) -> Point:
        return left + (point[0] - west) * narrow * scale, margin + (north - point[1]) * scale

    return place, max(round(high * scale) + 2 * margin, 2 * margin)


def _shape(polygons: list[list[list[Point]]]) -> Shape:
    """The path of all rings, and a label in the widest part of the largest polygon."""
    path = "".join(_path(simplified(ring)) for polygon in polygons for ring in polygon)
    largest = max(polygons, key=lambda polygon: abs(_surface(polygon[0])))
    x, y, room = _widest(largest)
    return Shape(path, round(x, 1), round(y, 1), round(room, 1))


def _path(ring: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in ring) + "Z"


def _surface(ring: Sequence[Point]) -> float:
    """Twice the area, by the shoelace formula."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True))


def _widest(rings: Sequence[Sequence[Point]]) -> tuple[float, float, float]:
    """The middle of the longest level line inside, among nine near the middle height; with its length."""
    top, bottom = min(y for _x, y in rings[0]), max(y for _x, y in rings[0])
    best = (0.0, 0.0, -1.0)
    for step in (5, 4, 6, 3, 7, 2, 8, 1, 9):
        y = top + (bottom - top) * (step / 10 + 0.013)
        crossings = sorted(_crossings(rings, y))
        for left, right in zip(crossings[::2], crossings[1::2], strict=False):
            if right - left > best[2] * 1.15:  # a place near the middle is worth a little width
                best = ((left + right) / 2, y, right - left)
    x, y = rings[0][0]
    return best if best[2] >= 0 else (x, y, 0.0)


def _crossings(rings: Iterable[Sequence[Point]], y: float) -> Iterable[float]:
    """Where a level line meets the rings."""
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
            if (ay > y) != (by > y):
                yield ax + (y - ay) * (bx - ax) / (by - ay)


def simplified(ring: Sequence[Point], tolerance: float = TOLERANCE) -> Sequence[Point]:
    """Leave out corners that no eye would miss (Douglas and Peucker, 1973); three always stay."""
    if len(ring) <= 4:
        return ring
    middle = len(ring) // 2
    kept = {0, middle}
    waiting = [(0, middle), (middle, len(ring))]
    closed = (*ring, ring[0])
    while waiting:
        first, last = waiting.pop()
        far, at = max(
            ((_off(closed[k], closed[first], closed[last]), k) for k in range(first + 1, last)), default=(0, 0)
        )
        if far > tolerance:
            kept.add(at)
            waiting += [(first, at), (at, last)]
    if len(kept) < 3:
        kept.add(max(range(len(ring)), key=lambda k: _off(ring[k], ring[0], ring[middle])))
    return [ring[at] for at in sorted(kept)]


def _off(point: Point, start: Point, end: Point) -> float:
    """How far a point is from the line between two others."""
    (x, y), (ax, ay), (bx, by) = point, start, end
    along = hypot(bx - ax, by - ay)
    if not along:
        return hypot(x - ax, y - ay)
    return abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / along
