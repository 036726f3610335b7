"""What the garden looks for on the board: offers and needs that end soon, or whose last day is over."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from initiatives.models import Need, Offer
from portfolio_hub.lib import dates
from stakeholders.attention import Act, Found, Item, Look, Rule, found_rows, rules

DAYS = 14


def _ending(look: Look, side: str, model: type[Offer] | type[Need]) -> Found:
    """Open ones whose last day is near or over, the earliest first."""
    slug = look.access.portfolio.slug
    last = look.today + timedelta(days=look.number)
    rows = model.objects.seen_with(look.access).open().filter(until_on__lte=last).order_by("until_on", "pk")

    def item(row: Any) -> Item:
        day = dates.day(row.until_on)
        words = _("Its last day was %(day)s.") if row.until_on < look.today else _("Its last day is %(day)s.")
        address = reverse("initiatives:given", args=[slug, side, row.pk])
        edit = reverse("initiatives:given-edit", args=[slug, side, row.pk])
        acts = (Act(_("Say how long it holds"), edit),) if look.access.is_steward else ()
        return Item(
            subject=row.pk, title=row.what, detail=words % {"day": day}, url=address, since=row.until_on, acts=acts
        )  # fmt: skip

    return found_rows(rows, look, item)


def offers(look: Look) -> Found:
    """What is given, and not for long."""
    return _ending(look, "offer", Offer)


def needs(look: Look) -> Found:
    """What is sought, and not for long."""
    return _ending(look, "need", Need)


def register() -> None:
    """Put the rules into the garden."""
    facts: dict[str, Any] = {"number": DAYS, "unit": gettext_lazy("days until the last one")}
    rules.add(
        "offers-ending",
        Rule(
            label=gettext_lazy("Offers that end"),
            order=64,
            icon="hourglass",
            sentence=gettext_lazy("Open, and their last day is within %(number)d days or over."),
            summary=ngettext_lazy("%(many)d offer ends soon", "%(many)d offers end soon", "many"),
            find=offers,
            **facts,
        ),
    )
    rules.add(
        "needs-ending",
        Rule(
            label=gettext_lazy("Needs that end"),
            order=65,
            icon="hourglass",
            sentence=gettext_lazy("Open, and their last day is within %(number)d days or over."),
            summary=ngettext_lazy("%(many)d need ends soon", "%(many)d needs end soon", "many"),
            find=needs,
            **facts,
        ),
    )
