"""People, organisations, places and portfolios."""

from datetime import date
from itertools import count
from typing import Any

from stakeholders.models import (
    Affiliation,
    Endorsement,
    IntentVersion,
    Membership,
    Organisation,
    Place,
    Portfolio,
    Role,
    Sector,
    User,
)

PASSWORD = "a-long-enough-password"
numbers = count(1)


def make_portfolio(name: str = "Riverton 2035", **fields: Any) -> Portfolio:
    """Make a launched portfolio that only members see; its slug comes from the name."""
    fields.setdefault("slug", f"{name.split()[0].lower()}-{next(numbers)}")
    fields.setdefault("is_launched", True)
    return Portfolio.objects.create(name=name, **fields)


def make_user(
    name: str = "", *, portfolio: Portfolio | None = None, role: str = "", organisation: Organisation | None = None
) -> User:
    """Make somebody who can sign in with PASSWORD, with a role and an affiliation if named."""
    name = name or f"Person {next(numbers)}"
    user = User.objects.create_user(f"{name.split()[0].lower()}{next(numbers)}@riverton.example", PASSWORD, name=name)
    if portfolio is not None:
        Membership.objects.create(portfolio=portfolio, user=user, role=role or Role.CONTRIBUTOR)
    if organisation is not None:
        Affiliation.objects.create(user=user, organisation=organisation)
    return user


def make_organisation(name: str = "", *, portfolio: Portfolio | None = None, **fields: Any) -> Organisation:
    """Make an organisation, listed in the portfolio if one is given."""
    fields.setdefault("sector", Sector.CIVIL_SOCIETY)
    organisation = Organisation.objects.create(name=name or f"Organisation {next(numbers)}", **fields)
    if portfolio is not None:
        organisation.portfolios.add(portfolio)
    return organisation


def make_place(name: str = "", *, portfolio: Portfolio | None = None, **fields: Any) -> Place:
    """Make a place, listed in the portfolio if one is given."""
    place = Place.objects.create(name=name or f"Place {next(numbers)}", **fields)
    if portfolio is not None:
        place.portfolios.add(portfolio)
    return place


def make_intent(
    portfolio: Portfolio, statement: str = "Every home warm, and nobody left out.", **fields: Any
) -> IntentVersion:
    """Make the next version of a portfolio's intent, shared unless another status is given."""
    fields.setdefault("number", IntentVersion.objects.filter(portfolio=portfolio).count() + 1)
    fields.setdefault("status", IntentVersion.Status.SHARED)
    if fields["status"] != IntentVersion.Status.DRAFT:
        fields.setdefault("opened_on", date(2026, 1, 10))
    if fields["status"] in (IntentVersion.Status.SHARED, IntentVersion.Status.REVISED):
        fields.setdefault("shared_on", date(2026, 3, 12))
    return IntentVersion.objects.create(portfolio=portfolio, statement=statement, **fields)


def make_endorsement(version: IntentVersion, organisation: Organisation, **fields: Any) -> Endorsement:
    """Make a confirmed endorsement, signed by somebody of the organisation."""
    fields.setdefault("signer_name", "Someone there")
    fields.setdefault("promise", "We open our buildings.")
    fields.setdefault("signed_on", date(2026, 4, 1))
    return Endorsement.objects.create(version=version, organisation=organisation, **fields)
