"""Matches: found with reasons when a side is written, talked about, set aside, or led to an agreement."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.matching.engine import meet
from funding.matching.material import facts_of, has_changed
from funding.matching.sides import Sought, Wanted
from funding.models import Allocation, CapitalCommitment, FundingCall, FundingMatch, SupportSought
from funding.policies_matching import why_not_speak, why_not_unsay
from funding.rates import Rates
from funding.services import match_letters
from stakeholders.models import Change, Comment, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import comments, edits, history

Status = FundingMatch.Status
SAID = ("status", "outcome", "allocation", "commitment")


def wanted_of(call: FundingCall) -> Wanted:
    """A call as the engine reads it."""
    return Wanted(
        text=f"{call.title}\n{call.looks_for}", targets=frozenset(call.targets), systems=_ids(call, "systems"),
        concerns=_ids(call, "concerns"), least=call.least, most=call.most, currency=call.currency,
    )  # fmt: skip


def sought_of(support: SupportSought) -> Sought:
    """What would help as the engine reads it."""
    return Sought(
        text=f"{support.title}\n{support.would_help}", target=support.target, systems=_ids(support, "systems"),
        concerns=_ids(support, "concerns"), amount=support.amount, currency=support.currency,
    )  # fmt: skip


def _ids(row: Any, name: str) -> frozenset[int]:
    return frozenset(one.pk for one in getattr(row, name).all())


@transaction.atomic
def find(*, portfolio_id: int, call_id: int | None = None, support_id: int | None = None) -> None:
    """Look for matches of one side, or of all; what is known is never doubled.

    One look at a time in a portfolio, so that an earlier one never writes over what a later one read.
    """
    portfolio = Portfolio.objects.select_for_update(of=("self",), no_key=True).filter(pk=portfolio_id).first()
    if portfolio is None:
        return
    calls = FundingCall.objects.open().filter(portfolio=portfolio)
    supports = SupportSought.objects.open().for_funders().filter(portfolio=portfolio)
    known = FundingMatch.objects.filter(call__portfolio=portfolio)
    if call_id is not None:
        calls, known = calls.filter(pk=call_id), known.filter(call=call_id)
    if support_id is not None:
        supports, known = supports.filter(pk=support_id), known.filter(support=support_id)
    lists = ("systems", "concerns")
    _compare(
        Rates.of(portfolio),
        list(calls.prefetch_related(*lists)),
        list(supports.prefetch_related(*lists)),
        known.select_for_update(of=("self",)).select_related("call", "support").order_by("pk"),
    )


def _compare(
    rates: Rates, calls: list[FundingCall], supports: list[SupportSought], known: Iterable[FundingMatch]
) -> None:
    today, by_pair = timezone.localdate(), {(row.call_id, row.support_id): row for row in known}
    all_sought = [(support, sought_of(support)) for support in supports]
    new = []
    for call in calls:
        wanted = wanted_of(call)
        for support, sought in all_sought:
            reasons = [one.as_json() for one in meet(wanted, sought, convert=rates.convert, on=today)]
            row = by_pair.pop((call.pk, support.pk), None)
            if row is not None:
                _look_again(row, reasons, wanted, sought)
            elif reasons:
                new.append(FundingMatch(call=call, support=support, reasons=reasons))
    FundingMatch.objects.bulk_create(new, ignore_conflicts=True)
    # A pair with an open call whose other side funders may read no more is no match, unless somebody has talked.
    hidden = [row.pk for row in by_pair.values() if row.status == Status.FOUND and row.is_open]
    FundingMatch.objects.filter(pk__in=hidden, status=Status.FOUND).delete()


def _look_again(row: FundingMatch, reasons: list[dict[str, Any]], wanted: Wanted, sought: Sought) -> None:
    """Bring a known match up to date; one that was set aside comes back only when a side says something else."""
    if not reasons and row.status == Status.FOUND:
        row.delete()
        return
    if reasons and reasons != row.reasons:
        FundingMatch.objects.filter(pk=row.pk).update(reasons=reasons)
    if reasons and row.status == Status.ENDED and has_changed(row.aside_from, facts_of(wanted, sought)):
        values = {"status": Status.FOUND, "outcome": ""}
        edits.save(
            row, values=values, by=None, portfolio=row.call.portfolio, why=_("One of the two says something else now.")
        )


@transaction.atomic
def say(*, match: FundingMatch, by: User, body: str) -> Comment:
    """Say something to the other side; the first words begin the conversation, all others stand below them.

    Two people who begin at once talk in one thread. Raises Refused for a match in which nothing can be said.
    """
    row = _locked(match)
    if reason := why_not_speak(row):
        raise Refused(reason)
    portfolio = row.call.portfolio
    thread = Comment.objects.about(row).filter(parent=None).order_by("at", "pk").first()
    if thread is None:
        said = comments.add(about=row, portfolio=portfolio, by=by, body=body)
    else:
        said = comments.answer(comment=thread, by=by, body=body)
    if row.status == Status.FOUND:
        edits.save(row, values={"status": Status.TALKING}, by=by, portfolio=portfolio)
    match_letters.ask(match=row, said=said, by=by)
    return said


@transaction.atomic
def unsay(*, match: FundingMatch, said: Comment, by: User) -> None:
    """Take one's own words back; raises Refused once others have said something after them.

    What else one said stays: where the first words go, the next ones begin the conversation.
    """
    row = _locked(match)
    if not Comment.objects.filter(pk=said.pk).exists():
        return
    if reason := why_not_unsay(row, said):
        raise Refused(reason)
    for first in said.answers.order_by("at", "pk")[:1]:
        said.answers.exclude(pk=first.pk).update(parent=first)
        said.answers.update(parent=None)
    comments.delete(comment=said, by=by)
    if row.status == Status.TALKING and not Comment.objects.about(row).exists():
        edits.save(row, values={"status": Status.FOUND}, by=by, portfolio=row.call.portfolio)


@transaction.atomic
def set_aside(*, match: FundingMatch, by: User, why: str) -> Change | None:
    """Leave it, with a reason for the other side; it comes back when one of the two says something else."""
    row = _locked(match)
    if row.status == Status.ENDED:
        raise Refused(_("It was set aside already."))
    if not why.strip():
        raise ValidationError({"why": _("Say why. The other side reads it.")})
    row.aside_from = facts_of(wanted_of(row.call), sought_of(row.support))
    row.save(update_fields=["aside_from"])
    values = {"status": Status.ENDED, "outcome": why.strip(), "allocation": None, "commitment": None}
    return edits.save(row, values=values, by=by, portfolio=row.call.portfolio, why=why.strip())


@transaction.atomic
def agree(
    *, match: FundingMatch, by: User, outcome: str, allocation: Allocation | None = None,
    commitment: CapitalCommitment | None = None,
) -> Change | None:  # fmt: skip
    """Say that it led to an agreement, with the promise or the allocation where there is one."""
    row = _locked(match)
    if row.status == Status.ENDED:
        raise Refused(_("This match is set aside. Take it up again first."))
    portfolio = row.call.portfolio
    if commitment is not None and (
        commitment.funder_id != row.call.funder_id or commitment.vehicle.portfolio_id != portfolio.pk
    ):
        raise ValidationError({"commitment": _("Choose a promise that this funder made here.")})
    if allocation is not None and not of_funder(row).filter(pk=allocation.pk).exists():
        raise ValidationError({"allocation": _("Choose an allocation of a vehicle that this funder backs.")})
    values = {"status": Status.AGREED, "outcome": outcome.strip(), "allocation": allocation, "commitment": commitment}
    return edits.save(row, values=values, by=by, portfolio=portfolio)


def of_funder(match: FundingMatch) -> Any:
    """Allocations, without trials, of the vehicles that the funder of the call backs."""
    backed = CapitalCommitment.objects.exclude(status=CapitalCommitment.Status.WITHDRAWN)
    vehicles = backed.filter(funder=match.call.funder_id, vehicle__portfolio=match.call.portfolio_id)
    return Allocation.objects.real().filter(vehicle__in=vehicles.values("vehicle"))


@transaction.atomic
def take_up(*, match: FundingMatch, by: User) -> Change | None:
    """Take up again what was set aside: where somebody talked, the conversation goes on."""
    row = _locked(match)
    if row.status != Status.ENDED:
        raise Refused(_("It is not set aside."))
    has_talk = Comment.objects.about(row).exists()
    values = {"status": Status.TALKING if has_talk else Status.FOUND, "outcome": ""}
    return edits.save(row, values=values, by=by, portfolio=row.call.portfolio)


def restore(match: FundingMatch, values: dict[str, Any], by: User) -> None:
    """Write earlier values back; a conversation that was had is not unsaid, nor one that was taken back had."""
    row = _locked(match)
    for name, value in values.items():
        field: Any = FundingMatch._meta.get_field(name)
        if field.is_relation and value is not None and not field.related_model._base_manager.filter(pk=value).exists():
            raise history.CannotUndo(_("What it led to is gone from the books."))
        setattr(row, field.attname, value)
    if row.status in (Status.FOUND, Status.TALKING):
        row.status = Status.TALKING if Comment.objects.about(row).exists() else Status.FOUND
    row.save(update_fields=list(values))


def _locked(match: FundingMatch) -> FundingMatch:
    rows = FundingMatch.objects.select_for_update(of=("self",))
    return rows.select_related("call__portfolio", "call__funder", "support").get(pk=match.pk)
