"""Addresses of the facet mix, within the initiatives app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
