"""Deeds on this floor: options opened, and logs of barriers overcome and dead ends that others took up."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from initiatives.credits import link, sentence
from initiatives.models import Connection
from sensemaking.models import Decision, Kind, LearningLog, LogUse, Mark, Option, TieEvidence
from stakeholders.access import Access
from stakeholders.credits import Deed, credit_sources

HELPFUL: dict[Deed, Q] = {
    Deed.DEAD_END: Q(kind=Kind.DEAD_END),
    Deed.UNBLOCKED: Q(mark=Mark.ENABLER) & ~Q(kind=Kind.DEAD_END),
}
"""The logs whose use by others is a deed of each kind."""


def helpful(deed: Deed, access: Access) -> Any:
    """Ids of the logs of this kind that the reader may see."""
    return LearningLog.objects.seen_with(access).filter(HELPFUL[deed]).values("pk")


def told(deed: Deed) -> str:
    """How the sentence begins: by what was shared."""
    if deed == Deed.DEAD_END:
        return _("Shared the dead end “{log}”")
    return _("Told in “{log}” what got over a barrier")


class Opened:
    """Whoever opened an option."""

    deed, day, is_moment = Deed.OPENED, "opened_on", False
    person, organisation = "by", ""

    def rows(self, access: Access) -> QuerySet[Option]:
        """Options of the portfolio."""
        return Option.objects.seen_with(access).select_related("by")

    def words(self, row: Option, access: Access) -> SafeString:
        """Opened the option …"""
        return sentence(_("Opened the option {title}."), title=link("sensemaking:option", access, row.pk, row))


@dataclass
class Decided:
    """Whoever wrote a log that a decision cites."""

    deed: Deed
    day: str = "decision__decided_on"
    is_moment: bool = False
    person: str = "learninglog__by"
    organisation: str = ""

    def rows(self, access: Access) -> QuerySet[Any]:
        """Logs in decisions that were made."""
        seen = Decision.objects.seen_with(access).filter(decided_on__isnull=False).values("pk")
        rows = Decision.logs.through.objects.filter(decision__in=seen, learninglog__in=helpful(self.deed, access))
        return rows.select_related("decision", "learninglog__by")

    def words(self, row: Any, access: Access) -> SafeString:
        """… which helped to decide …"""
        return sentence(
            _("{told}; it helped to decide {decision}."),
            told=sentence(told(self.deed), log=link("sensemaking:log", access, row.learninglog_id, row.learninglog)),
            decision=link("sensemaking:decision", access, row.decision_id, row.decision),
        )


@dataclass
class Cited:
    """Whoever wrote a log that somebody else cites for a connection."""

    deed: Deed
    day: str = "observed_on"
    is_moment: bool = False
    person: str = "log__by"
    organisation: str = ""

    def rows(self, access: Access) -> QuerySet[TieEvidence]:
        """Evidence of connections that the reader may see; what got over a barrier must speak for one."""
        seen = Connection.objects.seen_with(access).values("pk")
        rows = TieEvidence.objects.filter(connection__in=seen, log__in=helpful(self.deed, access))
        if self.deed == Deed.UNBLOCKED:
            rows = rows.filter(speaks_against=False)
        rows = rows.exclude(by=F("log__by"))
        return rows.select_related("log__by", "connection__portfolio", "connection__source", "connection__target")

    def words(self, row: TieEvidence, access: Access) -> SafeString:
        """… which shows how two hang together."""
        assert row.connection is not None
        tie = _("{one} and {other}")
        pair = sentence(tie, one=row.connection.source, other=row.connection.target)
        return sentence(
            _("{told}; it shows how {pair} hang together."),
            told=sentence(told(self.deed), log=link("sensemaking:log", access, row.log_id or 0, row.log)),
            pair=format_html('<a href="{}">{}</a>', row.connection.get_absolute_url(), pair),
        )


@dataclass
class Used:
    """Whoever wrote a log that somebody else used."""

    deed: Deed
    day: str = "used_on"
    is_moment: bool = False
    person: str = "log__by"
    organisation: str = ""

    def rows(self, access: Access) -> QuerySet[LogUse]:
        """Uses of logs by others than their authors."""
        rows = LogUse.objects.filter(log__in=helpful(self.deed, access)).exclude(by=F("log__by"))
        return rows.select_related("log__by")

    def words(self, row: LogUse, access: Access) -> SafeString:
        """… which was used in …"""
        return sentence(
            _("{told}; it was used: {what}."),
            told=sentence(told(self.deed), log=link("sensemaking:log", access, row.log_id, row.log)),
            what=row.what,
        )


def register() -> None:
    """Put them into the registry."""
    credit_sources.add("option", Opened())
    for deed in HELPFUL:
        credit_sources.add(f"{deed}-decided", Decided(deed))
        credit_sources.add(f"{deed}-cited", Cited(deed))
        credit_sources.add(f"{deed}-used", Used(deed))
