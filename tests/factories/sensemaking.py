"""Learning logs and reports, written straight into the tables (no tally, no service)."""

from datetime import date
from typing import Any

from initiatives.models import Initiative
from sensemaking.models import Bearing, LearningLog, LearningQuestion, Placing, SenseMakingReport, Slider
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


def make_question(
    portfolio: Portfolio, text: str = "Neighbours persuade better than leaflets.", **fields: Any
) -> LearningQuestion:
    """Make a learning question of the portfolio, or of an initiative when `initiative=` is given."""
    return LearningQuestion.objects.create(portfolio=portfolio, text=text, **fields)


def make_bearing(question: LearningQuestion, log: LearningLog, side: str = "for") -> Bearing:
    """Let a log speak for a question or against it."""
    return Bearing.objects.create(question=question, log=log, side=side)


def make_slider(
    portfolio: Portfolio, left: str = "Retrofit fast", right: str = "Train local people first", **fields: Any
) -> Slider:
    """Make two poles."""
    return Slider.objects.create(portfolio=portfolio, left=left, right=right, **fields)


def make_placing(slider: Slider, log: LearningLog, value: int) -> Placing:
    """Put a log between two poles."""
    return Placing.objects.create(slider=slider, log=log, value=value)
