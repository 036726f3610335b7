"""What indicators add to the registries of the floors below."""

from funding.indicators import attention, tables
from funding.indicators.import_target import ObservationsTarget
from initiatives.imports.targets import targets


def register() -> None:
    """Fill them, once."""
    targets.add(ObservationsTarget.name, ObservationsTarget())
    tables.register()
    attention.register()
