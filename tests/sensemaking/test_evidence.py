"""What shows that an initiative delivers: learning logs and observations, and the share that they evidence."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from initiatives import proofs
from initiatives.models import Initiative, PolicyCommitment, Service
from initiatives.services import commitments
from sensemaking.models import ServiceEvidence
from sensemaking.services import evidence
from stakeholders.access import access_for
from stakeholders.models import Portfolio, User
from stakeholders.policies import Refused
from tests.factories import make_initiative, make_log, make_promise, make_service

SignIn = Callable[[User | None], Client]


@pytest.fixture
def promise(city: Portfolio) -> PolicyCommitment:
    return make_promise(city, "Retrofit 18,000 homes")


@pytest.fixture
def service(promise: PolicyCommitment, warm_streets: Initiative) -> Service:
    return make_service(warm_streets, promise, in_hand=30)


def test_a_log_evidences_a_share_and_what_was_in_hand_gives_way(
    bo: User, service: Service, warm_streets: Initiative
) -> None:
    log = make_log(warm_streets, "Forty homes are warm.", happened_on=date(2026, 6, 1))
    evidence.add(service=service, log=log, by=bo, evidenced=Decimal(12))
    service.refresh_from_db()
    assert (service.in_hand, service.evidenced) == (18, 12)
    piece = ServiceEvidence.objects.get()
    assert (piece.log, piece.observed_on) == (log, date(2026, 6, 1))


def test_undo_takes_evidence_and_share_back_together(bo: User, service: Service) -> None:
    change = evidence.add(service=service, note="1,120 homes signed off", by=bo, evidenced=Decimal(12))
    assert change
    commitments.undo(change=change, by=bo)
    service.refresh_from_db()
    assert (service.in_hand, service.evidenced) == (30, 0)
    assert not ServiceEvidence.objects.exists()


def test_a_log_of_another_initiative_shows_nothing(city: Portfolio, bo: User, service: Service) -> None:
    foreign = make_log(make_initiative(city, "Other"))
    with pytest.raises(ValidationError, match="log of this initiative"):
        evidence.add(service=service, log=foreign, by=bo)


def test_a_draft_and_the_same_log_twice_are_refused(bo: User, service: Service, warm_streets: Initiative) -> None:
    with pytest.raises(ValidationError, match="log of this initiative"):
        evidence.add(service=service, log=make_log(warm_streets, status="draft"), by=bo)
    log = make_log(warm_streets)
    evidence.add(service=service, log=log, by=bo)
    with pytest.raises(ValidationError, match="there already"):
        evidence.add(service=service, log=log, by=bo)


def test_an_observation_needs_words(bo: User, service: Service) -> None:
    with pytest.raises(ValidationError, match="say what was observed"):
        evidence.add(service=service, note="  ", by=bo)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceEvidence.objects.create(service=service)


def test_a_share_that_others_hold_writes_nothing(
    city: Portfolio, bo: User, service: Service, promise: PolicyCommitment
) -> None:
    make_service(make_initiative(city, "Big one"), promise, in_hand=65)
    with pytest.raises(ValidationError, match="35% of it is left"):
        evidence.add(service=service, note="All of them", by=bo, evidenced=Decimal(40))
    assert not ServiceEvidence.objects.exists()


def test_the_last_piece_stays_while_a_share_stands_on_it(bo: User, service: Service) -> None:
    evidence.add(service=service, note="One", by=bo, evidenced=Decimal(5))
    piece = ServiceEvidence.objects.get()
    with pytest.raises(Refused, match="Lower the share to 0 first"):
        evidence.remove(evidence=piece, by=bo)
    evidence.add(service=service, note="Two", by=bo)
    evidence.remove(evidence=piece, by=bo)
    assert ServiceEvidence.objects.get().note == "Two"


def test_a_log_shows_only_where_its_circle_reaches(
    city: Portfolio, alma: User, chi: User, service: Service, warm_streets: Initiative
) -> None:
    evidence.add(service=service, log=make_log(warm_streets, "Only for us.", circle="portfolio"), by=alma)
    evidence.add(service=service, note="Register", url="https://riverton.example/register", by=alma)

    def seen(user: User) -> set[str]:
        access = access_for(user, city)
        assert access
        return {proof.text for proof in proofs.shown([service.pk], access).get(service.pk, [])}

    assert seen(alma) == {"Only for us.", "Register"}
    assert seen(chi) == {"Register"}


def test_a_contributor_adds_evidence_on_the_page(
    bo: User, service: Service, warm_streets: Initiative, sign_in: SignIn
) -> None:
    log = make_log(warm_streets, "Forty homes are warm.")
    client, address = sign_in(bo), f"/riverton/sense-making/evidence/{service.pk}/"
    assert "Forty homes are warm." in client.get(address).content.decode()
    told = client.post(address, {"log": log.pk, "evidenced": "7"}, follow=True).content.decode()
    assert "<mark>Forty homes are warm.</mark>" in told
    service.refresh_from_db()
    assert service.evidenced == 7


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({}, "say what was observed"),
        ({"log": "999999"}, "Select a valid choice"),
        ({"note": "Seen", "evidenced": "101"}, "less than or equal to 100"),
        ({"note": "Seen", "url": "javascript:alert(1)"}, "Enter a valid URL"),
    ],
)
def test_bad_input_is_told_beside_the_field(
    bo: User, service: Service, sign_in: SignIn, posted: dict[str, str], words: str
) -> None:
    answer = sign_in(bo).post(f"/riverton/sense-making/evidence/{service.pk}/", posted)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ServiceEvidence.objects.exists()


def test_nobody_adds_evidence_to_what_is_not_theirs(
    city: Portfolio, bo: User, dag: User, promise: PolicyCommitment, sign_in: SignIn
) -> None:
    foreign = make_service(make_initiative(city, "Not Bo's"), promise)
    address = f"/riverton/sense-making/evidence/{foreign.pk}/"
    assert sign_in(bo).get(address).status_code == 403
    assert sign_in(dag).get(address).status_code == 404
