"""The worker's part of a snapshot: claim the row, write what the portfolio holds, make it ready."""

from collections import defaultdict
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Count
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from initiatives.coverage import Shares, mean_gap
from initiatives.models import Snapshot, SnapshotEntry
from initiatives.overviews.coverage import CoverageFact, coverage_facts
from initiatives.snapshots import freezing, freezing_ties

logger = structlog.get_logger(__name__)

Kind, Status = SnapshotEntry.Kind, Snapshot.Status
MOST_ATTEMPTS = 4
WRITTEN_AT_ONCE = 500


def take(pk: int) -> bool:
    """Take the snapshot if nobody else does; return whether this call made it ready."""
    snapshot = Snapshot.claim(pk)
    if snapshot is None:
        return False
    with translation.override(snapshot.portfolio.language):
        if snapshot.attempts > MOST_ATTEMPTS:
            _fail(snapshot, _("The worker was stopped every time before it came to the end. Try again."))
            return False
        try:
            with snapshot.heartbeat():
                return _take(snapshot)
        except Exception:
            logger.exception("snapshot failed", snapshot=snapshot.pk)
            _fail(
                snapshot, _("Something unexpected stood in the way. Nothing in the portfolio has changed. Try again.")
            )
            return False


def _take(snapshot: Snapshot) -> bool:
    """Write all entries, each batch in a transaction of its own, and make them readable by the last one.

    Nobody reads entries of a snapshot that is not ready, so whatever an earlier worker left is swept away first.
    """
    total, done = freezing.count(snapshot.portfolio), 0
    if not _keep(snapshot, [], afresh=True):
        return False
    note = _("Writing down the initiatives")
    snapshot.report_progress(0, total, note)
    for batch in freezing.initiatives(snapshot):
        if not _keep(snapshot, batch):
            return False
        done += len(batch)
        snapshot.report_progress(done, max(total, done), note)
    snapshot.report_progress(done, max(total, done), _("Writing down connections, promises and endorsements"))
    facts = coverage_facts(snapshot.portfolio)
    for batch in freezing_ties.connections(snapshot):
        if not _keep(snapshot, batch):
            return False
    rest = [*freezing.commitments(snapshot, facts), *freezing.endorsements(snapshot)]
    rest += freezing_ties.combinations(snapshot)
    return _keep(snapshot, rest) and _finish(snapshot, facts)


@transaction.atomic
def _keep(snapshot: Snapshot, entries: list[SnapshotEntry], *, afresh: bool = False) -> bool:
    """Write a batch, unless another worker has taken over or somebody has thrown the snapshot away."""
    if not snapshot.is_still_mine():
        return False
    if afresh:
        SnapshotEntry.objects.filter(snapshot=snapshot).delete()
    SnapshotEntry.objects.bulk_create(entries, batch_size=WRITTEN_AT_ONCE)
    return True


@transaction.atomic
def _finish(snapshot: Snapshot, facts: list[CoverageFact]) -> bool:
    """Write the numbers together with the final state; from here on the database refuses every change."""
    if not snapshot.is_still_mine():
        return False
    Snapshot.objects.filter(pk=snapshot.pk, claimed_by=snapshot.claimed_by).update(
        status=Status.READY, facts=numbers(snapshot, facts), finished_at=timezone.now(), claimed_by=None,
        heartbeat_at=None, problem="", progress_note="",
    )  # fmt: skip
    return True


def numbers(snapshot: Snapshot, facts: list[CoverageFact]) -> dict[str, Any]:
    """The entries counted by kind, circle and state, and what of the promises is nobody's job (%), in one query."""
    counted: dict[str, dict[str, dict[str, int]]] = {kind.value: defaultdict(dict) for kind in Kind}
    rows = SnapshotEntry.objects.filter(snapshot=snapshot).order_by()
    for kind, circle, state, many in rows.values_list("kind", "circle", "state").annotate(Count("pk")):
        counted[kind][circle][state] = many
    gap = mean_gap(Shares.within(fact.evidenced, fact.in_hand) for fact in facts)
    return {**counted, "gap": None if gap is None else round(gap)}


def _fail(snapshot: Snapshot, problem: str) -> None:
    """Say on the row what went wrong."""
    Snapshot.objects.filter(pk=snapshot.pk, claimed_by=snapshot.claimed_by, status=Status.WORKING).update(
        status=Status.FAILED, problem=problem, claimed_by=None, heartbeat_at=None
    )
