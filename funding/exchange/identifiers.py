"""What rows are called in the files of others: identifiers that stay the same from file to file."""

import re

from django.conf import settings

from funding.exchange.plain import Party
from funding.models import FundingVehicle
from initiatives.models import Initiative
from stakeholders.models import Organisation, Portfolio

# A register and a number in it, as GB-CHC-1156077, US-GOV-1 or 360G-wolfson:org-12.
_REGISTERED = re.compile(r"[A-Z0-9]{2,4}-[A-Za-z0-9]+[-:]\S+")


def organisation_id(organisation: Organisation | Party) -> str:
    """The identifier in a register if it has one, otherwise one of ours."""
    known = organisation.external_id.strip()
    return known if _REGISTERED.fullmatch(known) else f"{settings.GRANT_PREFIX}:org-{organisation.pk}"


def portfolio_id(portfolio: Portfolio) -> str:
    """The portfolio as if it were an organisation, where no other is named."""
    return f"{settings.GRANT_PREFIX}:{portfolio.slug}"


def vehicle_id(vehicle: FundingVehicle) -> str:
    return f"{settings.GRANT_PREFIX}:vehicle-{vehicle.pk}"


def grant_id(allocation: int) -> str:
    return f"{settings.GRANT_PREFIX}-{allocation}"


def activity_id(of: Portfolio | Initiative | int) -> str:
    """The activity that a portfolio or an initiative (or its number) is for IATI."""
    rest = of.slug if isinstance(of, Portfolio) else of if isinstance(of, int) else of.pk
    return f"{settings.IATI_ORGANISATION}-{rest}"
