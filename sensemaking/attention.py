"""What this floor looks for: decisions to revisit, options about to expire, and reports that wait to be read."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from sensemaking.models import Decision, Option, SenseMakingReport
from stakeholders.attention import Act, Found, Item, Look, Rule, found_rows, rules

EXPIRING_DAYS = 30


def to_revisit(look: Look) -> Found:
    """Decisions whose day to look again has come."""
    slug = look.access.portfolio.slug
    rows = Decision.objects.seen_with(look.access).to_revisit(look.today).order_by("revisit_on", "pk")

    def item(row: Any) -> Item:
        again = reverse("sensemaking:decision-revisit", args=[slug, row.pk])
        return Item(
            subject=row.pk,
            title=row.title,
            detail=_("To be looked at again: what came of it?"),
            url=reverse("sensemaking:decision", args=[slug, row.pk]),
            since=row.revisit_on,
            acts=(Act(_("Look again"), again),) if look.access.is_steward else (),
        )

    return found_rows(rows, look, item)


def expiring(look: Look) -> Found:
    """Options kept open whose last day is near, or has gone."""
    slug = look.access.portfolio.slug
    until = look.today + timedelta(days=look.number)
    rows = Option.objects.seen_with(look.access).expiring(until).select_related("portfolio")

    def item(row: Any) -> Item:
        is_gone = row.expires_on < look.today
        words = _("Its last day was %(day)s.") if is_gone else _("Can be taken up until %(day)s.")
        close = reverse("sensemaking:option-withdraw", args=[slug, row.pk])
        return Item(
            subject=row.pk,
            title=row.title,
            detail=words % {"day": format_date(row.expires_on, "j F Y")},
            url=row.get_absolute_url(),
            acts=(Act(_("Close it with what was learned"), close),) if look.access.is_steward else (),
        )

    return found_rows(rows.order_by("expires_on", "pk"), look, item)


def unread(look: Look) -> Found:
    """Reports that are made and not yet published."""
    waiting = (SenseMakingReport.Status.READY, SenseMakingReport.Status.IN_REVIEW)
    rows = (
        SenseMakingReport.objects.seen_with(look.access)
        .filter(status__in=waiting)
        .select_related("portfolio")
        .order_by("ready_at", "pk")
    )

    def item(row: Any) -> Item:
        return Item(
            subject=row.pk,
            title=_("The report on %(period)s waits to be read") % {"period": row.period_name},
            detail=_("Nobody else sees it until you publish it."),
            url=row.get_absolute_url(),
            since=row.ready_at.date() if row.ready_at else None,
        )

    return found_rows(rows, look, item)


def register() -> None:
    """Put the rules into the garden."""
    rules.add(
        "decisions",
        Rule(
            label=gettext_lazy("Decisions to look at again"),
            order=25,
            icon="gavel",
            sentence=gettext_lazy("The day on which it was to be looked at again has come."),
            summary=ngettext_lazy(
                "%(many)d decision is to be looked at again", "%(many)d decisions are to be looked at again", "many"
            ),
            find=to_revisit,
        ),
    )
    rules.add(
        "expiring",
        Rule(
            label=gettext_lazy("Options about to expire"),
            order=27,
            icon="hourglass",
            sentence=gettext_lazy("Kept open, and can be taken up for %(number)d days or less."),
            number=EXPIRING_DAYS,
            unit=gettext_lazy("days until the last one"),
            summary=ngettext_lazy("%(many)d option is about to expire", "%(many)d options are about to expire", "many"),
            find=expiring,
        ),
    )  # fmt: skip
    rules.add(
        "reports",
        Rule(
            label=gettext_lazy("Reports that wait to be read"),
            order=15,
            icon="report-analytics",
            sentence=gettext_lazy("They were made from the logs, and wait for a steward's reading."),
            summary=ngettext_lazy("%(many)d report waits to be read", "%(many)d reports wait to be read", "many"),
            find=unread,
            for_stewards=True,
        ),
    )
