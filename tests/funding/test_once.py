"""What a program sends again with its key is written once."""

import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown, FundingVehicle
from funding.services import money
from funding.services.limits import OverLimit
from funding.services.money import Purpose
from funding.services.once import once
from stakeholders.models import Change, Organisation, User
from tests.calling import BASE
from tests.funding.conftest import DAY

SignIn = Callable[[User | None], Client]
KEY = str(uuid.uuid4())


def test_a_sum_that_is_sent_again_is_the_same_row(
    sign_in: SignIn, alma: User, nia: User, purse: FundingVehicle, mission: Organisation
) -> None:
    client, day = sign_in(alma), {"on": "2026-06-01", "client_key": KEY}

    def twice(path: str, **body: object) -> int:
        """The number of the row, the same for both."""
        first, again = (
            client.post(f"{BASE}/{path}/", {**day, **body}, content_type="application/json") for _time in range(2)
        )
        assert (first.status_code, again.status_code) == (201, 201), first.content
        assert first.json() == again.json()
        return int(again.json()["id"])

    promised = {"funder": mission.pk, "flexibility": "project", "status": "committed"}
    promise = twice(f"vehicles/{purse.pk}/commitments", **promised, amount="200")
    twice(f"capital-commitments/{promise}/drawdowns", amount="200")
    row = twice(f"vehicles/{purse.pk}/allocations", target="learning", amount="1200", status="agreed")
    payment = twice(f"allocations/{row}/payments", amount="1200")
    twice(f"payments/{payment}/correct", amount="1100", why="Typed wrong", client_key=str(uuid.uuid4()))
    twice(f"allocations/{row}/returns", amount="10", client_key=str(uuid.uuid4()))
    assert [model.objects.count() for model in (CapitalCommitment, Drawdown, Allocation, Disbursement)] == [2, 1, 1, 3]
    assert Change.objects.of(Disbursement.objects.get(pk=payment)).get().batch == uuid.UUID(KEY)
    body = {"amount": "1", **day}
    path = f"{BASE}/allocations/{row}/payments/"
    wrong = client.post(path, {**body, "client_key": "today"}, content_type="application/json")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["client_key"])
    theirs = sign_in(nia).post(path, body, content_type="application/json")
    assert (theirs.status_code, theirs.json()["id"] != payment) == (201, True)


def test_what_was_refused_may_be_sent_again_with_its_key(purse: FundingVehicle, alma: User) -> None:
    key = uuid.uuid4()

    def ask(amount: int) -> Any:
        facts: dict[str, Any] = {"purpose": Purpose(target="learning"), "on": DAY, "by": alma}
        act = lambda: money.allocate(vehicle=purse, amount=Decimal(amount), **facts)  # noqa: E731
        return once(vehicle=purse, model=Allocation, key=key, by=alma, act=act)

    with pytest.raises(OverLimit):
        ask(1001)
    assert ask(1000) == ask(1001) == Allocation.objects.get()
