"""Addresses of snapshots, within the initiatives app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
