"""Offers and needs: putting them on the board, matching one with the other, taking them back."""

import uuid
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Connection, ConnectionKind, Initiative, Need, Offer
from initiatives.models.offer import Given
from initiatives.services import connections
from initiatives.services.connection_rules import narrowest
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import edits, history

Status = Given.Status
TIES = (ConnectionKind.SHARES_RESOURCE, ConnectionKind.ENABLES)
"""What a match may say about the two initiatives: they share it, or the one that gives enables the one that needs."""

GivenRow = TypeVar("GivenRow", bound=Given)


@transaction.atomic
def put(model: type[GivenRow], *, portfolio: Portfolio, by: User | None, **values: Any) -> GivenRow:
    """Put an offer or a need on the board; raises ValidationError for values that can't be."""
    row = model(portfolio=portfolio, by=by, **values)
    _check(row)
    edits.save(row, values=values, by=by, portfolio=portfolio)
    return row


@transaction.atomic
def edit(*, given: Given, values: dict[str, Any], by: User) -> Change | None:
    """Say it differently; raises Refused when it is no longer open and ValidationError for values that can't be."""
    row = _locked(given)
    if row.status != Status.OPEN:
        raise Refused(_("It is closed by now. Open it again first."))
    for name, value in values.items():
        setattr(row, name, value)
    _check(row)
    return edits.save(row, values=values, by=by, portfolio=row.portfolio)


@transaction.atomic
def withdraw(*, given: Given, by: User, why: str = "") -> Change | None:
    """Take it off the board; it can be opened again. Raises Refused when it is not open."""
    row = _locked(given)
    if row.status == Status.MATCHED:
        raise Refused(_("It is matched. Open it again first; then it can be withdrawn."))
    if row.status == Status.WITHDRAWN:
        raise Refused(_("It was withdrawn already."))
    return edits.save(row, values={"status": Status.WITHDRAWN}, by=by, portfolio=row.portfolio, why=why)


@transaction.atomic
def reopen(*, given: Given, by: User, why: str = "") -> uuid.UUID:
    """Look for its other half again; what it was matched with is open again too, unless it meets another need.

    Returns the batch of the act; raises Refused when it is open.
    """
    offer, needs = _both_locked(given)
    row: Given = offer if offer and isinstance(given, Offer) else next(need for need in needs if need.pk == given.pk)
    if row.status == Status.OPEN:
        raise Refused(_("It is open already."))
    batch = uuid.uuid4()
    facts: dict[str, Any] = {"by": by, "why": why, "batch": batch}
    opened = needs if isinstance(given, Offer) else [need for need in needs if need.pk == given.pk]
    for need in opened:
        _set(need, {"status": Status.OPEN, "met_by": None}, **facts)
    if offer and (isinstance(given, Offer) or len(needs) == len(opened)):
        _set(offer, {"status": Status.OPEN}, **facts)
    return batch


@transaction.atomic
def match(*, offer: Offer, need: Need, by: User, tie: str = "", statement: str = "") -> uuid.UUID:
    """Say that the offer meets the need; with `tie` say also how their initiatives hang together.

    Returns the batch of the act. Raises Refused when one of the two is taken by now, ValidationError when they can't
    fit, or when there are no two initiatives to connect.
    """
    held, wanted = _locked(offer), _locked(need)
    if held.portfolio_id != wanted.portfolio_id or held.kind != wanted.kind:
        raise ValidationError({"counterpart": _("An offer is matched with a need of the same kind.")})
    if held.status != Status.OPEN or wanted.status != Status.OPEN:
        raise Refused(_("One of the two was matched or withdrawn meanwhile. Nothing was changed."))
    batch = uuid.uuid4()
    _set(held, {"status": Status.MATCHED}, by=by, batch=batch)
    _set(wanted, {"status": Status.MATCHED, "met_by": held}, by=by, batch=batch)
    if tie:
        connection = _connect(held, wanted, tie, statement or held.what, by)
        Change.objects.of(connection).update(batch=batch)
    return batch


