"""Suggested combinations: written by the search, accepted by making one, dismissed for ever."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from initiatives.models import Combination, CombinationMember
from sensemaking.models import CombinationSuggestion, ConnectionSuggestion
from stakeholders.models import User

Status = ConnectionSuggestion.Status


def dismiss(*, suggestion: CombinationSuggestion, by: User) -> bool:
    """Remember that it is none; False when it was decided already."""
    waiting = CombinationSuggestion.objects.filter(pk=suggestion.pk, status=Status.OPEN)
    return bool(waiting.update(status=Status.DISMISSED, decided_at=timezone.now(), decided_by=by))


def reopen(*, suggestion: CombinationSuggestion) -> bool:
    """Let a dismissed one wait again; False for any other."""
    dismissed = CombinationSuggestion.objects.filter(pk=suggestion.pk, status=Status.DISMISSED)
    return bool(dismissed.update(status=Status.OPEN, decided_at=None, decided_by=None))


@transaction.atomic
def settle(instance: CombinationMember, created: bool, **kwargs: Any) -> None:
    """Whoever puts all members of a waiting group into a combination has accepted it."""
    combination = instance.combination
    if created:
        waiting = CombinationSuggestion.objects.filter(
            portfolio=combination.portfolio_id, status=Status.OPEN, initiatives=instance.initiative_id
        )
        for row in waiting.prefetch_related("initiatives"):
            _accept_if_made(row, combination)


def _accept_if_made(row: CombinationSuggestion, combination: Combination) -> None:
    wanted = {one.pk for one in row.initiatives.all()}
    there = set(combination.members.filter(initiative__in=wanted).values_list("initiative", flat=True))
    if wanted <= there:
        CombinationSuggestion.objects.filter(pk=row.pk, status=Status.OPEN).update(
            status=Status.ACCEPTED, decided_at=timezone.now(), decided_by=combination.said_by, combination=combination
        )
