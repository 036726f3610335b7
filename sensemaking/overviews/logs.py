"""The wall of logs: what stands behind a number, with search and filters, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404

from initiatives.models import Initiative
from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import LearningLog, LogTag
from sensemaking.overviews.wall.choices import Chip, Choice, Facet, chips, facets, months, names_of, only
from sensemaking.overviews.wall.conditions import chosen
from sensemaking.overviews.wall.facets import NEWEST, Counts, counts
from sensemaking.overviews.wall.filters import ORDER, LogFilter
from sensemaking.overviews.wall.words import Sought, mend, sought
from sensemaking.querysets import LearningLogQuerySet
from stakeholders.access import Access

PAGE_SIZE = 30
COLUMNS = (
    "log", "date", "kind", "mark", "initiative", "headline", "tried", "saw", "next", "author", "circle", "tags"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wall:
    """What the page shows: logs, what was sought for them, and what else could be chosen.

    `visible` are the initiatives whose names this reader may read; `newest` is set where only so many were counted.
    """

    page: Page[LearningLog]
    sought: Sought
    counts: Counts
    facets: list[Facet]
    only: list[Facet]
    months: list[Choice]
    chips: list[Chip]
    visible: frozenset[int]

    @property
    def total(self) -> int:
        """How many logs fit, or at least how many where only the newest were counted."""
        return max(self.counts.total, len(self.page.rows))

    @property
    def newest(self) -> int:
        """So many were counted; 0 where all were."""
        return NEWEST if self.counts.is_capped else 0


def find_log(access: Access, pk: int) -> LearningLog:
    """The log; raises Http404 where this reader's circle does not reach."""
    rows = LearningLog.objects.seen_with(access).select_related("portfolio", "by", "via_link", "initiative")
    found: LearningLog = get_object_or_404(rows.defer("search", "initiative__search"), pk=pk)
    return found


def wall(filter: LogFilter, access: Access, after: str) -> Wall:
    """One page of the wall, the newest first, in a fixed number of queries."""
    found = settled(filter, access)
    counted = counts(filter, access, found)
    names = names_of(filter, access, () if access.is_steward else counted.found.get("theme", ()))
    page = page_of(_with_names(chosen(filter, access, found)), order=ORDER, after=after, size=PAGE_SIZE)
    about = {log.initiative_id for log in page.rows}
    return Wall(
        page=page,
        sought=found,
        counts=counted,
        facets=facets(filter, counted, names),
        only=only(filter, counted, is_member=bool(access.role)),
        months=months(filter, counted),
        chips=chips(filter, names),
        visible=frozenset(Initiative.objects.seen_with(access).filter(pk__in=about).values_list("pk", flat=True)),
    )


def settled(filter: LogFilter, access: Access) -> Sought:
    """What is looked for: as typed, or with slips mended where that finds something and this does not."""
    is_exact = filter.has("exact")
    found = sought(access, filter.query, is_exact=is_exact)
    if not filter.query or is_exact or chosen(filter, access, found).exists():
        return found
    mended = mend(access, filter.query)
    return mended if mended and chosen(filter, access, mended).exists() else found


def log_rows(filter: LogFilter, access: Access) -> Iterator[tuple[object, ...]]:
    """The rows of the list as a table, for export; read in batches."""
    visible = set(Initiative.objects.seen_with(access).values_list("pk", flat=True))
    rows = _with_names(chosen(filter, access, settled(filter, access)))
    for log in rows.order_by(*ORDER).iterator(chunk_size=1000):
        named = log.initiative_id in visible
        yield (
            log.pk,
            log.happened_on.isoformat(),
            log.get_kind_display(),
            log.get_mark_display(),
            log.initiative.title if named and log.initiative else "",
            log.title,
            log.tried,
            log.saw,
            log.next,
            log.author_name if access.role else "",
            log.get_circle_display(),
            ", ".join(tag.name for tag in log.tags.all()),
        )


def _with_names(rows: LearningLogQuerySet) -> LearningLogQuerySet:
    """The rows with their initiative and tags, without what only search needs."""
    tags = Prefetch("tags", LogTag.objects.order_by("name"))
    return rows.select_related("initiative").prefetch_related(tags).defer(
        "search", "initiative__search", "initiative__description", "initiative__extra"
    )  # fmt: skip
