"""Addresses of offers and needs, within the initiatives app; `side` is offer or need."""

from django.urls import URLPattern, path

from initiatives.views.offers import acts, editing, pages

urlpatterns: list[URLPattern] = [
    path("", pages.offers, name="offers"),
    path("export.<str:format>", pages.offers_export, name="offers-export"),
    path("of-initiative/<int:pk>/", pages.initiative_offers, name="initiative-offers"),
    path("<str:side>/new/", editing.given_new, name="given-new"),
    path("<str:side>/<int:pk>/", pages.given, name="given"),
    path("<str:side>/<int:pk>/edit/", editing.given_edit, name="given-edit"),
    path("<str:side>/<int:pk>/history/", pages.given_history, name="given-history"),
    path("<str:side>/<int:pk>/withdraw/", acts.given_withdraw, name="given-withdraw"),
    path("<str:side>/<int:pk>/reopen/", acts.given_reopen, name="given-reopen"),
    path("<str:side>/<int:pk>/match/<int:other>/", acts.given_match, name="given-match"),
    path("<str:side>/<int:pk>/undo/<int:change>/", acts.given_undo, name="given-undo"),
]
