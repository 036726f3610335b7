"""Stories: who reads them, what a quote stands on, and what happens when words are taken back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative
from sensemaking.attention_stories import taken_back
from sensemaking.models import LearningLog, Story, StoryBlock
from sensemaking.services import learning, stories, story_blocks
from stakeholders.access import access_for
from stakeholders.attention import Look
from stakeholders.models import Change, Portfolio, User
from tests.factories import make_log
from tests.factories.stories import make_block, make_release, make_story

SignIn = Callable[[User | None], Client]
STORIES = "/riverton/sense-making/stories/"
DOOR = f"{STORIES}door/"
SAW = "Doors opened when Mrs Osei came along. We stopped leafleting."
TAKEN = "These words were taken back by their author."


@pytest.fixture
def open_log(warm_streets: Initiative, bo: User) -> LearningLog:
    """A log of Bo's that everybody may read."""
    return make_log(warm_streets, SAW, circle="public", by=bo, author_name="Bo Contributor")


@pytest.fixture
def kept_log(warm_streets: Initiative, bo: User) -> LearningLog:
    """A log of Bo's for the portfolio."""
    return make_log(warm_streets, "The caretaker drank.", by=bo, author_name="Bo Contributor")


@pytest.fixture
def told(open_city: Portfolio, open_log: LearningLog) -> Story:
    """A published story that quotes the open log."""
    story = make_story(open_city, status="published")
    make_block(story, "quote", log=open_log, body="Doors opened when Mrs Osei came along.")
    return story


def page(client: Client, address: str = DOOR) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_everybody_reads_a_published_story_and_only_stewards_a_draft(
    sign_in: SignIn, told: Story, alma: User, bo: User
) -> None:
    draft = make_story(told.portfolio, "Not yet", slug="draft")
    for user in (None, bo):
        client = sign_in(user)
        assert "Not yet" not in page(client, STORIES)
        assert client.get(f"{STORIES}{draft.slug}/").status_code == 404
        assert "Doors opened when Mrs Osei came along." in page(client)
    stewards = sign_in(alma)
    assert "Not yet" in page(stewards, STORIES)
    assert "Not yet" in page(stewards, f"{STORIES}draft/")


def test_a_quote_of_an_open_log_names_the_initiative_and_not_its_author(sign_in: SignIn, told: Story) -> None:
    text = page(sign_in(None))
    assert "Warm Streets" in text
    assert "Bo Contributor" not in text


def test_an_author_is_named_only_where_they_agreed(
    sign_in: SignIn, open_city: Portfolio, kept_log: LearningLog
) -> None:
    story = make_story(open_city, status="published")
    named = make_release(kept_log, "Somebody drank.", names_author=True)
    block = make_block(story, "quote", log=kept_log, release=named)
    text = page(sign_in(None))
    assert "Somebody drank." in text and "Bo Contributor" in text
    assert "The caretaker drank" not in text  # what the release leaves out stays with its circle
    block.release.names_author = False
    block.release.save()
    assert "Bo Contributor" not in page(sign_in(None))


def test_words_leave_a_story_at_once_when_the_log_is_made_narrower(
    sign_in: SignIn, told: Story, open_log: LearningLog, bo: User
) -> None:
    learning.edit(log=open_log, by=bo, values={"circle": "portfolio"})
    text = page(sign_in(None))
    assert TAKEN in text
    assert "Mrs Osei" not in text


def test_words_leave_a_story_when_their_log_is_deleted_and_are_nowhere_kept(
    sign_in: SignIn, told: Story, open_log: LearningLog, bo: User
) -> None:
    learning.withdraw(log=open_log, by=bo)
    text = page(sign_in(None))
    assert TAKEN in text and "Mrs Osei" not in text
    block = told.blocks.get()
    assert (block.body, block.log, block.release) == ("", None, None)
    assert "Mrs Osei" not in str(list(Change.objects.values_list("fields", flat=True)))


