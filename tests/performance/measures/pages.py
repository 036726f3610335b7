"""B1 to B4 and B8: pages under gunicorn against an empty page and raw SQL."""

from functools import partial

from django.db import connection
from django.test import Client as DjangoClient
from django.test.utils import CaptureQueriesContext

from initiatives.models import Initiative
from stakeholders.models import User
from tests.performance.reference import FUNDING, GROUP_LOGS, HEAT_MAP, LEARNING, LIST, OVERVIEW, ask
from tests.performance.server import FRAGMENT, Client
from tests.performance.setting import Setting
from tests.performance.timing import Result, Times, side_by_side
from tests.performance.world import City

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def b1(at: Setting) -> list[Result]:
    """The list as a page: 50 rows, facets, permissions."""
    port, slug = at.server.port, at.large.portfolio.slug
    path = f"/{slug}/initiatives/"
    steward, contributor = Client(port, at.large.steward), Client(port, at.large.contributor)
    cases = {
        "hello": partial(Client(port).get, "/hello/"),
        "list": partial(steward.get, path),
        "list of a contributor": partial(contributor.get, path),
        "list filtered": partial(steward.get, f"{path}?stage=testing&quiet=60"),
    }
    times = side_by_side(cases, rounds=at.rounds)
    return [
        Result("B1", "list page p50 ÷ hello", times.ratio("list", "hello"), 35,
               note=f"{times.ms('hello', 'list')}; {times.undisturbed('list', 'hello')}"),
        Result("B1", "the same for a contributor", times.ratio("list of a contributor", "hello"), 35),
        Result("B1", "the same with two filters", times.ratio("list filtered", "hello"), 35),
        Result("B1", "list page p95 ÷ p50", times.p95("list") / times.p50("list"), 2),
    ]  # fmt: skip


def b2(at: Setting) -> list[Result]:
    """The refresh of the list by htmx."""
    portfolio = at.large.portfolio
    client, path = Client(at.server.port, at.large.steward), f"/{portfolio.slug}/initiatives/"
    cases = {
        "raw SQL": partial(ask, LIST, portfolio.pk),
        "refresh": partial(client.get, path, FRAGMENT),
        "page": partial(client.get, path),
    }
    times = side_by_side(cases, rounds=at.rounds)
    note = times.ms("raw SQL", "refresh")
    return [
        Result("B2", "refresh ÷ raw SQL of rows and count", times.ratio("refresh", "raw SQL"), 8, note=note),
        Result("B2", "refresh ÷ whole page", times.ratio("refresh", "page"), 0.6),
    ]


def b3(at: Setting) -> list[Result]:
    """SQL queries of four pages at each size."""
    goals = {"list": 10, "initiative": 12, "overview": 12, "heat map": 12}
    counts = {page: [queries(city, page) for city in at.cities] for page in goals}
    sizes = " / ".join(f"{city.initiatives:,}" for city in at.cities)
    return [
        Result("B3", f"queries on {page}", max(found), goals[page], note=f"{' / '.join(map(str, found))} at {sizes}")
        for page, found in counts.items()
    ]


def queries(city: City, page: str) -> int:
    """How many queries a page of the city takes."""
    paths = {"overview": "", "heat map": "frame/"}
    path = f"/{city.portfolio.slug}/{paths.get(page, 'initiatives/')}"
    if page == "initiative":
        path += f"{Initiative.objects.filter(home=city.portfolio).earliest('pk').pk}/"
    return queries_at(path, city.steward)


def queries_at(path: str, user: User) -> int:
    """How many queries a page takes, once what is kept for all requests is there."""
    client = signed_in(user)
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return len(seen)


def signed_in(user: User) -> DjangoClient:
    """A client in this process, whose queries can be counted."""
    client = DjangoClient(headers={"host": "localhost"})
    client.force_login(user, backend=BACKEND)
    return client


def b4(at: Setting) -> list[Result]:
    """Pages about the whole portfolio against raw SQL over tallies, and against counting the logs."""
    portfolio, port = at.large.portfolio, at.server.port
    steward, funder = Client(port, at.large.steward), Client(port, at.large.funder)
    places = "rows=places&columns=systems&show=learning"
    pages = {
        "overview": (OVERVIEW, partial(steward.get, f"/{portfolio.slug}/")),
        "heat map": (HEAT_MAP, partial(steward.get, f"/{portfolio.slug}/frame/")),
        "heat map of learning": (LEARNING, partial(steward.get, f"/{portfolio.slug}/frame/?{places}")),
        "funding page": (FUNDING, partial(funder.get, f"/{portfolio.slug}/funding/")),
    }
    cases = {"GROUP BY": partial(ask, GROUP_LOGS, portfolio.pk)}
    for name, (statements, page) in pages.items():
        cases |= {f"raw SQL of {name}": partial(ask, statements, portfolio.pk), name: page}
    times = side_by_side(cases, rounds=max(at.rounds // 2, 5))
    return [
        *(_against_sql(times, name) for name in pages),
        *(
            Result("B4", f"{name} ÷ GROUP BY over the logs", times.ratio(name, "GROUP BY"), 0.12,
                   note=times.ms("GROUP BY"))
            for name in pages
        ),
    ]  # fmt: skip


def _against_sql(times: Times, name: str) -> Result:
    sql = f"raw SQL of {name}"
    note = f"{times.ms(sql, name)}; {times.undisturbed(name, sql)}"
    return Result("B4", f"{name} ÷ raw SQL over tallies", times.ratio(name, sql), 3, note=note)


def b8(at: Setting) -> list[Result]:
    """Search for a frequent and a rare word over initiatives and logs."""
    port, slug = at.server.port, at.large.portfolio.slug
    client = Client(port, at.large.steward)
    (frequent, many), (rare, few) = terms(at.large)
    cases = {
        "hello": partial(Client(port).get, "/hello/"),
        "frequent": partial(client.get, f"/{slug}/search/?q={frequent}"),
        "rare": partial(client.get, f"/{slug}/search/?q={rare}"),
    }
    times = side_by_side(cases, rounds=at.rounds)
    note = f"{times.ms('frequent', 'rare')}; {many:,} and {few:,} logs"
    return [
        Result("B8", "search p50 ÷ hello", times.ratio("frequent", "hello"), 25, note=note),
        Result("B8", "frequent ÷ rare word", times.ratio("frequent", "rare"), 3),
    ]


def terms(city: City) -> tuple[tuple[str, int], tuple[str, int]]:
    """A word that about every seventh log has, and one that few have, with how many."""
    sample = min(20_000, city.logs)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, ndoc FROM ts_stat(%s) WHERE length(word) > 3 ORDER BY ndoc DESC",
            [f"SELECT search FROM sensemaking_learninglog WHERE portfolio_id = {city.portfolio.pk} LIMIT {sample}"],
        )
        words = cursor.fetchall()
        frequent = min(words, key=lambda row: abs(row[1] - sample * 0.14))[0]
        rare = min(words, key=lambda row: abs(row[1] - sample * 0.0005))[0]
        found = []
        for word in (frequent, rare):
            cursor.execute(
                "SELECT count(*) FROM sensemaking_learninglog "
                "WHERE portfolio_id = %s AND search @@ to_tsquery('simple', %s)",
                [city.portfolio.pk, f"{word}:*"],
            )
            found.append((word, cursor.fetchone()[0]))
    return found[0], found[1]
