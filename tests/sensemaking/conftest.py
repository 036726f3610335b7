"""What reports are made from: four initiatives, what they said in the summer of 2026, and what a worker makes of it."""

from datetime import date

import pytest
from django.utils import timezone

from initiatives.models import Initiative, System
from sensemaking.models import SenseMakingReport
from sensemaking.services import reports
from stakeholders.models import Portfolio
from tests.factories import make_initiative
from tests.factories.talk import DOORS, TREES, made, tell


@pytest.fixture
def nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for a report wakes no worker."""
    monkeypatch.setattr(reports, "send", lambda _pk: None)


@pytest.fixture
def late_november(monkeypatch: pytest.MonkeyPatch) -> date:
    """It is 22 November 2026, whatever day it is."""
    today = date(2026, 11, 22)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: today)
    return today


@pytest.fixture
def streets(city: Portfolio, energy: System, health: System) -> list[Initiative]:
    """Four initiatives, in turn of energy and of health."""
    return [make_initiative(city, f"Street {at}", system=(energy, health)[at % 2]) for at in range(4)]


@pytest.fixture
def spoken(streets: list[Initiative]) -> list[Initiative]:
    """The four, each with a log on doors and a log on trees in the summer of 2026."""
    tell(streets, DOORS, happened_on=date(2026, 7, 14))
    tell(streets, TREES, happened_on=date(2026, 8, 14))
    return streets


@pytest.fixture
def draft(city: Portfolio, spoken: list[Initiative]) -> SenseMakingReport:
    """The report on what was spoken, as the worker made it."""
    return made(city)
