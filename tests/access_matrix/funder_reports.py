"""Who gets what at the addresses of reports to funders."""

from tests.access_matrix.codes import Row, api_members, both, members, stewards

SENT, DRAFT = {"pk": "sent_funder_report"}, {"pk": "draft_funder_report"}
READ_SENT = both("302 404 200 404 200 404")
"""Stewards, and those who speak for the funder to which it was sent."""

FUNDER_REPORTS = {
    "funding:reports": Row(get=members()),
    "funding:report-new": Row(get=stewards(), post=stewards(422)),
    "funding:report-template-new": Row(get=stewards(), post=stewards(422)),
    "funding:report-template-edit": Row(get=stewards(), post=stewards(422), args={"pk": "report_template"}),
    "funding:report-template-copy": Row(post=stewards(302), args={"pk": "report_template"}),
    "funding:report-template-delete": Row(get=stewards(), post=stewards(302), args={"pk": "report_template"}),
    "funding:report-template-history": Row(get=stewards(), args={"pk": "report_template"}),
    "funding:report-template-undo": Row(
        post=stewards(302), args={"pk": "report_template", "change": "report_template_change"}
    ),
    "funding:report": Row(get=READ_SENT, args=SENT),
    "funding:report-file": Row(get=READ_SENT, args={**SENT, "format": "docx"}),
    "funding:report-progress": Row(get=stewards(302), args=DRAFT),
    "funding:report-again": Row(post=stewards(302), args=SENT),
    "funding:report-words": Row(post=stewards(302), args=DRAFT),
    "funding:report-ask": Row(get=stewards(), post=stewards(422), args=DRAFT),
    "funding:report-send": Row(get=stewards(), post=stewards(302), args=DRAFT),
    "funding:report-delete": Row(get=stewards(), post=stewards(302), args=DRAFT),
    "api:funder-report-list": Row(get=api_members()),
    "api:funder-report-detail": Row(get=both("401 404 200 404 200 404"), args=SENT),
}
