"""Deeds on this floor: challenges raised, initiatives begun, connections said, needs met."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from initiatives.models import Challenge, Connection, Initiative, Need, Offer, Participation, ParticipationRole
from initiatives.wording_connections import verb
from stakeholders.access import Access
from stakeholders.credits import Deed, credit_sources

LEADING = (ParticipationRole.LEAD, ParticipationRole.CHALLENGE_OWNER)


def link(route: str, access: Access, pk: int, label: object) -> SafeString:
    """A link to a page of this portfolio."""
    return format_html('<a href="{}">{}</a>', reverse(route, args=[access.portfolio.slug, pk]), label)


def sentence(words: str, **links: Any) -> SafeString:
    """A translated sentence with links in it; everything else in it is escaped."""
    return format_html(words, **links)


class Raised:
    """Whoever raised a challenge."""

    deed, day, is_moment = Deed.OPENED, "created_at", True
    person, organisation = "raised_by", "organisation"

    def rows(self, access: Access) -> QuerySet[Challenge]:
        """Challenges of the portfolio, without those that went into another."""
        rows = Challenge.objects.seen_with(access).exclude(status=Challenge.Status.MERGED)
        return rows.select_related("raised_by", "organisation")

    def words(self, row: Challenge, access: Access) -> SafeString:
        """Raised the challenge …"""
        return sentence(_("Raised the challenge {title}."), title=link("initiatives:challenge", access, row.pk, row))


class Began:
    """Whoever wrote down an initiative that an organisation of theirs leads: no import, and nobody's clerk."""

    deed, day, is_moment = Deed.OPENED, "created_at", True
    person, organisation = "created_by", ""

    def rows(self, access: Access) -> QuerySet[Initiative]:
        """Initiatives whose author speaks for an organisation that leads them."""
        led = Participation.objects.filter(
            initiative=OuterRef("pk"), role__in=LEADING, organisation__affiliations__user=OuterRef("created_by")
        )
        rows = Initiative.objects.seen_with(access).filter(Exists(led), source="")
        return rows.select_related("created_by")

    def words(self, row: Initiative, access: Access) -> SafeString:
        """Began …"""
        return sentence(_("Began {title}."), title=link("initiatives:detail", access, row.pk, row))


class Connected:
    """Whoever said how two initiatives hang together, by themselves or by accepting a suggestion."""

    deed, day, is_moment = Deed.CONNECTED, "said_on", False
    person, organisation = "said_by", "said_for"

    def rows(self, access: Access) -> QuerySet[Connection]:
        """Connections that were not refuted."""
        rows = Connection.objects.seen_with(access).exclude(status=Connection.Status.REFUTED)
        return rows.select_related("portfolio", "said_by", "said_for", "source", "target")

    def words(self, row: Connection, access: Access) -> SafeString:
        """Saw that one enables the other, and whether others have seen it since."""
        page = row.get_absolute_url()
        facts = {
            "one": link("initiatives:detail", access, row.source_id, row.source),
            "verb": format_html('<a href="{}">{}</a>', page, verb(row.kind)),
            "other": link("initiatives:detail", access, row.target_id, row.target),
        }
        if row.status == Connection.Status.OBSERVED:
            return sentence(_("Saw that {one} {verb} {other}; it was observed since."), **facts)
        return sentence(_("Saw that {one} {verb} {other}."), **facts)


class Met:
    """Whoever offered what met a need."""

    deed, day, is_moment = Deed.UNBLOCKED, "met_by__created_at", True
    person, organisation = "met_by__by", "met_by__organisation"

    def rows(self, access: Access) -> QuerySet[Need]:
        """Needs that an offer met, where the reader may see both."""
        offers = Offer.objects.seen_with(access).values("pk")
        rows = Need.objects.seen_with(access).filter(status=Need.Status.MATCHED, met_by__in=offers)
        return rows.select_related("met_by__by", "met_by__organisation", "initiative", "organisation")

    def words(self, row: Need, access: Access) -> SafeString:
        """Met a need of …: what was needed."""
        if row.initiative:
            whose = link("initiatives:detail", access, row.initiative_id or 0, row.initiative)
        else:
            whose = link("stakeholders:organisation", access, row.organisation_id or 0, row.organisation)
        return sentence(_("Met a need of {whose}: “{what}”."), whose=whose, what=row.what)


def register() -> None:
    """Put them into the registry."""
    credit_sources.add("challenge", Raised())
    credit_sources.add("initiative", Began())
    credit_sources.add("connection", Connected())
    credit_sources.add("need", Met())
