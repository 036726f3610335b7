"""Systems, initiatives and updates."""

from datetime import date
from itertools import count
from typing import Any

from initiatives.models import (
    Challenge,
    Combination,
    CombinationMember,
    Connection,
    Framing,
    Initiative,
    Lever,
    Participation,
    Placement,
    PlacementSystem,
    PolicyCommitment,
    Service,
    System,
    SystemNeed,
    Update,
)
from stakeholders.models import Organisation, Portfolio, User

numbers = count(1)
LONG_AGO = date(2024, 1, 1)


def make_system(portfolio: Portfolio, name: str = "", **fields: Any) -> System:
    """Make a system at the end of the portfolio's frame."""
    order = System.objects.filter(portfolio=portfolio).count() + 1
    fields.setdefault("colour", min(order, 8))
    return System.objects.create(portfolio=portfolio, name=name or f"System {next(numbers)}", order=order, **fields)


def make_initiative(
    portfolio: Portfolio,
    title: str = "",
    *,
    system: System | None = None,
    touches: tuple[System, ...] = (),
    lead: Organisation | None = None,
    **fields: Any,
) -> Initiative:
    """Make an initiative placed in the portfolio, with its main system, others it touches, and its lead."""
    title = title or f"Initiative {next(numbers)}"
    initiative = Initiative(home=portfolio, title=title, **fields)
    initiative.search = initiative.searchable_text()
    initiative.save()
    placement = Placement.objects.create(portfolio=portfolio, initiative=initiative, since_on=LONG_AGO)
    if system is not None:
        PlacementSystem.objects.create(placement=placement, system=system, is_main=True)
    for other in touches:
        PlacementSystem.objects.create(placement=placement, system=other)
    if lead is not None:
        Participation.objects.create(initiative=initiative, organisation=lead, role="lead")
    return initiative


def make_update(initiative: Initiative, body: str = "Ten more homes are done.", **fields: Any) -> Update:
    """Make an update that everyone in the home portfolio sees."""
    fields.setdefault("portfolio", initiative.home)
    return Update.objects.create(initiative=initiative, body=body, **fields)


def make_lever(portfolio: Portfolio, name: str = "", **fields: Any) -> Lever:
    """Make a lever at the end of the portfolio's levers."""
    order = Lever.objects.filter(portfolio=portfolio).count() + 1
    return Lever.objects.create(portfolio=portfolio, name=name or f"Lever {next(numbers)}", order=order, **fields)


def make_promise(
    portfolio: Portfolio,
    title: str = "",
    *,
    essential: tuple[System, ...] = (),
    helpful: tuple[System, ...] = (),
    none: tuple[System, ...] = (),
    **fields: Any,
) -> PolicyCommitment:
    """Make a policy commitment and say what it needs of which systems."""
    order = PolicyCommitment.objects.filter(portfolio=portfolio).count() + 1
    commitment = PolicyCommitment.objects.create(
        portfolio=portfolio, title=title or f"Promise {next(numbers)}", order=order, **fields
    )
    needs = ((SystemNeed.Need.ESSENTIAL, essential), (SystemNeed.Need.HELPFUL, helpful), (SystemNeed.Need.NONE, none))
    SystemNeed.objects.bulk_create(
        SystemNeed(commitment=commitment, system=system, need=need) for need, systems in needs for system in systems
    )
    return commitment


def make_service(initiative: Initiative, commitment: PolicyCommitment, **fields: Any) -> Service:
    """Let an initiative serve a commitment."""
    fields.setdefault("how", "It does part of the work.")
    return Service.objects.create(initiative=initiative, commitment=commitment, **fields)


def make_challenge(portfolio: Portfolio, title: str = "", **fields: Any) -> Challenge:
    """Make a challenge that the portfolio's members see."""
    challenge = Challenge(portfolio=portfolio, title=title or f"Challenge {next(numbers)}", **fields)
    challenge.search = challenge.searchable_text()
    challenge.save()
    return challenge


def make_framing(challenge: Challenge, title: str = "", *, by: User | None = None, **fields: Any) -> Framing:
    """Make one way to see a challenge."""
    fields.setdefault("going_on", "Rents rise where streets get greener.")
    return Framing.objects.create(challenge=challenge, title=title or f"Framing {next(numbers)}", by=by, **fields)


def make_connection(source: Initiative, target: Initiative, kind: str = "enables", **fields: Any) -> Connection:
    """Say that two initiatives hang together, in the home of the first."""
    fields.setdefault("portfolio", source.home)
    return Connection.objects.create(source=source, target=target, kind=kind, **fields)


def make_combination(portfolio: Portfolio, *members: Initiative, name: str = "", **fields: Any) -> Combination:
    """Say that initiatives together give what none gives alone."""
    fields.setdefault("effect", "Homes are warm because neighbours do it together.")
    combination = Combination.objects.create(
        portfolio=portfolio, name=name or f"Combination {next(numbers)}", **fields
    )  # fmt: skip
    for member in members:
        CombinationMember.objects.create(combination=combination, initiative=member)
    return combination
