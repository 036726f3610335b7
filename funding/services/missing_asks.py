"""Asks authors by mail for what a report to a funder lacks, and only for that."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from funding.models import FunderReport, MissingAsk
from initiatives.models import Initiative, PostingLink
from initiatives.services.links import MOST_LIVE_LINKS, address
from portfolio_hub.lib.letters import hand_over, leave_once
from portfolio_hub.lib.letters import letter as letter_of
from stakeholders.models import User
from stakeholders.policies import Refused
from stakeholders.services.invitations import language_of

TASK = "funding.tasks.send_missing_ask"
MOST_AT_ONCE = 200


@transaction.atomic
def ask(*, report: FunderReport, emails: Mapping[int, str], by: User) -> list[MissingAsk]:
    """Ask one address for each initiative (id → address) in which the report has a gap; return the new questions.

    Nobody is asked twice for one report, nor for the same within a week by any other, nor who wants no mail.
    Raises Refused once the report was sent.
    """
    rows = FunderReport.objects.select_for_update(of=("self",)).select_related("template__portfolio")
    current = rows.get(pk=report.pk)
    if current.is_sent:
        raise Refused(_("This report was sent. Nobody needs to be asked for it any more."))
    there = set(Initiative.objects.filter(pk__in=emails).values_list("pk", flat=True))
    silent = (gap for gap in current.gaps if gap["kind"] == "silent" and gap["initiative"] in there)
    lacking = {gap["initiative"]: gap["lacks"] for gap in silent}
    quiet = spared(current, emails.values())
    made = []
    for initiative, email in emails.items():
        if initiative not in lacking or quiet.spares(initiative, email, lacking[initiative]):
            continue
        found, is_new = MissingAsk.objects.get_or_create(
            report=current, initiative_id=initiative, email=email.strip().lower(),
            defaults={"lacks": lacking[initiative], "asked_by": by},
        )  # fmt: skip
        if is_new:
            _link(found, by)
            made.append(found)
    for pk in {row.email: row.pk for row in made}.values():
        transaction.on_commit(partial(hand_over, TASK, pk), robust=True)
    return made


@dataclass(frozen=True)
class Spared:
    """Who turned letters off, and who was asked for what within the last week: (initiative, address) → what."""

    want_no_mail: frozenset[str]
    asked: Mapping[tuple[int, str], set[str]]

    def spares(self, initiative: int, email: str, lacks: list[str]) -> bool:
        """Whether this address is not to be asked about this initiative now."""
        plain = email.strip().lower()
        return plain in self.want_no_mail or set(lacks) <= self.asked.get((initiative, plain), set())


def spared(report: FunderReport, emails: Iterable[str]) -> Spared:
    """Who of these is left in peace; two queries."""
    wanted = {email.strip().lower() for email in emails}
    silent = User.objects.annotate(plain=Lower("email")).filter(plain__in=wanted, wants_mail=False)
    a_week_ago = timezone.now() - timedelta(days=7)
    rows = MissingAsk.objects.filter(report__template__portfolio=report.template.portfolio_id, asked_at__gt=a_week_ago)
    asked: dict[tuple[int, str], set[str]] = defaultdict(set)
    for initiative, email, lacks in rows.filter(email__in=wanted).values_list("initiative", "email", "lacks"):
        asked[initiative, email] |= set(lacks)
    return Spared(frozenset(silent.values_list("plain", flat=True)), asked)


def _link(ask: MissingAsk, by: User) -> PostingLink:
    """The author's way in: the link they have, or a new one that our letter brings, and no other letter."""
    live = PostingLink.objects.live().filter(portfolio=ask.report.template.portfolio, initiative=ask.initiative_id)
    if (found := live.filter(email=ask.email).first()) is not None:
        return found
    if live.count() >= MOST_LIVE_LINKS:
        raise Refused(
            _("%(initiative)s has fifty open links. Revoke those nobody uses.") % {"initiative": ask.initiative}
        )
    return PostingLink.objects.create(
        portfolio=ask.report.template.portfolio, initiative_id=ask.initiative_id, email=ask.email, created_by=by,
        mailed_at=timezone.now(),
    )  # fmt: skip


def send(*, pk: int) -> bool:
    """Mail what waits, once, in one letter with all else that the same author is asked for the same report.

    Nothing leaves for a link that was revoked meanwhile, or a report that was sent.
    """
    unsent = MissingAsk.objects.filter(mailed_at__isnull=True)
    rows = unsent.select_related("report__template__portfolio", "report__template__funder", "asked_by")
    ask = rows.filter(pk=pk).first()
    if ask is None or ask.report.is_sent:
        return False
    links = _live_links(ask)
    same = unsent.filter(report=ask.report_id, email=ask.email, initiative__in=links).select_related("initiative")
    together = list(same)
    waiting = unsent.filter(pk__in=[one.pk for one in together])
    return leave_once(waiting, lambda: letter(ask, [(one, links[one.initiative_id]) for one in together]))


def _live_links(ask: MissingAsk) -> dict[int, PostingLink]:
    """The ways in that this author has, by initiative; of several the newest."""
    rows: Any = PostingLink.objects.live().select_related("portfolio", "initiative").order_by("created_at", "pk")
    found = rows.filter(portfolio=ask.report.template.portfolio, email=ask.email)
    return {link.initiative_id: link for link in found}


def letter(ask: MissingAsk, asked: list[tuple[MissingAsk, PostingLink]]) -> EmailMultiAlternatives:
    """Return the letter about these, in the language of the portfolio."""
    portfolio = ask.report.template.portfolio
    with translation.override(language_of(portfolio)):
        gaps = [
            {"title": one.initiative.title, "lacks": lacks_in_words(one.lacks), "link": link, "address": address(link)}
            for one, link in asked
        ]
        context = {
            "gaps": gaps, "titles": ", ".join(one.initiative.title for one, _link in asked), "report": ask.report,
            "portfolio": portfolio, "sender": ask.asked_by,
        }  # fmt: skip
        return letter_of("missing_ask", to=ask.email, context=context)


def lacks_in_words(lacks: list[str]) -> str:
    """What is missing, in words."""
    if "update" in lacks and "log" in lacks:
        return _("no update and no learning log")
    return _("no update") if "update" in lacks else _("no learning log")


def requeue() -> None:
    """Hand over letters again that have waited, and whose link still opens something."""
    a_minute_ago = timezone.now() - timedelta(minutes=1)
    link = PostingLink.objects.live().filter(
        portfolio=OuterRef("report__template__portfolio"), initiative=OuterRef("initiative"), email=OuterRef("email")
    )
    waiting = MissingAsk.objects.filter(mailed_at__isnull=True, asked_at__lt=a_minute_ago, report__sent_at__isnull=True)
    for pk in waiting.filter(Exists(link)).values_list("pk", flat=True)[:MOST_AT_ONCE]:
        hand_over(TASK, pk)
