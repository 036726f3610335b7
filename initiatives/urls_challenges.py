"""Addresses of challenges and their framings, within the initiatives app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
