"""How many actors of each part of society the journey needs: start, edit, order, delete."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stakeholders.models import Change, Portfolio, Sector, SectorThreshold, ThresholdSector, User
from stakeholders.policies import Refused
from stakeholders.services import edits, history

STARTING: tuple[tuple[str | Promise, tuple[Sector, ...]], ...] = (
    (
        gettext_lazy("Public bodies"),
        (Sector.PUBLIC_LOCAL, Sector.PUBLIC_REGIONAL, Sector.PUBLIC_NATIONAL, Sector.SUPRANATIONAL),
    ),
    (gettext_lazy("Business"), (Sector.BUSINESS,)),
    (gettext_lazy("Civil society"), (Sector.CIVIL_SOCIETY, Sector.ARTS, Sector.LABOUR)),
    (gettext_lazy("Universities, schools"), (Sector.ACADEMIA,)),
    (gettext_lazy("Finance"), (Sector.FINANCE,)),
    (gettext_lazy("Residents’ assemblies"), (Sector.COMMUNITY,)),
)
"""Groups to begin with; how many are needed is for the stewards to say."""


@transaction.atomic
def start(*, portfolio: Portfolio, by: User) -> int:
    """Lay down the suggested groups where there are none yet; return how many."""
    Portfolio.objects.select_for_update(of=("self",)).get(pk=portfolio.pk)
    if portfolio.thresholds.exists():
        raise Refused(_("This portfolio has its groups already."))
    for name, sectors in STARTING:
        save(threshold=SectorThreshold(portfolio=portfolio), name=str(name), needed=0, note="", sectors=sectors, by=by)
    return len(STARTING)


@transaction.atomic
def save(
    *, threshold: SectorThreshold, name: str, needed: int, note: str, sectors: Collection[str], by: User
) -> SectorThreshold:
    """Make or change a group and what counts towards it; a sector that counted elsewhere moves here."""
    portfolio = threshold.portfolio
    values = {"name": name, "needed": needed, "note": note, "reviewed_on": timezone.localdate()}
    if threshold._state.adding:
        last = portfolio.thresholds.order_by("-order").first()
        values["order"] = last.order + 1 if last else 0
    edits.save(threshold, values=values, by=by, portfolio=portfolio)
    before = sorted(threshold.sectors.values_list("sector", flat=True))
    wanted = [choice for choice in Sector.values if choice in sectors]
    if before != sorted(wanted):
        ThresholdSector.objects.filter(portfolio=portfolio, sector__in=wanted).exclude(threshold=threshold).delete()
        threshold.sectors.exclude(sector__in=wanted).delete()
        ThresholdSector.objects.bulk_create(
            ThresholdSector(threshold=threshold, portfolio=portfolio, sector=sector)
            for sector in wanted
            if sector not in before
        )
        fields = {"sectors": [before, sorted(wanted)]}
        history.record(threshold, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=portfolio)
    return threshold


@transaction.atomic
def move(*, threshold: SectorThreshold, up: bool, by: User) -> None:
    """Let a group change places with the one before or after it."""
    rows = list(threshold.portfolio.thresholds.select_for_update(of=("self",)))
    here = [row.pk for row in rows].index(threshold.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for order, row in enumerate(rows):
        row.order = order
    SectorThreshold.objects.bulk_update(rows, ["order"])


@transaction.atomic
def delete(*, threshold: SectorThreshold, by: User) -> None:
    """Take a group away; its sectors count towards no group until they are put into another."""
    fields = {"name": [threshold.name, None], "needed": [threshold.needed, None]}
    history.record(threshold, kind=Change.Kind.DELETED, fields=fields, by=by, portfolio=threshold.portfolio)
    threshold.delete()
