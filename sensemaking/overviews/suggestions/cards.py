"""Suggestions as cards: two initiatives, because of what, and where to decide."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.models import Initiative, PlacementSystem, System
from initiatives.wording_connections import verb
from portfolio_hub.lib.formats import inside_quotes
from sensemaking import wording_suggestions
from sensemaking.models import ConnectionSuggestion, LearningLog, SuggestionLog
from sensemaking.overviews.suggestions.reasons import known_to, seen_reasons
from sensemaking.wording_suggestions import Seen
from stakeholders.access import Access


@dataclass(frozen=True)
class End:
    """One of the two initiatives, with its main system here."""

    initiative: Initiative
    system: System | None
    url: str


@dataclass(frozen=True)
class Card:
    """One suggestion as a reader may know it; `logs` are those cited logs that they may read."""

    suggestion: ConnectionSuggestion
    first: End
    second: End
    reasons: tuple[Seen, ...]
    because: str
    logs: int

    @property
    def pk(self) -> int:
        return self.suggestion.pk

    @property
    def url(self) -> str:
        return self.suggestion.get_absolute_url()

    @property
    def proposal(self) -> str:
        """What the hub proposes to say: “Warm Streets enables Tree Stewards”."""
        leads = self.suggestion.from_first
        source, target = (self.first, self.second) if leads else (self.second, self.first)
        return _("“%(source)s” %(verb)s “%(target)s”") % {
            "source": inside_quotes(source.initiative.title), "verb": verb(self.suggestion.kind),
            "target": inside_quotes(target.initiative.title),
        }  # fmt: skip

    @property
    def merge_url(self) -> str:
        """Where the two can be made one, both filled in; only for possible duplicates."""
        slug = self.suggestion.portfolio.slug
        address = reverse("initiatives:merge", args=[slug, self.second.initiative.pk])
        return f"{address}?target={self.first.initiative.pk}"


def cards_of(access: Access, rows: Sequence[ConnectionSuggestion], *, bare: bool = False) -> list[Card]:
    """The cards of some suggestions; without those of which the reader may know no reason, unless they come `bare`."""
    if not rows:
        return []
    known = known_to(access, rows)
    told = [(row, seen_reasons(row, known)) for row in rows]
    shown = [(row, reasons) for row, reasons in told if reasons or bare]
    systems = _systems(access, [one for row, _reasons in shown for one in (row.first_id, row.second_id)])
    slug = access.portfolio.slug

    def end(initiative: Initiative) -> End:
        return End(initiative, systems.get(initiative.pk), initiative.get_portfolio_url(slug))

    cited = _cited(access, [row.pk for row, _reasons in shown])
    return [
        Card(row, end(row.first), end(row.second), reasons, wording_suggestions.because(reasons), cited.get(row.pk, 0))
        for row, reasons in shown
    ]


def because(suggestion: ConnectionSuggestion, access: Access) -> str:
    """The sentence after “Because” for this reader; empty where they may know no reason."""
    return wording_suggestions.because(seen_reasons(suggestion, known_to(access, [suggestion])))


def _systems(access: Access, initiatives: Iterable[int]) -> dict[int, System]:
    """The main system of each in this portfolio."""
    touches = PlacementSystem.objects.filter(
        placement__portfolio=access.portfolio, placement__initiative__in=set(initiatives), is_main=True
    )
    return {touch.placement.initiative_id: touch.system for touch in touches.select_related("system", "placement")}


def _cited(access: Access, suggestions: Sequence[int]) -> dict[int, int]:
    """How many logs each cites that this reader may read."""
    seen = LearningLog.objects.seen_with(access).order_by().values("pk")
    counted: dict[int, int] = {}
    rows = SuggestionLog.objects.filter(suggestion__in=suggestions, log__in=seen).order_by()
    for pk in rows.values_list("suggestion", flat=True):
        counted[pk] = counted.get(pk, 0) + 1
    return counted
