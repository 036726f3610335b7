"""Looking for connections: what is found waits, what was decided stays, and nothing that happens meanwhile is lost."""

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

import pytest
from django.db import IntegrityError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from initiatives.models import Connection, ImportRun, Initiative
from initiatives.services import connections, merging
from initiatives.signals import import_written
from sensemaking.affinity.profile import Pair, Profile, Reason
from sensemaking.models import (
    ConnectionSuggestion,
    LearningLog,
    ProfileDigest,
    SuggestionLog,
    SuggestionRun,
)
from sensemaking.services import learning, profiles
from sensemaking.services.suggestions import dismiss, keeping, search, searching
from sensemaking.services.suggestions.work import work
from stakeholders.models import Organisation, Portfolio, User
from tests.factories import make_initiative, make_log, make_organisation, make_portfolio

pytestmark = pytest.mark.django_db


class PlainFinder:
    """Finds every two that share an organisation, or both learned something."""

    def __init__(
        self, rows: Sequence[Profile], weights: Mapping[str, float], *, away: Collection[tuple[int, int]], home: str
    ) -> None:
        self.found = plain_pairs(rows, away)

    def pairs(self, limit: int) -> list[Pair]:
        return self.found[:limit]

    def of(self, *initiatives: int) -> list[Pair]:
        return [pair for pair in self.found if {pair.first, pair.second} & set(initiatives)]


def plain_pairs(rows: Sequence[Profile], away: Collection[tuple[int, int]]) -> list[Pair]:
    found = []
    for one, other in combinations(sorted(rows, key=lambda row: row.initiative), 2):
        reasons = []
        if shared := one.organisations & other.organisations:
            reasons.append(Reason("organisation", 0.5, {"organisations": sorted(shared)}))
        if one.logs and other.logs:
            logs = (one.logs[0].log, other.logs[0].log)
            reasons.append(Reason("learning", 0.5, {"words": ["digging", "tired"]}, logs))
        key = (one.initiative, other.initiative)
        if reasons and key not in away:
            found.append(Pair(*key, "shares_learning", True, 1.0, 0.5, tuple(reasons)))
    return found


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sensemaking.services.suggestions.work.Finder", PlainFinder)


@pytest.fixture
def both(city: Portfolio, warm_streets: Initiative, trees: Initiative) -> tuple[Initiative, Initiative]:
    """The two share an organisation and speak of the same things."""
    shared = make_organisation("Millbrook Residents", portfolio=city)
    for one in (warm_streets, trees):
        one.participations.create(organisation=shared, role="partner")
        one.description = "Eleven streets are opened for trenches next spring, and neighbours dig together."
        one.save()
    make_log(warm_streets, "Residents are tired of digging. The trench on Canal Street was opened twice.")
    make_log(trees, "Residents are tired of digging. Roots were cut by a trench nobody had told us of.")
    return warm_streets, trees


def look(city: Portfolio, *, is_whole: bool = True, by: User | None = None) -> SuggestionRun:
    run = search(portfolio=city, by=by, is_whole=is_whole)
    assert work(run.pk)
    run.refresh_from_db()
    return run


def test_a_search_finds_the_pair_and_says_what_speaks_for_it(
    city: Portfolio, both: tuple[Initiative, Initiative], alma: User
) -> None:
    run = look(city, by=alma)
    assert (run.status, run.is_whole, run.found, run.compared) == ("ready", True, 1, 2)
    (found,) = ConnectionSuggestion.objects.all()
    assert {found.first, found.second} == set(both)
    assert found.is_open and found.reasons
    assert all(reason["facts"] for reason in found.reasons)


def test_the_quote_stands_in_the_log_word_for_word(city: Portfolio, both: tuple[Initiative, Initiative]) -> None:
    look(city)
    for cited in SuggestionLog.objects.select_related("log"):
        assert cited.quote and cited.quote in cited.log.saw


def test_looking_again_refreshes_what_waits_and_keeps_its_number(
    city: Portfolio, both: tuple[Initiative, Initiative]
) -> None:
    look(city)
    found = ConnectionSuggestion.objects.get()
    both[0].participations.filter(role="partner").delete()
    look(city)
    again = ConnectionSuggestion.objects.get()
    assert again.pk == found.pk
    assert "organisation" not in [reason["kind"] for reason in again.reasons]


