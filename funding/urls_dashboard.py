"""Addresses of the funding page: its parts, the rows behind its numbers, its files, and the conversation."""

from django.urls import path, re_path

from funding.views import downloads, overview, rows, talk

WHICH = "(?P<which>committed|flexible|drawn|allocated|paid)"
TABLES = "figures|flows|vehicles|series|contributes|options|outcomes|learning|reserve"

urlpatterns = [
    re_path(rf"^(?P<table>{TABLES})\.(?P<format>csv|xlsx)$", downloads.table, name="export"),
    re_path(r"^funding-and-impact\.(?P<format>pdf|xlsx)$", downloads.whole, name="overview-file"),
    path("over-time/", overview.over_time, name="over-time"),
    path("contributes/", overview.contributes, name="contributes"),
    path("reserve-now/", overview.reserve_now, name="reserve-now"),
    re_path(rf"^rows/{WHICH}/$", rows.rows, name="rows"),
    re_path(rf"^rows/{WHICH}\.(?P<format>csv|xlsx)$", rows.rows_export, name="rows-export"),
    path("talk/", talk.talk, name="talk"),
    path("talk/new/", talk.ask, name="talk-ask"),
    path("talk/<int:pk>/answer/", talk.answer, name="talk-answer"),
    path("talk/<int:pk>/edit/", talk.edit, name="talk-edit"),
    path("talk/<int:pk>/settle/", talk.settle, name="talk-settle"),
]
