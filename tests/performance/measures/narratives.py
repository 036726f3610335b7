"""B10: whether every sentence that the hub tells by rule stands on findings and logs that bear it out."""

from datetime import timedelta

from django.utils import timezone

from sensemaking.checking import Checker
from sensemaking.models import SenseMakingReport
from sensemaking.services.making import make
from sensemaking.services.narrative_material import material_of
from sensemaking.services.narrative_standing import composed
from tests.performance.setting import Setting
from tests.performance.timing import Result
from tests.performance.world import last_day

DAYS = 90


def narrated(at: Setting) -> list[Result]:
    """The share of sentences whose findings, logs, quoted titles and numbers hold, in a report of the smallest city."""
    until = last_day() + timedelta(days=1)
    report = SenseMakingReport.objects.create(
        portfolio=at.cities[0].portfolio, from_on=until - timedelta(days=DAYS), to_on=until, as_of=timezone.now(),
        circle="team",
    )  # fmt: skip
    try:
        if not make(report.pk):
            raise SystemExit("The report did not become ready.")
        report.refresh_from_db()
        material = material_of(report)
        checker = Checker(material)
        sentences = [one for paragraph in composed(report, material) for one in paragraph]
        valid = sum(checker.citation_fault(one) is None for one in sentences)
    finally:
        report.delete()
    note = f"{len(sentences)} sentences on {len(material.pieces)} findings"
    share = valid / len(sentences) if sentences else 0.0
    return [Result("B10", "narrative sentences with a valid citation", share, 1, is_least=True, note=note)]
