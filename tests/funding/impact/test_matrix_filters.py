"""Filters of the matrix in the address, the dashboard's part of it, and no sum across concerns anywhere."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from funding.impact.matrix import PAGE, matrix
from funding.impact.wanted import Wanted
from funding.models import Concern, Contribution
from initiatives.models import Combination, Initiative, System
from stakeholders.access import Access, access_for
from stakeholders.models import Portfolio, User
from tests.factories import make_combination, make_initiative, make_vehicle

SignIn = Callable[[User | None], Client]
HOME = "/riverton/funding/impact"


def say(concern: Concern, size: str = "large", evidence: str = "assumed", **facts: object) -> Contribution:
    return Contribution.objects.create(concern=concern, mechanism="So it goes.", size=size, evidence=evidence, **facts)


def access_of(user: User, city: Portfolio) -> Access:
    access = access_for(user, city)
    assert access
    return access


def names(access: Access, address: str) -> list[str]:
    given = RequestFactory().get(f"/?{address}").GET
    return [row.name for row in matrix(access, Wanted.read(given)).rows]


@pytest.fixture
def judged(
    city: Portfolio, emissions: Concern, fair_costs: Concern, warm_homes: Combination, warm_streets: Initiative,
    secret: Initiative,
) -> None:  # fmt: skip
    say(emissions, evidence="evidenced", combination=warm_homes)
    say(fair_costs, "small", "early", combination=warm_homes, is_harm=True)
    say(emissions, "medium", "early", initiative=warm_streets)
    say(fair_costs, initiative=secret)


def test_the_table_beside_the_dashboard_has_the_vehicles_that_are_chosen_there(
    judged: None, city: Portfolio, alma: User, sign_in: SignIn
) -> None:
    one, two = make_vehicle(city, "Commons fund"), make_vehicle(city, "Retrofit bond")
    access, address = access_of(alma, city), f"by=vehicle&vehicle={one.pk}"
    assert names(access, "by=vehicle") == ["Commons fund", "Retrofit bond"]
    assert names(access, address) == ["Commons fund"]
    assert names(access, "by=vehicle&vehicle=x") == ["Commons fund", "Retrofit bond"]
    wanted = Wanted.read(RequestFactory().get(f"/?{address}").GET)
    assert (wanted.address, wanted.on("vehicle").address) == (address, "by=vehicle")
    part = sign_in(alma).get(f"/riverton/funding/contributes/?vehicle={two.pk}").content.decode()
    assert f'href="{HOME}/?as=table&amp;by=vehicle&amp;vehicle={two.pk}"' in part
    body = b"".join(sign_in(alma).get(f"{HOME}.csv?{address}").streaming_content)  # type: ignore[attr-defined]
    assert b"Commons fund" in body and b"Retrofit bond" not in body


def test_filters_leave_the_rows_that_fit(
    judged: None, city: Portfolio, alma: User, energy: System, emissions: Concern, fair_costs: Concern
) -> None:
    access, by = access_of(alma, city), "by=initiative"
    assert names(access, by) == ["Quiet talks", "Warm Streets Millbrook"]
    assert names(access, f"{by}&evidence=early") == ["Warm Streets Millbrook"]
    assert names(access, f"{by}&concern={fair_costs.pk}") == ["Quiet talks"]
    assert names(access, f"{by}&concern={fair_costs.pk}&evidence=early") == []
    assert names(access, f"{by}&system={energy.pk}") == ["Warm Streets Millbrook"]
    assert names(access, f"system={energy.pk}") == ["Warm homes, street by street"]
    assert names(access, f"{by}&evidence=nonsense&system=x&concern=-1") == names(access, by)
    chosen = matrix(access, Wanted("initiative", concern=fair_costs.pk))
    assert [concern.name for concern in chosen.concerns] == ["Fair costs"]
    assert [len(row.cells) for row in chosen.rows] == [1]


def test_a_hidden_member_does_not_make_a_combination_fit(
    city: Portfolio, alma: User, chi: User, emissions: Concern, energy: System, warm_streets: Initiative
) -> None:
    hidden = make_initiative(city, "Quiet pilot", circle="portfolio", system=energy)
    together = make_combination(city, hidden, make_initiative(city, "Open pilot"), name="Together")
    say(emissions, combination=together)
    assert names(access_of(alma, city), f"system={energy.pk}") == ["Together"]
    assert names(access_of(chi, city), f"system={energy.pk}") == []


def test_filters_stay_in_the_address_of_pages_twins_and_files(
    city: Portfolio, alma: User, emissions: Concern, fair_costs: Concern, sign_in: SignIn
) -> None:
    for number in range(PAGE + 1):
        say(emissions, evidence="early", initiative=make_initiative(city, f"Pilot {number:02}"))
    say(emissions, initiative=make_initiative(city, "Assumed only"))
    page = sign_in(alma).get(f"{HOME}/?by=initiative&evidence=early").content.decode()
    assert re.search(r'href="\?by=initiative&amp;evidence=early&amp;after=[^"]+" rel="next"', page)
    assert "?by=initiative&amp;evidence=early&amp;as=table" in page
    assert f'{HOME}.csv?by=initiative&amp;evidence=early"' in page
    file = b"".join(sign_in(alma).get(f"{HOME}.csv?by=initiative&evidence=early"))  # type: ignore[arg-type]
    assert file.count(b"Pilot") == PAGE + 1 and b"Assumed only" not in file
    empty = sign_in(alma).get(f"{HOME}/?by=initiative&evidence=evidenced").content.decode()
    assert "Nothing fits these filters" in empty


def test_the_dashboard_asks_as_many_questions_for_eight_as_for_one(
    city: Portfolio, alma: User, emissions: Concern
) -> None:
    access, counts = access_of(alma, city), []
    for many in (1, 7):
        for number in range(many):
            together = make_combination(city, make_initiative(city), make_initiative(city), name=f"{many} {number}")
            say(emissions, combination=together)
        with CaptureQueriesContext(connection) as asked:
            found = matrix(access, Wanted())
            context = {"matrix": found, "portfolio": city, "access": access}
            part = render_to_string("funding/dashboard/matrix.html", context)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6
    assert [row.name for row in found.rows][:2] == ["1 0", "7 0"] and len(found.rows) == 8
    assert "View as table" in part and 'class="ph-table ph-impact"' in part


def test_nothing_is_added_up_across_concerns(
    judged: None, city: Portfolio, alma: User, emissions: Concern, warm_homes: Combination, sign_in: SignIn
) -> None:
    client, concerns = sign_in(alma), ["Emissions", "Fair costs"]
    for by in ("combination", "initiative", "vehicle", "system"):
        page = client.get(f"{HOME}/?by={by}").content.decode()
        table = (
            page[page.index('<table class="ph-table ph-impact') : page.index("</table>")] if "<table" in page else ""
        )
        assert not table or len(re.findall(r'<th scope="col">', table)) == 1 + len(concerns)
        assert "<tfoot" not in table
        rows = b"".join(client.get(f"{HOME}.csv?by={by}")).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]
        assert rows[0].split(",")[1:] == concerns
        assert all(not cell.strip().isdigit() for row in rows[1:] for cell in row.split(",")[1:])
        sheet = load_workbook(BytesIO(b"".join(client.get(f"{HOME}.xlsx?by={by}")))).active  # type: ignore[arg-type]
        assert sheet is not None
        assert [cell.value for cell in next(sheet.iter_rows())][1:] == concerns
        assert not any(isinstance(cell, int | float) for row in sheet.iter_rows(values_only=True) for cell in row)
    rows = client.get("/api/v1/portfolios/riverton/contributions/").json()["results"]
    allowed = {"id", "concern", "initiative", "combination"}
    assert rows and all(type(row[name]) not in (int, float) for row in rows for name in row.keys() - allowed)
    panel = client.get(reverse("funding:impact-of", args=["riverton", "combination", warm_homes.pk])).content.decode()
    part = panel[panel.index('id="ph-contributes"') : panel.index("</section>", panel.index('id="ph-contributes"'))]
    assert not re.search(r">\s*\d+\s*<", part)
