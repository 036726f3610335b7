"""Addresses of the money as files for others."""

from django.urls import path

from funding.views import exchange

urlpatterns = [
    path("", exchange.exchange, name="exchange"),
    path("360giving.json", exchange.grants_json, name="exchange-grants-json"),
    path("360giving.csv", exchange.grants_csv, name="exchange-grants-csv"),
    path("iati-activities.xml", exchange.activities_xml, name="exchange-activities"),
    path("iati-organisations.xml", exchange.organisations_xml, name="exchange-organisations"),
]
