"""Systems, initiatives and updates."""

from datetime import date
from itertools import count
from typing import Any

from initiatives.models import Initiative, Participation, Placement, PlacementSystem, System, Update
from stakeholders.models import Organisation, Portfolio

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
