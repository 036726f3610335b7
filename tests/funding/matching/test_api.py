"""Programs of both sides say what they look for, talk in a match, and say what became of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from funding.models import Concern, FundingCall, FundingMatch, SupportSought
from initiatives.models import System
from stakeholders.models import Change, Comment, Organisation, Portfolio, User
from tests.calling import Caller, faults
from tests.factories import make_allocation, make_commitment, make_organisation, make_vehicle

SignIn = Callable[[User | None], Client]
Commits = Callable[..., Any]
CALL = {
    "title": "Room to adapt", "looks_for": "Money that may follow heatwaves.", "targets": ["reserve", "learning"],
    "least": "50000", "most": "200000.50",
}  # fmt: skip
WISH = {"target": "reserve", "title": "A heat reserve", "would_help": "Heatwaves come.", "amount": "120000"}


def test_a_call_and_what_would_help_are_written_and_meet(
    steward: Caller, funder: Caller, mission: Organisation, energy: System, adaptation: Concern, city: Portfolio,
    django_capture_on_commit_callbacks: Commits,
) -> None:  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        status, call = funder.post("calls", **CALL, systems=[energy.pk], concerns=[adaptation.pk])
        assert (status, call["funder"], call["currency"], call["circle"]) == (201, mission.pk, "EUR", "funders")
        assert (call["most"], call["systems"], call["edit"]) == ("200000.500", [energy.pk], 1)
        status, wish = steward.post("support", **WISH, systems=[energy.pk])
        assert (status, wish["amount"], wish["is_open"]) == (201, "120000.000", True)
    match = funder.get("matches")[1]["results"][0]
    assert (match["call"], match["support"], match["status"]) == (call["id"], wish["id"], "found")
    assert Change.objects.of(FundingCall.objects.get()).get().kind == "created"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"), ({"least": "50,000"}, "least"), ({"most": "1"}, "most"), ({"most": "0"}, "most"),
        ({"most": "200000.005"}, "most"), ({"targets": ["moon"]}, "targets"), ({"systems": [999999]}, "systems"),
        ({"currency": "euro"}, "currency"), ({"until_on": "2020-01-01"}, "until_on"), ({"circle": "x"}, "circle"),
        ({"funder": 999999}, "funder"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_call_is_said_by_field(
    funder: Caller, mission: Organisation, wrong: dict[str, Any], field: str
) -> None:
    assert faults(funder.post("calls", **{**CALL, **wrong})) == [field]
    assert not FundingCall.objects.exists()


def test_only_those_whose_it_is_write_it(
    steward: Caller, funder: Caller, sign_in: SignIn, bo: User, rival: User, call: FundingCall, wish: SupportSought
) -> None:
    other, reader = Caller(sign_in(rival)), Caller(sign_in(bo))
    theirs = f"calls/{call.pk}"
    for caller in (steward, other, reader):
        refused = caller.patch(theirs, edit=1, title="Mine")
        assert (refused[0], call.funder.name in refused[1]["detail"]) == (403, True)
        assert caller.post(f"{theirs}/withdraw")[0] == 403
    assert (steward.post("calls", **CALL)[0], reader.post("calls", **CALL)[0]) == (403, 403)
    for caller in (funder, reader):
        assert caller.post("support", **WISH)[0] == 403
        assert caller.patch(f"support/{wish.pk}", edit=1, title="Mine")[0] == 403
        assert caller.post(f"support/{wish.pk}/withdraw")[0] == 403
    FundingCall.objects.update(circle="team")
    assert (other.patch(theirs, edit=1)[0], other.post(f"{theirs}/withdraw")[0]) == (404, 404)


def test_a_change_needs_the_count_that_was_read(funder: Caller, call: FundingCall, energy: System) -> None:
    one = f"calls/{call.pk}"
    assert faults(funder.patch(one, title="New")) == ["edit"]
    status, now = funder.patch(one, edit=call.edit, title="Room to learn", most=None)
    assert (status, now["title"], now["most"], now["least"]) == (200, "Room to learn", None, "50000.000")
    assert (now["systems"], now["targets"]) == ([energy.pk], ["learning", "reserve"])
    assert funder.patch(one, edit=call.edit, title="Mine")[0] == 409
    assert faults(funder.patch(one, edit=now["edit"], least="-1")) == ["least"]
    FundingCall.objects.update(until_on=timezone.localdate() - timedelta(days=3))
    assert funder.patch(one, edit=now["edit"], title="Over, and said better")[0] == 200


def test_both_are_withdrawn_and_opened_again(
    steward: Caller, funder: Caller, call: FundingCall, wish: SupportSought
) -> None:
    for caller, one in ((funder, f"calls/{call.pk}"), (steward, f"support/{wish.pk}")):
        assert faults(caller.post(f"{one}/reopen")) == ["non_field_errors"]
        assert caller.post(f"{one}/withdraw")[1]["is_open"] is False
        assert faults(caller.post(f"{one}/withdraw")) == ["non_field_errors"]
        assert caller.post(f"{one}/reopen")[1]["withdrawn_at"] is None


def test_the_two_sides_talk(
    steward: Caller, funder: Caller, sign_in: SignIn, rival: User, bo: User, match: FundingMatch
) -> None:
    path = f"matches/{match.pk}/comments"
    status, said = funder.post(path, body="What would you do first?")
    assert (status, said["name"], said["is_steward"]) == (201, "Chi Funder", False)
    assert steward.post(path, body="Shade.")[1]["is_steward"] is True
    assert [one["body"] for one in funder.get(path)[1]["results"]] == ["Shade.", "What would you do first?"]
    assert funder.get(f"matches/{match.pk}")[1]["status"] == "talking"
    for body in ({}, {"body": " "}, {"body": "x" * 6001}):
        assert faults(funder.post(path, **body)) == ["body"]
    for nobody in (rival, bo):
        caller = Caller(sign_in(nobody))
        assert (caller.get(path)[0], caller.post(path, body="Me too")[0]) == (404, 404)
        assert caller.post(f"matches/{match.pk}/set-aside", why="Mine")[0] == 404


def test_people_change_and_take_back_their_own_words(
    steward: Caller, funder: Caller, sign_in: SignIn, rival: User, match: FundingMatch
) -> None:
    path = f"matches/{match.pk}/comments"
    mine, theirs = (who.post(path, body=body)[1]["id"] for who, body in ((funder, "Furst"), (steward, "Shade.")))
    status, said = funder.patch(f"{path}/{mine}", body="First")
    assert (status, said["body"], bool(said["edited_at"])) == (200, "First", True)
    assert faults(funder.patch(f"{path}/{mine}", body=" ")) == ["body"]
    assert funder.patch(f"{path}/{theirs}", body="No shade")[0] == funder.delete(f"{path}/{theirs}")[0] == 403
    assert Caller(sign_in(rival)).patch(f"{path}/{mine}", body="Mine")[0] == 404
    assert faults(funder.delete(f"{path}/{mine}")) == ["non_field_errors"]
    assert steward.delete(f"{path}/{theirs}")[0] == funder.delete(f"{path}/{mine}")[0] == 204
    assert (funder.get(path)[1]["results"], funder.get(f"matches/{match.pk}")[1]["status"]) == ([], "found")
    assert funder.patch(f"{path}/{mine}", body="Gone")[0] == 404


def test_the_conversation_is_read_with_the_same_questions_to_the_database(
    django_assert_num_queries: Any, steward: Caller, match: FundingMatch, chi: User, city: Portfolio
) -> None:
    path, said = f"matches/{match.pk}/comments", {"about": match, "portfolio": city, "by": chi}
    Comment.objects.create(**said, body="One")
    steward.get(path)
    with django_assert_num_queries(7):
        steward.get(path)
    for number in range(20):
        Comment.objects.create(**said, body=str(number))
    with django_assert_num_queries(7):
        assert len(steward.get(path)[1]["results"]) == 21


def test_a_match_is_set_aside_taken_up_and_leads_to_an_agreement(
    steward: Caller, funder: Caller, match: FundingMatch, city: Portfolio, mission: Organisation
) -> None:
    one = f"matches/{match.pk}"
    assert faults(funder.post(f"{one}/take-up")) == ["non_field_errors"]
    assert faults(funder.post(f"{one}/set-aside")) == ["why"]
    aside = funder.post(f"{one}/set-aside", why="Not this year")[1]
    assert (aside["status"], aside["outcome"]) == ("ended", "Not this year")
    for act, body in (("set-aside", {"why": "Again"}), ("comments", {"body": "Hm"}), ("agree", {"outcome": "Yes"})):
        assert faults(steward.post(f"{one}/{act}", **body)) == ["non_field_errors"], act
    assert steward.post(f"{one}/take-up")[1]["status"] == "found"
    pot, others = make_vehicle(city), make_vehicle(city)
    promise, row = make_commitment(pot, mission, 100), make_allocation(pot, 40)
    make_commitment(others, make_organisation("Other House", portfolio=city), 1)
    strange = make_allocation(others, 1)
    assert faults(funder.post(f"{one}/agree", outcome="Yes", allocation=strange.pk)) == ["allocation"]
    assert faults(funder.post(f"{one}/agree", commitment=promise.pk)) == ["outcome"]
    agreed = funder.post(f"{one}/agree", outcome="A reserve", commitment=promise.pk, allocation=row.pk)[1]
    assert (agreed["status"], agreed["commitment"], agreed["allocation"]) == ("agreed", promise.pk, row.pk)
    again = steward.post(f"{one}/agree", outcome="A larger reserve")[1]
    assert (again["outcome"], again["commitment"]) == ("A larger reserve", promise.pk)
    FundingMatch.objects.update(allocation=strange)
    assert (funder.get(one)[1]["allocation"], steward.get(one)[1]["allocation"]) == (None, strange.pk)
