"""The parts of an IATI activity: names, organisations, dates, budgets, transactions, results."""

from datetime import date, timedelta
from decimal import Decimal

from funding.exchange.identifiers import activity_id, organisation_id, portfolio_id, vehicle_id
from funding.exchange.reach import agreed_on, held
from funding.exchange.xml import element, text
from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown, FundingVehicle, Observation
from funding.sums import exact
from initiatives.models import Initiative, Participation, ParticipationRole, Stage
from stakeholders.models import Organisation, Portfolio, Sector

FUNDING, ACCOUNTABLE, EXTENDING, IMPLEMENTING = "1", "2", "3", "4"
ROLES = {
    ParticipationRole.CHALLENGE_OWNER: ACCOUNTABLE,
    ParticipationRole.ORCHESTRATOR: EXTENDING,
    ParticipationRole.BACKBONE: EXTENDING,
    ParticipationRole.CONVENER: EXTENDING,
    ParticipationRole.LEAD: IMPLEMENTING,
    ParticipationRole.PARTNER: IMPLEMENTING,
    ParticipationRole.IMPLEMENTER: IMPLEMENTING,
    ParticipationRole.KNOWLEDGE: IMPLEMENTING,
    ParticipationRole.ADVOCATE: IMPLEMENTING,
}
"""The standard has four roles; those who are affected have none in it."""
STATUSES = {
    Stage.IDEA: "1",
    Stage.EXPLORING: "1",
    Stage.TESTING: "2",
    Stage.GROWING: "2",
    Stage.EMBEDDED: "3",
    Stage.CLOSED: "4",
}
CANCELLED, SUSPENDED = "5", "6"
KINDS = {
    Sector.PUBLIC_LOCAL: "11",
    Sector.PUBLIC_REGIONAL: "11",
    Sector.PUBLIC_NATIONAL: "10",
    Sector.SUPRANATIONAL: "40",
    Sector.BUSINESS: "70",
    Sector.ACADEMIA: "80",
    Sector.CIVIL_SOCIETY: "22",
    Sector.COMMUNITY: "22",
    Sector.FINANCE: "60",
}
OTHER_KIND, PARTNERSHIP = "90", "30"
INCOMING_FUNDS, COMMITMENT, DISBURSEMENT, INCOMING_COMMITMENT = "1", "2", "3", "11"


def narrative(words: str, tag: str) -> str:
    """A named text."""
    return element(tag, element("narrative", text(words)))


def organisation(tag: str, one: Organisation | Portfolio | FundingVehicle, **attributes: str) -> str:
    """Who, as the standard names organisations; a portfolio stands as a partnership, a vehicle as something other."""
    if isinstance(one, Organisation):
        ref, kind = organisation_id(one), KINDS.get(Sector(one.sector), OTHER_KIND) if one.sector else OTHER_KIND
    elif isinstance(one, Portfolio):
        ref, kind = portfolio_id(one), PARTNERSHIP
    else:
        ref, kind = vehicle_id(one), OTHER_KIND
    return element(tag, element("narrative", text(one.name)), ref=ref, type=kind, **attributes)


def status(initiative: Initiative) -> str:
    """The standard's word for how far it is; pausing and ending early come before the stage."""
    if initiative.stage == Stage.CLOSED:
        is_early = initiative.closed_how == Initiative.ClosedHow.ENDED_EARLY
        return CANCELLED if is_early else STATUSES[Stage.CLOSED]
    return SUSPENDED if initiative.is_paused else STATUSES[Stage(initiative.stage)]


def dates(initiative: Initiative) -> str:
    """Start and end; without either, the day of its entry stands as the planned start, as the standard wants one."""
    today = date.today()  # what lies ahead of the publisher's day is planned
    found = []
    for day, planned, actual in ((initiative.started_on, "1", "2"), (initiative.ended_on, "3", "4")):
        if day:
            found.append(element("activity-date", iso_date=day, type=actual if day <= today else planned))
    return "".join(found) or element("activity-date", iso_date=initiative.created_at.date(), type="1")


def roles(parts: list[Participation], portfolio: Portfolio, vehicles: list[FundingVehicle]) -> str:
    """Everybody in it with the standard's role, once; the portfolio itself where nobody is named."""
    found = dict.fromkeys(organisation("participating-org", vehicle, role=FUNDING) for vehicle in vehicles)
    for part in parts:
        if role := ROLES.get(ParticipationRole(part.role)):
            found[organisation("participating-org", part.organisation, role=role)] = None
    return "".join(found) or organisation("participating-org", portfolio, role=ACCOUNTABLE)


