"""Writing stories: block by block, with consent for each source, by two people at once, published and edited."""

import io
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from initiatives.models import Initiative
from sensemaking.models import Finding, LearningLog, Option, Story, StoryBlock
from sensemaking.services import stories, story_blocks, telling_stories
from stakeholders.models import Change, Portfolio, User
from tests.factories import make_log, make_place, make_report
from tests.factories.stories import make_block, make_release, make_story

SignIn = Callable[[User | None], Client]
STORIES = "/riverton/sense-making/stories/"
EDIT = f"{STORIES}door/edit/"


@pytest.fixture
def draft(open_city: Portfolio) -> Story:
    return make_story(open_city)


@pytest.fixture
def open_log(warm_streets: Initiative, bo: User) -> LearningLog:
    return make_log(warm_streets, "Doors opened.\nWe stopped leafleting.", circle="public", by=bo)


def kinds(story: Story) -> list[str]:
    return list(StoryBlock.objects.filter(story=story).kept().values_list("kind", flat=True))


def test_a_story_gets_a_readable_address_that_nobody_else_has(
    sign_in: SignIn, open_city: Portfolio, alma: User
) -> None:
    client = sign_in(alma)
    for wanted in ("a-bench-no-tree", "a-bench-no-tree-2"):
        answer = client.post(f"{STORIES}new/", {"title": "A bench, no tree!"})
        assert answer["Location"] == f"{STORIES}{wanted}/edit/"
    assert stories.suggested_address(open_city, "新しい") == "story"
    assert stories.suggested_address(open_city, "New") == "new-2"  # `new` is a page of its own


@pytest.mark.parametrize("slug", ["door", "new", "feed", "two words", "../x"])
def test_addresses_that_are_taken_or_none_are_refused(sign_in: SignIn, draft: Story, alma: User, slug: str) -> None:
    answer = sign_in(alma).post(f"{STORIES}new/", {"title": "T", "slug": slug})
    assert answer.status_code == 422
    assert Story.objects.count() == 1


def test_the_address_stays_once_a_story_was_published(sign_in: SignIn, open_city: Portfolio, alma: User) -> None:
    story = make_story(open_city, status="published")
    sign_in(alma).post(f"{EDIT}head/", {"title": "Other", "slug": "other", "edit": 1, "seen": "{}"})
    story.refresh_from_db()
    assert (story.title, story.slug) == ("Other", "door")


def test_every_kind_of_block_is_added_and_shown(
    sign_in: SignIn, draft: Story, open_log: LearningLog, alma: User, warm_streets: Initiative
) -> None:
    city = draft.portfolio
    place = make_place("Millbrook", portfolio=city, geometry=_square())
    warm_streets.places.add(place)
    Option.objects.create(portfolio=city, title="A pool", circle="public")
    report = make_report(city, status="ready", circle="public")
    finding = Finding.objects.create(report=report, kind="theme", key="t1", title="Doors", log_count=3, before_count=1)
    type(report).objects.filter(pk=report.pk).update(status="published", published_at=draft.created_at)
    client = sign_in(alma)
    add = f"{EDIT}add/"
    client.post(f"{add}text/", {"body": "It began with tea.", "heading": "Tea"})
    client.post(f"{EDIT}quote/{open_log.pk}/", {"words": "Doors opened. We stopped leafleting."})
    client.post(f"{add}numbers/", {"facts": ["logs", "options", "themes"], "choice": "all"})
    for choice in ("months", "themes", "options"):
        client.post(f"{add}chart/", {"choice": choice})
    client.post(f"{add}map/", {"choice": "logs"})
    client.post(f"{add}finding/", {"finding": finding.pk})
    assert kinds(draft) == ["text", "quote", "numbers", "chart", "chart", "chart", "map", "finding"]
    numbers = draft.blocks.get(kind="numbers")
    assert numbers.data["values"] == {"logs": 1, "options": 1, "themes": 1}
    assert draft.blocks.get(kind="map").data["values"] == {str(place.pk): 1}
    assert draft.blocks.get(kind="quote").body == "Doors opened.\nWe stopped leafleting."
    for address in (f"{STORIES}door/", EDIT, f"{STORIES}door/story.md"):
        assert client.get(address).status_code == 200


def _square() -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[[0, 51], [0, 52], [1, 52], [1, 51], [0, 51]]]}


