"""Addresses of calls, of what would help, and of where they meet."""

from django.urls import path, re_path

from funding.views import calls, matches, support

urlpatterns = [
    path("calls/", calls.calls, name="calls"),
    re_path(r"^calls\.(?P<format>csv|xlsx)$", calls.calls_export, name="calls-export"),
    path("calls/new/", calls.call_new, name="call-new"),
    path("calls/letters/", calls.call_letters, name="call-letters"),
    path("calls/<int:pk>/", calls.call, name="call"),
    path("calls/<int:pk>/edit/", calls.call_edit, name="call-edit"),
    path("calls/<int:pk>/withdraw/", calls.call_withdraw, name="call-withdraw"),
    path("calls/<int:pk>/history/", calls.call_history, name="call-history"),
    path("calls/<int:pk>/undo/<int:change>/", calls.call_undo, name="call-undo"),
    path("support/new/", support.support_new, name="support-new"),
    path("support/<int:pk>/", support.support, name="support"),
    path("support/<int:pk>/edit/", support.support_edit, name="support-edit"),
    path("support/<int:pk>/withdraw/", support.support_withdraw, name="support-withdraw"),
    path("support/<int:pk>/history/", support.support_history, name="support-history"),
    path("support/<int:pk>/undo/<int:change>/", support.support_undo, name="support-undo"),
    path("matches/", matches.matches, name="matches"),
    re_path(r"^matches\.(?P<format>csv|xlsx)$", matches.matches_export, name="matches-export"),
    path("matches/<int:pk>/", matches.match, name="match"),
    path("matches/<int:pk>/say/", matches.match_say, name="match-say"),
    path("matches/<int:pk>/words/<int:said>/", matches.match_words, name="match-words"),
    path("matches/<int:pk>/aside/", matches.match_aside, name="match-aside"),
    path("matches/<int:pk>/agree/", matches.match_agree, name="match-agree"),
    path("matches/<int:pk>/take-up/", matches.match_take_up, name="match-take-up"),
    path("matches/<int:pk>/history/", matches.match_history, name="match-history"),
    path("matches/<int:pk>/undo/<int:change>/", matches.match_undo, name="match-undo"),
]
