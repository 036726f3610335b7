"""Money beside the hub's own can be downloaded, and its edits can be undone."""

from funding.exports_beside import register as register_exports
from funding.models import FlexibilityReserve, OutsideMoney
from funding.services import leverage, reserve
from stakeholders.services.history import restorers


def register() -> None:
    """Called once when the app starts."""
    register_exports()
    restorers.add(OutsideMoney._meta.label, leverage.restore)
    restorers.add(FlexibilityReserve._meta.label, reserve.restore)
