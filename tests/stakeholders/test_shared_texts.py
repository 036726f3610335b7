"""Two people write on one text: the second sees what changed meanwhile, and nobody loses a word."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from portfolio_hub.lib.meanwhile import Stale
from stakeholders.forms.intent import IntentTextForm
from stakeholders.models import Change, IntentVersion, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import intents, shared_texts
from tests.factories import make_intent

SignIn = Callable[[User | None], Client]


@pytest.fixture
def draft(city: Portfolio) -> IntentVersion:
    return make_intent(city, "Every home warm.", status="draft", horizon="2040", left_open="The route.")


def opened(draft: IntentVersion) -> dict[str, Any]:
    """What stands in the form of somebody who opens it now."""
    form = IntentTextForm(instance=IntentVersion.objects.get(pk=draft.pk))
    return {name: str(form[name].value() or "") for name in form.fields}


def sent(draft: IntentVersion, data: dict[str, Any]) -> IntentTextForm:
    query = QueryDict(mutable=True)
    query.update(data)
    form = IntentTextForm(query, instance=IntentVersion.objects.get(pk=draft.pk))
    assert form.is_valid(), form.errors
    return form


def test_alone_it_is_simply_saved(city: Portfolio, alma: User, draft: IntentVersion) -> None:
    change, news = sent(draft, opened(draft) | {"horizon": "2035"}).save_for(by=alma, portfolio=city)
    draft.refresh_from_db()
    assert (draft.horizon, draft.edit, news) == ("2035", 2, [])
    assert change
    assert change.fields == {"horizon": ["2040", "2035"]}


def test_saving_nothing_new_leaves_no_trace(city: Portfolio, alma: User, draft: IntentVersion) -> None:
    assert sent(draft, opened(draft)).save_for(by=alma, portfolio=city) == (None, [])
    draft.refresh_from_db()
    assert draft.edit == 1


def test_changes_of_different_fields_are_put_together(
    city: Portfolio, alma: User, bo: User, draft: IntentVersion
) -> None:
    mine, theirs = opened(draft), opened(draft)
    sent(draft, theirs | {"horizon": "2035"}).save_for(by=bo, portfolio=city)
    form = sent(draft, mine | {"statement": "Every home warm, nobody left out."})
    change, news = form.save_for(by=alma, portfolio=city)
    assert change is None
    assert [(one.label, one.before, one.now, one.is_both) for one in news] == [("By when", "2040", "2035", False)]
    held = {name: form[name].value() for name in form.fields}
    assert (held["statement"], held["horizon"]) == ("Every home warm, nobody left out.", "2035")
    again, news = sent(draft, held).save_for(by=alma, portfolio=city)
    draft.refresh_from_db()
    assert (draft.statement, draft.horizon, news) == ("Every home warm, nobody left out.", "2035", [])
    assert again
    assert list(again.fields) == ["statement"]


def test_changes_of_the_same_field_show_both(city: Portfolio, alma: User, bo: User, draft: IntentVersion) -> None:
    mine = opened(draft)
    sent(draft, mine | {"statement": "Every home cool in summer."}).save_for(by=bo, portfolio=city)
    form = sent(draft, mine | {"statement": "Every home dry."})
    _change, (one,) = form.save_for(by=alma, portfolio=city)
    assert (one.before, one.now, one.is_both) == ("Every home warm.", "Every home cool in summer.", True)
    assert form["statement"].value() == "Every home dry."
    draft.refresh_from_db()
    assert draft.statement == "Every home cool in summer."


def test_the_same_change_twice_is_no_quarrel(city: Portfolio, alma: User, bo: User, draft: IntentVersion) -> None:
    mine = opened(draft)
    for person in (bo, alma):
        _change, news = sent(draft, mine | {"horizon": "2035"}).save_for(by=person, portfolio=city)
    assert [one.is_both for one in news] == [False]


@pytest.mark.parametrize("seen", ["", "no json", "[1]", '"x"', '{"statement": 7}', "null"])
def test_a_form_that_forgot_what_it_showed_overwrites_nothing(
    city: Portfolio, alma: User, bo: User, draft: IntentVersion, seen: str
) -> None:
    mine = opened(draft)
    sent(draft, mine | {"statement": "Every home cool."}).save_for(by=bo, portfolio=city)
    form = sent(draft, mine | {"statement": "Every home dry.", "seen": seen})
    change, news = form.save_for(by=alma, portfolio=city)
    assert change is None
    assert "Every home cool." in [one.now for one in news]
    assert form["statement"].value() == "Every home dry."
    draft.refresh_from_db()
    assert draft.statement == "Every home cool."


@pytest.mark.parametrize("edit", ["", "0", "999999999999999999999"])
def test_a_count_that_does_not_fit_is_no_way_past_others(
    city: Portfolio, alma: User, bo: User, draft: IntentVersion, edit: str
) -> None:
    mine = opened(draft)
    sent(draft, mine | {"horizon": "2035"}).save_for(by=bo, portfolio=city)
    change, news = sent(draft, mine | {"horizon": "2030", "edit": edit}).save_for(by=alma, portfolio=city)
    assert change is None
    assert news


def test_a_step_meanwhile_does_not_eat_the_words(city: Portfolio, alma: User, draft: IntentVersion) -> None:
    mine = opened(draft)
    intents.open_dialogue(version=draft, by=alma)
    change, news = sent(draft, mine | {"horizon": "2035"}).save_for(by=alma, portfolio=city)
    draft.refresh_from_db()
    assert (draft.horizon, news) == ("2035", [])
    assert change


def test_what_was_shared_meanwhile_is_not_changed(city: Portfolio, alma: User, draft: IntentVersion) -> None:
    mine = opened(draft)
    intents.share(version=intents.open_dialogue(version=draft, by=alma), by=alma)
    with pytest.raises(Refused, match="its text stays as it is"):
        sent(draft, mine | {"horizon": "2035"}).save_for(by=alma, portfolio=city)


def test_line_ends_of_browsers_are_no_changes(city: Portfolio, alma: User, draft: IntentVersion) -> None:
    draft.left_open = "The route.\nThe pace."
    draft.save()
    data = opened(draft) | {"left_open": "The route.\r\nThe pace."}
    assert sent(draft, data).save_for(by=alma, portfolio=city) == (None, [])


def test_the_service_says_what_stands_there_now(city: Portfolio, alma: User, draft: IntentVersion) -> None:
    with pytest.raises(Stale) as stale:
        shared_texts.save(draft, values={"horizon": "2035"}, edit=7, by=alma, portfolio=city)
    assert stale.value.now == {"horizon": "2040"}
    assert not Change.objects.of(draft).exists()


def test_the_page_tells_the_second_writer(sign_in: SignIn, city: Portfolio, alma: User, draft: IntentVersion) -> None:
    address = reverse("stakeholders:intent-edit", args=[city.slug, draft.number])
    first, second = sign_in(alma), sign_in(alma)
    data = opened(draft)
    assert first.post(address, data | {"horizon": "2035"}).status_code == 302
    answer = second.post(address, data | {"left_open": "The pace."})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Somebody else has edited this while you were writing" in page
    assert "The pace." in page
    again = {name: answer.context["form"][name].value() for name in data}
    assert json.loads(again["seen"])["horizon"] == "2035"
    assert second.post(address, again).status_code == 302
    draft.refresh_from_db()
    assert (draft.horizon, draft.left_open) == ("2035", "The pace.")
