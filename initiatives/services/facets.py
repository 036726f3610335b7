"""Judging an initiative's facet, taking a judgement back, and saying which mix a portfolio means to have."""

import uuid
from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.facets import FACETS, fits
from initiatives.followers import Follower
from initiatives.models import FacetIntent, FacetJudgement, Initiative, Placement
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import history


@transaction.atomic
def judge(*, placement: Placement, by: User, directedness: int, certainty: int, why: str = "") -> FacetJudgement:
    """Write down, or change, what one person judges; each has one judgement of a placement."""
    values = {"directedness": directedness, "certainty": certainty, "why": why}
    judgement, _is_new = FacetJudgement.objects.update_or_create(
        placement=placement, by=by, defaults={**values, "at": timezone.now()}
    )
    return judgement


def withdraw(*, placement: Placement, by: User) -> bool:
    """Take one's own judgement back; return whether there was one."""
    gone, _rows = FacetJudgement.objects.filter(placement=placement, by=by).delete()
    return bool(gone)


@transaction.atomic
def intend(*, portfolio: Portfolio, shares: Mapping[str, int], by: User, why: str = "") -> None:
    """Say which share (%) of each facet the portfolio means to have; raises Refused when they make up no whole."""
    if not fits([shares.get(facet, 0) for facet in FACETS]):
        raise Refused(_("The four shares must add up to 100."))
    Portfolio.objects.select_for_update().get(pk=portfolio.pk)
    known = {row.facet: row for row in FacetIntent.objects.filter(portfolio=portfolio)}
    batch = uuid.uuid4()
    for facet in FACETS:
        row = known.get(facet) or FacetIntent(portfolio=portfolio, facet=facet)
        before = None if row._state.adding else row.share
        row.share = shares.get(facet, 0)
        row.save()
        history.record(
            row, kind=Change.Kind.EDITED, fields=history.difference({"share": before}, {"share": row.share}), by=by,
            portfolio=portfolio, why=why, batch=batch,
        )  # fmt: skip


class JudgementFollower(Follower):
    """Judgements of an initiative that is merged go to the other's placement in the same portfolio."""

    def move(self, ids: Collection[int], to: Initiative) -> None:
        """Hang them there; those of a portfolio in which the other is not placed stay where they are."""
        rows = FacetJudgement.objects.filter(pk__in=ids)
        for portfolio, placement in to.placements.order_by("pk").values_list("portfolio", "pk"):
            rows.filter(placement__portfolio=portfolio).exclude(placement=placement).update(placement=placement)
