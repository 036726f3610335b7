"""Two people judge at once on PostgreSQL: the newest judgement counts and none is lost."""

from typing import Any

import pytest

from funding.models import Concern, Contribution
from funding.services import contributions
from initiatives.models import Initiative
from portfolio_hub.lib.meanwhile import Stale
from stakeholders.models import Change, Portfolio, User
from stakeholders.services import history
from tests.factories import make_initiative, make_portfolio, make_user
from tests.racing import RACES, at_once

pytestmark = RACES
SAID: dict[str, Any] = {"mechanism": "Warm homes need less gas.", "size": "large", "evidence": "early"}


@pytest.fixture
def town() -> Portfolio:
    return make_portfolio("Town")


@pytest.fixture
def steward() -> User:
    return make_user("Steward")


@pytest.fixture
def pilot(town: Portfolio) -> Initiative:
    return make_initiative(town, "Pilot")


@pytest.fixture
def health(town: Portfolio) -> Concern:
    return Concern.objects.create(portfolio=town, name="Health")


def test_of_two_guarded_judgements_the_second_is_told(health: Concern, pilot: Initiative, steward: User) -> None:
    refused = at_once(*[
        lambda: contributions.judge(concern=health, of=pilot, values=SAID, by=steward, judged=None)
    ] * 4)  # fmt: skip
    assert [type(fault) for fault in refused] == [Stale] * 3
    assert (health.contributions.count(), health.contributions.current().count()) == (1, 1)


def test_of_judgements_at_once_the_newest_counts_and_none_is_lost(
    health: Concern, pilot: Initiative, steward: User
) -> None:
    refused = at_once(*[
        lambda: contributions.judge(concern=health, of=pilot, values=SAID, by=steward, is_guarded=False)
    ] * 5)  # fmt: skip
    assert refused == []
    assert health.contributions.count() == 5
    assert health.contributions.current().get() == health.contributions.order_by("pk").last()


def test_undo_and_a_new_judgement_leave_one_that_counts(health: Concern, pilot: Initiative, steward: User) -> None:
    def judge() -> Contribution:
        return contributions.judge(concern=health, of=pilot, values=SAID, by=steward, is_guarded=False)

    judge()
    change = Change.objects.of(judge()).get(kind="created")
    refused = at_once(lambda: contributions.undo(change=change, by=steward), judge, judge)
    assert [type(fault) for fault in refused] in ([], [history.CannotUndo])
    assert (health.contributions.count(), health.contributions.current().count()) == (4, 1)
