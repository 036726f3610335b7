"""The flows as they are drawn: the largest vehicles each for itself, all others as one."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from funding.overviews.flows import Flow, FunderOverview, together
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
    flows = together(Flow(into.get(one.source, one.source), into.get(one.target, one.target), one.amount)
                     for one in facts.flows)  # fmt: skip
    return replace(facts, vehicles=(*own, _stand_in(rest)), flows=tuple(flows))


def _stand_in(lines: list[VehicleLine]) -> VehicleLine:
    """What stands for these vehicles; nobody can open it."""
    sums: dict[str, Any] = {name: sum((getattr(line, name) for line in lines), ZERO) for name in SUMS}
    return replace(lines[0], pk=0, name=_("Other vehicles"), instrument="", willing_to_learn="", is_open=False, **sums)
