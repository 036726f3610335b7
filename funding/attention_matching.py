"""What the garden looks for: matches that nobody has talked about, and words that wait for an answer."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from funding.models import FundingMatch
from funding.policies_matching import is_a_side
from portfolio_hub.lib.formats import inside_quotes
from stakeholders.access import Permission
from stakeholders.attention import Act, Found, Item, Look, Rule, found_rows, rules


def waiting(look: Look) -> Found:
    """Matches that wait for this reader's side, the oldest first."""
    access = look.access
    if not access.may(Permission.SEE_FUNDING) or not is_a_side(access):
        return Found()
    slug = access.portfolio.slug
    rows = FundingMatch.objects.waiting_for(access).select_related("call__funder", "support")

    def item(row: Any) -> Item:
        address = reverse("funding:match", args=[slug, row.pk])
        is_new = row.status == FundingMatch.Status.FOUND
        words = _("It meets the call “%(call)s” of %(funder)s.") if is_new else _("Something was said about it.")
        return Item(
            subject=row.pk,
            title=row.support.title,
            detail=words % {"call": inside_quotes(row.call.title), "funder": row.call.funder.name},
            url=address,
            since=timezone.localdate(row.created_at),
            acts=(Act(_("Begin to talk") if is_new else _("Answer"), f"{address}#talk"),),
        )

    return found_rows(rows.order_by("created_at", "pk"), look, item)


def register() -> None:
    """Put the rule into the garden."""
    rules.add(
        "matches",
        Rule(
            label=gettext_lazy("Matches that wait"), order=36, icon="heart-handshake",
            sentence=gettext_lazy("A call meets what would help and nobody talks yet, or the other side spoke last."),
            summary=ngettext_lazy("%(many)d match waits for you", "%(many)d matches wait for you", "many"),
            find=waiting,
        ),
    )  # fmt: skip
