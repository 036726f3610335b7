"""What was changed of a call, of what would help and of a match: field by field, in words, with a way back."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.test import Client
from django.urls import reverse

from funding.models import Concern, FundingCall, FundingMatch, SupportSought
from funding.overviews.matching_history import history_of
from funding.services import matches, matching
from initiatives.models import System
from stakeholders.access import Access, access_for
from stakeholders.models import Change, Portfolio, User
from tests.factories import make_allocation, make_commitment, make_organisation, make_vehicle

SignIn = Callable[[User | None], Client]


def at(name: str, *args: object) -> str:
    return reverse(f"funding:{name}", args=["riverton", *args])


def of(user: User, city: Portfolio) -> Access:
    access = access_for(user, city)
    assert access
    return access


def newest(row: Any, user: User, city: Portfolio) -> list[tuple[str, str, str]]:
    return history_of(row, of(user, city)).edits[0].differences


def test_each_field_of_a_call_is_told_in_words(
    city: Portfolio, chi: User, call: FundingCall, energy: System, adaptation: Concern
) -> None:
    made = {label: after for label, _before, after in newest(call, chi, city)}
    assert made["Systems"] == "Energy & buildings"
    assert made["At least"] == "50,000"
    assert made["For what the money may be"] == "A reserve, Learning"
    assert "Open until" not in made
    values = {"most": Decimal("250000.50"), "targets": ["reserve"]}
    matching.edit(row=call, values=values, opened_with=1, by=chi, systems=[energy], concerns=[])
    assert newest(call, chi, city) == [
        ("At most", "200,000", "250,000.5"),
        ("For what the money may be", "A reserve, Learning", "A reserve"),
        ("Concerns", "Adaptation", "–"),
    ]
    matching.withdraw(row=call, by=chi)
    ((label, before, after),) = newest(call, chi, city)
    assert (label, before) == ("Withdrawn", "–")
    assert after != "–"


def test_those_whose_it_is_read_it_and_take_the_newest_edit_back(
    sign_in: SignIn, city: Portfolio, alma: User, chi: User, rival: User, wish: SupportSought
) -> None:
    matching.edit(row=wish, values={"title": "A cool reserve"}, opened_with=1, by=alma, systems=[], concerns=[])
    change = Change.objects.of(wish).latest("pk")
    page = sign_in(alma).get(at("support-history", wish.pk)).content.decode()
    assert "A heat reserve" in page
    assert at("support-undo", wish.pk, change.pk) in page
    for other in (chi, rival):
        assert sign_in(other).get(at("support-history", wish.pk)).status_code == 403
    sign_in(alma).post(at("support-undo", wish.pk, change.pk))
    wish.refresh_from_db()
    assert wish.title == "A heat reserve"
    assert "undone" in sign_in(alma).get(at("support-history", wish.pk)).content.decode()


def test_a_match_tells_its_steps_but_no_money_that_is_not_the_readers(
    sign_in: SignIn, city: Portfolio, alma: User, chi: User, match: FundingMatch
) -> None:
    vehicle = make_vehicle(city, name="Closed Fund")
    make_commitment(vehicle, match.call.funder, 900_000)
    given = make_allocation(vehicle, 100)
    matches.agree(match=match, by=alma, outcome="A reserve of 100,000.", allocation=given)
    assert ("The allocation it led to", "–", "Closed Fund") in newest(match, chi, city)
    vehicle.commitments.update(funder=make_organisation("Other Fund", portfolio=city))
    assert ("The allocation it led to", "–", "something that can't be shown") in newest(match, chi, city)
    assert "Closed Fund" not in sign_in(chi).get(at("match-history", match.pk)).content.decode()
    assert ("State", "Found", "Led to an agreement") in newest(match, alma, city)


def test_somebody_without_a_name_keeps_their_address(
    sign_in: SignIn, alma: User, chi: User, match: FundingMatch
) -> None:
    User.objects.filter(pk=alma.pk).update(name="")
    matches.say(match=match, by=alma, body="Shall we talk?")
    assert alma.email not in sign_in(chi).get(at("match-history", match.pk)).content.decode()
