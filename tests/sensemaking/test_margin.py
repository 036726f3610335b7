"""One's own words in the margin of a report: changed, taken away, and left to whoever wrote them."""

from collections.abc import Callable

import pytest
from django.test import Client

from sensemaking.models import SenseMakingReport
from sensemaking.services import reports, reviewing
from stakeholders.models import Comment, Membership, Portfolio, Role, User
from tests.factories import make_report

SignIn = Callable[[User | None], Client]
FACTS = {
    **dict.fromkeys(("logs", "logs_before", "initiatives", "themes", "expected"), 0),
    "title": "What we learned", "standfirst": "Ten logs.", "silent": [], "heard": [], "left_out": {},
}  # fmt: skip


@pytest.fixture
def draft(city: Portfolio) -> SenseMakingReport:
    return make_report(city, status="ready", facts=FACTS)


@pytest.fixture
def second(city: Portfolio, bo: User) -> User:
    """Another steward."""
    Membership.objects.filter(portfolio=city, user=bo).update(role=Role.STEWARD)
    return bo


@pytest.fixture
def said(draft: SenseMakingReport, alma: User) -> Comment:
    return reviewing.remark(report=draft, by=alma, body="Too bold?", section="themes").comment


def url_of(draft: SenseMakingReport, said: Comment, act: str) -> str:
    return f"{draft.get_absolute_url()}comments/{said.pk}/{act}/"


def test_authors_change_their_words_and_readers_see_that(
    sign_in: SignIn, alma: User, draft: SenseMakingReport, said: Comment
) -> None:
    client = sign_in(alma)
    assert "Too bold?" in client.get(url_of(draft, said, "edit")).content.decode()
    assert client.post(url_of(draft, said, "edit"), {"body": ""}).status_code == 422
    answer = client.post(url_of(draft, said, "edit"), {"body": "Bold enough."}, follow=True)
    page = answer.content.decode()
    assert "Bold enough." in page and "Too bold?" not in page
    assert "changed" in page


def test_authors_take_their_words_away(sign_in: SignIn, alma: User, draft: SenseMakingReport, said: Comment) -> None:
    client = sign_in(alma)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert 'data-confirm="Delete your comment?"' in page
    answer = client.post(url_of(draft, said, "delete"), follow=True)
    assert "Your comment is gone." in answer.content.decode()
    assert not Comment.objects.exists()
    assert not draft.remarks.exists()


def test_what_others_answered_stays_and_an_answer_can_go(
    sign_in: SignIn, alma: User, second: User, draft: SenseMakingReport, said: Comment
) -> None:
    answer = reviewing.answer(report=draft, comment=said, by=second, body="Not at all.")
    page = sign_in(alma).post(url_of(draft, said, "delete"), follow=True).content.decode()
    assert "Others have answered this" in page
    client = sign_in(second)
    client.post(url_of(draft, answer, "edit"), {"body": "Just right."})
    answer.refresh_from_db()
    assert answer.body == "Just right."
    client.post(url_of(draft, answer, "delete"))
    assert list(Comment.objects.all()) == [said]


def test_somebody_else_s_words_are_theirs(
    sign_in: SignIn, second: User, odile: User, draft: SenseMakingReport, said: Comment
) -> None:
    client = sign_in(second)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert url_of(draft, said, "edit") not in page
    for client in (sign_in(second), sign_in(odile)):
        assert client.get(url_of(draft, said, "edit")).status_code == 403
        assert client.post(url_of(draft, said, "edit"), {"body": "Mine"}).status_code == 403
        assert client.post(url_of(draft, said, "delete")).status_code == 403
    said.refresh_from_db()
    assert said.body == "Too bold?"


def test_once_published_nobody_writes_in_the_margin(
    sign_in: SignIn, alma: User, draft: SenseMakingReport, said: Comment
) -> None:
    reports.publish(report=draft, by=alma)
    client = sign_in(alma)
    assert client.post(url_of(draft, said, "edit"), {"body": "Late"}).status_code == 404
    assert client.post(url_of(draft, said, "delete")).status_code == 404
    said.refresh_from_db()
    assert said.body == "Too bold?"


def test_a_comment_about_something_else_is_not_found_here(
    sign_in: SignIn, alma: User, city: Portfolio, draft: SenseMakingReport
) -> None:
    elsewhere = Comment.objects.create(about=city, portfolio=city, by=alma, body="About the city")
    client = sign_in(alma)
    assert client.get(url_of(draft, elsewhere, "edit")).status_code == 404
    assert client.post(url_of(draft, elsewhere, "delete")).status_code == 404
    assert Comment.objects.filter(pk=elsewhere.pk).exists()
