"""Two people at once on PostgreSQL: the newest judgement counts and none is lost; nothing is observed twice."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from funding.models import Concern, Contribution, Indicator, Observation
from funding.services import contributions, indicators
from initiatives.models import Initiative
from portfolio_hub.lib.meanwhile import Stale
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import history
from tests.factories import make_initiative, make_portfolio, make_user
from tests.factories.indicators import make_indicator, make_observation

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]
SAID: dict[str, Any] = {"mechanism": "Warm homes need less gas.", "size": "large", "evidence": "early"}
SEEN: dict[str, Any] = {
    "combination": None, "place": None, "value": Decimal(5), "low": None, "high": None,
    "from_on": date(2025, 1, 1), "to_on": date(2025, 12, 31), "split_by": "", "group": "", "source": "Survey", "url": "", "missing_why": "",
}  # fmt: skip


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


def at_once(*acts: Callable[[], object]) -> list[Exception]:
    """Do all at the same moment; return what was refused, and raise what is a fault."""
    start, refused = Barrier(len(acts)), []

    def press(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except Exception as fault:  # told to the caller, which knows what may be refused
            refused.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=press, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


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


def test_the_same_is_observed_once(town: Portfolio, pilot: Initiative, steward: User) -> None:
    warm = make_indicator(town)
    refused = at_once(*[lambda: observe(warm, pilot, steward)] * 4)
    assert [type(fault) for fault in refused] == [ValidationError] * 3
    assert Observation.objects.count() == 1


def test_the_same_row_is_corrected_once(town: Portfolio, pilot: Initiative, steward: User) -> None:
    old = make_observation(make_indicator(town), 5, pilot)
    refused = at_once(*[
        lambda: indicators.correct(observation=old, by=steward, why="Miscounted.", value=6)
    ] * 4)  # fmt: skip
    assert [type(fault) for fault in refused] == [Refused] * 3
    assert Observation.objects.standing().get().corrects == old


def observe(warm: Indicator, pilot: Initiative, steward: User) -> Observation:
    return indicators.observe(indicator=warm, by=steward, initiative=pilot, **SEEN)
