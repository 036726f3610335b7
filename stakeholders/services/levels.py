"""Portfolios inside portfolios: asking to be taken in, answering, leaving, and what is told further up."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portfolio_hub.lib import nesting
from portfolio_hub.lib.nesting import MAX_DEPTH
from stakeholders.models import Change, Membership, NestingRequest, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import edits

Status = NestingRequest.Status
UNDO_WITHIN = timedelta(hours=1)


def tends(user: User, portfolio: Portfolio) -> bool:
    """Say whether the user is a steward of the portfolio."""
    return Membership.objects.filter(user=user, portfolio=portfolio).stewards().exists()


def why_not_part_of(portfolio: Portfolio, parent: Portfolio) -> str:
    """The reason why `portfolio` can't be part of the other one, or an empty text."""
    names = {"portfolio": portfolio.name, "parent": parent.name}
    if parent.pk == portfolio.pk:
        return _("A portfolio can't be part of itself.")
    above = nesting.above(Portfolio, parent.pk, "parent")
    if portfolio.pk in above:
        return _("%(parent)s is itself part of %(portfolio)s, so %(portfolio)s can't be part of it.") % names
    if len(above) + 1 + nesting.height_of(Portfolio, portfolio.pk, "parent") > MAX_DEPTH:
        return _("Portfolios nest at most %(depth)d deep.") % {"depth": MAX_DEPTH}
    return ""


@transaction.atomic
def ask(*, portfolio: Portfolio, parent: Portfolio, by: User, note: str = "") -> NestingRequest:
    """Ask the stewards of `parent` to take the portfolio in; who tends both has their answer at once.

    Raises Refused when it can't be, or when another request waits for its answer.
    """
    nesting.hold(Portfolio)
    _refuse(portfolio, parent)
    request = NestingRequest(portfolio=portfolio, parent=parent, asked_by=by, note=note.strip())
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError:
        raise Refused(_("A request waits for its answer already. Take it back first.")) from None
    if tends(by, parent):
        _accept(request, by, "")
    return request


@transaction.atomic
def accept(*, request: NestingRequest, by: User, answer: str = "") -> None:
    """Take the portfolio in; raises Refused when the request is no longer open or would close a circle."""
    nesting.hold(Portfolio)
    request = _open(request)
    _refuse(request.portfolio, request.parent)
    _accept(request, by, answer)


@transaction.atomic
def decline(*, request: NestingRequest, by: User, answer: str = "") -> None:
    """Answer that it can't be, with a word; raises Refused when the request is no longer open."""
    _close(_open(request), Status.DECLINED, by, answer)


@transaction.atomic
def withdraw(*, request: NestingRequest, by: User) -> None:
    """Take a request back; raises Refused when it was answered meanwhile."""
    _close(_open(request), Status.WITHDRAWN, by, "")


@transaction.atomic
def part(*, portfolio: Portfolio, by: User, why: str = "") -> Change | None:
    """Let the portfolio stand on its own again; stewards on either side may. Nothing else about it changes."""
    nesting.hold(Portfolio)
    return edits.save(_locked(portfolio), values={"parent": None}, by=by, portfolio=portfolio, why=why)


@transaction.atomic
def come_back(*, change: Change, by: User) -> Portfolio:
    """Undo one's own parting within the hour, and return the parent; later, the other side is asked again.

    Raises Refused with the reason.
    """
    nesting.hold(Portfolio)
    before, _after = change.fields.get("parent", [None, None])
    portfolio = _locked(Portfolio.objects.get(pk=change.object_id))
    last = Change.objects.of(portfolio).filter(fields__has_key="parent").first()
    parent = Portfolio.objects.filter(pk=before).first()
    is_mine = change.by_id == by.pk and timezone.now() - change.at < UNDO_WITHIN
    if not is_mine or parent is None or portfolio.parent_id is not None or last is None or last.pk != change.pk:
        raise Refused(_("Something has changed since, so this can't be undone. Ask again instead."))
    _refuse(portfolio, parent)
    edits.save(portfolio, values={"parent": parent}, by=by, portfolio=portfolio, why=_("Undone"))
    return parent


def share(*, portfolio: Portfolio, shares_up: str, by: User) -> None:
    """Say what the wider portfolio sees; it holds from the next page that anybody opens."""
    edits.save(portfolio, values={"shares_up": shares_up}, by=by, portfolio=portfolio)


def _locked(portfolio: Portfolio) -> Portfolio:
    return Portfolio.objects.select_for_update(of=("self",)).get(pk=portfolio.pk)


def _open(request: NestingRequest) -> NestingRequest:
    rows = NestingRequest.objects.select_for_update(of=("self",)).waiting().select_related("portfolio", "parent")
    found = rows.filter(pk=request.pk).first()
    if found is None:
        raise Refused(_("This request has been answered or taken back."))
    return found


def _refuse(portfolio: Portfolio, parent: Portfolio) -> None:
    if refusal := why_not_part_of(portfolio, parent):
        raise Refused(refusal)


def _accept(request: NestingRequest, by: User, answer: str) -> None:
    portfolio = _locked(request.portfolio)
    edits.save(portfolio, values={"parent": request.parent}, by=by, portfolio=portfolio, why=request.note)
    _close(request, Status.ACCEPTED, by, answer)


def _close(request: NestingRequest, status: str, by: User, answer: str) -> None:
    request.status, request.answer = status, answer.strip()
    request.answered_by, request.answered_at = by, timezone.now()
    request.save(update_fields=["status", "answer", "answered_by", "answered_at"])
