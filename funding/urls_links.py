"""Addresses for the holders of a mailed link."""

from django.urls import path

from funding.views import calls, outcome_links

app_name = "funding-link"

urlpatterns = [
    path("link/outcome/<str:token>/", outcome_links.source, name="outcome"),
    path("link/match-letters/<str:key>/", calls.end_letters, name="match-letters"),
]
