"""Outcomes: written, quoted as their log says it, asked about by a link, decided, taken out and put back."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from funding import tasks
from funding.models import Concern, Outcome, OutcomeAsk
from funding.overviews.outcomes import told
from funding.services import outcome_asks, outcomes
from initiatives.models import Initiative
from sensemaking.models import LearningLog
from stakeholders.access import access_for
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import history
from tests.factories import make_initiative, make_log

SignIn = Callable[[User | None], Client]
WORDS = "She slept at home all summer."
FORM = {
    "who": "The housing office", "what": "It lets tenants hang awnings.", "kind": "practice", "is_expected": "False",
    "is_positive": "True", "on": "2026-07-14", "circle": "funders",
}  # fmt: skip


@pytest.fixture
def log(warm_streets: Initiative, bo: User) -> LearningLog:
    return make_log(warm_streets, f"With the awnings it was 25. {WORDS}", by=bo, circle="funders")


@pytest.fixture
def outcome(warm_streets: Initiative, log: LearningLog, alma: User) -> Outcome:
    values = {
        "who": "The housing office", "what": "It lets tenants hang awnings.", "kind": "practice", "log": log,
        "quote": WORDS, "initiative": warm_streets, "circle": "funders",
    }  # fmt: skip
    return outcomes.harvest(portfolio=warm_streets.home, values=values, by=alma)


def at(name: str, *args: object) -> str:
    return reverse(f"funding:{name}", args=["riverton", *args])


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_steward_harvests_from_a_log(
    sign_in: SignIn, alma: User, log: LearningLog, warm_streets: Initiative, city: Portfolio
) -> None:
    concern = Concern.objects.create(portfolio=city, name="Health")
    page = text(sign_in(alma).get(at("outcome-new") + f"?log={log.pk}"))
    assert f'value="{log.pk}"' in page
    data = {**FORM, "log": log.pk, "quote": WORDS, "initiative": warm_streets.pk, "concerns": [concern.pk]}
    answer = sign_in(alma).post(at("outcome-new"), data)
    made = Outcome.objects.get()
    assert answer.status_code == 302
    assert (made.quote, made.is_expected, made.substantiation) == (WORDS, False, "unverified")
    assert list(made.concerns.all()) == [concern]
    assert f"<mark>{WORDS}</mark>" in text(sign_in(alma).get(at("outcome", made.pk)))


def test_words_that_the_log_does_not_say_are_refused(sign_in: SignIn, alma: User, log: LearningLog) -> None:
    for more in (
        {"log": log.pk, "quote": "He slept at home."},
        {"quote": WORDS},
        {"log": "99999999"},
        {"log": "x" * 60},
    ):
        assert sign_in(alma).post(at("outcome-new"), {**FORM, **more}).status_code == 422
    assert not Outcome.objects.exists()


def test_a_contributor_writes_only_for_initiatives_of_their_own(
    sign_in: SignIn, bo: User, city: Portfolio, warm_streets: Initiative
) -> None:
    other = make_initiative(city, "Quiet Freight")
    assert sign_in(bo).post(at("outcome-new"), {**FORM, "initiative": other.pk}).status_code == 422
    assert sign_in(bo).post(at("outcome-new"), FORM).status_code == 422
    assert sign_in(bo).post(at("outcome-new"), {**FORM, "initiative": warm_streets.pk}).status_code == 302


def test_the_words_go_with_their_log(
    sign_in: SignIn, chi: User, alma: User, outcome: Outcome, log: LearningLog
) -> None:
    address = at("outcome", outcome.pk)
    assert WORDS in text(sign_in(chi).get(address))
    LearningLog.objects.filter(pk=log.pk).update(circle="team")
    for page in (address, at("outcomes"), at("outcomes-export", "csv"), at("outcomes-told")):
        answer = sign_in(chi).get(page)
        body = b"".join(answer.streaming_content).decode() if answer.streaming else text(answer)  # type: ignore[attr-defined]
        assert WORDS not in body
    told_by_api = sign_in(chi).get(f"/api/v1/portfolios/riverton/outcomes/{outcome.pk}/").json()
    assert (told_by_api["log"], told_by_api["quote"]) == (None, "")
    LearningLog.objects.filter(pk=log.pk).update(circle="funders", saw="It was cooler.")
    assert WORDS not in text(sign_in(alma).get(address))
    log.delete()
    outcome.refresh_from_db()
    assert (outcome.log, outcome.quote) == (None, "")
    assert WORDS not in str(list(Change.objects.of(outcome).values_list("fields", flat=True)))


def test_who_may_not_see_the_log_edits_without_its_words(
    sign_in: SignIn, bo: User, outcome: Outcome, log: LearningLog, city: Portfolio
) -> None:
    hidden = make_log(portfolio=city, saw="The mayor said so.", circle="team")
    outcomes.edit(
        outcome=outcome, values={"log": hidden, "quote": "The mayor said so."}, concerns=[], opened_with=1,
        by=User.objects.get(pk=outcome.by_id),
    )  # fmt: skip
    outcome.refresh_from_db()
    page = text(sign_in(bo).get(at("outcome-edit", outcome.pk)))
    assert "The mayor" not in page
    data = {**FORM, "edit": outcome.edit, "who": "The office", "initiative": outcome.initiative_id}
    assert sign_in(bo).post(at("outcome-edit", outcome.pk), data).status_code == 302
    outcome.refresh_from_db()
    assert (outcome.who, outcome.quote) == ("The office", "The mayor said so.")


def test_two_editors_lose_nothing(sign_in: SignIn, alma: User, outcome: Outcome, city: Portfolio) -> None:
    concerns = [Concern.objects.create(portfolio=city, name=name).pk for name in ("Health", "Cohesion")]
    outcomes.edit(outcome=outcome, values={"significance": "Others follow."}, concerns=[], opened_with=1, by=alma)
    data = {
        **FORM, "edit": 1, "seen": '{"significance": "", "who": "The housing office"}', "who": "Housing",
        "concerns": concerns, "significance": "",
    }  # fmt: skip
    answer = sign_in(alma).post(at("outcome-edit", outcome.pk), data)
    assert answer.status_code == 409
    assert "Others follow." in text(answer)
    assert text(answer).count("checked") >= 2
    outcome.refresh_from_db()
    assert (outcome.who, outcome.significance) == ("The housing office", "Others follow.")


def test_taken_out_and_put_back(sign_in: SignIn, alma: User, chi: User, outcome: Outcome) -> None:
    assert sign_in(alma).post(at("outcome-remove", outcome.pk)).status_code == 302
    assert sign_in(alma).get(at("outcome", outcome.pk)).status_code == 404
    change = Change.objects.of(outcome).first()
    assert change
    assert sign_in(chi).post(at("outcome-undo", outcome.pk, change.pk)).status_code == 403
    assert sign_in(alma).post(at("outcome-undo", outcome.pk, change.pk)).status_code == 302
    assert sign_in(alma).get(at("outcome", outcome.pk)).status_code == 200


def test_the_list_is_narrowed_by_its_address(sign_in: SignIn, chi: User, alma: User, outcome: Outcome) -> None:
    assert "The housing office" in text(sign_in(chi).get(at("outcomes") + "?kind=practice&sure=unverified&way=True"))
    for narrow in ("kind=policy", "sure=confirmed", "expected=False", "initiative=99999999"):
        page = text(sign_in(chi).get(f"{at('outcomes')}?{narrow}"))
        assert "No outcome is like this" in page
    assert "The housing office" in text(sign_in(chi).get(at("outcomes") + "?kind=nonsense&concern=x&after=%00"))


def test_what_is_for_the_portfolio_is_not_there_for_funders(sign_in: SignIn, chi: User, outcome: Outcome) -> None:
    Outcome.objects.filter(pk=outcome.pk).update(circle="portfolio")
    assert sign_in(chi).get(at("outcome", outcome.pk)).status_code == 404
    Outcome.objects.filter(pk=outcome.pk).update(circle="funders")
    Initiative.objects.filter(pk=outcome.initiative_id).update(circle="portfolio")
    assert sign_in(chi).get(at("outcome", outcome.pk)).status_code == 404


def test_a_source_confirms_by_link_once_and_a_steward_decides(sign_in: SignIn, alma: User, outcome: Outcome) -> None:
    data = {"name": "Ida Holm", "email": "Ida@example.org", "words": "You were there."}
    assert sign_in(alma).post(at("outcome-ask", outcome.pk), data).status_code == 302
    asked = OutcomeAsk.objects.get()
    with pytest.raises(Refused):
        outcome_asks.ask(outcome=outcome, name="Ida", email="ida@example.org", by=alma)
    tasks.send_outcome_ask(asked.pk)
    tasks.send_outcome_ask(asked.pk)
    assert len(mail.outbox) == 1
    found = re.search(r"/link/outcome/[^/\s]+/", mail.outbox[0].body)
    assert found
    assert found[0].split("/")[3] not in str(OutcomeAsk.objects.values().get())
    page = Client().get(found[0])
    assert page["Referrer-Policy"] == "no-referrer"
    assert WORDS not in text(page)
    assert Client().post(found[0], {"answer": "perhaps"}).status_code == 422
    assert Client().post(found[0], {"answer": "partly", "note": "Only in July."}).status_code == 302
    Client().post(found[0], {"answer": "disputed"})
    asked.refresh_from_db()
    outcome.refresh_from_db()
    assert (asked.answer, asked.note, outcome.substantiation) == ("partly", "Only in July.", "source_named")
    decide = at("outcome-decide", outcome.pk)
    assert sign_in(alma).post(decide, {"substantiation": "confirmed", "why": " "}).status_code == 422
    assert sign_in(alma).post(decide, {"substantiation": "confirmed", "why": "Ida was there."}).status_code == 302
    outcome.refresh_from_db()
    assert outcome.substantiation == "confirmed"
    history.undo(change=Change.objects.of(outcome).first(), by=alma)  # type: ignore[arg-type]
    outcome.refresh_from_db()
    assert outcome.substantiation == "source_named"


def test_a_link_that_ended_or_was_taken_back_opens_nothing(sign_in: SignIn, alma: User, outcome: Outcome) -> None:
    asked = outcome_asks.ask(outcome=outcome, name="Ida", email="ida@example.org", by=alma)
    sign_in(alma).post(at("outcome-ask-withdraw", outcome.pk, asked.pk))
    assert not outcome_asks.send(pk=asked.pk)
    with pytest.raises(Refused):
        outcome_asks.answer(ask=asked, answer="confirmed")
    late = outcome_asks.ask(outcome=outcome, name="Ida", email="ida@example.org", by=alma)
    OutcomeAsk.objects.filter(pk=late.pk).update(expires_at=timezone.now() - timedelta(days=1))
    with pytest.raises(Refused):
        outcome_asks.withdraw(ask=late, by=alma)
    assert Client().get(reverse("funding-link:outcome", args=["wrong"])).status_code == 404


def test_a_decision_needs_its_reason(alma: User, outcome: Outcome) -> None:
    with pytest.raises(ValidationError):
        outcomes.decide(outcome=outcome, substantiation="disputed", by=alma, why="")


def test_three_speak_confirmed_first_and_none_that_is_disputed(
    city: Portfolio, alma: User, chi: User, outcome: Outcome, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number, sure in enumerate(("confirmed", "disputed", "unverified", "unverified")):
        log = make_log(make_initiative(city, f"Pilot {number}"), f"It works {number}.", circle="public")
        values = {"who": "They", "what": "They share.", "kind": "action", "log": log, "initiative": log.initiative}
        made = outcomes.harvest(portfolio=city, values={**values, "quote": log.saw}, by=alma)
        Outcome.objects.filter(pk=made.pk).update(substantiation=sure)
    access = access_for(chi, city)
    assert access
    with django_assert_num_queries(4):
        quotes = [voice.line.quote for voice in told(access).voices]
    assert quotes[0] == "It works 0."
    assert len(quotes) == 3
    assert "It works 1." not in quotes


def test_the_list_asks_as_often_for_ten_as_for_one(
    sign_in: SignIn, chi: User, alma: User, city: Portfolio, outcome: Outcome, log: LearningLog,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(chi)
    client.get(at("outcomes"))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(at("outcomes"))
    for _number in range(9):
        values = {"who": "They", "what": "They share.", "kind": "action", "log": log, "initiative": log.initiative}
        outcomes.harvest(portfolio=city, values=values, by=alma)
    with django_assert_max_num_queries(len(one)):
        client.get(at("outcomes"))
