"""Addresses of where initiatives came from and what they became, within the initiatives app."""

from django.urls import URLPattern, path

from initiatives.views import lineage

urlpatterns: list[URLPattern] = [
    path("<int:pk>/lineage/", lineage.lineage, name="lineage"),
    path("<int:pk>/lineage/new/", lineage.lineage_new, name="lineage-new"),
    path("<int:pk>/lineage/<int:step>/remove/", lineage.lineage_remove, name="lineage-remove"),
]
