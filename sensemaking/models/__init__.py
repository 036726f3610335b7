"""Learning logs, their tallies, the reports made of them, and the options they open."""

from sensemaking.models.asking import FindingName, FindingRelease, LogInquiry, Release
from sensemaking.models.decision import Decision
from sensemaking.models.evidence import ServiceEvidence, TieEvidence
from sensemaking.models.features import LogFeatures, LogReading, LogWord
from sensemaking.models.log import Kind, LearningLog, Mark
from sensemaking.models.narrative import ReportNarrative
from sensemaking.models.option import Option
from sensemaking.models.question import Bearing, LearningQuestion, LogSystem, Placing, Slider
from sensemaking.models.report import Finding, FindingLog, SenseMakingReport
from sensemaking.models.rhythm import ReportRhythm, WordsTold
from sensemaking.models.scope import LearningFollower, ReportLetter, ReportScope, SmallCountRule
from sensemaking.models.story import Story, StoryBlock
from sensemaking.models.suggestion import (
    CombinationSuggestion,
    ConnectionSuggestion,
    ProfileDigest,
    ReasonKind,
    ReasonWeight,
    SuggestionAsk,
    SuggestionLog,
    SuggestionRun,
)
from sensemaking.models.tally import LogTally, MonthTally
from sensemaking.models.theme import Theme, ThemeFinding, ThemeLog
from sensemaking.models.using import DecisionEffect, LogTag, LogUse, Rethink
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
    "CombinationSuggestion",
    "ConnectionSuggestion",
    "Decision",
    "DecisionEffect",
    "Finding",
    "FindingEdit",
    "FindingLog",
    "FindingName",
    "FindingRelease",
    "Kind",
    "LearningFollower",
    "LearningLog",
    "LearningQuestion",
    "LogFeatures",
    "LogInquiry",
    "LogReading",
    "LogSystem",
    "LogTag",
    "LogTally",
    "LogUse",
    "LogWord",
    "Mark",
    "MonthTally",
    "Option",
    "Placing",
    "ProfileDigest",
    "ReasonKind",
    "ReasonWeight",
    "Release",
    "ReportAgreement",
    "ReportComment",
    "ReportLetter",
    "ReportNarrative",
    "ReportRerun",
    "ReportRhythm",
    "ReportScope",
    "ReportSection",
    "Rethink",
    "SenseMakingReport",
    "ServiceEvidence",
    "Slider",
    "SmallCountRule",
    "Story",
    "StoryBlock",
    "SuggestionAsk",
    "SuggestionLog",
    "SuggestionRun",
    "Theme",
    "ThemeFinding",
    "ThemeLog",
    "TieEvidence",
    "WordsTold",
]
