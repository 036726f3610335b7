"""Addresses of the initiatives app, under the portfolio's slug."""

from django.urls import URLPattern

app_name = "initiatives"

urlpatterns: list[URLPattern] = []
