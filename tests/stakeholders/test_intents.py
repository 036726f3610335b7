"""The life of the intent: one text in the making, one that holds, and every step written down."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from stakeholders.access import access_for
from stakeholders.intent_overviews import versions
from stakeholders.models import Change, Comment, IntentVersion, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import comments, intents
from stakeholders.signals import intent_shared
from tests.factories import make_endorsement, make_intent, make_organisation
from tests.stakeholders.test_races import at_once

Status = IntentVersion.Status
WORDS = {"statement": "Every home warm.", "horizon": "2035"}


@pytest.fixture
def draft(city: Portfolio, alma: User) -> IntentVersion:
    return intents.start_draft(portfolio=city, values=WORDS, by=alma)


def states(city: Portfolio) -> list[tuple[int, str]]:
    return list(IntentVersion.objects.filter(portfolio=city).order_by("number").values_list("number", "status"))


def test_from_draft_to_shared_to_revised(city: Portfolio, alma: User, draft: IntentVersion) -> None:
    intents.share(version=intents.open_dialogue(version=draft, by=alma), by=alma)
    assert states(city) == [(1, Status.SHARED)]
    second = intents.start_draft(portfolio=city, values={**WORDS, "why_changed": "Said more plainly."}, by=alma)
    intents.open_dialogue(version=second, by=alma)
    intents.share(version=second, by=alma)
    assert states(city) == [(1, Status.REVISED), (2, Status.SHARED)]
    draft.refresh_from_db()
    assert draft.ended_on == timezone.localdate()
    steps = Change.objects.of(draft).order_by("pk").values_list("fields__status__1", flat=True)
    assert list(steps) == [None, Status.IN_DIALOGUE, Status.SHARED, Status.REVISED]


def test_the_portfolio_says_what_its_intent_says(city: Portfolio, alma: User, draft: IntentVersion) -> None:
    shared = intents.share(version=intents.open_dialogue(version=draft, by=alma), by=alma)
    city.refresh_from_db()
    assert city.purpose == "Every home warm."
    intents.retire(version=shared, by=alma, why="The council dissolved the programme.")
    city.refresh_from_db()
    assert city.purpose == ""
    shared.refresh_from_db()
    assert (shared.status, shared.ended_why) == (Status.RETIRED, "The council dissolved the programme.")


def test_sharing_tells_who_listens_after_the_commit(
    city: Portfolio, alma: User, django_capture_on_commit_callbacks: Any
) -> None:
    earlier = make_intent(city)
    version = make_intent(city, "Every home warm.", status=Status.IN_DIALOGUE, why_changed="Plainer.")
    heard: list[dict[str, Any]] = []

    def listen(**told: Any) -> None:
        heard.append(told)

    intent_shared.connect(listen)
    try:
        with django_capture_on_commit_callbacks() as callbacks:
            intents.share(version=version, by=alma)
        assert not heard
        for callback in callbacks:
            callback()
    finally:
        intent_shared.disconnect(listen)
    assert [(told["version"], told["earlier"], told["by"]) for told in heard] == [(version, earlier, alma)]


def test_only_one_text_is_in_the_making(city: Portfolio, alma: User, draft: IntentVersion) -> None:
    with pytest.raises(Refused, match="Version 1 is being written already"):
        intents.start_draft(portfolio=city, values=WORDS, by=alma)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_intent(city, status=Status.DRAFT)


def test_only_one_version_is_shared(city: Portfolio) -> None:
    make_intent(city)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_intent(city)


def test_a_draft_is_not_shared_before_anybody_read_it(alma: User, draft: IntentVersion) -> None:
    with pytest.raises(Refused, match="in dialogue"):
        intents.share(version=draft, by=alma)


def test_the_next_version_says_why_it_changed(city: Portfolio, alma: User) -> None:
    make_intent(city)
    version = make_intent(city, status=Status.IN_DIALOGUE)
    with pytest.raises(Refused, match="why it changed"):
        intents.share(version=version, by=alma)


def test_back_to_a_draft_until_somebody_endorsed_it(city: Portfolio, alma: User, draft: IntentVersion) -> None:
    intents.open_dialogue(version=draft, by=alma)
    intents.back_to_draft(version=draft, by=alma, why="Too early.")
    draft.refresh_from_db()
    assert (draft.status, draft.opened_on) == (Status.DRAFT, None)
    intents.open_dialogue(version=draft, by=alma)
    make_endorsement(draft, make_organisation(portfolio=city))
    with pytest.raises(Refused, match="already endorsed"):
        intents.back_to_draft(version=draft, by=alma)


def test_a_draft_that_is_thrown_away_leaves_its_words_in_the_history(
    city: Portfolio, alma: User, draft: IntentVersion
) -> None:
    comments.add(about=draft, portfolio=city, by=alma, body="Too long.")
    pk = draft.pk
    intents.discard(version=draft, by=alma, why="We begin anew.")
    assert not states(city)
    assert not Comment.objects.exists()
    gone = Change.objects.get(object_id=pk, kind=Change.Kind.DELETED)
    assert (gone.fields["statement"], gone.why) == (["Every home warm.", None], "We begin anew.")
    assert intents.start_draft(portfolio=city, values=WORDS, by=alma).number == 1


def test_what_everybody_reads_is_not_thrown_away(city: Portfolio, alma: User) -> None:
    for status in (Status.IN_DIALOGUE, Status.SHARED, Status.REVISED):
        with pytest.raises(Refused, match="Only a draft"):
            intents.discard(version=make_intent(city, status=status), by=alma)


def test_a_version_thrown_away_meanwhile_is_not_there(alma: User, draft: IntentVersion) -> None:
    intents.discard(version=IntentVersion.objects.get(pk=draft.pk), by=alma)
    with pytest.raises(IntentVersion.DoesNotExist):
        intents.open_dialogue(version=draft, by=alma)


def test_only_what_is_shared_can_be_retired(alma: User, draft: IntentVersion) -> None:
    with pytest.raises(Refused, match="Only the shared version"):
        intents.retire(version=draft, by=alma, why="No.")


def test_every_step_is_an_edit_to_whoever_has_the_text_open(alma: User, draft: IntentVersion) -> None:
    assert intents.open_dialogue(version=draft, by=alma).edit == draft.edit + 1


def test_who_opens_which_version(open_city: Portfolio, alma: User, bo: User, chi: User, dag: User) -> None:
    make_intent(open_city, status=Status.REVISED)
    make_intent(open_city)
    made = make_intent(open_city, status=Status.DRAFT)

    def numbers(user: User) -> list[int]:
        listed = [row.number for row in versions(access_for(user, open_city))]
        assert sorted(listed) == sorted(row.number for row in IntentVersion.objects.visible_to(user))
        return listed

    assert [numbers(user) for user in (alma, bo, chi, dag)] == [[3, 2, 1], [2, 1], [2, 1], [2, 1]]
    made.status = Status.IN_DIALOGUE
    made.save()
    assert [numbers(user) for user in (alma, bo, chi, dag)] == [[3, 2, 1], [3, 2, 1], [3, 2, 1], [2, 1]]


def test_a_version_counts_who_signed_it(city: Portfolio, alma: User) -> None:
    first, second = make_intent(city), make_intent(city, status=Status.IN_DIALOGUE, why_changed="Plainer.")
    for status in ("confirmed", "lapsed", "withdrawn", "offered"):
        make_endorsement(first, make_organisation(portfolio=city), status=status)
    access = access_for(alma, city)
    assert [row.endorsed for row in versions(access)] == [0, 1]
    intents.share(version=second, by=alma)
    assert [row.endorsed for row in versions(access)] == [0, 2]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_stewards_who_share_at_once_share_one(city: Portfolio, alma: User) -> None:
    make_intent(city)
    version = make_intent(city, status=Status.IN_DIALOGUE, why_changed="Plainer.")

    def share() -> None:
        intents.share(version=IntentVersion.objects.get(pk=version.pk), by=alma)

    assert at_once(share, share) == ["done", "refused"]
    assert states(city) == [(1, Status.REVISED), (2, Status.SHARED)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_stewards_who_begin_at_once_begin_one(city: Portfolio, alma: User) -> None:
    def begin() -> None:
        intents.start_draft(portfolio=city, values=WORDS, by=alma)

    assert at_once(begin, begin) == ["done", "refused"]
    assert states(city) == [(1, Status.DRAFT)]
