"""Addresses of themes across reports."""

from django.urls import path

from sensemaking.views import themes

urlpatterns = [
    path("", themes.themes, name="themes"),
    path("<int:pk>/", themes.themes_one, name="themes-one"),
    path("<int:pk>/name/", themes.themes_rename, name="themes-rename"),
    path("<int:pk>/merge/", themes.themes_merge, name="themes-merge"),
    path("<int:pk>/split/", themes.themes_split, name="themes-split"),
    path("<int:pk>/pin/", themes.themes_pin, name="themes-pin"),
    path("<int:pk>/aside/", themes.themes_aside, name="themes-aside"),
    path("<int:pk>/undo/<int:change>/", themes.themes_undo, name="themes-undo"),
    path("logs/<int:log>/", themes.themes_place, name="themes-place"),
    path("logs/<int:log>/release/", themes.themes_release, name="themes-release"),
]
