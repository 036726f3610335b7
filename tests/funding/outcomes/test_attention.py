"""The garden waits for somebody to say how sure outcomes are, and names those about which nobody was asked."""

from datetime import timedelta

from django.utils import timezone

from funding.attention_outcomes import answered, unasked
from funding.models import Outcome
from funding.services import outcome_asks, outcomes
from stakeholders.access import Permission, portfolio_for
from stakeholders.attention import Look
from stakeholders.models import Portfolio, User


def look(city: Portfolio, user: User) -> Look:
    access = portfolio_for(user, city.slug, Permission.READ)
    return Look(access=access, number=60, today=timezone.localdate())


def answer(outcome: Outcome, by: User, word: str = "partly") -> None:
    asked = outcome_asks.ask(outcome=outcome, name="Ida Holm", email="ida@example.org", by=by)
    outcome_asks.answer(ask=asked, answer=word)


def test_an_answer_waits_until_somebody_says_how_sure_it_is(city: Portfolio, alma: User, outcome: Outcome) -> None:
    assert answered(look(city, alma)).total == 0
    answer(outcome, alma)
    found = answered(look(city, alma))
    assert [item.subject for item in found.items] == [outcome.pk]
    assert found.items[0].since == timezone.localdate()
    assert "Ida" not in str(found)
    outcomes.decide(outcome=outcome, substantiation="confirmed", by=alma, why="She was there.")
    assert answered(look(city, alma)).total == 0
    answer(outcome, alma, "disputed")
    answer(outcome, alma, "disputed")
    assert answered(look(city, alma)).total == len(answered(look(city, alma)).items) == 1
    outcomes.remove(outcome=outcome, by=alma)
    assert answered(look(city, alma)).total == 0


def test_one_about_which_nobody_was_asked_is_named_after_a_while(city: Portfolio, alma: User, outcome: Outcome) -> None:
    assert unasked(look(city, alma)).total == 0
    Outcome.objects.filter(pk=outcome.pk).update(created_at=timezone.now() - timedelta(days=61))
    assert [item.title for item in unasked(look(city, alma)).items] == ["The housing office"]
    answer(outcome, alma)
    assert unasked(look(city, alma)).total == 0
