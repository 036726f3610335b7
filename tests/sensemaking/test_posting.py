"""Posting by people who sign in: the form, one act, never twice, ten minutes to undo, photos."""

import io
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image

from initiatives.models import Initiative, System, Update
from sensemaking.models import Kind, LearningLog, LogTally
from sensemaking.services import posting as service
from sensemaking.services import tallies
from stakeholders.models import Change, Portfolio, User
from tests.factories import make_initiative, make_log, make_place, make_system, make_update

SignIn = Callable[[User | None], Client]
POST = "/riverton/sense-making/post/"


def learning(initiative: Initiative, **more: Any) -> dict[str, Any]:
    """What the form sends for a learning log."""
    return {
        "mode": "learning",
        "initiative": initiative.pk,
        "tried": "Opened the library basement until 10 pm.",
        "saw": "Families came after eight, not at noon.",
        "client_key": str(uuid.uuid4()),
        **more,
    }


def photo(size: tuple[int, int] = (3000, 2000), kind: str = "JPEG", **save: Any) -> SimpleUploadedFile:
    """A photo as a phone sends it."""
    written = io.BytesIO()
    Image.new("RGB", size, "teal").save(written, kind, **save)
    return SimpleUploadedFile(f"IMG_0042.{kind.lower()}", written.getvalue(), f"image/{kind.lower()}")


@pytest.fixture
def cool_rooms(city: Portfolio, energy: System, health: System) -> Initiative:
    """A neighbour of Warm Streets: it touches the same systems."""
    return make_initiative(city, "Cool Rooms", system=health, touches=(energy,))


def test_bo_finds_the_form_with_the_initiative_of_his_organisation(
    sign_in: SignIn, bo: User, warm_streets: Initiative
) -> None:
    page = sign_in(bo).get(POST).content.decode()

    assert "Warm Streets Millbrook" in page
    assert f'name="initiative" value="{warm_streets.pk}"' in page


def test_the_last_post_decides_which_initiative_comes_first(
    sign_in: SignIn, bo: User, warm_streets: Initiative, cool_rooms: Initiative
) -> None:
    make_log(cool_rooms, by=bo)

    page = sign_in(bo).get(POST).content.decode()

    assert f'name="initiative" value="{cool_rooms.pk}"' in page
    assert "Your last post was today" in page


def test_the_address_decides_before_the_last_post(
    sign_in: SignIn, bo: User, warm_streets: Initiative, cool_rooms: Initiative
) -> None:
    make_log(cool_rooms, by=bo)

    page = sign_in(bo).get(f"{POST}?initiative={warm_streets.pk}&mode=update").content.decode()

    assert f'name="initiative" value="{warm_streets.pk}"' in page
    assert 'value="update" checked' in page


def test_somebody_without_an_initiative_is_asked_to_choose(
    sign_in: SignIn, alma: User, warm_streets: Initiative
) -> None:
    page = sign_in(alma).get(POST).content.decode()

    assert "Which initiative?" in page
    assert f'name="choose" value="{warm_streets.pk}"' in page


def test_finding_another_initiative_keeps_every_word(
    sign_in: SignIn, bo: User, warm_streets: Initiative, cool_rooms: Initiative
) -> None:
    bos = sign_in(bo)

    looked = bos.post(POST, learning(warm_streets, look="1", q="cool")).content.decode()
    chosen = bos.post(POST, learning(warm_streets, choose=cool_rooms.pk)).content.decode()

    assert f'name="choose" value="{cool_rooms.pk}"' in looked
    assert "Families came after eight" in looked
    assert f'name="initiative" value="{cool_rooms.pk}"' in chosen
    assert "Families came after eight" in chosen
    assert not LearningLog.objects.exists()


