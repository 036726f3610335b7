"""Addresses of endorsements, thresholds, policy links and positions, within the stakeholders app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
