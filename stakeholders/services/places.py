"""Places and how they nest."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portfolio_hub.lib import nesting
from portfolio_hub.lib.nesting import MAX_DEPTH
from stakeholders.models import Place, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import edits


@transaction.atomic
def create(*, portfolio: Portfolio, values: dict[str, Any], by: User) -> Place:
    """Make a place and list it in the portfolio; raises Refused when it would lie too deep."""
    place = Place()
    _nest(place, values)
    edits.save(place, values=values, by=by, portfolio=portfolio)
    place.portfolios.add(portfolio)
    return place


@transaction.atomic
def edit(*, place: Place, portfolio: Portfolio, values: dict[str, Any], by: User) -> None:
    """Correct a place; raises Refused when it would lie within itself."""
    _nest(place, values)
    edits.save(place, values=values, by=by, portfolio=portfolio)


def _nest(place: Place, values: dict[str, Any]) -> None:
    """Refuse a circle, also one that two people would close together at the same moment."""
    within = values.get("within")
    if within is None:
        return
    nesting.hold(Place)
    if refusal := why_not_within(place, within):
        raise Refused(refusal)


def why_not_within(place: Place, within: Place) -> str:
    """The reason why `place` can't lie within the other place, or an empty text."""
    if within.pk == place.pk:
        return _("A place can't lie within itself.")
    above = nesting.above(Place, within.pk, "within")
    if place.pk in above:
        return _("%(within)s lies within %(place)s, so %(place)s can't lie within it.") % {
            "within": within,
            "place": place,
        }
    below = nesting.height_of(Place, place.pk, "within") if place.pk else 0
    if len(above) + 1 + below > MAX_DEPTH:
        return _("Places nest at most %(depth)d deep.") % {"depth": MAX_DEPTH}
    return ""
