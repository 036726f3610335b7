"""Outcomes keep what they are told true: their history can be undone, and words end with their learning log."""

from typing import Any

from django.db.models.signals import pre_delete

from funding.services import outcomes
from sensemaking.models import LearningLog
from stakeholders.services.history import restorers


def register() -> None:
    """Hook in, once."""
    from funding import attention_outcomes, exports_outcomes

    restorers.add("funding.Outcome", outcomes.restore)
    exports_outcomes.register()
    attention_outcomes.register()
    pre_delete.connect(_log_ends, sender=LearningLog, dispatch_uid="outcomes-of-a-log")


def _log_ends(instance: LearningLog, **_facts: Any) -> None:
    outcomes.unquote(instance)
