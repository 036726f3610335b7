"""The register of decisions."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative
from sensemaking.models import Decision
from sensemaking.services import decisions
from stakeholders.access import access_for
from stakeholders.garden import garden
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from tests.factories import make_log

SignIn = Callable[[User | None], Client]

pytestmark = pytest.mark.django_db


def make_decision(city: Portfolio, **fields: Any) -> Decision:
    fields.setdefault("decided_on", date(2026, 3, 1))
    return Decision.objects.create(portfolio=city, title="Fund four more streets", what="amplify", **fields)


FORM = {
    "title": "Fund four more streets", "what": "amplify", "status": "decided", "decided_on": "2026-11-02",
    "revisit_on": "2027-05-01", "circle": "portfolio", "reasons": "Neighbours persuade neighbours.",
}  # fmt: skip


def test_a_steward_records_a_decision_with_the_logs_it_rests_on(
    city: Portfolio, alma: User, sign_in: SignIn, warm_streets: Initiative
) -> None:
    log = make_log(warm_streets)
    client = sign_in(alma)
    data = {**FORM, "logs": f"{log.pk}", "initiatives": [warm_streets.pk]}
    answer = client.post(reverse("sensemaking:decision-new", args=[city.slug]), data, follow=True)
    decision = Decision.objects.get()
    assert list(decision.logs.all()) == [log]
    assert "Neighbours persuade neighbours." in answer.content.decode()
    assert Change.objects.of(decision).count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"logs": "999999"}, "No learning log here has this number: 999999."),
        ({"logs": "the one about rain"}, "No learning log here has this number"),
        ({"decided_on": ""}, "Say on which day it was decided."),
        ({"revisit_on": "2026-11-02"}, "Look again after the day of the decision."),
        ({"title": ""}, "This field is required."),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_the_text(
    city: Portfolio, alma: User, sign_in: SignIn, wrong: dict[str, str], says: str
) -> None:
    answer = sign_in(alma).post(reverse("sensemaking:decision-new", args=[city.slug]), {**FORM, **wrong})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "Neighbours persuade neighbours." in answer.content.decode()
    assert not Decision.objects.exists()


def test_a_decision_due_to_be_revisited_stands_in_the_garden_until_somebody_did(city: Portfolio, alma: User) -> None:
    decision = make_decision(city, revisit_on=timezone.localdate())
    access = access_for(alma, city)
    assert "decisions" in {bed.name for bed in garden(access).beds}
    with pytest.raises(Refused):
        decisions.revisit(decision=decision, effect=" ", on=timezone.localdate(), again_on=None, by=alma)
    decisions.revisit(decision=decision, effect="Two streets began.", on=timezone.localdate(), again_on=None, by=alma)
    decision.refresh_from_db()
    assert decision.status == Decision.Status.REVISITED
    assert "decisions" not in {bed.name for bed in garden(access).beds}


def test_a_further_day_keeps_it_in_effect(city: Portfolio, alma: User) -> None:
    decision = make_decision(city, revisit_on=timezone.localdate())
    today = timezone.localdate()
    with pytest.raises(Refused):
        decisions.revisit(decision=decision, effect="Nothing yet.", on=today, again_on=today, by=alma)
    decisions.revisit(decision=decision, effect="Nothing yet.", on=today, again_on=today + timedelta(days=90), by=alma)
    decision.refresh_from_db()
    assert (decision.status, decision.revisit_on) == (Decision.Status.IN_EFFECT, today + timedelta(days=90))


def test_a_proposal_cannot_be_revisited(city: Portfolio, alma: User) -> None:
    proposal = make_decision(city, status="proposed", decided_on=None)
    with pytest.raises(Refused):
        decisions.revisit(decision=proposal, effect="x", on=timezone.localdate(), again_on=None, by=alma)


def test_the_database_wants_a_day_for_what_was_decided(city: Portfolio) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_decision(city, decided_on=None)


def test_a_decision_shared_with_the_portfolio_is_not_shown_to_funders_and_logs_keep_their_circle(
    city: Portfolio, alma: User, chi: User, odile: User, sign_in: SignIn, warm_streets: Initiative
) -> None:
    decision = make_decision(city, circle="funders")
    log = make_log(warm_streets, circle="portfolio", saw="Landlords would not sign.")
    decision.logs.add(log)
    url = reverse("sensemaking:decision", args=[city.slug, decision.pk])
    assert "Landlords would not sign." in sign_in(odile).get(url).content.decode()
    seen_by_funder = sign_in(chi).get(url)
    assert seen_by_funder.status_code == 200
    assert "Landlords would not sign." not in seen_by_funder.content.decode()
    Decision.objects.update(circle="portfolio")
    assert sign_in(chi).get(url).status_code == 404


def test_two_stewards_editing_one_decision_lose_nothing(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    decision = make_decision(city)
    client, url = sign_in(alma), reverse("sensemaking:decision-edit", args=[city.slug, decision.pk])
    opened = client.get(url).context["form"].initial
    Decision.objects.filter(pk=decision.pk).update(dissent="The union disagrees.", edit=2)
    mine = {**FORM, "revisit_on": "", "edit": opened["edit"], "seen": opened["seen"], "dissent": ""}
    answer = client.post(url, mine)
    assert answer.status_code == 409
    assert "The union disagrees." in answer.content.decode()
    again = answer.context["form"].data
    assert client.post(url, {**again, "initiatives": []}).status_code == 302
    decision.refresh_from_db()
    assert (decision.dissent, decision.reasons) == ("The union disagrees.", "Neighbours persuade neighbours.")
