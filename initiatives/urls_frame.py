"""Addresses of the frame's settings, within the initiatives app."""

from django.urls import path

from initiatives.views import frame

urlpatterns = [
    path("", frame.frame, name="frame"),
    path("packs/<slug:pack>/", frame.pack_add, name="frame-pack"),
    path("<str:kind>/new/", frame.part_new, name="frame-new"),
    path("<str:kind>/<int:pk>/", frame.part_edit, name="frame-edit"),
    path("<str:kind>/<int:pk>/move/", frame.part_move, name="frame-move"),
    path("<str:kind>/<int:pk>/delete/", frame.part_delete, name="frame-delete"),
]
