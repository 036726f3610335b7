"""Released words beside the findings of a draft: added and removed by stewards, moved along by later runs."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from sensemaking.models import Finding, FindingRelease, Release, SenseMakingReport
from sensemaking.querysets import at_least_as_wide_as
from sensemaking.services.reports import CannotChange
from sensemaking.services.writing import hold
from stakeholders.models import User

THEMES = (Finding.Kind.THEME, Finding.Kind.CHANGE)


@transaction.atomic
def add(*, finding: Finding, release: Release, by: User) -> FindingRelease:
    """Let a draft show released words among the quotes of a theme.

    Raises CannotChange for a report that is no draft, and for words that not everybody of its circle may read.
    """
    report = hold(finding.report)
    held = Release.objects.select_for_update(of=("self",)).select_related("log").get(pk=release.pk)
    is_given = held.status == Release.Status.GIVEN and held.circle in at_least_as_wide_as(report.circle)
    if not is_given or held.log.portfolio_id != report.portfolio_id or finding.kind not in THEMES:
        raise CannotChange(_("These words are not released to the readers of this report."))
    row, _created = FindingRelease.objects.get_or_create(
        report=report, key=finding.key, release=held, defaults={"by": by}
    )
    return row


@transaction.atomic
def remove(*, row: FindingRelease, by: User) -> None:
    """Take released words out of a draft again."""
    hold(row.report)
    row.delete()


def move_along(report: SenseMakingReport, same: Mapping[str, str]) -> None:
    """Let them stand beside the same findings of a new run; those that find no place are kept without one."""
    rows = list(report.releases.exclude(key="").order_by("pk"))
    report.releases.update(key="")
    taken: set[tuple[str, int | None]] = set()
    for row in rows:
        key = same.get(row.key, "")
        if key and (key, row.release_id) not in taken:
            taken.add((key, row.release_id))
            row.key = key
            row.save(update_fields=["key"])
