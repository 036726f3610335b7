"""The readings that this reader gets: the newest, earlier ones, and whether one is in hand."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from initiatives.models import NetworkReading
from initiatives.network.facts import circle_of, seen_connections
from stakeholders.access import Access

Subject, Status = NetworkReading.Subject, NetworkReading.Status
KEPT_IN_SIGHT = 100


def readings(access: Access, subject: str) -> Any:
    """All readings of the reader's circle."""
    return NetworkReading.objects.filter(portfolio=access.portfolio, circle=circle_of(access), subject=subject)


def newest(access: Access, subject: str = Subject.INITIATIVES) -> NetworkReading | None:
    """The newest reading of the reader's circle that has come to an end; one query."""
    return readings(access, subject).finished().order_by("-read_on", "-pk").first()


def positions(access: Access) -> dict[int, tuple[float, float]]:
    """Where initiatives stand on the force layout, both from 0 to 1; empty until a worker has read the network.

    An initiative that is newer than the reading, or that only its own team sees, has no position.
    """
    reading = newest(access)
    return {int(pk): (x, y) for pk, (x, y) in reading.positions.items()} if reading else {}


@dataclass(frozen=True)
class State:
    """How old the newest reading is, what came after it, and whether a worker is at it.

    `earlier` are the days that it can be compared with, the newest first, and `since` the one that was chosen.
    """

    reading: NetworkReading | None
    is_in_hand: bool
    problem: str
    said_since: int
    earlier: list[date]
    since: date | None


def state_of(access: Access, subject: str, *, since: str = "") -> State:
    """The state for one reader, in three queries; without a choice it is compared with the reading before."""
    rows = readings(access, subject)
    reading = rows.finished().order_by("-read_on", "-pk").first()
    if reading is None:
        latest = rows.defer("positions", "measures").order_by("-pk").first()
        return State(None, _in_hand(latest), latest.problem if latest else "", 0, [], None)
    others = rows.finished().exclude(pk=reading.pk).order_by("-read_on")
    days = list(others.values_list("read_on", flat=True)[:KEPT_IN_SIGHT])
    chosen = next((day for day in days if day.isoformat() == since), days[0] if days else None)
    later = seen_connections(access).filter(created_at__gt=reading.finished_at)
    said_since = later.count() if subject == Subject.INITIATIVES else 0
    return State(reading, _in_hand(reading), reading.problem, said_since, days, chosen)


def _in_hand(reading: NetworkReading | None) -> bool:
    """Whether a worker has it, or is waited for."""
    return reading is not None and reading.status in (Status.ASKED, Status.WORKING)
