"""Who gets what at the addresses of the data behind the map, its files, and levers against challenges."""

from tests.access_matrix.codes import Row, api_readers, readers

CSV = {"format": "csv"}

MAP_DATA = {
    "map-data": Row(get=readers()),
    "map-initiatives": Row(get=readers(), args=CSV),
    "map-connections": Row(get=readers(), args=CSV),
    "map-svg": Row(get=readers()),
    "map-graphml": Row(get=readers()),
    "map-kumu": Row(get=readers()),
    "map-levers": Row(get=readers()),
    "map-levers-export": Row(get=readers(), args=CSV),
    "api:map": Row(get=api_readers()),
}
