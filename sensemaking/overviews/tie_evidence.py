"""What speaks for a connection and against it, as far as a reader may see it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from initiatives.models import Connection
from initiatives.wording_connections import verb
from sensemaking.models import LearningLog, Rethink, TieEvidence
from sensemaking.overviews.shifts import thought_again
from stakeholders.access import Access, Permission


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence; `quote` is empty once its log no longer says it, `url` leads to a log one may open."""

    evidence: TieEvidence
    quote: str
    log: LearningLog | None
    about: str
    url: str
    by: str
    may_remove: bool


@dataclass(frozen=True)
class Evidence:
    """Both sides, the newest first, and what people thought anew when the context changed."""

    speaks_for: list[Piece] = field(default_factory=list)
    against: list[Piece] = field(default_factory=list)
    rethinks: tuple[Rethink, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing speaks for it and nothing against it."""
        return not self.speaks_for and not self.against


def evidence_of(access: Access, connection: Connection, *, may_change: bool) -> Evidence:
    """Read it in a fixed number of queries."""
    rows = TieEvidence.objects.visible_to(access.user).filter(connection=connection)
    found = rows.select_related("log__portfolio", "log__initiative", "by").defer("log__search")
    pieces = [_piece(row, connection, access, may_change) for row in found]
    return Evidence(
        [piece for piece in pieces if not piece.evidence.speaks_against],
        [piece for piece in pieces if piece.evidence.speaks_against],
        thought_again(access, connection=connection),
    )


def _piece(row: TieEvidence, connection: Connection, access: Access, may_change: bool) -> Piece:
    log = row.log
    ends = (connection.source_id, connection.target_id)
    # A log of a third initiative names it only on its own page, where the reader is asked for once more.
    about = log.initiative.title if log and log.initiative and log.initiative_id in ends else ""
    return Piece(
        evidence=row,
        quote=row.quote if row.quote and log and log.says(row.quote) else "",
        log=log,
        about=about,
        url=log.get_portfolio_url(log.portfolio.slug) if log else "",
        by=str(row.by) if row.by and access.may(Permission.SEE_PEOPLE) else "",
        may_remove=may_change and (access.is_steward or row.by_id == access.user.pk),
    )


EVIDENCE_COLUMNS = (
    _("Connection"), _("From"), _("How"), _("To"), _("Which way"), _("Words of the log"), _("What was observed"),
    _("Where it can be checked"), _("When"), _("Learning log"), _("Number"),
)  # fmt: skip
AT_ONCE = 500


def evidence_rows(access: Access) -> Iterator[tuple[object, ...]]:
    """What speaks for connections and against them, as far as the reader may see both ends and the log."""
    seen = Connection.objects.touching(access).order_by().values("pk")
    rows = TieEvidence.objects.visible_to(access.user).filter(connection__in=seen)
    found = rows.select_related("connection__source", "connection__target", "log").defer("log__search")
    for row in found.iterator(chunk_size=AT_ONCE):
        tie, log = row.connection, row.log
        assert tie is not None
        yield (
            tie.pk, tie.source.title, str(verb(tie.kind)), tie.target.title,
            str(_("against it") if row.speaks_against else _("for it")),
            row.quote if row.quote and log and log.says(row.quote) else "", row.note, row.url, row.observed_on,
            row.log_id or "", row.pk,
        )  # fmt: skip
