"""Two people at the same moment, on PostgreSQL: one thread, one match, nothing lost."""

from decimal import Decimal

import pytest

from funding.models import FundingCall, FundingMatch, SupportSought
from funding.services import matches, matching
from stakeholders.models import Comment, Role
from stakeholders.policies import Refused
from tests.factories import make_organisation, make_portfolio, make_user
from tests.racing import RACES, at_once

pytestmark = RACES


@pytest.fixture
def two() -> tuple[FundingCall, SupportSought]:
    """A call and a wish that meet."""
    portfolio = make_portfolio()
    steward = make_user(portfolio=portfolio, role=Role.STEWARD)
    funder = make_organisation(portfolio=portfolio)
    backer = make_user(portfolio=portfolio, role=Role.FUNDER, organisation=funder)
    call = matching.call(
        portfolio=portfolio, funder=funder, by=backer,
        values={"title": "Shaded streets", "looks_for": "Heatwaves", "targets": ["reserve"], "currency": "EUR"},
    )  # fmt: skip
    wish = matching.seek(
        portfolio=portfolio, by=steward,
        values={"title": "Shaded streets", "would_help": "Heatwaves", "target": "reserve", "amount": Decimal(5),
                "currency": "EUR"},
    )  # fmt: skip
    return call, wish


def test_two_begin_the_same_conversation_and_talk_in_one_thread(two: tuple[FundingCall, SupportSought]) -> None:
    match, (call, wish) = FundingMatch.objects.get(), two
    assert call.by and wish.by
    by_funder, by_steward = call.by, wish.by
    wrong = at_once(
        lambda: matches.say(match=match, by=by_funder, body="Shall we?"),
        lambda: matches.say(match=match, by=by_steward, body="Could you?"),
    )
    assert wrong == []
    assert FundingMatch.objects.get().status == "talking"
    said = Comment.objects.about(match)
    assert (said.count(), said.filter(parent=None).count()) == (2, 1)


def test_looking_at_once_doubles_nothing(two: tuple[FundingCall, SupportSought]) -> None:
    call, wish = two
    FundingMatch.objects.all().delete()
    pk = call.portfolio_id
    wrong = at_once(
        lambda: matches.find(portfolio_id=pk, call_id=call.pk),
        lambda: matches.find(portfolio_id=pk, support_id=wish.pk),
        lambda: matches.find(portfolio_id=pk),
    )
    assert (wrong, FundingMatch.objects.count()) == ([], 1)


def test_one_sets_aside_while_the_other_begins(two: tuple[FundingCall, SupportSought]) -> None:
    match, (call, wish) = FundingMatch.objects.get(), two
    assert call.by and wish.by
    by_funder, by_steward = call.by, wish.by
    wrong = at_once(
        lambda: matches.set_aside(match=match, by=by_funder, why="Not now."),
        lambda: matches.say(match=match, by=by_steward, body="Could you?"),
    )
    assert all(isinstance(error, Refused) for error in wrong)
    assert FundingMatch.objects.get().status == "ended"
    assert Comment.objects.about(match).count() == 1 - len(wrong)


def test_two_editors_at_once_lose_nothing(two: tuple[FundingCall, SupportSought]) -> None:
    call, _wish = two
    assert call.by
    by, none = call.by, {"systems": [], "concerns": []}
    wrong = at_once(
        lambda: matching.edit(row=call, values={"title": "First"}, opened_with=1, by=by, **none),
        lambda: matching.edit(row=call, values={"title": "Second"}, opened_with=1, by=by, **none),
    )
    assert [type(error).__name__ for error in wrong] == ["Stale"]


def test_words_are_taken_back_while_the_other_side_answers(two: tuple[FundingCall, SupportSought]) -> None:
    match, (call, wish) = FundingMatch.objects.get(), two
    assert call.by and wish.by
    by_funder, by_steward = call.by, wish.by
    said = matches.say(match=match, by=by_funder, body="Shall we?")
    wrong = at_once(
        lambda: matches.unsay(match=match, said=said, by=by_funder),
        lambda: matches.unsay(match=match, said=said, by=by_funder),
        lambda: matches.say(match=match, by=by_steward, body="Could you?"),
    )
    assert all(isinstance(error, Refused) for error in wrong)
    words = Comment.objects.about(match)
    assert words.filter(by=by_steward).count() == 1
    assert words.count() == (2 if wrong else 1)
    assert FundingMatch.objects.get().status == "talking"
