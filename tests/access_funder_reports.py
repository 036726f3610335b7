"""A template, a draft and a report that was sent, for the walk through all addresses."""

from datetime import date
from typing import Any

from django.utils import timezone

from funding.models import FunderReport, FundingVehicle, ReportTemplate
from funding.reporting.making import make
from stakeholders.models import Change, User
from stakeholders.services import history


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
    change = history.record(
        template, kind=Change.Kind.EDITED, fields={"months": [6, 12]}, by=steward, portfolio=vehicle.portfolio
    )
    assert change is not None
    of_template = {"report_template": template.pk, "report_template_change": change.pk}
    return {**of_template, "draft_funder_report": draft.pk, "sent_funder_report": sent.pk}
