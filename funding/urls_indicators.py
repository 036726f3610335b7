"""Addresses of shared indicators, below `funding/indicators/`."""

from django.urls import path, re_path

from funding.views import indicators

urlpatterns = [
    path("", indicators.indicators, name="indicators"),
    path("new/", indicators.indicator_new, name="indicator-new"),
    path("<int:pk>/", indicators.indicator, name="indicator"),
    re_path(r"^(?P<pk>[0-9]{1,18})/observations\.(?P<format>csv|xlsx)$", indicators.export, name="indicator-export"),
    path("<int:pk>/edit/", indicators.indicator_edit, name="indicator-edit"),
    path("<int:pk>/retire/", indicators.indicator_retire, name="indicator-retire"),
    path("<int:pk>/resume/", indicators.indicator_resume, name="indicator-resume"),
    path("<int:pk>/observations/new/", indicators.observation_new, name="observation-new"),
    path("observations/<int:pk>/correct/", indicators.observation_correct, name="observation-correct"),
    path("initiatives/<int:initiative_pk>/", indicators.initiative_panel, name="initiative-observations"),
    path("combinations/<int:pk>/", indicators.combination_panel, name="combination-observations"),
]
