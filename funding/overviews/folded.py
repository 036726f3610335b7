"""The flows as they are drawn: the largest vehicles each for itself, all others as one."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from funding.overviews.flows import Flow, FunderOverview
from funding.overviews.outline import ZERO, VehicleLine

DRAWN = 20
"""How many vehicles a drawing can show; their names need the room."""
OTHERS = "vehicle:0"
"""The node of all the others."""
SUMS = ("committed", "flexible", "drawn", "planned", "allocated", "paid", "returned", "pledged", "carried")


def is_folded(facts: FunderOverview) -> bool:
    """Whether some vehicles are drawn as one; never a single one."""
    return len(facts.through) > DRAWN + 1


def folded(facts: FunderOverview) -> FunderOverview:
    """The same flows of at most `DRAWN` vehicles and one that stands for the others."""
    if not is_folded(facts):
        return facts
    through = facts.through
    moving = [line for line in facts.vehicles if f"vehicle:{line.pk}" in through]
    ranked = sorted(moving, key=lambda line: -through[f"vehicle:{line.pk}"])
    own, rest = ranked[:DRAWN], ranked[DRAWN:]
    into = {f"vehicle:{line.pk}": OTHERS for line in rest}
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for flow in facts.flows:
        sums[into.get(flow.source, flow.source), into.get(flow.target, flow.target)] += flow.amount
    flows = tuple(Flow(source, target, amount) for (source, target), amount in sums.items())
    return replace(facts, vehicles=(*own, _together(rest)), flows=flows)


def _together(lines: list[VehicleLine]) -> VehicleLine:
    """What stands for these vehicles; nobody can open it."""
    sums: dict[str, Any] = {name: sum((getattr(line, name) for line in lines), ZERO) for name in SUMS}
    return replace(lines[0], pk=0, name=_("Other vehicles"), instrument="", willing_to_learn="", is_open=False, **sums)
