"""Learning questions and sliders: putting them to rest, and the rule on small counts."""

from django.db import transaction
from django.utils import timezone

from sensemaking.models import LearningQuestion, Slider, SmallCountRule
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
def keep_small_counts(*, portfolio: Portfolio, fewest: int, by: User) -> None:
    """Say how many people must stand behind what a report tells of sliders and of closer circles."""
    rule, _made = SmallCountRule.objects.get_or_create(portfolio=portfolio)
    edits.save(rule, values={"fewest": fewest}, by=by, portfolio=portfolio)
