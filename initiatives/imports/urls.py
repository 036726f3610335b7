"""Addresses of the imports, within those of the initiatives."""

from django.urls import path

from initiatives.imports import views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("<int:pk>/", views.import_, name="import"),
    path("<int:pk>/columns/", views.import_columns, name="import-columns"),
    path("<int:pk>/files/<int:file_pk>/", views.import_reading, name="import-reading"),
    path("<int:pk>/names/", views.import_names, name="import-names"),
    path("<int:pk>/confirm/", views.import_confirm, name="import-confirm"),
    path("<int:pk>/go-on/", views.import_go_on, name="import-go-on"),
    path("<int:pk>/undo/", views.import_undo, name="import-undo"),
    path("<int:pk>/discard/", views.import_discard, name="import-discard"),
    path("<int:pk>/problems/", views.import_problems, name="import-problems"),
    path("<int:pk>/changes/", views.import_changes, name="import-changes"),
]
