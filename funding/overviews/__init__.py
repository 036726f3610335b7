"""What the funding pages show."""

from funding.overviews.flows import FunderOverview, funder_overview
from funding.overviews.outline import ZERO, VehicleLine, vehicle_lines
from funding.overviews.panels import InitiativeMoney, initiative_money, money_of
from funding.overviews.vehicle import VehiclePage, vehicle_page

__all__ = [
    "ZERO",
    "FunderOverview",
    "InitiativeMoney",
    "VehicleLine",
    "VehiclePage",
    "funder_overview",
    "initiative_money",
    "money_of",
    "vehicle_lines",
    "vehicle_page",
]
