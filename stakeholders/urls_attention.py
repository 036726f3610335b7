"""Addresses of the garden, within the stakeholders app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
