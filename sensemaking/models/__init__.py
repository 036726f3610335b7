"""Learning logs, their tallies, and the reports made of them."""

from sensemaking.models.log import Kind, LearningLog, Mark
from sensemaking.models.report import Finding, FindingLog, SenseMakingReport
from sensemaking.models.tally import LogTally, MonthTally

__all__ = ["Finding", "FindingLog", "Kind", "LearningLog", "LogTally", "Mark", "MonthTally", "SenseMakingReport"]
