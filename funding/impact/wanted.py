"""What the address of the matrix asks for, and the rows and columns that answer it."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from funding.impact.axes import AXES, COMBINATION, INITIATIVE, JUDGED_AXES, SYSTEM, VEHICLE
from funding.models import Concern, Contribution, FundingVehicle
from initiatives.models import Combination, Initiative, System
from initiatives.overviews.challenges.filters import ids_of
from initiatives.overviews.combinations.filters import fitting, members_seen, touches
from stakeholders.access import Access


@dataclass(frozen=True, slots=True)
class Wanted:
    """The axis, whether rows without a judgement show too, filters (0 and "" for none), and the page.

    `vehicles` are those that the window of the funding page names; none for all.
    """

    by: str = COMBINATION
    is_all: bool = False
    system: int = 0
    concern: int = 0
    evidence: str = ""
    after: str = ""
    vehicles: frozenset[int] = frozenset()

    @classmethod
    def read(cls, given: QueryDict) -> "Wanted":
        """Read it from an address; what means nothing is left out."""
        by = given.get("by", "")
        by = by if by in AXES else COMBINATION
        if by not in JUDGED_AXES:
            named = frozenset(ids_of(given.getlist("vehicle"))) if by == VEHICLE else frozenset()
            return cls(by, after=given.get("after", ""), vehicles=named)
        known = given.get("evidence", "")
        return cls(
            by, given.get("all") == "1", _one(given, "system"), _one(given, "concern"),
            known if known in Contribution.Evidence.values else "", given.get("after", ""),
        )  # fmt: skip

    @property
    def is_filtered(self) -> bool:
        """Whether some rows are left out by choice."""
        return bool(self.system or self.concern or self.evidence)

    @property
    def address(self) -> str:
        """All but the page, as a query string that other axes understand too."""
        pairs = [("by", self.by), ("all", "1" if self.is_all else "")]
        pairs += [(name, str(getattr(self, name) or "")) for name in ("system", "concern", "evidence")]
        pairs += [("vehicle", str(pk)) for pk in sorted(self.vehicles)]
        return urlencode([pair for pair in pairs if pair[1]])

    def on(self, by: str) -> "Wanted":
        """The same of another axis, from its first page, with all its rows."""
        return replace(self, by=by, after="", vehicles=frozenset())


def _one(given: QueryDict, name: str) -> int:
    return next(iter(ids_of(given.getlist(name)[:1])), 0)


def columns_of(access: Access, wanted: Wanted) -> tuple[Concern, ...]:
    """The concerns that are looked at, or the one that was chosen."""
    concerns = tuple(Concern.objects.filter(portfolio=access.portfolio).current().select_related("portfolio"))
    chosen = tuple(concern for concern in concerns if concern.pk == wanted.concern)
    return chosen or concerns


def rows_of(access: Access, wanted: Wanted) -> "QuerySet[Any]":
    """What stands on the axis for this reader, as far as the filters leave it."""
    if wanted.by == VEHICLE:
        vehicles = FundingVehicle.objects.open_to(access)
        return vehicles.filter(pk__in=wanted.vehicles) if wanted.vehicles else vehicles
    if wanted.by == SYSTEM:
        return System.objects.filter(portfolio=access.portfolio)
    rows: QuerySet[Any] = (
        Initiative.objects.seen_with(access)
        if wanted.by == INITIATIVE
        else Combination.objects.seen_with(access).current()
    )
    if wanted.system:
        rows = rows.filter(pk__in=_touching(access, wanted))
    if wanted.is_all and not wanted.evidence:
        return rows
    judged = judged_of(access, wanted.by).filter(**{wanted.by: OuterRef("pk")})
    if wanted.concern:
        judged = judged.filter(concern=wanted.concern)
    return rows.filter(Exists(judged.filter(evidence=wanted.evidence) if wanted.evidence else judged))


def judged_of(access: Access, by: str) -> "QuerySet[Contribution]":
    """Today's judgements of what stands on an axis."""
    rows = Contribution.objects.current().filter(**{f"{by}__isnull": False})
    return rows.filter(concern__portfolio=access.portfolio, concern__retired_on__isnull=True)


def _touching(access: Access, wanted: Wanted) -> Any:
    """Ids of what touches the system; a combination does with a member that the reader may see."""
    if wanted.by == INITIATIVE:
        return touches(access).filter(system=wanted.system).values("placement__initiative")
    return members_seen(access).filter(fitting(access, "system", (wanted.system,))).values("combination")


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter with what can be chosen; `any` says that it leaves nothing out."""

    name: str
    label: str
    any: str
    options: tuple[tuple[Any, str], ...]
    chosen: Any


def choices(access: Access, wanted: Wanted) -> tuple[Choice, ...]:
    """The filters of an axis of judgements; vehicles and systems have none."""
    if wanted.by not in JUDGED_AXES:
        return ()
    systems = tuple(System.objects.filter(portfolio=access.portfolio).values_list("pk", "name"))
    concerns = tuple(Concern.objects.filter(portfolio=access.portfolio).current().values_list("pk", "name"))
    known = tuple((level.value, str(level.label)) for level in Contribution.Evidence)
    return (
        Choice("system", _("System"), _("Every system"), systems, wanted.system),
        Choice("concern", _("Concern"), _("Every concern"), concerns, wanted.concern),
        Choice("evidence", _("How we know"), _("Any way"), known, wanted.evidence),
    )
