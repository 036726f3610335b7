"""Search over everything a reader may see in a portfolio, newest first, at most twenty of each."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from initiatives.models import Challenge, Combination, Connection, Initiative
from initiatives.wording_connections import icon, verb
from portfolio_hub.lib.search import words_of
from sensemaking.models import LearningLog, SenseMakingReport, Story
from stakeholders.access import Access
from stakeholders.models import Organisation

TOP = 20
FEW = 5


@dataclass(frozen=True)
class Hit:
    """One thing found."""

    title: str
    note: str
    url: str
    icon: str


@dataclass(frozen=True)
class Found:
    """What was found, by kind."""

    query: str
    initiatives: tuple[Hit, ...] = ()
    challenges: tuple[Hit, ...] = ()
    connections: tuple[Hit, ...] = ()
    combinations: tuple[Hit, ...] = ()
    logs: tuple[Hit, ...] = ()
    organisations: tuple[Hit, ...] = ()
    reports: tuple[Hit, ...] = ()
    stories: tuple[Hit, ...] = ()

    @property
    def count(self) -> int:
        kinds = (
            self.initiatives, self.challenges, self.connections, self.combinations, self.logs, self.organisations,
            self.reports, self.stories,
        )  # fmt: skip
        return sum(len(hits) for hits in kinds)


def search(access: Access, query: str, *, is_quick: bool = False) -> Found:
    """Look for rows that have every word of the query; `is_quick` is for the dialog, five of each kind."""
    words = words_of(query)
    if not words:
        return Found(query=query)
    top, slug = (FEW if is_quick else TOP), access.portfolio.slug
    initiatives = Initiative.objects.seen_with(access).matching(query).only("pk", "title", "summary")
    challenges = Challenge.objects.seen_with(access).matching(query).order_by("-created_at", "-pk")
    logs = LearningLog.objects.seen_with(access).matching(query).order_by("-happened_on", "-pk")
    organisations = Organisation.objects.listed_in(access.portfolio)
    reports = SenseMakingReport.objects.seen_with(access).exclude(title="")
    stories = Story.objects.seen_with(access)
    ties = Connection.objects.touching(access)
    sets = Combination.objects.seen_with(access)
    for word in words:
        organisations = organisations.filter(name__icontains=word)
        reports = reports.filter(title__icontains=word)
        stories = stories.filter(Q(title__icontains=word) | Q(standfirst__icontains=word))
        ends = Q(source__title__icontains=word) | Q(target__title__icontains=word)
        ties = ties.filter(ends | Q(statement__icontains=word))
        sets = sets.filter(Q(name__icontains=word) | Q(effect__icontains=word))
    return Found(
        query=query,
        initiatives=tuple(
            Hit(row.title, row.summary, row.get_portfolio_url(slug), "layout-list")
            for row in initiatives.order_by("-pk")[:top]
        ),
        challenges=tuple(
            Hit(row.title, str(row.get_status_display()), row.get_absolute_url(), "target")
            for row in challenges.select_related("portfolio").defer("search")[:top]
        ),
        connections=tuple(_tie(row) for row in ties.select_related("portfolio", "source", "target")[:top]),
        combinations=tuple(
            Hit(row.name, row.effect, row.get_absolute_url(), "circles-relation")
            for row in sets.select_related("portfolio")[:top]
        ),
        logs=tuple(_log(row, slug) for row in logs.select_related("initiative").defer("search")[:top]),
        organisations=tuple(
            Hit(row.name, row.get_sector_display(), row.get_portfolio_url(slug), "building-community")
            for row in organisations.order_by("name", "pk")[:top]
        ),
        reports=tuple(
            Hit(row.title, row.get_status_display(), row.get_absolute_url(), "report-analytics")
            for row in reports.select_related("portfolio")[:top]
        ),
        stories=tuple(
            Hit(row.title, row.standfirst, row.get_absolute_url(), "book")
            for row in stories.select_related("portfolio")[:top]
        ),
    )


def _log(row: Any, slug: str) -> Hit:
    about = row.initiative.title if row.initiative else ""
    return Hit(row.title or row.saw[:140], about, row.get_portfolio_url(slug), "bulb")


def _tie(row: Any) -> Hit:
    title = f"{row.source.title} {verb(row.kind)} {row.target.title}"
    return Hit(title, row.statement or str(row.get_status_display()), row.get_absolute_url(), icon(row.kind))
