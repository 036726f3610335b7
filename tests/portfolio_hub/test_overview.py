"""The overview: numbers that agree with the rows behind them, and nothing of what a reader may not see."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative, System
from portfolio_hub.overviews.overview import overview
from sensemaking.models import LearningLog
from sensemaking.services import tallies
from stakeholders.access import access_for
from stakeholders.garden import garden
from stakeholders.models import Portfolio, User
from tests.factories import (
    make_commitment,
    make_initiative,
    make_log,
    make_organisation,
    make_portfolio,
    make_report,
    make_system,
    make_vehicle,
)

SignIn = Callable[[User | None], Client]
TODAY = date(2026, 11, 21)


def test_initiatives_of_another_portfolio_do_not_count(city: Portfolio, alma: User, energy: System) -> None:
    other = make_portfolio()
    make_initiative(other, system=make_system(other))
    page = overview(access_for(alma, city), today=TODAY)
    assert page.total == 0
    assert page.frame.is_empty


def test_an_outside_reader_counts_only_what_is_public(
    open_city: Portfolio, dag: User, energy: System, warm_streets: Initiative
) -> None:
    make_initiative(open_city, system=energy, circle="portfolio")
    page = overview(access_for(dag, open_city), today=TODAY)
    assert page.total == 1
    assert page.money is None


def test_learning_velocity_is_logs_of_the_last_quarter_by_active_initiative(
    city: Portfolio, alma: User, warm_streets: Initiative
) -> None:
    make_initiative(city)
    make_initiative(city, stage="closed", closed_how="completed")
    for day in (date(2026, 7, 1), date(2026, 9, 30), date(2026, 8, 8), date(2026, 10, 1), date(2026, 6, 30)):
        make_log(warm_streets, happened_on=day)
    tallies.rebuild(city)
    learning = overview(access_for(alma, city), today=TODAY).learning
    assert (learning.logs, learning.active) == (3, 2)
    assert learning.velocity == 1.5
    assert learning.before == 0.5


def test_quiet_initiatives_and_low_flexible_funds_ask_for_a_hand(
    city: Portfolio, alma: User, warm_streets: Initiative
) -> None:
    Initiative.objects.filter(pk=warm_streets.pk).update(last_heard_at=timezone.now() - timedelta(days=61))
    city.flexible_floor = 40
    city.save()
    make_commitment(make_vehicle(city), make_organisation(), 100, flexibility="project")
    titles = {bed.name: bed.title for bed in garden(access_for(alma, city)).beds}
    assert titles["quiet"] == "Warm Streets Millbrook"
    assert titles["floor"] == "Flexible funds are below their floor"


def test_a_draft_report_is_the_stewards_alone(city: Portfolio, alma: User, bo: User) -> None:
    report = make_report(city, status="ready", title="Trust moves at the speed of neighbours")
    assert overview(access_for(alma, city)).report == report
    assert overview(access_for(bo, city)).report is None


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_takes_the_same_few_queries(
    django_assert_max_num_queries: Callable[..., object], sign_in: SignIn, city: Portfolio, alma: User, number: int
) -> None:
    system = make_system(city)
    for at in range(number):
        make_log(make_initiative(city, system=system), happened_on=date(2026, 1 + at % 9, 3))
    tallies.rebuild(city)
    client = sign_in(alma)
    client.get(reverse("overview", args=["riverton"]))
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        assert client.get(reverse("overview", args=["riverton"])).status_code == 200


def test_search_finds_words_from_their_beginning_and_only_what_one_may_see(
    sign_in: SignIn, city: Portfolio, alma: User, chi: User, warm_streets: Initiative
) -> None:
    make_log(warm_streets, "Scaffolding is the real bottleneck.", circle="portfolio")
    address = reverse("search", args=["riverton"])
    found = sign_in(alma).get(address, {"q": "scaff bottle"}).context["found"]
    assert [hit.title for hit in found.logs] == ["Scaffolding is the real bottleneck."]
    assert sign_in(chi).get(address, {"q": "scaff"}).context["found"].count == 0
    assert sign_in(chi).get(address, {"q": "warm str"}).context["found"].initiatives
    assert sign_in(alma).get(address, {"q": "'); DROP & | !"}).status_code == 200
    assert LearningLog.objects.count() == 1


def test_downloads_offer_only_what_the_role_includes(
    sign_in: SignIn, open_city: Portfolio, alma: User, dag: User
) -> None:
    address = reverse("download-data", args=["riverton"])
    names = [name for name, _source in sign_in(alma).get(address).context["tables"]]
    assert "vehicles" in names
    assert "vehicles" not in [name for name, _source in sign_in(dag).get(address).context["tables"]]
    file = reverse("download-source", args=["riverton", "vehicles", "csv"])
    assert sign_in(alma).get(file).status_code == 200
    assert sign_in(dag).get(file).status_code == 404
    assert sign_in(alma).get(reverse("download-source", args=["riverton", "nothing", "csv"])).status_code == 404
    assert sign_in(alma).get(reverse("download-source", args=["riverton", "vehicles", "exe"])).status_code == 404
