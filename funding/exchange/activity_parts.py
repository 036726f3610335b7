"""The parts of an IATI activity: names, organisations, dates, budgets, transactions, results."""

import re
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings

from funding.exchange.identifiers import activity_id, organisation_id, portfolio_id, vehicle_id
from funding.exchange.reach import agreed_on, held
from funding.exchange.xml import element, text
from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown, FundingVehicle
from funding.sums import exact
from initiatives.models import Initiative, Participation, ParticipationRole, Placement, Stage
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


_LANGUAGE = re.compile(r"(?:^|\n\n)([a-z]{2,3}): ")


def narrative(said: str, tag: str, others: str = "", **attributes: str) -> str:
    """A named text; in other languages too, as the reader of such files keeps them: each behind its code."""
    pieces = _LANGUAGE.split(others)[1:]
    more = zip(pieces[::2], pieces[1::2], strict=True)
    translated = (element("narrative", text(other), xml_lang=code) for code, other in more)
    return element(tag, element("narrative", text(said)), *translated, **attributes)


def language(portfolio: Portfolio) -> str:
    """The language of a portfolio's texts."""
    return portfolio.language.split("-")[0]


def publisher(portfolio: Portfolio) -> str:
    """Who reports: the registered publisher, with whose identifier all others begin."""
    return element("reporting-org", words(portfolio), ref=settings.IATI_ORGANISATION, type=PARTNERSHIP)


def reference(one: Organisation | Portfolio | FundingVehicle) -> str:
    """The identifier of whoever gives or gets money."""
    if isinstance(one, Organisation):
        return organisation_id(one)
    return portfolio_id(one) if isinstance(one, Portfolio) else vehicle_id(one)


def organisation(tag: str, one: Organisation | Portfolio | FundingVehicle, **attributes: str) -> str:
    """Who, as the standard names organisations; a portfolio stands as a partnership, a vehicle as something other."""
    kind = PARTNERSHIP if isinstance(one, Portfolio) else OTHER_KIND
    if isinstance(one, Organisation) and one.sector:
        kind = KINDS.get(Sector(one.sector), OTHER_KIND)
    return element(tag, words(one), ref=reference(one), type=kind, **attributes)


def words(one: Organisation | Portfolio | FundingVehicle) -> str:
    """Its name."""
    return element("narrative", text(one.name))


def sector(placed: list[Placement]) -> str:
    """The main system of the frame, in the publisher's own list of sectors."""
    systems = {touch.system for placement in placed for touch in placement.main}  # type: ignore[attr-defined]
    if len(systems) != 1:
        return ""
    (one,) = systems
    return element("sector", element("narrative", text(one.name)), vocabulary="99", code=f"system-{one.pk}")


def web_page(portfolio: Portfolio, title: str, path: str, category: str = "A12") -> str:
    """A page that everybody may read."""
    return element(
        "document-link",
        narrative(title, "title"),
        element("category", code=category),
        element("language", code=language(portfolio)),
        format="text/html",
        url=f"{settings.SITE_URL}{path}",
    )


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


def _transaction(ref: str, kind: str, on: date, amount: str, said: str, *sides: str) -> str:
    return element(
        "transaction",
        element("transaction-type", code=kind),
        element("transaction-date", iso_date=on),
        amount,
        narrative(said, "description") if said else "",
        *sides,
        ref=ref,
    )


def _said(row: Allocation, words: str) -> str:
    """What a transaction says, and for which combination it is."""
    return "; ".join(part for part in (row.combination.name if row.combination else "", words) if part)


def committed(row: Allocation, receiver: Organisation | Portfolio) -> str:
    """An allocation as an outgoing commitment."""
    on, giver = agreed_on(row), organisation("provider-org", row.vehicle)
    amount = value(held(row), row.vehicle.currency, on)
    to = organisation("receiver-org", receiver)
    return _transaction(f"allocation-{row.pk}", COMMITMENT, on, amount, _said(row, row.purpose), giver, to)


def signed(row: Disbursement) -> Decimal:
    """What it adds to what was spent: what came back has a minus, a correction its own sign."""
    return -row.amount if row.kind == Disbursement.Kind.RETURN else row.amount


def paid(row: Disbursement, vehicle: FundingVehicle, receiver: Organisation | Portfolio) -> str:
    """A payment as a disbursement; what came back is a negative one, a correction has its own sign."""
    sides = organisation("provider-org", vehicle), organisation("receiver-org", receiver)
    sum_ = value(signed(row), vehicle.currency, row.on)
    return _transaction(f"payment-{row.pk}", DISBURSEMENT, row.on, sum_, _said(row.allocation, row.note), *sides)


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


def related(of: Portfolio | Initiative, *, is_parent: bool) -> str:
    return element("related-activity", ref=activity_id(of), type="1" if is_parent else "2")
