"""The same sum, sent several times at the same moment, is written once; on PostgreSQL."""

import uuid
from decimal import Decimal
from typing import Any

from funding.models import CapitalCommitment
from funding.services import money
from funding.services.money import Terms
from funding.services.once import once
from stakeholders.models import Role
from tests import racing
from tests.factories import make_organisation, make_portfolio, make_user, make_vehicle
from tests.funding.conftest import DAY

pytestmark = racing.RACES


def test_two_that_come_at_once_are_one() -> None:
    portfolio = make_portfolio()
    steward, funder = make_user(portfolio=portfolio, role=Role.STEWARD), make_organisation(portfolio=portfolio)
    vehicle, terms, key = make_vehicle(portfolio), Terms(flexibility="portfolio"), uuid.uuid4()

    def promise() -> Any:
        return money.commit(vehicle=vehicle, funder=funder, amount=Decimal(10), terms=terms, on=DAY, by=steward)

    def send() -> None:
        once(vehicle=vehicle, model=CapitalCommitment, key=key, by=steward, act=promise)

    assert racing.at_once(*[send] * 4) == []
    vehicle.refresh_from_db()
    assert (CapitalCommitment.objects.count(), vehicle.committed_total) == (1, 10)
