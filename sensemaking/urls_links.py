"""Addresses for the holders of a scoped link."""

from django.urls import path

from sensemaking.views import asking_links, links, report_following
from sensemaking.views.suggestions import answering

app_name = "sensemaking-link"

urlpatterns = [
    path("link/question/<str:token>/", asking_links.inquiry, name="inquiry"),
    path("link/words/<str:token>/", asking_links.release, name="release"),
    path("link/suggestion/<str:token>/", answering.by_link, name="suggestion"),
    path("link/letters/<str:key>/", report_following.unfollow, name="unfollow"),
    path("link/<str:token>/", links.post, name="post"),
    path("link/<str:token>/token/", links.token, name="token"),
    path("link/<str:token>/posted/<uuid:key>/", links.posted, name="posted"),
    path("link/<str:token>/posted/<uuid:key>/undo/", links.undo, name="undo"),
]
