"""What is chosen on the list, as chips that each take one choice away."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from initiatives.models import Initiative, Stage, System
from initiatives.overviews.facets import Facets
from initiatives.overviews.filters import NO_SYSTEM, Filters
from stakeholders.models import Organisation, Place

Names = dict[str, dict[int, str]]
MODELS: dict[str, Any] = {"system": System, "place": Place, "organisation": Organisation}


@dataclass(frozen=True)
class Chip:
    """One choice, and the query string without it."""

    label: str
    query: str


def names_in(filters: Filters, facets: Facets | None) -> Names:
    """The names of chosen rows: out of the facets when they were counted, else by a query for each kind chosen."""
    if facets is not None:
        return {name: {choice.value: choice.label for choice in getattr(facets, name)} for name in MODELS}
    chosen = {name: getattr(filters, name) for name in MODELS}
    return {
        name: dict(MODELS[name].objects.filter(pk__in=ids).values_list("pk", "name"))
        for name, ids in chosen.items()
        if ids
    }


def chips(filters: Filters, names: Names) -> list[Chip]:
    """A chip for every choice."""
    return [Chip(label_of(name, value, names), filters.without(name, value).query) for name, value in filters.choices()]


def label_of(name: str, value: Any, names: Names) -> str:
    """One choice in words."""
    if name in MODELS:
        if name == "system" and value == NO_SYSTEM:
            return _("No system yet")
        return names.get(name, {}).get(value, _("something that is gone"))
    labels = {
        "q": lambda: f"“{value}”",
        "stage": lambda: str(Stage(value).label),
        "closed": lambda: str(Initiative.ClosedHow(value).label),
        "quiet": lambda: _("Quiet for %(days)d days") % {"days": value},
        "paused": lambda: _("Paused") if value == "yes" else _("Not paused"),
    }
    return labels[name]()