def test_what_was_dismissed_never_comes_back_and_is_not_touched(
    city: Portfolio, both: tuple[Initiative, Initiative], alma: User
) -> None:
    look(city)
    found = ConnectionSuggestion.objects.get()
    dismiss(suggestion=found, by=alma, why="unrelated")
    before = ConnectionSuggestion.objects.values().get()
    look(city)
    assert ConnectionSuggestion.objects.values().get() == before


def test_a_connected_pair_is_left_out_whatever_became_of_the_connection(
    city: Portfolio, both: tuple[Initiative, Initiative], alma: User
) -> None:
    made = connections.say(portfolio=city, source=both[0], target=both[1], kind="enables", by=alma)
    connections.refute(connection=made, by=alma, why="They never met.")
    assert look(city).found == 0


def test_a_decision_counts_for_what_the_two_were_merged_into(
    city: Portfolio, both: tuple[Initiative, Initiative], alma: User
) -> None:
    look(city)
    dismiss(suggestion=ConnectionSuggestion.objects.get(), by=alma, why="unrelated")
    heir = make_initiative(city, "Trees and streets")
    merging.merge(source=both[1], target=heir, by=alma)
    look(city)
    pairs = ConnectionSuggestion.objects.open().values_list("first", "second")
    assert tuple(sorted((both[0].pk, heir.pk))) not in list(pairs)


def test_what_left_the_portfolio_is_suggested_no_more(city: Portfolio, both: tuple[Initiative, Initiative]) -> None:
    look(city)
    both[0].placements.update(until_on=timezone.localdate())
    look(city, is_whole=False)
    assert not ConnectionSuggestion.objects.exists()


def test_by_night_only_what_changed_is_compared(
    city: Portfolio, both: tuple[Initiative, Initiative], monkeypatch: pytest.MonkeyPatch
) -> None:
    look(city)
    assert ProfileDigest.objects.count() == 2
    for number in range(12):
        make_initiative(city, f"Something else {number}")
    look(city)
    run = look(city, is_whole=False)
    assert (run.is_whole, run.found) == (False, 1)
    both[0].title = "Warm and green streets"
    both[0].save()
    run = look(city, is_whole=False)
    assert not run.is_whole
    assert ConnectionSuggestion.objects.count() == 1


def test_every_change_that_the_engine_reads_makes_another_digest(
    city: Portfolio, warm_streets: Initiative, coop: Organisation
) -> None:
    def digest() -> str:
        (profile,) = profiles.profiles_of(city)
        return profiles.digest_of(profile)

    seen = [digest()]
    make_log(warm_streets, "Damp in the cellar.")
    seen.append(digest())
    LearningLog.objects.update(saw="Damp in the attic.")
    seen.append(digest())
    warm_streets.participations.all().delete()
    seen.append(digest())
    Initiative.objects.update(stage="embedded")
    seen.append(digest())
    assert len(set(seen)) == len(seen)
    assert digest() == seen[-1]


def test_profiles_are_read_in_as_many_queries_for_one_as_for_many(
    city: Portfolio, both: tuple[Initiative, Initiative], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(10):
        assert len(profiles.profiles_of(city)) == 2
    for number in range(5):
        make_log(make_initiative(city, f"Another {number}"), "We saw a lot.")
    with django_assert_num_queries(10):
        assert len(profiles.profiles_of(city)) == 7


def test_drafts_and_other_portfolios_stay_out_of_profiles(city: Portfolio, warm_streets: Initiative) -> None:
    make_log(warm_streets, "Not yet told.", status="draft")
    make_log(warm_streets, "Told elsewhere.", portfolio=make_portfolio("Elsewhere", slug="elsewhere"))
    (profile,) = profiles.profiles_of(city)
    assert profile.logs == ()


def test_asked_twice_it_is_one_search_and_a_whole_one_wins(city: Portfolio, alma: User) -> None:
    nightly = search(portfolio=city, is_whole=False)
    asked = search(portfolio=city, by=alma)
    assert nightly.pk == asked.pk
    assert SuggestionRun.objects.get().is_whole


def test_a_killed_worker_loses_nothing(
    city: Portfolio, both: tuple[Initiative, Initiative], monkeypatch: pytest.MonkeyPatch
) -> None:
    look(city)
    before = list(ConnectionSuggestion.objects.values())
    run = search(portfolio=city)

    def stopped(portfolio: Portfolio) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(keeping, "sweep", stopped)
        with pytest.raises(SystemExit):
            work(run.pk)
    assert list(ConnectionSuggestion.objects.values()) == before
    SuggestionRun.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - timezone.timedelta(minutes=5))
    assert list(SuggestionRun.objects.all().waiting_too_long()) == [run]
    assert work(run.pk)


