"""Addresses of the initiatives app, under the portfolio's slug."""

from django.urls import include, path

app_name = "initiatives"

urlpatterns = [
    path("initiatives/", include("initiatives.urls_list")),
    path("initiatives/", include("initiatives.urls_links")),
    path("initiatives/", include("initiatives.urls_lineage")),
    path("initiatives/frame/", include("initiatives.urls_frame")),
    path("initiatives/import/", include("initiatives.imports.urls")),
    path("challenges/", include("initiatives.urls_challenges")),
    path("connections/", include("initiatives.urls_connections")),
    path("commitments/", include("initiatives.urls_commitments")),
    path("facets/", include("initiatives.urls_facets")),
    path("network/", include("initiatives.urls_network")),
    path("snapshots/", include("initiatives.urls_snapshots")),
    path("combinations/", include("initiatives.urls_combinations")),
    path("offers/", include("initiatives.urls_offers")),
]
