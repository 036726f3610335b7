"""Suggestions that wait, and those that were decided: filtered, ranked near or far, a few at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from initiatives.models import System
from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import ConnectionSuggestion, ReasonKind
from sensemaking.overviews.suggestions.cards import Card, cards_of
from stakeholders.access import Access

TRAY = 3
PAGE = 12
DECIDED = 30
RELATED = ("portfolio", "first", "second", "decided_by", "connection")


class Rank(StrEnum):
    """Which pairs come first."""

    FAR = "far"
    NEAR = "near"


RANKS: Mapping[str, str | Promise] = {
    Rank.FAR: _("Far apart first"),
    Rank.NEAR: _("Close first"),
}
WEIGHTS: Mapping[str, Callable[[ConnectionSuggestion], float]] = {
    Rank.FAR: lambda row: row.score * (0.5 + row.reach),
    Rank.NEAR: lambda row: row.score * (1.5 - row.reach),
}
"""Far: what the people of the two would hardly find themselves counts up to three times as much; near the other way."""


class Show(StrEnum):
    """What the list holds."""

    WAITING = "waiting"
    DUPLICATES = "duplicates"
    DECIDED = "decided"


@dataclass(frozen=True)
class Filters:
    """What somebody chose on the list; all of it stands in the address."""

    rank: str = Rank.FAR
    show: str = Show.WAITING
    system: int | None = None
    reason: str = ""
    has_logs: bool = False
    at: int = 0

    @classmethod
    def read(cls, data: QueryDict) -> "Filters":
        """Read an address; what makes no sense counts as not chosen."""
        rank, show, reason = data.get("rank", ""), data.get("show", ""), data.get("reason", "")
        return cls(
            rank=rank if rank in RANKS else Rank.FAR,
            show=show if show in list(Show) else Show.WAITING,
            system=_number(data.get("system", "")) or None,
            reason=reason if reason in ReasonKind.values else "",
            has_logs=data.get("logs") == "1",
            at=_number(data.get("at", "")),
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.system or self.reason or self.has_logs)

    def query(self, **changes: object) -> str:
        """The query of an address with these choices, and some of them changed."""
        now = replace(self, **changes)  # type: ignore[arg-type]
        facts = {
            "rank": "" if now.rank == Rank.FAR else str(now.rank), "show": "" if now.show == Show.WAITING else now.show,
            "system": now.system or "", "reason": now.reason, "logs": "1" if now.has_logs else "", "at": now.at or "",
        }  # fmt: skip
        return urlencode({name: str(value) for name, value in facts.items() if value})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@dataclass(frozen=True)
class Tray:
    """A few cards of all that wait; `first` and `last` count from 1."""

    cards: tuple[Card, ...]
    total: int
    at: int
    filters: Filters
    size: int = TRAY

    @property
    def first(self) -> int:
        return self.at + 1

    @property
    def last(self) -> int:
        return self.at + len(self.cards)

    @property
    def before(self) -> str | None:
        """The query of the address of those before, None at the beginning."""
        return self.filters.query(at=max(self.at - self.size, 0)) if self.at else None

    @property
    def after(self) -> str | None:
        """The query of the address of those after, None at the end."""
        return self.filters.query(at=self.at + self.size) if self.last < self.total else None


def tray(access: Access, page: Filters | int = 0, *, size: int = TRAY) -> Tray:
    """The cards that wait for this reader from a place on; a place past the end shows the last ones."""
    filters = page if isinstance(page, Filters) else Filters(at=page)
    cards = waiting(access, filters)
    last_start = max(len(cards) - 1, 0) // size * size
    at = min(filters.at, last_start)
    return Tray(tuple(cards[at : at + size]), len(cards), at, filters, size)


def waiting(access: Access, filters: Filters) -> list[Card]:
    """All that wait, ranked; there are never many, as a search keeps few."""
    rows = ConnectionSuggestion.objects.shown_to(access).open().select_related(*RELATED)
    twins = {"kind": "duplicates"}
    rows = rows.filter(**twins) if filters.show == Show.DUPLICATES else rows.exclude(**twins)
    if filters.system:
        touching = System.objects.filter(portfolio=access.portfolio, pk=filters.system)
        placed = touching.values("placements__initiative")
        rows = rows.filter(first__in=placed) | rows.filter(second__in=placed)
    weight = WEIGHTS[filters.rank]
    ranked = sorted(_light(rows), key=lambda row: (-weight(row), row.pk))
    cards = cards_of(access, ranked)
    if filters.reason:
        cards = [card for card in cards if filters.reason in {reason.kind for reason in card.reasons}]
    return [card for card in cards if card.logs] if filters.has_logs else cards


def decided(access: Access, after: str) -> tuple[Page[ConnectionSuggestion], list[Card]]:
    """A page of what people decided, the newest first."""
    rows = ConnectionSuggestion.objects.shown_to(access).decided().select_related(*RELATED).order_by()
    page = page_of(_light(rows), order=("-decided_at", "-pk"), after=after, size=DECIDED)
    return page, cards_of(access, page.rows, bare=access.is_steward)


def _light(rows: QuerySet[ConnectionSuggestion]) -> QuerySet[ConnectionSuggestion]:
    """Without the long texts of the two."""
    long = ("search", "description", "extra", "closing_learning")
    return rows.defer(*(f"{end}__{name}" for end in ("first", "second") for name in long))
