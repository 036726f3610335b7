"""What may stand in a story: logs for everyone, words whose authors let them go, and whom to ask for more."""

import re
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import LearningLog, Release
from sensemaking.quotes import LONGEST, SENTENCE
from stakeholders.access import Access
from stakeholders.models import Circle

PAGE_SIZE = 12
WORDS_SHOWN = 320


@dataclass(frozen=True, slots=True)
class Candidate:
    """A log that the steward found: quotable at once, by a release, or only after its author was asked."""

    log: LearningLog
    releases: tuple[Release, ...]
    is_public: bool
    is_asked: bool
    initiative: str

    @property
    def start(self) -> str:
        return self.log.saw[:WORDS_SHOWN]


@dataclass(frozen=True)
class Sources:
    """One page of what was found."""

    page: Page[LearningLog]
    candidates: tuple[Candidate, ...]
    query: str
    only_ready: bool


def sources(access: Access, query: str, after: str, *, only_ready: bool) -> Sources:
    """Search the logs that this steward may read, in a fixed number of queries.

    `only_ready` leaves those that everybody may read, or of which words were let go to everybody.
    """
    rows = LearningLog.objects.seen_with(access).select_related("initiative").defer("search")
    if only_ready:
        given = Release.objects.filter(log__portfolio=access.portfolio).reaching(Circle.PUBLIC)
        rows = rows.filter(Q(circle=Circle.PUBLIC) | Q(pk__in=given.order_by().values("log")))
    if query:
        rows = rows.matching(query)
    page = page_of(rows.order_by(), order=("-happened_on", "-pk"), after=after, size=PAGE_SIZE)
    releases = _releases([log.pk for log in page.rows])
    return Sources(page, tuple(_candidate(log, releases) for log in page.rows), query, only_ready)


def _releases(logs: list[int]) -> list[Release]:
    """What was let go to everybody, and what was asked for and not answered yet."""
    rows: QuerySet[Release] = Release.objects.filter(log__in=logs, circle=Circle.PUBLIC)
    return list(rows.filter(status__in=(Release.Status.GIVEN, Release.Status.ASKED)).order_by("pk"))


def _candidate(log: LearningLog, releases: list[Release]) -> Candidate:
    own = [release for release in releases if release.log_id == log.pk]
    return Candidate(
        log=log,
        releases=tuple(release for release in own if release.status == Release.Status.GIVEN),
        is_public=log.circle == Circle.PUBLIC,
        is_asked=any(release.is_open for release in own),
        initiative=log.initiative.title if log.initiative else "",
    )


def first_words(log: LearningLog) -> str:
    """The first sentences of what was seen, as a beginning for somebody who quotes."""
    found = ""
    for match in SENTENCE.finditer(log.saw):
        if found and match.end() > LONGEST:
            break
        found = log.saw[: match.end()]
    return re.sub(r"[ \t]+$", "", found[: LONGEST * 2], flags=re.M)


def consent_url(slug: str, log: int) -> str:
    """Where a steward asks the author of a log to let its words go."""
    return reverse("sensemaking:log-release", args=[slug, log])
