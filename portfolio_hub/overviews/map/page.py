"""The map's page: the rail of choices with their counts, the days one can go back to, and what stands at the core."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from initiatives.models import Connection, Snapshot, Stage
from initiatives.wording_connections import verb
from portfolio_hub.overviews.map.choice import CONFIRMED, HOLDING, SUGGESTED, MapFilters
from portfolio_hub.overviews.map.data import MapData, map_data
from portfolio_hub.overviews.map.drawing import as_svg
from portfolio_hub.overviews.map.panel import MapPanel, map_panel
from portfolio_hub.overviews.map.tables import MapTables, map_tables
from portfolio_hub.overviews.map.then import snapshots_of
from stakeholders.access import Access
from stakeholders.models import IntentVersion
from stakeholders.sectors import counted_version

ROSE, NETWORK = "rose", "network"
VIEWS = (ROSE, NETWORK)
IN_RAIL = ("q", "system", "stage", "kind", "status", "links", "at", "page", "select", "view", "as", "rows", "sort")
"""Names in the address that the rail shows, or that belong to the page; all others travel along unseen."""
CORE_LETTERS = 64
MOST_STILL = 3_000
"""Beyond so many dots and lines the page leaves the still picture to its file."""


@dataclass(frozen=True, slots=True)
class Box:
    """A choice of the rail."""

    name: str
    value: str
    label: Any
    count: int
    is_on: bool
    icon: str = ""
    colour: int = 0
    usual: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """Another way to look at the same records; `adds` is what its address has beside the filters, where it has them."""

    label: str
    icon: str
    url: str
    is_current: bool
    is_map: bool = False
    adds: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """A file of the map as it is filtered; `png` is the name of a picture that the browser makes of it."""

    label: str
    url: str
    png: str = ""


@dataclass(frozen=True)
class MapPage:
    """The page."""

    data: MapData
    view: str
    systems: tuple[Box, ...]
    stages: tuple[Box, ...]
    links: tuple[Box, ...]
    kinds: tuple[Box, ...]
    statuses: tuple[Box, ...]
    hidden: tuple[tuple[str, str], ...]
    days: tuple[Snapshot, ...]
    core: str
    intent: str
    ways: tuple[Way, ...]
    exports: tuple[Export, ...]
    still: str
    tables: MapTables
    panel: MapPanel | None
    query: str

    @property
    def is_empty(self) -> bool:
        """Whether the reader sees no initiative here at all."""
        return not self.data.counts.of and self.data.at is None


def boxes_of(data: MapData) -> dict[str, tuple[Box, ...]]:
    """The choices of the rail by group, each with how many it would show."""
    filters, counts = data.filters, data.counts
    chosen = filters.initiatives
    systems = [
        Box("system", str(wedge.id), wedge.name, counts.systems.get(str(wedge.id), 0),
            not chosen.system or wedge.id in chosen.system, wedge.icon, wedge.colour)
        for wedge in data.wedges
        if wedge.id >= 0
    ]  # fmt: skip
    stages = [
        Box("stage", stage.value, stage.label, counts.stages.get(stage.value, 0),
            not chosen.stage or stage.value in chosen.stage)
        for stage in (Stage.IDEA, Stage.EXPLORING, Stage.TESTING, Stage.GROWING, Stage.EMBEDDED, Stage.CLOSED)
        if stage != Stage.IDEA or counts.stages.get(stage.value, 0) or stage.value in chosen.stage
    ]  # fmt: skip
    links = [
        Box("links", key, label, counts.links.get(key, 0), filters.shows(key))
        for key, label in ((CONFIRMED, _("Confirmed")), (SUGGESTED, _("Suggested")))
    ]
    kinds = [
        Box("kind", key, verb(key), count, not filters.kind or key in filters.kind)
        for key, count in counts.kinds.items()
        if count or key in filters.kind
    ]
    statuses = [
        Box("status", status.value, status.label, counts.statuses.get(status.value, 0),
            status.value in filters.statuses, usual=status.value in HOLDING)
        for status in Connection.Status
    ]  # fmt: skip
    return {
        "systems": tuple(systems), "stages": tuple(stages), "links": tuple(links), "kinds": tuple(kinds),
        "statuses": tuple(statuses),
    }  # fmt: skip


def hidden_of(filters: MapFilters) -> tuple[tuple[str, str], ...]:
    """Choices that came with a link and that the rail keeps without showing them."""
    query = QueryDict(filters.query)
    return tuple((name, value) for name, values in query.lists() if name not in IN_RAIL for value in values)


def core_of(version: IntentVersion | None) -> str:
    """What stands at the core of the rose: the intent, as far as it fits, cut where a thought ends."""
    if version is None:
        return ""
    clause = re.split(r"(?<=\w)[.:;!?]\s|\n", version.statement.strip())[0].rstrip(".")
    if len(clause) <= CORE_LETTERS:
        return clause
    shorter = re.split(r",\s|\s[–—]\s", clause)[0]
    if len(shorter) <= CORE_LETTERS:
        return shorter
    cut = clause[:CORE_LETTERS]
    return f"{cut[: cut.rfind(' ')]} …"


def ways_of(access: Access, view: str, filters: MapFilters) -> tuple[Way, ...]:
    """The ways to look at the same records, with the same filters; those that this hub has."""
    query = filters.query
    kinds: Iterable[tuple[str, str, str, str]] = (
        (_("Rose"), "circles-relation", "map", query),
        (_("Network"), "topology-star-3", "map", "&".join(part for part in (query, f"view={NETWORK}") if part)),
        (_("Organisations"), "building-community", "initiatives:network-organisations", ""),
        (_("Levers"), "table", "map-levers", ""),
    )
    found = []
    for place, (label, icon, name, given) in enumerate(kinds):
        if address := address_of(name, access):
            is_current = place < len(VIEWS) and VIEWS[place] == view
            adds = f"view={NETWORK}" if place == VIEWS.index(NETWORK) else ""
            url = f"{address}?{given}" if given else address
            found.append(Way(label, icon, url, is_current, is_map=name == "map", adds=adds))
    return tuple(found)


def exports_of(access: Access, filters: MapFilters) -> tuple[Export, ...]:
    """The map as files, with the filters of the page."""
    slug, query = access.portfolio.slug, f"?{filters.query}" if filters.query else ""
    drawing = reverse("map-svg", args=[slug])
    kinds = (
        (_("Drawing (SVG)"), drawing, ""),
        (_("Picture (PNG)"), drawing, f"{slug}-{_('map')}.png"),
        (_("Initiatives (CSV)"), reverse("map-initiatives", args=[slug, "csv"]), ""),
        (_("Connections (CSV)"), reverse("map-connections", args=[slug, "csv"]), ""),
        (_("Network (GraphML)"), reverse("map-graphml", args=[slug]), ""),
        (_("Kumu blueprint (JSON)"), reverse("map-kumu", args=[slug]), ""),
    )
    return tuple(Export(label, f"{url}{query}", png) for label, url, png in kinds)


def address_of(name: str, access: Access) -> str:
    """The address of a page of this portfolio, or nothing where there is no such page."""
    try:
        return reverse(name, args=[access.portfolio.slug])
    except NoReverseMatch:
        return ""


def view_of(given: Mapping[str, Any]) -> str:
    """The chosen view."""
    chosen = given.get("view", "")
    return chosen if chosen in VIEWS else ROSE


def map_page(access: Access, filters: MapFilters, given: QueryDict) -> MapPage:
    """Read the page; the address may also select an initiative, sort the tables and choose a view."""
    data = map_data(access, filters)
    version = counted_version(access)
    core = core_of(version)
    view, selected = view_of(given), given.get("select", "")
    return MapPage(
        data=data,
        view=view,
        **boxes_of(data),
        hidden=hidden_of(filters),
        days=tuple(snapshots_of(access)),
        core=core,
        intent=version.statement if version else "",
        ways=ways_of(access, view, filters),
        exports=exports_of(access, filters),
        still=as_svg(data, core=core) if len(data.nodes) + len(data.edges) <= MOST_STILL else "",
        tables=map_tables(data, sort=given.get("sort", ""), everything=given.get("rows") == "all"),
        panel=selected_panel(access, selected),
        query=filters.query,
    )


def selected_panel(access: Access, selected: str) -> MapPanel | None:
    """The panel of the initiative that the address selects; nothing where there is none that the reader may see."""
    if not selected.isdecimal() or len(selected) > 17:
        return None
    try:
        return map_panel(access, int(selected))
    except Http404:
        return None
