"""What is chosen on the list, as chips that each take one choice away."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from initiatives.models import Facet, Initiative, Lever, PolicyCommitment, Stage, System
from initiatives.overviews.facets import Facets
from initiatives.overviews.filters import HIDDEN, NO_SYSTEM, NOT_SAID, Filters
from stakeholders.models import Organisation, Place, Portfolio, Sector

Names = dict[str, dict[int, str]]
MODELS: dict[str, Any] = {
    "system": System, "place": Place, "organisation": Organisation, "lever": Lever, "within": Place,
    "commitment": PolicyCommitment,
}  # fmt: skip
OF_PORTFOLIO = ("system", "lever", "commitment")


@dataclass(frozen=True)
class Chip:
    """One choice, and the query string without it."""

    label: str
    query: str


def names_in(filters: Filters, facets: Facets | None, portfolio: Portfolio) -> Names:
    """The names of chosen rows: out of the facets where they were counted, else by a query for each kind chosen."""
    names: Names = {}
    for name, model in MODELS.items():
        if facets is not None and name not in HIDDEN:
            names[name] = {choice.value: choice.label for choice in getattr(facets, name)}
        elif ids := getattr(filters, name):
            rows = model.objects.filter(pk__in=ids)
            rows = rows.filter(portfolio=portfolio) if name in OF_PORTFOLIO else rows
            names[name] = dict(rows.values_list("pk", "title" if name == "commitment" else "name"))
    return names


def chips(filters: Filters, names: Names) -> list[Chip]:
    """A chip for every choice."""
    return [Chip(label_of(name, value, names), filters.without(name, value).query) for name, value in filters.choices()]


def label_of(name: str, value: Any, names: Names) -> str:
    """One choice in words."""
    if name in MODELS:
        if name == "system" and value == NO_SYSTEM:
            return _("No system yet")
        found = names.get(name, {}).get(value, _("something that is gone"))
        if name == "commitment":
            return _("Serves: %(title)s") % {"title": found}
        return _("%(place)s and its parts") % {"place": found} if name == "within" else found
    labels = {
        "q": lambda: f"“{value}”",
        "stage": lambda: str(Stage(value).label),
        "closed": lambda: str(Initiative.ClosedHow(value).label),
        "quiet": lambda: _("Quiet for %(days)d days") % {"days": value},
        "facet": lambda: _("No facet yet") if value == NOT_SAID else str(Facet(value).label),
        "sector": lambda: led_by(value),
        "state": lambda: _("Active"),
        "serves": lambda: _("Serves no commitment"),
        "paused": lambda: _("Paused") if value == "yes" else _("Not paused"),
    }
    return labels[name]()


def led_by(sector: str) -> str:
    """A chosen sector in words."""
    name = _("sector not said") if sector == NOT_SAID else str(Sector(sector).label)
    return _("Led by: %(sector)s") % {"sector": name}
