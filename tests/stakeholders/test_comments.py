"""Talking about the text: passages, answers, what is settled, and whose words are whose."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from stakeholders.access import access_for
from stakeholders.intent_overviews import Talk, talk
from stakeholders.models import Comment, IntentVersion, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import comments
from tests.factories import make_intent, make_user

SignIn = Callable[[User | None], Client]
STATEMENT = "Every home warm, and nobody left out."


@pytest.fixture
def version(city: Portfolio) -> IntentVersion:
    return make_intent(city, STATEMENT, status="in_dialogue")


@pytest.fixture
def said(city: Portfolio, bo: User, version: IntentVersion) -> Comment:
    return comments.add(about=version, portfolio=city, by=bo, body="Who is nobody?", passage="nobody", start=21)


def dialogue(user: User, version: IntentVersion) -> Talk:
    heard = talk(access_for(user, version.portfolio), version)
    assert heard
    return heard


@pytest.mark.parametrize("role", ["steward", "contributor", "funder", "observer"])
def test_everybody_with_a_role_has_a_say(sign_in: SignIn, city: Portfolio, version: IntentVersion, role: str) -> None:
    person = make_user(portfolio=city, role=role)
    address = reverse("stakeholders:intent-comment", args=[city.slug, version.number])
    answer = sign_in(person).post(address, {"body": "Who pays?", "passage": "Every  home\r\nwarm", "start": "3"})
    assert answer.status_code == 302
    comment = Comment.objects.get()
    assert (comment.by, comment.passage, comment.start) == (person, "Every home warm", 0)
    assert answer.url.endswith(f"#comment-{comment.pk}")


def test_words_that_are_not_there_cannot_be_meant(
    sign_in: SignIn, city: Portfolio, bo: User, version: IntentVersion
) -> None:
    address = reverse("stakeholders:intent-comment", args=[city.slug, version.number])
    answer = sign_in(bo).post(address, {"body": "Hm.", "passage": "Every palace"})
    assert answer.status_code == 422
    assert "These words don’t stand in the text" in answer.content.decode()
    assert sign_in(bo).post(address, {"passage": "warm"}).status_code == 422
    assert sign_in(bo).post(address, {"body": "Hm.", "start": "-4"}).status_code == 422
    assert not Comment.objects.exists()


def test_selected_words_come_along(sign_in: SignIn, city: Portfolio, bo: User, version: IntentVersion) -> None:
    address = reverse("stakeholders:intent-comment", args=[city.slug, version.number])
    page = sign_in(bo).get(address, {"passage": "nobody", "start": "21"}).content.decode()
    assert ">\nnobody</textarea>" in page
    assert 'value="21"' in page


def test_a_draft_is_not_talked_about(sign_in: SignIn, city: Portfolio, alma: User, bo: User) -> None:
    draft = make_intent(city, status="draft")
    address = reverse("stakeholders:intent-comment", args=[city.slug, draft.number])
    assert sign_in(alma).post(address, {"body": "Hm."}).status_code == 403
    assert sign_in(bo).post(address, {"body": "Hm."}).status_code == 404


def test_an_answer_opens_a_settled_thread_again(alma: User, bo: User, version: IntentVersion, said: Comment) -> None:
    comments.resolve(comment=said, by=bo)
    assert not dialogue(bo, version).open_threads
    comments.answer(comment=said, by=alma, body="Those who rent.")
    (thread,) = dialogue(bo, version).open_threads
    assert [answer.comment.body for answer in thread.answers] == ["Those who rent."]


def test_an_answer_to_an_answer_stands_in_the_same_thread(alma: User, bo: User, said: Comment) -> None:
    first = comments.answer(comment=said, by=alma, body="Those who rent.")
    assert comments.answer(comment=first, by=bo, body="And those who don’t?").parent == said


def test_a_comment_says_when_the_text_has_moved_on(bo: User, version: IntentVersion, said: Comment) -> None:
    assert not dialogue(bo, version).threads[0].has_moved
    version.statement = "Every home warm, everybody in."
    version.save()
    (thread,) = dialogue(bo, version).threads
    assert thread.has_moved
    assert thread.comment.passage == "nobody"


def test_people_change_only_their_own_words(
    sign_in: SignIn, city: Portfolio, alma: User, bo: User, said: Comment
) -> None:
    address = reverse("stakeholders:comment-edit", args=[city.slug, said.pk])
    assert sign_in(alma).post(address, {"body": "Mine now."}).status_code == 403
    assert sign_in(bo).post(address, {"body": "  "}).status_code == 422
    assert sign_in(bo).post(address, {"body": "Who is meant?"}).status_code == 302
    said.refresh_from_db()
    assert said.body == "Who is meant?"
    assert said.edited_at


def test_deleting_asks_first_and_takes_only_ones_own(
    sign_in: SignIn, city: Portfolio, alma: User, bo: User, said: Comment
) -> None:
    address = reverse("stakeholders:comment-delete", args=[city.slug, said.pk])
    assert "Delete your comment?" in sign_in(bo).get(address).content.decode()
    assert Comment.objects.exists()
    assert sign_in(alma).post(address).status_code == 403
    sign_in(bo).post(address)
    assert not Comment.objects.exists()


def test_answered_words_stay(alma: User, bo: User, said: Comment) -> None:
    comments.answer(comment=said, by=bo, body="I mean it.")
    answer = comments.answer(comment=said, by=alma, body="Those who rent.")
    with pytest.raises(Refused, match="Others have answered"):
        comments.delete(comment=said, by=bo)
    comments.delete(comment=answer, by=alma)
    comments.delete(comment=said, by=bo)
    assert not Comment.objects.exists()


def test_the_beginner_or_a_steward_settles(
    sign_in: SignIn, city: Portfolio, alma: User, bo: User, chi: User, said: Comment
) -> None:
    address = reverse("stakeholders:comment-resolve", args=[city.slug, said.pk])
    assert sign_in(chi).post(address).status_code == 403
    assert sign_in(bo).post(address).status_code == 302
    said.refresh_from_db()
    assert said.resolved_by == bo
    sign_in(alma).post(address, {"open": "yes"})
    said.refresh_from_db()
    assert said.resolved_at is None


def test_strangers_do_not_read_along(sign_in: SignIn, open_city: Portfolio, bo: User, dag: User) -> None:
    shared = make_intent(open_city, STATEMENT)
    comments.add(about=shared, portfolio=open_city, by=bo, body="Between us.")
    for stranger in (dag, None):
        page = sign_in(stranger).get(shared.get_absolute_url())
        assert page.status_code == 200
        assert "Between us." not in page.content.decode()
    assert "Between us." in sign_in(bo).get(shared.get_absolute_url()).content.decode()


def test_a_comment_of_another_portfolio_is_not_there(sign_in: SignIn, dag: User, said: Comment) -> None:
    assert sign_in(dag).get(reverse("stakeholders:comment-answer", args=["elsewhere", said.pk])).status_code == 404
