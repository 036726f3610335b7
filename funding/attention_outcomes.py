"""What the garden looks for: outcomes that a source answered about, and those about which nobody was asked."""

from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from funding.models import Outcome, OutcomeAsk
from stakeholders.attention import Act, Found, Item, Look, Rule, found_rows, rules
from stakeholders.models import Change

DAYS = 60


def answered(look: Look) -> Found:
    """Outcomes with an answer that came after the last time somebody said how sure they are."""
    told = Q(asks__in=_undecided())
    rows = _seen(look).filter(told).annotate(since=Min("asks__answered_at", filter=told)).order_by("since", "pk")
    return found_rows(rows, look, lambda row: _answered(row, look))


def _undecided() -> QuerySet[Any]:
    kind = ContentType.objects.get_for_model(Outcome)
    decided = Change.objects.filter(
        content_type=kind, object_id=OuterRef("outcome_id"), at__gte=OuterRef("answered_at"),
        fields__has_key="substantiation",
    )  # fmt: skip
    rows: QuerySet[Any] = OutcomeAsk.objects.filter(~Exists(decided), answered_at__isnull=False)
    return rows.order_by().values("pk")


def unasked(look: Look) -> Found:
    """Outcomes that nobody has verified, about which nobody was asked either, for long."""
    long_ago = timezone.now() - timedelta(days=look.number)
    rows = _seen(look).filter(
        ~Exists(OutcomeAsk.objects.filter(outcome=OuterRef("pk"))),
        substantiation=Outcome.Substantiation.UNVERIFIED, created_at__lt=long_ago,
    )  # fmt: skip
    return found_rows(rows.order_by("created_at", "pk"), look, lambda row: _unasked(row, look))


def _seen(look: Look) -> QuerySet[Any]:
    rows: QuerySet[Any] = Outcome.objects.seen_with(look.access)
    return rows


def _answered(row: Any, look: Look) -> Item:
    slug = look.access.portfolio.slug
    acts = (Act(_("Say how sure it is"), reverse("funding:outcome-decide", args=[slug, row.pk])),)
    detail = _("A source answered; nobody has said since how sure it is.")
    return Item(row.pk, row.who, _page(row, look), detail, timezone.localdate(row.since), acts)


def _unasked(row: Any, look: Look) -> Item:
    slug = look.access.portfolio.slug
    acts = (Act(_("Ask somebody who can tell"), reverse("funding:outcome-ask", args=[slug, row.pk])),)
    detail = _("Nobody has verified it, and nobody was asked.")
    return Item(row.pk, row.who, _page(row, look), detail, timezone.localdate(row.created_at), acts)


def _page(row: Any, look: Look) -> str:
    return reverse("funding:outcome", args=[look.access.portfolio.slug, row.pk])


def register() -> None:
    """Put the rules into the garden."""
    rules.add(
        "outcome-answers",
        Rule(
            label=gettext_lazy("Outcomes that a source answered about"), order=42, icon="mail",
            sentence=gettext_lazy("A source answered about an outcome, and nobody has said since how sure it is."),
            summary=ngettext_lazy(
                "%(many)d outcome was answered about", "%(many)d outcomes were answered about", "many"
            ),
            find=answered, for_stewards=True,
        ),
    )  # fmt: skip
    rules.add(
        "outcome-unasked",
        Rule(
            label=gettext_lazy("Outcomes about which nobody was asked"), order=62, icon="circle-check",
            sentence=gettext_lazy(
                "An outcome was written down more than %(number)d days ago, is not verified, and nobody was asked."
            ),
            summary=ngettext_lazy(
                "about %(many)d outcome nobody was asked", "about %(many)d outcomes nobody was asked", "many"
            ),
            find=unasked, number=DAYS, unit=gettext_lazy("days since it was written down"), for_stewards=True,
        ),
    )  # fmt: skip
