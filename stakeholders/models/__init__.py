"""People, organisations, places and the table they share."""

from stakeholders.models.change import Change
from stakeholders.models.membership import Invitation, Membership, Role
from stakeholders.models.organisation import Affiliation, Organisation, Sector
from stakeholders.models.place import Level, Place
from stakeholders.models.portfolio import Circle, Portfolio
from stakeholders.models.token import ApiToken
from stakeholders.models.user import User

__all__ = [
    "Affiliation",
    "ApiToken",
    "Change",
    "Circle",
    "Invitation",
    "Level",
    "Membership",
    "Organisation",
    "Place",
    "Portfolio",
    "Role",
    "Sector",
    "User",
]
