"""Tells the floor below in how many initiatives an organisation takes part, and how many happen in a place."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, QuerySet

from initiatives.models import Initiative, Participation, ParticipationRole
from stakeholders.access import Access


class InInitiatives:
    """The involvement of organisations and places in the initiatives that a reader may see."""

    roles = ParticipationRole.choices

    def organisations_as(self, access: Access, role: str) -> "QuerySet[Any]":
        """Ids of the organisations that take part in this role today."""
        return self._seen(access).filter(role=role).values("organisation")

    def by_organisation(self, access: Access, ids: Collection[int]) -> dict[int, int]:
        """How many initiatives each organisation takes part in today."""
        rows = self._seen(access).filter(organisation__in=ids).order_by()
        return dict(rows.values_list("organisation").annotate(Count("initiative", distinct=True)))

    def active_organisations(self, access: Access, role: str = "") -> dict[int, int]:
        """In how many initiatives that are not closed each organisation takes part today (in this role)."""
        seen = Initiative.objects.seen_with(access).active()
        rows = Participation.objects.live().filter(initiative__in=seen.values("pk"), **({"role": role} if role else {}))
        return dict(rows.order_by().values_list("organisation").annotate(Count("initiative", distinct=True)))

    def by_place(self, access: Access, ids: Collection[int]) -> dict[int, int]:
        """How many initiatives happen in each place."""
        located = Initiative.places.through.objects.filter(
            place__in=ids, initiative__in=Initiative.objects.seen_with(access).values("pk")
        )
        return dict(located.order_by().values_list("place").annotate(Count("pk")))

    @staticmethod
    def _seen(access: Access) -> "QuerySet[Any]":
        return Participation.objects.live().filter(initiative__in=Initiative.objects.seen_with(access).values("pk"))
