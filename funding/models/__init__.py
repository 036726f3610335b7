"""Vehicles, the money promised to them, where it went, and what it made possible."""

from funding.models.allocation import Allocation, AllocationReason, Disbursement
from funding.models.concern import Concern, Contribution, ContributionEvidence
from funding.models.governance import ExchangeRate, LockedPeriod, VehicleVoice
from funding.models.indicator import Indicator, Observation
from funding.models.leverage import OutsideMoney
from funding.models.matching import FundingCall, FundingMatch, MatchLetter, MatchSilence, MoneyFor, SupportSought
from funding.models.outcome import Outcome, OutcomeAsk
from funding.models.reporting import FunderReport, FunderReportFiles, FunderReportLetter, MissingAsk, ReportTemplate
from funding.models.reserve import FlexibilityReserve, ReserveRelease
from funding.models.talk import TalkLetter
from funding.models.vehicle import CapitalCommitment, Drawdown, FundingVehicle

__all__ = [
    "Allocation",
    "AllocationReason",
    "CapitalCommitment",
    "Concern",
    "Contribution",
    "ContributionEvidence",
    "Disbursement",
    "Drawdown",
    "ExchangeRate",
    "FlexibilityReserve",
    "FunderReport",
    "FunderReportFiles",
    "FunderReportLetter",
    "FundingCall",
    "FundingMatch",
    "FundingVehicle",
    "Indicator",
    "LockedPeriod",
    "MatchLetter",
    "MatchSilence",
    "MissingAsk",
    "MoneyFor",
    "Observation",
    "Outcome",
    "OutcomeAsk",
    "OutsideMoney",
    "ReportTemplate",
    "ReserveRelease",
    "SupportSought",
    "TalkLetter",
    "VehicleVoice",
]
