"""Addresses of asking authors and of released words; `sensemaking/urls.py` takes them in."""

from django.urls import URLPattern, path

from sensemaking.views import asking, releases

LOG, ONE = "logs/<int:pk>", "released/<int:pk>"

asking_urls: list[URLPattern] = [
    path(f"{LOG}/ask/", asking.log_ask, name="log-ask"),
    path(f"{LOG}/asked/<int:inquiry>/link/", asking.log_ask_link, name="log-ask-link"),
    path(f"{LOG}/asked/<int:inquiry>/withdraw/", asking.log_ask_withdraw, name="log-ask-withdraw"),
    path(f"{LOG}/asked/<int:inquiry>/answer/", asking.log_answer, name="log-answer"),
    path(f"{LOG}/release/", releases.log_release, name="log-release"),
    path("released/", releases.releases, name="releases"),
    path(f"{ONE}/", releases.release, name="release"),
    path(f"{ONE}/link/", releases.release_link, name="release-link"),
    path(f"{ONE}/remind/", releases.release_remind, name="release-remind"),
    path(f"{ONE}/take-back/", releases.release_take_back, name="release-take-back"),
    path(f"{ONE}/withdraw/", releases.release_withdraw, name="release-withdraw"),
    path(f"{ONE}/in-person/", releases.release_in_person, name="release-in-person"),
    path(f"{ONE}/answer/", releases.release_answer, name="release-answer"),
    path("reports/<int:pk>/findings/<int:finding>/released/", releases.report_released, name="report-released"),
]
