"""Places and how they nest."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from stakeholders.models import Place, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import edits

MAX_DEPTH = 20


@transaction.atomic
def create(*, portfolio: Portfolio, values: dict[str, Any], by: User) -> Place:
    """Make a place and list it in the portfolio."""
    place = Place()
    edits.save(place, values=values, by=by, portfolio=portfolio)
    place.portfolios.add(portfolio)
    return place


@transaction.atomic
def edit(*, place: Place, portfolio: Portfolio, values: dict[str, Any], by: User) -> None:
    """Correct a place; raises Refused when it would lie within itself."""
    within = values.get("within")
    if within is not None and (refusal := why_not_within(place, within)):
        raise Refused(refusal)
    edits.save(place, values=values, by=by, portfolio=portfolio)


def why_not_within(place: Place, within: Place) -> str:
    """The reason why `place` can't lie within the other place, or an empty text."""
    if within.pk == place.pk:
        return _("A place can't lie within itself.")
    above: Place | None = within
    for _step in range(MAX_DEPTH):
        if above is None:
            return ""
        if above.pk == place.pk:
            return _("%(within)s lies within %(place)s, so %(place)s can't lie within it.") % {
                "within": within,
                "place": place,
            }
        above = above.within
    return _("Places nest at most %(depth)d deep.") % {"depth": MAX_DEPTH}
