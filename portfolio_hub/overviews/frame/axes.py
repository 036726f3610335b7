"""The seven axes of the frame: what stands on each, and which initiatives belong to what."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.models import (
    Facet,
    Lever,
    Participation,
    ParticipationRole,
    Placement,
    PlacementSystem,
    PolicyCommitment,
    Service,
    Stage,
    System,
)
from initiatives.overviews.filters import NOT_SAID
from portfolio_hub.overviews.frame import places
from portfolio_hub.overviews.frame.base import Sql, sql_of
from stakeholders.access import Access
from stakeholders.models import Sector


@dataclass(frozen=True, slots=True)
class Member:
    """One row or column: its key in the counts, its name, and the filter of the list that shows its initiatives."""

    key: str
    name: str
    query: str
    icon: str = ""
    colour: int = 0
    word: str = ""
    """How a commitment stands, as in "Thin"."""
    status: str = ""
    is_spare: bool = False
    """Whether it is left out when nothing stands there, as "Not said yet"."""

    @property
    def value(self) -> str:
        """What the address calls it."""
        return self.query.partition("=")[2]


class Scope:
    """What the axes ask of the reader's portfolio; places are read once however often they are asked for."""

    def __init__(self, access: Access, of: str = "", systems: list[System] | None = None) -> None:
        self.access = access
        self.portfolio = access.portfolio
        self._of = of
        self._systems = systems

    @cached_property
    def parts(self) -> places.Parts:
        return places.parts_of(places.places_of(self.portfolio), self._of, self.portfolio.place_id)

    @property
    def systems(self) -> list[System]:
        if self._systems is None:
            self._systems = list(System.objects.filter(portfolio=self.portfolio))
        return self._systems

    def live(self, rows: "QuerySet[Placement]") -> "QuerySet[Placement]":
        return rows.live().filter(portfolio=self.portfolio)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Axis:
    """One way to sort initiatives; `pairs` are ids of initiatives with keys of members, each pair once."""

    key: str
    label: Promise
    one: Promise
    members: Callable[[Scope], list[Member]]
    pairs: Callable[[Scope], Sql]
    explanation: Promise | str = ""


def _commitments(scope: Scope) -> list[Member]:
    rows = PolicyCommitment.objects.current().filter(portfolio=scope.portfolio)
    return [Member(str(pk), title, f"commitment={pk}") for pk, title in rows.values_list("pk", "title")]


def _serves(scope: Scope) -> Sql:
    rows = Service.objects.filter(commitment__portfolio=scope.portfolio, commitment__retired_on__isnull=True)
    return sql_of(rows.values_list("initiative_id", "commitment_id"))


def _systems(scope: Scope) -> list[Member]:
    return [
        Member(str(row.pk), row.name, f"system={row.pk}", icon=row.icon, colour=row.colour) for row in scope.systems
    ]


def _touches(scope: Scope) -> Sql:
    live = scope.live(Placement.objects.all()).values("pk")
    rows = PlacementSystem.objects.filter(placement__in=live)
    return sql_of(rows.values_list("placement__initiative_id", "system_id"))


def _stages(scope: Scope) -> list[Member]:
    return [Member(value, str(label), f"stage={value}") for value, label in Stage.choices]


def _stands(scope: Scope) -> Sql:
    return "SELECT id, stage FROM base", ()


def _levers(scope: Scope) -> list[Member]:
    rows = Lever.objects.filter(portfolio=scope.portfolio).values_list("pk", "name")
    return [Member(str(pk), name, f"lever={pk}") for pk, name in rows]


def _pulls(scope: Scope) -> Sql:
    live = scope.live(Placement.objects.all()).values("pk")
    rows = Placement.levers.through.objects.filter(placement__in=live)
    return sql_of(rows.values_list("placement__initiative_id", "lever_id"))


def _facets(scope: Scope) -> list[Member]:
    named = [Member(value, str(label), f"facet={value}") for value, label in Facet.choices]
    return [*named, Member("", _("Not said yet"), f"facet={NOT_SAID}", is_spare=True)]


def _is_of_facet(scope: Scope) -> Sql:
    return sql_of(scope.live(Placement.objects.all()).values_list("initiative_id", "facet"))


def _places(scope: Scope) -> list[Member]:
    parts = scope.parts
    members = [Member(str(place.pk), place.name, f"within={place.pk}") for place in parts.shown]
    if parts.whole:
        name = _("%(place)s as a whole") % {"place": parts.whole.name}
        members.append(Member(f"-{parts.whole.pk}", name, f"place={parts.whole.pk}", is_spare=True))
    return members


def _happens_in(scope: Scope) -> Sql:
    return places.pairs(scope.parts)


def _sectors(scope: Scope) -> list[Member]:
    named = [Member(value, str(label), f"sector={value}") for value, label in Sector.choices]
    return [*named, Member("", _("Not said yet"), f"sector={NOT_SAID}", is_spare=True)]


def _is_led_by(scope: Scope) -> Sql:
    rows = Participation.objects.live().filter(role=ParticipationRole.LEAD)
    return sql_of(rows.values_list("initiative_id", "organisation__sector").distinct())


AXES: dict[str, Axis] = {
    axis.key: axis
    for axis in (
        Axis("commitments", gettext_lazy("Commitments"), gettext_lazy("Commitment"), _commitments, _serves,
             gettext_lazy("Commitments are those that are still pursued, with the initiatives that serve them.")),
        Axis("systems", gettext_lazy("Systems"), gettext_lazy("System"), _systems, _touches,
             gettext_lazy("An initiative stands in every system that it touches, not only in its main one.")),
        Axis("stages", gettext_lazy("Stages"), gettext_lazy("Stage"), _stages, _stands,
             gettext_lazy("Every stage is shown, also of initiatives that are closed.")),
        Axis("levers", gettext_lazy("Levers"), gettext_lazy("Lever"), _levers, _pulls),
        Axis("facets", gettext_lazy("Facets"), gettext_lazy("Facet"), _facets, _is_of_facet,
             gettext_lazy("The facet is the one that the portfolio has settled on for an initiative.")),
        Axis("places", gettext_lazy("Places"), gettext_lazy("Place"), _places, _happens_in,
             gettext_lazy("A place holds what happens in it and in every part of it.")),
        Axis("sectors", gettext_lazy("Sectors"), gettext_lazy("Sector"), _sectors, _is_led_by,
             gettext_lazy("Sectors are those of the organisations that take part as lead today; an initiative led "
                          "from two sectors stands in both, one without a lead in none.")),
    )
}  # fmt: skip

NAMED_PAIRS = (
    ("commitments", "systems"),
    ("stages", "systems"),
    ("levers", "systems"),
    ("facets", "stages"),
    ("places", "systems"),
    ("sectors", "systems"),
)
"""What is offered first."""
