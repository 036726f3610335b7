"""Initiatives, how they are placed in portfolios, and what is told about them."""

from initiatives.models.frame import Lever, System
from initiatives.models.imports import ImportedRecord, ImportFile, ImportMapping, ImportProblem, ImportRun
from initiatives.models.initiative import Initiative, Stage, StageChange
from initiatives.models.lineage import Lineage
from initiatives.models.participation import Participation, ParticipationRole
from initiatives.models.placement import Facet, Placement, PlacementSystem
from initiatives.models.posting import PostingLink
from initiatives.models.saved_view import SavedView
from initiatives.models.update import Update

__all__ = [
    "Facet",
    "ImportFile",
    "ImportMapping",
    "ImportProblem",
    "ImportRun",
    "ImportedRecord",
    "Initiative",
    "Lever",
    "Lineage",
    "Participation",
    "ParticipationRole",
    "Placement",
    "PlacementSystem",
    "PostingLink",
    "SavedView",
    "Stage",
    "StageChange",
    "System",
    "Update",
]
