"""Addresses of the funding app, under the portfolio's slug."""

from django.urls import include, path, re_path

from funding.views import combinations, overview, vehicles

app_name = "funding"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("", include("funding.urls_beside")),
    path("", include("funding.urls_impact")),
    path("indicators/", include("funding.urls_indicators")),
    path("reports/", include("funding.urls_reports")),
    path("exchange/", include("funding.urls_exchange")),
    path("", include("funding.urls_outcomes")),
    re_path(r"^(?P<table>vehicles|flows)\.(?P<format>csv|xlsx)$", overview.export, name="export"),
    path("initiatives/<int:initiative_pk>/", overview.initiative_panel, name="initiative-money"),
    path("combinations/<int:pk>/", combinations.combination_money, name="combination-money"),
    path("vehicles/new/", vehicles.new, name="vehicle-new"),
    path("vehicles/<int:pk>/", vehicles.vehicle, name="vehicle"),
    re_path(
        r"^vehicles/(?P<pk>[0-9]+)/(?P<table>allocations|payments)\.(?P<format>csv|xlsx)$",
        vehicles.export,
        name="vehicle-export",
    ),
    path("vehicles/<int:pk>/edit/", vehicles.edit, name="vehicle-edit"),
    path("vehicles/<int:pk>/commitments/new/", vehicles.commitment_new, name="commitment-new"),
    path("vehicles/<int:pk>/allocations/new/", vehicles.allocation_new, name="allocation-new"),
    path("commitments/<int:pk>/withdraw/", vehicles.commitment_withdraw, name="commitment-withdraw"),
    path("commitments/<int:pk>/drawdowns/new/", vehicles.drawdown_new, name="drawdown-new"),
    path("allocations/<int:pk>/agree/", vehicles.allocation_agree, name="allocation-agree"),
    path("allocations/<int:pk>/return/", vehicles.allocation_return, name="allocation-return"),
    path("allocations/<int:pk>/disbursements/new/", vehicles.disbursement_new, name="disbursement-new"),
]
