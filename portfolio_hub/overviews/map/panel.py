"""What stands beside the map when an initiative is selected."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst

from initiatives.models import Connection, Initiative, ParticipationRole, System
from initiatives.overviews.happenings import STAGE_LABELS
from initiatives.overviews.page import Facts, Named, facts_of, find
from initiatives.wording_connections import verb
from portfolio_hub.overviews.map.nodes import mains
from portfolio_hub.overviews.map.telling import Told, told
from sensemaking.models import ConnectionSuggestion, LearningLog
from stakeholders.access import Access, Permission

MOST_TIES = 12
"""As many connections as fit beside the map; the initiative's page has them all."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A connection as it reads from the selected initiative: its verb, and the sentence that somebody gave it."""

    pk: int
    other: int
    title: str
    verb: str
    statement: str
    system: System | None


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest learning log that the reader may see, with its telling words."""

    log: LearningLog
    told: Told
    url: str


@dataclass(frozen=True)
class MapPanel:
    """The selected initiative in short."""

    initiative: Initiative
    facts: Facts
    stage: Any
    last_log: date | None
    ties: tuple[Tie, ...]
    total: int
    suggested: int
    latest: Latest | None

    @property
    def system(self) -> Named | None:
        """The system that it mainly belongs to."""
        return self.facts.systems[0] if self.facts.systems else None

    @property
    def leads(self) -> list[str]:
        """The organisations that lead it now."""
        return [part.name for part in self.facts.here if part.role == ParticipationRole.LEAD]

    @property
    def more(self) -> int:
        """Connections that the panel leaves out."""
        return self.total - len(self.ties)


def map_panel(access: Access, pk: int) -> MapPanel:
    """Read the panel in a fixed number of queries; raises Http404 when the initiative may not be seen."""
    placement = find(access, pk)
    logs = LearningLog.objects.seen_with(access).filter(initiative=pk)
    latest = logs.select_related("by").defer("search").order_by("-happened_on", "-pk").first()
    ties = _ties(access, pk)
    return MapPanel(
        initiative=placement.initiative,
        facts=facts_of(placement),
        stage=STAGE_LABELS[placement.initiative.stage],
        last_log=latest.happened_on if latest else None,
        ties=tuple(ties[:MOST_TIES]),
        total=len(ties),
        suggested=_suggested(access, pk),
        latest=_latest(access, latest) if latest else None,
    )


def _latest(access: Access, log: LearningLog) -> Latest:
    return Latest(log, told(log, access), log.get_portfolio_url(access.portfolio.slug))


def _ties(access: Access, pk: int) -> list[Tie]:
    """Its connections that hold, in words from its side, the strongest first."""
    rows = Connection.objects.seen_with(access).of(pk).holding().select_related("source", "target")
    found = list(rows.order_by("-strength", "-said_on", "-pk"))
    systems = _main_systems(access, {row.target_id if row.source_id == pk else row.source_id for row in found})
    return [_tie(row, pk, systems) for row in found]


def _tie(row: Connection, pk: int, systems: dict[int, System]) -> Tie:
    other = row.target if row.source_id == pk else row.source
    said = capfirst(str(verb(row.kind, from_source=row.source_id == pk)))
    return Tie(row.pk, other.pk, other.title, said, row.statement, systems.get(other.pk))


def _main_systems(access: Access, initiatives: set[int]) -> dict[int, System]:
    """The system that each of them mainly belongs to here."""
    rows = mains(access).filter(placement__initiative__in=initiatives)
    return {row.placement.initiative_id: row.system for row in rows.select_related("system", "placement")}


def _suggested(access: Access, pk: int) -> int:
    """How many suggestions wait about it, for those who may decide them."""
    if not access.may(Permission.CURATE):
        return 0
    pairs = ConnectionSuggestion.objects.seen_with(access).open()
    return pairs.filter(Q(first=pk) | Q(second=pk)).count()