def test_numbers_count_only_what_everybody_may_read(
    draft: Story, open_log: LearningLog, warm_streets: Initiative, alma: User
) -> None:
    make_log(warm_streets, "Among us.", circle="portfolio")
    block = story_blocks.add(story=draft, by=alma, kind="numbers", choice="all", data={"facts": ["logs", "themes"]})
    assert block.data["values"] == {"logs": 1, "themes": None}  # no report for everybody: not known, not nothing


@pytest.mark.parametrize("words", ["", "   ", "Doors were opened.", "doors opened.", "x" * 900])
def test_only_exact_words_are_quoted(
    sign_in: SignIn, draft: Story, open_log: LearningLog, alma: User, words: str
) -> None:
    answer = sign_in(alma).post(f"{EDIT}quote/{open_log.pk}/", {"words": words})
    assert answer.status_code == 422
    assert kinds(draft) == []


def test_words_for_fewer_people_are_not_quoted_without_a_release(
    sign_in: SignIn, draft: Story, warm_streets: Initiative, alma: User
) -> None:
    log = make_log(warm_streets, "The caretaker drank.")
    client = sign_in(alma)
    answer = client.get(f"{EDIT}quote/{log.pk}/")
    assert answer.status_code == 302 and answer["Location"].endswith(f"/logs/{log.pk}/release/")
    with pytest.raises(ValidationError):
        story_blocks.quote(story=draft, by=alma, log=log, words="The caretaker drank.")
    asked = make_release(log, "Somebody drank.", status="asked")
    narrow = make_release(log, "Somebody drank.", circle="funders")
    for release in (asked, narrow):
        assert client.get(f"{EDIT}quote/{log.pk}/?release={release.pk}").status_code == 404
        with pytest.raises(ValidationError):
            story_blocks.quote(story=draft, by=alma, log=log, release=release)
    given = make_release(log, "Somebody drank.")
    assert client.post(f"{EDIT}quote/{log.pk}/?release={given.pk}", {}).status_code == 302
    assert kinds(draft) == ["quote"]


def test_a_log_or_release_of_somewhere_else_is_not_quoted(
    sign_in: SignIn, draft: Story, open_log: LearningLog, alma: User, dag: User
) -> None:
    elsewhere = make_log(portfolio=Portfolio.objects.get(slug="elsewhere"), saw="Far away.", circle="public")
    assert sign_in(alma).get(f"{EDIT}quote/{elsewhere.pk}/").status_code == 404
    with pytest.raises(ValueError, match="another portfolio"):
        story_blocks.quote(story=draft, by=alma, log=elsewhere, words="Far away.")
    with pytest.raises(ValidationError):
        story_blocks.quote(story=draft, by=alma, log=open_log, release=make_release(elsewhere))


def test_a_finding_must_be_for_everybody(sign_in: SignIn, draft: Story, alma: User) -> None:
    report = make_report(draft.portfolio, status="ready", circle="public")
    finding = Finding.objects.create(report=report, kind="theme", key="t1", title="Doors")
    assert sign_in(alma).post(f"{EDIT}add/finding/", {"finding": finding.pk}).status_code == 422
    with pytest.raises(ValidationError):
        story_blocks.add(story=draft, by=alma, kind="finding", finding=finding)
    assert kinds(draft) == []


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("numbers", {"facts": ["money"], "choice": "all"}),
        ("numbers", {"facts": [], "choice": "all"}),
        ("numbers", {"facts": ["logs"], "choice": "next-year"}),
        ("chart", {"choice": "pie"}),
        ("map", {"choice": ""}),
        ("finding", {"finding": "x"}),
        ("text", {"body": "  "}),
    ],
)
def test_bad_input_is_told(sign_in: SignIn, draft: Story, alma: User, kind: str, data: dict[str, object]) -> None:
    assert sign_in(alma).post(f"{EDIT}add/{kind}/", data).status_code == 422
    assert kinds(draft) == []


def test_unknown_kinds_and_blocks_are_not_there(sign_in: SignIn, draft: Story, alma: User) -> None:
    other = make_block(make_story(draft.portfolio, slug="other"))
    client = sign_in(alma)
    for address in (f"{EDIT}add/quote/", f"{EDIT}add/video/", f"{EDIT}{other.pk}/", f"{EDIT}999999/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{EDIT}{other.pk}/remove/").status_code == 404
    other.refresh_from_db()
    assert other.removed_at is None


