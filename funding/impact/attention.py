"""What the garden looks for in impact logic: judgements that are old, and proof that is not there."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from funding.models import Contribution, ContributionEvidence
from portfolio_hub.lib import dates
from stakeholders.access import Permission
from stakeholders.attention import Act, Found, Item, Look, Rule, found_rows, rules

DAYS = 365


def _judged(look: Look) -> Any:
    rows = Contribution.objects.seen_with(look.access).current().filter(concern__retired_on__isnull=True)
    return rows.select_related("concern", "initiative", "combination").order_by("on", "pk")


def _item(look: Look, row: Contribution, detail: str) -> Item:
    axis = "initiative" if row.initiative_id else "combination"
    place = [look.access.portfolio.slug, row.concern_id, axis, row.initiative_id or row.combination_id]
    acts = (Act(_("Judge anew"), reverse("funding:concern-judge", args=place)),) if look.access.is_steward else ()
    url = reverse("funding:concern-cell", args=place)
    return Item(subject=row.pk, title=str(row), detail=detail, url=url, since=row.on, acts=acts)


def old_judgements(look: Look) -> Found:
    """Contributions that were judged long ago."""
    if not look.access.may(Permission.SEE_FUNDING):
        return Found()
    rows = _judged(look).filter(on__lt=look.today - timedelta(days=look.number))
    return found_rows(rows, look, lambda row: _item(look, row, _("Judged on %(day)s.") % {"day": dates.day(row.on)}))


def bare_proof(look: Look) -> Found:
    """Contributions said to be evidenced, with nothing left that shows it."""
    if not look.access.may(Permission.SEE_FUNDING):
        return Found()
    pieces = ContributionEvidence.objects.filter(contribution=OuterRef("pk"))
    rows = _judged(look).filter(~Exists(pieces), evidence=Contribution.Evidence.EVIDENCED)
    return found_rows(rows, look, lambda row: _item(look, row, _("It says “evidenced”, and nothing shows it.")))


def register() -> None:
    """Put the rules into the garden."""
    rules.add(
        "old-judgements",
        Rule(
            label=gettext_lazy("Contributions to judge anew"),
            order=72,
            icon="hourglass",
            sentence=gettext_lazy("What it contributes to a concern was judged more than %(number)d days ago."),
            summary=ngettext_lazy(
                "%(many)d contribution was judged long ago", "%(many)d contributions were judged long ago", "many"
            ),
            find=old_judgements,
            number=DAYS,
            unit=gettext_lazy("days since it was judged"),
        ),
    )
    rules.add(
        "bare-proof",
        Rule(
            label=gettext_lazy("Evidenced, and nothing shows it"),
            order=73,
            icon="circle-dashed",
            sentence=gettext_lazy("A contribution is said to be evidenced, and what showed it is gone."),
            summary=ngettext_lazy(
                "%(many)d evidenced contribution has nothing that shows it",
                "%(many)d evidenced contributions have nothing that shows them",
                "many",
            ),
            find=bare_proof,
        ),
    )
