"""Learning logs, their tallies, the reports made of them, and the options they open."""

from sensemaking.models.decision import Decision
from sensemaking.models.evidence import ServiceEvidence
from sensemaking.models.log import Kind, LearningLog, Mark
from sensemaking.models.option import Option
from sensemaking.models.question import Bearing, LearningQuestion, LogSystem, Placing, Slider, SliderRule
from sensemaking.models.report import Finding, FindingLog, SenseMakingReport
from sensemaking.models.rhythm import ReportRhythm, WordsTold
from sensemaking.models.tally import LogTally, MonthTally
from sensemaking.models.theme import Theme, ThemeFinding, ThemeLog
from sensemaking.models.written import (
    CarriedQuestion,
    FindingEdit,
    ReportAgreement,
    ReportComment,
    ReportRerun,
    ReportSection,
)

__all__ = [
    "Bearing",
    "CarriedQuestion",
    "Decision",
    "Finding",
    "FindingEdit",
    "FindingLog",
    "Kind",
    "LearningLog",
    "LearningQuestion",
    "LogSystem",
    "LogTally",
    "Mark",
    "MonthTally",
    "Option",
    "Placing",
    "ReportAgreement",
    "ReportComment",
    "ReportRerun",
    "ReportRhythm",
    "ReportSection",
    "SenseMakingReport",
    "ServiceEvidence",
    "Slider",
    "SliderRule",
    "Theme",
    "ThemeFinding",
    "ThemeLog",
    "WordsTold",
]
