"""Addresses of challenges and their framings, within the initiatives app."""

from django.urls import URLPattern, path

from initiatives.views.challenges import acts, combining, framings, listing, page, raising

urlpatterns: list[URLPattern] = [
    path("", listing.challenges, name="challenges"),
    path("export.<str:format>", listing.challenges_export, name="challenges-export"),
    path("new/", raising.challenge_new, name="challenge-new"),
    path("of-initiative/<int:pk>/", page.initiative_challenges, name="initiative-challenges"),
    path("framings/<int:pk>/edit/", framings.framing_edit, name="framing-edit"),
    path("framings/<int:pk>/mark/", framings.framing_mark, name="framing-mark"),
    path("framings/<int:pk>/forward/", framings.framing_forward, name="framing-forward"),
    path("<int:pk>/", page.challenge, name="challenge"),
    path("<int:pk>/edit/", raising.challenge_edit, name="challenge-edit"),
    path("<int:pk>/history/", page.challenge_history, name="challenge-history"),
    path("<int:pk>/state/", acts.challenge_state, name="challenge-state"),
    path("<int:pk>/merge/", combining.challenge_merge, name="challenge-merge"),
    path("<int:pk>/split/", combining.challenge_split, name="challenge-split"),
    path("<int:pk>/undo/<int:change>/", acts.challenge_undo, name="challenge-undo"),
    path("<int:pk>/framings/new/", framings.framing_new, name="framing-new"),
    path("<int:pk>/answers/new/", acts.answer_new, name="answer-new"),
    path("<int:pk>/answers/<int:answer>/remove/", acts.answer_remove, name="answer-remove"),
]
