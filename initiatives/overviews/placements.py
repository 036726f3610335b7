"""Where else an initiative stands, as far as a reader may know."""

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Prefetch, QuerySet, Value, When
from django.utils import timezone

from initiatives.models import Initiative, Placement, PlacementSystem
from stakeholders.access import Access


@dataclass(frozen=True)
class Standing:
    """A placement with what the portfolio says about it, and whether it is over."""

    placement: Placement
    is_home: bool
    is_here: bool
    is_over: bool


def also_in(access: Access, initiative: Initiative) -> list[Placement]:
    """Its live placements in other portfolios where this reader may see it, the home first; one query."""
    rows = Placement.objects.visible_to(access.user).filter(initiative=initiative)
    return list(_ordered(rows.exclude(portfolio=access.portfolio), initiative).select_related("portfolio"))


def standings(access: Access, initiative: Initiative) -> list[Standing]:
    """All its placements that this reader may know, those that are over last; three queries."""
    touches = PlacementSystem.objects.select_related("system")
    rows = (
        _ordered(Placement.objects.ever_visible_to(access.user).filter(initiative=initiative), initiative)
        .select_related("portfolio")
        .prefetch_related(Prefetch("touches", touches), "levers")
    )
    today = timezone.localdate()
    found = [
        Standing(
            placement=row,
            is_home=row.portfolio_id == initiative.home_id,
            is_here=row.portfolio_id == access.portfolio.pk,
            is_over=row.until_on is not None and row.until_on <= today,
        )
        for row in rows
    ]
    return sorted(found, key=lambda standing: standing.is_over)


def _ordered(rows: QuerySet[Placement], initiative: Initiative) -> QuerySet[Placement]:
    home = Case(When(portfolio=initiative.home_id, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(home, "portfolio__name", "-since_on", "pk")
