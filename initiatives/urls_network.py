"""Addresses of the network and its measures, within the initiatives app."""

from django.urls import path, re_path

from initiatives.views import network

urlpatterns = [
    path("", network.network, name="network"),
    path("organisations/", network.network_organisations, name="network-organisations"),
    path("days/", network.network_days, name="network-days"),
    path("read/", network.network_read, name="network-read"),
    path("without/<int:pk>/", network.network_without, name="network-without"),
    path("between/<int:pk>/<int:other>/", network.network_between, name="network-between"),
    re_path(r"^(?P<subject>initiatives|organisations)/export/$", network.network_export, name="network-export"),
]