def test_a_log_is_written_counted_and_thanked_for(sign_in: SignIn, bo: User, warm_streets: Initiative) -> None:
    bos = sign_in(bo)

    answer = bos.post(POST, learning(warm_streets, seconds="48", kind=Kind.SURPRISE, mark="enabler"), follow=True)

    log = LearningLog.objects.get()
    assert (log.by, log.author_name, log.initiative) == (bo, "Bo Contributor", warm_streets)
    assert (log.kind, log.mark, log.circle, log.seconds) == ("surprise", "enabler", "portfolio", 48)
    assert LogTally.objects.get(initiative=warm_streets).count == 1
    warm_streets.refresh_from_db()
    assert warm_streets.last_heard_at == log.created_at
    page = answer.content.decode()
    assert f"Log {log.pk:,} is in." in page
    assert "You took 48 seconds." in page
    assert "Undo within 10 minutes" in page


@pytest.mark.parametrize("seconds", ["", "0", "-3", "90000"])
def test_an_unknown_time_is_not_made_up(sign_in: SignIn, bo: User, warm_streets: Initiative, seconds: str) -> None:
    page = sign_in(bo).post(POST, learning(warm_streets, seconds=seconds), follow=True).content.decode()

    assert LearningLog.objects.get().seconds is None
    assert "You took" not in page


def test_the_same_post_comes_once_however_often_it_is_sent(sign_in: SignIn, bo: User, warm_streets: Initiative) -> None:
    bos, data = sign_in(bo), learning(warm_streets)

    answers = [bos.post(POST, data, headers={"Accept": "application/json"}) for _time in range(3)]

    assert LearningLog.objects.count() == 1
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["url"] for answer in answers}) == 1
    assert tallies.verify() == []


@pytest.mark.django_db(transaction=True)
def test_a_post_that_comes_four_times_at_the_same_moment_comes_once(bo: User, warm_streets: Initiative) -> None:
    key, content = uuid.uuid4(), service.Post(initiative=warm_streets, tried="Ran.", saw="Arrived.", news="Fast.")
    author = service.Author(user=bo)

    def send(_turn: int) -> int:
        try:
            posted = service.post(portfolio=warm_streets.home, author=author, key=key, content=content)
            return posted.first.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        numbers = set(pool.map(send, range(4)))

    assert numbers == {LearningLog.objects.get().pk}
    assert Update.objects.count() == 1
    assert tallies.verify() == []


def test_another_person_with_the_same_key_gets_a_post_of_their_own(
    sign_in: SignIn, bo: User, alma: User, warm_streets: Initiative
) -> None:
    data = learning(warm_streets)

    sign_in(bo).post(POST, data)
    sign_in(alma).post(POST, data)

    assert set(LearningLog.objects.values_list("by", flat=True)) == {bo.pk, alma.pk}


def test_going_back_and_writing_something_else_makes_a_second_post(
    sign_in: SignIn, bo: User, warm_streets: Initiative
) -> None:
    bos, data = sign_in(bo), learning(warm_streets)

    bos.post(POST, data)
    bos.post(POST, data | {"saw": "And nobody came on Sunday."})

    assert LearningLog.objects.count() == 2


def test_an_update_needs_one_answer(sign_in: SignIn, bo: User, warm_streets: Initiative) -> None:
    data = {"mode": "update", "initiative": warm_streets.pk, "news": "Home 101 is warm."}

    page = sign_in(bo).post(POST, data, follow=True).content.decode()

    update = Update.objects.get()
    assert (update.kind, update.body, update.by) == ("progress", "Home 101 is warm.", bo)
    assert "Your update is in." in page


def test_nothing_new_is_an_answer(sign_in: SignIn, bo: User, warm_streets: Initiative) -> None:
    sign_in(bo).post(POST, {"mode": "update", "initiative": warm_streets.pk, "nothing_new": "on"})

    assert Update.objects.get().kind == "nothing_new"
    warm_streets.refresh_from_db()
    assert warm_streets.last_heard_at is not None


