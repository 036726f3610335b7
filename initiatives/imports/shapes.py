"""Shapes of places from a GeoJSON file: which property names them, and geometries small enough to keep."""

import json
from collections.abc import Iterator
from typing import Any

from portfolio_hub.lib import tabular
from portfolio_hub.lib.tabular.documents import GEOMETRY

_DIGITS = 5
_NAME_HINTS = ("name", "label", "title", "district", "borough", "bezirk", "nom", "nombre")


def named_shapes(source: tabular.Source) -> dict[str, dict[str, Any]]:
    """Lower-case names with their geometry; coordinates keep five decimals, about a metre."""
    table = tabular.read(source)
    rows = list(table.rows)
    if GEOMETRY not in table.names:
        return {}
    at, shape_at = _name_column(table.names, rows), table.names.index(GEOMETRY)
    return {
        row.cells[at].strip().casefold(): rounded(json.loads(row.cells[shape_at]))
        for row in rows
        if row.cells[at].strip() and row.cells[shape_at]
    }


def _name_column(names: tuple[str, ...], rows: list[tabular.Row]) -> int:
    """The column whose values are words and all different, best if its title says that it is a name."""

    def merit(place: int) -> tuple[bool, bool, bool]:
        values = [row.cells[place].strip() for row in rows]
        hinted = any(hint in names[place].casefold() for hint in _NAME_HINTS)
        in_words = all(any(char.isalpha() for char in value) for value in values)
        return (in_words and names[place] != GEOMETRY, len(set(values)) == len(values), hinted)

    return max(range(len(names)), key=merit)


def rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    """The geometry with coordinates of five decimals."""

    def walk(part: Any) -> Any:
        return [walk(piece) for piece in part] if isinstance(part, list) else round(part, _DIGITS)

    return {"type": geometry["type"], "coordinates": walk(geometry["coordinates"])}


def centre(geometry: dict[str, Any]) -> tuple[float, float] | None:
    """Longitude and latitude of a point, or of the middle of a shape's bounds."""
    points = list(_points(geometry.get("coordinates")))
    if not points:
        return None
    lons, lats = zip(*points, strict=True)
    return (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2


def _points(part: Any) -> Iterator[tuple[float, float]]:
    if isinstance(part, list) and len(part) >= 2 and all(isinstance(number, (int, float)) for number in part[:2]):
        yield float(part[0]), float(part[1])
    elif isinstance(part, list):
        for piece in part:
            yield from _points(piece)
