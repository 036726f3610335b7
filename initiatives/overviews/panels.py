"""The initiatives of an organisation or of a place, a few of them, with a link to all."""

from dataclasses import dataclass
from typing import Any

from initiatives.models import Initiative, Participation, ParticipationRole
from initiatives.overviews.filters import Filters
from initiatives.overviews.happenings import STAGE_LABELS
from stakeholders.access import Access
from stakeholders.models import Organisation, Place

SHOWN = 25


@dataclass(frozen=True, slots=True)
class Line:
    """One initiative in a panel."""

    pk: int
    title: str
    stage: str
    stage_label: Any
    note: str


@dataclass(frozen=True)
class Panel:
    """The first lines, how many there are, and the filter that shows them all."""

    lines: list[Line]
    total: int
    query: str


def of_organisation(access: Access, organisation: Organisation) -> Panel:
    """What it takes part in today, with its roles, each initiative once."""
    roles: dict[int, list[str]] = {}
    labels = dict(ParticipationRole.choices)
    parts = Participation.objects.live().filter(organisation=organisation).order_by("pk")
    for initiative, role in parts.values_list("initiative", "role"):
        roles.setdefault(initiative, []).append(str(labels.get(role, role)))
    rows = Initiative.objects.seen_with(access).filter(pk__in=parts.values("initiative"))
    lines = _lines(rows, {pk: ", ".join(names) for pk, names in roles.items()})
    return Panel(lines[:SHOWN], len(lines), Filters(organisation=(organisation.pk,)).query)


def of_place(access: Access, place: Place) -> Panel:
    """What happens in a place."""
    lines = _lines(Initiative.objects.seen_with(access).filter(places=place), {})
    return Panel(lines[:SHOWN], len(lines), Filters(place=(place.pk,)).query)


def _lines(rows: Any, notes: dict[int, str]) -> list[Line]:
    return [
        Line(pk, title, stage, STAGE_LABELS[stage], notes.get(pk, ""))
        for pk, title, stage in rows.order_by("title", "pk").values_list("pk", "title", "stage")
    ]
