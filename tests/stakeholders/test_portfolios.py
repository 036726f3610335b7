"""Settings, launch and new portfolios."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from initiatives.models import Lever, System
from stakeholders.models import Change, Membership, Portfolio, Role, User

SignIn = Callable[[User | None], Client]


def facts(city: Portfolio, **others: str) -> dict[str, str]:
    return {
        "name": city.name, "slug": city.slug, "purpose": "", "level": "city", "currency": "EUR", "language": "en",
        "audience": city.audience, "flexible_floor": "", **others,
    }  # fmt: skip


def test_settings_are_kept_and_the_difference_stands_in_the_history(
    city: Portfolio, alma: User, sign_in: SignIn
) -> None:
    data = facts(city, purpose="Warm homes for everybody.", flexible_floor="35", currency="chf")
    answer = sign_in(alma).post(reverse("stakeholders:settings", args=[city.slug]), data)
    assert answer.status_code == 302
    city.refresh_from_db()
    assert (city.purpose, city.flexible_floor, city.currency) == ("Warm homes for everybody.", 35, "CHF")
    change = Change.objects.of(city).get()
    assert change.fields == {
        "purpose": ["", "Warm homes for everybody."], "flexible_floor": [None, 35], "currency": ["EUR", "CHF"],
    }  # fmt: skip


def test_bad_settings_are_named_beside_their_fields(city: Portfolio, alma: User, dag: User, sign_in: SignIn) -> None:
    for field, value in (
        ("slug", "accounts"), ("slug", "elsewhere"), ("slug", "Ä b"), ("flexible_floor", "101"), ("currency", "EURO"),
        ("name", ""), ("audience", "nobody"),
    ):  # fmt: skip
        answer = sign_in(alma).post(reverse("stakeholders:settings", args=[city.slug]), facts(city, **{field: value}))
        assert answer.status_code == 422, (field, value)
        assert list(answer.context["form"].errors) == [field]
    assert not Change.objects.exists()


def test_a_new_address_leads_to_the_portfolio(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    client = sign_in(alma)
    answer = client.post(reverse("stakeholders:settings", args=[city.slug]), facts(city, slug="riverton-2035"))
    assert answer["Location"] == "/riverton-2035/settings/"
    assert client.get(answer["Location"]).status_code == 200


def test_a_launch_says_what_becomes_visible_before_it_does(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    Portfolio.objects.filter(pk=city.pk).update(is_launched=False, audience="public")
    client, directory = sign_in(alma), reverse("stakeholders:directory", args=[city.slug])
    address = reverse("stakeholders:settings-launch", args=[city.slug])
    page = client.get(address).content.decode()
    assert "anybody who knows the address may read what is public" in page and "Everyone" in page
    assert Client().get(directory).status_code == 302
    client.post(address, {"launch": "yes"})
    assert Client().get(directory).status_code == 200
    client.post(address, {"launch": "no"})
    assert Client().get(directory).status_code == 302
    assert Change.objects.of(city).count() == 2


def test_a_launch_for_members_only_opens_nothing(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    Portfolio.objects.filter(pk=city.pk).update(is_launched=False)
    page = sign_in(alma).get(reverse("stakeholders:settings-launch", args=[city.slug])).content.decode()
    assert "nothing becomes visible to others" in page


def test_a_new_portfolio_has_a_steward_and_the_frame_that_was_chosen(alma: User, sign_in: SignIn) -> None:
    data = {
        "name": "Harbour Region", "slug": "", "purpose": "", "level": "region", "currency": "EUR", "language": "de",
        "packs": ["seven-systems", "levers"],
    }  # fmt: skip
    answer = sign_in(alma).post(reverse("people:portfolio-new"), data)
    portfolio = Portfolio.objects.get(slug="harbour-region")
    assert answer["Location"] == reverse("stakeholders:members", args=["harbour-region"])
    assert Membership.objects.get(portfolio=portfolio).role == Role.STEWARD
    systems = list(System.objects.filter(portfolio=portfolio).values_list("name", "icon", "colour", "order"))
    assert systems[0] == ("Mobility", "bus", 1, 1) and len(systems) == 7
    assert Lever.objects.filter(portfolio=portfolio).count() == 8
    assert not portfolio.is_launched


def test_a_taken_address_is_counted_up_and_two_sets_of_systems_are_refused(alma: User, sign_in: SignIn) -> None:
    data = {"name": "Riverton", "level": "city", "currency": "EUR", "language": "en"}
    sign_in(alma).post(reverse("people:portfolio-new"), data)
    assert Portfolio.objects.filter(slug="riverton-2").exists()
    data = {**data, "packs": ["seven-systems", "four-systems"]}
    answer = sign_in(alma).post(reverse("people:portfolio-new"), data)
    assert answer.status_code == 422
    assert "Choose one set of systems." in answer.content.decode()


def test_only_stewards_and_staff_open_portfolios(bo: User, sign_in: SignIn) -> None:
    assert sign_in(bo).get(reverse("people:portfolio-new")).status_code == 403
    User.objects.filter(pk=bo.pk).update(is_staff=True)
    assert sign_in(bo).get(reverse("people:portfolio-new")).status_code == 200


def test_home_lists_what_may_be_read_and_nothing_else(city: Portfolio, alma: User, dag: User, sign_in: SignIn) -> None:
    page = sign_in(alma).get(reverse("home"), {"all": "1"}).content.decode()
    assert city.name in page and "Elsewhere" not in page and "Steward" in page
    assert Client().get(reverse("home"))["Location"].startswith(reverse("account_login"))
    Portfolio.objects.filter(slug="elsewhere").update(audience="public")
    page = Client().get(reverse("home"), {"all": "1"}).content.decode()
    assert "Elsewhere" in page and city.name not in page
