"""Addresses of snapshots, within the initiatives app."""

from django.urls import path

from initiatives.views import snapshots

urlpatterns = [
    path("", snapshots.snapshot_list, name="snapshots"),
    path("new/", snapshots.snapshot_new, name="snapshot-new"),
    path("compare/", snapshots.snapshot_compare, name="snapshot-compare"),
    path("compare/export/", snapshots.snapshot_compare_export, name="snapshot-compare-export"),
    path("<int:pk>/", snapshots.snapshot, name="snapshot"),
    path("<int:pk>/progress/", snapshots.snapshot_progress, name="snapshot-progress"),
    path("<int:pk>/again/", snapshots.snapshot_again, name="snapshot-again"),
    path("<int:pk>/edit/", snapshots.snapshot_edit, name="snapshot-edit"),
    path("<int:pk>/delete/", snapshots.snapshot_delete, name="snapshot-delete"),
    path("<int:pk>/export/", snapshots.snapshot_export, name="snapshot-export"),
]
