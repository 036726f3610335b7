"""The page of the intent and the head of the overview: what holds, what changed, who may do what about it."""

from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stakeholders.models import IntentVersion, Portfolio, User
from stakeholders.services import comments
from tests.factories import make_endorsement, make_intent, make_organisation

SignIn = Callable[[User | None], Client]
Status = IntentVersion.Status


@pytest.fixture
def versions(open_city: Portfolio) -> list[IntentVersion]:
    """Three versions: revised, shared, in dialogue."""
    return [
        make_intent(open_city, "Every home is fair.", status=Status.REVISED, shared_on=date(2025, 2, 17)),
        make_intent(
            open_city, "Every home is warm.", why_changed="“Fair” was not heard alike.", left_open="The route."
        ),
        make_intent(open_city, "Every home is warm and heard.", status=Status.IN_DIALOGUE),
    ]


def page(client: Client, city: Portfolio, **query: str) -> str:
    answer = client.get(reverse("intent", args=[city.slug]), query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_before_the_first_version_the_page_says_who_begins(
    sign_in: SignIn, city: Portfolio, alma: User, bo: User
) -> None:
    draft = reverse("stakeholders:intent-draft", args=[city.slug])
    assert draft in page(sign_in(alma), city)
    told = page(sign_in(bo), city)
    assert draft not in told
    assert "A steward writes the first draft" in told


def test_the_shared_version_is_what_everybody_reads(
    sign_in: SignIn, open_city: Portfolio, alma: User, versions: list[IntentVersion]
) -> None:
    told = page(sign_in(None), open_city)
    assert "Every home is warm." in told
    assert "The route." in told
    assert "“Fair” was not heard alike." in told
    assert "warm and heard" not in told
    assert reverse("stakeholders:intent-suggest", args=[open_city.slug, 2]) not in told


def test_changes_are_read_without_colour_too(
    sign_in: SignIn, open_city: Portfolio, versions: list[IntentVersion]
) -> None:
    told = page(sign_in(None), open_city, show="changes")
    assert '<del><span class="ph-hidden-visually">(removed: </span>fair' in told
    assert '<ins><span class="ph-hidden-visually">(added: </span>warm' in told
    assert 'aria-current="true">Changes since version 1' in told
    assert "<del>" not in page(sign_in(None), open_city, show="clean", since="17")


def test_the_way_of_reading_is_swapped_in_place(
    sign_in: SignIn, open_city: Portfolio, versions: list[IntentVersion]
) -> None:
    address = reverse("intent", args=[open_city.slug])
    headers = {"HX-Request": "true", "HX-Target": "ph-intent-text"}
    answer = sign_in(None).get(address, {"show": "changes"}, headers=headers)
    assert answer.content.decode().startswith('<div class="ph-intent-reading" id="ph-intent-text">')
    gap = sign_in(None).get(address, headers={"HX-Request": "true", "HX-Target": "implementation-gap"})
    assert 'id="implementation-gap"' in gap.content.decode()
    assert "<html" not in gap.content.decode()


def test_members_are_asked_into_the_dialogue(
    sign_in: SignIn, open_city: Portfolio, odile: User, versions: list[IntentVersion]
) -> None:
    assert versions[2].get_absolute_url() in page(sign_in(odile), open_city)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 200),
        ({"from": "1", "to": "2"}, 200),
        ({"from": "9"}, 422),
        ({"from": "x", "to": "2"}, 422),
        ({"to": "3"}, 422),
    ],
)
def test_any_two_versions_can_be_compared(
    sign_in: SignIn, open_city: Portfolio, versions: list[IntentVersion], query: dict[str, str], status: int
) -> None:
    answer = sign_in(None).get(reverse("stakeholders:intent-compare", args=[open_city.slug]), query)
    assert answer.status_code == status
    if status == 200:
        assert [part.name for part in answer.context["parts"]] == ["statement", "left_open"]


def test_comparing_backwards_shows_it_backwards(
    sign_in: SignIn, open_city: Portfolio, versions: list[IntentVersion]
) -> None:
    address = reverse("stakeholders:intent-compare", args=[open_city.slug])
    (statement, _left_open) = sign_in(None).get(address, {"from": "2", "to": "1"}).context["parts"]
    assert [(span.kind, span.words) for span in statement.spans[1:3]] == [("removed", "warm"), ("added", "fair")]


