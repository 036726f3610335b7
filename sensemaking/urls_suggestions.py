"""Addresses of suggested connections and combinations, at `/<portfolio>/suggestions/`."""

from django.urls import URLPattern, URLResolver, path, re_path

from sensemaking.views.suggestions import answering, deciding, groups, listing

suggestion_urls: list[URLPattern | URLResolver] = [
    path("", listing.suggestions, name="suggestions"),
    path("tray/", listing.suggestion_tray, name="suggestion-tray"),
    re_path(r"^export\.(?P<format>csv|xlsx|jsonl)$", listing.suggestions_export, name="suggestions-export"),
    path("search/", listing.suggestion_search, name="suggestion-search"),
    path("search/progress/", listing.suggestion_progress, name="suggestion-progress"),
    path("weights/reset/", listing.suggestion_weights_reset, name="suggestion-weights-reset"),
    path("<int:pk>/", deciding.suggestion, name="suggestion"),
    path("<int:pk>/accept/", deciding.suggestion_accept, name="suggestion-accept"),
    path("<int:pk>/dismiss/", deciding.suggestion_dismiss, name="suggestion-dismiss"),
    path("<int:pk>/reopen/", deciding.suggestion_reopen, name="suggestion-reopen"),
    path("<int:pk>/ask/", answering.suggestion_ask, name="suggestion-ask"),
    path("<int:pk>/answer/", answering.suggestion_answer, name="suggestion-answer"),
    path("groups/", groups.suggestion_groups, name="suggestion-groups"),
    path("groups/<int:pk>/dismiss/", groups.group_dismiss, name="suggestion-group-dismiss"),
    path("groups/<int:pk>/reopen/", groups.group_reopen, name="suggestion-group-reopen"),
]