def test_words_leave_a_story_when_their_author_changes_them(
    sign_in: SignIn, told: Story, open_log: LearningLog, bo: User
) -> None:
    learning.edit(log=open_log, by=bo, values={"saw": "Doors opened when a neighbour came along."})
    assert TAKEN in page(sign_in(None))
    learning.edit(log=open_log, by=bo, values={"saw": "DOORS OPENED WHEN MRS OSEI CAME ALONG."})
    assert TAKEN in page(sign_in(None))  # a quote is exact, letter by letter


def test_words_leave_a_story_when_consent_is_withdrawn(
    sign_in: SignIn, open_city: Portfolio, kept_log: LearningLog
) -> None:
    story = make_story(open_city, status="published")
    release = make_release(kept_log, "Somebody drank.")
    make_block(story, "quote", log=kept_log, release=release)
    assert "Somebody drank." in page(sign_in(None))
    release.status = "withdrawn"
    release.save()
    text = page(sign_in(None))
    assert TAKEN in text and "Somebody drank." not in text
    release.delete()
    assert TAKEN in page(sign_in(None))


def test_the_garden_shows_stories_whose_words_were_taken_back(
    told: Story, open_log: LearningLog, alma: User, bo: User
) -> None:
    access = access_for(alma, told.portfolio)
    assert access
    look = Look(access=access, number=0, today=timezone.localdate())
    assert taken_back(look).total == 0
    learning.edit(log=open_log, by=bo, values={"circle": "team"})
    assert [item.title for item in taken_back(look).items] == [told.title]


def test_a_withdrawn_story_says_so_at_its_old_address(sign_in: SignIn, told: Story, alma: User) -> None:
    with pytest.raises(ValidationError):
        stories.withdraw(story=told, by=alma, why="  ")
    stories.withdraw(story=told, by=alma, why="A name slipped in.")
    answer = sign_in(None).get(DOOR)
    assert answer.status_code == 410
    assert "withdrawn" in answer.content.decode()
    assert "Mrs Osei" not in answer.content.decode() and "slipped" not in answer.content.decode()
    for more in ("story.md", "story.pdf", "photo/"):
        assert sign_in(None).get(f"{DOOR}{more}").status_code == 404
    assert "Mrs Osei" in page(sign_in(alma))


def test_a_story_of_a_closed_portfolio_is_for_its_members(
    sign_in: SignIn, city: Portfolio, bo: User, dag: User
) -> None:
    make_story(city, status="published")
    assert sign_in(None).get(DOOR).status_code == 302
    assert sign_in(dag).get(DOOR).status_code == 404
    assert sign_in(bo).get(DOOR).status_code == 200


def test_markdown_brings_no_scripts(sign_in: SignIn, open_city: Portfolio) -> None:
    story = make_story(
        open_city, "<script>alert(1)</script>", standfirst='"><img src=x onerror=alert(2)>', status="published"
    )
    make_block(story, body="<script>alert(3)</script> [x](javascript:alert(4)) ![y](https://evil.example/y.png)")
    make_block(story, heading="<b onclick=alert(5)>H</b>", body="# Title\n**bold**")
    text = page(sign_in(None))
    assert "<script>alert" not in text and "<img src=x" not in text
    assert 'href="javascript' not in text and '<img src="https://evil' not in text
    assert "<b onclick" not in text
    assert "<strong>bold</strong>" in text and "<h2>Title</h2>" in text


def test_words_in_other_scripts_are_quoted_exactly(sign_in: SignIn, open_city: Portfolio, alma: User) -> None:
    log = make_log(portfolio=open_city, saw="جاء الجيران معًا 🫖\r\nThen tea.", circle="public")
    story = make_story(open_city, status="published")
    story_blocks.quote(story=story, by=alma, log=log, words="جاء الجيران معًا 🫖 Then tea.")
    assert "جاء الجيران معًا 🫖" in page(sign_in(None))


def test_the_database_keeps_no_words_without_their_log(told: Story) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        StoryBlock.objects.create(story=told, kind="quote", body="Whose words?")


