"""Combinations in the timeline of an initiative: the day on which it became part of one."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.activity import Entry
from initiatives.models import Combination, CombinationMember, Initiative
from initiatives.overviews.happenings import by_whom
from stakeholders.access import Access, Permission


class CombinationActivity:
    """When an initiative was combined with others, and what it brings."""

    label = gettext_lazy("Combinations")
    day = "since_on"

    def rows(self, initiative: Initiative, access: Access) -> QuerySet[CombinationMember]:
        """Its places in combinations that the reader may see, those that are over too."""
        seen = Combination.objects.seen_with(access).values("pk")
        return CombinationMember.objects.filter(initiative=initiative, combination__in=seen)

    def load(self, ids: Sequence[int], initiative: Initiative, access: Access) -> list[Entry]:
        """Places with the combination and who said it."""
        rows = CombinationMember.objects.filter(pk__in=ids)
        rows = rows.select_related("combination__portfolio", "combination__said_by")
        return [self._entry(row, access) for row in rows]

    def _entry(self, row: CombinationMember, access: Access) -> Entry:
        combination = row.combination
        is_named = combination.said_by is not None and access.may(Permission.SEE_PEOPLE)
        return Entry(
            kind="combination", on=row.since_on, pk=row.pk, icon="circles-relation", body=row.brings,
            title=_("Combined with others: %(name)s") % {"name": combination.name},
            byline=by_whom(_("Combination said"), str(combination.said_by) if is_named else ""),
            url=combination.get_absolute_url(),
        )  # fmt: skip
