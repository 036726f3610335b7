"""Writes what a search found: waiting pairs are refreshed or go, decided ones stay as they are.

A merge, an import or an edit may run meanwhile, so what is written about is held first, always in this order: the
portfolio, initiatives, logs, suggestions. Whoever decides holds the portfolio; whoever merges, the initiatives; and
whoever edits a log, that log. Only what is still there then is written. The initiatives are held in one go, with all
that a row written later leans on: whoever takes one more on the way waits for a merge that waits for the others.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from initiatives.models import Initiative
from sensemaking.affinity.profile import Pair, Profile, Reason
from sensemaking.models import ConnectionSuggestion, LearningLog, ProfileDigest, SuggestionRun
from sensemaking.services.profiles import text_of
from sensemaking.services.suggestions import combining, quoting
from sensemaking.services.suggestions.choosing import chosen
from sensemaking.services.suggestions.pairs import connected_in, decided_in
from stakeholders.models import Portfolio

if TYPE_CHECKING:
    from sensemaking.affinity.communities import Group

Key = tuple[int, int]
FACTS = ("kind", "from_first", "score", "reach", "reasons")
AT_ONCE = 500


class LostClaim(Exception):
    """Another worker has taken the search over; nothing of this one was written."""


@dataclass(frozen=True)
class Found:
    """What a search read and found; `changed` are the initiatives it looked at, None for all."""

    profiles: Sequence[Profile]
    pairs: Sequence[Pair]
    changed: Collection[int] | None
    digests: Mapping[int, str]
    groups: "Sequence[Group] | None" = None
    """Groups that may make a combination; None where none were looked for."""


@transaction.atomic
def keep(run: SuggestionRun, found: Found) -> None:
    """Write all of it together with the state of the search; raises LostClaim."""
    portfolio = Portfolio.objects.select_for_update(no_key=True).get(pk=run.portfolio_id)
    if not run.is_still_mine():
        raise LostClaim
    pairs = _to_keep(portfolio, found)
    news = _news(portfolio, found.digests)
    here = _hold(portfolio, _written_about(portfolio, pairs, found) | news.keys())
    logs = quoting.hold(pairs)
    waiting = _waiting(portfolio)
    away = connected_in(portfolio)
    pairs = [pair for pair in _still_true(pairs, found, logs) if (pair.first, pair.second) not in away]
    pairs = [pair for pair in pairs if pair.first in here and pair.second in here]
    known = {(pair.first, pair.second) for pair in pairs}
    fresh = {(pair.first, pair.second): pair for pair in pairs if pair.reasons}
    ConnectionSuggestion.objects.filter(pk__in=[row.pk for key, row in waiting.items() if key not in known]).delete()
    _refresh([row for key, row in waiting.items() if key in fresh], fresh)
    _add(portfolio, [pair for key, pair in fresh.items() if key not in waiting])
    quoting.cite(portfolio, fresh, logs)
    if found.groups is not None:
        combining.keep(portfolio, found.groups)
    sweep(portfolio)
    _remember(portfolio, found.digests, {one: digest for one, digest in news.items() if one in here})
    many = ConnectionSuggestion.objects.filter(portfolio=portfolio).open().count()
    SuggestionRun.objects.filter(pk=run.pk, claimed_by=run.claimed_by).update(
        status=SuggestionRun.Status.READY, finished_at=timezone.now(), compared=len(found.profiles), found=many,
        is_whole=found.changed is None, claimed_by=None, heartbeat_at=None, problem="", progress_note="",
    )  # fmt: skip


def sweep(portfolio: Portfolio) -> None:
    """Drop waiting pairs of which one has left the portfolio or was merged away."""
    here = Initiative.objects.placed_in(portfolio).filter(merged_into__isnull=True).values("pk")
    rows = ConnectionSuggestion.objects.filter(portfolio=portfolio).open()
    rows.exclude(Q(first__in=here) & Q(second__in=here)).delete()


def _written_about(portfolio: Portfolio, pairs: Sequence[Pair], found: Found) -> set[int]:
    """The initiatives in pairs and groups: those that will wait, and pairs that wait already and may go."""
    waiting = ConnectionSuggestion.objects.filter(portfolio=portfolio).open().order_by()
    told = [(pair.first, pair.second) for pair in pairs]
    groups = [group.initiatives for group in found.groups or ()]
    return {one for ends in (*told, *waiting.values_list("first", "second"), *groups) for one in ends}


def _hold(portfolio: Portfolio, wanted: Collection[int]) -> set[int]:
    """Those of the initiatives that are in the portfolio still; nobody merges or deletes them until the end."""
    rows = Initiative.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True)
    there = [pk for pk, into in rows.values_list("pk", "merged_into") if into is None]
    placed = Initiative.objects.placed_in(portfolio).filter(pk__in=there)
    return set(placed.values_list("pk", flat=True))


def _waiting(portfolio: Portfolio) -> dict[Key, ConnectionSuggestion]:
    """The waiting rows, held until the end."""
    rows = ConnectionSuggestion.objects.filter(portfolio=portfolio).open()
    held = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    return {(row.first_id, row.second_id): row for row in held}


def _to_keep(portfolio: Portfolio, found: Found) -> list[Pair]:
    """The pairs that will wait; those that this search did not look at come along without reasons, to stay as is."""
    away = decided_in(portfolio) | connected_in(portfolio)
    candidates = [pair for pair in found.pairs if (pair.first, pair.second) not in away]
    if found.changed is not None:
        changed = set(found.changed)
        candidates += [
            Pair(row.first_id, row.second_id, row.kind, row.from_first, row.score, row.reach, ())
            for row in ConnectionSuggestion.objects.filter(portfolio=portfolio).open()
            if not {row.first_id, row.second_id} & changed and (row.first_id, row.second_id) not in away
        ]
    return chosen(candidates, len(found.profiles))


def _still_true(pairs: Sequence[Pair], found: Found, logs: Mapping[int, LearningLog]) -> list[Pair]:
    """The pairs without reasons that rest on a log which is gone, or says something else than when it was read."""
    cited = {log for pair in pairs for reason in pair.reasons for log in reason.logs}
    read = {heard.log: heard.text for profile in found.profiles for heard in profile.logs if heard.log in cited}
    same = {log for log in cited if log in logs and read.get(log) == text_of(logs[log])}
    kept = []
    for pair in pairs:
        reasons = tuple(reason for reason in pair.reasons if same.issuperset(reason.logs))
        if reasons or not pair.reasons:
            kept.append(replace(pair, reasons=reasons))
    return kept


def _refresh(rows: Sequence[ConnectionSuggestion], pairs: Mapping[Key, Pair]) -> None:
    for row in rows:
        _fill(row, pairs[row.first_id, row.second_id])
    ConnectionSuggestion.objects.bulk_update(rows, FACTS, batch_size=AT_ONCE)


def _add(portfolio: Portfolio, pairs: Sequence[Pair]) -> None:
    rows = [
        _fill(ConnectionSuggestion(portfolio=portfolio, first_id=pair.first, second_id=pair.second), pair)
        for pair in pairs
    ]
    ConnectionSuggestion.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)


def _fill(row: ConnectionSuggestion, pair: Pair) -> ConnectionSuggestion:
    row.kind, row.from_first = pair.kind, pair.from_first
    row.score, row.reach = pair.score, pair.reach
    row.reasons = [_told(reason) for reason in pair.reasons]
    return row


def _told(reason: Reason) -> dict[str, object]:
    return {"kind": reason.kind, "share": reason.share, "facts": dict(reason.facts), "logs": list(reason.logs)}


def _news(portfolio: Portfolio, digests: Mapping[int, str]) -> dict[int, str]:
    """The digests that differ from those kept of an earlier search."""
    known = dict(ProfileDigest.objects.filter(portfolio=portfolio).values_list("initiative", "digest"))
    return {one: digest for one, digest in digests.items() if known.get(one) != digest}


def _remember(portfolio: Portfolio, read: Collection[int], news: Mapping[int, str]) -> None:
    """Keep what was read, so that the next search knows what changed."""
    rows = ProfileDigest.objects.filter(portfolio=portfolio)
    if set(rows.values_list("initiative", flat=True)).difference(read):
        rows.exclude(initiative__in=Initiative.objects.placed_in(portfolio).values("pk")).delete()
    ProfileDigest.objects.bulk_create(
        [ProfileDigest(portfolio=portfolio, initiative_id=one, digest=digest) for one, digest in news.items()],
        update_conflicts=True, unique_fields=["portfolio", "initiative"], update_fields=["digest"], batch_size=AT_ONCE,
    )  # fmt: skip