@transaction.atomic
def undo(*, batch: uuid.UUID, by: User) -> None:
    """Take a match or a reopening back, on both sides; raises CannotUndo with the reason.

    A connection that came with the match goes with it, unless somebody has worked on it since.
    """
    changes = list(Change.objects.in_batch(batch).standing().order_by("-pk"))
    if all(change.kind == Change.Kind.CREATED for change in changes):
        raise history.CannotUndo(_("This has been undone already."))
    for change in changes:
        if change.kind == Change.Kind.CREATED:
            _take_away(change, by)
        else:
            history.undo(change=change, by=by)


def _take_away(change: Change, by: User) -> None:
    made = change.target
    if isinstance(made, Connection) and Change.objects.of(made).count() == 1:
        connections.delete(connection=made, by=by)


def restore(given: Given, values: dict[str, Any], by: User) -> None:
    """Write earlier values back; raises CannotUndo when the other half is gone or taken by now."""
    row = _locked(given)
    own: dict[str, Any] = {}
    for name, value in values.items():
        field: Any = type(row)._meta.get_field(name)
        own[field.attname] = field.to_python(value)
    met_by = own.get("met_by_id")
    if met_by and not Offer.objects.filter(pk=met_by).exists():
        raise history.CannotUndo(_("The offer that met it is gone."))
    type(row)._default_manager.filter(pk=row.pk).update(**own)


def _connect(offer: Offer, need: Need, tie: str, statement: str, by: User) -> Connection:
    if tie not in TIES:
        raise ValidationError({"tie": _("Choose one of the two ways to say it.")})
    if not offer.initiative_id or not need.initiative_id or offer.initiative_id == need.initiative_id:
        raise ValidationError({"tie": _("Only two initiatives can be connected; leave this empty.")})
    giver, taker = (Initiative.objects.get(pk=row.initiative_id or 0) for row in (offer, need))
    return connections.say(
        portfolio=offer.portfolio, source=giver, target=taker, kind=tie, statement=statement, by=by,
        circle=narrowest((offer.circle, need.circle, giver.circle, taker.circle)),
    )  # fmt: skip


def _check(row: Given) -> None:
    row.what = row.what.strip()
    if row.initiative_id is None and row.organisation_id is None:
        raise ValidationError({"initiative": _("Say whose it is: an initiative, an organisation, or both.")})
    if row.initiative_id:
        here = Initiative.objects.placed_in(row.portfolio).filter(pk=row.initiative_id, merged_into=None)
        if not here.exists():
            raise ValidationError({"initiative": _("This initiative is not in the portfolio.")})
    if row.circle == "team" and row.initiative_id is None:
        raise ValidationError({"circle": _("Without an initiative there is no team. Choose a wider circle.")})
    if row.until_on and row.until_on < timezone.localdate() and row._state.adding:
        raise ValidationError({"until_on": _("That day is over.")})
    row.full_clean(exclude=["by", "portfolio", "initiative", "organisation"], validate_constraints=False)


def _locked(given: GivenRow) -> GivenRow:
    rows = type(given)._default_manager.select_for_update(of=("self",)).select_related("portfolio")
    found: GivenRow = rows.get(pk=given.pk)  # type: ignore[assignment]
    return found


def _both_locked(given: Given) -> tuple[Offer | None, list[Need]]:
    """The offer and all that it meets, held; the offer first, as a match does."""
    offer_id = given.pk if isinstance(given, Offer) else Need.objects.values_list("met_by", flat=True).get(pk=given.pk)
    offer = _locked(Offer(pk=offer_id)) if offer_id else None
    rows = Need.objects.select_for_update(of=("self",)).select_related("portfolio").order_by("pk")
    if isinstance(given, Offer):
        return offer, list(rows.filter(met_by=given.pk))
    found = rows.filter(met_by=offer_id) if offer_id else rows.filter(pk=given.pk)
    return offer, list(found)


def _set(row: Given, values: dict[str, Any], *, by: User, batch: uuid.UUID, why: str = "") -> None:
    change = edits.save(row, values=values, by=by, portfolio=row.portfolio, why=why)
    if change is not None:
        Change.objects.filter(pk=change.pk).update(batch=batch)
