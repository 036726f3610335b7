"""The addresses of the data behind the map, its files, and levers against challenges; the page is in `urls_map.py`."""

from django.urls import path, re_path

from portfolio_hub.views.map import data, files, levers

urlpatterns = [
    path("data/", data.map_data, name="map-data"),
    re_path(r"^initiatives\.(?P<format>csv|xlsx)$", files.map_initiatives, name="map-initiatives"),
    re_path(r"^connections\.(?P<format>csv|xlsx)$", files.map_connections, name="map-connections"),
    path("levers/", levers.map_levers, name="map-levers"),
    re_path(r"^levers\.(?P<format>csv|xlsx)$", levers.map_levers_export, name="map-levers-export"),
    path("map.svg", files.map_svg, name="map-svg"),
    path("map.graphml", files.map_graphml, name="map-graphml"),
    path("map.kumu.json", files.map_kumu, name="map-kumu"),
]
