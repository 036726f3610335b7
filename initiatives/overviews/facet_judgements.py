"""What people judge one initiative's facet to be, each judgement by itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.facets import agreement, counted, facet_of
from initiatives.models import FacetJudgement, Placement
from initiatives.overviews.facet_mix import AGREEMENTS, LABELS, Dot, said
from portfolio_hub.lib.exports import ExportSource, PlainTable
from stakeholders.access import Access, Permission


@dataclass(frozen=True)
class Judgement:
    """One judgement; `by` and `why` are empty for those who may not know."""

    directedness: int
    certainty: int
    label: str
    by: str
    why: str
    at: datetime
    is_mine: bool

    @property
    def dot(self) -> Dot:
        """Its place in the field."""
        return Dot(self.certainty, 100 - self.directedness)


@dataclass(frozen=True)
class Judged:
    """An initiative with all its judgements, and what the stewards noted."""

    placement: Placement
    judgements: list[Judgement]
    mine: FacetJudgement | None

    @property
    def counts(self) -> dict[str, int]:
        """How many fall into which facet."""
        return counted((each.directedness, each.certainty) for each in self.judgements)

    @property
    def said(self) -> str:
        """What they say, in words."""
        return said(self.counts)

    @property
    def agreement(self) -> str:
        """How far they agree, in words."""
        return str(AGREEMENTS[agreement(self.counts)])

    @property
    def noted(self) -> str:
        """What the stewards noted when they placed it."""
        return str(LABELS[self.placement.facet]) if self.placement.facet else ""

    @property
    def dots(self) -> list[Dot]:
        """A dot for each."""
        return [each.dot for each in self.judgements]


def judged(placement: Placement, access: Access) -> Judged:
    """Gather the judgements of an initiative that the reader was shown; one query."""
    named = access.may(Permission.SEE_PEOPLE)
    rows = list(FacetJudgement.objects.filter(placement=placement).select_related("by"))
    mine = next((row for row in rows if row.by_id == access.user.pk), None)
    return Judged(placement, [_judgement(row, named, row is mine) for row in rows], mine)


def _judgement(row: FacetJudgement, named: bool, is_mine: bool) -> Judgement:
    label = str(LABELS[facet_of(row.directedness, row.certainty)])
    who, why = (str(row.by), row.why) if named else ("", "")
    return Judgement(row.directedness, row.certainty, label, who, why, row.at, is_mine)


def judgements_table(access: Access) -> PlainTable:
    """Every judgement of initiatives that the reader may see, for the page of downloads."""
    columns = (_("Initiative"), _("Who"), _("Directedness"), _("Certainty"), _("Why"), _("When"))
    rows: Any = FacetJudgement.objects.visible_to(access.user).filter(placement__portfolio=access.portfolio)
    values = ("placement__initiative__title", "by__name", "directedness", "certainty", "why", "at__date")
    return PlainTable(columns, rows.order_by("placement__initiative__title", "pk").values_list(*values))


def all_judgements() -> ExportSource:
    """Judgements on the page of downloads."""
    return ExportSource(
        "facet-judgements",
        gettext_lazy("Judgements of facets"),
        gettext_lazy("How directed and how certain each person judges an initiative to be, never averaged."),
        Permission.SEE_PEOPLE,
        judgements_table,
    )
