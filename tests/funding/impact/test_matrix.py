"""The matrix: one dot for each judgement, counts for vehicles and systems, and the same number of questions always."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.impact.matrix import PAGE, matrix
from funding.impact.wanted import Wanted
from funding.models import Concern, Contribution, FundingVehicle
from initiatives.models import Combination, Initiative, System
from stakeholders.access import Access, access_for
from stakeholders.models import Organisation, Portfolio, User
from tests.factories import make_allocation, make_commitment, make_initiative, make_organisation, make_vehicle

SignIn = Callable[[User | None], Client]


def say(concern: Concern, size: str = "large", evidence: str = "assumed", **facts: Any) -> Contribution:
    return Contribution.objects.create(concern=concern, mechanism="So it goes.", size=size, evidence=evidence, **facts)


def access_of(user: User, city: Portfolio) -> Access:
    access = access_for(user, city)
    assert access
    return access


@pytest.fixture
def judged(emissions: Concern, fair_costs: Concern, warm_homes: Combination, warm_streets: Initiative) -> None:
    say(emissions, evidence="evidenced", combination=warm_homes)
    say(fair_costs, "small", "early", combination=warm_homes, is_harm=True)
    say(emissions, "medium", "early", initiative=warm_streets)


def test_a_combination_shows_its_judgements_and_only_members_that_are_seen(
    judged: None, city: Portfolio, alma: User, chi: User
) -> None:
    row = matrix(access_of(alma, city), Wanted()).rows[0]
    assert [cell.words for cell in row.cells] == ["Large, evidenced", "Small, early signs; works against it"]
    assert row.line == "2 initiatives in 2 systems"
    assert matrix(access_of(chi, city), Wanted()).rows[0].line == "1 initiative in 2 systems"


def test_a_system_counts_by_evidence_and_each_once(judged: None, city: Portfolio, alma: User, energy: System) -> None:
    row = next(row for row in matrix(access_of(alma, city), Wanted("system")).rows if row.name == energy.name)
    assert [cell.words for cell in row.cells] == ["1 evidenced, 1 early signs", "1 early signs (1 works against it)"]


def test_a_vehicle_counts_what_it_agreed_to_fund(
    judged: None, city: Portfolio, alma: User, chi: User, mission: Organisation, warm_streets: Initiative
) -> None:
    seen, other = make_vehicle(city, "A fund"), make_vehicle(city, "B fund")
    make_commitment(seen, mission, 100)
    make_commitment(other, make_organisation("Another bank", portfolio=city), 100)
    make_allocation(seen, 40, warm_streets)
    make_allocation(seen, 20, warm_streets)
    make_allocation(other, 10, warm_streets, status="planned")
    rows = matrix(access_of(alma, city), Wanted("vehicle")).rows
    assert [(row.name, row.cells[0].words) for row in rows] == [("A fund", "1 early signs"), ("B fund", "not judged")]
    assert [row.name for row in matrix(access_of(chi, city), Wanted("vehicle")).rows] == ["A fund"]


def test_a_chosen_vehicle_shows_wherever_it_stands_among_the_others(
    judged: None, city: Portfolio, alma: User, sign_in: SignIn
) -> None:
    for number in range(PAGE):
        make_vehicle(city, f"Fund {number:02}")
    last = make_vehicle(city, "Zebra fund")
    address = reverse("funding:contributes", args=[city.slug])
    found = sign_in(alma).get(f"{address}?vehicle={last.pk}").context["matrix"]
    assert ([row.name for row in found.rows], found.next_cursor) == (["Zebra fund"], "")
    chosen = "&".join(f"vehicle={pk}" for pk in FundingVehicle.objects.order_by("pk").values_list("pk", flat=True))
    page = sign_in(alma).get(f"{address}?{chosen}").content.decode()
    more = f"{reverse('funding:impact', args=[city.slug])}?by=vehicle&{chosen}".replace("&", "&amp;")
    assert f'href="{more}">Show more' in page


def test_a_trial_of_other_rules_has_no_money_and_no_row(
    judged: None, city: Portfolio, alma: User, emissions: Concern, sign_in: SignIn
) -> None:
    trial = make_vehicle(city, "Trial", is_shadow=True)
    assert not matrix(access_of(alma, city), Wanted("vehicle")).rows
    cell = reverse("funding:concern-cell", args=[city.slug, emissions.pk, "vehicle", trial.pk])
    assert sign_in(alma).get(cell).status_code == 404


def test_another_funders_vehicle_is_not_there(
    judged: None, city: Portfolio, chi: User, emissions: Concern, sign_in: SignIn
) -> None:
    vehicle = make_vehicle(city, "Not for Chi")
    address = reverse("funding:concern-cell", args=["riverton", emissions.pk, "vehicle", vehicle.pk])
    assert sign_in(chi).get(address).status_code == 404


def test_retired_concerns_and_earlier_judgements_do_not_count(
    judged: None, city: Portfolio, alma: User, fair_costs: Concern, warm_homes: Combination
) -> None:
    Concern.objects.filter(pk=fair_costs.pk).update(retired_on="2026-01-01")
    say(fair_costs, combination=warm_homes, is_current=False)
    page = matrix(access_of(alma, city), Wanted())
    assert [concern.name for concern in page.concerns] == ["Emissions"]


def test_pages_and_questions_stay_the_same(city: Portfolio, alma: User, emissions: Concern) -> None:
    counts = []
    for more in (1, PAGE * 2):
        for _number in range(more):
            say(emissions, initiative=make_initiative(city))
        with CaptureQueriesContext(connection) as asked:
            first = matrix(access_of(alma, city), Wanted("initiative"))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6
    second = matrix(access_of(alma, city), Wanted("initiative", after=first.next_cursor))
    assert len(first.rows) == len(second.rows) == PAGE
    assert {row.name for row in first.rows}.isdisjoint({row.name for row in second.rows})


@pytest.mark.parametrize("by", ["combination", "initiative", "vehicle", "system", "nonsense"])
def test_every_side_opens_as_dots_words_and_file(judged: None, alma: User, sign_in: SignIn, by: str) -> None:
    address, client = reverse("funding:impact", args=["riverton"]), sign_in(alma)
    dots = client.get(f"{address}?by={by}&after=zzz").content.decode()
    words = client.get(f"{address}?by={by}&as=table").content.decode()
    assert "What contributes to which concern" in dots
    assert "View as chart" in words or by == "vehicle"
    file = client.get(reverse("funding:impact-export", args=["riverton", "csv"]), {"by": by})
    assert b"Emissions,Fair costs" in b"".join(file)  # type: ignore[arg-type]


def test_a_cell_of_a_system_opens_what_is_counted(
    judged: None, alma: User, emissions: Concern, energy: System, sign_in: SignIn
) -> None:
    address = reverse("funding:concern-cell", args=["riverton", emissions.pk, "system", energy.pk])
    text = sign_in(alma).get(address).content.decode()
    assert "Warm homes, street by street" in text
    assert "Warm Streets Millbrook" in text


def test_the_panel_stands_on_both_pages(
    judged: None, alma: User, warm_homes: Combination, warm_streets: Initiative, sign_in: SignIn
) -> None:
    for axis, what in (("combination", warm_homes), ("initiative", warm_streets)):
        panel = reverse("funding:impact-of", args=["riverton", axis, what.pk])
        name = "initiatives:combination" if axis == "combination" else "initiatives:detail"
        page = reverse(name, args=["riverton", what.pk])
        assert panel in sign_in(alma).get(page).content.decode()
        assert "Emissions" in sign_in(alma).get(panel).content.decode()
