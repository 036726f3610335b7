"""A large city, written in sets: portfolios of any number of initiatives with a hundred learning logs for each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from funding.models import CapitalCommitment, Drawdown, FundingVehicle
from initiatives.models import Lever, System
from sensemaking.models import Finding, FindingLog, LearningLog, SenseMakingReport
from stakeholders.models import Affiliation, Membership, Organisation, Place, Portfolio, Role, Sector, User
from tests.performance import sql
from tests.performance.words import TOPIC_COUNT, TOPIC_WORDS, first_topic_rank, vocabulary

SYSTEMS = ("Mobility", "Energy & buildings", "Food", "Health & care", "Water", "Learning", "Local economy")
ICONS = ("bike", "bolt", "apple", "heartbeat", "droplet", "school", "building-store")
LEVERS = ("Policy", "Finance", "Technology", "Behaviour", "Participation")
ORGANISATIONS, PLACES, FUNDERS = 400, 40, 6
VEHICLES_PER_HUNDRED, FEWEST_VEHICLES, ALLOCATIONS_EACH = 3, 12, 5
PROMISES = 200
SENTENCES = 100_000
LOGS_EACH = 100
YEARS = 4
AT_ONCE = 50_000
MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class City:
    """A portfolio of the world and the people who look at it."""

    portfolio: Portfolio
    initiatives: int
    logs: int
    steward: User
    contributor: User
    funder: User


def last_day() -> date:
    """The last day anything happened: yesterday."""
    return timezone.localdate() - timedelta(days=1)


def city(initiatives: int, *, logs: int | None = None, say: Callable[[str], None] = print) -> City:
    """Return the portfolio with this many initiatives; build it when it is not there yet."""
    logs = initiatives * LOGS_EACH if logs is None else logs
    slug = f"city-{initiatives}"
    portfolio = Portfolio.objects.filter(slug=slug).first()
    if portfolio is None:
        portfolio = _build(slug, initiatives, logs, say)
    people = {role: User.objects.get(email=f"{role}@{slug}.example") for role in Role.values}
    return City(portfolio, initiatives, logs, people[Role.STEWARD], people[Role.CONTRIBUTOR], people[Role.FUNDER])


def _build(slug: str, initiatives: int, logs: int, say: Callable[[str], None]) -> Portfolio:
    say(f"building {slug}: {initiatives:,} initiatives, {logs:,} learning logs")
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.2035)")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("SET work_mem = '64MB'")
    portfolio = _ground(slug)
    _sentences()
    names = {"portfolio": portfolio.pk, "count": initiatives, "last": last_day(), "days": YEARS * 365}
    for statement in sql.INITIATIVES:
        _run(statement, {**names, "topics": TOPIC_COUNT})
    for statement in sql.PROMISES:
        _run(statement, {**names, "promises": PROMISES})
    _logs(names, logs)
    _run(sql.TALLIES, names)
    _run(sql.MONTHS, names)
    _run(sql.LAST_HEARD, names)
    _money(portfolio, max(FEWEST_VEHICLES, initiatives * VEHICLES_PER_HUNDRED // 100))
    _report(portfolio)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("RESET maintenance_work_mem")
        cursor.execute("RESET work_mem")
    return portfolio


def _run(statement: str, names: dict[str, object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, names)


def _ground(slug: str) -> Portfolio:
    """The portfolio with its people, frame, places and organisations."""
    portfolio = Portfolio.objects.create(
        name=f"Riverton {slug}", slug=slug, is_launched=True, purpose="A city that learns as it changes."
    )
    organisations = Organisation.objects.bulk_create(
        Organisation(name=f"{name} {number}", sector=Sector.values[number % len(Sector.values)])
        for number, name in enumerate(_cycle("Co-op", "Council", "Trust", "University", "Works"), start=1)
        if number <= ORGANISATIONS
    )
    portfolio.organisations.set(organisations)
    portfolio.places.set(Place.objects.bulk_create(_quarter(number) for number in range(1, PLACES + 1)))
    for number, (name, icon) in enumerate(zip(SYSTEMS, ICONS, strict=True), start=1):
        System.objects.create(portfolio=portfolio, name=name, icon=icon, colour=number, order=number)
    Lever.objects.bulk_create(Lever(portfolio=portfolio, name=name, order=at) for at, name in enumerate(LEVERS))
    for role in Role.values:
        user = User.objects.create_user(email=f"{role}@{slug}.example", name=f"{role.title()} {slug}")
        Membership.objects.create(portfolio=portfolio, user=user, role=role)
        if role in (Role.CONTRIBUTOR, Role.FUNDER):
            Affiliation.objects.create(user=user, organisation=organisations[role == Role.FUNDER])
    return portfolio


def _quarter(number: int) -> Place:
    """A square of a city of eight by five quarters."""
    west, south = 16 + number % 8 / 100, 48 + number // 8 / 150
    east, north = west + 0.01, south + 1 / 150
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return Place(name=f"Quarter {number}", geometry={"type": "Polygon", "coordinates": [corners]})


def _cycle(*names: str) -> list[str]:
    return [names[number % len(names)] for number in range(ORGANISATIONS)]


def _sentences() -> None:
    """A table of sentences, half of whose words belong to a topic; it lives as long as the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pg_temp.bench_sentence')")
        if cursor.fetchone()[0]:
            return
        cursor.execute("CREATE TEMP TABLE bench_word (rank int PRIMARY KEY, word text)")
        words = vocabulary()
        cursor.execute(
            "INSERT INTO bench_word SELECT rank, word FROM unnest(%s::text[]) WITH ORDINALITY AS w(word, rank)", [words]
        )
        names = {
            "count": SENTENCES, "words": len(words), "first": first_topic_rank(),
            "topics": TOPIC_COUNT, "slice": TOPIC_WORDS,
        }  # fmt: skip
        cursor.execute(sql.SENTENCES, names)
        cursor.execute("CREATE UNIQUE INDEX ON bench_sentence (id)")
        cursor.execute("ANALYZE bench_sentence")