def test_a_steward_takes_a_version_through_its_life(sign_in: SignIn, city: Portfolio, alma: User) -> None:
    client = sign_in(alma)
    begun = client.post(reverse("stakeholders:intent-draft", args=[city.slug]), {"statement": "Every home warm."})
    assert begun.status_code == 302
    again = client.get(reverse("stakeholders:intent-draft", args=[city.slug]))
    assert again.url == begun.url
    for step, status in (("share", Status.DRAFT), ("open", Status.IN_DIALOGUE), ("share", Status.SHARED)):
        address = reverse("stakeholders:intent-step", args=[city.slug, 1, step])
        assert client.get(address).status_code == 200
        assert client.post(address).status_code == (422 if status == Status.DRAFT else 302)
        assert IntentVersion.objects.get().status == status
    retire = reverse("stakeholders:intent-step", args=[city.slug, 1, "retire"])
    assert client.post(retire).status_code == 422
    assert client.post(retire, {"why": "The programme ended."}).status_code == 302
    assert "The programme ended." in page(client, city)
    assert client.get(reverse("stakeholders:intent-step", args=[city.slug, 1, "explode"])).status_code == 404


def test_a_draft_is_thrown_away_after_asking(sign_in: SignIn, city: Portfolio, alma: User) -> None:
    make_intent(city, status=Status.DRAFT)
    address = reverse("stakeholders:intent-step", args=[city.slug, 1, "discard"])
    assert "can't be undone" in unescape(sign_in(alma).get(address).content.decode())
    assert IntentVersion.objects.exists()
    assert sign_in(alma).post(address, {"why": "Too early."}).url == reverse("intent", args=[city.slug])
    assert not IntentVersion.objects.exists()


def test_a_statement_is_short_and_there(sign_in: SignIn, city: Portfolio, alma: User) -> None:
    address = reverse("stakeholders:intent-draft", args=[city.slug])
    for statement in ("", "   ", "x" * 2001):
        assert sign_in(alma).post(address, {"statement": statement}).status_code == 422
    assert not IntentVersion.objects.exists()


def test_what_others_may_not_see_is_not_there(sign_in: SignIn, open_city: Portfolio, bo: User, dag: User) -> None:
    draft = make_intent(open_city, status=Status.DRAFT)
    assert sign_in(bo).get(draft.get_absolute_url()).status_code == 404
    IntentVersion.objects.update(status=Status.IN_DIALOGUE)
    assert sign_in(bo).get(draft.get_absolute_url()).status_code == 200
    assert sign_in(dag).get(draft.get_absolute_url()).status_code == 404


def test_the_overview_says_the_intent(
    sign_in: SignIn, open_city: Portfolio, alma: User, versions: list[IntentVersion]
) -> None:
    address = reverse("overview", args=[open_city.slug])
    told = unescape(sign_in(alma).get(address).content.decode())
    assert "Every home is warm." in told
    assert "Version 2, agreed 12 March 2026" in told
    assert "?show=changes" in told
    assert reverse("stakeholders:endorsement-ask", args=[open_city.slug]) in told
    assert (
        reverse("stakeholders:endorsement-ask", args=[open_city.slug])
        not in sign_in(None).get(address).content.decode()
    )


def test_the_settings_leave_the_sentence_to_the_intent(sign_in: SignIn, city: Portfolio, alma: User) -> None:
    address = reverse("stakeholders:settings", args=[city.slug])
    assert "purpose" in sign_in(alma).get(address).context["form"].fields
    make_intent(city)
    assert "purpose" not in sign_in(alma).get(address).context["form"].fields


def test_the_page_asks_the_same_number_of_questions_however_much_was_said(
    sign_in: SignIn, open_city: Portfolio, bo: User, versions: list[IntentVersion]
) -> None:
    client = sign_in(bo)

    def asked() -> list[int]:
        counts = []
        for address in (reverse("intent", args=[open_city.slug]), versions[1].get_absolute_url()):
            with CaptureQueriesContext(connection) as questions:
                assert client.get(address).status_code == 200
            counts.append(len(questions))
        return counts

    def say(wording: str) -> None:
        said = comments.add(about=versions[1], portfolio=open_city, by=bo, body="Hm.", passage="warm")
        comments.answer(comment=said, by=bo, body="Still hm.")
        versions[1].suggestions.create(wording=wording, by=bo)
        versions[1].credits.create(version=versions[0], wording="x", by=bo, status="accepted")
        make_endorsement(versions[1], make_organisation(portfolio=open_city))

    asked()
    say("Heard.")
    few = asked()
    for number in range(4):
        say(f"More {number}.")
    assert asked() == few


def test_the_versions_can_be_downloaded(sign_in: SignIn, open_city: Portfolio, versions: list[IntentVersion]) -> None:
    address = reverse("download-source", args=[open_city.slug, "intent-versions", "csv"])
    lines = b"".join(sign_in(None).get(address).streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 3
    assert "Every home is fair." in lines[1]
