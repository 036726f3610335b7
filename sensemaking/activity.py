"""What learning adds to an initiative's timeline: its own logs, those it should hear, and decisions about it."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.activity import LEARNING, Entry
from initiatives.models import Initiative
from sensemaking.models import Decision, LearningLog
from stakeholders.access import Access, Permission


class OwnLogs:
    """The learning logs about the initiative."""

    label = gettext_lazy("Learning")
    day = "happened_on"

    def rows(self, initiative: Initiative, access: Access) -> QuerySet[LearningLog]:
        """Every log about it that the reader may see."""
        return LearningLog.objects.seen_with(access).filter(initiative=initiative)

    def load(self, ids: Sequence[int], initiative: Initiative, access: Access) -> list[Entry]:
        """The logs with these ids."""
        named = access.may(Permission.SEE_PEOPLE)
        found = self.rows(initiative, access).filter(pk__in=ids)
        return [_entry("logs", log, access, log.author_name if named else "") for log in found]


class HeardLogs:
    """Logs of other initiatives whose authors thought that this one should hear them."""

    label = gettext_lazy("Heard from others")
    day = "happened_on"

    def rows(self, initiative: Initiative, access: Access) -> QuerySet[LearningLog]:
        """Every log told to it that the reader may see."""
        named = Initiative.objects.seen_with(access)
        return LearningLog.objects.seen_with(access).filter(listeners=initiative, initiative__in=named)

    def load(self, ids: Sequence[int], initiative: Initiative, access: Access) -> list[Entry]:
        """The logs with these ids."""
        found = self.rows(initiative, access).filter(pk__in=ids).select_related("initiative")
        return [
            _entry("heard", log, access, _("from %(initiative)s") % {"initiative": log.initiative}) for log in found
        ]


class Decided:
    """Decisions about the initiative."""

    label = gettext_lazy("Decisions")
    day = "decided_on"

    def rows(self, initiative: Initiative, access: Access) -> QuerySet[Decision]:
        """Every decision that was made about it and that the reader may see."""
        made = Decision.objects.seen_with(access).filter(decided_on__isnull=False)
        return made.filter(initiatives=initiative)

    def load(self, ids: Sequence[int], initiative: Initiative, access: Access) -> list[Entry]:
        """The decisions with these ids."""
        found = self.rows(initiative, access).filter(pk__in=ids).select_related("portfolio")
        return [
            Entry(
                kind="decisions",
                on=row.decided_on or row.created_at.date(),
                pk=row.pk,
                title=row.title,
                byline=row.addressed_to,
                body=row.reasons,
                icon="gavel",
                url=row.get_absolute_url(),
            )
            for row in found
        ]


def _entry(kind: str, log: LearningLog, access: Access, byline: str) -> Entry:
    slug = access.portfolio.slug
    facts = {"tried": log.tried, "saw": log.saw, "next": log.next}
    if log.photo:
        facts |= {"photo_url": reverse("media", args=[slug, "log", log.pk]), "photo_alt": log.photo_alt}
    return Entry(
        kind=kind,
        on=log.happened_on,
        pk=log.pk,
        title=log.title or log.get_kind_display(),
        byline=byline,
        icon="bulb" if kind == "logs" else "speakerphone",
        url=log.get_portfolio_url(slug),
        template=LEARNING,
        is_learning=kind == "logs",
        facts=facts,
    )