def _logs(names: dict[str, object], count: int) -> None:
    """Learning logs, the oldest first; a first million is written without indexes, which come back at the end."""
    table = LearningLog._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(sql.SECONDARY_INDEXES, [table])
        indexes = cursor.fetchall() if not LearningLog.objects.exists() or count > 100_000 else []
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        for done in range(0, count, AT_ONCE):
            spread = {"from": done + 1, "until": min(done + AT_ONCE, count), "logs": count}
            cursor.execute(sql.LOGS, {**names, **spread, "topics": TOPIC_COUNT, "sentences": SENTENCES})
        for _name, definition in indexes:
            cursor.execute(definition)


def _money(portfolio: Portfolio, vehicles: int) -> None:
    """Vehicles with their commitments and drawdowns; each initiative has money of five, paid out in ten parts each."""
    funders = list(portfolio.organisations.order_by("pk")[:FUNDERS])
    for number in range(1, vehicles + 1):
        vehicle = FundingVehicle.objects.create(
            portfolio=portfolio, name=f"Vehicle {number}", currency="EUR", order=number,
            instrument=FundingVehicle.Instrument.values[number % 8],
        )  # fmt: skip
        for place in range(3):
            flexible = CapitalCommitment.Flexibility.values[(number + place) % 4]
            commitment = CapitalCommitment.objects.create(
                vehicle=vehicle, funder=funders[(number + place) % FUNDERS], amount=400 * MILLION, flexibility=flexible,
                drawn_total=200 * MILLION,
            )  # fmt: skip
            Drawdown.objects.create(commitment=commitment, amount=200 * MILLION)
    names = {"portfolio": portfolio.pk, "vehicles": vehicles, "allocations": ALLOCATIONS_EACH, "last": last_day()}
    for statement in sql.ALLOCATIONS:
        _run(statement, names)
    _run(sql.VEHICLE_TOTALS, names)


def _report(portfolio: Portfolio) -> None:
    """A report of the last quarter that is ready, with eight themes that each cite up to two hundred logs."""
    until = last_day().replace(day=1)
    report = SenseMakingReport.objects.create(
        portfolio=portfolio, from_on=until - timedelta(days=90), to_on=until, title="What the last quarter said",
        status=SenseMakingReport.Status.READY, ready_at=timezone.now(),
    )  # fmt: skip
    ids = list(LearningLog.objects.filter(portfolio=portfolio).order_by("-pk").values_list("pk", flat=True)[:1_600])
    systems = [[pk, 60] for pk in portfolio.systems.values_list("pk", flat=True)[:3]]
    data = {"months": [["2026-08-01", 40], ["2026-09-01", 60]], "systems": systems}
    for number in range(8):
        cited = ids[number * 200 : number * 200 + 200]
        finding = Finding.objects.create(
            report=report, kind=Finding.Kind.THEME, key=f"theme-{number + 1}", order=number,
            title=f"Theme {number + 1}", log_count=len(cited), data=data,
        )  # fmt: skip
        FindingLog.objects.bulk_create(FindingLog(finding=finding, log_id=pk, weight=0.5) for pk in cited)
