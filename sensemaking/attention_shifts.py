"""What the garden looks for after a shift of the context: that somebody says what still holds."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from sensemaking.overviews.shifts import waiting
from stakeholders.attention import Act, Found, Item, Look, Rule, found_rows, rules

SHIFT_DAYS = 180
LONGEST = 120


def shifts(look: Look) -> Found:
    """Shifts of the last months that nobody has thought through."""
    slug = look.access.portfolio.slug
    rows = waiting(look.access).filter(happened_on__gte=look.today - timedelta(days=look.number))

    def item(row: Any) -> Item:
        return Item(
            subject=row.pk,
            title=Truncator(row.title or row.saw).chars(LONGEST),
            detail=_("What does it change, and what still holds?"),
            url=reverse("sensemaking:log", args=[slug, row.pk]),
            since=row.happened_on,
            acts=(Act(_("Think again"), reverse("sensemaking:rethink", args=[slug, row.pk])),),
        )

    return found_rows(rows.defer("search").order_by("happened_on", "pk"), look, item)


def register() -> None:
    """Put the rule into the garden."""
    rules.add(
        "shifts",
        Rule(
            label=gettext_lazy("Context shifts waiting for a re-think"),
            order=26,
            icon="refresh",
            sentence=gettext_lazy(
                "Something changed around us in the last %(number)d days, and nobody has said yet what still holds."
            ),
            number=SHIFT_DAYS,
            unit=gettext_lazy("days since the shift"),
            summary=ngettext_lazy(
                "%(many)d context shift waits for a re-think", "%(many)d context shifts wait for a re-think", "many"
            ),
            find=shifts,
            for_stewards=True,
        ),
    )
