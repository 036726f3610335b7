"""Addresses of posting; `sensemaking/urls.py` takes them in."""

from django.urls import URLPattern, path

from sensemaking.views import panels, posting

LOG, UPDATE = {"kind": "log"}, {"kind": "update"}

posting_urls: list[URLPattern] = [
    path("post/", posting.post, name="post"),
    path("post/choices/", posting.choices, name="post-choices"),
    path("post/about/", posting.about, name="post-about"),
    path("post/token/", posting.token, name="post-token"),
    path("posted/<uuid:key>/", posting.posted, name="posted"),
    path("posted/<uuid:key>/undo/", posting.posted_undo, name="posted-undo"),
    path("logs/<int:pk>/edit/", posting.edit, LOG, name="log-edit"),
    path("logs/<int:pk>/delete/", posting.delete, LOG, name="log-delete"),
    path("updates/<int:pk>/edit/", posting.edit, UPDATE, name="update-edit"),
    path("updates/<int:pk>/delete/", posting.delete, UPDATE, name="update-delete"),
    path("initiatives/<int:pk>/learning/", panels.initiative_learning, name="initiative-learning"),
    path("initiatives/<int:pk>/decisions/", panels.initiative_decisions, name="initiative-decisions"),
]
