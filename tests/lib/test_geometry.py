"""Outlines as paths: true to scale, holes kept, bad geometry left out, nothing taller than its box."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio_hub.lib.geometry import MOST_POINTS, area_of, draw, simplified

SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
HOLE = [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]]


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def numbers(path: str) -> list[float]:
    return [float(text) for text in re.findall(r"-?\d+\.\d", path)]


def test_a_polygon_with_a_hole_keeps_both_rings() -> None:
    drawing = draw({"park": area_of(polygon(SQUARE, HOLE))})
    assert drawing.shapes["park"].path.count("M") == 2
    assert drawing.shapes["park"].path.count("Z") == 2


def test_a_multipolygon_and_a_collection_are_one_shape() -> None:
    far = [[20, 0], [30, 0], [30, 10], [20, 10], [20, 0]]
    several = {"type": "MultiPolygon", "coordinates": [[SQUARE], [far]]}
    collected = {"type": "GeometryCollection", "geometries": [polygon(SQUARE), polygon(far)]}
    feature = {"type": "Feature", "geometry": several, "properties": {}}
    paths = {draw({1: area_of(geometry)}).shapes[1].path for geometry in (several, collected, feature)}
    assert len(paths) == 1


@pytest.mark.parametrize(
    "geometry",
    [
        None, "somewhere", [], {}, {"type": "Point", "coordinates": [1, 2]}, {"type": "Polygon"},
        {"type": "Polygon", "coordinates": None}, {"type": "Polygon", "coordinates": []}, polygon([]),
        polygon([[0, 0], [1, 1]]), polygon([[0, 0], [0, 0], [0, 0]]), polygon([["a", "b"], [None, 1], [1]]),
        polygon([[0, 0], [200, 0], [500, 99]]), polygon([[True, False], [True, True], [False, True]]),
        polygon([[float("nan"), 0], [float("inf"), 1], [1, 2]]), polygon("rings"),
        {"type": "MultiPolygon", "coordinates": 7},
        {"type": "GeometryCollection", "geometries": "none"}, polygon([], HOLE),
    ],
)  # fmt: skip
def test_what_is_no_outline_is_left_out(geometry: Any) -> None:
    assert area_of(geometry) == ()
    assert draw({1: area_of(geometry)}).shapes == {}


def test_north_is_up_and_east_is_right() -> None:
    north, south = polygon([[0, 1], [1, 1], [1, 2], [0, 2]]), polygon([[0, 0], [1, 0], [1, 1], [0, 1]])
    east = polygon([[1, 0], [2, 0], [2, 1], [1, 1]])
    shapes = draw({"n": area_of(north), "s": area_of(south), "e": area_of(east)}).shapes
    assert shapes["n"].y < shapes["s"].y
    assert shapes["e"].x > shapes["s"].x


def test_a_degree_of_longitude_is_shorter_in_the_north() -> None:
    at_equator = draw({1: area_of(polygon([[0, -1], [2, -1], [2, 1], [0, 1]]))})
    at_sixty = draw({1: area_of(polygon([[0, 59], [2, 59], [2, 61], [0, 61]]))}, tallest=10_000)
    assert at_equator.height == pytest.approx(640, abs=1)
    assert (at_sixty.height - 16) / (at_sixty.width - 16) == pytest.approx(2, rel=0.01)


points = st.tuples(st.floats(-179, 179, allow_nan=False), st.floats(-85, 85, allow_nan=False)).map(list)


@given(st.lists(st.lists(points, min_size=1, max_size=12), max_size=4))
def test_whatever_comes_stays_in_the_box(rings: list[list[list[float]]]) -> None:
    area = area_of(json.loads(json.dumps(polygon(*rings))))
    drawing = draw({1: area}, width=300, tallest=200)
    for shape in drawing.shapes.values():
        values = numbers(shape.path)
        assert "nan" not in shape.path
        assert all(-0.1 <= x <= 300.1 for x in values[::2])
        assert all(-0.1 <= y <= drawing.height + 0.1 for y in values[1::2])
        assert shape.room <= 300


def test_corners_on_a_line_are_left_out_and_real_ones_stay() -> None:
    ring = [(0.0, 0.0), (25.0, 0.1), (50.0, 0.0), (100.0, 0.0), (100.0, 100.0), (50.0, 100.2), (0.0, 100.0)]
    assert set(simplified(ring)) >= {(100.0, 0.0), (100.0, 100.0), (0.0, 100.0), (0.0, 0.0)}
    assert (25.0, 0.1) not in simplified(ring)


def test_a_very_fine_outline_is_thinned() -> None:
    fine = [[at / 1000, (at % 7) / 1e6] for at in range(50_000)] + [[25, 20]]
    assert len(area_of(polygon(fine))[0][0]) <= MOST_POINTS


def test_a_label_stands_where_the_area_is_widest_and_only_if_it_fits() -> None:
    bottle = polygon([[4, 6], [6, 6], [6, 10], [4, 10], [4, 6]])
    wide = polygon([[0, 0], [10, 0], [10, 5], [6, 5], [6, 10], [4, 10], [4, 5], [0, 5]])
    shape = draw({1: area_of(wide)}).shapes[1]
    assert shape.y > 320
    assert shape.fits("Market Row")
    small = draw({1: area_of(wide), 2: area_of(bottle)}, width=60).shapes[2]
    assert not small.fits("Station Quarter")
