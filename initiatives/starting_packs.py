"""What a new portfolio may begin with; the floor below offers these without knowing them."""

from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.services.frame import FOUR_SYSTEMS, LEVERS, SEVEN_SYSTEMS, add_levers, add_systems
from stakeholders.models import Portfolio, User
from stakeholders.services.portfolios import StartingPack, starting_packs


def seven(portfolio: Portfolio, by: User) -> None:
    """Write the seven systems of a whole city."""
    add_systems(portfolio, SEVEN_SYSTEMS, by)


def four(portfolio: Portfolio, by: User) -> None:
    """Write four systems for a smaller table."""
    add_systems(portfolio, FOUR_SYSTEMS, by)


def _listed(names: list[Any]) -> Promise:
    return format_lazy(", ".join(["{}"] * len(names)), *names)


def register() -> None:
    """Offer the packs."""
    starting_packs.add(
        "seven-systems",
        StartingPack(_("Seven systems of a city"), _listed([name for name, _icon, _c in SEVEN_SYSTEMS]), seven),
    )
    starting_packs.add(
        "four-systems",
        StartingPack(_("Four systems"), _listed([name for name, _icon, _c in FOUR_SYSTEMS]), four),
    )
    starting_packs.add("levers", StartingPack(_("Eight levers"), _listed(list(LEVERS)), add_levers))
