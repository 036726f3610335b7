"""What a report is about: its days, what the funder's circle reaches, its vehicles and initiatives."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from funding.models import (
    Allocation,
    CapitalCommitment,
    Disbursement,
    Drawdown,
    FlexibilityReserve,
    FunderReport,
    FundingVehicle,
)
from funding.overviews.standing import counted, held
from initiatives.models import Combination, CombinationMember, Initiative
from stakeholders.access import ROLE_PERMISSIONS, Access
from stakeholders.models import ROLE_CIRCLES, Organisation, Portfolio, Role


@dataclass(frozen=True)
class Frame:
    """One report's bounds. Nothing gets into a report that is not found through `access`.

    `chosen` are initiatives named by a template that is not saved yet; `is_short` keeps a preview to its beginnings.
    """

    report: FunderReport
    chosen: tuple[int, ...] | None = None
    is_short: bool = False

    @property
    def portfolio(self) -> Portfolio:
        return self.report.template.portfolio

    @property
    def funder(self) -> Organisation:
        return self.report.template.funder

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day."""
        return self.report.from_on, self.report.to_on

    @cached_property
    def access(self) -> Access:
        """What any funder here may see; nobody in particular, so that nothing is seen for being somebody's own."""
        circles = ROLE_CIRCLES[Role.FUNDER]
        return Access(self.portfolio, AnonymousUser(), "", ROLE_PERMISSIONS[Role.FUNDER], frozenset(circles))

    @cached_property
    def vehicles(self) -> list[FundingVehicle]:
        """Vehicles into which the funder put money until these days at least, shadows left out."""
        standing = Q(ended_on__isnull=True) | Q(ended_on__gte=self.report.from_on)
        backed = CapitalCommitment.objects.filter(standing, funder=self.funder)
        rows = FundingVehicle.objects.filter(portfolio=self.portfolio, is_shadow=False, pk__in=backed.values("vehicle"))
        return list(rows)

    @cached_property
    def initiatives(self) -> dict[int, Initiative]:
        """Those the template names; else those its money is for; else all. Always only what funders may see."""
        seen = Initiative.objects.seen_with(self.access).order_by("title", "pk").defer("search")
        if named := self._named():
            return {row.pk: row for row in seen.filter(pk__in=named)}
        paid = Allocation.objects.filter(vehicle__in=self.vehicles).exclude(status="planned")
        together = Combination.objects.seen_with(self.access).filter(pk__in=paid.values("combination"))
        members = CombinationMember.objects.filter(combination__in=together.values("pk"))
        funded = seen.filter(Q(pk__in=paid.values("initiative")) | Q(pk__in=members.values("initiative")))
        return {row.pk: row for row in funded} or {row.pk: row for row in seen}

    def _named(self) -> list[int]:
        if self.chosen is not None:
            return list(self.chosen)
        return list(self.report.template.initiatives.values_list("pk", flat=True))

    @cached_property
    def combinations(self) -> dict[int, Combination]:
        """Combinations that funders may see, and that have one of these initiatives in them."""
        members = CombinationMember.objects.filter(initiative__in=list(self.initiatives))
        rows = Combination.objects.seen_with(self.access).current().filter(pk__in=members.values("combination"))
        return {row.pk: row for row in rows.order_by("name", "pk")}

    @cached_property
    def payments(self) -> list[Disbursement]:
        """What was paid out of these vehicles within the days, and what came back."""
        rows = Disbursement.objects.filter(allocation__vehicle__in=self.vehicles, on__range=self.days)
        return list(rows.select_related("allocation__vehicle").order_by("on", "pk"))

    @cached_property
    def drawdowns(self) -> list[Drawdown]:
        """What was paid into these vehicles within the days, whoever paid."""
        rows = Drawdown.objects.filter(commitment__vehicle__in=self.vehicles, on__range=self.days)
        return list(rows.select_related("commitment__vehicle", "commitment__funder").order_by("on", "pk"))

    @cached_property
    def commitments(self) -> list[CapitalCommitment]:
        """What the funder itself had committed by the last day, whatever was withdrawn later."""
        rows = CapitalCommitment.objects.filter(vehicle__in=self.vehicles, funder=self.funder)
        return list(rows.filter(counted(self.report.to_on)).select_related("vehicle").order_by("on", "pk"))

    @cached_property
    def set_aside(self) -> list[Allocation]:
        """What was agreed by the last day; `kept` is what it held then, whatever was given back later."""
        rows = Allocation.objects.filter(vehicle__in=self.vehicles).annotate(kept=held(self.report.to_on))
        return list(rows.exclude(kept=0).select_related("vehicle").order_by("on", "pk"))

    @cached_property
    def reserves(self) -> list[FlexibilityReserve]:
        """Reserves among these vehicles."""
        rows = FlexibilityReserve.objects.filter(vehicle__in=self.vehicles).select_related("vehicle")
        return list(rows.order_by("vehicle__name", "pk"))

    @cached_property
    def seen_names(self) -> dict[tuple[str, int], str]:
        """Names of initiatives and combinations to which these vehicles' money goes, where funders may read them."""
        paid = Allocation.objects.filter(vehicle__in=self.vehicles)
        initiatives = Initiative.objects.seen_with(self.access).filter(pk__in=paid.values("initiative"))
        combinations = Combination.objects.seen_with(self.access).filter(pk__in=paid.values("combination"))
        return {
            **{("initiative", pk): name for pk, name in initiatives.values_list("pk", "title")},
            **{("combination", pk): name for pk, name in combinations.values_list("pk", "name")},
        }
