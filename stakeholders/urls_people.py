"""Addresses that belong to a person and to no portfolio: invitations, API keys, preferences."""

from django.urls import URLPattern

app_name = "people"

urlpatterns: list[URLPattern] = []
