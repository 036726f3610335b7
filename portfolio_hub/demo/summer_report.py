"""Makes and publishes the sense-making report of Riverton's summer, as its stewards would."""

from datetime import UTC, date, datetime

from django.contrib.contenttypes.models import ContentType

from portfolio_hub.demo import story
from sensemaking.models import SenseMakingReport
from sensemaking.services import making, reports
from stakeholders.models import Change, Circle, Portfolio, User

FROM_ON, TO_ON = date(2026, 7, 1), date(2026, 10, 1)
ASKED_AT = datetime(2026, 10, 2, 9, 10, tzinfo=UTC)
PUBLISHED_AT = datetime(2026, 10, 9, 15, 30, tzinfo=UTC)


def publish(portfolio: Portfolio, steward: User) -> SenseMakingReport:
    """Return the published report of July–September 2026; make it, dated as in the story, if it is not there yet."""
    same = SenseMakingReport.objects.filter(
        portfolio=portfolio, from_on=FROM_ON, to_on=TO_ON, circle=Circle.PORTFOLIO
    )
    if published := same.filter(status=SenseMakingReport.Status.PUBLISHED).first():
        return published
    report = same.first() or SenseMakingReport.objects.create(
        portfolio=portfolio, from_on=FROM_ON, to_on=TO_ON, as_of=ASKED_AT, asked_at=ASKED_AT, asked_by=steward
    )
    making.make(report.pk)
    report.refresh_from_db()
    words = {name: story.text(f"summer_{name}.txt") for name in ("title", "standfirst", "notes")}
    report = reports.edit(report=report, by=steward, version=report.version, **words)
    same.filter(pk=report.pk).update(ready_at=ASKED_AT, edited_at=PUBLISHED_AT)
    report = reports.publish(report=report, by=steward, at=PUBLISHED_AT)
    kind = ContentType.objects.get_for_model(report)
    Change.objects.filter(content_type=kind, object_id=report.pk).update(at=PUBLISHED_AT)
    return report
