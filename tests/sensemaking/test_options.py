"""Options: parked while their challenge is being framed, taken up with a reason, withdrawn with a learning."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from initiatives.models import Challenge, Initiative, System
from initiatives.services import merging as initiative_merging
from initiatives.services.challenges import raising, states
from sensemaking.models import Option
from sensemaking.services import options
from stakeholders.access import access_for
from stakeholders.models import Change, Portfolio, User
from stakeholders.services.history import CannotUndo
from tests.factories import make_challenge, make_initiative, make_place

SignIn = Callable[[User | None], Client]
OPTIONS = "/riverton/sense-making/options/"


@pytest.fixture
def rents(city: Portfolio, energy: System) -> Challenge:
    """A challenge that is being framed."""
    challenge = make_challenge(city, "Rents rise", status="framing")
    challenge.systems.add(energy)
    challenge.places.add(make_place("Millbrook", portfolio=city))
    return challenge


@pytest.fixture
def promise(city: Portfolio, rents: Challenge, bo: User) -> Option:
    """What Bo offers."""
    return options.offer(
        portfolio=city, by=bo, title="A rent promise", description="Owners sign for ten years.", challenge=rents
    )


def seen(user: User, city: Portfolio) -> list[Option]:
    access = access_for(user, city)
    assert access
    return list(Option.objects.seen_with(access))


def test_what_is_offered_while_framing_is_parked_and_opens_when_framing_ends(
    promise: Option, rents: Challenge, alma: User
) -> None:
    assert promise.status == "parked"
    states.move(challenge=rents, to="convening", by=alma, why="We know what it is.")
    promise.refresh_from_db()
    assert promise.status == "open"
    states.move(challenge=rents, to="framing", by=alma, why="We did not.")
    promise.refresh_from_db()
    assert promise.status == "parked"


def test_without_a_challenge_or_after_framing_it_is_open_at_once(city: Portfolio, bo: User) -> None:
    assert options.offer(portfolio=city, by=bo, title="Anything").status == "open"
    settled = make_challenge(city, status="taken_up")
    assert options.offer(portfolio=city, by=bo, title="Anything", challenge=settled).status == "open"


def test_its_circle_is_never_wider_than_the_challenge(
    city: Portfolio, rents: Challenge, alma: User, bo: User, chi: User
) -> None:
    with pytest.raises(ValidationError, match="not seen that widely"):
        options.offer(portfolio=city, by=bo, title="Wide", circle="public", challenge=rents)
    wide = make_challenge(city, "For all", circle="public")
    option = options.offer(portfolio=city, by=bo, title="For all", challenge=wide)
    assert option.circle == "public"
    assert seen(chi, city) == [option]
    raising.edit(challenge=wide, by=alma, values={"circle": "portfolio"})
    option.refresh_from_db()
    assert option.circle == "portfolio"
    assert seen(chi, city) == []


def test_who_offered_it_sees_it_as_long_as_they_see_the_challenge(city: Portfolio, rents: Challenge, chi: User) -> None:
    mine = raising.raise_challenge(portfolio=city, by=chi, title="Mine", circle="portfolio")
    own = options.offer(portfolio=city, by=chi, title="Own", challenge=mine)
    options.offer(portfolio=city, by=chi, title="On a hidden one", challenge=rents)
    assert seen(chi, city) == [own]


def test_taking_it_up_early_needs_a_sentence(promise: Option, alma: User) -> None:
    with pytest.raises(ValidationError, match="why it can't wait"):
        options.take_up(option=promise, by=alma, early_why=" ")
    assert not Initiative.objects.exists()
    became = options.take_up(option=promise, by=alma, early_why="The law ends in May.", how="Rents stay.")
    promise.refresh_from_db()
    assert (promise.status, promise.taken_up_as, promise.early_why) == ("exercised", became, "The law ends in May.")
    assert promise.closed_on is not None


def test_a_new_initiative_says_what_the_option_said_where_the_challenge_is(
    promise: Option, rents: Challenge, alma: User, energy: System
) -> None:
    states.move(challenge=rents, to="taken_up", by=alma, why="Framed.")
    became = options.take_up(option=promise, by=alma, how="Rents stay.")
    assert (became.title, became.summary, became.circle) == (
        "A rent promise",
        "Owners sign for ten years.",
        "portfolio",
    )
    assert became.placements.get().touches.get().system == energy
    assert became.places.get().name == "Millbrook"
    answer = rents.answers.get()
    assert (answer.initiative, answer.how, answer.by) == (became, "Rents stay.", alma)
    promise.refresh_from_db()
    assert promise.early_why == ""


def test_it_can_become_part_of_an_initiative_that_is_there(
    promise: Option, rents: Challenge, alma: User, warm_streets: Initiative
) -> None:
    assert options.take_up(option=promise, by=alma, initiative=warm_streets, early_why="Now.") == warm_streets
    assert Initiative.objects.count() == 1
    assert rents.answers.get().initiative == warm_streets


def test_it_is_taken_up_once(promise: Option, alma: User, bo: User) -> None:
    options.take_up(option=promise, by=alma, early_why="Now.")
    with pytest.raises(ValidationError, match="taken up already"):
        options.take_up(option=promise, by=alma, early_why="Again.")
    with pytest.raises(ValidationError, match="taken up already"):
        options.withdraw(option=promise, by=bo, learning="Too late.")
    assert Initiative.objects.count() == 1
    with pytest.raises(CannotUndo, match="became an initiative"):
        options.undo(change=Change.objects.of(promise)[0], by=alma)


def test_withdrawing_keeps_what_was_learned_and_can_be_undone(promise: Option, bo: User) -> None:
    with pytest.raises(ValidationError, match="what you learned"):
        options.withdraw(option=promise, by=bo, learning="  ")
    change = options.withdraw(option=promise, by=bo, learning="No owner would sign.")
    promise.refresh_from_db()
    assert (promise.status, promise.closing_learning) == ("closed", "No owner would sign.")
    with pytest.raises(ValidationError, match="closed"):
        options.take_up(option=promise, by=bo, early_why="Now.")
    assert change
    options.undo(change=change, by=bo)
    promise.refresh_from_db()
    assert (promise.status, promise.closing_learning, promise.closed_on) == ("parked", "", None)


def test_what_it_became_follows_a_merge_of_initiatives(
    city: Portfolio, promise: Option, alma: User, warm_streets: Initiative
) -> None:
    twin = make_initiative(city, "Twin")
    options.take_up(option=promise, by=alma, initiative=twin, early_why="Now.")
    initiative_merging.merge(source=twin, target=warm_streets, by=alma, why="One.")
    promise.refresh_from_db()
    assert promise.taken_up_as == warm_streets


def test_the_panel_shows_what_is_parked_and_asks_for_more(
    sign_in: SignIn, promise: Option, rents: Challenge, odile: User
) -> None:
    address = f"{OPTIONS}of-challenge/{rents.pk}/"
    page = sign_in(odile).get(address)
    assert "<html" in page.text
    panel = sign_in(odile).get(address, headers={"HX-Request": "true", "HX-Target": "challenge-options"})
    for text in (page.text, panel.text):
        assert "Parked while we frame the problem" in text
        assert "A rent promise" in text
        assert f"{OPTIONS}new/?challenge={rents.pk}" in text
        assert "Take it up" not in text
    assert "<html" not in panel.text


def test_an_observer_offers_edits_and_withdraws(sign_in: SignIn, rents: Challenge, odile: User) -> None:
    client = sign_in(odile)
    answer = client.post(f"{OPTIONS}new/?challenge={rents.pk}", {"title": "Ask the street", "circle": "portfolio"})
    assert answer.url == rents.get_absolute_url()
    option = Option.objects.get()
    assert (option.by, option.challenge, option.status) == (odile, rents, "parked")

    form = client.get(f"{OPTIONS}{option.pk}/edit/").context["form"]
    seen_then = {"edit": form.initial["edit"], "seen": form.initial["seen"]}
    values = {"title": "Ask every street", "circle": "portfolio", **seen_then}
    assert client.post(f"{OPTIONS}{option.pk}/edit/", values).status_code == 302
    late = client.post(f"{OPTIONS}{option.pk}/edit/", {**values, "title": "Another tab"})
    assert late.status_code == 409
    assert "Ask every street" in late.text

    assert client.post(f"{OPTIONS}{option.pk}/withdraw/", {"learning": ""}).status_code == 422
    assert client.post(f"{OPTIONS}{option.pk}/withdraw/", {"learning": "They had been asked."}).status_code == 302
    option.refresh_from_db()
    assert (option.title, option.status) == ("Ask every street", "closed")
    assert client.get(f"{OPTIONS}{option.pk}/edit/").status_code == 403


def test_a_wider_circle_or_a_hidden_challenge_is_refused_by_the_form(
    sign_in: SignIn, rents: Challenge, bo: User, chi: User
) -> None:
    wide = sign_in(bo).post(f"{OPTIONS}new/?challenge={rents.pk}", {"title": "Wide", "circle": "public"})
    assert wide.status_code == 422
    assert sign_in(chi).get(f"{OPTIONS}new/?challenge={rents.pk}").status_code == 404
    assert sign_in(bo).get(f"{OPTIONS}new/?challenge=none").status_code == 404


def test_a_steward_takes_it_up_on_a_page(
    sign_in: SignIn, promise: Option, alma: User, bo: User, warm_streets: Initiative
) -> None:
    address = f"{OPTIONS}{promise.pk}/take-up/"
    assert sign_in(bo).get(address).status_code == 403
    client = sign_in(alma)
    form = client.get(address)
    assert 'value="A rent promise"' in form.text
    assert "Owners sign for ten years." in form.text
    assert client.post(address, {"title": "A rent promise"}).status_code == 422
    assert client.post(address, {"early_why": "May.", "title": " "}).status_code == 422
    answer = client.post(address, {"early_why": "May.", "initiative": warm_streets.pk})
    assert answer.url == warm_streets.get_portfolio_url("riverton")
    assert client.post(address, {"early_why": "May.", "title": "Twice"}).status_code == 403
    assert "Why it did not wait" in client.get(f"{OPTIONS}{promise.pk}/").text


def test_the_list_counts_by_state_and_shows_no_more_than_one_may_see(
    sign_in: SignIn, promise: Option, city: Portfolio, bo: User, chi: User
) -> None:
    options.offer(portfolio=city, by=bo, title="A fund of homes", circle="funders")
    page = sign_in(bo).get(OPTIONS)
    assert {(choice.value, choice.count) for choice in page.context["list"].choices if choice.count} == {
        ("open", 1), ("parked", 1),
    }  # fmt: skip
    parked = sign_in(bo).get(f"{OPTIONS}?state=parked").text
    assert "A rent promise" in parked
    assert "A fund of homes" not in parked
    assert "A rent promise" not in sign_in(chi).get(OPTIONS).text
    assert "No option is like this" in sign_in(chi).get(f"{OPTIONS}?state=closed").text


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_stewards_at_once_take_it_up_once(promise: Option, alma: User) -> None:
    def press(number: int) -> str:
        try:
            options.take_up(option=promise, by=alma, early_why="Now.")
        except ValidationError:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(press, range(2))) == ["done", "refused"]
    assert Initiative.objects.count() == 1
