"""Edits of templates of reports can be undone."""

from funding.models import ReportTemplate
from funding.services import report_templates
from stakeholders.services.history import restorers


def register() -> None:
    """Called once when the app starts."""
    restorers.add(ReportTemplate._meta.label, report_templates.restore)