def value(amount: Decimal, currency: str, on: date) -> str:
    """A sum with all decimals of its currency."""
    return element("value", f"{exact(amount, currency):f}", currency=currency, value_date=on)


def budget(row: Allocation) -> str:
    """What is set aside, for a year from the day it was agreed: the standard has no longer periods."""
    on = agreed_on(row)
    return element(
        "budget",
        element("period-start", iso_date=on),
        element("period-end", iso_date=on + timedelta(days=364)),
        value(held(row), row.vehicle.currency, on),
        type="1",
        status="2",
    )


def _transaction(ref: str, kind: str, on: date, amount: str, words: str, *sides: str) -> str:
    return element(
        "transaction",
        element("transaction-type", code=kind),
        element("transaction-date", iso_date=on),
        amount,
        narrative(words, "description") if words else "",
        *sides,
        ref=ref,
    )


def committed(row: Allocation, receiver: Organisation | Portfolio) -> str:
    """An allocation as an outgoing commitment."""
    on, giver = agreed_on(row), organisation("provider-org", row.vehicle)
    amount = value(held(row), row.vehicle.currency, on)
    to = organisation("receiver-org", receiver)
    return _transaction(f"allocation-{row.pk}", COMMITMENT, on, amount, row.purpose, giver, to)


def paid(row: Disbursement, vehicle: FundingVehicle, receiver: Organisation | Portfolio) -> str:
    """A payment as a disbursement; what came back is a negative one, a correction has its own sign."""
    amount = -row.amount if row.kind == Disbursement.Kind.RETURN else row.amount
    sides = organisation("provider-org", vehicle), organisation("receiver-org", receiver)
    sum_ = value(amount, vehicle.currency, row.on)
    return _transaction(f"payment-{row.pk}", DISBURSEMENT, row.on, sum_, row.note, *sides)


def promised(row: CapitalCommitment) -> str:
    """What a funder promised to a vehicle."""
    sides = organisation("provider-org", row.funder), organisation("receiver-org", row.vehicle)
    sum_ = value(row.amount, row.vehicle.currency, row.on)
    return _transaction(f"commitment-{row.pk}", INCOMING_COMMITMENT, row.on, sum_, "", *sides)


def drawn(row: Drawdown) -> str:
    """What a funder paid in."""
    promise = row.commitment
    sides = organisation("provider-org", promise.funder), organisation("receiver-org", promise.vehicle)
    sum_ = value(row.amount, promise.vehicle.currency, row.on)
    return _transaction(f"drawdown-{row.pk}", INCOMING_FUNDS, row.on, sum_, row.note, *sides)


def results(observations: list[Observation]) -> str:
    """Each shared measure with what was observed, the older first."""
    by_indicator: dict[int, list[Observation]] = {}
    for row in observations:
        by_indicator.setdefault(row.indicator_id, []).append(row)
    return "".join(_result(rows) for rows in by_indicator.values())


def _result(rows: list[Observation]) -> str:
    indicator = rows[0].indicator
    baseline = ""
    if indicator.baseline is not None and indicator.baseline_on:
        day = indicator.baseline_on
        baseline = element("baseline", year=day.year, iso_date=day, value=_plain(indicator.baseline))
    measure = element(
        "indicator",
        narrative(f"{indicator.name} ({indicator.unit})", "title"),
        narrative(indicator.method, "description") if indicator.method else "",
        baseline,
        *(_period(row) for row in rows),
        measure="1",
        ascending="0" if indicator.direction == indicator.Direction.DOWN else "1",
        aggregation_status="1" if indicator.is_additive else "0",
    )
    return element("result", narrative(indicator.name, "title"), measure, type="2", aggregation_status="0")


def _period(row: Observation) -> str:
    part = element("dimension", name=row.split_by, value=row.group) if row.split_by and row.group else ""
    said = element("comment", element("narrative", text(row.source))) if row.source else ""
    return element(
        "period",
        element("period-start", iso_date=row.from_on),
        element("period-end", iso_date=row.to_on),
        element("actual", part, said, value=_plain(row.value or Decimal(0))),
    )


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def related(of: Portfolio | Initiative, *, is_parent: bool) -> str:
    return element("related-activity", ref=activity_id(of), type="1" if is_parent else "2")
