"""Addresses of outcomes, of what learning and options return, and of how freely money moved."""

from django.urls import path, re_path

from funding.views import outcome_acts, outcomes, returns

urlpatterns = [
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    re_path(r"^outcomes\.(?P<format>csv|xlsx)$", outcomes.outcomes_export, name="outcomes-export"),
    path("outcomes/new/", outcome_acts.outcome_new, name="outcome-new"),
    path("outcomes/told/", outcomes.outcomes_told, name="outcomes-told"),
    path("outcomes/<int:pk>/", outcomes.outcome, name="outcome"),
    path("outcomes/<int:pk>/history/", outcomes.outcome_history, name="outcome-history"),
    path("outcomes/<int:pk>/edit/", outcome_acts.outcome_edit, name="outcome-edit"),
    path("outcomes/<int:pk>/remove/", outcome_acts.outcome_remove, name="outcome-remove"),
    path("outcomes/<int:pk>/undo/<int:change>/", outcome_acts.outcome_undo, name="outcome-undo"),
    path("outcomes/<int:pk>/ask/", outcome_acts.outcome_ask, name="outcome-ask"),
    path("outcomes/<int:pk>/asks/<int:ask>/withdraw/", outcome_acts.outcome_ask_withdraw, name="outcome-ask-withdraw"),
    path("outcomes/<int:pk>/decide/", outcome_acts.outcome_decide, name="outcome-decide"),
    path("learning-return/", returns.learning_return, name="learning-return"),
    re_path(
        r"^learning-return/(?P<part>spent|decisions|redirected)\.(?P<format>csv|xlsx)$",
        returns.learning_return_export,
        name="learning-return-export",
    ),
    re_path(
        r"^learning-return/(?P<part>spent|logs|decisions|redirected)/$", returns.learning_part, name="learning-part"
    ),
    path("option-value/", returns.option_value, name="option-value"),
    re_path(r"^option-value\.(?P<format>csv|xlsx)$", returns.option_value_export, name="option-value-export"),
    path("freedom/", returns.freedom, name="freedom"),
    re_path(
        r"^freedom/(?P<side>tied|free)/(?P<part>agreed|paid|options|connections|begun|initiatives)/$",
        returns.freedom_part,
        name="freedom-part",
    ),
    re_path(
        r"^freedom/(?P<side>tied|free)/(?P<part>agreed|paid|options|connections|begun|initiatives)\.(?P<format>csv|xlsx)$",
        returns.freedom_part_export,
        name="freedom-part-export",
    ),
    re_path(r"^freedom\.(?P<format>csv|xlsx)$", returns.freedom_export, name="freedom-export"),
]
