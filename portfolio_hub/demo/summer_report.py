"""Makes and publishes the sense-making reports of Riverton's summer, as its stewards would."""

from datetime import UTC, date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from portfolio_hub.demo import freezes, story
from sensemaking.models import SenseMakingReport
from sensemaking.services import making, reports
from stakeholders.models import Change, Portfolio, User

FROM_ON, TO_ON = date(2026, 7, 1), date(2026, 10, 1)
ASKED_AT = datetime(2026, 10, 2, 9, 10, tzinfo=UTC)
PUBLISHED_AT = datetime(2026, 10, 9, 15, 30, tzinfo=UTC)


def publish(portfolio: Portfolio, steward: User) -> None:
    """Publish the editions of July–September 2026 that are not there yet, dated as in the story."""
    for edition in story.rows("summer_reports.csv"):
        publish_edition(portfolio, steward, **edition)


def publish_edition(portfolio: Portfolio, steward: User, *, circle: str, title: str, standfirst: str) -> None:
    """Make one edition unless it is published, write its words and publish it."""
    same = SenseMakingReport.objects.filter(portfolio=portfolio, from_on=FROM_ON, to_on=TO_ON, circle=circle)
    if same.filter(status=SenseMakingReport.Status.PUBLISHED).exists():
        return
    report = same.first() or SenseMakingReport.objects.create(
        portfolio=portfolio, from_on=FROM_ON, to_on=TO_ON, circle=circle,
        as_of=ASKED_AT, asked_at=ASKED_AT, asked_by=steward,
    )  # fmt: skip
    making.make(report.pk)
    report.refresh_from_db()
    notes = story.text("summer_notes.txt")
    report = reports.edit(
        report=report, by=steward, version=report.version, title=title, standfirst=standfirst, notes=notes
    )
    same.filter(pk=report.pk).update(ready_at=ASKED_AT, edited_at=PUBLISHED_AT)
    name = f"Report on {report.period_name}"
    with transaction.atomic(), freezes.beside_report(portfolio, name, PUBLISHED_AT.date(), steward):
        reports.publish(report=report, by=steward, at=PUBLISHED_AT)
    kind = ContentType.objects.get_for_model(report)
    Change.objects.filter(content_type=kind, object_id=report.pk).update(at=PUBLISHED_AT)
