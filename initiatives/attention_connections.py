"""What the garden looks for among connections: those that nothing shows, and those that were thought long ago."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from initiatives import tied
from initiatives.models import Connection
from initiatives.wording_connections import verb
from stakeholders.attention import Act, Found, Item, Look, Rule, found_rows, rules

BARE_DAYS = 120
THOUGHT_DAYS = 180


def bare(look: Look) -> Found:
    """Connections that were seen, as somebody says, and that nothing shows, the oldest first."""
    shown = tied.evidence_seen(look.access).filter(connection=OuterRef("pk"))
    rows = _said_before(look, Connection.Status.OBSERVED).filter(~Exists(shown))
    return found_rows(rows, look, lambda row: _item(look, row, _("Add what shows it")))


def thought(look: Look) -> Found:
    """Connections that people think hold and nobody has seen, the oldest first."""
    rows = _said_before(look, Connection.Status.HYPOTHESISED)
    return found_rows(rows, look, lambda row: _item(look, row, _("Look at it again")))


def _said_before(look: Look, status: str) -> Any:
    before = look.today - timedelta(days=look.number)
    rows = Connection.objects.seen_with(look.access).filter(
        portfolio=look.access.portfolio, status=status, said_on__lt=before
    )
    lean = rows.defer("source__search", "source__description", "target__search", "target__description")
    return lean.select_related("source", "target").order_by("said_on", "pk")


def _item(look: Look, row: Connection, label: str) -> Item:
    slug, days = look.access.portfolio.slug, (look.today - row.said_on).days
    home = reverse("initiatives:connection", args=[slug, row.pk])
    return Item(
        subject=row.pk,
        title=f"{row.source.title} {verb(row.kind)} {row.target.title}",
        detail=ngettext("Said %(days)d day ago.", "Said %(days)d days ago.", days) % {"days": days},
        url=home,
        since=row.said_on,
        acts=(Act(label, home),) if look.access.is_steward else (),
    )


def register() -> None:
    """Put the rules into the garden."""
    rules.add(
        "bare-connections",
        Rule(
            label=gettext_lazy("Connections that nothing shows"),
            order=62,
            icon="link",
            sentence=gettext_lazy(
                "Somebody said more than %(number)d days ago that they have seen it, and no learning log or "
                "observation stands beside it."
            ),
            number=BARE_DAYS,
            unit=gettext_lazy("days since it was said"),
            summary=ngettext_lazy(
                "%(many)d connection has nothing that shows it",
                "%(many)d connections have nothing that shows them",
                "many",
            ),
            find=bare,
        ),
    )
    rules.add(
        "thought-connections",
        Rule(
            label=gettext_lazy("Connections thought long ago"),
            order=64,
            icon="help-circle",
            sentence=gettext_lazy(
                "Thought more than %(number)d days ago, and nobody has said since that it was seen or refuted."
            ),
            number=THOUGHT_DAYS,
            unit=gettext_lazy("days since it was said"),
            summary=ngettext_lazy(
                "%(many)d connection is still only a thought", "%(many)d connections are still only thoughts", "many"
            ),
            find=thought,
        ),
    )
