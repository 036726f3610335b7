"""Matches with their reasons in words, as far as one of the two sides may read them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from funding.matching.sides import Fit, Kind, Reason, from_json
from funding.models import Allocation, CapitalCommitment, Concern, FundingCall, FundingMatch, MoneyFor
from funding.overviews.matching import state_of
from funding.policies_matching import Side, why_not_speak
from initiatives.models import System
from portfolio_hub.lib import dates
from portfolio_hub.lib.exports import PlainTable
from portfolio_hub.lib.formats import money
from portfolio_hub.lib.keyset import Page, page_of
from stakeholders.access import Access
from stakeholders.intent_policies import may_change_comment
from stakeholders.models import Comment, Membership

SIZE = 20
AT_ONCE = 500
ORDER = ("-created_at", "-id")
ICONS = {
    Kind.TARGET: "target", Kind.SYSTEMS: "circles-relation", Kind.CONCERNS: "heart-handshake", Kind.SUM: "coins",
    Kind.WORDS: "quote",
}  # fmt: skip
STATES = {
    "waiting": gettext_lazy("What waits for you"),
    "all": gettext_lazy("All"),
    **dict(FundingMatch.Status.choices),
}


@dataclass(frozen=True)
class Said:
    """One reason in words; `is_warning` is something to know before one talks."""

    icon: str
    text: str
    is_warning: bool = False


@dataclass(frozen=True)
class Line:
    """One match with its reasons."""

    match: FundingMatch
    reasons: tuple[Said, ...]
    closed: str


@dataclass(frozen=True)
class Told:
    """Something said in a match; whoever has no name is only known by their side."""

    comment: Comment
    name: str
    is_steward: bool
    may_edit: bool


@dataclass(frozen=True)
class MatchPage:
    """A match, what was said, what it led to as far as the reader sees that, and whether more can be said."""

    line: Line
    told: Sequence[Told]
    why_not_speak: str
    allocation: Allocation | None
    commitment: CapitalCommitment | None


def rows_of(access: Access) -> Any:
    """Matches of which the reader is a side, with both texts."""
    rows = FundingMatch.objects.seen_with(access)
    return rows.select_related("call__funder", "call__portfolio", "support__portfolio", "support__combination")


def read_state(given: QueryDict) -> str:
    """What the address asks for."""
    state = given.get("state", "")
    return state if state in STATES else "all"


def chosen(access: Access, state: str) -> Any:
    """Matches in one state, or those that wait for this reader."""
    rows = rows_of(access)
    if state == "waiting":
        return rows.filter(pk__in=FundingMatch.objects.waiting_for(access).values("pk"))
    return rows if state == "all" else rows.filter(status=state)


def page(access: Access, state: str, after: str) -> tuple[list[Line], Page[FundingMatch]]:
    """One page of the list, in a fixed number of queries."""
    found = page_of(chosen(access, state), order=ORDER, after=after, size=SIZE)
    return lines(access, found.rows), found


def lines(access: Access, matches: Iterable[FundingMatch]) -> list[Line]:
    """Matches with reasons in words; two queries for names."""
    names = Names(access)
    return [Line(match, names.said(match), closed_of(match)) for match in matches]


def of_side(access: Access, row: Side) -> list[Line]:
    """The matches of a call, or of what would help, that this reader may see; those set aside last."""
    side = "call" if isinstance(row, FundingCall) else "support"
    found = list(rows_of(access).filter(**{side: row})[:100])
    return lines(access, sorted(found, key=lambda match: match.status == FundingMatch.Status.ENDED))


def find(access: Access, pk: int) -> FundingMatch:
    """The match, if this reader is one of its sides; raises Http404."""
    row: FundingMatch | None = rows_of(access).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def match_page(access: Access, match: FundingMatch) -> MatchPage:
    """Read the page; money that the reader does not see in detail is not named."""
    said = Comment.objects.about(match).select_related("by").order_by("at", "pk")
    stewards = set(Membership.objects.filter(portfolio=access.portfolio).stewards().values_list("user", flat=True))
    told = tuple(
        Told(one, one.by.name if one.by else "", one.by_id in stewards, may_change_comment(access, one)) for one in said
    )
    seen = Allocation.objects.visible_to(access.user).filter(pk=match.allocation_id or 0)
    promised = CapitalCommitment.objects.visible_to(access.user).filter(pk=match.commitment_id or 0)
    return MatchPage(
        line=lines(access, [match])[0],
        told=told,
        why_not_speak=why_not_speak(match),
        allocation=seen.select_related("vehicle__portfolio").first(),
        commitment=promised.select_related("vehicle__portfolio").first(),
    )


def closed_of(match: FundingMatch) -> str:
    """Which of the two is no longer open, in a sentence; empty while both are."""
    if match.call.withdrawn_at is not None:
        return _("The call was withdrawn on %(day)s.") % {"day": dates.day_full(match.call.withdrawn_at)}
    if match.call.has_ended:
        return _("The call ended on %(day)s.") % {"day": dates.day_full(match.call.until_on)}
    if match.support.withdrawn_at is not None:
        return _("What would help was withdrawn on %(day)s.") % {"day": dates.day_full(match.support.withdrawn_at)}
    return ""


class Names:
    """Puts reasons into words; asks for names of systems and concerns once."""

    def __init__(self, access: Access) -> None:
        self.systems = dict(System.objects.filter(portfolio=access.portfolio).values_list("pk", "name"))
        self.concerns = dict(Concern.objects.filter(portfolio=access.portfolio).values_list("pk", "name"))

    def said(self, match: FundingMatch) -> tuple[Said, ...]:
        """The reasons of a match, and until when the call is open."""
        known = [from_json(one) for one in match.reasons]
        texts = [(one, self._text(one, match)) for one in known]
        told = [Said(ICONS[one.kind], text, not one.speaks_for) for one, text in texts if text]
        if match.call.is_open and match.support.is_open:
            told.append(Said("hourglass", _until(match.call.until_on)))
        return tuple(told)

    def _text(self, reason: Reason, match: FundingMatch) -> str:
        if reason.kind == Kind.TARGET:
            return _("Both are about: %(target)s") % {"target": MoneyFor(reason.target).label}
        if reason.kind == Kind.SYSTEMS:
            found = [self.systems[pk] for pk in reason.ids if pk in self.systems]
            words = ngettext("Both name the system %(names)s", "Both name the systems %(names)s", len(found))
            return words % {"names": ", ".join(found)} if found else ""
        if reason.kind == Kind.CONCERNS:
            found = [self.concerns[pk] for pk in reason.ids if pk in self.concerns]
            words = ngettext("Both name the concern %(names)s", "Both name the concerns %(names)s", len(found))
            return words % {"names": ", ".join(found)} if found else ""
        if reason.kind == Kind.WORDS:
            quoted = ", ".join(f"“{word}”" for word in reason.words)
            return ngettext("Both use the word %(words)s", "Both use the words %(words)s", len(reason.words)) % {
                "words": quoted
            }
        return _sum(reason, match)


def _until(day: date | None) -> str:
    if day is None:
        return _("The call is open, with no last day")
    return _("The call is open until %(day)s") % {"day": dates.day_full(day)}


FITS = {
    Fit.WITHIN: gettext_lazy("%(sum)s is within what the call gives"),
    Fit.OVER: gettext_lazy("%(sum)s is more than the call gives at most"),
    Fit.UNDER: gettext_lazy("%(sum)s is less than the call gives at least"),
    Fit.UNKNOWN: gettext_lazy("%(sum)s can't be compared: there is no exchange rate for it"),
}


def _sum(reason: Reason, match: FundingMatch) -> str:
    """The sum that is sought, what it is worth by which rates, and how it fits."""
    language = get_language() or "en"
    amount = match.support.amount
    if amount is None or reason.fit not in FITS:
        return ""
    text = str(FITS[Fit(reason.fit)]) % {"sum": money(amount, match.support.currency, language, exact=True)}
    if not reason.worth:
        return text
    rates = "; ".join(
        _("%(code)s at %(rate)s of %(day)s")
        % {"code": code, "rate": rate, "day": dates.day_full(date.fromisoformat(day))}
        for code, rate, day in reason.rates
    )
    if reason.into == match.support.currency:
        return _("%(text)s (compared by %(rates)s)") % {"text": text, "rates": rates}
    worth = money(Decimal(reason.worth), reason.into, language, exact=True)
    return _("%(text)s (converted: %(worth)s, %(rates)s)") % {"text": text, "worth": worth, "rates": rates}


COLUMNS = (
    gettext_lazy("Number"), gettext_lazy("Looked for"), gettext_lazy("Funder"), gettext_lazy("Would help"),
    gettext_lazy("Reasons"), gettext_lazy("To know before"), gettext_lazy("State"), gettext_lazy("What came of it"),
    gettext_lazy("The call is"), gettext_lazy("What would help is"), gettext_lazy("Found on"),
)  # fmt: skip


def table(access: Access, state: str) -> PlainTable:
    """The matches that the page lists, as a table to take along."""
    return PlainTable(COLUMNS, _rows(access, state))


def _rows(access: Access, state: str) -> Iterator[tuple[object, ...]]:
    names = Names(access)
    for match in chosen(access, state).order_by(*ORDER).iterator(chunk_size=AT_ONCE):
        told = names.said(match)
        yield (
            match.pk, match.call.title, match.call.funder.name, match.support.title,
            "; ".join(one.text for one in told if not one.is_warning),
            "; ".join(one.text for one in told if one.is_warning), match.get_status_display(), match.outcome,
            state_of(match.call), state_of(match.support), timezone.localdate(match.created_at),
        )  # fmt: skip
