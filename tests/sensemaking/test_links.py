"""Scoped links: a steward sends them, their holders post and do nothing else, and they end."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from initiatives.models import Initiative, PostingLink, Update
from initiatives.services import links
from initiatives.tasks import send_posting_link
from sensemaking.models import LearningLog
from sensemaking.services import posting, tallies
from stakeholders.models import Portfolio, User
from stakeholders.policies import Refused
from tests.factories import make_initiative, make_portfolio, make_system

SignIn = Callable[[User | None], Client]


@pytest.fixture
def link(city: Portfolio, warm_streets: Initiative, alma: User) -> PostingLink:
    """Noor's link to Warm Streets."""
    return PostingLink.objects.create(
        portfolio=city, initiative=warm_streets, email="noor@riverton.example", name="Noor", created_by=alma
    )


def said(**more: Any) -> dict[str, Any]:
    """What the form of a link sends."""
    return {"mode": "learning", "tried": "Knocked.", "saw": "Nobody was in.", "client_key": str(uuid.uuid4()), **more}


def through(link: PostingLink, **more: Any) -> dict[str, Any]:
    return said(initiative=link.initiative_id, **more)


def manage(initiative: Initiative) -> str:
    return f"/riverton/initiatives/{initiative.pk}/links/"


def test_alma_sends_a_link_and_it_is_mailed(
    sign_in: SignIn, alma: User, warm_streets: Initiative, django_capture_on_commit_callbacks: Any, monkeypatch: Any
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(send_posting_link, "delay", asked.append)

    with django_capture_on_commit_callbacks(execute=True):
        sign_in(alma).post(manage(warm_streets), {"email": "Noor@riverton.example", "name": "Noor"})

    link = PostingLink.objects.get()
    assert asked == [link.pk]
    assert (link.email, link.created_by) == ("noor@riverton.example", alma)
    assert timedelta(days=29) < link.expires_at - timezone.now() <= timedelta(days=30)


def test_the_letter_leaves_once_and_holds_the_link(link: PostingLink) -> None:
    send_posting_link(link.pk)
    send_posting_link(link.pk)

    letter = mail.outbox[0]
    assert len(mail.outbox) == 1
    assert letter.to == ["noor@riverton.example"]
    assert f"http://localhost:8000/link/{link.token}/" in letter.body
    assert "Alma Steward" in letter.body
    link.refresh_from_db()
    assert link.mailed_at is not None


def test_a_letter_that_fails_can_be_sent_again(link: PostingLink, monkeypatch: Any) -> None:
    def broken(_message: object) -> None:
        raise OSError("No route to the mail server")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", broken)

    with pytest.raises(OSError, match="No route"):
        links.send(link_id=link.pk)

    link.refresh_from_db()
    assert link.mailed_at is None


@pytest.mark.parametrize(("data", "words"), [({"email": "nobody"}, "valid email"), ({}, "required")])
def test_a_wrong_address_is_named(
    sign_in: SignIn, alma: User, warm_streets: Initiative, data: dict[str, str], words: str
) -> None:
    answer = sign_in(alma).post(manage(warm_streets), data)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_one_person_has_one_live_link(sign_in: SignIn, alma: User, link: PostingLink) -> None:
    answer = sign_in(alma).post(manage(link.initiative), {"email": "NOOR@riverton.example"})

    assert answer.status_code == 422
    assert "Send it again instead." in answer.content.decode()


def test_sending_again_renews_the_thirty_days_but_not_within_two_minutes(link: PostingLink) -> None:
    PostingLink.objects.update(expires_at=timezone.now() - timedelta(days=1))

    links.resend(link=link)
    link.refresh_from_db()

    assert link.is_live
    PostingLink.objects.update(mailed_at=timezone.now())
    with pytest.raises(Refused, match="a moment ago"):
        links.resend(link=link)


def test_revoking_closes_it_at_once(sign_in: SignIn, alma: User, link: PostingLink) -> None:
    almas = sign_in(alma)

    almas.post(f"{manage(link.initiative)}{link.pk}/revoke/")
    almas.post(f"{manage(link.initiative)}{link.pk}/resend/")

    assert Client().get(f"/link/{link.token}/").status_code == 410
    assert "Revoked" in almas.get(manage(link.initiative)).content.decode()
    assert not mail.outbox


def test_only_stewards_see_the_links(sign_in: SignIn, alma: User, bo: User, dag: User, link: PostingLink) -> None:
    assert link.token in sign_in(alma).get(manage(link.initiative)).content.decode()
    assert sign_in(bo).get(manage(link.initiative)).status_code == 403
    assert sign_in(dag).get(manage(link.initiative)).status_code == 404
    assert sign_in(bo).post(f"{manage(link.initiative)}{link.pk}/revoke/").status_code == 403


def test_a_steward_cannot_reach_the_links_of_another_portfolio(sign_in: SignIn, alma: User, dag: User) -> None:
    elsewhere = dag.memberships.get().portfolio
    foreign = make_initiative(elsewhere, "Far away")
    theirs = PostingLink.objects.create(portfolio=elsewhere, initiative=foreign, email="x@elsewhere.example")

    assert sign_in(alma).get(manage(foreign)).status_code == 404
    assert sign_in(alma).post(f"{manage(foreign)}{theirs.pk}/revoke/").status_code == 404


def test_noor_posts_without_an_account(link: PostingLink) -> None:
    client = Client(enforce_csrf_checks=True)

    page = client.get(f"/link/{link.token}/").content.decode()
    thanks = client.post(f"/link/{link.token}/", through(link, seconds="31"), follow=True).content.decode()

    assert "Warm Streets Millbrook" in page
    assert "Hello Noor." in page
    log = LearningLog.objects.get()
    assert (log.by, log.via_link, log.author_name, log.circle) == (None, link, "Noor", "portfolio")
    assert f"Log {log.pk:,} is in." in thanks
    assert "You took 31 seconds." in thanks
    link.refresh_from_db()
    assert link.last_used_at is not None
    assert tallies.verify() == []


def test_a_link_posts_to_its_own_initiative_only(city: Portfolio, link: PostingLink) -> None:
    other = make_initiative(city, "Cool Rooms")

    answer = Client().post(f"/link/{link.token}/", said(initiative=other.pk))

    assert answer.status_code == 422
    assert not LearningLog.objects.exists()


def test_a_link_shows_nothing_of_a_closed_portfolio(city: Portfolio, link: PostingLink) -> None:
    system = make_system(city, "Mobility")
    link.initiative.placements.get().touches.create(system=system)
    neighbour = make_initiative(city, "Night Bus Pact", system=system)

    page = Client().get(f"/link/{link.token}/").content.decode()
    Client().post(f"/link/{link.token}/", through(link, listeners=[neighbour.pk]))

    assert "Night Bus Pact" not in page
    assert not LearningLog.objects.filter(listeners=neighbour).exists()


def test_a_link_cannot_widen_who_sees_it(link: PostingLink) -> None:
    answer = Client().post(f"/link/{link.token}/", through(link, circle="public"))

    assert answer.status_code == 422


def test_a_link_opens_no_other_page(link: PostingLink) -> None:
    client = Client()
    client.get(f"/link/{link.token}/")

    for address in ("/riverton/", "/riverton/sense-making/post/", f"/riverton/initiatives/{link.initiative_id}/"):
        assert client.get(address).status_code == 302


def test_undo_is_for_the_links_own_posts_within_ten_minutes(sign_in: SignIn, bo: User, link: PostingLink) -> None:
    client, mine, bos = Client(), through(link), through(link)
    client.post(f"/link/{link.token}/", mine)
    sign_in(bo).post("/riverton/sense-making/post/", bos)
    posted = f"/link/{link.token}/posted"

    assert client.get(f"{posted}/{bos['client_key']}/").status_code == 404
    assert client.post(f"{posted}/{bos['client_key']}/undo/").status_code == 404
    LearningLog.objects.filter(via_link=link).update(created_at=timezone.now() - timedelta(minutes=11))
    assert client.get(f"{posted}/{mine['client_key']}/").status_code == 404
    assert client.post(f"{posted}/{mine['client_key']}/undo/").status_code == 404
    LearningLog.objects.filter(via_link=link).update(created_at=timezone.now())
    assert client.post(f"{posted}/{mine['client_key']}/undo/").status_code == 302
    assert LearningLog.objects.get().by == bo


def test_an_ended_or_unknown_link_says_how_to_get_another(link: PostingLink) -> None:
    PostingLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    for token in (link.token, "unknown"):
        answer = Client().get(f"/link/{token}/")
        posted = Client().post(f"/link/{token}/", through(link))
        page = answer.content.decode()
        assert (answer.status_code, posted.status_code) == (410, 410)
        assert "ask the person who sent it" in page
        assert "Warm Streets" not in page
    assert not LearningLog.objects.exists()


def test_a_link_ends_when_its_initiative_leaves_the_portfolio(link: PostingLink) -> None:
    link.initiative.placements.update(
        since_on=timezone.localdate() - timedelta(days=9), until_on=timezone.localdate() - timedelta(days=1)
    )

    assert Client().get(f"/link/{link.token}/").status_code == 410


def test_the_token_stays_between_its_holder_and_the_hub(link: PostingLink) -> None:
    data = through(link)
    Client().post(f"/link/{link.token}/", data)

    for path in ("", "token/", f"posted/{data['client_key']}/"):
        answer = Client().get(f"/link/{link.token}/{path}")
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in answer["Cache-Control"]


def test_a_link_used_like_a_machine_has_to_wait(link: PostingLink, monkeypatch: Any) -> None:
    monkeypatch.setattr(posting, "LINK_POSTS_PER_HOUR", 2)
    client, address = Client(), f"/link/{link.token}/"
    client.post(address, through(link))
    client.post(address, {"mode": "update", "initiative": link.initiative_id, "nothing_new": "on"})

    page = client.post(address, through(link))
    device = client.post(address, through(link), headers={"Accept": "application/json"})

    assert (page.status_code, device.status_code) == (429, 429)
    assert "Nobody was in." in page.content.decode()
    assert (LearningLog.objects.count(), Update.objects.count()) == (1, 1)


def test_open_portfolios_let_a_link_tell_public_neighbours(open_city: Portfolio, link: PostingLink) -> None:
    system = make_system(open_city, "Mobility")
    link.initiative.placements.get().touches.create(system=system)
    neighbour = make_initiative(open_city, "Night Bus Pact", system=system)
    hidden = make_initiative(open_city, "Hidden Works", system=system, circle="portfolio")

    page = Client().get(f"/link/{link.token}/").content.decode()
    Client().post(f"/link/{link.token}/", through(link, listeners=[neighbour.pk, hidden.pk]))

    assert "Night Bus Pact" in page
    assert "Hidden Works" not in page
    log = LearningLog.objects.filter(via_link=link).first()
    assert log is None or list(log.listeners.all()) == [neighbour]


def test_links_of_other_portfolios_are_not_listed(sign_in: SignIn, alma: User, link: PostingLink) -> None:
    other = make_portfolio("Region", slug="region")
    PostingLink.objects.create(portfolio=other, initiative=link.initiative, email="far@region.example")

    assert "far@region.example" not in sign_in(alma).get(manage(link.initiative)).content.decode()
