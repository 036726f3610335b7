"""Who was heard from in the period of a report, and who was not."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from initiatives.models import Initiative, PlacementSystem, System
from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import SenseMakingReport
from sensemaking.overviews.heard import name_of, part_of
from sensemaking.overviews.reports import logs_url
from sensemaking.querysets import at_least_as_wide_as
from sensemaking.services.scope import scope
from stakeholders.access import Access

PAGE_SIZE = 60
WHO = ("silent", "heard")


@dataclass(frozen=True, slots=True)
class InitiativesPage:
    """One page of the initiatives that were heard from, or were not; `part` names the sector, place or group.

    `closer` are initiatives that were heard in closer circles.
    """

    who: str
    system: System | None
    part: str
    closer: frozenset[int]
    page: Page[Any]
    total: int
    logs_url: str


def initiatives_page(report: SenseMakingReport, access: Access, given: Any) -> InitiativesPage:
    """Read one page; only initiatives that the report's circle may see are named."""
    who = given.get("who") if given.get("who") in WHO else WHO[0]
    rows = Initiative.objects.filter(circle__in=at_least_as_wide_as(report.circle)).defer("search", "description")
    silent = report.facts.get("silent", [])
    if who == "heard":
        there = scope(report).in_period(report.from_on, report.to_on).filter(initiative=OuterRef("pk"))
        rows = rows.filter(Exists(there))
    else:
        rows = rows.filter(pk__in=silent)
    system = _system(given.get("system"), access)
    if system is not None:
        placed = PlacementSystem.objects.filter(system=system).values("placement__initiative")
        rows = rows.filter(pk__in=placed)
    elif given.get("system") == "none":
        touched = PlacementSystem.objects.filter(placement__portfolio=access.portfolio)
        rows = rows.exclude(pk__in=touched.values("placement__initiative"))
    part = part_of(report, given.get("part", ""), given.get("key", ""))
    if part is not None:
        rows = rows.filter(pk__in=part[who])
    return InitiativesPage(
        who=who,
        system=system,
        part=name_of(part) if part is not None else "",
        closer=frozenset(report.facts.get("closer", {}).get("initiatives", ())),
        page=page_of(rows, order=("title", "id"), after=given.get("after", ""), size=PAGE_SIZE),
        total=len(silent) if who == "silent" else int(report.facts.get("initiatives", 0)),
        logs_url=logs_url(access.portfolio.slug, report=report.pk),
    )


def _system(text: str | None, access: Access) -> System | None:
    """The system that the address names."""
    if not text or not text.isdecimal() or len(text) > 15:
        return None
    return System.objects.filter(portfolio=access.portfolio, pk=int(text)).first()
