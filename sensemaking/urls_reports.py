"""Addresses of writing into reports, reading them together, and taking them along."""

from django.urls import URLPattern, path

from sensemaking.views import printing, report_following, reviewing, rhythm, taking_along, writing

ONE = "reports/<int:pk>"

report_urls: list[URLPattern] = [
    path("rhythm/", rhythm.rhythm, name="rhythm"),
    path("follow/", report_following.report_follow, name="report-follow"),
    path("my-words/", rhythm.words, name="words"),
    path("compare/", taking_along.report_compare, name="report-compare"),
    path(f"{ONE}/evidence/", taking_along.report_evidence, name="report-evidence"),
    path(f"{ONE}/evidence.csv", taking_along.report_evidence_csv, name="report-evidence-csv"),
    path(f"{ONE}/report.pdf", printing.report_pdf, name="report-pdf"),
    path("decisions/<int:pk>/brief.pdf", printing.decision_brief_pdf, name="decision-brief-pdf"),
    path(f"{ONE}/report.md", taking_along.report_markdown, name="report-markdown"),
    path(f"{ONE}/sections/<slug:name>/", writing.report_section, name="report-section"),
    path(f"{ONE}/sections/<slug:name>/move/", writing.report_section_move, name="report-section-move"),
    path(f"{ONE}/findings/<int:finding>/", writing.report_finding, name="report-finding"),
    path(f"{ONE}/questions/new/", writing.report_question_new, name="report-question-new"),
    path(f"{ONE}/questions/<int:question>/", writing.report_question, name="report-question"),
    path(f"{ONE}/questions/<int:question>/remove/", writing.report_question_remove, name="report-question-remove"),
    path(f"{ONE}/questions/<int:question>/carry/", writing.report_question_carry, name="report-question-carry"),
    path(f"{ONE}/comments/", reviewing.report_comment, name="report-comment"),
    path(f"{ONE}/comments/<int:comment>/answer/", reviewing.report_comment_answer, name="report-comment-answer"),
    path(f"{ONE}/comments/<int:comment>/edit/", reviewing.report_comment_edit, name="report-comment-edit"),
    path(f"{ONE}/comments/<int:comment>/delete/", reviewing.report_comment_delete, name="report-comment-delete"),
    path(f"{ONE}/comments/<int:comment>/settle/", reviewing.report_comment_settle, name="report-comment-settle"),
    path(f"{ONE}/agree/", reviewing.report_agree, name="report-agree"),
]
