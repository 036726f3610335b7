"""Addresses of what people add to a log: where they used it, and tags."""

from django.urls import URLPattern, path

from sensemaking.views import using

wall_urls: list[URLPattern] = [
    path("logs/<int:pk>/used/", using.log_use, name="log-use"),
    path("logs/<int:pk>/used/<int:use>/remove/", using.log_use_remove, name="log-use-remove"),
    path("logs/<int:pk>/tags/", using.log_tags, name="log-tags"),
    path("logs/<int:pk>/undo/<int:change>/", using.log_undo, name="log-undo"),
]
