"""Released words: the stewards' list of them, and where they stand in reports."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import Finding, FindingRelease, LearningLog, Release, SenseMakingReport
from sensemaking.querysets import at_least_as_wide_as
from sensemaking.services.releases import why_not_remind
from stakeholders.access import Access
from stakeholders.differences import Span, differences

SIZE = 30
OFFERED = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """One state to filter by, with how many there are."""

    label: str
    url: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class ReleaseList:
    """The list for stewards, newest first."""

    page: Page[Release]
    choices: tuple[Choice, ...]
    total: int
    status: str


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """One release as stewards see it: what stands in the log and what others read, side by side."""

    release: Release
    spans: tuple[Span, ...]
    why_not_remind: str
    stands_in: tuple[FindingRelease, ...]


@dataclass(frozen=True, slots=True)
class ReleasedWords:
    """Released words as a report shows them; nothing but a note once they were withdrawn."""

    wording: str
    author: str
    url: str
    log: int
    row: int

    @property
    def in_one_line(self) -> str:
        """The words without breaks, for files."""
        return " ".join(self.wording.split())


def release_list(access: Access, given: Mapping[str, str]) -> ReleaseList:
    """Read one page of them in three queries."""
    rows = Release.objects.seen_with(access)
    counts = dict(rows.order_by().values_list("status").annotate(Count("pk")))
    status = given.get("status", "")
    status = status if status in Release.Status.values else ""
    chosen = rows.filter(status=status) if status else rows
    chosen = chosen.select_related("log", "asked_by").defer("log__search").order_by()
    url = reverse("sensemaking:releases", args=[access.portfolio.slug])
    choices = tuple(
        Choice(str(one.label), f"{url}?{urlencode({'status': one.value})}", counts.get(one.value, 0), one == status)
        for one in Release.Status
    )
    page = page_of(chosen, order=("-asked_at", "-pk"), after=given.get("after", ""), size=SIZE)
    return ReleaseList(page, choices, sum(counts.values()), status)


def release_page(release: Release) -> ReleasePage:
    """Read one release with the reports in which it stands."""
    rows = FindingRelease.objects.filter(release=release).exclude(key="").select_related("report__portfolio")
    return ReleasePage(
        release=release,
        spans=differences(release.quote, release.wording),
        why_not_remind=why_not_remind(release),
        stands_in=tuple(rows.order_by("-report__from_on", "pk")),
    )


def offered_to(report: SenseMakingReport, finding: Finding) -> Any:
    """Given words that everybody of the report's circle may read and that do not stand beside the finding yet."""
    there = FindingRelease.objects.filter(report=report, key=finding.key, release__isnull=False).values("release")
    rows = Release.objects.reaching(report.circle).filter(log__portfolio=report.portfolio_id).exclude(pk__in=there)
    newest = rows.order_by("-answered_at", "-pk").values_list("pk", flat=True)[:OFFERED]
    return Release.objects.filter(pk__in=list(newest)).order_by("-answered_at", "-pk")


def released_in(
    report: SenseMakingReport, findings: Sequence[Finding], access: Access | None = None
) -> dict[int, list[ReleasedWords]]:
    """The released words beside each finding; only who may read the log gets its address.

    Words that were withdrawn leave a draft without a trace, and in a published report a note that says so.
    """
    by_key = {finding.key: finding.pk for finding in findings}
    rows = FindingRelease.objects.filter(report=report, key__in=by_key).select_related("release__log")
    rows = rows.defer("release__log__search", "release__log__tried", "release__log__saw", "release__log__next")
    found = list(rows.order_by("pk"))
    circles = at_least_as_wide_as(report.circle)
    logs = {row.release.log_id for row in found if row.release is not None}
    seen: set[int] = set()
    if access and logs:
        seen = set(LearningLog.objects.seen_with(access).filter(pk__in=logs).values_list("pk", flat=True))
    told: dict[int, list[ReleasedWords]] = defaultdict(list)
    for row in found:
        release = row.release
        is_given = release is not None and release.status == Release.Status.GIVEN and release.circle in circles
        if is_given and release is not None:
            url = release.log.get_portfolio_url(access.portfolio.slug) if access and release.log_id in seen else ""
            author = release.log.author_name if release.names_author else ""
            told[by_key[row.key]].append(ReleasedWords(release.wording, author, url, release.log_id, row.pk))
        elif report.is_frozen:
            told[by_key[row.key]].append(ReleasedWords("", "", "", 0, row.pk))
    return told
