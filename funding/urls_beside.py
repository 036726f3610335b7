"""Addresses of rates, reserves, layers of money and trials."""

from django.urls import path, re_path

from funding.views import leverage, moved_by, rates, reserve, shadows

urlpatterns = [
    path("rates/", rates.rate_list, name="rates"),
    path("rates/new/", rates.rate_new, name="rate-new"),
    re_path(r"^rates\.(?P<format>csv|xlsx)$", rates.rates_export, name="rates-export"),
    path("reserve/", reserve.reserves, name="reserves"),
    path("reserve/<int:pk>/", reserve.reserve, name="reserve"),
    path("reserve/<int:pk>/release/", reserve.release, name="reserve-release"),
    path("reserve/<int:pk>/history/", reserve.reserve_history, name="reserve-history"),
    path("reserve/<int:pk>/undo/<int:change>/", reserve.reserve_undo, name="reserve-undo"),
    path("vehicles/<int:pk>/reserve/", reserve.reserve_edit, name="reserve-edit"),
    path("leverage/", leverage.layers, name="leverage"),
    re_path(r"^leverage\.(?P<format>csv|xlsx)$", leverage.leverage_export, name="leverage-export"),
    path("leverage/new/", leverage.outside_new, name="outside-new"),
    path("leverage/<int:pk>/edit/", leverage.outside_edit, name="outside-edit"),
    path("leverage/<int:pk>/history/", leverage.outside_history, name="outside-history"),
    path("leverage/<int:pk>/remove/", leverage.outside_remove, name="outside-remove"),
    path("leverage/undo/<int:change>/", leverage.outside_undo, name="outside-undo"),
    path("moved-by/<slug:kind>/<int:pk>/", moved_by.moved, name="moved-by"),
    path("trials/", shadows.trial_list, name="trials"),
    path("trials/<int:pk>/", shadows.trial, name="trial"),
    re_path(r"^trials/(?P<pk>[0-9]{1,18})\.(?P<format>csv|xlsx)$", shadows.trial_export, name="trial-export"),
    path("trials/<int:pk>/give/", shadows.trial_give, name="trial-give"),
    path("trials/<int:pk>/drop/<int:allocation>/", shadows.trial_drop, name="trial-drop"),
    path("vehicles/<int:pk>/trial/", shadows.trial_new, name="trial-new"),
]
