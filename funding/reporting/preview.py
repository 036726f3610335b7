"""What a template would give today, short, before it is saved."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone, translation

from funding.models import FunderReport, ReportTemplate
from funding.reporting.filling import fill
from funding.reporting.forms import last_period
from funding.reporting.frame import Frame
from funding.reporting.gaps import Gap, gaps
from funding.reporting.template_form import TemplateForm
from stakeholders.models import Portfolio

SHOWN = 8
"""How many gaps are said in words; the rest is a number."""


@dataclass(frozen=True)
class Preview:
    """The beginning of a report over the last full period, and what it would lack."""

    from_on: date
    to_on: date
    document: dict[str, Any]
    gaps: list[Gap]

    @property
    def first_gaps(self) -> list[Gap]:
        return self.gaps[:SHOWN]

    @property
    def other_gaps(self) -> int:
        return max(0, len(self.gaps) - SHOWN)


def preview_of(form: TemplateForm, portfolio: Portfolio) -> Preview:
    """Fill the last full period from a valid form, or from the template that an unsent form shows; saves nothing."""
    if form.is_bound:
        facts = form.facts()
        chosen = tuple(row.pk for row in form.cleaned_data["initiatives"])
    else:
        kept = form.instance
        facts = {name: getattr(kept, name) for name in ("funder", "name", "currency", "months", "sections")}
        chosen = tuple(kept.initiatives.values_list("pk", flat=True))
    from_on, to_on = last_period(facts["months"], timezone.localdate())
    report = FunderReport(template=ReportTemplate(portfolio=portfolio, **facts), from_on=from_on, to_on=to_on)
    frame = Frame(report, chosen=chosen, is_short=True)
    with translation.override(portfolio.language):
        return Preview(from_on, to_on, fill(frame), gaps(frame))
