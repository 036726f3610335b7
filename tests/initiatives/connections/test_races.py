"""Two people say the same at the same moment, on an engine that lets them: it stands once, and goes in no circle."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from initiatives.models import Connection, Initiative
from initiatives.services import connections, merging
from initiatives.services.connection_rules import after
from stakeholders.models import Portfolio, User
from stakeholders.policies import Refused
from tests.factories import make_connection
from tests.stakeholders.test_races import at_once

pytestmark = pytest.mark.django_db


def said(portfolio: Portfolio, source: Initiative, target: Initiative, kind: str, by: User) -> None:
    """Say it; what is refused is told as such."""
    try:
        connections.say(portfolio=portfolio, source=source, target=target, kind=kind, by=by)
    except ValidationError as error:
        raise Refused(str(error)) from None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["enables", "shares_learning"])
def test_the_same_said_by_two_stands_once(
    city: Portfolio, warm_streets: Initiative, hubs: Initiative, alma: User, bo: User, kind: str
) -> None:
    turned = (hubs, warm_streets) if kind == "shares_learning" else (warm_streets, hubs)
    outcome = at_once(lambda: said(city, warm_streets, hubs, kind, alma), lambda: said(city, *turned, kind, bo))
    assert outcome == ["done", "refused"]
    assert Connection.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_ends_of_a_long_chain_close_no_circle_together(
    city: Portfolio, warm_streets: Initiative, hubs: Initiative, clinic: Initiative, school: Initiative, alma: User
) -> None:
    make_connection(warm_streets, hubs, "precedes")
    make_connection(clinic, school, "precedes")
    outcome = at_once(
        lambda: said(city, hubs, clinic, "precedes", alma), lambda: said(city, school, warm_streets, "precedes", alma)
    )
    assert outcome == ["done", "refused"]
    assert warm_streets.pk not in after(warm_streets.pk)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_said_while_one_end_is_merged_away(
    city: Portfolio, warm_streets: Initiative, hubs: Initiative, clinic: Initiative, alma: User
) -> None:
    at_once(
        lambda: said(city, hubs, clinic, "enables", alma),
        lambda: merging.merge(source=hubs, target=warm_streets, by=alma),
    )
    assert not Connection.objects.filter(source=hubs).exists()


def test_the_promise_is_kept_by_the_database_where_the_look_beforehand_came_too_early(
    city: Portfolio, warm_streets: Initiative, hubs: Initiative, alma: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_connection(hubs, warm_streets)
    monkeypatch.setattr(connections, "refuse", lambda row, by: None)
    with pytest.raises(ValidationError):
        connections.say(portfolio=city, source=hubs, target=warm_streets, kind="enables", by=alma)
    assert Connection.objects.count() == 1


def test_the_database_refuses_what_can_never_be(warm_streets: Initiative, hubs: Initiative) -> None:
    from django.db import transaction

    first, second = sorted((warm_streets, hubs), key=lambda row: row.pk)
    for wrong in (
        {"source": first, "target": first},
        {"source": second, "target": first, "kind": "in_tension"},
        {"source": first, "target": second, "status": "refuted"},
        {"source": first, "target": second, "status": "ended", "outcome": "Over."},
        {"source": first, "target": second, "strength": 4},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_connection(**wrong)  # type: ignore[arg-type]
