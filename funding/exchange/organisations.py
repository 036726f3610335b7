"""The portfolio and its funders as IATI 2.03 organisations: budgets, what they are for, what was spent, documents.

The standard wants budgets of at most a year, so sums are added up by calendar year of the day on which they were
promised, agreed or paid, each currency for itself.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice

from django.conf import settings
from django.db.models import Sum
from django.db.models.functions import ExtractYear

from funding.exchange import activity_parts as parts
from funding.exchange import plain
from funding.exchange.plain import Party
from funding.exchange.reach import Reach, recipient, streamed
from funding.exchange.xml import element, now, opened, text
from funding.models import CapitalCommitment, Disbursement, FundingVehicle
from portfolio_hub.lib.exports import BATCH
from sensemaking.models import SenseMakingReport
from stakeholders.models import Circle, Organisation, Portfolio

COMMITTED = "2"
WEB_PAGE, REVIEW = "B16", "B09"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<iati-organisations version="2.03" generated-datetime="{now}">\n'
Year = tuple[int, str]
Sums = dict[Year, dict[FundingVehicle, Decimal]]


def as_xml(reach: Reach) -> Iterator[bytes]:
    """The whole document: the publisher first, then each funder as far as its promises are seen here."""
    yield _HEAD.format(now=now()).encode()
    for piece in _publisher(reach):
        yield piece.encode()
    for funder, promises in _promises(reach).items():
        yield f"{_funder(reach.portfolio, funder, promises)}\n".encode()
    yield b"</iati-organisations>\n"


def _opening(portfolio: Portfolio, identifier: str, name: str) -> str:
    return "".join(
        (
            opened(
                "iati-organisation",
                xml_lang=parts.language(portfolio),
                default_currency=portfolio.currency,
                last_updated_datetime=now(),
            ),
            element("organisation-identifier", text(identifier)),
            parts.narrative(name, "name"),
            parts.publisher(portfolio),
        )
    )


def _publisher(reach: Reach) -> Iterator[str]:
    portfolio = reach.portfolio
    yield _opening(portfolio, settings.IATI_ORGANISATION, portfolio.name)
    promised: Sums = defaultdict(lambda: defaultdict(Decimal))
    for row in streamed(reach.commitments()):
        promised[row.on.year, row.vehicle.currency][row.vehicle] += row.amount
    yield from (_total("total-budget", "budget-line", *one, status=COMMITTED) for one in sorted(promised.items()))
    yield from _by_recipient(reach)
    yield from (_total("total-expenditure", "expense-line", *one) for one in sorted(_spent(reach).items()))
    yield from _documents(portfolio)
    yield "</iati-organisation>\n"


def _days(year: int) -> str:
    ends = (("period-start", date(year, 1, 1)), ("period-end", date(year, 12, 31)))
    return "".join(element(tag, iso_date=day) for tag, day in ends)


def _total(tag: str, line: str, year: Year, sums: dict[FundingVehicle, Decimal], **attributes: str) -> str:
    """A year's sum in one currency, and how it is made up of the vehicles."""
    (number, currency), start = year, date(year[0], 1, 1)
    lines = (
        element(
            line,
            parts.value(amount, currency, start),
            element("narrative", text(vehicle.name)),
            ref=f"vehicle-{vehicle.pk}",
        )
        for vehicle, amount in sorted(sums.items(), key=lambda pair: pair[0].pk)
    )
    total = parts.value(sum(sums.values(), Decimal(0)), currency, start)
    return element(tag, _days(number), total, *lines, **attributes)


def _by_recipient(reach: Reach) -> Iterator[str]:
    """What is set aside for each organisation that leads an initiative."""
    currencies = dict(reach.vehicles().values_list("pk", "currency"))
    rows = plain.every_money(reach.allocations().filter(initiative__isnull=False))
    sums: dict[tuple[int, int, str], Decimal] = defaultdict(Decimal)
    names: dict[int, str] = {}
    while batch := list(islice(rows, BATCH)):
        parts_of = plain.parts({row.initiative for row in batch if row.initiative})
        for row in batch:
            if part := recipient(parts_of.get(row.initiative or 0, ())):
                sums[part.organisation.pk, row.on.year, currencies[row.vehicle]] += row.awarded
                names.setdefault(part.organisation.pk, _named(part.organisation))
    for (organisation, year, currency), amount in sorted(sums.items()):
        yield _recipient(names[organisation], year, currency, amount)


def _named(one: Organisation | Party | FundingVehicle) -> str:
    return element("recipient-org", parts.words(one), ref=parts.reference(one))


def _recipient(who: str, year: int, currency: str, amount: Decimal) -> str:
    value = parts.value(amount, currency, date(year, 1, 1))
    return element("recipient-org-budget", who, _days(year), value, status=COMMITTED)


def _spent(reach: Reach) -> Sums:
    """What was paid out, less what came back."""
    spent: Sums = defaultdict(lambda: defaultdict(Decimal))
    vehicles = {vehicle.pk: vehicle for vehicle in reach.vehicles()}
    rows = Disbursement.objects.filter(allocation__in=reach.allocations().values("pk")).order_by()
    by_year = rows.values_list("allocation__vehicle", ExtractYear("on"), "kind").annotate(sum=Sum("amount"))
    for vehicle, year, kind, amount in by_year:
        pot = vehicles[vehicle]
        spent[year, pot.currency][pot] += -amount if kind == Disbursement.Kind.RETURN else amount
    return spent


def _documents(portfolio: Portfolio) -> Iterator[str]:
    """Pages that everybody may read: the portfolio's own, and reports on what it learns."""
    if not portfolio.is_open:
        return
    yield parts.web_page(portfolio, portfolio.name, portfolio.get_absolute_url(), WEB_PAGE)
    reports = SenseMakingReport.objects.filter(
        portfolio=portfolio, status=SenseMakingReport.Status.PUBLISHED, circle=Circle.PUBLIC
    )
    for report in reports.order_by("pk"):
        yield parts.web_page(portfolio, str(report), report.get_absolute_url(), REVIEW)


def _promises(reach: Reach) -> dict[Organisation, list[CapitalCommitment]]:
    found: dict[Organisation, list[CapitalCommitment]] = defaultdict(list)
    for row in reach.commitments().order_by("funder", "on", "pk"):
        found[row.funder].append(row)
    return found


def _funder(portfolio: Portfolio, funder: Organisation, promises: list[CapitalCommitment]) -> str:
    """What a funder promised to each vehicle, by year; its other budgets are not known here."""
    sums: dict[tuple[int, FundingVehicle], Decimal] = defaultdict(Decimal)
    for row in promises:
        sums[row.on.year, row.vehicle] += row.amount
    budgets = (_recipient(_named(vehicle), year, vehicle.currency, amount) for (year, vehicle), amount in sums.items())
    return _opening(portfolio, parts.reference(funder), funder.name) + "".join(budgets) + "</iati-organisation>"
