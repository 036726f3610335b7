"""Addresses of what shows a combination and what it learns, within the sensemaking app."""

from django.urls import URLPattern, path

from sensemaking.views import combinations

combination_urls: list[URLPattern] = [
    path("combinations/<int:pk>/evidence/", combinations.combination_evidence, name="combination-evidence"),
    path("combinations/<int:pk>/evidence/new/", combinations.combination_evidence_new, name="combination-evidence-new"),
    path(
        "combinations/<int:pk>/evidence/<int:piece>/remove/",
        combinations.combination_evidence_remove,
        name="combination-evidence-remove",
    ),
    path("combinations/<int:pk>/learning/", combinations.combination_learning, name="combination-learning"),
]
