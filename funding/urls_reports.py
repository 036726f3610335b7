"""Addresses of reports to funders."""

from django.urls import path, re_path

from funding.views import report_templates, reports

urlpatterns = [
    path("", reports.report_list, name="reports"),
    path("new/", reports.report_new, name="report-new"),
    path("templates/new/", report_templates.template_new, name="report-template-new"),
    path("templates/<int:pk>/", report_templates.template_edit, name="report-template-edit"),
    path("templates/<int:pk>/copy/", report_templates.template_copy, name="report-template-copy"),
    path("templates/<int:pk>/delete/", report_templates.template_delete, name="report-template-delete"),
    path("templates/<int:pk>/history/", report_templates.template_history, name="report-template-history"),
    path("templates/<int:pk>/undo/<int:change>/", report_templates.template_undo, name="report-template-undo"),
    path("<int:pk>/", reports.report, name="report"),
    path("<int:pk>/progress/", reports.report_progress, name="report-progress"),
    path("<int:pk>/again/", reports.report_again, name="report-again"),
    path("<int:pk>/words/", reports.report_words, name="report-words"),
    path("<int:pk>/send/", reports.report_send, name="report-send"),
    path("<int:pk>/delete/", reports.report_delete, name="report-delete"),
    path("<int:pk>/ask/", reports.report_ask, name="report-ask"),
    re_path(r"^(?P<pk>[0-9]{1,18})/report\.(?P<format>pdf|xlsx|docx)$", reports.report_file, name="report-file"),
]
