"""Every page of the hub under axe, as everybody, in both themes and on a phone, planted and nearly empty.

The pages come from the URLconf and the access matrix, so that a new page is examined without being named here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.core.management import call_command
from django.test import TransactionTestCase
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from portfolio_hub.demo import SIGN_INS, SLUG, planting
from stakeholders.models import Portfolio, Role, User
from tests.access_matrix import COLUMNS, TABLE
from tests.access_world import make_world
from tests.browser.full_world import World, full_world
from tests.factories import make_organisation, make_portfolio, make_user
from tests.plugins.browser import NARROW, WIDE, Guarded, findings
from tests.routes import Route, all_routes

pytestmark = pytest.mark.django_db(transaction=True)

DOORS = (
    "account_login", "account_signup", "account_request_login_code", "account_reset_password",
    "account_email", "account_change_password", "account_logout",
)  # fmt: skip
"""Pages of django-allauth that wear our templates."""
FRAGMENTS = frozenset({"sensemaking:post-choices", "sensemaking:post-about", "sensemaking:story-photo", "media"})
"""Parts of the posting form that only htmx asks for (they are examined on the form), and files that may be missing."""
COLOURS = ("color-contrast", "link-in-text-block")
"""The rules whose answer depends on the theme."""
PARTS = 4
"""So many tests share the pages, that the processes of the suite share the work."""
AT_ONCE = """() => {
  const still = new CSSStyleSheet();
  still.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important; }");
  document.adoptedStyleSheets = [still];
}"""
"""Lets colours change at once, so that none is looked at half-way."""
ON_A_PHONE = ("scrollable-region-focusable", "aria-hidden-focus", "link-name", "button-name")
"""The rules whose answer may depend on the width, for pages that were seen wide."""
FRAMES = "() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"
FORMS = ("-new", "-edit")
"""Ends of names of pages that look the same however much there is."""
NOWHERE = "/nothing/is/here/"
MAIN = frozenset(
    "overview search download-data initiatives:list initiatives:detail initiatives:history sensemaking:home "
    "sensemaking:logs sensemaking:log sensemaking:report sensemaking:theme sensemaking:post funding:overview "
    "funding:vehicle funding:initiative-money stakeholders:directory stakeholders:organisation stakeholders:places "
    "stakeholders:place stakeholders:members people:profile initiatives:edit".split()
)
"""The pages that look different to different people."""


@dataclass
class Hub:
    """A running hub with two portfolios: the demo city, and one that holds one row of everything."""

    url: str
    people: dict[str, User | None]
    full: World
    small: World
    keeper: User
    kinds: dict[str, str] = field(default_factory=dict)
    """What an address of this name was seen to answer with: a page, a file, JSON."""

    def addresses(self, role: str, world: World) -> Iterator[tuple[str, str]]:
        """Names and addresses of all pages that this person may open in this world."""
        for route in all_routes():
            row = TABLE.get(route.name)
            if (
                row is None
                or row.get is None
                or route.name in FRAGMENTS
                or row.get[1].split()[COLUMNS.index(role)] not in ("200", "302")
            ):
                continue
            arguments = self._arguments(route, row.args, world)
            if arguments is not None:
                yield route.name, reverse(route.name, kwargs=arguments)

    def _arguments(self, route: Route, names: dict[str, str], world: World) -> World | None:
        """The arguments of the address; None if the world has no such row. What names no row is a word."""
        if "portfolio_slug" in route.arguments:
            names = {"portfolio_slug": "portfolio_slug", **names}
        found = {argument: world.get(name, None if name in self.small else name) for argument, name in names.items()}
        return None if None in found.values() else found


@pytest.fixture(scope="module")
def hub(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Hub]:
    """Plant both portfolios once for all tests of this module, which only read."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: None)  # what is planted stays
        server = LiveServer("localhost")
        try:
            planting.plant()
            signs = {sign.role.lower(): User.objects.get(email=sign.email) for sign in SIGN_INS}
            outsider = make_user("Dag Outsider")
            small, keeper = _small_world()
            yield Hub(server.url, {**signs, "outsider": outsider, "anonymous": None}, full_world(), small, keeper)
        finally:
            server.stop()
            call_command("flush", verbosity=0, interactive=False)


def _small_world() -> tuple[World, User]:
    """One row of everything, in a portfolio that is open to everybody."""
    city = make_portfolio("Smallham", slug="smallham", audience=Portfolio.Audience.PUBLIC)
    coop, fund = make_organisation("Housing Co-op", portfolio=city), make_organisation("A Fund", portfolio=city)
    alma = make_user("Alma Steward", portfolio=city, role=Role.STEWARD)
    bo = make_user("Bo Contributor", portfolio=city, role=Role.CONTRIBUTOR, organisation=coop)
    make_user("Chi Funder", portfolio=city, role=Role.FUNDER, organisation=fund)
    return make_world(city, alma, bo), alma


