"""Addresses of the funding app, under the portfolio's slug."""

from django.urls import include, path, re_path

from funding.views import allocations, combinations, commitments, overview, payments, periods, vehicles

app_name = "funding"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("", include("funding.urls_beside")),
    path("", include("funding.urls_impact")),
    path("", include("funding.urls_matching")),
    path("indicators/", include("funding.urls_indicators")),
    path("reports/", include("funding.urls_reports")),
    path("exchange/", include("funding.urls_exchange")),
    path("", include("funding.urls_outcomes")),
    path("", include("funding.urls_dashboard")),
    path("initiatives/<int:initiative_pk>/", overview.initiative_panel, name="initiative-money"),
    path("combinations/<int:pk>/", combinations.combination_money, name="combination-money"),
    path("vehicles/new/", vehicles.new, name="vehicle-new"),
    path("vehicles/<int:pk>/", vehicles.vehicle, name="vehicle"),
    re_path(
        r"^vehicles/(?P<pk>[0-9]{1,18})/(?P<table>allocations|payments)\.(?P<format>csv|xlsx)$",
        vehicles.export,
        name="vehicle-export",
    ),
    path("vehicles/<int:pk>/edit/", vehicles.edit, name="vehicle-edit"),
    path("vehicles/<int:pk>/payments/", vehicles.payments, name="vehicle-payments"),
    path("vehicles/<int:pk>/history/", vehicles.history, name="vehicle-history"),
    path("vehicles/<int:pk>/commitments/new/", commitments.commitment_new, name="commitment-new"),
    path("vehicles/<int:pk>/allocations/new/", allocations.allocation_new, name="allocation-new"),
    path("commitments/<int:pk>/withdraw/", commitments.commitment_withdraw, name="commitment-withdraw"),
    path("commitments/<int:pk>/drawdowns/new/", commitments.drawdown_new, name="drawdown-new"),
    path("drawdowns/<int:pk>/correct/", payments.drawdown_correct, name="drawdown-correct"),
    path("allocations/<int:pk>/agree/", allocations.allocation_agree, name="allocation-agree"),
    path("allocations/<int:pk>/return/", allocations.allocation_return, name="allocation-return"),
    path("allocations/<int:pk>/disbursements/new/", payments.disbursement_new, name="disbursement-new"),
    path("allocations/<int:pk>/returns/new/", payments.return_new, name="return-new"),
    path("payments/<int:pk>/correct/", payments.payment_correct, name="payment-correct"),
    path("periods/", periods.periods, name="periods"),
    path("periods/new/", periods.period_new, name="period-new"),
    path("periods/<int:pk>/open/", periods.period_open, name="period-open"),
]
