"""Addresses of the funding app, under the portfolio's slug."""

from django.urls import URLPattern

app_name = "funding"

urlpatterns: list[URLPattern] = []
