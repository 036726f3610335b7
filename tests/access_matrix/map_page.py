"""Who gets what at the addresses of the map's page."""

from tests.access_matrix.codes import INITIATIVE, Row, readers

MAP_PAGE = {
    "map": Row(get=readers()),
    "map-panel": Row(get=readers(), args=INITIATIVE),
    "map-positions": Row(get=readers()),
}
