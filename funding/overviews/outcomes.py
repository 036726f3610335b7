"""What the pages of outcomes show, as far as a reader may see it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from funding.models import Concern, Outcome, OutcomeAsk
from funding.overviews.within import Within
from funding.policies_outcomes import may_edit_outcome
from funding.quotes import around, stands_in
from initiatives.policies import Ruling
from initiatives.querysets import team_initiatives
from portfolio_hub.lib.exports import in_batches
from portfolio_hub.lib.formats import inside_quotes
from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import LearningLog
from stakeholders.access import Access, Permission
from stakeholders.models import Change

SIZE = 30
TOLD = 3
PLACES = 2
LOOKED_AT = 40
ORDER = ("-on", "-id")
CHANGES = 5
SENTENCES = {
    Outcome.Substantiation.UNVERIFIED: _("Somebody wrote it down; nobody else has said so yet."),
    Outcome.Substantiation.SOURCE_NAMED: _("It is known who could tell; nobody has decided on their word yet."),
    Outcome.Substantiation.CONFIRMED: _("A steward says so, and on what that rests."),
    Outcome.Substantiation.DISPUTED: _("Somebody who was there sees it otherwise."),
}


@dataclass(frozen=True)
class Line:
    """One outcome; `quote` and `log` are empty where the log does not say it any more, or may not be seen."""

    outcome: Outcome
    quote: str
    log: LearningLog | None
    by: str

    @property
    def spoken(self) -> str:
        """The words for between quotation marks."""
        return inside_quotes(self.quote)


@dataclass(frozen=True)
class Voice:
    """A quote with the words of the log around it, and where that was."""

    line: Line
    before: str
    after: str
    place: str


@dataclass(frozen=True)
class Told:
    """Three who speak, of how many outcomes."""

    voices: tuple[Voice, ...]
    total: int
    within: Within | None


@dataclass(frozen=True)
class OutcomeList:
    """A page of outcomes, and how many there are like this."""

    lines: Sequence[Line]
    page: Page[Outcome]
    total: int
    is_narrowed: bool
    may_write: bool
    within: Within | None


@dataclass(frozen=True)
class OutcomePage:
    """One outcome with who was asked about it, and its history; names only for those who see people."""

    line: Line
    before: str
    after: str
    concerns: Sequence[Concern]
    asks: Sequence[OutcomeAsk]
    changes: Sequence[Change]
    edit: Ruling

    @property
    def sentence(self) -> str:
        """How sure it is, in a sentence."""
        return str(SENTENCES[Outcome.Substantiation(self.line.outcome.substantiation)])


def find(access: Access, pk: int) -> Outcome:
    """The outcome, if this reader may see it; raises Http404."""
    found = _rows(access).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _rows(access: Access) -> Any:
    rows = Outcome.objects.seen_with(access).select_related("portfolio", "initiative", "combination", "by", "log")
    return rows.defer("log__search", "initiative__search", "initiative__description")


def may_write(access: Access) -> bool:
    """Stewards, and contributors whose organisations take part in an initiative."""
    if access.is_steward:
        return True
    return access.may(Permission.POST) and team_initiatives(access.user).exists()


def outcome_list(access: Access, wanted: dict[str, Any], after: str, within: Within | None = None) -> OutcomeList:
    """Read one page of the list in a fixed number of queries."""
    rows = _rows(access).filter(_inside(within), **wanted)
    page = page_of(rows, order=ORDER, after=after, size=SIZE)
    return OutcomeList(
        lines=line_up(access, page.rows),
        page=page,
        total=rows.order_by().count(),
        is_narrowed=bool(wanted) or within is not None,
        within=within,
        may_write=may_write(access),
    )


def line_up(access: Access, outcomes: Iterable[Outcome]) -> list[Line]:
    """Outcomes with their quotes where the log says them and the reader may see it; one query."""
    rows = list(outcomes)
    logs = {row.log_id for row in rows if row.log_id}
    seen = set(LearningLog.objects.seen_with(access).filter(pk__in=logs).order_by().values_list("pk", flat=True))
    is_named = access.may(Permission.SEE_PEOPLE)
    lines = []
    for row in rows:
        log = row.log if row.log_id in seen else None
        quote = row.quote if row.quote and stands_in(log, row.quote) else ""
        lines.append(Line(row, quote, log, str(row.by) if is_named and row.by else ""))
    return lines


def outcome_page(access: Access, pk: int) -> OutcomePage:
    """Read the page; who was asked and what they said is for stewards and those who may edit."""
    outcome = find(access, pk)
    edit = may_edit_outcome(access, outcome)
    changes = Change.objects.of(outcome).select_related("by")[:CHANGES] if access.may(Permission.SEE_PEOPLE) else ()
    line = line_up(access, [outcome])[0]
    before, after = around(line.log, line.quote) if line.quote else ("", "")
    return OutcomePage(
        line=line,
        before=inside_quotes(before),
        after=inside_quotes(after),
        concerns=tuple(outcome.concerns.all()),
        asks=tuple(outcome.asks.all()) if edit and access.may(Permission.SEE_PEOPLE) else (),
        changes=tuple(changes),
        edit=edit,
    )


def told(access: Access, within: Within | None = None) -> Told:
    """Three of the newest outcomes with words this reader may read, confirmed first, each of another initiative."""
    rows = _rows(access).filter(_inside(within))
    quoted = rows.exclude(quote="").exclude(substantiation=Outcome.Substantiation.DISPUTED)
    lines = [line for line in line_up(access, quoted.order_by(*ORDER)[:LOOKED_AT]) if line.quote]
    lines.sort(key=lambda line: line.outcome.substantiation != Outcome.Substantiation.CONFIRMED)
    chosen: dict[object, Line] = {}
    for line in lines:
        chosen.setdefault(line.outcome.initiative_id or -line.outcome.pk, line)
    spoken = tuple(chosen.values())[:TOLD]
    total = rows.order_by().count()
    prefetch_related_objects([line.outcome.initiative for line in spoken if line.outcome.initiative], "places")
    return Told(tuple(_voice(line) for line in spoken), total, within)


def _inside(within: Within | None) -> Q:
    return within.days("on") & within.backed("initiative", "combination") if within else Q()


def _voice(line: Line) -> Voice:
    initiative = line.outcome.initiative
    places = sorted(place.name for place in initiative.places.all()) if initiative else []
    before, after = around(line.log, line.quote)
    return Voice(line, inside_quotes(before), inside_quotes(after), ", ".join(places[:PLACES]))


COLUMNS = (
    _("Number"), _("Who changed"), _("What they do differently"), _("Our part in it"), _("Why it matters"),
    _("Kind of change"), _("Expected"), _("For the better"), _("How sure"), _("When"), _("Initiative"),
    _("Combination"), _("Concerns"), _("Words of the log"), _("Learning log"), _("Who may see it"),
)  # fmt: skip


def outcome_rows(
    access: Access, wanted: dict[str, Any] | None = None, within: Within | None = None
) -> Iterator[tuple[object, ...]]:
    """All outcomes that the reader may see, for a file, a few hundred at a time."""
    rows = _rows(access).filter(_inside(within), **(wanted or {})).prefetch_related("concerns").order_by(*ORDER)
    for batch in in_batches(rows):
        yield from map(_as_row, line_up(access, batch))


def _as_row(line: Line) -> tuple[object, ...]:
    row = line.outcome
    return (
        row.pk, row.who, row.what, row.contribution, row.significance, row.get_kind_display(), row.is_expected,
        row.is_positive, row.get_substantiation_display(), row.on, str(row.initiative or ""),
        str(row.combination or ""), ", ".join(concern.name for concern in row.concerns.all()), line.quote,
        line.log.pk if line.log else "", row.get_circle_display(),
    )  # fmt: skip
