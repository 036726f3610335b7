"""A call of Chi's mission, and what Alma says would help, for the stories about where they meet."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from funding.models import Concern, FundingCall, FundingMatch, SupportSought
from funding.services import matching
from initiatives.models import System
from stakeholders.models import Organisation, Portfolio, Role, User
from tests.factories import make_organisation, make_user

Commits = Callable[..., Any]


@pytest.fixture
def adaptation(city: Portfolio) -> Concern:
    return Concern.objects.create(portfolio=city, name="Adaptation")


@pytest.fixture
def call(
    city: Portfolio, mission: Organisation, chi: User, energy: System, adaptation: Concern,
    django_capture_on_commit_callbacks: Commits,
) -> FundingCall:  # fmt: skip
    """The mission gives 50,000 to 200,000 for reserves and learning in energy."""
    values = {
        "title": "Room to adapt", "looks_for": "Money that may follow heatwaves wherever they hit.",
        "targets": ["reserve", "learning"], "least": Decimal(50_000), "most": Decimal(200_000), "currency": "EUR",
        "until_on": None, "circle": "funders",
    }  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        return matching.call(
            portfolio=city, funder=mission, values=values, by=chi, systems=[energy], concerns=[adaptation]
        )


@pytest.fixture
def wish(
    city: Portfolio, alma: User, energy: System, adaptation: Concern, django_capture_on_commit_callbacks: Commits
) -> SupportSought:
    """A reserve of 120,000 would help."""
    values = {
        "target": "reserve", "combination": None, "title": "A heat reserve",
        "would_help": "When heatwaves come, streets would be shaded within days.", "amount": Decimal(120_000),
        "currency": "EUR", "circle": "funders",
    }  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        return matching.seek(portfolio=city, values=values, by=alma, systems=[energy], concerns=[adaptation])


@pytest.fixture
def match(call: FundingCall, wish: SupportSought) -> FundingMatch:
    return FundingMatch.objects.get(call=call, support=wish)


@pytest.fixture
def rival(city: Portfolio) -> User:
    """A funder of another organisation."""
    return make_user(
        "Rhea Rival", portfolio=city, role=Role.FUNDER, organisation=make_organisation("Other Fund", portfolio=city)
    )
