"""What speaks for a connection and against it, as far as a reader may see it."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet
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
    ends = (connection.source_id, connection.target_id)

    def may_remove(row: TieEvidence) -> bool:
        return may_change and (access.is_steward or row.by_id == access.user.pk)

    rows = TieEvidence.objects.filter(connection=connection)
    return both_sides(access, rows, ends, may_remove, thought_again(access, connection=connection))


def both_sides(
    access: Access,
    rows: QuerySet[TieEvidence],
    ends: Collection[int],
    may_remove: Callable[[TieEvidence], bool],
    rethinks: tuple[Rethink, ...] = (),
) -> Evidence:
    """What of these rows the reader may see; a log names its initiative where that is one of the `ends`."""
    seen = rows.filter(pk__in=TieEvidence.objects.visible_to(access.user).values("pk"))
    found = seen.select_related("log__portfolio", "log__initiative", "by").defer("log__search")
    pieces = [_piece(row, ends, access, may_remove(row)) for row in found]
    return Evidence(
        [piece for piece in pieces if not piece.evidence.speaks_against],
        [piece for piece in pieces if piece.evidence.speaks_against],
        rethinks,
    )


def _piece(row: TieEvidence, ends: Collection[int], access: Access, may_remove: bool) -> Piece:
    log = row.log
    # A log of a third initiative names it only on its own page, where the reader is asked for once more.
    about = log.initiative.title if log and log.initiative and log.initiative_id in ends else ""
    return Piece(
        evidence=row,
        quote=row.quote if row.quote and log and log.says(row.quote) else "",
        log=log,
        about=about,
        url=log.get_portfolio_url(log.portfolio.slug) if log else "",
        by=str(row.by) if row.by and access.may(Permission.SEE_PEOPLE) else "",
        may_remove=may_remove,
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
