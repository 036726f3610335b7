"""One offer or need: whose it is, what fits it and why, and what it was matched with."""

from dataclasses import dataclass
from typing import Any

from initiatives.fitting import Fit, Side, fits
from initiatives.models import Need, Offer
from initiatives.models.offer import Given
from initiatives.overviews.offers.board import ICONS, SIDES
from initiatives.policies import Ruling
from initiatives.policies_offers import Mine, may_tend
from stakeholders.access import Access, Permission

COMPARED = 500
"""The newest open ones of a kind that are compared."""


@dataclass(frozen=True)
class Counterpart:
    """One that fits, and the words that both use."""

    row: Any
    words: tuple[str, ...]
    may_match: bool = False


@dataclass(frozen=True)
class GivenPage:
    """What the page shows."""

    row: Any
    side: str
    by: str
    icon: str
    tend: Ruling
    counterparts: list[Counterpart]
    matched: list[Any]

    @property
    def other_side(self) -> str:
        """What it is matched with."""
        return "need" if self.side == "offer" else "offer"


def given_page(access: Access, row: Given) -> GivenPage:
    """Build the page in a fixed number of queries."""
    side = "offer" if isinstance(row, Offer) else "need"
    return GivenPage(
        row=row,
        side=side,
        by=str(row.by) if row.by and access.may(Permission.SEE_PEOPLE) else "",
        icon=ICONS[row.kind],
        tend=may_tend(access, row),
        counterparts=counterparts(access, row) if row.status == Given.Status.OPEN else [],
        matched=_matched(access, row),
    )


def counterparts(access: Access, row: Given, *, most: int = 5) -> list[Counterpart]:
    """Open ones of the same kind on the other side of the board that the reader may see, the best fit first."""
    model = Need if isinstance(row, Offer) else Offer
    found = model.objects.seen_with(access).open().filter(kind=row.kind).select_related("initiative", "organisation")
    others = {other.pk: other for other in found.order_by("-created_at", "-pk")[:COMPARED]}
    ranked: list[Fit] = fits(side_of(row), [side_of(other) for other in others.values()], most=most)
    mine = Mine(access)
    is_ours = bool(may_tend(access, row, mine=mine))
    return [
        Counterpart(others[fit.pk], fit.words, is_ours or bool(may_tend(access, others[fit.pk], mine=mine)))
        for fit in ranked
    ]


def side_of(row: Given) -> Side:
    """A row as the thinking takes it."""
    owners = {("initiative", row.initiative_id), ("organisation", row.organisation_id)}
    held = frozenset((name, pk) for name, pk in owners if pk is not None)
    return Side(row.pk, row.kind, f"{row.what} {row.details}", held)


def _matched(access: Access, row: Given) -> list[Any]:
    """What it was matched with, as far as the reader may see it."""
    if isinstance(row, Need):
        wanted = {"pk": row.met_by_id} if row.met_by_id else {"pk__in": ()}
    else:
        wanted = {"met_by": row.pk}
    model = SIDES["offer" if isinstance(row, Need) else "need"]
    return list(model.objects.seen_with(access).filter(**wanted).select_related("initiative", "organisation"))
