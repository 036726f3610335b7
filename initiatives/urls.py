"""Addresses of the initiatives app, under the portfolio's slug."""

from django.urls import include, path

app_name = "initiatives"

urlpatterns = [
    path("", include("initiatives.urls_list")),
    path("", include("initiatives.urls_links")),
    path("frame/", include("initiatives.urls_frame")),
    path("import/", include("initiatives.imports.urls")),
]
