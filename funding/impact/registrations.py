"""What impact logic puts into the registries: its table to take along, how edits are undone, what the garden sees."""


def register() -> None:
    """Fill the registries, once, when the app is ready."""
    from funding.impact import attention, exports
    from funding.models import Concern
    from funding.services import concerns
    from stakeholders.services.history import restorers

    exports.register()
    attention.register()
    restorers.add(Concern._meta.label, concerns.restore)
