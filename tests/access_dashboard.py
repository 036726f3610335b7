"""A question on the funding page, for the walk through all addresses."""

from typing import Any

from stakeholders.models import Portfolio, Role, User
from stakeholders.services import comments


def make_dashboard(portfolio: Portfolio) -> dict[str, Any]:
    """Return name → value for the arguments of routes; the funder asked."""
    funder = User.objects.get(memberships__portfolio=portfolio, memberships__role=Role.FUNDER)
    said = comments.add(about=portfolio, portfolio=portfolio, by=funder, body="When does the reserve grow?")
    return {"money_question": said.pk}
