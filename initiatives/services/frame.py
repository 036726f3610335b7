"""The frame of a portfolio: systems and levers, and their order."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext

from initiatives.models import Lever, PlacementSystem, System
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import edits, history

Part = System | Lever


@transaction.atomic
def save_part(*, part: Part, values: dict[str, Any], by: User) -> Part:
    """Add a system or lever at the end of the frame, or keep what was changed about it."""
    if part._state.adding:
        values = {**values, "order": _last(part) + 1}
    edits.save(part, values=values, by=by, portfolio=part.portfolio)
    return part


def _last(part: Part) -> int:
    found = type(part).objects.filter(portfolio=part.portfolio).aggregate(last=Max("order"))["last"]
    return found or 0


@transaction.atomic
def move_part(*, part: Part, up: bool, by: User) -> None:
    """Move a system or lever one step; the first can't go up and the last can't go down."""
    Portfolio.objects.select_for_update().get(pk=part.portfolio_id)
    parts: list[Any] = list(type(part).objects.filter(portfolio=part.portfolio_id))
    at = next(index for index, other in enumerate(parts) if other.pk == part.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(parts):
        return
    parts[at], parts[to] = parts[to], parts[at]
    for order, other in enumerate(parts, start=1):
        other.order = order
    type(part).objects.bulk_update(parts, ["order"])


def use_of(part: Part) -> tuple[int, int]:
    """In how many placements a system or lever is used, and in how many of them it is the main system."""
    if isinstance(part, Lever):
        return part.placements.count(), 0
    touches = PlacementSystem.objects.filter(system=part)
    return touches.count(), touches.filter(is_main=True).count()


@transaction.atomic
def delete_part(*, part: Part, by: User, hand_to: Part | None = None) -> None:
    """Take a system or lever out of the frame; whatever it was used in goes to `hand_to` or goes without.

    Raises Refused when `hand_to` is no other part of the same frame.
    """
    if hand_to is not None:
        if hand_to.pk == part.pk or hand_to.portfolio_id != part.portfolio_id:
            raise Refused(gettext("Choose another one of the same frame."))
        _hand_over(part, hand_to)
    facts = edits.facts_of(part, ("name", "description"))
    fields = {name: [value, None] for name, value in facts.items()}
    history.record(part, kind=Change.Kind.DELETED, fields=fields, by=by, portfolio=part.portfolio)
    part.delete()


def _hand_over(part: Part, to: Part) -> None:
    if isinstance(part, Lever) and isinstance(to, Lever):
        for placement in part.placements.all():
            placement.levers.add(to)
    elif isinstance(part, System) and isinstance(to, System):
        _hand_over_system(part, to)
    else:
        raise Refused(gettext("Choose another one of the same frame."))


def _hand_over_system(part: System, to: System) -> None:
    """Put `to` wherever `part` is; a placement that has both keeps one, and its main system stays main."""
    touches = PlacementSystem.objects.filter(system=part)
    has_both = PlacementSystem.objects.filter(system=to).values("placement")
    main_of_both = list(touches.filter(is_main=True, placement__in=has_both).values_list("placement", flat=True))
    touches.filter(placement__in=has_both).delete()
    PlacementSystem.objects.filter(system=to, placement__in=main_of_both).update(is_main=True)
    PlacementSystem.objects.filter(system=part).update(system=to)
