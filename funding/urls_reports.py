"""Addresses of reports to funders."""

from django.urls import path, re_path

from funding.views import reports

urlpatterns = [
    path("", reports.report_list, name="reports"),
    path("new/", reports.report_new, name="report-new"),
    path("templates/new/", reports.template_new, name="report-template-new"),
    path("templates/<int:pk>/", reports.template_edit, name="report-template-edit"),
    path("<int:pk>/", reports.report, name="report"),
    path("<int:pk>/progress/", reports.report_progress, name="report-progress"),
    path("<int:pk>/again/", reports.report_again, name="report-again"),
    path("<int:pk>/words/", reports.report_words, name="report-words"),
    path("<int:pk>/send/", reports.report_send, name="report-send"),
    path("<int:pk>/delete/", reports.report_delete, name="report-delete"),
    path("<int:pk>/ask/", reports.report_ask, name="report-ask"),
    re_path(r"^(?P<pk>[0-9]{1,18})/report\.(?P<format>pdf|xlsx|docx)$", reports.report_file, name="report-file"),
]