def test_update_and_learning_go_together_in_one_act(sign_in: SignIn, bo: User, warm_streets: Initiative) -> None:
    data = learning(warm_streets, news="Home 101 is warm.")

    page = sign_in(bo).post(POST, data, follow=True).content.decode()

    assert LearningLog.objects.get().client_key == Update.objects.get().client_key
    assert "Your update went along." in page


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"saw": " "}, "saw", "Say in a sentence what you saw."),
        ({"tried": ""}, "tried", "Say in a few words what you tried."),
        ({"mode": "update"}, "news", "Say in a sentence what is new, or choose “Nothing new”."),
        ({"initiative": "999999"}, "initiative", "Choose the initiative this is about."),
        ({"initiative": "x"}, "initiative", ""),
        ({"happened_on": "2999-01-01"}, "happened_on", "This day has not come yet."),
        ({"circle": "everyone"}, "circle", ""),
        ({"kind": "gossip"}, "kind", ""),
        ({"saw": "x" * 5001}, "saw", ""),
        ({"listeners": ["0"]}, "listeners", ""),
    ],
)
def test_bad_input_is_named_beside_its_field_and_nothing_is_lost(
    sign_in: SignIn, bo: User, warm_streets: Initiative, change: dict[str, Any], field: str, words: str
) -> None:
    bos, data = sign_in(bo), learning(warm_streets) | change

    page = bos.post(POST, data)
    device = bos.post(POST, data, headers={"Accept": "application/json"})

    assert page.status_code == device.status_code == 422
    assert field in device.json()["errors"]
    assert words in page.content.decode()
    assert data["tried"] in page.content.decode()
    assert not LearningLog.objects.exists()
    assert not Update.objects.exists()


def test_undo_takes_everything_back_and_it_never_returns(sign_in: SignIn, bo: User, warm_streets: Initiative) -> None:
    earlier = make_update(warm_streets, created_at=timezone.now() - timedelta(days=9))
    bos, data = sign_in(bo), learning(warm_streets, news="And it rained.", photo=photo())
    bos.post(POST, data)
    name = LearningLog.objects.get().photo.name
    storage = LearningLog._meta.get_field("photo").storage

    bos.post(f"/riverton/sense-making/posted/{data['client_key']}/undo/")
    again = bos.post(POST, data | {"photo": ""}, headers={"Accept": "application/json"})

    assert not LearningLog.objects.exists()
    assert list(Update.objects.all()) == [earlier]
    assert tallies.verify() == []
    assert again.status_code == 410
    warm_streets.refresh_from_db()
    assert warm_streets.last_heard_at == earlier.created_at
    kept = Change.objects.filter(kind="deleted")
    assert kept.count() == 2
    assert "Families" not in str(list(kept.values_list("fields", flat=True)))
    assert storage.exists(name)  # the file goes when the transaction is over, which a test's never is


def test_after_ten_minutes_undo_is_refused_with_the_way_on(sign_in: SignIn, bo: User, warm_streets: Initiative) -> None:
    bos, data = sign_in(bo), learning(warm_streets)
    bos.post(POST, data)
    LearningLog.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    posted = f"/riverton/sense-making/posted/{data['client_key']}/"

    page = bos.post(f"{posted}undo/", follow=True).content.decode()

    assert LearningLog.objects.count() == 1
    assert "Ten minutes are over." in page
    assert "Undo within 10 minutes" not in page


def test_nobody_sees_or_undoes_what_another_posted(
    sign_in: SignIn, bo: User, alma: User, warm_streets: Initiative
) -> None:
    data = learning(warm_streets)
    sign_in(bo).post(POST, data)
    posted = f"/riverton/sense-making/posted/{data['client_key']}/"

    assert sign_in(alma).get(posted).status_code == 404
    assert sign_in(alma).post(f"{posted}undo/").status_code == 404
    assert LearningLog.objects.count() == 1


