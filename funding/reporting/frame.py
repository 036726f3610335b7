"""What a report is about: its days, what the funder's circle reaches, its vehicles and initiatives."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from funding.models import Allocation, CapitalCommitment, FunderReport, FundingVehicle
from initiatives.models import Combination, CombinationMember, Initiative
from stakeholders.access import ROLE_PERMISSIONS, Access
from stakeholders.models import ROLE_CIRCLES, Organisation, Portfolio, Role


@dataclass(frozen=True)
class Frame:
    """One report's bounds. Nothing gets into a report that is not found through `access`."""

    report: FunderReport

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
        """Vehicles into which the funder put money, shadows left out."""
        backed = CapitalCommitment.objects.exclude(status="withdrawn").filter(funder=self.funder)
        rows = FundingVehicle.objects.filter(portfolio=self.portfolio, is_shadow=False, pk__in=backed.values("vehicle"))
        return list(rows)

    @cached_property
    def initiatives(self) -> dict[int, Initiative]:
        """Those the template names; else those its money is for; else all. Always only what funders may see."""
        seen = Initiative.objects.seen_with(self.access).order_by("title", "pk")
        named = seen.filter(pk__in=self.report.template.initiatives.values("pk"))
        if self.report.template.initiatives.exists():
            return {row.pk: row for row in named}
        paid = Allocation.objects.filter(vehicle__in=self.vehicles).exclude(status="planned")
        together = Combination.objects.seen_with(self.access).filter(pk__in=paid.values("combination"))
        members = CombinationMember.objects.filter(combination__in=together.values("pk"))
        funded = seen.filter(Q(pk__in=paid.values("initiative")) | Q(pk__in=members.values("initiative")))
        return {row.pk: row for row in funded} or {row.pk: row for row in seen}

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
