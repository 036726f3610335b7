"""Raising a challenge, and editing what was raised."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from initiatives.models import Challenge, System
from initiatives.services.challenges import state
from portfolio_hub.lib.meanwhile import Stale
from stakeholders.models import Change, Circle, Organisation, Place, Portfolio, User
from stakeholders.services import edits, history


@transaction.atomic
def raise_challenge(
    *, portfolio: Portfolio, by: User, title: str, description: str = "", circle: str = Circle.PORTFOLIO,
    organisation: Organisation | None = None, systems: Collection[System] = (), places: Collection[Place] = (),
    why: str = "",
) -> Challenge:  # fmt: skip
    """Add a challenge in the state "raised"; raises ValidationError without a line that says what it is."""
    challenge = Challenge(portfolio=portfolio, raised_by=by, status=Challenge.Status.RAISED)
    _check_title(title)
    state.write(challenge, {
        "title": title.strip(), "description": description, "circle": circle,
        "organisation": organisation.pk if organisation else None,
        "systems": sorted(row.pk for row in systems), "places": sorted(row.pk for row in places),
    })  # fmt: skip
    said = {name: [None, value] for name, value in state.of(challenge).items() if value not in (None, "", [])}
    history.record(challenge, kind=Change.Kind.CREATED, fields=said, by=by, portfolio=portfolio, why=why)
    return challenge


@transaction.atomic
def edit(
    *, challenge: Challenge, by: User, values: dict[str, Any], edit: int | None = None, why: str = ""
) -> Change | None:
    """Write what a form says, rows and all; raises Stale with today's texts when `edit` is no longer the count."""
    row = state.locked(challenge)
    if edit is not None and row.edit != edit:
        raise Stale(edits.facts_of(row, state.TEXTS))
    _check_title(values.get("title", row.title))
    change = state.edit(row, {name: _plain(value) for name, value in values.items()}, by=by, why=why)
    challenge.refresh_from_db()
    return change


def _check_title(title: str) -> None:
    if not title.strip():
        raise ValidationError({"title": _("Say in a line what the challenge is.")})


def _plain(value: Any) -> Any:
    if isinstance(value, Organisation):
        return value.pk
    return value if value is None or isinstance(value, str) else sorted(row.pk for row in value)
