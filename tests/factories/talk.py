"""What people of several initiatives might say of the same thing, so that a theme is found in it; and its report."""

from collections.abc import Sequence
from typing import Any

from initiatives.models import Initiative
from sensemaking.models import LearningLog, SenseMakingReport
from sensemaking.services import making
from stakeholders.models import Portfolio
from tests.factories import make_log, make_report

DOORS = (
    "The door opened when a neighbour from the same street knocked first.",
    "A known neighbour at the door made the first visit possible.",
    "Every door that opened had a neighbour standing beside us.",
    "Without the neighbour nobody opened the door for a visit.",
)
TREES = (
    "Shade from the lime trees kept the pavement cool in the heat.",
    "Heat on the pavement fell where trees gave shade all afternoon.",
    "People crossed the road for shade; trees beat awnings in the heat.",
    "Young trees give no shade yet and the heat drove people indoors.",
)


def tell(initiatives: Sequence[Initiative], words: Sequence[str], **fields: Any) -> list[LearningLog]:
    """Let each initiative say its part of the words."""
    return [make_log(initiative, saw, **fields) for initiative, saw in zip(initiatives, words, strict=True)]


def made(portfolio: Portfolio, **fields: Any) -> SenseMakingReport:
    """A report that the worker made."""
    report = make_report(portfolio, **fields)
    assert making.make(report.pk)
    report.refresh_from_db()
    return report
