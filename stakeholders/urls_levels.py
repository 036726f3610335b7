"""Addresses of wider and narrower portfolios and what they offer each other, within the stakeholders app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