def test_those_who_read_along_are_refused_and_outsiders_see_nothing(
    sign_in: SignIn, chi: User, odile: User, dag: User, alma: User, warm_streets: Initiative
) -> None:
    for reader in (chi, odile):
        refused = sign_in(reader).post(POST, learning(warm_streets))
        assert refused.status_code == 403
        assert "Alma Steward" in refused.content.decode()
    assert sign_in(dag).post(POST, learning(warm_streets)).status_code == 404
    assert sign_in(None).get(POST).status_code == 302
    assert not LearningLog.objects.exists()


def test_a_contributor_cannot_post_to_what_the_team_keeps_to_itself(
    sign_in: SignIn, bo: User, alma: User, city: Portfolio
) -> None:
    secret = make_initiative(city, "Quiet Works", circle="team")

    assert sign_in(bo).post(POST, learning(secret)).status_code == 422
    assert sign_in(alma).post(POST, learning(secret)).status_code == 302
    assert LearningLog.objects.get().circle == "team"


def test_a_post_reaches_no_further_than_its_initiative(sign_in: SignIn, alma: User, city: Portfolio) -> None:
    inner = make_initiative(city, "Inner Ring", circle="portfolio")

    answer = sign_in(alma).post(POST, learning(inner, circle="public"), headers={"Accept": "application/json"})

    assert answer.status_code == 422
    assert "circle" in answer.json()["errors"]


def test_the_teams_circle_is_offered_to_the_team_only(
    sign_in: SignIn, bo: User, warm_streets: Initiative, cool_rooms: Initiative
) -> None:
    bos = sign_in(bo)

    assert 'value="team"' in bos.get(f"{POST}?initiative={warm_streets.pk}").content.decode()
    assert 'value="team"' not in bos.get(f"{POST}?initiative={cool_rooms.pk}").content.decode()


def test_neighbours_are_suggested_and_told(
    sign_in: SignIn, bo: User, city: Portfolio, warm_streets: Initiative, cool_rooms: Initiative
) -> None:
    place = make_place("Millbrook", portfolio=city)
    same_place = make_initiative(city, "Night Bus Pact", system=make_system(city, "Mobility"))
    same_place.places.add(place)
    warm_streets.places.add(place)
    far = make_initiative(city, "Harbour Ferry", system=make_system(city, "Water"))
    bos = sign_in(bo)

    form = bos.get(f"{POST}?initiative={warm_streets.pk}").content.decode()
    told = bos.post(POST, learning(warm_streets, listeners=[cool_rooms.pk, same_place.pk]), follow=True)

    chips = form[form.index("Who else should hear this?") :]
    assert chips.index("Night Bus Pact") < chips.index("Cool Rooms")
    assert f'name="listeners" value="{far.pk}"' not in form
    assert set(LearningLog.objects.get().listeners.all()) == {cool_rooms, same_place}
    assert "Cool Rooms and Night Bus Pact will see it on their pages." in told.content.decode()


def test_what_neighbours_saw_this_week_stands_beside_the_form(
    sign_in: SignIn, bo: User, warm_streets: Initiative, cool_rooms: Initiative
) -> None:
    make_log(cool_rooms, "The bench has no tree.")
    make_log(cool_rooms, "Only the team knows this.", circle="team")
    make_log(cool_rooms, "Long ago.", happened_on=timezone.localdate() - timedelta(days=30))

    page = sign_in(bo).get(POST).content.decode()

    assert "The bench has no tree." in page
    assert "Only the team knows this." not in page
    assert "Long ago." not in page
    assert "When a report cites one of your logs" in page


def test_the_form_costs_the_same_however_much_there_is(
    sign_in: SignIn,
    bo: User,
    city: Portfolio,
    energy: System,
    warm_streets: Initiative,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(30):
        make_log(make_initiative(city, f"Retrofit {number}", system=energy))

    bos = sign_in(bo)
    with django_assert_max_num_queries(19):
        bos.get(POST)
