"""Addresses of the narrative of a report."""

from django.urls import URLPattern, path

from sensemaking.views import narrative

ONE = "reports/<int:pk>/narrative"

narrative_urls: list[URLPattern] = [
    path(f"{ONE}/", narrative.report_narrative, name="report-narrative"),
    path(f"{ONE}/compose/", narrative.report_narrative_compose, name="report-narrative-compose"),
    path(f"{ONE}/draft/", narrative.report_narrative_draft, name="report-narrative-draft"),
    path(f"{ONE}/draft/progress/", narrative.report_narrative_progress, name="report-narrative-progress"),
    path(f"{ONE}/draft/cancel/", narrative.report_narrative_cancel, name="report-narrative-cancel"),
]