def test_what_another_worker_took_over_writes_nothing(
    city: Portfolio, both: tuple[Initiative, Initiative], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = search(portfolio=city)
    read = profiles.profiles_of

    def taken_over(portfolio: Portfolio) -> object:
        SuggestionRun.objects.filter(pk=run.pk).update(claimed_by="0" * 32)
        return read(portfolio)

    monkeypatch.setattr(profiles, "profiles_of", taken_over)
    assert not work(run.pk)
    assert not ConnectionSuggestion.objects.exists()


def test_a_merge_that_comes_while_the_search_runs_leaves_no_dead_pair(
    city: Portfolio, both: tuple[Initiative, Initiative], alma: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    heir = make_initiative(city, "Trees and streets")
    run = search(portfolio=city)
    digest = profiles.digest_of
    merged = []

    def merge_first(profile: object) -> str:
        if not merged:
            merged.append(merging.merge(source=both[1], target=heir, by=alma))
        return digest(profile)  # type: ignore[arg-type]

    monkeypatch.setattr(profiles, "digest_of", merge_first)
    assert work(run.pk)
    assert not ConnectionSuggestion.objects.filter(second=both[1]).exists()


def test_a_log_that_goes_while_the_search_runs_is_not_cited(
    city: Portfolio, both: tuple[Initiative, Initiative], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = search(portfolio=city)
    digest = profiles.digest_of

    def withdraw(profile: object) -> str:
        for log in LearningLog.objects.all():
            learning.withdraw(log=log, by=None)
        return digest(profile)  # type: ignore[arg-type]

    monkeypatch.setattr(profiles, "digest_of", withdraw)
    assert work(run.pk)
    assert not SuggestionLog.objects.exists()


def test_a_log_that_is_worded_anew_while_the_search_runs_speaks_for_nothing(
    city: Portfolio, both: tuple[Initiative, Initiative], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = search(portfolio=city)
    digest = profiles.digest_of

    def reword(profile: object) -> str:
        LearningLog.objects.update(saw="We would rather not say.")
        return digest(profile)  # type: ignore[arg-type]

    monkeypatch.setattr(profiles, "digest_of", reword)
    assert work(run.pk)
    (found,) = ConnectionSuggestion.objects.all()
    assert [reason["kind"] for reason in found.reasons] == ["organisation"]
    assert not found.citations.exists()


def test_a_failure_is_told_and_what_waited_stands(
    city: Portfolio, both: tuple[Initiative, Initiative], monkeypatch: pytest.MonkeyPatch
) -> None:
    look(city)
    run = search(portfolio=city)

    def broken(*args: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(keeping, "keep", broken)
    assert not work(run.pk)
    run.refresh_from_db()
    assert (run.status, bool(run.problem)) == ("failed", True)
    assert ConnectionSuggestion.objects.count() == 1


def test_by_night_every_portfolio_with_initiatives_is_searched(city: Portfolio, warm_streets: Initiative) -> None:
    make_portfolio("Empty", slug="empty")
    searching.search_nightly()
    assert [run.portfolio for run in SuggestionRun.objects.all()] == [city]
    assert not Connection.objects.exists()


def test_after_an_import_what_came_in_is_compared(city: Portfolio, warm_streets: Initiative) -> None:
    import_written.send(sender=ImportRun, portfolio=city)
    run = SuggestionRun.objects.get()
    assert (run.portfolio, run.is_whole, run.status) == (city, False, "asked")
