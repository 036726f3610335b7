"""A template, a draft and a report that was sent, for the walk through all addresses."""

from datetime import date
from typing import Any

from django.utils import timezone

from funding.models import FunderReport, FundingVehicle, ReportTemplate
from funding.reporting.making import make
from stakeholders.models import User


def make_funder_reports(vehicle: FundingVehicle, steward: User) -> dict[str, Any]:
    """Return name → value for the arguments of routes; the reports are to the vehicle's first funder."""
    funder = vehicle.commitments.all()[0].funder
    template = ReportTemplate.objects.create(
        portfolio=vehicle.portfolio, funder=funder, name="Yearly report", currency=vehicle.currency
    )
    days = {"template": template, "from_on": date(2025, 1, 1), "to_on": date(2025, 12, 31), "by": steward}
    draft, sent = (FunderReport.objects.create(**days, asked_at=timezone.now()) for _number in range(2))
    for report in (draft, sent):
        assert make(report.pk)
    FunderReport.objects.filter(pk=sent.pk).update(status="sent", sent_at=timezone.now())
    return {"report_template": template.pk, "draft_funder_report": draft.pk, "sent_funder_report": sent.pk}
