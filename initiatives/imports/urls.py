"""Addresses of the imports, within those of the initiatives."""

from django.urls import path

from initiatives.imports import acts, views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("<int:pk>/", views.import_, name="import"),
    path("<int:pk>/columns/", views.import_columns, name="import-columns"),
    path("<int:pk>/files/<int:file_pk>/", views.import_reading, name="import-reading"),
    path("<int:pk>/names/", views.import_names, name="import-names"),
    path("<int:pk>/confirm/", acts.import_confirm, name="import-confirm"),
    path("<int:pk>/go-on/", acts.import_go_on, name="import-go-on"),
    path("<int:pk>/undo/", acts.import_undo, name="import-undo"),
    path("<int:pk>/discard/", acts.import_discard, name="import-discard"),
    path("<int:pk>/problems/", acts.import_problems, name="import-problems"),
    path("<int:pk>/changes/", acts.import_changes, name="import-changes"),
]
