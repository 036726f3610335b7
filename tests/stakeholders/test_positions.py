"""Needs and fears in everybody's own words and circle, and where they may be braided."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from stakeholders.braiding import Voice, suggestions, terms_of
from stakeholders.models import Braid, Circle, Organisation, Portfolio, Position, User
from stakeholders.services import organisations, positions
from tests.factories import make_organisation

SignIn = Callable[[User | None], Client]
WORDS = {
    "needs": "Cheap heat for old terraces.",
    "fears": "Rents that rise.",
    "cannot_accept": "",
    "circle": "portfolio",
}


def address(city: Portfolio, name: str, *args: object) -> str:
    return reverse(f"stakeholders:{name}", args=[city.slug, *args])


def say(city: Portfolio, organisation: Organisation, circle: str, needs: str = "Quiet streets.") -> Position:
    return Position.objects.create(portfolio=city, organisation=organisation, needs=needs, circle=circle)


def test_bo_writes_for_the_coop(city: Portfolio, coop: Organisation, bo: User, odile: User, sign_in: SignIn) -> None:
    client = sign_in(bo)
    assert f"Write for {coop.name}" in client.get(address(city, "positions")).content.decode()
    client.post(address(city, "position-edit", coop.pk), {**WORDS, "edit": "0", "seen": ""})
    row = Position.objects.get()
    assert (row.needs, row.by) == (WORDS["needs"], bo)
    assert WORDS["needs"] in sign_in(odile).get(address(city, "positions")).content.decode()


def test_only_its_speakers_and_stewards_write_for_an_organisation(
    city: Portfolio, mission: Organisation, bo: User, alma: User, sign_in: SignIn
) -> None:
    page = address(city, "position-edit", mission.pk)
    refused = sign_in(bo).post(page, WORDS)
    assert refused.status_code == 403
    assert "Only the people who speak for" in refused.content.decode()
    assert sign_in(alma).post(page, WORDS).status_code == 302


def test_saying_nothing_or_for_nobody_is_refused(
    city: Portfolio, coop: Organisation, bo: User, sign_in: SignIn
) -> None:
    page = address(city, "position-edit", coop.pk)
    empty = sign_in(bo).post(page, {"circle": "portfolio"})
    assert (empty.status_code, "Say at least one of the three" in empty.content.decode()) == (422, True)
    assert sign_in(bo).post(page, {**WORDS, "circle": "moon"}).status_code == 422
    elsewhere = make_organisation("Not listed here")
    assert sign_in(bo).get(address(city, "position-edit", elsewhere.pk)).status_code == 404
    assert not Position.objects.exists()


@pytest.mark.parametrize(
    ("circle", "seen_by"),
    [
        (Circle.TEAM, {"alma", "bo"}),
        (Circle.PORTFOLIO, {"alma", "bo", "odile"}),
        (Circle.FUNDERS, {"alma", "bo", "odile", "chi"}),
        (Circle.PUBLIC, {"alma", "bo", "odile", "chi", "nobody"}),
    ],
)
def test_a_position_is_read_by_its_circle(
    open_city: Portfolio, coop: Organisation, alma: User, bo: User, chi: User, odile: User, sign_in: SignIn,
    circle: str, seen_by: set[str],
) -> None:  # fmt: skip
    say(open_city, coop, circle, "A secret garden.")
    people = {"alma": alma, "bo": bo, "chi": chi, "odile": odile, "nobody": None}
    readers = {
        name
        for name, user in people.items()
        if "A secret garden." in sign_in(user).get(address(open_city, "positions")).content.decode()
    }
    assert readers == seen_by


def test_a_braid_shows_only_to_those_who_may_read_all_of_it(
    city: Portfolio, coop: Organisation, mission: Organisation, alma: User, bo: User, chi: User, odile: User,
    sign_in: SignIn,
) -> None:  # fmt: skip
    strands = [say(city, coop, Circle.TEAM), say(city, mission, Circle.FUNDERS)]
    sign_in(alma).post(
        address(city, "braid-new"),
        {"name": "Quiet nights", "how": "Walk first.", "positions": [one.pk for one in strands]},
    )
    assert Braid.objects.get().positions.count() == 2

    def reads(user: User) -> bool:
        return "Quiet nights" in sign_in(user).get(address(city, "positions")).content.decode()

    assert [reads(user) for user in (alma, bo, chi, odile)] == [True, True, False, False]


def test_one_strand_is_no_braid(city: Portfolio, coop: Organisation, alma: User, sign_in: SignIn) -> None:
    answer = sign_in(alma).post(
        address(city, "braid-new"), {"name": "Alone", "positions": [say(city, coop, Circle.PUBLIC).pk]}
    )
    assert (answer.status_code, "A braid needs two positions" in answer.content.decode()) == (422, True)


def test_two_speakers_write_the_first_words_at_once(
    city: Portfolio, coop: Organisation, bo: User, alma: User, sign_in: SignIn
) -> None:
    page = address(city, "position-edit", coop.pk)
    opened = sign_in(bo).get(page).context["form"].initial
    seen = {"edit": opened["edit"], "seen": opened["seen"]}
    sign_in(alma).post(page, {**WORDS, **seen})
    second = sign_in(bo).post(page, {**seen, "needs": "Warm stairs.", "circle": "portfolio"})
    assert second.status_code == 409
    text = second.content.decode()
    assert "Warm stairs.</textarea>" in text
    assert "Rents that rise.</textarea>" in text, "what only the other one wrote is in the form as well"
    assert Position.objects.get().needs == WORDS["needs"]


def test_a_position_can_be_taken_back(city: Portfolio, coop: Organisation, bo: User, sign_in: SignIn) -> None:
    say(city, coop, Circle.PUBLIC)
    sign_in(bo).post(address(city, "position-delete", coop.pk))
    assert not Position.objects.exists()


def test_suggestions_cite_both_word_for_word_and_only_stewards_see_them(
    city: Portfolio, coop: Organisation, mission: Organisation, alma: User, odile: User, sign_in: SignIn
) -> None:
    say(city, coop, Circle.PORTFOLIO, "We need sleep. Deliveries should end before the night.")
    Position.objects.create(portfolio=city, organisation=mission, fears="Night deliveries that nobody can drive.")
    page = sign_in(alma).get(address(city, "positions")).content.decode()
    assert "both speak of “deliveries”, “night”." in page
    assert "“Deliveries should end before the night.”" in page
    assert "“Night deliveries that nobody can drive.”" in page
    assert "both speak of" not in sign_in(odile).get(address(city, "positions")).content.decode()


def test_common_words_are_no_reason() -> None:
    assert terms_of("We need what they would need, and more of it.") == {}
    assert suggestions([Voice(1, "A", "We need people."), Voice(2, "B", "People need us.")]) == []


def test_words_that_nearly_everybody_uses_are_no_reason() -> None:
    voices = [Voice(number, str(number), "Warm homes.") for number in range(5)]
    assert suggestions(voices) == []
    found = suggestions([*voices, Voice(6, "F", "Ferries and trams."), Voice(7, "G", fears="Ferries sold.")])
    assert [one.shared for one in found] == [("ferries",)]
    assert found[0].second.is_fear


def test_more_shared_words_come_first_whatever_the_order() -> None:
    voices = [
        Voice(1, "A", "Ferries, trams and bridges."),
        Voice(2, "B", "Bridges."),
        Voice(3, "C", fears="Trams without bridges."),
    ]
    for order in (voices, voices[::-1]):
        assert set(suggestions(order)[0].shared) == {"trams", "bridges"}


def test_merging_puts_both_positions_together_for_the_narrower_circle(
    city: Portfolio, coop: Organisation, mission: Organisation, alma: User
) -> None:
    double = make_organisation("Coop of Millbrook", portfolio=city)
    kept, spare = say(city, coop, Circle.PUBLIC, "Heat."), say(city, double, Circle.TEAM, "Light.")
    braid = Braid(portfolio=city)
    positions.braid(
        braid=braid, values={"name": "B", "how": ""}, positions=[spare, say(city, mission, "public")], by=alma
    )
    organisations.merge(duplicate=double, into=coop, portfolio=city, by=alma)
    kept.refresh_from_db()
    assert (kept.needs, kept.circle) == ("Heat.\n\nLight.", Circle.TEAM)
    assert kept in braid.positions.all()
    assert Position.objects.filter(organisation=coop).count() == 1
