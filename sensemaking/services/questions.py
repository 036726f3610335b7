"""Learning questions and sliders: putting them to rest, and the rule of the sliders."""

from django.db import transaction
from django.utils import timezone

from sensemaking.models import LearningQuestion, Slider, SliderRule, SmallCountRule
from stakeholders.models import Portfolio, User
from stakeholders.services import edits


@transaction.atomic
def rest(*, question: LearningQuestion, by: User, is_over: bool) -> None:
    """Put a question to rest, so that it is not asked any more, or take it up again; its logs stay with it."""
    day = (question.retired_on or timezone.localdate()) if is_over else None
    edits.save(question, values={"retired_on": day}, by=by, portfolio=question.portfolio)


@transaction.atomic
def keep_slider(*, slider: Slider, values: dict[str, object], by: User) -> None:
    """Write a slider with its history."""
    edits.save(slider, values=values, by=by, portfolio=slider.portfolio)


@transaction.atomic
def keep_rule(*, portfolio: Portfolio, fewest_people: int, by: User) -> None:
    """Say how many people must have placed logs before a report tells of a slider."""
    rule, _made = SliderRule.objects.get_or_create(portfolio=portfolio)
    edits.save(rule, values={"fewest_people": fewest_people}, by=by, portfolio=portfolio)


@transaction.atomic
def keep_small_counts(*, portfolio: Portfolio, fewest: int, by: User) -> None:
    """Say how many logs of closer circles a wider report needs before it says that there are any."""
    rule, _made = SmallCountRule.objects.get_or_create(portfolio=portfolio)
    edits.save(rule, values={"fewest": fewest}, by=by, portfolio=portfolio)
