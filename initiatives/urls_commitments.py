"""Addresses of policy commitments, within the initiatives app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
