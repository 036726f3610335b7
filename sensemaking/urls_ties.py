"""Addresses of what speaks for connections and against them, within the sensemaking app."""

from django.urls import URLPattern, path

from sensemaking.views import ties

tie_urls: list[URLPattern] = [
    path("connections/<int:pk>/evidence/", ties.connection_evidence, name="connection-evidence"),
    path("connections/<int:pk>/evidence/new/", ties.connection_evidence_new, name="connection-evidence-new"),
    path(
        "connections/<int:pk>/evidence/<int:piece>/remove/",
        ties.connection_evidence_remove,
        name="connection-evidence-remove",
    ),
]
