"""The portfolio and its initiatives as IATI 2.03 activities, two hundred in memory at a time.

The order of the elements is the standard's own. The portfolio is the activity of hierarchy 1 and holds the money that
belongs to no single initiative; the initiatives are hierarchy 2.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from funding.exchange import activity_parts as parts
from funding.exchange import as_it_came, plain
from funding.exchange.activity_parts import Giver
from funding.exchange.identifiers import activity_id
from funding.exchange.incoming_activities import fitting
from funding.exchange.plain import Money, Part, Payment
from funding.exchange.reach import Reach, recipient, streamed
from funding.exchange.results import results
from funding.exchange.xml import element, in_pieces, now, opened, text
from funding.models import Observation
from initiatives.models import Initiative
from portfolio_hub.lib.exports import in_batches
from stakeholders.models import Circle, Portfolio

AT_ONCE = 200
OTHER_IDENTIFIER = "A9"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03" generated-datetime="{now}">\n'


def as_xml(reach: Reach) -> Iterator[bytes]:
    """The whole document, piece by piece."""
    return in_pieces(_document(reach))


def _document(reach: Reach) -> Iterator[str]:
    givers = {vehicle.pk: Giver.of(vehicle) for vehicle in reach.vehicles()}
    yield _HEAD.format(now=now())
    yield from _portfolio_activity(reach, givers)
    for batch in in_batches(reach.initiatives().defer("search").order_by("pk"), AT_ONCE):
        known = _Known.of(reach, [row.pk for row in batch], givers)
        for initiative in batch:
            yield from _activity(_Told(initiative, known))
    yield "</iati-activities>\n"


def _opening(portfolio: Portfolio, hierarchy: int) -> str:
    return opened(
        "iati-activity",
        xml_lang=parts.language(portfolio),
        default_currency=portfolio.currency,
        last_updated_datetime=now(),
        hierarchy=hierarchy,
    )


def _names(of: Portfolio | Initiative, portfolio: Portfolio, title: str, description: str) -> str:
    facts = of.extra or {} if isinstance(of, Initiative) else {}
    said = facts.get("description in other languages", "")
    return "".join(
        (
            element("iati-identifier", text(activity_id(of))),
            parts.publisher(portfolio),
            parts.narrative(title, "title", facts.get("title in other languages", "")),
            parts.narrative(description or title, "description", said, type="1"),
        )
    )


def _portfolio_activity(reach: Reach, givers: Mapping[int, Giver]) -> Iterator[str]:
    """The activity of hierarchy 1, in pieces: it may have many payments and many children."""
    portfolio = reach.portfolio
    to = parts.receiver(portfolio)
    yield _opening(portfolio, 1)
    yield _names(portfolio, portfolio, portfolio.name, portfolio.purpose)
    for backer in reach.funders():
        yield parts.organisation("participating-org", backer, role=parts.FUNDING)
    yield parts.organisation("participating-org", portfolio, role=parts.ACCOUNTABLE)
    yield element("activity-status", code="2")
    yield element("activity-date", iso_date=portfolio.created_at.date(), type="2")
    yield from (parts.budget(row, givers[row.vehicle]) for row in plain.every_money(reach.wide_allocations()))
    yield from (parts.promised(row) for row in streamed(reach.commitments()))
    yield from (parts.withdrawn(row) for row in streamed(reach.withdrawn()))
    yield from (parts.drawn(row) for row in streamed(reach.drawdowns()))
    for row in plain.every_money(reach.wide_allocations()):
        yield parts.committed(row, givers[row.vehicle], to)
        yield parts.given_back(row, givers[row.vehicle], to)
    yield from (parts.paid(row, givers[row.vehicle], to) for row in plain.every_payment(reach.wide_payments()))
    if portfolio.is_open:
        yield parts.web_page(portfolio, portfolio.name, portfolio.get_absolute_url())
    for child in streamed(reach.initiatives().order_by("pk").values_list("pk", flat=True)):
        yield parts.related(child, is_parent=False)
    yield results(list(reach.wide_observations()))
    yield "</iati-activity>\n"


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a batch of initiatives, by their number; payments by that of their allocation."""

    reach: Reach
    givers: Mapping[int, Giver]
    parts: Mapping[int, Sequence[Part]]
    systems: Mapping[int, set[tuple[int, str]]]
    money: Mapping[int, Sequence[Money]]
    payments: Mapping[int, Sequence[Payment]]
    observed: Mapping[int, Sequence[Observation]]
    kept: Mapping[int, str]

    @classmethod
    def of(cls, reach: Reach, initiatives: Sequence[int], givers: Mapping[int, Giver]) -> "_Known":
        """Ask for everything that the activities of these say."""
        money = plain.money_of(reach.allocations_to(initiatives))
        payments = plain.payments_of([row.pk for rows in money.values() for row in rows])
        observed: dict[int, list[Observation]] = defaultdict(list)
        for seen in reach.observations().filter(initiative__in=initiatives):
            observed[seen.initiative_id or 0].append(seen)
        systems = plain.main_systems(reach.portfolio, initiatives)
        kept = as_it_came.kept_of(reach.portfolio, initiatives)
        return cls(reach, givers, plain.parts(initiatives), systems, money, payments, observed, kept)


