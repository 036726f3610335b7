"""The addresses of the portfolio map; those of the data behind it are in `urls_map_data.py`."""

from django.urls import path

from portfolio_hub.views.map import page

urlpatterns = [
    path("", page.map_page, name="map"),
    path("panel/<int:pk>/", page.panel, name="map-panel"),
    path("positions/", page.positions, name="map-positions"),
]