@pytest.fixture
def guarded(browser: Browser, hub: Hub) -> Iterator[Guarded]:
    pages = Guarded(browser, hub.url)
    yield pages
    pages.close()


def examine(
    page: Page,
    guarded: Guarded,
    addresses: list[tuple[str, str]],
    *,
    hub: Hub,
    status: int = 200,
    in_all_ways: bool = False,
) -> None:
    """Open each address that answers with a page, and fail with all that is wrong anywhere."""
    wrong, seen = [], 0
    for name, address in addresses:
        if not is_page(page, name, address, hub):
            continue
        guarded.complaints.clear()
        response = page.goto(address, wait_until="load")
        seen += 1
        found = findings(page)
        if in_all_ways:
            found += otherwise(page)
        found += [text for text in guarded.complaints if status == 200 or "Failed to load resource" not in text]
        if response is None or response.status != status:
            found.append(f"It answered {response and response.status}.")
        wrong += [f"{name} {address}: {text}" for text in found]
    assert not wrong, "\n".join(wrong)
    assert seen, "no page was examined"


def is_page(page: Page, name: str, address: str, hub: Hub) -> bool:
    """Whether an address answers with a page; each name is asked once."""
    if name not in hub.kinds:
        hub.kinds[name] = page.context.request.get(address).headers.get("content-type", "")
    return "text/html" in hub.kinds[name]


def otherwise(page: Page) -> list[str]:
    """What is wrong with the open page in the dark and, still dark, on a phone."""
    page.evaluate(AT_ONCE)
    page.emulate_media(color_scheme="dark")
    page.evaluate(FRAMES)
    found = [f"In the dark: {text}" for text in findings(page, only=COLOURS)]  # the rest is the same
    page.set_viewport_size(NARROW)
    found += [f"On a phone: {text}" for text in findings(page, only=ON_A_PHONE)]
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_of_the_planted_city(hub: Hub, guarded: Guarded, part: int) -> None:
    page = guarded.page(user=hub.people["steward"], color_scheme="light", service_workers="block")
    examine(page, guarded, list(hub.addresses("steward", hub.full))[part::PARTS], hub=hub, in_all_ways=True)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_where_there_is_little_to_show(hub: Hub, guarded: Guarded, part: int) -> None:
    page = guarded.page(user=hub.keeper, service_workers="block")
    seen = {name for name, _address in hub.addresses("steward", hub.full) if name.endswith(FORMS)}
    pages = [pair for pair in hub.addresses("steward", hub.small) if pair[0] not in seen]
    examine(page, guarded, pages[part::PARTS], hub=hub)


@pytest.mark.parametrize(
    ("role", "size", "theme"),
    [
        ("contributor", "390", "light"),
        ("contributor", "1440", "dark"),
        ("funder", "1440", "light"),
        ("observer", "390", "dark"),
        ("outsider", "1440", "dark"),
        ("anonymous", "390", "light"),
        ("anonymous", "1440", "light"),
    ],
)
def test_the_pages_that_differ_by_role(hub: Hub, guarded: Guarded, role: str, size: str, theme: str) -> None:
    page = guarded.page(user=hub.people[role], theme=theme, narrow=size == "390", service_workers="block")
    examine(page, guarded, [pair for pair in hub.addresses(role, hub.full) if pair[0] in MAIN], hub=hub)


@pytest.mark.parametrize("narrow", [False, True], ids=["1440", "390"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_doors(hub: Hub, guarded: Guarded, theme: str, narrow: bool) -> None:
    pages = [(name, reverse(name)) for name in DOORS]
    for user in (None, hub.keeper):
        examine(guarded.page(user=user, theme=theme, narrow=narrow), guarded, pages, hub=hub)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_not_there_or_not_allowed(hub: Hub, guarded: Guarded, theme: str) -> None:
    page = guarded.page(user=hub.people["observer"], theme=theme)
    examine(page, guarded, [("404", NOWHERE)], hub=hub, status=404)
    examine(page, guarded, [("403", f"/{SLUG}/settings/")], hub=hub, status=403)


def test_no_name_of_the_lists_above_is_stale() -> None:
    names = {route.name for route in all_routes()}
    assert set(DOORS) | MAIN | FRAGMENTS <= names
