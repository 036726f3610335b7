"""The addresses of the data behind the map; its pages are in `urls_map.py`."""

from django.urls import path

from portfolio_hub.views.map import data

urlpatterns = [
    path("data/", data.map_data, name="map-data"),
]
