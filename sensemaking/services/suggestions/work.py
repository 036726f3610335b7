"""The worker's part of a search: claim it, read the profiles, compare, and write what was found in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

import structlog
from django.db import IntegrityError, OperationalError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sensemaking.affinity.finding import Finder
from sensemaking.affinity.profile import Pair, Profile
from sensemaking.models import ProfileDigest, SuggestionRun
from sensemaking.services import profiles
from sensemaking.services.suggestions import combining, keeping, weighing
from sensemaking.services.suggestions.choosing import room_for
from sensemaking.services.suggestions.pairs import connected_in, decided_in

logger = structlog.get_logger(__name__)

Status = SuggestionRun.Status
MOST_ATTEMPTS = 4
WRITES_TRIED = 4
LOOKED_AT = 50
"""So many pairs are looked at for each that may wait, so that far ones are among them."""
WHOLE_AFTER = timedelta(days=7)
WHOLE_PART = 0.2
"""From this part of changed profiles on, all are compared: what is rare has changed too."""


def work(run_id: int) -> bool:
    """Search if nobody else does; return whether this call came to the end."""
    run = SuggestionRun.claim(run_id)
    if run is None:
        return False
    with translation.override(run.portfolio.language):
        if run.attempts > MOST_ATTEMPTS:
            _fail(run, _("The worker was stopped every time before it came to the end. Look again."))
            return False
        try:
            with run.heartbeat():
                return _search(run)
        except keeping.LostClaim:
            return False
        except Exception:
            logger.exception("search for suggestions failed", run=run.pk)
            _fail(run, _("Something unexpected stood in the way. What was suggested before stands. Look again."))
            return False


def _search(run: SuggestionRun) -> bool:
    run.report_progress(0, 3, _("Reading the initiatives and their learning logs"))
    read = profiles.profiles_of(run.portfolio)
    digests = {profile.initiative: profiles.digest_of(profile) for profile in read}
    changed = changed_since(run, digests)
    pairs: Sequence[Pair] = ()
    if changed is None or changed:
        run.report_progress(1, 3, _("Comparing each with each"))
        pairs = compared(run, read, changed)
    groups = combining.found(run.portfolio, read, pairs) if changed is None else None
    run.report_progress(2, 3, _("Writing down what was found"))
    _write(run, keeping.Found(read, pairs, changed, digests, groups))
    return True


def changed_since(run: SuggestionRun, digests: Mapping[int, str]) -> frozenset[int] | None:
    """Which initiatives read otherwise than at the last search; None when all are to be compared."""
    recent = SuggestionRun.objects.ready().filter(portfolio=run.portfolio, is_whole=True)
    if run.is_whole or not recent.filter(finished_at__gt=timezone.now() - WHOLE_AFTER).exists():
        return None
    known = dict(ProfileDigest.objects.filter(portfolio=run.portfolio).values_list("initiative", "digest"))
    changed = frozenset(one for one, digest in digests.items() if known.get(one) != digest)
    return None if len(changed) > WHOLE_PART * len(digests) else changed


def compared(run: SuggestionRun, read: Sequence[Profile], changed: Collection[int] | None) -> Sequence[Pair]:
    """What speaks for which pair; with `changed` only pairs that one of those stands in."""
    portfolio = run.portfolio
    away = decided_in(portfolio) | connected_in(portfolio)
    finder = Finder(read, weighing.weights_of(portfolio), away=away, home=portfolio.language)
    return finder.pairs(LOOKED_AT * room_for(len(read))) if changed is None else finder.of(*sorted(changed))


def _write(run: SuggestionRun, found: keeping.Found) -> None:
    """Keep what was found; when something that it speaks of went away meanwhile, once more without it."""
    for tried in range(1, WRITES_TRIED + 1):
        try:
            keeping.keep(run, found)
            return
        except (IntegrityError, OperationalError):
            if tried == WRITES_TRIED:
                raise


def _fail(run: SuggestionRun, problem: str) -> None:
    """Say on the row what went wrong."""
    SuggestionRun.objects.filter(pk=run.pk, claimed_by=run.claimed_by, status=Status.WORKING).update(
        status=Status.FAILED, problem=problem, claimed_by=None, heartbeat_at=None, finished_at=timezone.now()
    )