@dataclass(frozen=True, slots=True)
class _Told:
    """One initiative, with what is known of its batch."""

    initiative: Initiative
    known: _Known

    @property
    def money(self) -> Sequence[Money]:
        """Its allocations that the file may hold."""
        return self.known.money.get(self.initiative.pk, ())

    @property
    def parts(self) -> Sequence[Part]:
        return self.known.parts.get(self.initiative.pk, ())

    def giver(self, row: Money) -> Giver:
        return self.known.givers[row.vehicle]

    def transactions(self) -> Iterator[str]:
        """Our rows; what came in from another publisher goes out as it came, and its rows here only once.

        Who does not see the vehicle that it came into does not see it; where it came into none, stewards do.
        """
        reach, kept = self.known.reach, self.known.kept.get(self.initiative.pk, "")
        part = recipient(self.parts)
        to = parts.receiver(part.organisation if part else reach.portfolio)
        was_written = bool(kept) and fitting(kept).promised > 0
        came = next((row for row in self.money if row.is_first), None) if was_written else None
        if kept and (came is not None or (not was_written and reach.access.is_steward)):
            yield from as_it_came.transactions(kept)
        for row in self.money:
            if row is not came:
                yield parts.committed(row, self.giver(row), to)
            yield parts.given_back(row, self.giver(row), to)
        for row in self.money:
            for payment in self.known.payments.get(row.pk, ()):
                if row is not came or payment.note != self.initiative.source:
                    yield parts.paid(payment, self.giver(row), to)


def _activity(told: _Told) -> Iterator[str]:
    """One initiative; what it came in as from another publisher stands as its other identifier."""
    initiative, portfolio = told.initiative, told.known.reach.portfolio
    yield _opening(portfolio, 2)
    yield _names(initiative, portfolio, initiative.title, initiative.summary or initiative.description)
    yield parts.roles(told.parts, portfolio, map(told.giver, told.money))
    if theirs := initiative.external_id:
        yield element("other-identifier", ref=theirs, type=OTHER_IDENTIFIER)
    yield element("activity-status", code=parts.status(initiative))
    yield parts.dates(initiative)
    yield parts.sector(told.known.systems.get(initiative.pk, ()))
    yield from (parts.budget(row, told.giver(row)) for row in told.money)
    yield from told.transactions()
    if initiative.circle == Circle.PUBLIC and portfolio.is_open:
        yield parts.web_page(portfolio, initiative.title, initiative.get_portfolio_url(portfolio.slug))
    yield parts.related(portfolio, is_parent=True)
    yield results(told.known.observed.get(initiative.pk, ()))
    yield "</iati-activity>\n"
