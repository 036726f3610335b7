"""People, organisations, places and the table they share."""

from stakeholders.models.attention import AttentionMark, AttentionSetting, AttentionSighting
from stakeholders.models.change import Change
from stakeholders.models.comment import Comment
from stakeholders.models.endorsement import Endorsement, EndorsementRequest, SectorThreshold, ThresholdSector
from stakeholders.models.intent import IntentSuggestion, IntentVersion, PolicyLink
from stakeholders.models.membership import ROLE_CIRCLES, Invitation, Membership, Role
from stakeholders.models.nesting import NestingRequest
from stakeholders.models.open_interface import OpenInterface
from stakeholders.models.organisation import Affiliation, Organisation, Sector
from stakeholders.models.place import Level, Place
from stakeholders.models.portfolio import Circle, Portfolio
from stakeholders.models.position import Braid, Position
from stakeholders.models.token import ApiToken
from stakeholders.models.user import User

__all__ = [
    "ROLE_CIRCLES",
    "Affiliation",
    "ApiToken",
    "AttentionMark",
    "AttentionSetting",
    "AttentionSighting",
    "Braid",
    "Change",
    "Circle",
    "Comment",
    "Endorsement",
    "EndorsementRequest",
    "IntentSuggestion",
    "IntentVersion",
    "Invitation",
    "Level",
    "Membership",
    "NestingRequest",
    "OpenInterface",
    "Organisation",
    "Place",
    "PolicyLink",
    "Portfolio",
    "Position",
    "Role",
    "Sector",
    "SectorThreshold",
    "ThresholdSector",
    "User",
]
