"""What the settings page of the frame shows, in two queries."""

from dataclasses import dataclass

from django.db.models import Count

from initiatives.models import Lever, System
from initiatives.services.frame_packs import PACKS, FramePack
from stakeholders.models import Portfolio


@dataclass(frozen=True)
class PackChoice:
    """A pack that could be taken in, and how many of its parts the frame does not have yet."""

    name: str
    pack: FramePack
    missing: int


@dataclass(frozen=True)
class FramePage:
    """Systems and levers in order; each has `used`, the number of placements it stands in."""

    systems: list[System]
    levers: list[Lever]
    packs: list[PackChoice]


def frame_page(portfolio: Portfolio) -> FramePage:
    """Gather the frame of the portfolio."""
    systems = System.objects.filter(portfolio=portfolio).annotate(used=Count("touched_by")).order_by("order", "id")
    levers = Lever.objects.filter(portfolio=portfolio).annotate(used=Count("placements")).order_by("order", "id")
    return FramePage(list(systems), list(levers), _packs(list(systems), list(levers)))


def _packs(systems: list[System], levers: list[Lever]) -> list[PackChoice]:
    """Packs of which something is missing; those that are there as a whole are not offered."""
    here = {part.name.casefold() for part in systems}, {part.name.casefold() for part in levers}
    counted = []
    for name, pack in PACKS.items():
        wanted = {str(facts[0]).casefold() for facts in pack.systems}, {str(lever).casefold() for lever in pack.levers}
        counted.append(PackChoice(name, pack, len(wanted[0] - here[0]) + len(wanted[1] - here[1])))
    return [choice for choice in counted if choice.missing]
