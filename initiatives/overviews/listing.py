"""One page of the list of initiatives: plain values in a fixed number of queries, ready to print."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative, ParticipationRole
from initiatives.overviews import sorting
from initiatives.overviews.filters import Filters, apply
from initiatives.overviews.happenings import STAGE_LABELS
from initiatives.overviews.sorting import Page
from stakeholders.access import Access

LINE = 110
COLUMNS = ("title", "line", "stage", "is_paused", "last_heard_at", "circle")


@dataclass(frozen=True, slots=True)
class Touch:
    """A system as a row shows it."""

    name: str
    icon: str
    colour: int


@dataclass(frozen=True, slots=True)
class Row:
    """One initiative as the list shows it."""

    id: int
    url: str
    title: str
    line: str
    stage: str
    stage_label: Any
    is_paused: bool
    lead: str
    place: str
    more_places: int
    heard_at: datetime | None
    main: Touch | None
    others: list[Touch]

    @property
    def other_names(self) -> str:
        """The systems it also touches, in words."""
        return ", ".join(touch.name for touch in self.others)


@dataclass(frozen=True)
class Listing:
    """Rows of one page with the keys of its neighbours."""

    rows: list[Row]
    newer: str
    older: str


def chosen(access: Access, filters: Filters, *, now: datetime) -> Any:
    """All initiatives that the filters choose for this reader."""
    rows = Initiative.objects.seen_with(access)
    return apply(rows, filters, portfolio=access.portfolio, now=now)


def listing(access: Access, filters: Filters, *, now: datetime, after: str = "", before: str = "") -> Listing:
    """Build one page in two queries: the rows, and all that hangs on them."""
    rows = chosen(access, filters, now=now).annotate(line=Left("summary", LINE + 50))
    page = sorting.page(rows, sort=filters.sort, columns=COLUMNS, after=after, before=before)
    return listed(page, access)


def listed(page: Page, access: Access) -> Listing:
    """The rows of a page with their systems, places and leads."""
    ids = [row["id"] for row in page.rows]
    systems, places, leads = hangers(ids, access)
    slug = access.portfolio.slug
    base = reverse("initiatives:list", args=[slug])
    return Listing(
        [
            Row(
                id=row["id"], url=f"{base}{row['id']}/", title=row["title"], line=first_line(row["line"]),
                stage=row["stage"], stage_label=STAGE_LABELS[row["stage"]], is_paused=row["is_paused"],
                lead=leads.get(row["id"], ""), place=places[row["id"]][0] if row["id"] in places else "",
                more_places=len(places.get(row["id"], ())) - 1, heard_at=row["last_heard_at"],
                main=systems[row["id"]][0] if row["id"] in systems else None,
                others=systems.get(row["id"], [])[1:],
            )
            for row in page.rows
        ],
        page.newer,
        page.older,
    )  # fmt: skip


def first_line(text: str) -> str:
    """The beginning of a text, cut at a word."""
    line = text.strip().split("\n", 1)[0].strip()
    return line if len(line) <= LINE else f"{line[:LINE].rsplit(' ', 1)[0].rstrip(' ,;:.')}…"


HANGERS = """
SELECT 'system' AS kind, p.initiative_id, s.name, s.icon, s.colour,
    CASE WHEN t.is_main THEN 0 ELSE 1 END AS first, s."order" AS second
FROM initiatives_placement p JOIN initiatives_placementsystem t ON t.placement_id = p.id
JOIN initiatives_system s ON s.id = t.system_id
WHERE p.initiative_id IN ({marks}) AND p.portfolio_id = %s AND (p.until_on IS NULL OR p.until_on > %s)
UNION ALL SELECT 'place', ip.initiative_id, n.name, '', 0, 0, 0
FROM initiatives_initiative_places ip JOIN stakeholders_place n ON n.id = ip.place_id
WHERE ip.initiative_id IN ({marks})
UNION ALL SELECT 'lead', pa.initiative_id, CASE WHEN o.short_name <> '' THEN o.short_name ELSE o.name END, '', 0, 0, 0
FROM initiatives_participation pa JOIN stakeholders_organisation o ON o.id = pa.organisation_id
WHERE pa.initiative_id IN ({marks}) AND pa.role = %s AND (pa.since_on IS NULL OR pa.since_on <= %s)
    AND (pa.until_on IS NULL OR pa.until_on > %s)
ORDER BY 1, 2, 6, 7, 3"""

Hangers = tuple[dict[int, list[Touch]], dict[int, list[str]], dict[int, str]]


def hangers(ids: list[int], access: Access) -> Hangers:
    """Systems (the main one first), places and the lead of these initiatives, in one statement."""
    systems: dict[int, list[Touch]] = defaultdict(list)
    places: dict[int, list[str]] = defaultdict(list)
    leads: dict[int, str] = {}
    if not ids:
        return systems, places, leads
    today = timezone.localdate()
    marks = ", ".join(["%s"] * len(ids))
    live: list[Any] = [ParticipationRole.LEAD.value, today, today]
    with connection.cursor() as cursor:
        cursor.execute(HANGERS.format(marks=marks), [*ids, access.portfolio.pk, today, *ids, *ids, *live])
        for kind, initiative, name, icon, colour, _first, _second in cursor.fetchall():
            if kind == "system":
                systems[initiative].append(Touch(name, icon, colour))
            elif kind == "place":
                places[initiative].append(name)
            else:
                leads.setdefault(initiative, name)
    return systems, places, leads
