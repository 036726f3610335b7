"""Two people at once on PostgreSQL: nothing is observed twice, by hand or by an import beside it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from funding.models import Indicator, Observation
from funding.services import indicators
from initiatives.models import Initiative
from stakeholders.models import Portfolio, User
from stakeholders.policies import Refused
from tests.factories import make_initiative
from tests.factories.indicators import make_indicator, make_observation
from tests.initiatives.imports.conftest import Desk, desk, no_broker, table
from tests.racing import RACES, at_once

__all__ = ["desk", "no_broker"]
pytestmark = RACES
SEEN: dict[str, Any] = {
    "combination": None, "place": None, "value": Decimal(5), "low": None, "high": None, "from_on": date(2025, 1, 1),
    "to_on": date(2025, 12, 31), "split_by": "", "group": "", "source": "Survey", "url": "", "missing_why": "",
}  # fmt: skip


@pytest.fixture
def pilot(city: Portfolio) -> Initiative:
    return make_initiative(city, "Pilot")


def test_the_same_is_observed_once(city: Portfolio, pilot: Initiative, alma: User) -> None:
    warm = make_indicator(city)
    refused = at_once(*[lambda: observe(warm, pilot, alma)] * 4)
    assert [type(fault) for fault in refused] == [ValidationError] * 3
    assert Observation.objects.count() == 1


def test_a_name_is_given_once(city: Portfolio, alma: User) -> None:
    said = {"name": "Warm homes", "unit": "homes", "method": "Counted at handover."}
    refused = at_once(*[lambda: indicators.add(indicator=Indicator(portfolio=city), values=said, by=alma)] * 4)
    assert [type(fault) for fault in refused] == [ValidationError] * 3


def test_the_same_row_is_corrected_once(city: Portfolio, pilot: Initiative, alma: User) -> None:
    old = make_observation(make_indicator(city), 5, pilot)
    refused = at_once(*[
        lambda: indicators.correct(observation=old, by=alma, why="Miscounted.", value=Decimal(6))
    ] * 4)  # fmt: skip
    assert [type(fault) for fault in refused] == [Refused] * 3
    assert Observation.objects.standing().get().corrects == old


def observe(warm: Indicator, pilot: Initiative, by: User) -> Observation:
    return indicators.observe(indicator=warm, by=by, initiative=pilot, **SEEN)


def test_an_import_beside_a_hand_writes_it_once(city: Portfolio, pilot: Initiative, alma: User, desk: Desk) -> None:
    warm = make_indicator(city, "Warm homes")
    file = table("Indicator;Initiative;Value;From;To;Source", "Warm homes;Pilot;5;2025-01-01;2025-12-31;Survey")
    refused = at_once(
        lambda: desk.bring_in(file, target="observations"),
        lambda: observe(warm, pilot, alma),
        lambda: observe(warm, pilot, alma),
    )
    assert {type(fault) for fault in refused} == {ValidationError}
    assert Observation.objects.count() == 1
