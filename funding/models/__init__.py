"""Vehicles, the money promised to them, and where it went."""

from funding.models.allocation import Allocation, Disbursement
from funding.models.vehicle import CapitalCommitment, Drawdown, FundingVehicle

__all__ = ["Allocation", "CapitalCommitment", "Disbursement", "Drawdown", "FundingVehicle"]
