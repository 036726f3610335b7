"""What rows of money are for, as far as the reader may know."""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from funding.models import Allocation
from initiatives.models import Combination, Initiative
from stakeholders.access import Access

AS_SUCH = _("The portfolio as such")
HIDDEN_INITIATIVE = _("An initiative that is not released to you")
HIDDEN_COMBINATION = _("A combination that is not released to you")


@dataclass(frozen=True)
class Seen:
    """Initiatives and combinations that the reader may see, of those that are named by rows of money."""

    initiatives: Container[int]
    combinations: Container[int]

    @classmethod
    def of(cls, access: Access, rows: Iterable[Allocation]) -> "Seen":
        """Ask for both at once, whatever the number of rows."""
        known = tuple(rows)
        initiatives = {row.initiative_id for row in known if row.initiative_id}
        combinations = {row.combination_id for row in known if row.combination_id}
        return cls(
            frozenset(Initiative.objects.seen_with(access).filter(pk__in=initiatives).values_list("pk", flat=True)),
            frozenset(Combination.objects.seen_with(access).filter(pk__in=combinations).values_list("pk", flat=True)),
        )

    def knows(self, row: Allocation) -> bool:
        """Whether the reader may know what the money is for."""
        if row.initiative_id:
            return row.initiative_id in self.initiatives
        return not row.combination_id or row.combination_id in self.combinations

    def name_of(self, row: Allocation) -> str:
        """What the money is for, as far as the reader may know."""
        if not self.knows(row):
            return str(HIDDEN_COMBINATION if row.combination_id else HIDDEN_INITIATIVE)
        if row.target == Allocation.Target.PORTFOLIO:
            return str(AS_SUCH)
        return str(row.initiative or row.combination or row.get_target_display())

    def address_of(self, row: Allocation, slug: str) -> str:
        """The page of what the money is for, if it has one that the reader may open."""
        if not self.knows(row) or not (row.initiative_id or row.combination_id):
            return ""
        name = "initiatives:detail" if row.initiative_id else "initiatives:combination"
        return reverse(name, args=[slug, row.initiative_id or row.combination_id])
