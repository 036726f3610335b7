"""Addresses of connections, within the initiatives app."""

from django.urls import URLPattern, path

from initiatives.views.connections import acts, listing, page, saying

urlpatterns: list[URLPattern] = [
    path("", listing.connections, name="connections"),
    path("export.<str:format>", listing.connections_export, name="connections-export"),
    path("new/", saying.connection_new, name="connection-new"),
    path("of-initiative/<int:pk>/", page.initiative_connections, name="initiative-connections"),
    path("undo/<int:change>/", acts.connection_undo, name="connection-undo"),
    path("<int:pk>/", page.connection, name="connection"),
    path("<int:pk>/edit/", saying.connection_edit, name="connection-edit"),
    path("<int:pk>/history/", page.connection_history, name="connection-history"),
    path("<int:pk>/seen/", acts.connection_observe, name="connection-observe"),
    path("<int:pk>/not-seen/", acts.connection_doubt, name="connection-doubt"),
    path("<int:pk>/refute/", acts.connection_refute, name="connection-refute"),
    path("<int:pk>/end/", acts.connection_end, name="connection-end"),
    path("<int:pk>/again/", acts.connection_reopen, name="connection-reopen"),
    path("<int:pk>/delete/", acts.connection_delete, name="connection-delete"),
]
