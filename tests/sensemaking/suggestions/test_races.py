"""Two stewards, a search, an edit and a merge at the same moment, on an engine that lets them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from initiatives.models import Connection, Initiative
from initiatives.services import merging, records
from sensemaking.affinity.profile import Pair, Reason
from sensemaking.models import ConnectionSuggestion, LearningLog, SuggestionLog, SuggestionRun
from sensemaking.services import learning, profiles
from sensemaking.services.suggestions import accept, dismiss, keeping
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative, make_user
from tests.racing import and_leave, until_somebody_waits
from tests.stakeholders.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 4


def found(city: Portfolio, *pairs: Pair) -> keeping.Found:
    read = profiles.profiles_of(city)
    return keeping.Found(read, pairs, None, {one.initiative: profiles.digest_of(one) for one in read})


def claimed(city: Portfolio) -> SuggestionRun:
    run = SuggestionRun.claim(SuggestionRun.objects.create(portfolio=city).pk)
    assert run is not None
    return run


def pair_of(one: Initiative, other: Initiative, *logs: LearningLog) -> Pair:
    first, second = sorted((one.pk, other.pk))
    reason = Reason("learning", 1.0, {"words": ["digging"]}, tuple(log.pk for log in logs))
    return Pair(first, second, "shares_learning", True, 1.0, 0.5, (reason,))


def test_two_stewards_decide_one_suggestion(tired: ConnectionSuggestion, alma: User, city: Portfolio) -> None:
    eva = make_user("Eva Steward", portfolio=city, role="steward")
    outcome = at_once(
        lambda: accept(suggestion=tired, by=alma), lambda: dismiss(suggestion=tired, by=eva, why="unrelated")
    )
    assert outcome == ["done", "refused"]
    tired.refresh_from_db()
    assert Connection.objects.exists() == (tired.status == "accepted")


def test_two_who_accept_make_one_connection(tired: ConnectionSuggestion, alma: User, city: Portfolio) -> None:
    eva = make_user("Eva Steward", portfolio=city, role="steward")
    outcome = at_once(lambda: accept(suggestion=tired, by=alma), lambda: accept(suggestion=tired, by=eva))
    assert outcome == ["done", "refused"]
    assert Connection.objects.count() == 1


def test_a_decision_while_a_search_writes_is_never_overwritten(
    tired: ConnectionSuggestion, alma: User, city: Portfolio, digging: LearningLog, roots: LearningLog
) -> None:
    for _round in range(ROUNDS):
        ConnectionSuggestion.objects.filter(pk=tired.pk).update(status="open", dismissal="", decided_at=None)
        run = claimed(city)
        told = found(city, pair_of(tired.first, tired.second, digging, roots))
        at_once(lambda run=run, told=told: keeping.keep(run, told),  # type: ignore[misc]
                lambda: dismiss(suggestion=tired, by=alma, why="unrelated"))  # fmt: skip
        tired.refresh_from_db()
        assert (tired.status, tired.dismissal) == ("dismissed", "unrelated")
        assert ConnectionSuggestion.objects.count() == 1


def test_a_merge_while_a_search_writes_leaves_no_pair_with_what_is_gone(
    city: Portfolio, warm_streets: Initiative, alma: User
) -> None:
    heir = make_initiative(city, "Heir")
    for number in range(ROUNDS):
        gone = make_initiative(city, f"Gone {number}")
        run, told = claimed(city), found(city, pair_of(warm_streets, gone))
        outcome = at_once(
            lambda run=run, told=told: keeping.keep(run, told),  # type: ignore[misc]
            lambda gone=gone: merging.merge(source=gone, target=heir, by=alma),  # type: ignore[misc]
        )
        assert outcome == ["done", "done"]
        keeping.sweep(city)
        assert not ConnectionSuggestion.objects.open().of(gone.pk).exists()


def test_a_search_that_waits_for_a_merge_holds_nothing_that_the_merge_needs(
    city: Portfolio, warm_streets: Initiative, alma: User
) -> None:
    heir, gone = make_initiative(city, "Heir"), make_initiative(city, "Gone")
    run, told = claimed(city), found(city, pair_of(warm_streets, gone))
    with ThreadPoolExecutor(1) as threads, transaction.atomic():
        records.locked(heir)
        search = threads.submit(and_leave, lambda: keeping.keep(run, told))
        until_somebody_waits()
        merging.merge(source=gone, target=heir, by=alma)
    search.result(timeout=10)
    assert not ConnectionSuggestion.objects.open().of(gone.pk).exists()


def test_a_log_edited_while_a_search_writes_is_never_quoted_wrongly(
    city: Portfolio, warm_streets: Initiative, trees: Initiative, alma: User, digging: LearningLog
) -> None:
    for number in range(ROUNDS):
        digging.refresh_from_db()
        run, told = claimed(city), found(city, pair_of(warm_streets, trees, digging))
        saw = f"Digging was stopped {number} times."
        outcome = at_once(
            lambda run=run, told=told: keeping.keep(run, told),  # type: ignore[misc]
            lambda saw=saw: learning.edit(log=digging, by=alma, values={"saw": saw}),  # type: ignore[misc]
        )
        assert outcome == ["done", "done"]
        for cited in SuggestionLog.objects.select_related("log"):
            assert cited.quote in cited.log.saw
