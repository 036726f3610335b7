"""The register of options: who looks after them, what they cost, until when, and how many are kept open."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative
from initiatives.services.challenges import states
from portfolio_hub.overviews.overview import overview
from sensemaking.models import Option
from sensemaking.netting import by_quarter, columns
from sensemaking.overviews.options import option_rows, quarters
from sensemaking.services import options
from stakeholders.access import access_for
from stakeholders.garden import garden
from stakeholders.models import Portfolio, User
from tests.factories import make_challenge, make_log

SignIn = Callable[[User | None], Client]
LIST = "/riverton/sense-making/options/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool(city: Portfolio, bo: User) -> Option:
    return options.offer(portfolio=city, by=bo, title="A pool of scaffolds")


def test_a_contributor_opens_one_from_a_log_with_owner_cost_and_last_day(
    city: Portfolio, bo: User, alma: User, sign_in: SignIn, warm_streets: Initiative
) -> None:
    log = make_log(warm_streets)
    client = sign_in(bo)
    assert f'value="{log.pk}"' in client.get(f"{LIST}new/?log={log.pk}").text
    data = {
        "title": "Buy two scaffolds", "circle": "portfolio", "owner": alma.pk, "holding_cost": "1200.5",
        "expires_on": "2027-03-01", "is_reversible": "False", "log": str(log.pk),
    }  # fmt: skip
    page = client.post(f"{LIST}new/", data, follow=True)
    option = Option.objects.get()
    assert (option.owner, option.log, option.is_reversible) == (alma, log, False)
    assert option.holding_cost == Decimal("1200.50")
    assert "€1,200.50 a year" in page.text or "€1,201 a year" in page.text
    assert "Opened by" in page.text
    assert "Options it opened" in client.get(reverse("sensemaking:log", args=[city.slug, log.pk])).text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"holding_cost": "-1"}, "costs nothing or more"),
        ({"log": "999999"}, "No learning log here has this number: 999999."),
        ({"log": "the rain"}, "No learning log here has this number"),
        ({"owner": "999999"}, "Select a valid choice"),
        ({"is_reversible": "perhaps"}, "Select a valid choice"),
    ],
)
def test_bad_input_gets_a_sentence(sign_in: SignIn, bo: User, wrong: dict[str, str], says: str) -> None:
    answer = sign_in(bo).post(f"{LIST}new/", {"title": "Buy", "circle": "portfolio", **wrong})
    assert answer.status_code == 422
    assert says in answer.text
    assert not Option.objects.exists()


def test_the_database_refuses_a_cost_below_nothing(pool: Option) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Option.objects.filter(pk=pool.pk).update(holding_cost=-1)


def test_it_is_probed_parked_with_a_reason_and_woken(pool: Option, alma: User) -> None:
    options.move(option=pool, to="probing", by=alma)
    with pytest.raises(ValidationError, match="why it rests"):
        options.move(option=pool, to="parked", by=alma, why=" ")
    options.move(option=pool, to="parked", by=alma, why="Until the winter is over.")
    pool.refresh_from_db()
    assert (pool.status, pool.parked_why) == ("parked", "Until the winter is over.")
    options.move(option=pool, to="open", by=alma)
    pool.refresh_from_db()
    assert (pool.status, pool.parked_why) == ("open", "")
    with pytest.raises(ValidationError):
        options.move(option=pool, to="closed", by=alma)


def test_what_people_let_rest_does_not_wake_with_its_challenge(city: Portfolio, alma: User, bo: User) -> None:
    challenge = make_challenge(city, "Rents rise", status="convening")
    rests, waits = (options.offer(portfolio=city, by=bo, title=name, challenge=challenge) for name in ("One", "Two"))
    options.move(option=rests, to="parked", by=alma, why="Not this year.")
    states.move(challenge=challenge, to="framing", by=alma, why="We did not know.")
    waits.refresh_from_db()
    assert waits.status == "parked"
    with pytest.raises(ValidationError, match="waits until"):
        options.move(option=waits, to="open", by=alma)
    states.move(challenge=challenge, to="convening", by=alma, why="Now we do.")
    waits.refresh_from_db()
    rests.refresh_from_db()
    assert (waits.status, rests.status) == ("open", "parked")


def test_who_looks_after_it_sees_and_moves_it_though_others_of_the_role_do_not(
    city: Portfolio, pool: Option, chi: User, odile: User, sign_in: SignIn
) -> None:
    url = f"{LIST}{pool.pk}/"
    assert sign_in(chi).get(url).status_code == 404
    assert sign_in(odile).post(f"{url}move/", {"to": "probing"}).status_code == 403
    Option.objects.update(owner=chi)
    assert sign_in(chi).get(url).status_code == 200
    assert sign_in(chi).post(f"{url}move/", {"to": "probing"}).status_code == 302
    pool.refresh_from_db()
    assert pool.status == "probing"


def test_the_list_is_narrowed_by_owner_and_last_day_and_counts_what_it_shows(
    city: Portfolio, pool: Option, bo: User, alma: User, sign_in: SignIn
) -> None:
    soon = timezone.localdate() + timedelta(days=20)
    mine = options.offer(portfolio=city, by=alma, title="A short lease", owner=bo, expires_on=soon, holding_cost=900)
    client = sign_in(bo)
    found = client.get(f"{LIST}?owner=me").context["list"]
    assert [line.option for line in found.lines] == [mine]
    assert (found.total, found.totals.open, found.totals.cost, found.totals.expiring) == (1, 2, 900, 1)
    assert [line.option for line in client.get(f"{LIST}?expiring=yes&state=open").context["list"].lines] == [mine]
    assert [line.option for line in client.get(f"{LIST}?owner=none").context["list"].lines] == [pool]
    for strange in ("?owner=99999999999999999999", "?owner=x&state=x&after=x", "?owner=%00"):
        assert client.get(f"{LIST}{strange}").status_code == 200


def test_visitors_of_an_open_portfolio_see_neither_people_nor_money(
    open_city: Portfolio, alma: User, sign_in: SignIn
) -> None:
    option = options.offer(
        portfolio=open_city, by=alma, title="A public idea", circle="public", owner=alma, holding_cost=900
    )
    options.offer(portfolio=open_city, by=alma, title="A quiet idea", circle="portfolio", owner=alma)
    visitor = sign_in(None)
    page = visitor.get(f"/{open_city.slug}/sense-making/options/")
    assert page.context["list"].totals.cost is None
    assert (page.context["list"].totals.open, page.context["list"].owners) == (1, [])
    assert "A quiet idea" not in page.text
    words = visitor.get(option.get_absolute_url()).text
    assert alma.name not in words
    assert "900" not in words


def test_quarters_count_what_was_opened_and_done_as_page_file_and_tile_say(
    city: Portfolio, alma: User, chi: User, sign_in: SignIn
) -> None:
    today = date(2026, 11, 21)
    for title, opened, closed in (("a", date(2026, 7, 2), None), ("b", date(2026, 8, 1), date(2026, 10, 5))):
        option = options.offer(portfolio=city, by=alma, title=title)
        done = {"status": "closed", "closing_learning": "No.", "closed_on": closed} if closed else {}
        Option.objects.filter(pk=option.pk).update(opened_on=opened, **done)
    access = access_for(alma, city)
    assert access
    net = {quarter.period.from_on: (quarter.opened, quarter.done) for quarter in quarters(access, today)}
    assert (net[date(2026, 7, 1)], net[date(2026, 10, 1)]) == ((2, 0), (0, 1))
    tile = overview(access, today=today).options
    assert (tile.open, tile.opened, tile.done, tile.net) == (1, 2, 1, 1)
    assert [quarter.net for quarter in tile.quarters] == [quarter.net for quarter in quarters(access, today)]
    outside = access_for(chi, city)
    assert outside
    assert not overview(outside, today=today).options.has_any
    csv = b"".join(sign_in(alma).get(f"{LIST}quarters.csv")).decode()  # type: ignore[call-overload]
    assert "Taken up or closed" in csv
    assert len(list(option_rows(access))) == 2


def test_nothing_draws_nothing_and_bars_stay_in_their_box() -> None:
    assert columns([], width=100, height=40) == []
    drawn = columns(by_quarter({date(2026, 10, 1): 4}, {date(2026, 10, 1): 2}, date(2026, 11, 1)), width=100, height=40)
    assert len(drawn) == 6
    assert max(bar.down_y + bar.down for bar in drawn) <= 40


def test_one_about_to_expire_stands_in_the_garden_until_it_is_closed(city: Portfolio, pool: Option, alma: User) -> None:
    access = access_for(alma, city)
    assert access
    today = timezone.localdate()
    Option.objects.update(expires_on=today + timedelta(days=31))
    assert "expiring" not in {bed.name for bed in garden(access).beds}
    Option.objects.update(expires_on=today - timedelta(days=1))
    [bed] = [bed for bed in garden(access).beds if bed.name == "expiring"]
    assert bed.title == "A pool of scaffolds"
    options.withdraw(option=pool, by=alma, learning="Nobody needs it.")
    assert "expiring" not in {bed.name for bed in garden(access).beds}
