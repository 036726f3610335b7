"""Addresses of the list of initiatives and of each one's pages."""

from django.urls import path

from initiatives.views import acts, bulk, combining, detail, editing, listing, panels, placements

urlpatterns = [
    path("", listing.initiatives, name="list"),
    path("new/", editing.new, name="new"),
    path("export/", listing.export, name="export"),
    path("bulk/", bulk.bulk_edit, name="bulk"),
    path("bulk/<uuid:batch>/undo/", bulk.bulk_undo, name="bulk-undo"),
    path("views/save/", listing.view_save, name="view-save"),
    path("views/<int:pk>/delete/", listing.view_delete, name="view-delete"),
    path("of-organisation/<int:pk>/", panels.organisation_initiatives, name="organisation-initiatives"),
    path("in-place/<int:pk>/", panels.place_initiatives, name="place-initiatives"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/timeline/", detail.earlier, name="timeline"),
    path("<int:pk>/history/", detail.history, name="history"),
    path("<int:pk>/edit/", editing.edit, name="edit"),
    path("<int:pk>/stage/", acts.stage, name="stage"),
    path("<int:pk>/close/", acts.close, name="close"),
    path("<int:pk>/pause/", acts.pause, name="pause"),
    path("<int:pk>/participants/", acts.participants, name="participants"),
    path("<int:pk>/participants/<int:part>/end/", acts.participant_end, name="participant-end"),
    path("<int:pk>/portfolios/", placements.placements, name="placements"),
    path("<int:pk>/portfolios/new/", placements.placement_new, name="placement-new"),
    path("<int:pk>/here/", placements.placement_edit, name="placement-edit"),
    path("<int:pk>/here/end/", placements.placement_end, name="placement-end"),
    path("<int:pk>/here/undo/<int:change>/", placements.placement_undo, name="placement-undo"),
    path("<int:pk>/merge/", combining.merge, name="merge"),
    path("<int:pk>/split/", combining.split, name="split"),
    path("<int:pk>/undo/<int:change>/", acts.undo, name="undo"),
]
