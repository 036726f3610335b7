"""One possible connection, for whoever has just posted."""

from sensemaking.models import ConnectionSuggestion, SuggestionAsk
from sensemaking.overviews.suggestions.cards import Card, cards_of
from sensemaking.overviews.suggestions.waiting import RELATED
from stakeholders.access import Access

LOOKED_AT = 5


def one_possible(access: Access, initiative_id: int | None) -> Card | None:
    """The strongest waiting pair with this initiative that the reader may see and has not answered."""
    if initiative_id is None:
        return None
    rows = ConnectionSuggestion.objects.shown_to(access).open().of(initiative_id).exclude(kind="duplicates")
    mine = SuggestionAsk.objects.filter(email=getattr(access.user, "email", "").lower(), answered_at__isnull=False)
    rows = rows.exclude(pk__in=mine.values("suggestion"))
    cards = cards_of(access, list(rows.select_related(*RELATED).order_by("-score", "pk")[:LOOKED_AT]))
    return cards[0] if cards else None
