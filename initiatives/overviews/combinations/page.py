"""All that a combination's page shows: who is in it, what each brings, and what comes together."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from initiatives.models import Combination, CombinationMember, Initiative, PolicyCommitment, Service, Stage, System
from initiatives.overviews.combinations.filters import members_seen
from initiatives.overviews.combinations.listing import systems_of
from initiatives.policies import YES, Ruling
from stakeholders.access import Access, Permission
from stakeholders.models import Place

STAGES = dict(Stage.choices)


@dataclass(frozen=True)
class Member:
    """One initiative in the combination, and what it touches here, the main system first."""

    row: CombinationMember
    systems: list[System]

    @property
    def initiative(self) -> Initiative:
        return self.row.initiative

    @property
    def stage(self) -> str:
        """How far it has come, in words."""
        return str(STAGES.get(self.initiative.stage, ""))


@dataclass(frozen=True, slots=True)
class Shared:
    """Something that members have together, and how many of them."""

    what: Any
    count: int


@dataclass(frozen=True)
class CombinationPage:
    """What the page shows; members that the reader may not see are neither shown nor counted."""

    combination: Combination
    said_by: str
    members: list[Member]
    systems: list[Shared]
    commitments: list[Shared]
    places: list[Shared]
    stages: list[Shared]
    edit: Ruling

    @property
    def is_thin(self) -> bool:
        """Whether too few are left to combine anything."""
        return len(self.members) < 2


def find(access: Access, pk: int) -> Combination:
    """The combination, if this reader may see it; raises Http404."""
    rows = Combination.objects.seen_with(access).select_related("portfolio", "said_by")
    combination = rows.filter(pk=pk).first()
    if combination is None:
        raise Http404
    return combination


def find_member(access: Access, combination: Combination, pk: int) -> CombinationMember:
    """A member that this reader may see; raises Http404."""
    rows = members_seen(access).filter(combination=combination).select_related("initiative", "combination__portfolio")
    member = rows.filter(pk=pk).first()
    if member is None:
        raise Http404
    return member


def may_edit(access: Access, combination: Combination | None = None) -> Ruling:
    """Stewards say what belongs together; one that is over stays as it was."""
    if not access.may(Permission.CURATE):
        return Ruling(False, _("Stewards say which initiatives form a combination."))
    if combination is not None and combination.ended_on is not None:
        return Ruling(False, _("It is over. Open it again to edit it."))
    return YES


def combination_page(access: Access, combination: Combination) -> CombinationPage:
    """Build the page in four queries."""
    rows = members_seen(access).filter(combination=combination).select_related("initiative")
    members = list(rows.order_by("initiative__title", "pk"))
    ids = {member.initiative_id for member in members}
    systems = systems_of(access, ids)
    touched = Counter(system for pk in ids for system in systems.get(pk, ()))
    by_stage = Counter(member.initiative.stage for member in members)
    is_named = combination.said_by is not None and access.may(Permission.SEE_PEOPLE)
    return CombinationPage(
        combination=combination,
        said_by=str(combination.said_by) if is_named else "",
        members=[Member(member, systems.get(member.initiative_id, [])) for member in members],
        systems=_shared(touched, key=lambda system: (system.order, system.pk)),
        commitments=_shared(_commitments(access, ids), key=lambda row: (row.order, row.pk)),
        places=_shared(_places(ids), key=lambda place: (place.name, place.pk)),
        stages=[Shared(label, by_stage[stage]) for stage, label in Stage.choices if by_stage[stage]],
        edit=may_edit(access, combination),
    )


def _shared(counted: Counter[Any], *, key: Any) -> list[Shared]:
    """What more members share comes first."""
    ordered = sorted(counted, key=lambda what: (-counted[what], *key(what)))
    return [Shared(what, counted[what]) for what in ordered]


def _commitments(access: Access, ids: set[int]) -> Counter[PolicyCommitment]:
    rows = Service.objects.filter(
        initiative__in=ids, commitment__portfolio=access.portfolio, commitment__retired_on__isnull=True
    )
    return Counter(row.commitment for row in rows.select_related("commitment"))


def _places(ids: set[int]) -> Counter[Place]:
    through: Any = Initiative.places.through.objects.filter(initiative__in=ids).select_related("place")
    return Counter(row.place for row in through)


def of_initiative(access: Access, initiative: Initiative) -> list[Combination]:
    """The combinations that an initiative is in, those that hold first."""
    rows = Combination.objects.seen_with(access).filter(members__initiative=initiative)
    return list(rows.select_related("portfolio").order_by("ended_on", "name", "pk"))
