"""The districts of a place as a map: their outlines, shaded by what stands in them, and a list that says the same."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from portfolio_hub.lib.geometry import Shape, area_of, draw
from portfolio_hub.overviews.frame.axes import AXES, Member, Scope
from portfolio_hub.overviews.frame.choice import COUNT, Choice
from portfolio_hub.overviews.frame.counting import Count, Counts, count
from portfolio_hub.overviews.frame.heat import amount_of, writer
from portfolio_hub.overviews.frame.places import Parts
from portfolio_hub.overviews.frame.steps import Steps, Value, of_fifths
from stakeholders.access import Access
from stakeholders.models import Place

WIDTH, TALLEST = 720, 640
MOST = 1_000


@dataclass(frozen=True, slots=True)
class District:
    """A place with its number; without a shape where its outline is missing or can't be read."""

    name: str
    text: str
    value: Value
    step: int
    url: str
    shape: Shape | None = None
    is_part: bool = True

    @property
    def label(self) -> str:
        """The name, where it fits into the outline."""
        return self.name if self.shape and self.shape.fits(self.name) else ""

    @property
    def has_number(self) -> bool:
        """Whether at least the number fits."""
        return self.shape is not None and self.shape.fits(self.text)


@dataclass(frozen=True)
class DistrictMap:
    """The map and all that stands around it."""

    choice: Choice
    parts: Parts
    width: int
    height: int
    outline: str
    districts: tuple[District, ...]
    others: tuple[Member, ...]
    only: Member | None
    steps: Steps
    counts: Counts

    @property
    def drawn(self) -> list[District]:
        return [district for district in self.districts if district.shape]

    @property
    def undrawn(self) -> list[District]:
        """Parts of the place that have no outline."""
        return [district for district in self.districts if district.is_part and not district.shape]

    @property
    def is_empty(self) -> bool:
        return not self.districts


def district_map(access: Access, choice: Choice) -> DistrictMap:
    """Read the map in a fixed number of queries: places, outlines, what may be chosen beside them, and counts."""
    scope = Scope(access, choice.of)
    beside = AXES[choice.beside_places]
    others = tuple(beside.members(scope))
    only = next((member for member in others if choice.only and member.value == choice.only), None)
    counts = _counts(scope, choice, only)
    write = writer(choice.show, access.portfolio.currency)
    value = (lambda one: one.many) if choice.show == COUNT else amount_of
    parts = {place.pk for place in scope.parts.shown}
    steps = of_fifths((value(one) for (key, _all), one in counts.cells.items() if int(key) in parts), write)
    drawing, outline = _outlines(scope.parts)
    tail = f"&{only.query}" if only else ""
    tail += "" if choice.counts_closed else "&state=active"
    home = reverse("initiatives:list", args=[access.portfolio.slug])
    districts = []
    for member in AXES["places"].members(scope)[:MOST]:
        found = counts.at(member.key)
        if member.is_spare and not found.many:
            continue
        many = value(found)
        shape = drawing.shapes.get(member.key)
        url = f"{home}?{member.query}{tail}"
        districts.append(
            District(member.name, write(many), many, steps.of(many), url, shape, is_part=not member.is_spare)
        )
    return DistrictMap(
        choice, scope.parts, drawing.width, drawing.height, outline, tuple(districts), others, only, steps, counts
    )


def _counts(scope: Scope, choice: Choice, only: Member | None) -> Counts:
    """By place alone, or of those that belong to the chosen member of the other axis."""
    axes = (AXES["places"],) if only is None else (AXES["places"], AXES[choice.beside_places])
    counts = count(scope, axes, show=choice.show, with_closed=choice.counts_closed)
    if only is None:
        return counts
    cells = {(place, ""): found for (place, key), found in counts.cells.items() if key == only.key}
    return Counts(cells, Count(), counts.all)


def _outlines(parts: Parts) -> tuple[Any, str]:
    """The shapes by key, and the outline of the whole beneath them."""
    whole = parts.whole.pk if parts.whole else 0
    wanted = [whole, *(place.pk for place in parts.shown[:MOST])]
    rows = Place.objects.filter(pk__in=wanted, geometry__isnull=False).order_by().values_list("pk", "geometry")
    drawing = draw({str(pk): area_of(geometry) for pk, geometry in rows}, width=WIDTH, tallest=TALLEST)
    beneath = drawing.shapes.pop(str(whole), None)
    return drawing, beneath.path if beneath else ""
