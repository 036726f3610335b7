"""Places as an axis: the parts of one place, each with all that lies within it."""

from collections import Counter
from dataclasses import dataclass

from portfolio_hub.overviews.frame.base import Sql
from stakeholders.models import Place, Portfolio

TOP = "top"
"""Stands for the places that lie within no other of the portfolio."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A place of the portfolio and the one it lies within."""

    pk: int
    name: str
    within: int | None


@dataclass(frozen=True, slots=True)
class Parts:
    """The places shown: the parts of `whole`, or those at the top; and which other wholes there are."""

    whole: Placed | None
    shown: tuple[Placed, ...]
    wholes: tuple[Placed, ...]
    has_top: bool

    @property
    def key(self) -> str:
        """What the address calls them."""
        return str(self.whole.pk) if self.whole else TOP


def places_of(portfolio: Portfolio) -> list[Placed]:
    """All places of the portfolio by name."""
    rows = Place.objects.filter(portfolios=portfolio).order_by("name", "pk").values_list("pk", "name", "within_id")
    return [Placed(*row) for row in rows]


def parts_of(places: list[Placed], wish: str = "", own: int | None = None) -> Parts:
    """Choose what is shown: the wished whole, else the portfolio's own place, else the place with most parts."""
    listed = {place.pk: place for place in places}
    many = Counter(place.within for place in places if place.within in listed)
    wholes = tuple(place for place in places if place.pk in many)
    whole = listed.get(int(wish)) if wish.isdecimal() and len(wish) < 18 else None
    if (whole is None or whole.pk not in many) and wish != TOP:
        whole = listed.get(own or 0) if own in many else max(wholes, key=lambda place: many[place.pk], default=None)
    if wish == TOP or whole is None:
        shown = tuple(place for place in places if place.within not in listed)
        return Parts(None, shown or tuple(places), wholes, bool(wholes))
    return Parts(whole, tuple(place for place in places if place.within == whole.pk), wholes, True)


def pairs(parts: Parts) -> Sql:
    """Pairs of an initiative and a part that it happens in, however deep; the whole itself is its number negated."""
    seeds = [place.pk for place in parts.shown]
    marks = ", ".join(["%s"] * len(seeds)) or "NULL"
    whole = (parts.whole.pk,) if parts.whole else ()
    itself = "UNION ALL SELECT id, -id FROM stakeholders_place WHERE id = %s" if whole else ""
    return (
        "SELECT DISTINCT happens.initiative_id, named.member FROM initiatives_initiative_places happens JOIN ("
        "WITH RECURSIVE part(id, member) AS ("
        f"SELECT id, id FROM stakeholders_place WHERE id IN ({marks}) UNION SELECT inside.id, part.member "
        "FROM stakeholders_place inside JOIN part ON inside.within_id = part.id"
        f") SELECT id, member FROM part {itself}) named ON named.id = happens.place_id",
        (*seeds, *whole),
    )
