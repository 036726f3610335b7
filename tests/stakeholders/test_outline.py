"""Outlines of places, from GeoJSON to SVG."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stakeholders.outline import geometry_of, outline_of

SQUARE: dict[str, Any] = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 1], [0, 1], [0, 0]]]}


def test_north_is_up_and_the_whole_shape_is_in_the_frame() -> None:
    outline = outline_of([SQUARE])
    assert outline
    assert outline.paths[0].startswith("M6.0,") and outline.paths[0].endswith("Z")
    first_y = float(outline.paths[0][1:].split("L")[0].split(",")[1])
    third_y = float(outline.paths[0].split("L")[2].split(",")[1])
    assert third_y < first_y, "the northern corner stands higher"
    assert outline.width > outline.height


def test_a_place_without_shape_keeps_its_turn_among_the_parts() -> None:
    outline = outline_of([None, SQUARE])
    assert outline and outline.paths[0] == "" and outline.paths[1]


def test_nothing_to_draw_is_no_outline() -> None:
    assert outline_of([None, {"type": "Point", "coordinates": [1, 2]}, {"type": "Polygon"}, "text", 7]) is None


def test_features_and_collections_give_their_polygons() -> None:
    collection = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": SQUARE}]}
    geometry = geometry_of(collection)
    assert geometry and geometry["type"] == "MultiPolygon"
    assert geometry_of(SQUARE) == SQUARE
    assert geometry_of({"type": "Feature", "geometry": None}) is None


def test_metres_instead_of_degrees_are_no_outline() -> None:
    ring = [[500000, 5800000], [500100, 5800000], [500100, 5800100]]
    assert geometry_of({"type": "Polygon", "coordinates": [ring]}) is None


def test_a_shape_of_many_points_is_thinned() -> None:
    ring = [[i / 100000, (i * i) % 7 / 10] for i in range(20000)]
    outline = outline_of([{"type": "Polygon", "coordinates": [ring]}])
    assert outline and outline.paths[0].count("L") < 4000


points = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(st.lists(points, min_size=3, max_size=30))
def test_any_ring_is_drawn_within_its_frame(ring: list[tuple[float, float]]) -> None:
    outline = outline_of([{"type": "Polygon", "coordinates": [[list(point) for point in ring]]}])
    assert outline
    for pair in outline.paths[0].strip("MZ").split("L"):
        x, y = map(float, pair.split(","))
        assert -0.1 <= x <= outline.width + 0.1
        assert -0.1 <= y <= outline.height + 0.1
