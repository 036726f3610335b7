"""The two initiatives of a connection: finding them, and showing them, wherever the reader may see them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import Http404

from initiatives.models import Initiative, Placement, PlacementSystem, System
from initiatives.overviews.happenings import STAGE_LABELS
from initiatives.querysets import team_initiatives
from portfolio_hub.lib.search import words_of
from stakeholders.access import Access
from stakeholders.models import Portfolio, Role

SHOWN = 20


@dataclass(frozen=True)
class End:
    """One of the two, as a page shows it; `elsewhere` names the portfolio where it is not in this one."""

    initiative: Initiative
    url: str
    stage: Any
    system: System | None
    elsewhere: str


def ends_of(access: Access, *initiatives: Initiative) -> dict[int, End]:
    """How initiatives that the reader may see are shown here, by id, in three queries."""
    ids = {initiative.pk for initiative in initiatives}
    here = set(Initiative.objects.seen_with(access).filter(pk__in=ids).values_list("pk", flat=True))
    touches = PlacementSystem.objects.filter(placement__portfolio=access.portfolio, placement__initiative__in=here)
    main = touches.filter(is_main=True).select_related("system", "placement")
    systems = {touch.placement.initiative_id: touch.system for touch in main}
    others = where_seen(access, ids - here)
    return {one.pk: _end(one, access.portfolio, systems.get(one.pk), others.get(one.pk)) for one in initiatives}


def where_seen(access: Access, ids: Collection[int]) -> dict[int, Portfolio]:
    """By initiative one of the portfolios in which the reader may see it."""
    rows = Placement.objects.visible_to(access.user).filter(initiative__in=ids).select_related("portfolio")
    return {row.initiative_id: row.portfolio for row in rows.order_by("-pk")} if ids else {}


def _end(one: Initiative, here: Portfolio, system: System | None, elsewhere: Portfolio | None) -> End:
    url = one.get_portfolio_url((elsewhere or here).slug)
    return End(one, url, STAGE_LABELS[one.stage], system, str(elsewhere or ""))


def end_of(access: Access, given: str) -> Initiative | None:
    """The initiative of that number; None without one, Http404 where the reader may not see it."""
    if not given:
        return None
    if not given.isdecimal() or len(given) > 18:
        raise Http404
    rows = Initiative.objects.visible_to(access.user).defer("search", "description")
    found = rows.filter(pk=int(given), merged_into__isnull=True).first()
    if found is None:
        raise Http404
    return found


def candidates(access: Access, query: str, *, beside: Initiative | None) -> list[End]:
    """Initiatives that can be connected, or that can be connected with the one that is chosen; at most twenty.

    Those of this portfolio come first, and among them those with the words in their title.
    """
    here = Initiative.objects.placed_in(access.portfolio).values("pk")
    rows: QuerySet[Any] = Initiative.objects.visible_to(access.user).filter(merged_into__isnull=True).matching(query)
    if beside is None:
        rows = _mine(access, rows.filter(pk__in=here))
    else:
        rows = rows.exclude(pk=beside.pk)
        if not Initiative.objects.placed_in(access.portfolio).filter(pk=beside.pk).exists():
            rows = rows.filter(pk__in=here)
        if not _mine(access, Initiative.objects.filter(pk=beside.pk)).exists():
            rows = _mine(access, rows)
    titled = Q()
    for word in words_of(query):
        titled &= Q(title__icontains=word)
    one, none = Value(1), Value(0)
    rows = rows.annotate(
        is_here=Case(When(pk__in=here, then=one), default=none, output_field=IntegerField()),
        is_titled=Case(When(titled, then=one), default=none, output_field=IntegerField()) if titled else none,
    )
    found = rows.defer("search", "description").order_by("-is_here", "-is_titled", "title", "pk")[:SHOWN]
    return list(ends_of(access, *found).values())


def _mine(access: Access, rows: QuerySet[Any]) -> QuerySet[Any]:
    """For contributors only those in which their organisations take part."""
    return rows.filter(pk__in=team_initiatives(access.user)) if access.role == Role.CONTRIBUTOR else rows
