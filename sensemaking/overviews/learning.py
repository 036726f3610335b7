"""What is being learned in one initiative."""

from collections.abc import Sequence
from dataclasses import dataclass

from initiatives.models import Initiative
from sensemaking.models import LearningLog
from stakeholders.access import Access

SHOWN = 4


@dataclass(frozen=True, slots=True)
class InitiativeLearning:
    """The latest logs of an initiative, and the latest of others that it should hear."""

    logs: Sequence[LearningLog]
    heard: Sequence[LearningLog]

    @property
    def is_empty(self) -> bool:
        return not self.logs and not self.heard


def of_initiative(access: Access, initiative: Initiative) -> InitiativeLearning:
    """Read the panel in two queries."""
    rows = LearningLog.objects.seen_with(access)
    named = Initiative.objects.seen_with(access)
    heard = rows.filter(listeners=initiative, initiative__in=named).select_related("initiative")
    return InitiativeLearning(logs=list(rows.filter(initiative=initiative)[:SHOWN]), heard=list(heard[:SHOWN]))
