"""Accepting makes a connection with its evidence, dismissing is remembered, and both can be taken back once."""

import pytest
from django.core.exceptions import ValidationError

from initiatives.models import Connection, Initiative
from initiatives.services import connections, merging
from sensemaking.models import ConnectionSuggestion, LearningLog, ReasonWeight, TieEvidence
from sensemaking.services import learning
from sensemaking.services.suggestions import Decided, accept, dismiss, reopen, weighing
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from tests.factories import make_initiative, make_portfolio, make_user
from tests.factories.suggestions import make_suggestion

pytestmark = pytest.mark.django_db


def test_accepting_connects_the_two_with_the_cited_logs(
    tired: ConnectionSuggestion, alma: User, digging: LearningLog, roots: LearningLog
) -> None:
    made = accept(suggestion=tired, by=alma)
    assert (made.source, made.target) == (tired.first, tired.second)
    assert (made.kind, made.status, made.said_by) == ("shares_learning", "hypothesised", alma)
    quotes = dict(TieEvidence.objects.filter(connection=made).values_list("log", "quote"))
    assert quotes == {
        digging.pk: "Residents on Canal Street are tired of digging.",
        roots.pk: "We planted late.",
    }
    tired.refresh_from_db()
    assert (tired.status, tired.decided_by, tired.connection) == ("accepted", alma, made)
    assert Change.objects.of(tired).get().fields == {"status": ["open", "accepted"]}


def test_type_words_and_direction_can_be_another(tired: ConnectionSuggestion, alma: User) -> None:
    made = accept(suggestion=tired, by=alma, kind="enables", from_first=False, statement="One trench for both.")
    assert (made.source, made.target, made.statement) == (tired.second, tired.first, "One trench for both.")


def test_the_second_of_two_gets_a_clear_answer(tired: ConnectionSuggestion, alma: User, city: Portfolio) -> None:
    eva = make_user("Eva Steward", portfolio=city, role="steward")
    stale = ConnectionSuggestion.objects.get(pk=tired.pk)
    accept(suggestion=tired, by=alma)
    with pytest.raises(Decided, match="Alma Steward has accepted this one already"):
        dismiss(suggestion=stale, by=eva, why="unrelated")
    with pytest.raises(Decided, match="Alma Steward"):
        accept(suggestion=stale, by=eva)
    assert Connection.objects.count() == 1


def test_who_was_connected_by_hand_meanwhile_stays_so_and_gains_the_logs(
    tired: ConnectionSuggestion, alma: User, city: Portfolio
) -> None:
    known = connections.say(portfolio=city, source=tired.first, target=tired.second, kind="shares_learning", by=alma)
    assert accept(suggestion=tired, by=alma) == known
    assert known.evidence.count() == 2


def test_what_was_refuted_is_not_said_again_unawares(tired: ConnectionSuggestion, alma: User, city: Portfolio) -> None:
    known = connections.say(portfolio=city, source=tired.first, target=tired.second, kind="shares_learning", by=alma)
    connections.refute(connection=known, by=alma, why="They dig in other years.")
    with pytest.raises(ValidationError):
        accept(suggestion=tired, by=alma)
    tired.refresh_from_db()
    assert tired.is_open


def test_a_log_that_was_worded_anew_comes_along_without_a_quote(
    tired: ConnectionSuggestion, alma: User, digging: LearningLog
) -> None:
    LearningLog.objects.filter(pk=digging.pk).update(saw="They like it now.")
    made = accept(suggestion=tired, by=alma)
    assert made.evidence.get(log=digging).quote == ""


def test_dismissing_keeps_the_reason_and_only_known_ones(tired: ConnectionSuggestion, alma: User) -> None:
    with pytest.raises(ValueError, match="bored"):
        dismiss(suggestion=tired, by=alma, why="bored")
    dismiss(suggestion=tired, by=alma, why="not_now")
    tired.refresh_from_db()
    assert (tired.status, tired.dismissal) == ("dismissed", "not_now")


def test_a_decision_can_be_taken_back(tired: ConnectionSuggestion, alma: User) -> None:
    made = accept(suggestion=tired, by=alma)
    reopen(suggestion=tired, by=alma)
    tired.refresh_from_db()
    assert tired.is_open
    assert not Connection.objects.filter(pk=made.pk).exists()
    with pytest.raises(Refused, match="waits already"):
        reopen(suggestion=tired, by=alma)


