"""Opening a portfolio, its settings, and its launch."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import Promise

from portfolio_hub.lib.registry import Registry
from stakeholders.models import Portfolio, Role, User
from stakeholders.services import edits, members


@dataclass(frozen=True)
class StartingPack:
    """Something a new portfolio may begin with; `fill` writes it."""

    label: Promise | str
    description: Promise | str
    fill: Callable[[Portfolio, User], None]


starting_packs: Registry[StartingPack] = Registry("starting pack")


@transaction.atomic
def create(*, values: dict[str, Any], by: User, packs: tuple[str, ...] = ()) -> Portfolio:
    """Open a portfolio; whoever opens it becomes its steward."""
    portfolio = Portfolio(**values)
    portfolio.save()
    members.admit(portfolio=portfolio, user=by, role=Role.STEWARD, by=by)
    for name in packs:
        starting_packs.get(name).fill(portfolio, by)
    return portfolio


def edit(*, portfolio: Portfolio, values: dict[str, Any], by: User) -> None:
    """Keep changed settings; the difference stands in the history."""
    edits.save(portfolio, values=values, by=by, portfolio=portfolio)


def set_launched(*, portfolio: Portfolio, is_launched: bool, by: User) -> None:
    """Show the portfolio to the audience that its settings name, or take it back to its members."""
    edits.save(portfolio, values={"is_launched": is_launched}, by=by, portfolio=portfolio)
