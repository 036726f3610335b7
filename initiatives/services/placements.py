"""An initiative in further portfolios: placing it there, saying why and what it touches there, ending that.

The portfolio that keeps the record decides about the record; a placement elsewhere belongs to the stewards there.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Initiative, Placement
from initiatives.services import state
from initiatives.services.records import locked
from initiatives.services.state import Values, plain
from portfolio_hub.lib.meanwhile import Stale
from stakeholders.models import Change, Circle, Membership, Organisation, Place, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import history
from stakeholders.services.history import CannotUndo

EDITED = ("rationale", "facet", "systems", "main_system", "levers")


def tended_by(user: User) -> Any:
    """Ids of the portfolios that the user tends."""
    return Membership.objects.filter(user=user).stewards().values("portfolio")


def why_not_show_elsewhere(user: User, initiative: Initiative) -> str:
    """The reason why this person may not place it where others see it, or an empty text.

    In another portfolio other people see it. What everyone may read already anybody may place; about the rest the
    stewards who keep the record decide.
    """
    if initiative.circle == Circle.PUBLIC and initiative.home.is_open:
        return ""
    if Membership.objects.filter(user=user, portfolio=initiative.home_id).stewards().exists():
        return ""
    return _("Not everyone may read it yet. The stewards of %(home)s decide who else sees it; ask them.") % {
        "home": initiative.home.name
    }


@transaction.atomic
def place(*, initiative: Initiative, portfolio: Portfolio, by: User, rationale: str = "") -> Placement:
    """Place it in a portfolio that `by` tends, from today; raises Refused with the reason.

    Who takes part and where it happens is listed in that portfolio's directory, so that its page leads somewhere.
    """
    row = locked(initiative)
    if not tended_by(by).filter(portfolio=portfolio).exists():
        raise Refused(_("Only the stewards of %(name)s place something there.") % {"name": portfolio.name})
    if row.merged_into_id:
        raise Refused(_("This was merged into another initiative. Place that one."))
    if refusal := why_not_show_elsewhere(by, row):
        raise Refused(refusal)
    today = timezone.localdate()
    placement = Placement(portfolio=portfolio, initiative=row, rationale=rationale.strip(), added_by=by, since_on=today)
    if _sharing_a_day(placement):
        raise Refused(_("It is in %(name)s already.") % {"name": portfolio.name})
    _save(placement)
    portfolio.organisations.add(*Organisation.objects.filter(participations__initiative=row).distinct())
    portfolio.places.add(*Place.objects.filter(initiatives=row))
    fields = {"rationale": [None, placement.rationale], "since_on": [None, plain(today)]}
    history.record(placement, kind=Change.Kind.CREATED, fields=fields, by=by, portfolio=portfolio)
    return placement


def facts_of(placement: Placement) -> Values:
    """What can be edited about a placement, as plain values."""
    touches = list(placement.touches.order_by("system_id").values_list("system_id", "is_main"))
    return {
        "rationale": placement.rationale,
        "facet": placement.facet,
        "systems": [system for system, _main in touches],
        "main_system": next((system for system, is_main in touches if is_main), None),
        "levers": sorted(placement.levers.values_list("pk", flat=True)),
    }


@transaction.atomic
def edit(*, placement: Placement, values: dict[str, Any], edit: int, by: User, why: str = "") -> Change | None:
    """Write what is said about it in this portfolio; None when that changes nothing.

    `edit` is the count that the form was opened with; raises Stale when the placement has moved on, Refused for the
    placement at home, which is edited with the record.
    """
    row = _held(placement)
    before = facts_of(row)
    if row.edit != edit:
        raise Stale(before)
    wanted = {name: plain(value) for name, value in values.items() if name in EDITED}
    wanted |= state.settle_systems(wanted, before)
    _write(row, wanted)
    fields = history.difference(before, facts_of(row))
    if fields:
        Placement.objects.filter(pk=row.pk).update(edit=F("edit") + 1)
    return history.record(row, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=row.portfolio, why=why)


@transaction.atomic
def end(*, placement: Placement, by: User, why: str = "") -> Change | None:
    """Take it out of this portfolio from today on; raises Refused at home and when it has ended already."""
    row = _held(placement)
    if row.until_on is not None:
        raise Refused(_("It has left this portfolio already."))
    row.until_on = max(timezone.localdate(), row.since_on)
    _save(row, "until_on")
    fields = {"until_on": [None, plain(row.until_on)]}
    return history.record(row, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=row.portfolio, why=why)


def restore(placement: Placement, values: Values, by: User) -> None:
    """Write earlier values back; raises CannotUndo when it has been placed here anew meanwhile."""
    locked(placement.initiative)
    if "until_on" in values:
        placement.until_on = Placement._meta.get_field("until_on").to_python(values["until_on"])
        if _sharing_a_day(placement):
            raise CannotUndo(_("It has been placed here again meanwhile."))
        _save(placement, "until_on")
    _write(placement, values)
    Placement.objects.filter(pk=placement.pk).update(edit=F("edit") + 1)


def why_not_end(placement: Placement) -> str:
    """The reason why it can't be taken out here, or an empty text."""
    if placement.portfolio_id != placement.initiative.home_id:
        return ""
    return _("Its record is kept here, so it stays here. Close it when it is over; its learning stays.")


def _held(placement: Placement) -> Placement:
    """The placement as the database has it, with its initiative held; raises Refused at home."""
    locked(placement.initiative)
    row = Placement.objects.select_related("initiative", "portfolio").get(pk=placement.pk)
    if refusal := why_not_end(row):
        raise Refused(refusal)
    return row


def _sharing_a_day(placement: Placement) -> bool:
    """Whether another placement of the initiative in the same portfolio holds on one of its days."""
    others = Placement.objects.filter(portfolio=placement.portfolio_id, initiative=placement.initiative_id)
    return others.exclude(pk=placement.pk).sharing_a_day_with(placement.since_on, placement.until_on).exists()


def _save(placement: Placement, *fields: str) -> None:
    """Save it; the triggers and constraints of the database have the last word."""
    try:
        with transaction.atomic():
            placement.save(update_fields=fields or None)
    except IntegrityError:
        raise Refused(_("It is in %(name)s on some of these days already.") % {"name": placement.portfolio}) from None


def _write(placement: Placement, values: Values) -> None:
    """Write plain values, relations included; parts of another portfolio's frame are left out."""
    for name in ("rationale", "facet"):
        if name in values:
            setattr(placement, name, values[name])
    placement.save(update_fields=["rationale", "facet"])
    if "levers" in values:
        placement.levers.set(placement.portfolio.levers.filter(pk__in=values["levers"]))
    if "systems" in values or "main_system" in values:
        state.set_systems(placement, values)