def test_not_once_somebody_has_worked_on_the_connection(tired: ConnectionSuggestion, alma: User) -> None:
    made = accept(suggestion=tired, by=alma)
    connections.edit(connection=made, by=alma, statement="They share one trench.")
    with pytest.raises(Refused, match="worked on the connection"):
        reopen(suggestion=tired, by=alma)


def test_one_that_is_gone_says_so(tired: ConnectionSuggestion, alma: User) -> None:
    ConnectionSuggestion.objects.all().delete()
    with pytest.raises(Refused, match="not suggested any more"):
        accept(suggestion=tired, by=alma)


def test_two_that_are_merged_answer_the_question_whether_they_are_one(
    city: Portfolio, warm_streets: Initiative, alma: User
) -> None:
    twin = make_initiative(city, "Warm streets, Millbrook")
    asked = make_suggestion(warm_streets, twin, ("text", {"words": ["warm", "streets"]}, []), kind="duplicates")
    merging.merge(source=twin, target=warm_streets, by=alma)
    asked.refresh_from_db()
    assert (asked.status, asked.decided_by) == ("accepted", alma)


def test_feedback_moves_weights_slowly_and_within_bounds(city: Portfolio) -> None:
    assert weighing.weight_of(0, 0) == 1
    assert 1 < weighing.weight_of(1, 0) < 1.2
    assert 0.8 < weighing.weight_of(0, 1) < 1
    assert weighing.weight_of(10_000, 0) == pytest.approx(2, abs=0.01)
    assert weighing.weight_of(0, 10_000) == pytest.approx(0.5, abs=0.01)


def test_each_decision_counts_for_the_kinds_of_its_reasons_and_can_be_forgotten(
    tired: ConnectionSuggestion, alma: User, city: Portfolio
) -> None:
    dismiss(suggestion=tired, by=alma, why="unrelated")
    row = ReasonWeight.objects.get(portfolio=city, kind="learning")
    assert (row.accepted, row.dismissed) == (0, 1)
    assert row.weight < 1
    assert weighing.weights_of(city) == {"learning": row.weight}
    reopen(suggestion=tired, by=alma)
    assert weighing.weights_of(city) == {"learning": 1}
    dismiss(suggestion=tired, by=alma, why="known")
    assert weighing.weights_of(city) == {"learning": 1}
    assert weighing.reset(portfolio=city)
    assert not weighing.reset(portfolio=city)
    assert {one.weight for one in weighing.rows_of(city)} == {1}


def test_another_portfolio_has_weights_of_its_own(tired: ConnectionSuggestion, alma: User) -> None:
    accept(suggestion=tired, by=alma)
    assert weighing.weights_of(make_portfolio("Elsewhere", slug="elsewhere")) == {}


def test_a_quote_goes_when_the_log_says_it_no_more(
    warm_streets: Initiative, trees: Initiative, digging: LearningLog, roots: LearningLog, alma: User
) -> None:
    row = make_suggestion(
        warm_streets, trees,
        ("learning", {"words": ["digging"]}, [digging, roots]), ("place", {"places": [1]}, []),
    )  # fmt: skip
    learning.edit(log=digging, by=alma, values={"saw": "They like it now."})
    row.refresh_from_db()
    assert [reason["kind"] for reason in row.reasons] == ["place"]
    assert row.citations.get(log=digging).quote == ""


def test_one_that_rests_on_nothing_else_goes_with_its_log(tired: ConnectionSuggestion, digging: LearningLog) -> None:
    learning.withdraw(log=digging, by=None)
    assert not ConnectionSuggestion.objects.exists()


def test_what_was_decided_stays_without_the_words(
    tired: ConnectionSuggestion, digging: LearningLog, alma: User
) -> None:
    dismiss(suggestion=tired, by=alma, why="unrelated")
    learning.withdraw(log=digging, by=None)
    tired.refresh_from_db()
    assert (tired.status, tired.reasons[0]["facts"]) == ("dismissed", {})


def test_a_slip_of_the_pen_that_is_mended_loses_nothing(
    tired: ConnectionSuggestion, digging: LearningLog, alma: User
) -> None:
    learning.edit(log=digging, by=alma, values={"saw": f"{digging.saw} Soon."})
    tired.refresh_from_db()
    assert tired.reasons[0]["facts"]["words"] == ["digging", "tired"]
    assert tired.citations.get(log=digging).quote
