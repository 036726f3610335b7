"""Organisations: the directory, its filters, its file, and merging what was entered twice."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from funding.models import CapitalCommitment
from initiatives.models import Initiative, Participation
from stakeholders.models import Affiliation, Change, Organisation, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import organisations
from tests.factories import (
    make_commitment,
    make_initiative,
    make_organisation,
    make_place,
    make_portfolio,
    make_vehicle,
)

SignIn = Callable[[User | None], Client]


def shown(client: Client, city: Portfolio, **query: object) -> list[str]:
    answer = client.get(reverse("stakeholders:directory", args=[city.slug]), query)
    return [row.organisation.name for row in answer.context["directory"].rows]


@pytest.fixture
def town(city: Portfolio, coop: Organisation, mission: Organisation, warm_streets: Initiative) -> Portfolio:
    """The co-op, the mission, a school in Eastbank, and somebody listed elsewhere."""
    riverton = make_place("Riverton", portfolio=city, level="city")
    eastbank = make_place("Eastbank", portfolio=city, within=riverton)
    make_organisation("eastbank school", portfolio=city, sector="academia", place=eastbank, description="On heating")
    make_organisation("Far Away", portfolio=make_portfolio("Elsewhere"))
    return city


def test_organisations_stand_by_name_in_any_case_and_only_from_here(
    town: Portfolio, alma: User, sign_in: SignIn
) -> None:
    assert shown(sign_in(alma), town) == ["eastbank school", "Millbrook Housing Co-op", "National Climate Mission"]


def test_filters_narrow_and_combine(town: Portfolio, alma: User, sign_in: SignIn) -> None:
    client = sign_in(alma)
    riverton = town.places.get(name="Riverton")
    assert shown(client, town, q="climate mission") == ["National Climate Mission"]
    assert shown(client, town, q="heating") == ["eastbank school"]
    both = shown(client, town, sector=["academia", "public_national"])
    assert both == ["eastbank school", "National Climate Mission"]
    assert shown(client, town, place=riverton.pk) == ["eastbank school"], "a part counts as its whole"
    assert shown(client, town, role="lead") == ["Millbrook Housing Co-op"]
    assert shown(client, town, role="lead", sector="academia") == []
    assert len(shown(client, town, sector="nonsense", place="x", role="?", after="%%%")) == 3


def test_an_empty_result_offers_a_way_back(town: Portfolio, alma: User, sign_in: SignIn) -> None:
    page = sign_in(alma).get(reverse("stakeholders:directory", args=[town.slug]), {"q": "zzz"}).content.decode()
    assert "No organisation fits" in page and "Show them all" in page


def test_htmx_gets_the_results_alone(town: Portfolio, alma: User, sign_in: SignIn) -> None:
    headers = {"HX-Request": "true", "HX-Target": "directory-results"}
    answer = sign_in(alma).get(reverse("stakeholders:directory", args=[town.slug]), {"q": "coop"}, headers=headers)
    assert "<html" not in answer.content.decode()


def test_counts_follow_what_the_reader_may_see(
    town: Portfolio, warm_streets: Initiative, alma: User, chi: User, sign_in: SignIn
) -> None:
    Initiative.objects.filter(pk=warm_streets.pk).update(circle="portfolio")

    def counted(user: User) -> int:
        answer = sign_in(user).get(reverse("stakeholders:directory", args=[town.slug]), {"q": "Millbrook"})
        return answer.context["directory"].rows[0].initiatives

    assert (counted(alma), counted(chi)) == (1, 0)


def test_pages_follow_each_other_without_loss(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    Organisation.objects.all().delete()
    for number in range(120):
        make_organisation(f"Association {number % 7}", portfolio=city)
    client, seen, after = sign_in(alma), [], ""
    for _page in range(3):
        answer = client.get(reverse("stakeholders:directory", args=[city.slug]), {"after": after})
        found = answer.context["directory"]
        seen += [row.organisation.pk for row in found.rows]
        after = found.next_cursor
    assert len(seen) == len(set(seen)) == found.total == 120
    assert not after


def test_the_directory_asks_as_little_for_many_as_for_few(
    town: Portfolio, alma: User, sign_in: SignIn, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = sign_in(alma)
    for number in range(30):
        make_initiative(town, lead=make_organisation(portfolio=town), title=f"More {number}")
    with django_assert_max_num_queries(14):
        client.get(reverse("stakeholders:directory", args=[town.slug]))


def test_the_file_holds_what_the_page_shows(town: Portfolio, alma: User, sign_in: SignIn) -> None:
    Organisation.objects.filter(name="eastbank school").update(name="=cmd()")
    client = sign_in(alma)
    answer = client.get(reverse("stakeholders:directory-export", args=[town.slug, "csv"]), {"sector": "academia"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0].startswith("Organisation,Short name,Sector,Place,Initiatives")
    assert len(lines) == 2 and lines[1].startswith("'=cmd(),,Academia,Eastbank,0")
    xlsx = client.get(reverse("stakeholders:directory-export", args=[town.slug, "xlsx"]))
    assert b"".join(xlsx.streaming_content)[:2] == b"PK"
    assert client.get(reverse("stakeholders:directory-export", args=[town.slug, "exe"])).status_code == 404


def test_an_organisation_is_added_and_corrected_with_a_history(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    client = sign_in(alma)
    data = {"name": "River Trust", "sector": "business", "website": "river.example"}
    client.post(reverse("stakeholders:organisation-new", args=[city.slug]), data)
    trust = Organisation.objects.listed_in(city).get(name="River Trust")
    assert trust.website == "https://river.example"
    client.post(reverse("stakeholders:organisation-edit", args=[city.slug, trust.pk]), {**data, "sector": "labour"})
    kinds = [(change.kind, change.fields.get("sector")) for change in Change.objects.of(trust)]
    assert kinds == [("edited", ["business", "labour"]), ("created", [None, "business"])]
    answer = client.post(reverse("stakeholders:organisation-new", args=[city.slug]), {"name": "river trust"})
    assert answer.status_code == 422
    assert "an organisation of this name already" in answer.content.decode()


def test_people_are_shown_to_members_only(open_city: Portfolio, coop: Organisation, bo: User, sign_in: SignIn) -> None:
    address = reverse("stakeholders:organisation", args=[open_city.slug, coop.pk])
    assert "Bo Contributor" in sign_in(bo).get(address).content.decode()
    assert "Bo Contributor" not in Client().get(address).content.decode()


def test_a_merge_hands_everything_over_once(
    town: Portfolio, coop: Organisation, bo: User, alma: User, warm_streets: Initiative
) -> None:
    twin = make_organisation("Millbrook Coop", portfolio=town, website="https://millbrook.example")
    other = make_initiative(town, "Night buses", lead=twin)
    Participation.objects.create(initiative=warm_streets, organisation=twin, role="lead")
    commitment = make_commitment(make_vehicle(town), twin, 1000)
    Affiliation.objects.create(user=bo, organisation=twin)
    organisations.merge(duplicate=twin, into=coop, portfolio=town, by=alma)
    assert not Organisation.objects.filter(name="Millbrook Coop").exists()
    assert Participation.objects.get(initiative=other).organisation == coop
    assert Participation.objects.get(initiative=warm_streets).organisation == coop
    assert Affiliation.objects.get(user=bo).organisation == coop
    assert CapitalCommitment.objects.get(pk=commitment.pk).funder == coop
    coop.refresh_from_db()
    assert coop.website == "https://millbrook.example"
    assert Change.objects.of(coop).get().fields == {"merged": ["Millbrook Coop", coop.name]}


def test_what_others_list_as_well_is_not_merged_away(
    town: Portfolio, coop: Organisation, alma: User, sign_in: SignIn
) -> None:
    shared = make_organisation("Shared", portfolio=town)
    shared.portfolios.add(make_portfolio("Further away"))
    with pytest.raises(Refused, match="a portfolio that you do not tend"):
        organisations.merge(duplicate=shared, into=coop, portfolio=town, by=alma)
    page = sign_in(alma).get(reverse("stakeholders:organisation-merge", args=[town.slug, shared.pk])).content.decode()
    assert "a portfolio that you do not tend" in page
    with pytest.raises(Refused, match="into itself"):
        organisations.merge(duplicate=coop, into=coop, portfolio=town, by=alma)


def test_an_organisation_of_another_portfolio_is_not_found(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    far = make_organisation("Far", portfolio=make_portfolio("Elsewhere"))
    for name in ("organisation", "organisation-edit", "organisation-merge"):
        assert sign_in(alma).get(reverse(f"stakeholders:{name}", args=[city.slug, far.pk])).status_code == 404
