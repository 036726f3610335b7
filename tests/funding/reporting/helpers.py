"""How the stories about reports make one and read it."""

from datetime import date
from typing import Any

from funding.models import FunderReport, ReportTemplate
from funding.reporting.making import make
from funding.services import funder_reports
from stakeholders.models import User

FROM, TO, DAY = date(2025, 1, 1), date(2025, 12, 31), date(2025, 6, 1)


def asked(template: ReportTemplate, by: User) -> FunderReport:
    return funder_reports.ask(template=template, from_on=FROM, to_on=TO, by=by)


def made(template: ReportTemplate, by: User) -> FunderReport:
    report = asked(template, by)
    assert make(report.pk)
    report.refresh_from_db()
    return report


def blocks(report: FunderReport, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(part["blocks"] for part in report.document["sections"] if part["name"] == name)
    return found


def table(report: FunderReport, name: str, title: str) -> dict[str, Any]:
    """The table of a section whose title begins so."""
    return next(block for block in blocks(report, name) if str(block.get("title")).startswith(title))
