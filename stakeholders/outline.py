"""The outline of a place as the path of an SVG, from GeoJSON; knows no model."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, radians
from typing import Any

WIDTH = 400.0
MARGIN = 6.0
MAX_POINTS = 3000
HIGHEST_RATIO = 1.25
POLYGONS = ("Polygon", "MultiPolygon")

Ring = list[tuple[float, float]]


@dataclass(frozen=True)
class Outline:
    """Shapes drawn in one frame: `paths` in the order of the geometries given, empty where there is no shape."""

    width: float
    height: float
    paths: tuple[str, ...]


def outline_of(geometries: Iterable[Any]) -> Outline | None:
    """Fit the polygons of the geometries (WGS84) into one frame; None when there is no polygon at all."""
    shapes = [list(rings_of(geometry)) for geometry in geometries]
    points = [point for rings in shapes for ring in rings for point in ring]
    if not points:
        return None
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    squeeze = max(cos(radians((south + north) / 2)), 0.01)
    span_x, span_y = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH - 2 * MARGIN) / span_x, WIDTH * HIGHEST_RATIO / span_y)
    step = max(1, len(points) // MAX_POINTS)

    def place(point: tuple[float, float]) -> str:
        x = MARGIN + (point[0] - west) * squeeze * scale
        return f"{x:.1f},{MARGIN + (north - point[1]) * scale:.1f}"

    paths = tuple("".join(_path(ring, step, place) for ring in rings) for rings in shapes)
    return Outline(round(span_x * scale + 2 * MARGIN, 1), round(span_y * scale + 2 * MARGIN, 1), paths)


def geometry_of(document: Any) -> dict[str, Any] | None:
    """The polygons of any GeoJSON document as one geometry, or None when it has none."""
    if isinstance(document, dict) and document.get("type") in POLYGONS:
        return document if any(rings_of(document)) else None
    rings = [[[list(point) for point in ring]] for ring in rings_of(document)]
    return {"type": "MultiPolygon", "coordinates": rings} if rings else None


def rings_of(geometry: Any) -> Iterator[Ring]:
    """The rings of a geometry, a feature or a collection; anything that is no polygon gives none."""
    if not isinstance(geometry, dict):
        return
    kind = geometry.get("type")
    if kind == "Feature":
        yield from rings_of(geometry.get("geometry"))
    elif kind in ("FeatureCollection", "GeometryCollection"):
        for part in geometry.get("features") or geometry.get("geometries") or []:
            yield from rings_of(part)
    elif kind in POLYGONS:
        polygons = geometry.get("coordinates") or []
        for polygon in [polygons] if kind == "Polygon" else polygons:
            yield from filter(None, map(_ring, polygon if isinstance(polygon, list) else []))


def _ring(coordinates: Any) -> Ring:
    """The points of a ring; a ring with anything else in it is left out."""
    try:
        ring = [(float(point[0]), float(point[1])) for point in coordinates]
    except (TypeError, ValueError, IndexError, KeyError):
        return []
    in_range = all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)
    return ring if in_range and len(ring) > 2 else []


def _path(ring: Ring, step: int, place: Any) -> str:
    """Draw a ring with every `step`-th point, but with at least twelve."""
    kept = ring[:: min(step, max(1, len(ring) // 12))]
    return "M" + "L".join(place(point) for point in kept) + "Z"
