"""Whoever is in a combination that holds does not stand alone."""

from django.utils import timezone

from initiatives.attention import orphans
from initiatives.models import Combination, Initiative
from initiatives.services import combinations
from stakeholders.access import access_for
from stakeholders.attention import Look
from stakeholders.models import User


def test_a_member_is_no_orphan_until_the_combination_is_over(
    warm_homes: Combination, secret: Initiative, alma: User
) -> None:
    access = access_for(alma, warm_homes.portfolio)
    assert access
    look = Look(access=access, number=0, today=timezone.localdate())
    assert [item.title for item in orphans(look).items] == [secret.title]
    combinations.end(combination=warm_homes, why="The last street is done.", by=alma)
    assert orphans(look).total == 3
