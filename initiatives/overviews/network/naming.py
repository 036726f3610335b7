"""Names and addresses of what a reading knows by its ids, as far as the reader may see them today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from initiatives.models import Initiative, NetworkReading, System
from stakeholders.access import Access
from stakeholders.models import Organisation, Sector

Subject = NetworkReading.Subject


@dataclass(frozen=True)
class Name:
    """One initiative or organisation, ready to link to."""

    id: int
    label: str
    url: str


def names_of(access: Access, subject: str, ids: Iterable[int]) -> dict[int, Name]:
    """The names of those that the reader may see; one query, and the others are left out."""
    rows: Any
    if subject == Subject.INITIATIVES:
        rows, field, route = Initiative.objects.seen_with(access), "title", "initiatives:detail"
    else:
        rows, field, route = Organisation.objects.listed_in(access.portfolio), "name", "stakeholders:organisation"
    found = rows.filter(pk__in=set(ids)).order_by().values_list("pk", field)
    return {pk: Name(pk, label, reverse(route, args=[access.portfolio.slug, pk])) for pk, label in found}


def groups_of(access: Access, subject: str) -> Mapping[Any, Any]:
    """The systems or sectors that density is told of, in their order: a System, or the label of a sector."""
    if subject == Subject.INITIATIVES:
        return {system.pk: system for system in System.objects.filter(portfolio=access.portfolio).order_by("order")}
    return dict(Sector.choices)
