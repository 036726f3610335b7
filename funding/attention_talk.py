"""What the garden looks for: questions about the money that no steward has answered."""

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from funding.overviews.talk import waiting
from stakeholders.attention import Act, Found, Item, Look, Rule, found_rows, rules
from stakeholders.models import Comment


def unanswered(look: Look) -> Found:
    """Open questions on the funding page, for those who answer them."""
    if not look.access.is_steward:
        return Found()
    rows = waiting(look.access.portfolio).select_related("by").order_by("at", "pk")
    return found_rows(rows, look, lambda row: _item(row, look.access.portfolio.slug))


def _item(row: Comment, slug: str) -> Item:
    detail = _("Asked by %(who)s.") % {"who": row.by} if row.by else ""
    url = f"{reverse('funding:talk', args=[slug])}#comment-{row.pk}"
    acts = (Act(_("Answer"), reverse("funding:talk-answer", args=[slug, row.pk])),)
    return Item(row.pk, Truncator(row.body).chars(90), url, detail, row.at.date(), acts)


def register() -> None:
    """Put the rule into the garden."""
    rules.add(
        "money-questions",
        Rule(
            label=gettext_lazy("Questions about the money"),
            order=31,
            icon="message-circle",
            sentence=gettext_lazy("Somebody asked something on the funding page, and no steward has answered yet."),
            summary=ngettext_lazy(
                "%(many)d question about the money waits", "%(many)d questions about the money wait", "many"
            ),
            find=unanswered,
        ),
    )
