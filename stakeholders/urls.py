"""Addresses of the stakeholders app, under the portfolio's slug."""

from django.urls import URLPattern

app_name = "stakeholders"

urlpatterns: list[URLPattern] = []
