"""Addresses for the holders of a scoped link."""

from django.urls import path

from sensemaking.views import links

app_name = "sensemaking-link"

urlpatterns = [
    path("link/<str:token>/", links.post, name="post"),
    path("link/<str:token>/token/", links.token, name="token"),
    path("link/<str:token>/posted/<uuid:key>/", links.posted, name="posted"),
    path("link/<str:token>/posted/<uuid:key>/undo/", links.undo, name="undo"),
]
