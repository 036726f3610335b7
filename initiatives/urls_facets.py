"""Addresses of the facet mix, within the initiatives app."""

from django.urls import path

from initiatives.views import facets

urlpatterns = [
    path("", facets.facets, name="facets"),
    path("export/", facets.facets_export, name="facets-export"),
    path("intent/", facets.facets_intent, name="facets-intent"),
    path("<int:pk>/", facets.facet, name="facet"),
    path("<int:pk>/judge/", facets.facet_judge, name="facet-judge"),
    path("<int:pk>/withdraw/", facets.facet_withdraw, name="facet-withdraw"),
    path("<int:pk>/panel/", facets.facet_panel, name="facet-panel"),
]
