"""What a portfolio offers to others and needs from them: adding, closing, opening again, and matching."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from stakeholders.access import Access
from stakeholders.models import OpenInterface, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import edits

Status = OpenInterface.Status


@transaction.atomic
def add(*, portfolio: Portfolio, values: dict[str, Any], by: User) -> OpenInterface:
    """Offer or ask for something."""
    interface = OpenInterface(portfolio=portfolio, by=by)
    edits.save(interface, values=values, by=by, portfolio=portfolio)
    return interface


@transaction.atomic
def withdraw(*, interface: OpenInterface, by: User) -> None:
    """Take an offer or a need back; it stays in the list of the closed ones and can be opened again."""
    interface = _locked(interface)
    if interface.status == Status.WITHDRAWN:
        raise Refused(_("This was withdrawn already."))
    _set(interface, by, status=Status.WITHDRAWN, matched_with=None)


@transaction.atomic
def reopen(*, interface: OpenInterface, by: User) -> None:
    """Offer or need it again, whatever it was matched with."""
    interface = _locked(interface)
    if interface.status == Status.OPEN:
        raise Refused(_("This is open already."))
    _set(interface, by, status=Status.OPEN, matched_with=None)


@transaction.atomic
def match(*, interface: OpenInterface, other: OpenInterface, access: Access, by: User) -> None:
    """Note that ours is answered by theirs. Theirs stays as it is: its own stewards say when it is answered.

    Raises Refused when the two can't fit, or when theirs is not to be seen from here.
    """
    interface = _locked(interface)
    theirs = OpenInterface.objects.around(access).filter(pk=other.pk).exclude(status=Status.WITHDRAWN).first()
    if theirs is None:
        raise Refused(_("This is no longer offered or needed. Nothing was changed."))
    if theirs.side == interface.side or theirs.what != interface.what:
        raise Refused(_("An offer is matched with a need of the same kind."))
    if interface.status != Status.OPEN:
        raise Refused(_("Open it again first; it is closed now."))
    _set(interface, by, status=Status.MATCHED, matched_with=theirs)


def _locked(interface: OpenInterface) -> OpenInterface:
    rows = OpenInterface.objects.select_for_update(of=("self",)).select_related("portfolio")
    found: OpenInterface = rows.get(pk=interface.pk)
    return found


def _set(interface: OpenInterface, by: User, **values: Any) -> None:
    edits.save(interface, values=values, by=by, portfolio=interface.portfolio)
