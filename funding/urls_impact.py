"""Addresses of impact logic: the matrix, concerns, and what stands behind a cell."""

from django.urls import path, re_path

from funding.views import concerns, impact

urlpatterns = [
    path("impact/", impact.impact, name="impact"),
    re_path(r"^impact\.(?P<format>csv|xlsx)$", impact.impact_export, name="impact-export"),
    path("impact/of/<slug:axis>/<int:of>/", impact.thing_impact, name="impact-of"),
    path("concerns/", concerns.concerns, name="concerns"),
    path("concerns/new/", concerns.concern_new, name="concern-new"),
    path("concerns/start/", concerns.concern_start, name="concern-start"),
    path("concerns/<int:pk>/", impact.concern, name="concern"),
    path("concerns/<int:pk>/edit/", concerns.concern_edit, name="concern-edit"),
    path("concerns/<int:pk>/move/", concerns.concern_move, name="concern-move"),
    path("concerns/<int:pk>/retire/", concerns.concern_retire, name="concern-retire"),
    path("concerns/<int:pk>/history/", concerns.concern_history, name="concern-history"),
    path("concerns/<int:pk>/undo/<int:change>/", concerns.concern_undo, name="concern-undo"),
    path("concerns/<int:pk>/<slug:axis>/<int:of>/", impact.cell, name="concern-cell"),
    path("concerns/<int:pk>/<slug:axis>/<int:of>/judge/", impact.judge, name="concern-judge"),
    path("concerns/<int:pk>/<slug:axis>/<int:of>/withdraw/", impact.judgement_withdraw, name="concern-withdraw"),
    path("concerns/<int:pk>/<slug:axis>/<int:of>/undo/<int:change>/", impact.judgement_undo, name="judgement-undo"),
]
