"""Indicators and observations through their pages: who may, what is refused, what a reader sees."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from funding.indicators.rows import SHOWN
from funding.models import Indicator, Observation
from funding.services import indicators as services
from initiatives.models import Initiative
from stakeholders.models import Change, Portfolio, User
from tests.factories import make_combination, make_initiative
from tests.factories.indicators import make_indicator, make_observation

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]
ABOUT = {"name": "Warm homes", "unit": "homes", "method": "Counted at handover.", "direction": "up"}
SEEN = {"from_on": "2025-01-01", "to_on": "2025-12-31", "value": "12", "source": "Survey"}
HOME = "/riverton/funding/indicators/"


def test_a_steward_agrees_on_a_measure_and_somebody_observes(
    city: Portfolio, alma: User, bo: User, warm_streets: Initiative, sign_in: SignIn
) -> None:
    assert b"No indicator is agreed yet" in sign_in(bo).get(HOME).content
    assert sign_in(alma).post(f"{HOME}new/", {**ABOUT, "is_additive": "on"}).status_code == 302
    warm = Indicator.objects.get()
    answer = sign_in(bo).post(f"{HOME}{warm.pk}/observations/new/", {**SEEN, "initiative": warm_streets.pk})
    assert answer.status_code == 302
    one = Observation.objects.get()
    assert (one.by, one.initiative, one.value) == (bo, warm_streets, 12)
    assert [change.kind for change in Change.objects.of(one)] == ["created"]
    page = sign_in(alma).get(f"{HOME}{warm.pk}/").content.decode()
    assert "Warm Streets Millbrook" in page and "<strong>12</strong>" in page and '<svg class="ph-observed"' in page


def test_a_name_that_went_to_another_while_somebody_typed_is_refused_in_words(city: Portfolio, alma: User) -> None:
    mine, other = make_indicator(city, "Cool roofs"), make_indicator(city, "Warm homes")
    facts: dict[str, Any] = {"values": {"name": other.name.upper()}, "by": alma}
    with pytest.raises(ValidationError, match="already has an indicator of that name"):
        services.add(indicator=Indicator(portfolio=city), **facts)
    with pytest.raises(ValidationError, match="already has an indicator of that name"):
        services.describe(indicator=mine, edit=mine.edit, portfolio=city, **facts)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"value": ""}, "missing_why"),
        ({"missing_why": "Nobody counted."}, "missing_why"),
        ({"value": "", "missing_why": "Nobody counted.", "low": "3"}, "low"),
        ({"low": "13"}, "low"),
        ({"high": "11.5"}, "high"),
        ({"from_on": "2026-01-01"}, "to_on"),
        ({"to_on": (timezone.localdate() + timedelta(days=1)).isoformat()}, "to_on"),
        ({"group": "women"}, "split_by"),
        ({"split_by": "gender"}, "group"),
        ({"value": "twelve"}, "value"),
        ({"value": "NaN"}, "value"),
        ({"value": "1e30"}, "value"),
        ({"source": ""}, "source"),
    ],
)  # fmt: skip
def test_what_cannot_be_observed_is_refused(
    city: Portfolio, alma: User, sign_in: SignIn, said: dict[str, str], wrong: str
) -> None:
    warm = make_indicator(city)
    answer = sign_in(alma).post(f"{HOME}{warm.pk}/observations/new/", {**SEEN, **said})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {wrong}
    assert not Observation.objects.exists()


@pytest.mark.parametrize(("value", "shown"), [("0", "0"), ("-3.25", "−3.25"), ("1234567.5", "1,234,567.5")])
def test_zero_and_negative_values_are_values(
    city: Portfolio, alma: User, sign_in: SignIn, value: str, shown: str
) -> None:
    warm = make_indicator(city)
    sign_in(alma).post(f"{HOME}{warm.pk}/observations/new/", {**SEEN, "value": value})
    assert f"<strong>{shown}</strong>" in sign_in(alma).get(f"{HOME}{warm.pk}/").content.decode()


def test_the_same_is_not_observed_twice(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    warm = make_indicator(city)
    address = f"{HOME}{warm.pk}/observations/new/"
    assert sign_in(alma).post(address, SEEN).status_code == 302
    again = sign_in(alma).post(address, SEEN)
    assert again.status_code == 422
    assert b"observed already" in again.content
    assert sign_in(alma).post(address, {**SEEN, "source": "Register"}).status_code == 302


def test_a_correction_is_a_new_row_and_happens_once(
    city: Portfolio, alma: User, warm_streets: Initiative, sign_in: SignIn
) -> None:
    warm = make_indicator(city)
    old = make_observation(warm, 5, warm_streets)
    address = f"{HOME}observations/{old.pk}/correct/"
    assert 'value="5"' in sign_in(alma).get(address).content.decode()
    said = {**SEEN, "source": "City register", "value": "6", "why": "Two were flats."}
    assert sign_in(alma).post(address, said).status_code == 302
    new = Observation.objects.get(corrects=old)
    assert (new.value, new.initiative) == (6, warm_streets)
    old.refresh_from_db()
    assert old.value == 5
    again = sign_in(alma).post(address, said)
    assert again.status_code == 422 and b"corrected already" in again.content
    assert list(Observation.objects.standing()) == [new]
    assert Change.objects.of(old).get().why == "Two were flats."
    page = sign_in(alma).get(f"{HOME}{warm.pk}/").content.decode()
    assert "<del>5</del>" in page and "<strong>6</strong>" in page


def test_a_contributor_observes_and_corrects_only_their_own(
    city: Portfolio, bo: User, warm_streets: Initiative, sign_in: SignIn
) -> None:
    other = make_initiative(city, "Cool Rooms")
    warm = make_indicator(city)
    address = f"{HOME}{warm.pk}/observations/new/"
    assert "initiative" in sign_in(bo).post(address, SEEN).context["form"].errors
    assert sign_in(bo).post(address, {**SEEN, "initiative": other.pk}).status_code == 422
    one, mine = make_observation(warm, 5, other), make_observation(warm, 7, warm_streets)
    assert sign_in(bo).get(f"{HOME}observations/{one.pk}/correct/").status_code == 403
    page = sign_in(bo).get(f"{HOME}{warm.pk}/").content.decode()
    assert f"{HOME}observations/{mine.pk}/correct/" in page
    assert f"{HOME}observations/{one.pk}/correct/" not in page


def test_two_people_edit_an_indicator_and_nothing_is_lost(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    warm = make_indicator(city, "Warm homes", baseline=5, baseline_on="2020-01-01")
    address = f"{HOME}{warm.pk}/edit/"
    form = sign_in(alma).get(address).context["form"]
    opened = {"edit": form.initial["edit"], "seen": form.initial["seen"]}
    base = {**ABOUT, "is_additive": "on", "baseline": "5", "baseline_on": "2020-01-01", **opened}
    assert sign_in(alma).post(address, {**base, "method": "Asked."}).status_code == 302
    second = sign_in(alma).post(address, {**base, "name": "Warmer homes", "method": "Counted at handover."})
    assert second.status_code == 409
    held = second.context["form"].data
    assert (held["name"], held["method"]) == ("Warmer homes", "Asked.")


def test_an_edit_that_changes_nothing_leaves_no_trace(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    warm = make_indicator(city, "Warm homes", baseline=5, baseline_on="2020-01-01")
    said = {**ABOUT, "is_additive": "on", "baseline": "5", "baseline_on": "2020-01-01", "edit": 1}
    assert sign_in(alma).post(f"{HOME}{warm.pk}/edit/", said).status_code == 302
    assert not Change.objects.of(warm).exists()


def test_the_unit_stays_once_something_was_observed(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    warm = make_indicator(city, "Warm homes")
    make_observation(warm, 5)
    answer = sign_in(alma).post(f"{HOME}{warm.pk}/edit/", {**ABOUT, "unit": "flats", "edit": 1})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"unit"}


def test_names_are_said_once_and_a_baseline_has_its_day(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    make_indicator(city, "Warm homes")
    answer = sign_in(alma).post(f"{HOME}new/", {**ABOUT, "name": "warm HOMES", "baseline": "3"})
    assert set(answer.context["form"].errors) == {"name", "baseline_on"}


def test_a_retired_indicator_keeps_its_rows_and_takes_no_more(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    warm = make_indicator(city)
    make_observation(warm, 5)
    sign_in(alma).post(f"{HOME}{warm.pk}/retire/")
    refused = sign_in(alma).post(f"{HOME}{warm.pk}/observations/new/", SEEN)
    assert refused.status_code == 422 and b"no longer measured" in refused.content
    sign_in(alma).post(f"{HOME}{warm.pk}/resume/")
    assert sign_in(alma).post(f"{HOME}{warm.pk}/observations/new/", SEEN).status_code == 302


def test_the_file_beside_the_rows_holds_the_period_that_is_shown(
    city: Portfolio, alma: User, warm_streets: Initiative, sign_in: SignIn
) -> None:
    warm, asked = make_indicator(city), "?period=2023-01-01_2023-12-31"
    make_observation(warm, 5, warm_streets, 2023)
    make_observation(warm, 9, warm_streets, 2024)
    file = f"{HOME}{warm.pk}/observations.csv"
    assert f'href="{file}{asked}"' in sign_in(alma).get(f"{HOME}{warm.pk}/{asked}").content.decode()
    lines = {
        address: len(b"".join(sign_in(alma).get(address).streaming_content).splitlines())  # type: ignore[attr-defined]
        for address in (file, file + asked)
    }
    assert lines == {file: 3, file + asked: 2}


def test_the_list_leads_to_the_import_of_observations(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    make_indicator(city)
    address = "/riverton/initiatives/import/?for=observations"
    assert f'href="{address}"' in sign_in(alma).get(HOME).content.decode()
    assert sign_in(alma).get(address).context["form"]["target"].value() == "observations"


def test_nobody_sees_what_is_observed_of_an_initiative_that_they_do_not_see(
    city: Portfolio, alma: User, chi: User, dag: User, sign_in: SignIn
) -> None:
    hidden = make_initiative(city, "Quiet pilot", circle="team")
    warm = make_indicator(city)
    make_observation(warm, 918273, hidden)
    make_observation(warm, 5, make_initiative(city, "Open pilot", circle="public"))
    for address in (f"{HOME}{warm.pk}/", f"{HOME}{warm.pk}/observations.csv"):
        seen = {user: b"".join(sign_in(user).get(address)).decode() for user in (alma, chi)}  # type: ignore[arg-type]
        assert "Quiet pilot" in seen[alma]
        assert "Quiet pilot" not in seen[chi] and "918273" not in seen[chi].replace(",", "")
        assert sign_in(dag).get(address).status_code == 404
    assert sign_in(chi).get(f"{HOME}initiatives/{hidden.pk}/").status_code == 404


def test_the_page_says_which_rows_count_and_which_do_not(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    one, other = make_initiative(city, "One"), make_initiative(city, "Other")
    together = make_combination(city, one, other)
    warm = make_indicator(city)
    make_observation(warm, 5, one)
    make_observation(warm, 20, combination=together)
    make_observation(warm, 3, one, group="tenants", split_by="tenure")
    page = sign_in(alma).get(f"{HOME}{warm.pk}/?period=2025-01-01_2025-12-31").content.decode()
    assert "<strong>20</strong>" in page
    assert "not counted, in the value of its combination already" in page
    assert "By tenure" in page
    warm.is_additive = False
    warm.save()
    assert "can’t be added up for this indicator" in sign_in(alma).get(f"{HOME}{warm.pk}/").content.decode()


def test_the_page_asks_as_often_for_many_rows_as_for_one(
    city: Portfolio, alma: User, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    warm = make_indicator(city)
    client = sign_in(alma)
    counts = []
    for many in (2, 12):
        for at in range(many):
            make_observation(warm, at, make_initiative(city, f"Initiative {many} {at}"), year=2000 + at)
        with django_assert_max_num_queries(60) as asked:
            client.get(f"{HOME}{warm.pk}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_panel_has_the_newest_value_of_each_indicator(
    city: Portfolio, alma: User, warm_streets: Initiative, sign_in: SignIn
) -> None:
    warm = make_indicator(city, "Warm homes")
    make_observation(warm, 5, warm_streets, 2023)
    make_observation(warm, 9, warm_streets, 2024)
    page = sign_in(alma).get(f"{HOME}initiatives/{warm_streets.pk}/").content.decode()
    assert "<strong>9</strong>" in page and "<strong>5</strong>" not in page


def test_a_contributor_corrects_an_observation_of_their_own(
    city: Portfolio, bo: User, warm_streets: Initiative, sign_in: SignIn
) -> None:
    old = make_observation(make_indicator(city), 5, warm_streets)
    address = f"{HOME}observations/{old.pk}/correct/"
    assert sign_in(bo).get(address).status_code == 200
    said = {**SEEN, "value": "6", "why": "Two were flats."}
    assert sign_in(bo).post(address, said).status_code == 302
    assert Observation.objects.get(corrects=old).by == bo


@pytest.mark.parametrize(
    ("language", "typed", "value"),
    [
        ("en", "1.234,5", "1234.5"), ("de", "1.234,5", "1234.5"), ("en", "1,234.5", "1234.5"),
        ("de", "12,5", "12.5"), ("en", "12,5", "12.5"), ("en", "1.234", "1.234"), ("de", "1,234", "1.234"),
        ("de", "0.125", "0.125"), ("en", "-3 000.5", "-3000.5"), ("en", "1'234'567", "1234567"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_type_them(
    city: Portfolio, alma: User, sign_in: SignIn, language: str, typed: str, value: str
) -> None:
    warm, client = make_indicator(city), sign_in(alma)
    client.cookies["django_language"] = language
    answer = client.post(f"{HOME}{warm.pk}/observations/new/", {**SEEN, "value": typed, "high": ""})
    assert answer.status_code == 302, answer.context["form"].errors
    assert Observation.objects.get().value == Decimal(value)


@pytest.mark.parametrize("typed", ["1.234,5,6", "1,23,456.7", "1.2.3", "12..5", "½", "1" * 61, "1,234", "Infinity"])
def test_what_could_be_two_numbers_or_none_is_refused(city: Portfolio, alma: User, sign_in: SignIn, typed: str) -> None:
    warm = make_indicator(city)
    answer = sign_in(alma).post(f"{HOME}{warm.pk}/observations/new/", {**SEEN, "value": typed})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"value"}
    assert answer.context["form"]["value"].value() == typed


def test_rows_of_a_period_come_in_pages_and_the_chart_has_its_table(
    city: Portfolio, alma: User, sign_in: SignIn
) -> None:
    warm = make_indicator(city)
    for at in range(SHOWN + 3):
        make_observation(warm, at, make_initiative(city, f"Pilot {at}"), 2024)
    make_observation(warm, None, make_initiative(city, "Silent pilot"), 2024, missing_why="Nobody counted.")
    make_observation(warm, 9, make_initiative(city, "Later pilot"), 2025)
    client, address = sign_in(alma), f"{HOME}{warm.pk}/?period=2024-01-01_2024-12-31"
    first = client.get(address).context["page"]
    assert len(first.rows.rows) == SHOWN and first.all_rows == SHOWN + 5
    second = client.get(f"{address}&after={first.rows.next_cursor}").context["page"]
    assert {row.subject for row, _words in second.lines} == {"Pilot 0", "Pilot 1", "Pilot 2", "Pilot 3"}
    assert {words for _row, words in second.lines} == {"counted"}
    table = client.get(f"{HOME}{warm.pk}/?as=table").content.decode()
    assert "View as chart" in table and '<svg class="ph-observed"' not in table
    assert "one value is missing" in table
    assert "A hollow dot is a total in which some values are missing." in client.get(address).content.decode()
    assert client.get(f"{HOME}{warm.pk}/?period=nonsense&after=zzz&of=999999").status_code == 200


def test_a_combination_shows_what_was_observed_of_it_as_such(
    city: Portfolio, alma: User, chi: User, sign_in: SignIn
) -> None:
    hidden = make_initiative(city, "Quiet pilot", circle="team")
    together = make_combination(city, hidden, make_initiative(city, "Open pilot"))
    make_observation(make_indicator(city), 7, combination=together)
    panel = f"{HOME}combinations/{together.pk}/"
    assert "<strong>7</strong>" in sign_in(alma).get(panel).content.decode()
    page = sign_in(alma).get(f"/riverton/combinations/{together.pk}/").content.decode()
    assert panel in page
    assert sign_in(chi).get(f"{HOME}combinations/999999/").status_code == 404
