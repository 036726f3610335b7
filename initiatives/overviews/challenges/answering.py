"""Where the challenges that an initiative answers appear: on its page and in its timeline."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.activity import Entry
from initiatives.models import Answer, Challenge, Initiative
from initiatives.overviews.happenings import by_whom, person
from stakeholders.access import Access


def answered_by(initiative: Initiative, access: Access) -> QuerySet[Answer]:
    """The answers of an initiative to challenges that the reader may see."""
    seen = Challenge.objects.seen_with(access).values("pk")
    return Answer.objects.filter(initiative=initiative, challenge__in=seen)


class AnswerActivity:
    """The day from which an initiative answers a challenge."""

    label = gettext_lazy("Challenges")
    day = "since_on"

    def rows(self, initiative: Initiative, access: Access) -> QuerySet[Answer]:
        """Its answers."""
        return answered_by(initiative, access)

    def load(self, ids: Sequence[int], initiative: Initiative, access: Access) -> list[Entry]:
        """Answers with their challenge and who linked them."""
        rows = Answer.objects.filter(pk__in=ids).select_related("challenge__portfolio", "by")
        return [self._entry(row, access) for row in rows]

    def _entry(self, row: Answer, access: Access) -> Entry:
        return Entry(
            kind="answer", on=row.since_on, pk=row.pk, body=row.how, icon="target",
            title=_("Answers the challenge “%(title)s”") % {"title": row.challenge.title},
            byline=by_whom(_("Challenge"), person(access, row)), url=row.challenge.get_absolute_url(),
        )  # fmt: skip
