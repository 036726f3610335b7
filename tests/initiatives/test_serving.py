"""Letting initiatives serve promises: shares, what shows them, links from both pages, and taking things back."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client

from initiatives.models import Initiative, PolicyCommitment, Service, System
from initiatives.services import commitments, merging, serving, stages
from sensemaking.models import ServiceEvidence
from stakeholders.models import Change, Organisation, Portfolio, User
from stakeholders.services.history import CannotUndo
from tests.factories import make_initiative, make_intent, make_portfolio, make_promise, make_service, make_user
from tests.racing import at_once

SignIn = Callable[[User | None], Client]


@pytest.fixture
def promise(city: Portfolio, energy: System, health: System) -> PolicyCommitment:
    return make_promise(city, "Retrofit 18,000 homes", essential=(energy, health))


def shares(initiative: Initiative) -> tuple[Decimal, Decimal]:
    service = Service.objects.get(initiative=initiative)
    return service.in_hand, service.evidenced


def test_an_initiative_serves_and_the_history_says_so(
    alma: User, promise: PolicyCommitment, warm_streets: Initiative
) -> None:
    change = serving.serve(
        commitment=promise, initiative=warm_streets, by=alma, how="Street by street", in_hand=Decimal("12.5")
    )
    assert shares(warm_streets) == (Decimal("12.5"), 0)
    assert change
    assert change.target == promise
    assert serving.serve(
        commitment=promise, initiative=warm_streets, by=alma, how="Street by street", in_hand=Decimal("12.5")
    ) is None  # fmt: skip


def test_together_they_never_take_more_than_the_whole(
    city: Portfolio, alma: User, promise: PolicyCommitment, warm_streets: Initiative
) -> None:
    make_service(make_initiative(city, "Big one"), promise, in_hand=60, evidenced=15)
    with pytest.raises(ValidationError, match="25% of it is left"):
        serving.serve(commitment=promise, initiative=warm_streets, by=alma, in_hand=Decimal(26))
    assert not Service.objects.filter(initiative=warm_streets).exists()
    serving.serve(commitment=promise, initiative=warm_streets, by=alma, in_hand=Decimal(25))
    assert shares(warm_streets) == (25, 0)


def test_what_a_closed_initiative_had_in_hand_is_free_again(
    city: Portfolio, alma: User, promise: PolicyCommitment, warm_streets: Initiative
) -> None:
    big = make_initiative(city, "Big one")
    make_service(big, promise, in_hand=80, evidenced=10)
    stages.close(initiative=big, by=alma, how="completed", learning="It takes neighbours.")
    serving.serve(commitment=promise, initiative=warm_streets, by=alma, in_hand=Decimal(90))
    assert shares(warm_streets) == (90, 0)


def test_one_that_claims_too_much_may_still_claim_less(
    city: Portfolio, alma: User, promise: PolicyCommitment, warm_streets: Initiative
) -> None:
    make_service(make_initiative(city, "Big one"), promise, in_hand=80)
    make_service(warm_streets, promise, in_hand=60)
    serving.serve(commitment=promise, initiative=warm_streets, by=alma, in_hand=Decimal(50))
    assert shares(warm_streets) == (50, 0)
    with pytest.raises(ValidationError, match="20% of it is left"):
        serving.serve(commitment=promise, initiative=warm_streets, by=alma, in_hand=Decimal(55))


def test_nothing_is_evidenced_without_something_that_shows_it(
    alma: User, promise: PolicyCommitment, warm_streets: Initiative
) -> None:
    with pytest.raises(ValidationError, match="Say first what shows it"):
        serving.serve(commitment=promise, initiative=warm_streets, by=alma, evidenced=Decimal(5))
    service = make_service(warm_streets, promise, in_hand=20)
    ServiceEvidence.objects.create(service=service, note="1,120 homes signed off")
    serving.serve(commitment=promise, initiative=warm_streets, by=alma, in_hand=Decimal(15), evidenced=Decimal(5))
    assert shares(warm_streets) == (15, 5)


@pytest.mark.parametrize("values", [{"in_hand": 101}, {"in_hand": 60, "evidenced": 41}, {"in_hand": -1}])
def test_the_database_refuses_shares_that_cannot_be(
    promise: PolicyCommitment, warm_streets: Initiative, values: dict[str, int]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_service(warm_streets, promise, **values)


def test_nobody_serves_a_retired_promise_or_from_outside(
    city: Portfolio, alma: User, promise: PolicyCommitment, warm_streets: Initiative
) -> None:
    stranger = make_initiative(make_portfolio("Elsewhere"), "Stranger")
    with pytest.raises(ValidationError, match="not part of the portfolio"):
        serving.serve(commitment=promise, initiative=stranger, by=alma)
    commitments.retire(commitment=promise, why="Fulfilled.", by=alma)
    with pytest.raises(ValidationError, match="no longer pursued"):
        serving.serve(commitment=promise, initiative=warm_streets, by=alma)


def test_undo_brings_a_link_back_with_what_showed_it(
    alma: User, promise: PolicyCommitment, warm_streets: Initiative
) -> None:
    service = make_service(warm_streets, promise, in_hand=20, evidenced=5)
    ServiceEvidence.objects.create(service=service, note="1,120 homes signed off")
    change = serving.unlink(service=service, by=alma)
    assert not Service.objects.exists()
    assert change
    commitments.undo(change=change, by=alma)
    assert shares(warm_streets) == (20, 5)
    assert ServiceEvidence.objects.get().note == "1,120 homes signed off"


def test_undo_is_refused_when_others_have_taken_the_share(
    city: Portfolio, alma: User, promise: PolicyCommitment, warm_streets: Initiative
) -> None:
    change = serving.unlink(service=make_service(warm_streets, promise, in_hand=60), by=alma)
    make_service(make_initiative(city, "Quicker"), promise, in_hand=50)
    assert change
    with pytest.raises(CannotUndo, match="taken its share"):
        commitments.undo(change=change, by=alma)
    assert not Service.objects.filter(initiative=warm_streets).exists()


def test_a_merge_takes_services_along_and_leaves_those_that_are_there_twice(
    city: Portfolio, alma: User, promise: PolicyCommitment, warm_streets: Initiative
) -> None:
    twin, other = make_initiative(city, "Warm Streets 2"), make_promise(city, "Nobody in fuel poverty")
    make_service(warm_streets, promise, in_hand=20)
    stays, moves = make_service(twin, promise, in_hand=10, evidenced=5), make_service(twin, other, in_hand=7)
    merging.merge(source=twin, target=warm_streets, by=alma, why="They are one.")
    stays.refresh_from_db()
    moves.refresh_from_db()
    assert (stays.initiative, moves.initiative) == (twin, warm_streets)
    assert serving.left(promise, make_initiative(city, "New")) == 75, "its evidence stays, what it had in hand is free"


def test_a_contributor_links_their_own_and_nobody_elses(
    bo: User, city: Portfolio, promise: PolicyCommitment, warm_streets: Initiative, sign_in: SignIn
) -> None:
    client, foreign = sign_in(bo), make_initiative(city, "Not Bo's")
    address = f"/riverton/commitments/{promise.pk}/serve/"
    page = client.get(address).content.decode()
    assert "Warm Streets Millbrook" in page
    assert "Not Bo&#x27;s" not in page
    assert client.post(address, {"initiative": foreign.pk}).status_code == 422
    assert client.post(address, {"initiative": warm_streets.pk, "in_hand": "30"}).status_code == 302
    assert shares(warm_streets) == (30, 0)
    assert client.get(f"/riverton/commitments/of-initiative/{foreign.pk}/").status_code == 403


def test_a_contributor_takes_back_only_their_own_links(
    alma: User, bo: User, promise: PolicyCommitment, warm_streets: Initiative, sign_in: SignIn
) -> None:
    serving.serve(commitment=promise, initiative=warm_streets, by=alma, in_hand=Decimal(10))
    change = Change.objects.of(promise).first()
    assert change
    address = f"/riverton/commitments/{promise.pk}/undo/{change.pk}/"
    assert sign_in(bo).post(address).status_code == 403
    assert sign_in(alma).post(address).status_code == 302
    assert not Service.objects.exists()


def test_a_gap_closes_by_an_initiative_that_starts_from_it(
    alma: User, city: Portfolio, promise: PolicyCommitment, energy: System, coop: Organisation, sign_in: SignIn
) -> None:
    client = sign_in(alma)
    page = client.get(f"/riverton/commitments/{promise.pk}/gap/{energy.pk}/").content.decode()
    start = f"/riverton/initiatives/new/?system={energy.pk}&amp;commitment={promise.pk}"
    assert start in page
    form = client.get(start.replace("&amp;", "&")).content.decode()
    assert f'<option value="{promise.pk}" selected>' in form
    sent = {"title": "Warm walls", "stage": "idea", "systems": [energy.pk], "main_system": energy.pk}
    told = client.post(
        "/riverton/initiatives/new/", {**sent, "commitment": promise.pk, "circle": "public"}, follow=True
    )
    assert "The gap closes" in told.content.decode()
    assert Service.objects.get().initiative.title == "Warm walls"


def test_a_gap_closes_by_linking_one_that_is_there(
    alma: User, promise: PolicyCommitment, warm_streets: Initiative, energy: System, sign_in: SignIn
) -> None:
    client = sign_in(alma)
    address = f"/riverton/commitments/{promise.pk}/serve/?system={energy.pk}"
    told = client.post(address, {"initiative": warm_streets.pk}, follow=True).content.decode()
    assert "The gap closes" in told
    assert "Energy &amp; buildings, Health &amp; care" in told


@pytest.mark.parametrize("posted", [{}, {"initiative": "x"}, {"initiative": "99999999"}, {"initiative": "9" * 30}])
def test_choosing_nothing_real_is_refused(
    alma: User, promise: PolicyCommitment, warm_streets: Initiative, sign_in: SignIn, posted: dict[str, str]
) -> None:
    answer = sign_in(alma).post(f"/riverton/commitments/{promise.pk}/serve/", posted)
    assert answer.status_code == 422
    assert "Choose one of these initiatives" in answer.content.decode()


def test_a_share_over_100_is_refused_beside_its_field(
    alma: User, promise: PolicyCommitment, warm_streets: Initiative, sign_in: SignIn
) -> None:
    address = f"/riverton/commitments/{promise.pk}/serve/"
    answer = sign_in(alma).post(address, {"initiative": warm_streets.pk, "in_hand": "120"})
    assert answer.status_code == 422
    assert "less than or equal to 100" in answer.content.decode()


def test_the_list_shows_who_serves_what_and_who_serves_nothing(
    alma: User, city: Portfolio, promise: PolicyCommitment, warm_streets: Initiative, sign_in: SignIn
) -> None:
    make_initiative(city, "Idle one")
    make_service(warm_streets, promise)
    client = sign_in(alma)
    serves = client.get(f"/riverton/initiatives/?commitment={promise.pk}").content.decode()
    idle = client.get("/riverton/initiatives/?serves=none").content.decode()
    assert "Warm Streets Millbrook" in serves
    assert "Serves: Retrofit 18,000 homes" in serves
    assert "Idle one" not in serves
    assert "Idle one" in idle
    assert "Warm Streets Millbrook" not in idle


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_many_at_the_same_moment_never_promise_more_than_the_whole() -> None:
    portfolio = make_portfolio()
    steward, promise = make_user(), make_promise(portfolio)
    initiatives = [make_initiative(portfolio) for _number in range(8)]
    serve = partial(serving.serve, commitment=promise, by=steward, in_hand=Decimal(30))
    refused = at_once(*[partial(serve, initiative=initiative) for initiative in initiatives])
    assert all(isinstance(one, ValidationError) for one in refused), refused
    assert Service.objects.filter(commitment=promise).count() == 3
    assert len(refused) == 5


def test_inviting_an_actor_from_a_gap_begins_with_the_shared_intent(
    sign_in: SignIn, alma: User, bo: User, city: Portfolio, promise: PolicyCommitment, energy: System
) -> None:
    address, letters = f"/riverton/commitments/{promise.pk}/gap/{energy.pk}/", "/riverton/intent/endorsements/ask/"
    assert letters not in sign_in(alma).get(address).content.decode()
    make_intent(city)
    assert letters in sign_in(alma).get(address).content.decode()
    assert letters not in sign_in(bo).get(address).content.decode()
