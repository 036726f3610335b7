"""Addresses of options, within the sensemaking app."""

from django.urls import path

from sensemaking.views import options

urlpatterns = [
    path("", options.options, name="options"),
    path("new/", options.option_new, name="option-new"),
    path("of-challenge/<int:pk>/", options.challenge_options, name="challenge-options"),
    path("<int:pk>/", options.option, name="option"),
    path("quarters.csv", options.option_quarters_csv, name="option-quarters-csv"),
    path("<int:pk>/move/", options.option_move, name="option-move"),
    path("<int:pk>/edit/", options.option_edit, name="option-edit"),
    path("<int:pk>/take-up/", options.option_take_up, name="option-take-up"),
    path("<int:pk>/withdraw/", options.option_withdraw, name="option-withdraw"),
    path("<int:pk>/undo/<int:change>/", options.option_undo, name="option-undo"),
]
