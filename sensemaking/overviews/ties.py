"""The connections and combinations that learning logs speak for, or against."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.models import Combination, Connection
from initiatives.wording_connections import verb
from portfolio_hub.lib.formats import inside_quotes
from sensemaking.models import TieEvidence
from sensemaking.querysets import TieEvidenceQuerySet
from stakeholders.access import Access


@dataclass(frozen=True, slots=True)
class Tie:
    """One of them, as it reads beside the log; `quote` are the words that were taken from it."""

    label: str
    words: str
    url: str
    quote: str = ""


def evidence_seen(access: Access) -> TieEvidenceQuerySet:
    """Evidence of ties that this reader may see."""
    connections = Connection.objects.seen_with(access).order_by().values("pk")
    combinations = Combination.objects.seen_with(access).order_by().values("pk")
    seen: TieEvidenceQuerySet = TieEvidence.objects.filter(
        Q(connection__in=connections) | Q(combination__in=combinations)
    )
    return seen


def ties_by_log(access: Access, logs: Collection[int]) -> Mapping[int, Sequence[Tie]]:
    """By log the ties that it speaks for or against, the newest first; one query."""
    rows = evidence_seen(access).filter(log__in=logs).order_by("-pk")
    found: dict[int, list[Tie]] = defaultdict(list)
    for row in rows.select_related("connection__portfolio", "connection__source", "connection__target", "combination"):
        if row.log_id is not None:
            found[row.log_id].append(_tie(row, access.portfolio.slug))
    return found


def _tie(row: TieEvidence, slug: str) -> Tie:
    if row.combination is not None:
        label = _("Speaks against the combination:") if row.speaks_against else _("Combination:")
        return Tie(label, row.combination.name, reverse("initiatives:combination", args=[slug, row.combination.pk]))
    tie = row.connection
    assert tie is not None
    words = _("“%(source)s” %(verb)s “%(target)s”") % {
        "source": inside_quotes(tie.source.title), "verb": verb(tie.kind), "target": inside_quotes(tie.target.title),
    }  # fmt: skip
    label = _("Speaks against the connection:") if row.speaks_against else _("Connection:")
    return Tie(label, words, tie.get_absolute_url(), row.quote)