def test_blocks_move_and_what_is_taken_out_comes_back_where_it_stood(sign_in: SignIn, draft: Story, alma: User) -> None:
    first, second, third = (make_block(draft, body=text) for text in ("One.", "Two.", "Three."))
    client = sign_in(alma)
    client.post(f"{EDIT}{third.pk}/move/", {"up": ""})
    client.post(f"{EDIT}{first.pk}/move/", {"up": ""})  # it is the first already
    client.post(f"{EDIT}{first.pk}/remove/")
    assert list(StoryBlock.objects.filter(story=draft).kept()) == [third, second]
    client.post(f"{EDIT}{first.pk}/restore/")
    client.post(f"{EDIT}{first.pk}/remove/")
    client.post(f"{EDIT}{first.pk}/restore/")
    assert list(StoryBlock.objects.filter(story=draft).kept()) == [first, third, second]
    assert client.post(f"{EDIT}{first.pk}/restore/").status_code == 404


def test_two_stewards_edit_one_text_and_nothing_is_lost(sign_in: SignIn, draft: Story, alma: User) -> None:
    block = make_block(draft, body="Tea.")
    client = sign_in(alma)
    form = client.get(f"{EDIT}{block.pk}/").context["form"]
    opened = {"edit": form.initial["edit"], "seen": form.initial["seen"]}
    client.post(f"{EDIT}{block.pk}/", {"heading": "", "body": "Coffee.", **opened})
    answer = client.post(f"{EDIT}{block.pk}/", {"heading": "", "body": "Cocoa.", **opened})
    assert answer.status_code == 409
    assert "Coffee." in answer.content.decode() and "Cocoa." in answer.content.decode()
    block.refresh_from_db()
    assert block.body == "Coffee."


def test_a_story_is_published_only_when_each_source_has_its_consent(
    sign_in: SignIn, draft: Story, warm_streets: Initiative, alma: User
) -> None:
    client = sign_in(alma)
    assert client.post(f"{STORIES}door/publish/").status_code == 422  # no words yet
    log = make_log(warm_streets, "The caretaker drank.")
    release = make_release(log, "Somebody drank.", status="asked")
    make_block(draft, "quote", log=log, release=release)
    answer = client.post(f"{STORIES}door/publish/")
    assert answer.status_code == 422
    assert f"/released/{release.pk}/" in answer.content.decode()
    assert sign_in(None).get(f"{STORIES}door/").status_code == 404
    release.status, release.answered_at = "given", draft.created_at
    release.save()
    assert client.post(f"{STORIES}door/publish/").status_code == 302
    assert "Somebody drank." in sign_in(None).get(f"{STORIES}door/").content.decode()


def test_what_is_missing_is_said_for_each_block(draft: Story, open_log: LearningLog, warm_streets: Initiative) -> None:
    make_block(draft, body=" ")
    make_block(draft, "quote", log=open_log, body="Never said.")
    make_block(draft, "quote")
    make_block(draft, "quote", log=make_log(warm_streets, "Ours."), body="Ours.")
    make_block(draft, "finding")
    said = [str(item.text) for item in stories.missing(draft)]
    assert len(said) == len(set(said)) == 5
    assert [bool(item.log) for item in stories.missing(draft)] == [False, False, False, True, False]


def test_publishing_counts_once_more_and_then_the_numbers_stay(
    draft: Story, open_log: LearningLog, warm_streets: Initiative, alma: User
) -> None:
    block = story_blocks.add(story=draft, by=alma, kind="numbers", choice="all", data={"facts": ["logs"]})
    make_log(warm_streets, "Another.", circle="public")
    stories.publish(story=draft, by=alma)
    make_log(warm_streets, "A third.", circle="public")
    block.refresh_from_db()
    assert block.data["values"] == {"logs": 2}


def test_edits_after_publication_are_kept_in_the_history(sign_in: SignIn, open_city: Portfolio, alma: User) -> None:
    story = make_story(open_city, status="published")
    block = make_block(story, body="Tea.")
    client = sign_in(alma)
    client.post(f"{EDIT}{block.pk}/", {"heading": "", "body": "Coffee.", "edit": 1, "seen": "{}"})
    change = Change.objects.of(block).get()
    assert change.fields["body"] == ["Tea.", "Coffee."] and change.by == alma
    assert "a text was edited" in client.get(EDIT).content.decode()


