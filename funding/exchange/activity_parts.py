"""The parts of an IATI activity: names, organisations, dates, budgets, transactions, results."""

import re
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings

from funding.exchange.identifiers import activity_id, organisation_id, portfolio_id, vehicle_id
from funding.exchange.plain import Money, Part, Party, Payment
from funding.exchange.xml import element, text
from funding.models import CapitalCommitment, Drawdown, FundingVehicle
from funding.sums import exact
from initiatives.models import Initiative, ParticipationRole, Stage
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
_YEAR = timedelta(days=364)
Named = Organisation | Party | Portfolio | FundingVehicle

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


def reference(one: Named) -> str:
    """The identifier of whoever gives or gets money."""
    if isinstance(one, FundingVehicle):
        return vehicle_id(one)
    return portfolio_id(one) if isinstance(one, Portfolio) else organisation_id(one)


def organisation(tag: str, one: Named, **attributes: str) -> str:
    """Who, as the standard names organisations; a portfolio stands as a partnership, a vehicle as something other."""
    kind = PARTNERSHIP if isinstance(one, Portfolio) else OTHER_KIND
    if isinstance(one, Organisation | Party) and one.sector:
        kind = KINDS.get(Sector(one.sector), OTHER_KIND)
    return element(tag, words(one), ref=reference(one), type=kind, **attributes)


def words(one: Named) -> str:
    """Its name."""
    return element("narrative", text(one.name))


def sector(systems: Collection[tuple[int, str]]) -> str:
    """The main system of the frame, in the publisher's own list of sectors."""
    if len(systems) != 1:
        return ""
    ((pk, name),) = systems
    return element("sector", element("narrative", text(name)), vocabulary="99", code=f"system-{pk}")


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


class Giver(NamedTuple):
    """A vehicle as it stands again and again in a file: its currency, and its name among participants and givers."""

    currency: str
    takes_part: str
    gives: str

    @classmethod
    def of(cls, vehicle: FundingVehicle) -> "Giver":
        """Write it once."""
        takes_part = organisation("participating-org", vehicle, role=FUNDING)
        return cls(vehicle.currency, takes_part, organisation("provider-org", vehicle))


def roles(parts: Iterable[Part], portfolio: Portfolio, givers: Iterable[Giver]) -> str:
    """Everybody in it with the standard's role, once; the portfolio itself where nobody is named."""
    found = dict.fromkeys(giver.takes_part for giver in givers)
    for part in parts:
        if role := ROLES.get(ParticipationRole(part.role)):
            found[organisation("participating-org", part.organisation, role=role)] = None
    return "".join(found) or organisation("participating-org", portfolio, role=ACCOUNTABLE)


def value(amount: Decimal, currency: str, on: date) -> str:
    """A sum with all decimals of its currency."""
    return f'<value currency="{currency}" value-date="{on.isoformat()}">{exact(amount, currency):f}</value>'


def budget(row: Money, giver: Giver) -> str:
    """What is set aside, for a year from the day it was agreed: the standard has no longer periods."""
    if not row.awarded:
        return ""
    start, end = row.on.isoformat(), (row.on + _YEAR).isoformat()
    return (
        f'<budget type="1" status="2"><period-start iso-date="{start}"/><period-end iso-date="{end}"/>'
        f"{value(row.awarded, giver.currency, row.on)}</budget>"
    )


def _transaction(ref: str, kind: str, on: date, amount: str, said: str, sides: str) -> str:
    """One transaction; a file may have half a million, so that what needs no care is written plainly."""
    return (
        f'<transaction ref="{ref}"><transaction-type code="{kind}"/><transaction-date iso-date="{on.isoformat()}"/>'
        f"{amount}{narrative(said, 'description') if said else ''}{sides}</transaction>"
    )


def _said(combination: str | None, words: str) -> str:
    """What a transaction says, and for which combination it is."""
    return "; ".join((combination, words)) if combination and words else combination or words


def receiver(one: Named) -> str:
    """Who gets money."""
    return organisation("receiver-org", one)


def committed(row: Money, giver: Giver, to: str) -> str:
    """An allocation as an outgoing commitment: all of it, on the day on which it was agreed."""
    amount = value(row.awarded + row.given_back, giver.currency, row.on)
    said = _said(row.combination, row.purpose)
    return _transaction(f"allocation-{row.pk}", COMMITMENT, row.on, amount, said, giver.gives + to)


def given_back(row: Money, giver: Giver, to: str) -> str:
    """What was given back of it as a negative commitment of that day; nothing where it stands."""
    if row.ended_on is None or not row.given_back:
        return ""
    amount, said = value(-row.given_back, giver.currency, row.ended_on), _said(row.combination, row.purpose)
    return _transaction(f"allocation-{row.pk}-returned", COMMITMENT, row.ended_on, amount, said, giver.gives + to)


def paid(row: Payment, giver: Giver, to: str) -> str:
    """A payment as a disbursement; what came back is a negative one, a correction has its own sign."""
    amount, said = value(row.signed, giver.currency, row.on), _said(row.combination, row.note)
    return _transaction(f"payment-{row.pk}", DISBURSEMENT, row.on, amount, said, giver.gives + to)


def promised(row: CapitalCommitment) -> str:
    """What a funder promised to a vehicle."""
    sides = organisation("provider-org", row.funder) + receiver(row.vehicle)
    sum_ = value(row.amount, row.vehicle.currency, row.on)
    return _transaction(f"commitment-{row.pk}", INCOMING_COMMITMENT, row.on, sum_, "", sides)


def withdrawn(row: CapitalCommitment) -> str:
    """A promise that a funder made and took back: both rows, each on its day."""
    sides = organisation("provider-org", row.funder) + receiver(row.vehicle)
    on = row.ended_on or row.on
    sum_ = value(-row.amount, row.vehicle.currency, on)
    return promised(row) + _transaction(f"commitment-{row.pk}-withdrawn", INCOMING_COMMITMENT, on, sum_, "", sides)


def drawn(row: Drawdown) -> str:
    """What a funder paid in."""
    promise = row.commitment
    sides = organisation("provider-org", promise.funder) + receiver(promise.vehicle)
    sum_ = value(row.amount, promise.vehicle.currency, row.on)
    return _transaction(f"drawdown-{row.pk}", INCOMING_FUNDS, row.on, sum_, row.note, sides)


def related(of: Portfolio | int, *, is_parent: bool) -> str:
    """The portfolio as the parent of an initiative, an initiative (by number) as its child."""
    return element("related-activity", ref=activity_id(of), type="1" if is_parent else "2")
