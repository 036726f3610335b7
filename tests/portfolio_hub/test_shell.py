"""The frame of every page: where one can go, how it looks, and what is said when something goes wrong."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from portfolio_hub.navigation import DESTINATIONS, place_of
from stakeholders.models import Membership, Portfolio, Role, User

SignIn = Callable[[User | None], Client]


def page(client: Client, url: str) -> str:
    """The HTML of a page that works."""
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("view", [*(item.view for item in DESTINATIONS), "sensemaking:post", "stakeholders:settings"])
def test_every_place_in_the_top_bar_exists(view: str) -> None:
    assert reverse(view, args=["riverton"]).startswith("/riverton/")


def test_the_gallery_renders_for_anybody(db: None) -> None:
    html = page(Client(), reverse("gallery"))
    assert html.count("<h1") == 1
    assert "Skip to the content" in html


def test_a_steward_sees_the_tools_of_the_portfolio(sign_in: SignIn, alma: User, city: Portfolio) -> None:
    html = page(sign_in(alma), reverse("stakeholders:directory", args=[city.slug]))
    assert "Post update" in html
    assert "Portfolio settings" in html
    assert 'aria-current="page"><span data-label="Directory">' in html


def test_an_observer_is_offered_nothing_they_may_not_do(sign_in: SignIn, odile: User, city: Portfolio) -> None:
    html = page(sign_in(odile), reverse("stakeholders:directory", args=[city.slug]))
    assert "Post update" not in html
    assert "Portfolio settings" not in html
    assert 'data-label="Funding"' in html


def test_settings_belong_to_no_destination(sign_in: SignIn, alma: User, city: Portfolio) -> None:
    html = page(sign_in(alma), reverse("stakeholders:settings", args=[city.slug]))
    assert 'aria-current="page"><span data-label' not in html


def test_the_switcher_shows_only_portfolios_with_a_role(sign_in: SignIn, alma: User, city: Portfolio) -> None:
    client = sign_in(alma)
    other = Portfolio.objects.create(name="Eastbank", slug="eastbank")
    url = reverse("stakeholders:directory", args=[city.slug])
    assert "Eastbank" not in page(client, url)
    Membership.objects.create(portfolio=other, user=alma, role=Role.OBSERVER)
    assert other.get_absolute_url() in page(client, url)


def test_a_chosen_theme_stays(db: None) -> None:
    client = Client()
    assert "data-bs-theme=" not in page(client, reverse("gallery")).split("<head>")[0]
    answer = client.post(reverse("set-theme"), {"theme": "dark", "next": reverse("gallery")})
    assert answer.headers["Location"] == reverse("gallery")
    assert 'data-bs-theme="dark"' in page(client, reverse("gallery"))
    client.post(reverse("set-theme"), {"theme": ""})
    assert "data-bs-theme=" not in page(client, reverse("gallery")).split("<head>")[0]


@pytest.mark.parametrize("theme", ["purple", '"><script>', "LIGHT"])
def test_an_unknown_theme_is_forgotten(db: None, theme: str) -> None:
    client = Client()
    client.post(reverse("set-theme"), {"theme": theme})
    client.cookies["theme"] = theme
    assert "data-bs-theme=" not in page(client, reverse("gallery")).split("<head>")[0]


def test_a_language_can_be_chosen(db: None) -> None:
    client = Client()
    client.post(reverse("set-language"), {"language": "de"})
    assert '<html lang="de"' in page(client, reverse("gallery"))
    client.post(reverse("set-language"), {"language": "xx"})
    assert '<html lang="en-gb"' in page(client, reverse("gallery"))


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_choice_never_leads_away_from_the_hub(db: None, target: str) -> None:
    answer = Client().post(reverse("set-theme"), {"theme": "dark", "next": target})
    assert answer.headers["Location"] == reverse("home")


def test_choices_are_posted(db: None) -> None:
    assert Client().get(reverse("set-theme")).status_code == 405
    assert Client().get(reverse("set-language")).status_code == 405


def test_what_one_may_not_see_is_not_found(sign_in: SignIn, dag: User, city: Portfolio) -> None:
    response = sign_in(dag).get(reverse("stakeholders:directory", args=[city.slug]))
    assert response.status_code == 404
    assert "There is nothing here for you" in response.content.decode()
    assert city.name not in response.content.decode()


def test_a_refusal_says_who_can_grant_it(sign_in: SignIn, alma: User, odile: User, city: Portfolio) -> None:
    response = sign_in(odile).get(reverse("stakeholders:settings", args=[city.slug]))
    assert response.status_code == 403
    assert str(alma) in response.content.decode()


def test_an_expired_form_says_that_nothing_changed(alma: User) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("set-theme"), {"theme": "dark"})
    assert response.status_code == 403
    assert "This form was open too long" in response.content.decode()


def test_a_broken_page_asks_nothing_of_the_database(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client(raise_request_exception=False)
    with django_assert_num_queries(0), pytest.MonkeyPatch.context() as patch:
        patch.setattr("portfolio_hub.views.shell.SAMPLES", None)
        response = client.get(reverse("gallery"))
    assert response.status_code == 500
    assert "The hub failed to make this page" in response.content.decode()


@pytest.mark.parametrize(
    "view", ["account_login", "account_request_login_code", "account_reset_password", "account_signup"]
)
def test_the_doors_open_for_anonymous_people(db: None, view: str) -> None:
    html = page(Client(), reverse(view))
    assert html.count("<h1") == 1


def test_account_pages_open_for_their_owner(sign_in: SignIn, alma: User) -> None:
    client = sign_in(alma)
    assert "E-mail addresses" in page(client, reverse("account_email"))
    assert "Sign out?" in page(client, reverse("account_logout"))


@pytest.mark.parametrize(
    ("name", "destination", "page_name"),
    [
        ("overview", "Overview", "Overview"),
        ("initiatives:snapshot-compare", "Overview", "Snapshots"),
        ("initiatives:detail", "Initiatives", "Initiatives"),
        ("initiatives:framing-new", "Initiatives", "Challenges"),
        ("initiatives:commitment-needs", "Intent", "Commitments"),
        ("stakeholders:intent-compare", "Intent", "Intent"),
        ("stakeholders:place-edit", "Directory", "Organisations"),
        ("sensemaking:theme", "Sense-making", "Reports"),
    ],
)
def test_every_page_belongs_to_the_destination_whose_name_fits_best(
    name: str, destination: str, page_name: str
) -> None:
    place = place_of(name)
    assert place is not None
    assert (str(place[0].label), str(place[1].label)) == (destination, page_name)


def test_every_page_of_a_destination_can_be_opened_by_a_steward(sign_in: SignIn, alma: User, city: Portfolio) -> None:
    client = sign_in(alma)
    for destination in DESTINATIONS:
        for one in destination.pages:
            html = page(client, reverse(one.view, args=[city.slug]))
            assert f'aria-current="page"><span data-label="{destination.label}">' in html


def test_reports_to_funders_are_offered_to_those_who_send_and_read_them(
    sign_in: SignIn, alma: User, bo: User, chi: User, odile: User, city: Portfolio
) -> None:
    reports = reverse("funding:reports", args=[city.slug])
    pages = [page(sign_in(who), reverse("funding:calls", args=[city.slug])) for who in (alma, chi, bo, odile)]
    assert [f'href="{reports}"' in html for html in pages] == [True, True, False, False]
    there = page(sign_in(odile), reports)
    assert f'href="{reports}" aria-current="page"' in there


def test_a_stranger_to_an_open_portfolio_is_offered_only_pages_that_open(open_city: Portfolio) -> None:
    client = Client()
    html = page(client, reverse("frame", args=[open_city.slug]))
    assert reverse("stakeholders:attention", args=[open_city.slug]) not in html
    assert reverse("initiatives:facets", args=[open_city.slug]) in html


def test_the_switcher_puts_portfolios_under_the_one_they_are_part_of(
    sign_in: SignIn, alma: User, city: Portfolio
) -> None:
    region = Portfolio.objects.create(name="Zeeland", slug="region")
    street = Portfolio.objects.create(name="A Street", slug="street", parent=city)
    city.parent = region
    city.save()
    for other in (region, street):
        Membership.objects.create(portfolio=other, user=alma, role=Role.OBSERVER)
    shown = sign_in(alma).get(reverse("stakeholders:directory", args=[city.slug])).context["shell"].switcher
    assert [(row.name, depth) for row, depth in shown] == [("Zeeland", 0), ("Riverton 2035", 1), ("A Street", 2)]
    html = page(sign_in(alma), reverse("stakeholders:directory", args=[city.slug]))
    assert reverse("levels", args=[city.slug]) in html
