"""What stands around a portfolio as one reader may know it: above, beside, who asks to join, offers and needs."""

from dataclasses import dataclass, field

from django.db.models import Q

from portfolio_hub.lib import nesting
from stakeholders import matching
from stakeholders.access import Access
from stakeholders.matching import Match, Open
from stakeholders.models import NestingRequest, OpenInterface, Portfolio

SUGGESTIONS = 6


@dataclass(frozen=True)
class Above:
    """A portfolio further up, and whether this reader may open it."""

    portfolio: Portfolio
    may_open: bool


@dataclass(frozen=True)
class Around:
    """The portfolios above (the widest first) and beside, and requests that wait for an answer."""

    above: list[Above]
    beside: list[Portfolio]
    asking: list[NestingRequest] = field(default_factory=list)
    asked: NestingRequest | None = None

    @property
    def parent(self) -> Above | None:
        """The nearest one above that the reader knows."""
        return self.above[-1] if self.above else None


def around(access: Access) -> Around:
    """Gather it in at most five queries.

    A reader knows the portfolios that they may read; stewards also know the one that they are part of.
    """
    portfolio = access.portfolio
    up = nesting.above(Portfolio, portfolio.pk, "parent") if portfolio.parent_id else []
    readable = Portfolio.objects.visible_to(access.user)
    found = {row.pk: Above(row, True) for row in readable.filter(pk__in=up)} if up else {}
    if access.is_steward and portfolio.parent and portfolio.parent.pk not in found:
        found[portfolio.parent.pk] = Above(portfolio.parent, False)
    beside = readable.filter(parent=portfolio.parent_id).exclude(pk=portfolio.pk).order_by("name") if up else ()
    requests = _requests(portfolio) if access.is_steward else []
    return Around(
        above=[found[pk] for pk in reversed(up) if pk in found],
        beside=list(beside),
        asking=[request for request in requests if request.parent_id == portfolio.pk],
        asked=next((request for request in requests if request.portfolio_id == portfolio.pk), None),
    )


def _requests(portfolio: Portfolio) -> list[NestingRequest]:
    mine = NestingRequest.objects.waiting().filter(Q(portfolio=portfolio) | Q(parent=portfolio))
    return list(mine.select_related("portfolio", "parent", "asked_by"))


@dataclass(frozen=True)
class OurLine:
    """One of our offers or needs: what answers it as we see it, and who over there says that it answers theirs."""

    interface: OpenInterface
    answered_by: OpenInterface | None
    named_by: list[OpenInterface]


@dataclass(frozen=True)
class Suggestion:
    """One of ours and one of theirs that may fit, and why."""

    ours: OpenInterface
    theirs: OpenInterface
    words: tuple[str, ...]


@dataclass(frozen=True)
class Interfaces:
    """What we offer and need, what those around us do, and what may fit."""

    offers: list[OurLine]
    needs: list[OurLine]
    closed: list[OurLine]
    around: list[OpenInterface]
    suggestions: list[Suggestion]

    @property
    def has_ours(self) -> bool:
        """Whether anything of ours is open or matched."""
        return bool(self.offers or self.needs)


def interfaces(access: Access) -> Interfaces:
    """Gather both sides in two queries."""
    ours = list(OpenInterface.objects.seen_with(access))
    near = list(
        OpenInterface.objects.around(access)
        .exclude(status=OpenInterface.Status.WITHDRAWN)
        .select_related("portfolio")
        .order_by("portfolio__name", "side", "title", "pk")
    )
    seen = {row.pk: row for row in near}
    lines = [_line(row, seen, near) for row in ours]
    standing = [line for line in lines if line.interface.status != OpenInterface.Status.WITHDRAWN]
    return Interfaces(
        offers=[line for line in standing if line.interface.side == OpenInterface.Side.OFFERS],
        needs=[line for line in standing if line.interface.side == OpenInterface.Side.NEEDS],
        closed=[line for line in lines if line not in standing] if access.is_steward else [],
        around=[row for row in near if row.status == OpenInterface.Status.OPEN],
        suggestions=_suggestions(ours, near) if access.is_steward else [],
    )


def _line(row: OpenInterface, seen: dict[int, OpenInterface], near: list[OpenInterface]) -> OurLine:
    """What answers it is named only where this reader may see it over there."""
    return OurLine(row, seen.get(row.matched_with_id or 0), [one for one in near if one.matched_with_id == row.pk])


def _suggestions(ours: list[OpenInterface], near: list[OpenInterface]) -> list[Suggestion]:
    rows = {row.pk: row for row in (*ours, *near)}
    found = matching.suggest(map(_plain, filter(_is_open, ours)), map(_plain, filter(_is_open, near)))
    return [_suggestion(match, rows) for match in found[:SUGGESTIONS]]


def _suggestion(match: Match, rows: dict[int, OpenInterface]) -> Suggestion:
    return Suggestion(rows[match.ours], rows[match.theirs], match.words)


def _is_open(row: OpenInterface) -> bool:
    return row.status == OpenInterface.Status.OPEN


def _plain(row: OpenInterface) -> Open:
    is_offer = row.side == OpenInterface.Side.OFFERS
    return Open(row.pk, row.portfolio_id, is_offer, row.what, f"{row.title} {row.description}")
