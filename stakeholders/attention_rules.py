"""What this floor looks for: endorsements that lapse, and sectors without enough actors."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from portfolio_hub.lib import dates
from stakeholders.attention import Act, Found, Item, Look, Rule, found_items, found_rows, rules
from stakeholders.models import Endorsement, IntentVersion, Organisation, SectorThreshold

LAPSING_DAYS = 60


def lapsing(look: Look) -> Found:
    """Standing endorsements of the shared version that end soon."""
    slug = look.access.portfolio.slug
    rows = (
        Endorsement.objects.standing()
        .filter(
            version__portfolio=look.access.portfolio,
            version__status="shared",
            valid_until__lte=look.today + timedelta(days=look.number),
        )
        .select_related("organisation")
        .order_by("valid_until", "pk")
    )

    def item(row: Any) -> Item:
        return Item(
            subject=row.pk,
            title=_("%(organisation)s: the endorsement ends on %(day)s")
            % {"organisation": row.organisation, "day": dates.day(row.valid_until)},
            detail=_("Signed by %(name)s.") % {"name": row.signer_name},
            url=row.organisation.get_portfolio_url(slug),
            since=row.valid_until - timedelta(days=look.number),
            acts=(Act(_("See who signed"), reverse("stakeholders:endorsements", args=[slug])),),
        )

    return found_rows(rows, look, item)


def thresholds(look: Look) -> Found:
    """Sectors in which fewer stand behind the shared version than the journey needs."""
    portfolio = look.access.portfolio
    standing = (
        Endorsement.objects.standing()
        .filter(version__portfolio=portfolio, version__status="shared")
        .values_list("organisation__sector", flat=True)
    )
    signed: dict[str, int] = {}
    for sector in standing:
        signed[sector] = signed.get(sector, 0) + 1
    groups = SectorThreshold.objects.filter(portfolio=portfolio).select_related("portfolio").prefetch_related("sectors")
    shared = IntentVersion.objects.filter(portfolio=portfolio, status="shared")
    may_ask = look.access.is_steward and shared.exists()
    return found_items(
        (
            _missing(group, count, may_ask=may_ask)
            for group in groups
            if (count := sum(signed.get(part.sector, 0) for part in group.sectors.all())) < group.needed
        ),
        look,
    )


def _missing(group: SectorThreshold, count: int, *, may_ask: bool) -> Item:
    slug = group.portfolio.slug
    missing = group.needed - count
    title = ngettext("%(sector)s: one more actor needed", "%(sector)s: %(many)d more actors needed", missing)
    return Item(
        subject=group.pk,
        title=title % {"sector": group.name, "many": missing},
        detail=_("%(count)d of %(needed)d have signed.") % {"count": count, "needed": group.needed}
        + (f" {group.note}" if group.note else ""),
        url=f"{reverse('intent', args=[slug])}#sectors",
        acts=(Act(_("Invite an actor"), reverse("stakeholders:endorsement-ask", args=[slug])),) if may_ask else (),
    )


def without_sector(look: Look) -> Found:
    """Organisations that count towards no sector because nobody said which one is theirs."""
    slug = look.access.portfolio.slug
    rows = Organisation.objects.listed_in(look.access.portfolio).filter(sector="").order_by("name", "pk")

    def item(row: Any) -> Item:
        edit = reverse("stakeholders:organisation-edit", args=[slug, row.pk])
        return Item(
            subject=row.pk,
            title=str(row),
            detail=_("It counts towards no sector yet."),
            url=row.get_portfolio_url(slug),
            since=row.created_at.date(),
            acts=(Act(_("Say which sector"), edit),),
        )

    return found_rows(rows, look, item)


def register() -> None:
    """Put the rules into the garden."""
    rules.add(
        "endorsements",
        Rule(
            label=gettext_lazy("Endorsements that end soon"),
            order=45,
            icon="writing-sign",
            sentence=gettext_lazy("They stand, and end within %(number)d days or have just ended."),
            number=LAPSING_DAYS,
            unit=gettext_lazy("days before the end"),
            summary=ngettext_lazy("%(many)d endorsement ends soon", "%(many)d endorsements end soon", "many"),
            find=lapsing,
        ),
    )
    rules.add(
        "sectors",
        Rule(
            label=gettext_lazy("Not enough actors yet"),
            order=40,
            icon="users-group",
            sentence=gettext_lazy(
                "Fewer organisations of the sector stand behind the intent than the stewards judged enough."
            ),
            summary=ngettext_lazy(
                "%(many)d sector has not enough actors yet", "%(many)d sectors have not enough actors yet", "many"
            ),
            find=thresholds,
            is_sighted=True,
        ),
    )
    rules.add(
        "no-sector",
        Rule(
            label=gettext_lazy("Organisations without a sector"),
            order=90,
            icon="building-community",
            sentence=gettext_lazy("They are listed, and nobody said to which sector they belong."),
            summary=ngettext_lazy(
                "%(many)d organisation has no sector", "%(many)d organisations have no sector", "many"
            ),
            find=without_sector,
            for_stewards=True,
        ),
    )