def test_authors_are_told_once_and_can_turn_letters_off(
    open_city: Portfolio, open_log: LearningLog, alma: User, bo: User
) -> None:
    story = make_story(open_city, status="published")
    for _again in range(2):
        story_blocks.quote(story=story, by=alma, log=open_log, words="Doors opened.")
    assert telling_stories.tell(story_id=story.pk) == 1
    assert telling_stories.tell(story_id=story.pk) == 0
    [letter] = mail.outbox
    assert letter.to == [bo.email] and "/stories/door/" in letter.body
    bo.wants_mail = False
    bo.save()
    story_blocks.quote(story=story, by=alma, log=open_log, words="We stopped leafleting.")
    assert telling_stories.tell(story_id=story.pk) == 0


def test_nobody_is_told_of_a_draft_or_of_their_own_doing(
    draft: Story, open_log: LearningLog, alma: User, bo: User
) -> None:
    story_blocks.quote(story=draft, by=alma, log=open_log, words="Doors opened.")
    assert telling_stories.tell(story_id=draft.pk) == 0
    stories.publish(story=draft, by=bo)
    assert telling_stories.tell(story_id=draft.pk) == 0


def test_a_draft_is_deleted_and_a_published_story_is_not(sign_in: SignIn, draft: Story, alma: User) -> None:
    sign_in(alma).post(f"{STORIES}door/discard/")
    assert not Story.objects.exists()
    told = make_story(draft.portfolio, status="published")
    sign_in(alma).post(f"{STORIES}door/discard/")
    assert Story.objects.get() == told


def test_a_photo_needs_words_and_goes_again(sign_in: SignIn, draft: Story, alma: User) -> None:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(written, "PNG")
    client = sign_in(alma)

    def send(alt: str, content: bytes = written.getvalue()) -> int:
        photo = SimpleUploadedFile("IMG_1.png", content, "image/png")
        return client.post(f"{EDIT}photo/", {"photo": photo, "photo_alt": alt}).status_code

    assert send("") == 422
    assert send("A door", b"no photo") == 422
    assert send("A door") == 302
    draft.refresh_from_db()
    assert draft.photo_alt == "A door" and "IMG_1" not in draft.photo.name
    assert client.get(f"{STORIES}door/photo/")["Content-Type"] == "image/jpeg"
    assert sign_in(None).get(f"{STORIES}door/photo/").status_code == 404
    client.post(f"{EDIT}photo/", {"drop": "yes"})
    draft.refresh_from_db()
    assert not draft.photo and not draft.photo_alt
    assert client.post(f"{EDIT}photo/", {"photo_alt": "Nothing"}).status_code == 422


def test_sources_show_what_can_be_quoted_and_whom_to_ask(
    sign_in: SignIn, draft: Story, open_log: LearningLog, warm_streets: Initiative, alma: User
) -> None:
    kept = make_log(warm_streets, "The caretaker drank.")
    released = make_log(warm_streets, "A tower waited.")
    make_release(released, "A tower waited for a lift.")
    client = sign_in(alma)
    ready = client.get(f"{EDIT}quote/").content.decode()
    assert "Doors opened." in ready and "waited for a lift" in ready and "caretaker" not in ready
    everything = client.get(f"{EDIT}quote/?which=all&q=caretaker").content.decode()
    assert f"/logs/{kept.pk}/release/" in everything and "Doors opened." not in everything
    assert client.get(f"{EDIT}quote/?q=%00%25&after=nonsense").status_code == 200


def test_hints_on_plain_words_are_for_writers_only(sign_in: SignIn, draft: Story, alma: User) -> None:
    make_block(draft, body=("word " * 30).strip() + ". Short one. And another here.")
    stories.publish(story=draft, by=alma)
    assert "Long sentences: 1 of 3." in sign_in(alma).get(EDIT).content.decode()
    assert "Long sentences" not in sign_in(None).get(f"{STORIES}door/").content.decode()


def test_a_story_has_an_end(draft: Story, alma: User) -> None:
    StoryBlock.objects.bulk_create(
        StoryBlock(story=draft, kind="text", body="x", order=at) for at in range(story_blocks.MOST_BLOCKS)
    )
    with pytest.raises(ValidationError):
        story_blocks.add(story=draft, by=alma, kind="text", body="One more.")
