"""The map of a story: the places of the portfolio, shaded by what everybody may read of them, and a list beside it."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib.formats import heat_step
from portfolio_hub.lib.geometry import Shape, area_of, draw
from sensemaking.models import StoryBlock
from sensemaking.overviews.story_charts import counted_on
from stakeholders.models import Place, Portfolio

WIDTH, TALLEST = 720, 560
MOST = 200
MAP_LABELS: dict[str, str | Promise] = {"initiatives": _("Initiatives by place"), "logs": _("Learning logs by place")}


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A place with its number, and its outline where it is known."""

    name: str
    count: int
    url: str
    shape: Shape | None

    @property
    def step(self) -> int:
        """The step of its shade, 0 to 5."""
        return heat_step(self.count)

    @property
    def label(self) -> str:
        """The name, where it fits into the outline."""
        return self.name if self.shape and self.shape.fits(self.name) else ""


@dataclass(frozen=True)
class PlacesMap:
    """The map with what it says in words."""

    label: str
    width: int
    height: int
    outline: str
    places: tuple[MapPlace, ...]
    on: date | None

    @property
    def drawn(self) -> list[MapPlace]:
        return [place for place in self.places if place.shape]


def places_map(portfolio: Portfolio, block: StoryBlock) -> PlacesMap | None:
    """Draw the block's map in one query: the parts of the portfolio's place, or those at the top."""
    values = block.data.get("values", {})
    rows = list(Place.objects.filter(portfolios=portfolio).order_by("name", "pk")[: MOST * 5])
    whole, parts = _parts(portfolio, rows)
    wanted = [*([whole] if whole else []), *parts[:MOST]]
    drawing = draw({place.pk: area_of(place.geometry) for place in wanted}, width=WIDTH, tallest=TALLEST)
    beneath = drawing.shapes.pop(whole.pk, None) if whole else None
    places = tuple(
        MapPlace(
            place.name,
            int(values.get(str(place.pk), 0)),
            place.get_portfolio_url(portfolio.slug),
            drawing.shapes.get(place.pk),
        )
        for place in parts[:MOST]
    )
    if not places:
        return None
    label = str(MAP_LABELS.get(block.choice, MAP_LABELS["initiatives"]))
    outline = beneath.path if beneath else ""
    return PlacesMap(label, drawing.width, drawing.height, outline, places, counted_on(block))


def _parts(portfolio: Portfolio, rows: list[Place]) -> tuple[Place | None, list[Place]]:
    """The place that has most parts, the portfolio's own first, with its parts; or the places that lie in no other."""
    inside: dict[int, list[Place]] = {}
    listed = {place.pk: place for place in rows}
    for place in rows:
        if place.within_id in listed:
            inside.setdefault(place.within_id, []).append(place)
    own = portfolio.place_id
    whole = own if own in inside else max(inside, key=lambda pk: len(inside[pk]), default=None)
    return (listed[whole], inside[whole]) if whole else (None, rows)
