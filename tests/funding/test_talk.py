"""The conversation on the funding page: who asks, who answers, what waits, and for whom it is not there."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from funding.attention_talk import unanswered
from funding.overviews.talk import talk_of
from stakeholders.access import Access, access_for
from stakeholders.attention import Look
from stakeholders.models import Comment, Portfolio, User
from stakeholders.services import comments
from tests.factories import make_portfolio

SignIn = Callable[[User | None], Client]


def of(user: User, city: Portfolio) -> Access:
    access = access_for(user, city)
    assert access is not None
    return access


def look(access: Access) -> Look:
    from django.utils import timezone

    return Look(access=access, number=0, today=timezone.localdate())


def test_a_funder_asks_and_a_steward_answers(sign_in: SignIn, alma: User, chi: User, city: Portfolio) -> None:
    asked = sign_in(chi).post(reverse("funding:talk-ask", args=["riverton"]), {"body": "When does the reserve grow?"})
    (thread,) = talk_of(of(alma, city)).threads
    said = thread.asked.comment
    assert asked["Location"].endswith(f"/talk/#comment-{said.pk}")
    assert thread.is_waiting
    assert [item.subject for item in unanswered(look(of(alma, city))).items] == [said.pk]
    assert not unanswered(look(of(chi, city))).items
    sign_in(alma).post(reverse("funding:talk-answer", args=["riverton", said.pk]), {"body": "In the spring."})
    (thread,) = talk_of(of(chi, city)).threads
    assert not thread.is_waiting
    assert [(one.comment.body, one.is_steward) for one in thread.answers] == [("In the spring.", True)]
    assert not unanswered(look(of(alma, city))).items


def test_an_answer_of_somebody_else_leaves_it_waiting(sign_in: SignIn, chi: User, bo: User, city: Portfolio) -> None:
    sign_in(chi).post(reverse("funding:talk-ask", args=["riverton"]), {"body": "Why?"})
    said = Comment.objects.get()
    sign_in(bo).post(reverse("funding:talk-answer", args=["riverton", said.pk]), {"body": "I wonder too."})
    assert talk_of(of(chi, city)).threads[0].is_waiting
    refused = sign_in(chi).post(
        reverse("funding:talk-edit", args=["riverton", said.pk]), {"remove": "yes"}, follow=True
    )
    assert "would go too" in refused.content.decode()
    sign_in(chi).post(reverse("funding:talk-settle", args=["riverton", said.pk]))
    assert not talk_of(of(chi, city)).threads[0].is_waiting


def test_people_change_and_take_away_their_own_words_only(sign_in: SignIn, chi: User, bo: User) -> None:
    sign_in(chi).post(reverse("funding:talk-ask", args=["riverton"]), {"body": "Wy?"})
    said = Comment.objects.get()
    address = reverse("funding:talk-edit", args=["riverton", said.pk])
    assert sign_in(bo).post(address, {"body": "Mine"}).status_code == 403
    assert sign_in(bo).post(address, {"remove": "yes"}).status_code == 403
    sign_in(chi).post(address, {"body": "Why?"})
    said.refresh_from_db()
    assert (said.body, bool(said.edited_at)) == ("Why?", True)
    assert sign_in(chi).post(reverse("funding:talk-ask", args=["riverton"]), {"body": "  "}).status_code == 422
    sign_in(chi).post(address, {"remove": "yes"})
    assert not Comment.objects.exists()


def test_it_is_not_there_for_others(sign_in: SignIn, chi: User, dag: User, alma: User, open_city: Portfolio) -> None:
    sign_in(chi).post(reverse("funding:talk-ask", args=["riverton"]), {"body": "Between us"})
    said = Comment.objects.get()
    assert sign_in(dag).get(reverse("funding:talk", args=["riverton"])).status_code == 404
    other = make_portfolio("Other City")
    other.memberships.create(user=alma, role="steward")
    assert sign_in(alma).get(reverse("funding:talk-answer", args=[other.slug, said.pk])).status_code == 404


def test_what_waits_comes_first_then_where_somebody_spoke_last(
    sign_in: SignIn, alma: User, chi: User, city: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("funding.overviews.talk.SIZE", 1)
    waits, told, asked = (
        comments.add(about=city, portfolio=city, by=by, body=body)
        for by, body in ((chi, "Why?"), (alma, "The reserve is full again."), (chi, "When?"))
    )
    comments.answer(comment=asked, by=alma, body="In the spring.")
    comments.answer(comment=told, by=chi, body="Good to hear.")
    found, after = [], ""
    for number in range(3):
        talk = talk_of(of(chi, city), after)
        found += [thread.asked.comment for thread in talk.threads]
        after = talk.page.next_cursor
        assert bool(after) == (number < 2)
    assert found == [waits, told, asked]
    page = sign_in(chi).get(reverse("funding:talk", args=["riverton"])).content.decode()
    assert "?after=" in page
    assert "When?" not in page
