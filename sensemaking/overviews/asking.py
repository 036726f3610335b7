"""What was asked about a log, and what waits for its author: on the log's page and on the author's own."""

from collections.abc import Sequence
from dataclasses import dataclass

from sensemaking.models import LearningLog, LogInquiry, Release
from sensemaking.services.asking_address import Reach, reach_of
from sensemaking.services.releases import wider_than
from stakeholders.access import Access, Permission

SHOWN = 50


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """What the page of a log shows: questions with answers, and words on their way to wider circles.

    `is_own` is for the author, who answers here; `reach` is known to stewards alone.
    """

    answered: tuple[LogInquiry, ...]
    waiting: tuple[LogInquiry, ...]
    releases: tuple[Release, ...]
    is_own: bool
    may_ask: bool
    may_release: bool
    reach: Reach | None


def asked_about(access: Access, log: LearningLog) -> AskedAbout:
    """Read it in two queries; whoever reads the log reads answers, the rest is between stewards and the author."""
    is_own = log.by_id is not None and log.by_id == access.user.pk
    may = access.may(Permission.MAKE_SENSE) and log.status != LearningLog.Status.DRAFT
    inquiries = list(
        LogInquiry.objects.filter(log=log, withdrawn_at__isnull=True)
        .select_related("asked_by")
        .order_by("asked_at", "pk")[:SHOWN]
    )
    releases = Release.objects.filter(log=log) if is_own else Release.objects.seen_with(access).filter(log=log)
    return AskedAbout(
        answered=tuple(row for row in inquiries if row.answered_at),
        waiting=tuple(row for row in inquiries if row.answered_at is None and (is_own or access.is_steward)),
        releases=tuple(releases.select_related("asked_by")[:SHOWN]),
        is_own=is_own,
        may_ask=may and not is_own,
        may_release=may and bool(wider_than(log.circle)),
        reach=reach_of(log) if may else None,
    )


@dataclass(frozen=True, slots=True)
class WaitingForAuthor:
    """What waits for one author in a portfolio, and the words that they let go."""

    inquiries: Sequence[LogInquiry]
    releases: Sequence[Release]
    given: Sequence[Release]


def waiting_for(access: Access) -> WaitingForAuthor:
    """Read what this member is asked about their own logs."""
    inquiries = LogInquiry.objects.open().filter(log__portfolio=access.portfolio, log__by=access.user.pk)
    own = Release.objects.filter(log__portfolio=access.portfolio, log__by=access.user.pk)
    releases = list(own.filter(status__in=("asked", "given")).select_related("log", "asked_by")[: SHOWN * 2])
    return WaitingForAuthor(
        inquiries=list(inquiries.select_related("log", "asked_by")[:SHOWN]),
        releases=[row for row in releases if row.is_open],
        given=[row for row in releases if row.status == Release.Status.GIVEN],
    )
