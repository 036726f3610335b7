"""Addresses of the sensemaking app, under the portfolio's slug."""

from django.urls import URLPattern

app_name = "sensemaking"

urlpatterns: list[URLPattern] = []
