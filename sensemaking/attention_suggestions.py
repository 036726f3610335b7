"""What this floor looks for about suggestions: pairs that wait for a steward, and answers of leads."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from sensemaking.models import SuggestionAsk
from sensemaking.overviews.suggestions.waiting import Filters, waiting
from stakeholders.attention import Act, Found, Item, Look, Rule, found_items, found_rows, rules


def waiting_pairs(look: Look) -> Found:
    """Suggested connections that nobody has decided."""
    items = (
        Item(
            subject=card.pk,
            title=str(card.suggestion),
            detail=_("Because %(reasons)s") % {"reasons": card.because},
            url=card.url,
            since=timezone.localdate(card.suggestion.found_at),
        )
        for card in waiting(look.access, Filters())
    )
    return found_items(items, look)


def answered(look: Look) -> Found:
    """Leads who said whether two belong together, while the pair still waits."""
    slug = look.access.portfolio.slug
    rows = SuggestionAsk.objects.filter(
        suggestion__portfolio=look.access.portfolio, suggestion__status="open", answered_at__isnull=False
    )

    def item(row: Any) -> Item:
        page = reverse("sensemaking:suggestion", args=[slug, row.suggestion_id])
        return Item(
            subject=row.pk,
            title=str(row.suggestion),
            detail=_("%(title)s: %(answer)s") % {"title": row.initiative, "answer": row.get_answer_display()},
            url=page,
            since=timezone.localdate(row.answered_at),
            acts=(Act(_("Decide"), page),),
        )

    related = ("suggestion__first", "suggestion__second", "initiative")
    return found_rows(rows.select_related(*related).order_by("answered_at", "pk"), look, item)


def register() -> None:
    """Put the rules into the garden."""
    rules.add(
        "suggestions",
        Rule(
            label=gettext_lazy("Suggested connections that wait"),
            order=32,
            icon="link-plus",
            sentence=gettext_lazy("The hub thinks that they may belong together. Nothing is linked until you accept."),
            summary=ngettext_lazy(
                "%(many)d suggested connection waits", "%(many)d suggested connections wait", "many"
            ),
            find=waiting_pairs,
            for_stewards=True,
        ),
    )  # fmt: skip
    rules.add(
        "lead-answers",
        Rule(
            label=gettext_lazy("Leads who answered"),
            order=17,
            icon="messages",
            sentence=gettext_lazy("You asked whether two initiatives belong together, and a lead has answered."),
            summary=ngettext_lazy("%(many)d answer of a lead waits", "%(many)d answers of leads wait", "many"),
            find=answered,
            for_stewards=True,
        ),
    )