def test_one_address_for_one_story(told: Story) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_story(told.portfolio, "Another", slug="door")


def test_reading_costs_the_same_however_many_voices(
    sign_in: SignIn, told: Story, warm_streets: Initiative, django_assert_num_queries: Callable[..., object]
) -> None:
    client = sign_in(None)
    page(client)
    with django_assert_num_queries(4) as counted:  # type: ignore[attr-defined]
        page(client)
    for at in range(12):
        log = make_log(warm_streets, f"Voice {at} was heard.", circle="public")
        make_block(told, "quote", log=log, body=f"Voice {at} was heard.")
    with django_assert_num_queries(len(counted.captured_queries)):  # type: ignore[attr-defined]
        page(client)


def test_search_finds_what_the_reader_may_open(sign_in: SignIn, told: Story, alma: User) -> None:
    make_story(told.portfolio, "A neighbour waits", slug="waits")
    assert "A neighbour waits" not in page(sign_in(None), "/riverton/search/?q=neighbour")
    assert told.title in page(sign_in(None), "/riverton/search/?q=neighbour")
    assert "A neighbour waits" in page(sign_in(alma), "/riverton/search/?q=neighbour")


def test_an_author_sees_in_which_stories_their_words_stand(
    sign_in: SignIn, told: Story, open_log: LearningLog, bo: User
) -> None:
    words = reverse("sensemaking:words", args=["riverton"])
    assert told.title in page(sign_in(bo), words)
    assert told.title in page(sign_in(bo), f"/riverton/sense-making/logs/{open_log.pk}/")
    Story.objects.filter(pk=told.pk).update(status="draft")
    assert told.title not in page(sign_in(bo), words)


def test_stories_are_taken_along(sign_in: SignIn, told: Story, alma: User) -> None:
    make_story(told.portfolio, "Not yet", slug="draft")
    client = sign_in(None)
    markdown = client.get(f"{DOOR}story.md")
    assert markdown["Content-Type"].startswith("text/markdown")
    assert "> “Doors opened when Mrs Osei came along.”" in markdown.content.decode()
    feed = client.get(f"{STORIES}feed/").content.decode()
    assert told.title in feed and "Not yet" not in feed
    head = page(client)
    assert '<meta property="og:title" content="A neighbour at the door">' in head
    pdf = client.get(f"{DOOR}story.pdf")
    assert pdf.status_code in (200, 503)
    if pdf.status_code == 200:
        assert pdf.content.startswith(b"%PDF")


def test_the_api_tells_published_stories_and_what_was_taken_back(
    sign_in: SignIn, told: Story, open_log: LearningLog, bo: User
) -> None:
    make_story(told.portfolio, "Not yet", slug="draft")
    client = sign_in(bo)
    home = "/api/v1/portfolios/riverton/stories/"
    assert [row["title"] for row in client.get(home).json()["results"]] == [told.title]
    [part] = client.get(f"{home}door/").json()["parts"]
    assert part["words"] == "Doors opened when Mrs Osei came along."
    learning.edit(log=open_log, by=bo, values={"circle": "portfolio"})
    [part] = client.get(f"{home}door/").json()["parts"]
    assert part["words"] is None
    assert client.get(f"{home}draft/").status_code == 404


def test_the_newest_stand_first_and_pages_go_on(sign_in: SignIn, open_city: Portfolio) -> None:
    for at in range(14):
        moment = timezone.now() - timedelta(days=at)
        make_story(open_city, f"Story number {at}.", slug=f"s{at}", status="published", published_at=moment)
    text = page(sign_in(None), STORIES)
    assert text.index("Story number 0.") < text.index("Story number 11.")
    assert "Story number 12." not in text and "after=" in text
    assert sign_in(None).get(f"{STORIES}?after=%00nonsense").status_code == 200


def test_an_empty_list_says_who_begins(sign_in: SignIn, open_city: Portfolio, alma: User) -> None:
    assert "The stewards write it." in page(sign_in(None), STORIES)
    assert "Begin a story" in page(sign_in(alma), STORIES)
