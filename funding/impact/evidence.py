"""What stands behind a cell of the matrix: judgements with what they rest on, as far as the reader may see it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from funding.impact.axes import JUDGED_AXES, contributions_behind
from funding.indicators.wording import period, written
from funding.models import Concern, Contribution, ContributionEvidence, Observation, Outcome
from initiatives.models import Combination, Initiative
from initiatives.querysets import reached_by
from portfolio_hub.lib.keyset import page_of
from sensemaking.models import LearningLog
from stakeholders.access import Access, Permission

PAGE = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that a judgement rests on, in words, with where to check it."""

    pk: int
    kind: str
    words: str
    url: str


@dataclass(frozen=True)
class Judgement:
    """One judgement: of what, by whom as far as it may be said, and what it rests on."""

    row: Contribution
    name: str
    by: str
    rests_on: tuple[Shown, ...]

    @property
    def kind(self) -> str:
        return "initiative" if self.row.initiative_id else "combination"

    @property
    def of(self) -> int:
        """The id of the initiative or combination."""
        return int(self.row.initiative_id or self.row.combination_id or 0)


@dataclass(frozen=True)
class Judgements:
    """A page of judgements and the key of the page after it."""

    rows: tuple[Judgement, ...]
    next_cursor: str
    is_first: bool


def seen_outcomes(access: Access) -> "QuerySet[Outcome]":
    """Outcomes of the portfolio that this access reaches, of things that it reaches."""
    return _of_seen_things(access, Outcome.objects.filter(reached_by(access), portfolio=access.portfolio))


def seen_observations(access: Access) -> "QuerySet[Observation]":
    """Observations in the portfolio of things that this access reaches; those put right stand no more."""
    rows = Observation.objects.filter(indicator__portfolio=access.portfolio, corrected_by__isnull=True)
    return _of_seen_things(access, rows)


def _of_seen_things(access: Access, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    initiatives = Initiative.objects.seen_with(access).values("pk")
    combinations = Combination.objects.seen_with(access).values("pk")
    return rows.filter(Q(initiative__isnull=True) | Q(initiative__in=initiatives)).filter(
        Q(combination__isnull=True) | Q(combination__in=combinations)
    )


def seen_pieces(access: Access) -> "QuerySet[ContributionEvidence]":
    """Evidence that this access reaches."""
    rows = ContributionEvidence.objects.select_related("log", "outcome", "observation__indicator")
    for name, seen in (
        ("log", LearningLog.objects.seen_with(access)),
        ("outcome", seen_outcomes(access)),
        ("observation", Observation.objects.filter(pk__in=_observations_ever(access).values("pk"))),
    ):
        rows = rows.filter(Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__in": seen.values("pk")}))
    return rows


def _observations_ever(access: Access) -> "QuerySet[Any]":
    return _of_seen_things(access, Observation.objects.filter(indicator__portfolio=access.portfolio))


def pieces_of(access: Access, ids: Collection[int]) -> dict[int, tuple[Shown, ...]]:
    """What these judgements rest on, by judgement; one query."""
    found: dict[int, list[Shown]] = defaultdict(list)
    for piece in seen_pieces(access).filter(contribution__in=ids).order_by("pk"):
        found[piece.contribution_id].append(shown(piece, access))
    return {pk: tuple(rows) for pk, rows in found.items()}


def shown(piece: ContributionEvidence, access: Access) -> Shown:
    """A piece in words."""
    if piece.log is not None:
        return Shown(piece.pk, "log", str(piece.log), piece.log.get_portfolio_url(access.portfolio.slug))
    if piece.outcome is not None:
        url = reverse("funding:outcome", args=[access.portfolio.slug, piece.outcome.pk])
        return Shown(piece.pk, "outcome", str(piece.outcome), url)
    if piece.observation is not None:
        url = piece.observation.get_portfolio_url(access.portfolio.slug)
        return Shown(piece.pk, "observation", observed(piece.observation), url)
    return Shown(piece.pk, "note", piece.note, piece.url)


def observed(row: Observation) -> str:
    """Warm homes: 12 homes (2025)."""
    value = f"{written(row.value)} {row.indicator.unit}" if row.value is not None else _("missing")
    return f"{row.indicator}: {value} ({period(row.from_on, row.to_on)})"


def behind(access: Access, concern: Concern, by: str = "", of: int = 0) -> "QuerySet[Contribution]":
    """Today's judgements of a concern, or those that stand behind one cell of it."""
    rows = Contribution.objects.seen_with(access).current().filter(concern=concern)
    if not by:
        return rows
    if by in JUDGED_AXES:
        return rows.filter(**{by: of})
    parts = Q(pk__in=())
    for part, _path in contributions_behind(access, by, [of]):
        parts |= Q(pk__in=part.filter(concern=concern).values("pk"))
    return rows.filter(parts)


def judgements(access: Access, rows: "QuerySet[Contribution]", *, after: str = "") -> Judgements:
    """A page of judgements, the newest first, with what they rest on; two queries."""
    joined = rows.select_related("initiative", "combination", "by", "concern")
    page = page_of(joined, order=("-on", "-pk"), after=after, size=PAGE)
    pieces = pieces_of(access, [row.pk for row in page.rows])
    is_named = access.may(Permission.SEE_PEOPLE)
    return Judgements(
        tuple(
            Judgement(
                row, str(row.initiative or row.combination), str(row.by or "") if is_named else "",
                pieces.get(row.pk, ()),
            )
            for row in page.rows
        ),
        page.next_cursor,
        page.is_first,
    )  # fmt: skip


def earlier(access: Access, concern: Concern, by: str, of: int, *, after: str = "") -> Judgements:
    """How it was judged before."""
    rows = Contribution.objects.seen_with(access).filter(concern=concern, is_current=False, **{by: of})
    return judgements(access, rows, after=after)


def panel(access: Access, by: str, of: int) -> tuple[Judgement, ...]:
    """What one initiative or combination contributes, concern by concern in their order."""
    rows = Contribution.objects.seen_with(access).current()
    rows = rows.filter(concern__retired_on__isnull=True, **{by: of})
    found = judgements(access, rows)
    return tuple(sorted(found.rows, key=lambda one: (one.row.concern.order, one.row.concern_id)))
