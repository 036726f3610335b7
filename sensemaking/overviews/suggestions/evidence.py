"""A suggestion with all that speaks for it, as one reader may know it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.urls import reverse
from django.utils import translation

from initiatives.models import Participation, ParticipationRole
from initiatives.querysets import team_initiatives
from sensemaking import wording_suggestions
from sensemaking.models import ConnectionSuggestion, LearningLog, SuggestionAsk
from sensemaking.overviews.suggestions.cards import Card, End, cards_of
from sensemaking.overviews.suggestions.reasons import Known, known_to, seen_reasons
from sensemaking.overviews.suggestions.waiting import RELATED
from sensemaking.wording_suggestions import Seen
from stakeholders.access import READING, Access, Permission
from stakeholders.models import Circle


@dataclass(frozen=True)
class Words:
    """What a log says, marked where it speaks for the pair; `author` only for those who may see people."""

    log: int
    initiative: str
    before: str
    marked: str
    after: str
    author: str
    day: date
    url: str


@dataclass(frozen=True)
class Row:
    """Something that stands behind a reason, and where to see it."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Told:
    """A reason with its share and its rows."""

    reason: Seen
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Side:
    """One of the two, beside the other."""

    end: End
    leads: tuple[str, ...]
    is_own: bool


@dataclass(frozen=True)
class Evidence:
    """What the page of a suggestion shows."""

    card: Card
    told: tuple[Told, ...]
    words: tuple[Words, ...]
    sides: tuple[Side, Side]
    asks: Sequence[SuggestionAsk]

    @property
    def suggestion(self) -> ConnectionSuggestion:
        return self.card.suggestion

    @property
    def has_own(self) -> bool:
        return any(side.is_own for side in self.sides)


def find(access: Access, pk: int) -> Card:
    """The suggestion as a card; Http404 for one that this reader has nothing to do with, or of which they see nothing.

    A steward finds decided ones even where nothing that spoke for them can be shown any more.
    """
    rows = ConnectionSuggestion.objects.shown_to(access).select_related(*RELATED).filter(pk=pk)
    cards = cards_of(access, list(rows))
    if not cards and access.is_steward:
        cards = cards_of(access, list(rows.decided()), bare=True)
    if not cards:
        raise Http404
    return cards[0]


def evidence_of(access: Access, card: Card) -> Evidence:
    """Everything behind one card, in a fixed number of queries."""
    row = card.suggestion
    known = known_to(access, [row])
    two = (row.first_id, row.second_id)
    own = set(team_initiatives(access.user).filter(initiative__in=two).values_list("initiative", flat=True))
    leads = _leads(row)
    first, second = (
        Side(end, leads.get(end.initiative.pk, ()), end.initiative.pk in own) for end in (card.first, card.second)
    )
    return Evidence(
        card,
        tuple(Told(reason, rows_behind(reason, known, access)) for reason in card.reasons),
        words_of(access, row),
        (first, second),
        list(row.asks.select_related("initiative", "asked_by")) if access.is_steward else [],
    )


def _leads(row: ConnectionSuggestion) -> dict[int, tuple[str, ...]]:
    """The names of the organisations that lead each of the two."""
    parts = Participation.objects.live().filter(
        initiative__in=(row.first_id, row.second_id), role=ParticipationRole.LEAD
    )
    found: dict[int, tuple[str, ...]] = {}
    for initiative, name in parts.order_by("organisation__name").values_list("initiative", "organisation__name"):
        found[initiative] = (*found.get(initiative, ()), name)
    return found


def rows_behind(reason: Seen, known: Known, access: Access) -> tuple[Row, ...]:
    """The rows that a reason stands on, each with its page where it has one."""
    slug, facts = access.portfolio.slug, reason.facts
    pages = {
        "organisations": "stakeholders:organisation", "places": "stakeholders:place",
        "commitments": "initiatives:commitment", "challenges": "initiatives:challenge",
    }  # fmt: skip
    rows = [
        Row(name, reverse(pages[what], args=[slug, pk]) if what in pages else "")
        for what, names in known.names.items()
        for pk in facts.get(what, ())
        if (name := names.get(pk))
    ]
    rows += [Row(word) for word in reason.words]
    rows += [Row(what) for what in (reason.takes, reason.gives) if what]
    return tuple(rows)


def words_of(access: Access, row: ConnectionSuggestion) -> tuple[Words, ...]:
    """The cited logs that this reader may read, with the words that speak for the pair marked."""
    seen = LearningLog.objects.seen_with(access).order_by().values("pk")
    cited = row.citations.filter(log__in=seen).select_related("log__initiative", "log__by")
    sees_people, slug = access.may(Permission.SEE_PEOPLE), access.portfolio.slug
    found, ends = [], (row.first_id, row.second_id)
    for one in cited.defer("log__search", "log__initiative__search", "log__initiative__description"):
        before, marked, after = _around(one.log, one.quote)
        found.append(
            Words(
                one.log_id, one.log.initiative.title if one.log.initiative and one.log.initiative_id in ends else "",
                before, marked, after,
                str(one.log.by or one.log.author_name) if sees_people else "", one.log.happened_on,
                one.log.get_portfolio_url(slug),
            )
        )  # fmt: skip
    return tuple(found)


def _around(log: LearningLog, quote: str) -> tuple[str, str, str]:
    """The field of the log in which the quote stands, cut into before, quote and after."""
    for text in (log.saw, log.tried, log.next, log.title):
        if quote and quote in text:
            before, after = text.split(quote, 1)
            return before, quote, after
    return log.saw, "", ""


def proposed_statement(suggestion: ConnectionSuggestion) -> str:
    """A sentence for the connection out of what the widest circle may know, in the language of the portfolio.

    It stands on both pages, so nothing that rests on a log, an offer or a challenge of a narrower circle goes in.
    """
    portfolio = suggestion.portfolio
    everybody = Access(portfolio, AnonymousUser(), "", READING, frozenset({Circle.PUBLIC}))
    with translation.override(portfolio.language):
        reasons = seen_reasons(suggestion, known_to(everybody, [suggestion]))
        sentence = wording_suggestions.because(reasons)
    return f"{sentence[:1].upper()}{sentence[1:]}"[:300]
