"""What the settings page of the frame shows, in two queries."""

from dataclasses import dataclass

from django.db.models import Count

from initiatives.models import Lever, System
from stakeholders.models import Portfolio


@dataclass(frozen=True)
class FramePage:
    """Systems and levers in order; each has `used`, the number of placements it stands in."""

    systems: list[System]
    levers: list[Lever]


def frame_page(portfolio: Portfolio) -> FramePage:
    """Gather the frame of the portfolio."""
    systems = System.objects.filter(portfolio=portfolio).annotate(used=Count("touched_by")).order_by("order", "id")
    levers = Lever.objects.filter(portfolio=portfolio).annotate(used=Count("placements")).order_by("order", "id")
    return FramePage(list(systems), list(levers))
