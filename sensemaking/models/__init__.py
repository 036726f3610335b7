"""Learning logs, their tallies, the reports made of them, and the options they open."""

from sensemaking.models.decision import Decision
from sensemaking.models.evidence import ServiceEvidence
from sensemaking.models.log import Kind, LearningLog, Mark
from sensemaking.models.option import Option
from sensemaking.models.report import Finding, FindingLog, SenseMakingReport
from sensemaking.models.tally import LogTally, MonthTally

__all__ = [
    "Decision",
    "Finding",
    "FindingLog",
    "Kind",
    "LearningLog",
    "LogTally",
    "Mark",
    "MonthTally",
    "Option",
    "SenseMakingReport",
    "ServiceEvidence",
]
