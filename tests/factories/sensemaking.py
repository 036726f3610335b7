"""Learning logs and reports, written straight into the tables (no tally, no service)."""

from datetime import date
from typing import Any

from initiatives.models import Initiative
from sensemaking.models import LearningLog, SenseMakingReport
from stakeholders.models import Portfolio


def make_log(
    initiative: Initiative | None = None, saw: str = "Neighbours minded the noise less than the wait.", **fields: Any
) -> LearningLog:
    """Make a log about an initiative, or about the portfolio when `portfolio=` is given instead."""
    if initiative is not None:
        fields.setdefault("portfolio", initiative.home)
    log = LearningLog(initiative=initiative, saw=saw, **fields)
    log.search = log.searchable_text()
    log.save()
    return log


def make_report(portfolio: Portfolio, **fields: Any) -> SenseMakingReport:
    """Make a report over July to September 2026."""
    fields.setdefault("from_on", date(2026, 7, 1))
    fields.setdefault("to_on", date(2026, 10, 1))
    return SenseMakingReport.objects.create(portfolio=portfolio, **fields)
