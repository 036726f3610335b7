"""The worker's part of a reading: claim the row, draw and measure, make it ready."""

from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from initiatives.models import NetworkReading
from initiatives.network.facts import Facts, access_of, facts_of
from initiatives.network.force import layout
from initiatives.network.graphs import Network
from initiatives.network.measures import measure

logger = structlog.get_logger(__name__)

Status = NetworkReading.Status
MOST_ATTEMPTS = 4
MOST_PAIRS = 5000


def read(pk: int) -> bool:
    """Do the reading if nobody else does; return whether this call made it ready."""
    reading = NetworkReading.claim(pk)
    if reading is None:
        return False
    with translation.override(reading.portfolio.language):
        if reading.attempts > MOST_ATTEMPTS:
            _fail(reading, _("The worker was stopped every time before it came to the end. Try again."))
            return False
        try:
            with reading.heartbeat():
                return _read(reading)
        except Exception:
            logger.exception("reading of the network failed", reading=reading.pk)
            _fail(reading, _("Something unexpected stood in the way. Nothing in the portfolio has changed. Try again."))
            return False


def _read(reading: NetworkReading) -> bool:
    """Take over what another circle of today has read of the same facts, or work it out."""
    facts = facts_of(access_of(reading.portfolio, reading.circle), reading.subject)
    return _finish(reading, facts, _same(reading, facts) or _worked_out(reading, facts))


def _same(reading: NetworkReading, facts: Facts) -> dict[str, Any] | None:
    """What was read of the very same facts for another circle; where things stand carries over from there too."""
    twins = NetworkReading.objects.ready().filter(
        portfolio=reading.portfolio, subject=reading.subject, read_on=reading.read_on, fingerprint=facts.fingerprint
    )
    twin = twins.exclude(pk=reading.pk).order_by("pk").first()
    return {"positions": twin.positions, "measures": twin.measures} if twin else None


def _worked_out(reading: NetworkReading, facts: Facts) -> dict[str, Any]:
    """Measures, and a layout that begins where things stood before."""
    spots = layout(facts.drawn, _before(reading))
    measures = measure(facts.counted).as_json() | {"crowds": len(facts.crowds)}
    if reading.subject == NetworkReading.Subject.ORGANISATIONS:
        measures["pairs"] = closest(facts.counted)
    return {"positions": {str(pk): list(spot) for pk, spot in spots.items()}, "measures": measures}


def closest(network: Network) -> list[list[int]]:
    """Pairs and how much ties them, the closest first; so many as a drawing and a table can hold."""
    found = sorted(network.links.items(), key=lambda link: (-link[1], link[0]))
    return [[one, other, weight] for (one, other), weight in found[:MOST_PAIRS]]


def _before(reading: NetworkReading) -> dict[int, tuple[float, float]]:
    """Where things stood at the last reading that has places, today's own earlier one included."""
    rows = earlier(reading).exclude(positions={}).order_by("-read_on", "-pk")
    last = rows.values_list("positions", flat=True).first() or {}
    return {int(pk): (x, y) for pk, (x, y) in last.items()}


def earlier(reading: NetworkReading) -> Any:
    """Finished readings of the same network up to this one's day."""
    return NetworkReading.objects.finished().filter(
        portfolio=reading.portfolio, subject=reading.subject, circle=reading.circle, read_on__lte=reading.read_on
    )


@transaction.atomic
def _finish(reading: NetworkReading, facts: Facts, found: dict[str, Any]) -> bool:
    """Write what was found, unless another worker has taken over; of older readings only the measures stay."""
    if not reading.is_still_mine():
        return False
    NetworkReading.objects.filter(pk=reading.pk, claimed_by=reading.claimed_by).update(
        **found, fingerprint=facts.fingerprint, status=Status.READY, finished_at=timezone.now(), claimed_by=None,
        heartbeat_at=None, problem="", progress_note="",
    )  # fmt: skip
    earlier(reading).exclude(pk=reading.pk).exclude(positions={}).update(positions={})
    return True


def _fail(reading: NetworkReading, problem: str) -> None:
    """Say on the row what went wrong; what an earlier reading of the day found stays."""
    NetworkReading.objects.filter(pk=reading.pk, claimed_by=reading.claimed_by, status=Status.WORKING).update(
        status=Status.FAILED, problem=problem, claimed_by=None, heartbeat_at=None
    )
