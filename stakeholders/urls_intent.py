"""Addresses of the versions of the intent and the talk about them, within the stakeholders app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
