"""The page of suggestions: what waits, ranked and filtered, what weighs how much, and groups that fit together."""

from collections.abc import Sequence
from dataclasses import dataclass

from initiatives.models import System
from portfolio_hub.lib.keyset import Page
from sensemaking.models import ConnectionSuggestion, ReasonKind, ReasonWeight, SuggestionRun
from sensemaking.overviews.suggestions.cards import Card
from sensemaking.overviews.suggestions.groups import Group, groups_waiting
from sensemaking.overviews.suggestions.waiting import PAGE, RANKS, Filters, Show, Tray, decided, tray
from sensemaking.services.suggestions import searching, weighing
from sensemaking.wording_suggestions import how_it_works
from stakeholders.access import Access


@dataclass(frozen=True)
class Choice:
    """One way to look at the list."""

    label: str
    url: str
    is_current: bool
    icon: str = ""


@dataclass(frozen=True)
class SuggestionsPage:
    """What the page shows; `decided` only where it was asked for."""

    filters: Filters
    tray: Tray
    decided: Sequence[Card]
    older: Page[ConnectionSuggestion] | None
    groups: Sequence[Group]
    weights: Sequence[ReasonWeight]
    run: SuggestionRun | None
    systems: Sequence[System]

    @property
    def ranks(self) -> list[Choice]:
        return [
            Choice(str(label), f"?{self.filters.query(rank=rank, at=0)}", self.filters.rank == rank)
            for rank, label in RANKS.items()
        ]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in ReasonKind.choices]

    @property
    def is_moved(self) -> bool:
        """Whether decisions have moved any weight."""
        return any(row.pk for row in self.weights)

    @property
    def is_searching(self) -> bool:
        return self.run is not None and self.run.is_in_hand

    @property
    def how(self) -> str:
        return how_it_works()


def suggestions_page(access: Access, filters: Filters, after: str) -> SuggestionsPage:
    """Read it; the number of queries stays the same for any number of suggestions."""
    is_decided = filters.show == Show.DECIDED
    has_groups = access.is_steward and not filters.is_narrowed and filters.show == Show.WAITING
    older, cards = decided(access, after) if is_decided else (None, [])
    return SuggestionsPage(
        filters,
        Tray((), 0, 0, filters, PAGE) if is_decided else tray(access, filters, size=PAGE),
        cards,
        older,
        groups_waiting(access) if has_groups else (),
        weighing.rows_of(access.portfolio) if access.is_steward else (),
        searching.latest(access.portfolio) if access.is_steward else None,
        list(System.objects.filter(portfolio=access.portfolio).order_by("order", "pk")),
    )
