"""Concerns: a set to begin with, names of their own, an order, two editors at once, and an end."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from funding.models import Concern
from funding.services import concerns
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import history

SignIn = Callable[[User | None], Client]


def names(city: Portfolio) -> list[str]:
    return [row.name for row in Concern.objects.filter(portfolio=city).current()]


def test_a_set_is_laid_down_once(city: Portfolio, alma: User) -> None:
    assert concerns.start(portfolio=city, pack="city", by=alma) == 6
    assert names(city) == ["Emissions", "Adaptation", "Health", "Cohesion", "Jobs and skills", "Fair costs"]
    with pytest.raises(Refused):
        concerns.start(portfolio=city, pack="sdg", by=alma)


def test_an_unknown_set_is_refused(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    answer = sign_in(alma).post(reverse("funding:concern-start", args=["riverton"]), {"pack": "nonsense"}, follow=True)
    assert "There is no such set of concerns." in answer.content.decode()
    assert names(city) == []


def test_concerns_change_places_and_stay_within_their_ends(city: Portfolio, alma: User) -> None:
    concerns.start(portfolio=city, pack="city", by=alma)
    health = city.concerns.get(name="Health")
    concerns.move(concern=health, up=True, by=alma)
    assert names(city)[:3] == ["Emissions", "Health", "Adaptation"]
    concerns.move(concern=city.concerns.get(name="Emissions"), up=True, by=alma)
    concerns.move(concern=city.concerns.get(name="Fair costs"), up=False, by=alma)
    assert names(city)[0] == "Emissions"
    assert names(city)[-1] == "Fair costs"


def test_a_concern_is_retired_and_taken_up_again_and_the_edit_can_be_undone(city: Portfolio, alma: User) -> None:
    concerns.start(portfolio=city, pack="city", by=alma)
    health = city.concerns.get(name="Health")
    change = concerns.retire(concern=health, by=alma)
    assert "Health" not in names(city)
    assert concerns.retire(concern=health, by=alma) is None
    assert isinstance(change, Change)
    history.undo(change=change, by=alma)
    assert "Health" in names(city)


def test_two_of_one_name_are_refused(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    concerns.start(portfolio=city, pack="city", by=alma)
    answer = sign_in(alma).post(reverse("funding:concern-new", args=["riverton"]), {"name": " health "})
    assert answer.status_code == 422
    assert "There is a concern of this name already." in answer.content.decode()


def test_the_second_editor_loses_nothing(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    row = Concern.objects.create(portfolio=city, name="Health", meaning="Longer lives")
    address = reverse("funding:concern-edit", args=["riverton", row.pk])
    client = sign_in(alma)
    page = client.get(address)
    opened = {"edit": page.context["form"]["edit"].value(), "seen": page.context["form"]["seen"].value()}
    concerns.edit(concern=Concern.objects.get(pk=row.pk), values={"meaning": "Fewer sick days"}, edit=row.edit, by=alma)
    answer = client.post(address, {**opened, "name": "Good health", "meaning": "Longer lives"})
    assert answer.status_code == 409
    form = answer.context["form"]
    assert form["name"].value() == "Good health"
    assert form["meaning"].value() == "Fewer sick days"
    held = {name: form[name].value() for name in ("name", "meaning", "edit", "seen")}
    assert client.post(address, held).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.meaning) == ("Good health", "Fewer sick days")


def test_the_list_reads_for_a_funder_and_has_no_buttons(
    city: Portfolio, alma: User, chi: User, sign_in: SignIn
) -> None:
    empty = sign_in(chi).get(reverse("funding:concerns", args=["riverton"])).content.decode()
    assert "No concerns are named yet" in empty
    concerns.start(portfolio=city, pack="wellbeing", by=alma)
    text = sign_in(chi).get(reverse("funding:concerns", args=["riverton"])).content.decode()
    assert "Belonging" in text
    assert reverse("funding:concern-new", args=["riverton"]) not in text


def test_the_history_says_who_and_what(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    concerns.start(portfolio=city, pack="city", by=alma)
    row = city.concerns.get(name="Health")
    concerns.edit(concern=row, values={"name": "Good health"}, edit=row.edit, by=alma)
    text = sign_in(alma).get(reverse("funding:concern-history", args=["riverton", row.pk])).content.decode()
    assert "Alma Steward" in text
    assert "Good health" in text
