"""Addresses of the sensemaking app, under the portfolio's slug."""

from django.urls import URLPattern, URLResolver, include, path

from sensemaking.urls_asking import asking_urls
from sensemaking.urls_combinations import combination_urls
from sensemaking.urls_narrative import narrative_urls
from sensemaking.urls_posting import posting_urls
from sensemaking.urls_questions import question_urls
from sensemaking.urls_reports import report_urls
from sensemaking.urls_shifts import shift_urls
from sensemaking.urls_suggestions import suggestion_urls
from sensemaking.urls_ties import tie_urls
from sensemaking.urls_wall import wall_urls
from sensemaking.views import decisions, evidence, logs, reports

app_name = "sensemaking"

within: list[URLPattern | URLResolver] = [
    path("", reports.home, name="home"),
    path("ask/", reports.report_ask, name="report-ask"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/progress/", reports.report_progress, name="report-progress"),
    path("reports/<int:pk>/edit/", reports.report_edit, name="report-edit"),
    path("reports/<int:pk>/review/", reports.report_review, name="report-review"),
    path("reports/<int:pk>/publish/", reports.report_publish, name="report-publish"),
    path("reports/<int:pk>/again/", reports.report_rerun, name="report-rerun"),
    path("reports/<int:pk>/cancel/", reports.report_cancel, name="report-cancel"),
    path("reports/<int:pk>/discard/", reports.report_discard, name="report-discard"),
    path("reports/<int:pk>/changes.csv", reports.report_changes_csv, name="report-changes-csv"),
    path("reports/<int:pk>/initiatives/", reports.report_initiatives, name="report-initiatives"),
    path("reports/<int:pk>/themes/<int:finding>/", reports.theme, name="theme"),
    path("logs/", logs.logs, name="logs"),
    path("logs.csv", logs.logs_csv, name="logs-csv"),
    path("logs/<int:pk>/", logs.log, name="log"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/new/", decisions.decision_new, name="decision-new"),
    path("decisions/<int:pk>/", decisions.decision, name="decision"),
    path("decisions/traces/", decisions.decision_traces, name="decision-traces"),
    path("decisions/traces.csv", decisions.decision_traces_csv, name="decision-traces-csv"),
    path("decisions/<int:pk>/brief/", decisions.decision_brief, name="decision-brief"),
    path("decisions/<int:pk>/edit/", decisions.decision_edit, name="decision-edit"),
    path("evidence/<int:service>/", evidence.evidence, name="evidence"),
    path("evidence/<int:service>/<int:pk>/remove/", evidence.evidence_remove, name="evidence-remove"),
    *posting_urls,
    *asking_urls,
    *report_urls,
    *narrative_urls,
    *question_urls,
    *shift_urls,
    *tie_urls,
    *combination_urls,
    *wall_urls,
    path("options/", include("sensemaking.urls_options")),
    path("themes/", include("sensemaking.urls_themes")),
    path("stories/", include("sensemaking.urls_stories")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("sense-making/", include(within)),
    path("suggestions/", include(suggestion_urls)),
]
