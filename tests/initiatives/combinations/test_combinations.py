"""Combinations as services: making, two editors, members, the end, deletion, and what stays when members go."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from initiatives.models import Combination, CombinationMember, Initiative, System
from initiatives.services import combinations, merging
from portfolio_hub.lib.meanwhile import Stale
from sensemaking.services import ties
from stakeholders.access import access_for
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import history
from tests.factories import make_combination, make_initiative, make_portfolio

EFFECT = "Scaffolds stand once for a whole street."


def test_a_combination_says_what_each_member_brings(
    city: Portfolio, warm_streets: Initiative, advisers: Initiative, alma: User
) -> None:
    made = combinations.make(
        portfolio=city, name=" Warm homes ", effect=EFFECT, by=alma,
        members={warm_streets: " the  houses ", advisers: ""},
    )  # fmt: skip
    assert made.name == "Warm homes"
    assert made.said_by == alma
    assert dict(made.members.values_list("initiative__title", "brings")) == {
        "Warm Streets Millbrook": "the houses", "Neighbour Energy Advisers": "",
    }  # fmt: skip
    change = Change.objects.of(made).get()
    assert change.kind == Change.Kind.CREATED
    assert change.fields["members"] == [None, {str(warm_streets.pk): "the houses", str(advisers.pk): ""}]


def test_it_takes_two_of_this_portfolio_a_name_and_an_effect(
    city: Portfolio, warm_streets: Initiative, advisers: Initiative, alma: User
) -> None:
    far = make_initiative(make_portfolio("Elsewhere too", slug="far"), "Far away")
    for members in ({}, {warm_streets: ""}, {warm_streets: "", far: ""}):
        with pytest.raises(ValidationError) as refused:
            combinations.make(portfolio=city, name="Warm", effect=EFFECT, members=members, by=alma)
        assert "members" in refused.value.message_dict
    both = {warm_streets: "", advisers: ""}
    for name, effect, circle in ((" ", EFFECT, "public"), ("Warm", " ", "public"), ("Warm", EFFECT, "nobody")):
        with pytest.raises(ValidationError):
            combinations.make(portfolio=city, name=name, effect=effect, members=both, by=alma, circle=circle)
    with pytest.raises(ValidationError):
        combinations.make(
            portfolio=city, name="W", effect=EFFECT, members={warm_streets: "x" * 301, advisers: ""}, by=alma
        )
    assert not Combination.objects.exists()


def test_a_name_stands_once_in_a_portfolio(
    warm_homes: Combination, warm_streets: Initiative, advisers: Initiative, alma: User
) -> None:
    both = {warm_streets: "", advisers: ""}
    with pytest.raises(ValidationError):
        combinations.make(portfolio=warm_homes.portfolio, name=warm_homes.name, effect=EFFECT, members=both, by=alma)
    other = make_combination(warm_homes.portfolio, warm_streets, advisers, name="Other")
    with pytest.raises(ValidationError):
        combinations.edit(combination=other, values={"name": warm_homes.name}, edit=1, by=alma)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_combination(warm_homes.portfolio, name="Other")


def test_of_two_editors_the_second_is_told(warm_homes: Combination, alma: User) -> None:
    combinations.edit(combination=warm_homes, values={"effect": EFFECT}, edit=1, by=alma)
    with pytest.raises(Stale) as stale:
        combinations.edit(combination=warm_homes, values={"effect": "Mine"}, edit=1, by=alma)
    assert stale.value.now == {"effect": EFFECT}


def test_members_come_and_go_and_an_undo_brings_them_back(
    warm_homes: Combination, advisers: Initiative, alma: User
) -> None:
    academy = make_initiative(warm_homes.portfolio, "Retrofit Skills Academy")
    added = combinations.add_members(combination=warm_homes, members={academy: "people"}, by=alma)
    assert combinations.add_members(combination=warm_homes, members={academy: "people"}, by=alma) is None
    assert added
    member = warm_homes.members.get(initiative=advisers)
    removed = combinations.remove_member(member=member, by=alma)
    assert warm_homes.members.count() == 2
    with pytest.raises(Refused):
        combinations.remove_member(member=warm_homes.members.get(initiative=academy), by=alma)
    assert removed
    history.undo(change=removed, by=alma)
    assert set(warm_homes.initiatives.values_list("title", flat=True)) == {
        "Warm Streets Millbrook", "Neighbour Energy Advisers", "Retrofit Skills Academy",
    }  # fmt: skip
    history.undo(change=added, by=alma)
    assert warm_homes.members.count() == 2


def test_an_undo_leaves_out_members_that_are_gone_and_names_that_are_taken(
    warm_homes: Combination, advisers: Initiative, alma: User
) -> None:
    academy = make_initiative(warm_homes.portfolio, "Retrofit Skills Academy")
    combinations.add_members(combination=warm_homes, members={academy: ""}, by=alma)
    removed = combinations.remove_member(member=warm_homes.members.get(initiative=advisers), by=alma)
    advisers.delete()
    assert removed
    history.undo(change=removed, by=alma)
    assert warm_homes.members.count() == 2
    warm_homes.refresh_from_db()
    name = warm_homes.name
    renamed = combinations.edit(combination=warm_homes, values={"name": "New"}, edit=warm_homes.edit, by=alma)
    make_combination(warm_homes.portfolio, name=name)
    assert renamed
    with pytest.raises(history.CannotUndo, match="has that name by now"):
        history.undo(change=renamed, by=alma)


def test_a_deleted_initiative_leaves_the_combination(warm_homes: Combination, advisers: Initiative) -> None:
    advisers.delete()
    assert list(warm_homes.initiatives.values_list("title", flat=True)) == ["Warm Streets Millbrook"]


def test_a_merge_takes_the_place_along_once(
    warm_homes: Combination, advisers: Initiative, warm_streets: Initiative, alma: User
) -> None:
    twin = make_initiative(warm_homes.portfolio, "Advisers again")
    merging.merge(source=advisers, target=twin, by=alma)
    assert warm_homes.members.filter(initiative=twin).exists()
    merging.merge(source=twin, target=warm_streets, by=alma)
    seen = CombinationMember.objects.seen_with(access_for(alma, warm_homes.portfolio))
    assert seen.filter(combination=warm_homes, initiative=warm_streets).count() == 1


def test_an_end_has_its_reason_and_its_day(warm_homes: Combination, alma: User) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    for why, on in ((" ", None), ("Done", tomorrow), ("Done", warm_homes.said_on - timedelta(days=1))):
        with pytest.raises(ValidationError):
            combinations.end(combination=warm_homes, why=why, on=on, by=alma)
    combinations.end(combination=warm_homes, why="The last street is done.", by=alma)
    warm_homes.refresh_from_db()
    assert warm_homes.ended_on == timezone.localdate()
    assert not Combination.objects.current().exists()
    with pytest.raises(ValidationError):
        combinations.end(combination=warm_homes, why="Again", by=alma)
    combinations.reopen(combination=warm_homes, by=alma)
    assert Combination.objects.current().get() == warm_homes
    with pytest.raises(IntegrityError), transaction.atomic():
        Combination.objects.update(ended_on=timezone.localdate(), outcome="")


def test_what_has_evidence_is_ended_not_deleted(warm_homes: Combination, alma: User) -> None:
    piece = ties.add_evidence(combination=warm_homes, note="Two streets shared a scaffold.", by=alma)
    with pytest.raises(Refused):
        combinations.delete(combination=warm_homes, by=alma)
    removed = ties.remove_evidence(evidence=piece, by=alma)
    assert removed
    history.undo(change=removed, by=alma)
    assert warm_homes.evidence.get().note == "Two streets shared a scaffold."
    warm_homes.evidence.all().delete()
    combinations.delete(combination=warm_homes, by=alma)
    assert not Combination.objects.exists()
    assert Change.objects.get(kind=Change.Kind.DELETED).fields["name"] == ["Warm homes, street by street", None]


def test_an_initiative_may_be_in_several(
    city: Portfolio, warm_homes: Combination, warm_streets: Initiative, secret: Initiative, energy: System
) -> None:
    make_combination(city, warm_streets, secret, name="Scaffolds")
    assert warm_streets.combinations.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        CombinationMember.objects.create(combination=warm_homes, initiative=warm_streets)
