"""Reserves: what is in them, how the portfolio stands against their floor, and what was let out and why."""

from dataclasses import dataclass, replace

from funding.cited import KINDS, Cited, find_many, hidden
from funding.flexibility import Flexibility, flexibility
from funding.models import FlexibilityReserve, ReserveRelease, VehicleVoice
from funding.overviews.outline import VehicleLine, vehicle_lines
from funding.overviews.seen import Seen
from funding.policies import may, named
from stakeholders.access import Access
from stakeholders.models import User


@dataclass(frozen=True)
class Standing:
    """One reserve in outline: what is left in it, and how much of all committed money may move."""

    reserve: FlexibilityReserve
    line: VehicleLine
    flexibility: Flexibility

    @property
    def floor(self) -> int | None:
        """The reserve's own floor, or else the portfolio's."""
        return self.flexibility.floor


@dataclass(frozen=True)
class ReleaseLine:
    """Money that was let out, and the words that triggered it as far as the reader may see them."""

    row: ReserveRelease
    name: str
    url: str
    why: str
    cited: Cited
    is_waiting: bool


@dataclass(frozen=True)
class ReservePage:
    """A reserve with its releases, newest first."""

    standing: Standing
    releases: tuple[ReleaseLine, ...]
    releasers: tuple[User, ...]
    may_release: bool


def standings(access: Access) -> tuple[Standing, ...]:
    """Every reserve of the portfolio in outline; a fixed number of queries."""
    lines = {line.pk: line for line in vehicle_lines(access)}
    rows = FlexibilityReserve.objects.filter(vehicle__in=lines).select_related("vehicle__portfolio")
    whole = flexibility(access, lines.values())
    return tuple(
        Standing(row, lines[row.vehicle_id], replace(whole, floor=whole.floor if row.floor is None else row.floor))
        for row in rows.order_by("vehicle__order", "vehicle__name", "pk")
    )


def reserve_page(access: Access, reserve: FlexibilityReserve) -> ReservePage:
    """Read the page of a reserve; releases and what they cite in a fixed number of queries."""
    rows = list(
        reserve.releases.select_related(
            "allocation__initiative", "allocation__combination", "allocation__vehicle", "by", "allocation__agreed_by"
        )
    )
    seen = Seen.of(access, [row.allocation for row in rows])
    cited = find_many(access, (key_of(row) for row in rows))
    voices = list(reserve.vehicle.voices.select_related("user").order_by("user__name", "pk"))
    return ReservePage(
        standing=next(one for one in standings(access) if one.reserve.pk == reserve.pk),
        releases=tuple(
            ReleaseLine(
                row=row,
                name=seen.name_of(row.allocation),
                url=seen.address_of(row.allocation, access.portfolio.slug),
                why=row.why if seen.knows(row.allocation) else "",
                cited=cited.get(key_of(row)) or hidden(key_of(row)[0]),
                is_waiting=row.allocation.status == row.allocation.Status.PLANNED,
            )
            for row in rows
        ),
        releasers=tuple(named(voices, VehicleVoice.May.RELEASE)),
        may_release=may(access.user, reserve.vehicle, VehicleVoice.May.RELEASE),
    )


def key_of(row: ReserveRelease) -> tuple[str, int]:
    """What the release cites, as `("log", 12)`."""
    return next((kind, pk) for kind in KINDS if (pk := getattr(row, f"{kind}_id")) is not None)
