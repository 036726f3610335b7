"""Who has which role: admit, change, remove; every step stands in the history of the portfolio."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from stakeholders.models import Affiliation, Change, Membership, Organisation, Portfolio, User
from stakeholders.policies import Refused, why_not_without_steward
from stakeholders.services import history


def admit(*, portfolio: Portfolio, user: User, role: str, by: User, why: str = "") -> Membership:
    """Give somebody a role; whoever has one here already keeps it when it is a steward's, else gets the new one."""
    membership, is_new = Membership.objects.get_or_create(portfolio=portfolio, user=user, defaults={"role": role})
    if is_new:
        _note(membership, kind=Change.Kind.CREATED, before="", after=role, by=by, why=why)
    elif membership.role != "steward":
        change_role(membership=membership, role=role, by=by, why=why)
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: User, why: str = "") -> Membership:
    """Give a member another role; raises Refused for the last steward."""
    membership = _locked(membership)
    before = membership.role
    if role == before:
        return membership
    if refusal := why_not_without_steward(membership):
        raise Refused(refusal)
    membership.role = role
    membership.save(update_fields=["role"])
    _note(membership, kind=Change.Kind.EDITED, before=before, after=role, by=by, why=why)
    return membership


@transaction.atomic
def remove(*, membership: Membership, by: User, why: str = "") -> None:
    """Take somebody's role away; what they wrote stays. Raises Refused for the last steward."""
    membership = _locked(membership)
    if refusal := why_not_without_steward(membership):
        raise Refused(refusal)
    _note(membership, kind=Change.Kind.DELETED, before=membership.role, after="", by=by, why=why)
    membership.delete()


@transaction.atomic
def speak_for(
    *, user: User, organisation: Organisation, by: User, title: str = "", since_on: date | None = None
) -> Affiliation:
    """Let somebody speak for an organisation from a day on; an affiliation that holds already gets the new title."""
    affiliation, is_new = Affiliation.objects.get_or_create(
        user=user, organisation=organisation, until_on=None, defaults={"title": title, "since_on": since_on}
    )
    if not is_new and title and title != affiliation.title:
        affiliation.title = title
        affiliation.save(update_fields=["title"])
    return affiliation


@transaction.atomic
def stop_speaking_for(*, affiliation: Affiliation, by: User) -> None:
    """End an affiliation today; one that began today is taken back."""
    today = timezone.localdate()
    if affiliation.since_on is not None and affiliation.since_on >= today:
        affiliation.delete()
        return
    affiliation.until_on = today
    affiliation.save(update_fields=["until_on"])


def _locked(membership: Membership) -> Membership:
    """Lock the portfolio, so that two stewards can't remove each other at the same moment."""
    Portfolio.objects.select_for_update().get(pk=membership.portfolio_id)
    try:
        return Membership.objects.select_related("user").get(pk=membership.pk)
    except Membership.DoesNotExist:
        raise Refused("") from None


def _note(membership: Membership, *, kind: str, before: str, after: str, by: User, why: str) -> None:
    """Write the step into the history of the person within the portfolio."""
    history.record(
        membership.user, kind=kind, fields={"role": [before, after]}, by=by, portfolio=membership.portfolio, why=why
    )
