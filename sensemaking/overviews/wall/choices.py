"""The facets beside the wall, and what is chosen as chips that each take one choice away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from initiatives.models import System
from portfolio_hub.lib import dates
from sensemaking.models import Kind, Mark
from sensemaking.overviews.theme_lines import told_names
from sensemaking.overviews.wall.facets import Counts
from sensemaking.overviews.wall.filters import NO, NO_MARK, YES, LogFilter, Pair
from stakeholders.access import Access
from stakeholders.models import Circle, Place

Names = dict[Pair, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a facet and how many logs it would show."""

    value: str
    label: str
    count: int
    is_on: bool = False
    icon: str = ""
    colour: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of choices; `is_open` when something in it is chosen, or it stands near the top."""

    name: str
    title: str
    choices: list[Choice]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """One choice in words, and the query string without it."""

    label: str
    query: str


def names_of(filter: LogFilter, access: Access, themes: Iterable[str] = ()) -> Names:
    """The names of chosen rows that their ids alone do not tell, and of `themes` as this reader may read them."""
    names: Names = {("initiative", str(row.pk)): row.title for row in filter.initiatives}
    systems = System.objects.filter(portfolio=access.portfolio)
    for name, rows in (("system", systems), ("place", Place.objects.listed_in(access.portfolio))):
        if ids := filter.ids(name):
            names |= {(name, str(row.pk)): str(row) for row in rows.filter(pk__in=ids)}
    if wanted := {*filter.ids("theme"), *(int(key) for key in themes)}:
        names |= {("theme", str(pk)): name for pk, name in told_names(access, wanted).items()}
    return names


def chips(filter: LogFilter, names: Names) -> list[Chip]:
    """A chip for every choice made by hand."""
    return [Chip(label_of(pair, filter, names), filter.without(pair, ("exact", YES))) for pair in filter.by_hand]


def label_of(pair: Pair, filter: LogFilter, names: Names) -> str:
    """One choice in words."""
    name, value = pair
    if pair in names:
        return names[pair]
    spoken = {
        "q": lambda: f"“{value}”",
        "kind": lambda: str(Kind(value).label),
        "mark": lambda: _mark(value),
        "circle": lambda: _("For: %(circle)s") % {"circle": Circle(value).label},
        "used": lambda: _used(value),
        "photo": lambda: _("With a photo"),
        "who": lambda: _("Mine"),
        "tag": lambda: f"#{value}",
        "language": lambda: language_name(value),
        "month": lambda: _month(value),
        "like": lambda: _("Like “%(log)s”") % {"log": str(filter.like)[:60]},
        "from": lambda: _("From %(day)s") % {"day": dates.day_full(date.fromisoformat(value))},
        "to": lambda: _("Until %(day)s") % {"day": dates.day_full(date.fromisoformat(value))},
    }
    return spoken[name]() if name in spoken else _("something that is gone")


def facets(filter: LogFilter, counts: Counts, names: Names) -> list[Facet]:
    """Every facet that says something here, the ones asked for most on top."""
    built = [
        _fixed("kind", _("Kind"), [(str(value), str(label)) for value, label in Kind.choices], filter, counts),
        _fixed("mark", _("Barrier or enabler"), [*_pairs(Mark.choices), (NO_MARK, _mark(NO_MARK))], filter, counts),
        _systems(filter, counts),
        _fixed("used", _("Used"), [(YES, _used(YES)), (NO, _used(NO))], filter, counts),
        _found("theme", _("Theme"), filter, counts, names),
        _found("tag", _("Tag"), filter, counts, names),
        _found("initiative", _("Initiative"), filter, counts, names),
        _found("place", _("Place"), filter, counts, names),
        _fixed("circle", _("Shared with"), _pairs(Circle.choices), filter, counts),
        _found("language", _("Language"), filter, counts, names),
    ]
    return [facet for facet in built if len(facet.choices) > 1 or any(choice.is_on for choice in facet.choices)]


def months(filter: LogFilter, counts: Counts) -> list[Choice]:
    """The latest months with logs, and the one chosen."""
    known = sorted({*counts.found.get("month", {}), *filter.values("month")}, reverse=True)
    return [Choice(key, _month(key), counts.of("month", key), ("month", key) in filter.chosen) for key in known]


def only(filter: LogFilter, counts: Counts, *, is_member: bool) -> list[Facet]:
    """Ticks that stand alone: one's own logs, those with a photo."""
    who = [Choice("me", _("Written by me"), counts.of("who", "me"), filter.has("who"))] if is_member else []
    photo = [Choice(YES, _("With a photo"), counts.of("photo", YES), filter.has("photo"))]
    return [Facet("who", "", who), Facet("photo", "", photo)]


def language_name(code: str) -> str:
    """The name of a language in that language; its code where nobody knows it."""
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return code


def _pairs(choices: Iterable[Any]) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in choices]


def _mark(value: str) -> str:
    return _("Neither, or both") if value == NO_MARK else str(Mark(value).label)


def _used(value: str) -> str:
    return _("In a report, a decision or elsewhere") if value == YES else _("Not yet")


def _month(key: str) -> str:
    return dates.month(date.fromisoformat(f"{key}-01"))


def _fixed(name: str, title: str, known: list[tuple[str, str]], filter: LogFilter, counts: Counts) -> Facet:
    """A facet whose choices are always the same; those that would show nothing are left out."""
    on = filter.values(name)
    keys = {NO_MARK: ""} if name == "mark" else {}
    choices = [Choice(value, label, counts.of(name, keys.get(value, value)), value in on) for value, label in known]
    return Facet(name, title, [choice for choice in choices if choice.count or choice.is_on], True)


def _systems(filter: LogFilter, counts: Counts) -> Facet:
    frame = sorted(counts.found.get("frame", {}).items(), key=lambda item: (item[1][3], int(item[0])))
    on = filter.values("system")
    choices = [
        Choice(key, label, counts.of("system", key), key in on, icon, colour)
        for key, (label, icon, colour, _order) in frame
    ]
    return Facet("system", _("System"), choices, True)


def _found(name: str, title: str, filter: LogFilter, counts: Counts, names: Names) -> Facet:
    """A facet of rows: the largest, and whatever is chosen."""
    on = filter.values(name)
    rows = counts.found.get(name, {})
    label = language_name if name == "language" else str
    choices = [
        Choice(key, names.get((name, key)) or label(said), many, key in on)
        for key, (said, _icon, _colour, many) in rows.items()
    ]
    gone = [key for key in on if key not in rows]
    choices = [*(Choice(key, label_of((name, key), filter, names), 0, True) for key in gone), *choices]
    return Facet(name, title, choices, bool(on))
