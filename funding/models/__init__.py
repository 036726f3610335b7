"""Vehicles, the money promised to them, and where it went."""

from funding.models.allocation import Allocation, AllocationReason, Disbursement
from funding.models.governance import LockedPeriod, VehicleVoice
from funding.models.vehicle import CapitalCommitment, Drawdown, FundingVehicle

__all__ = [
    "Allocation",
    "AllocationReason",
    "CapitalCommitment",
    "Disbursement",
    "Drawdown",
    "FundingVehicle",
    "LockedPeriod",
    "VehicleVoice",
]
