"""Initiatives, how they are placed in portfolios, and what is told about them."""

from initiatives.models.challenge import Answer, Challenge, Framing, FramingMark
from initiatives.models.combination import Combination, CombinationMember
from initiatives.models.commitment import PolicyCommitment, PolicyTouch, Service, SystemNeed
from initiatives.models.connection import DIRECTED_KINDS, Connection, ConnectionKind
from initiatives.models.facet_mix import FacetIntent, FacetJudgement
from initiatives.models.frame import Lever, System
from initiatives.models.imports import ImportedRecord, ImportFile, ImportMapping, ImportProblem, ImportRun
from initiatives.models.initiative import Initiative, Stage, StageChange
from initiatives.models.lineage import Lineage
from initiatives.models.network import NetworkReading
from initiatives.models.offer import Need, Offer
from initiatives.models.participation import Participation, ParticipationRole
from initiatives.models.placement import Facet, Placement, PlacementSystem
from initiatives.models.posting import PostingLink
from initiatives.models.saved_view import SavedView
from initiatives.models.snapshot import Snapshot, SnapshotEntry
from initiatives.models.update import Update

__all__ = [
    "DIRECTED_KINDS",
    "Answer",
    "Challenge",
    "Combination",
    "CombinationMember",
    "Connection",
    "ConnectionKind",
    "Facet",
    "FacetIntent",
    "FacetJudgement",
    "Framing",
    "FramingMark",
    "ImportFile",
    "ImportMapping",
    "ImportProblem",
    "ImportRun",
    "ImportedRecord",
    "Initiative",
    "Lever",
    "Lineage",
    "Need",
    "NetworkReading",
    "Offer",
    "Participation",
    "ParticipationRole",
    "Placement",
    "PlacementSystem",
    "PolicyCommitment",
    "PolicyTouch",
    "PostingLink",
    "SavedView",
    "Service",
    "Snapshot",
    "SnapshotEntry",
    "Stage",
    "StageChange",
    "System",
    "SystemNeed",
    "Update",
]
