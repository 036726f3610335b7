"""The first section of a report: its sentences with what they stand on, and who wrote them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from portfolio_hub.lib.language_model import LanguageModel
from sensemaking import prompting
from sensemaking.material import Material, Paragraphs, Piece, Sentence
from sensemaking.models import Finding, ReportNarrative, ReportSection, SenseMakingReport
from sensemaking.overviews.reports import logs_url
from sensemaking.sections import SECTION_OF, anchor_of
from sensemaking.services.narrative_material import material_of
from sensemaking.services.narrative_standing import IN_HAND, Standing, Writer, narrative_row, standing
from sensemaking.wording_narrative import FAULTS


@dataclass(frozen=True, slots=True)
class Source:
    """A finding that sentences stand on, by its number in the text; `cited` are logs that they name themselves."""

    number: int
    title: str
    anchor: str
    logs: int
    url: str
    cited: tuple[int, ...]

    @property
    def is_section(self) -> bool:
        """Whether it leads to a section of the report and not to logs."""
        return self.url.startswith("#")


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence with the sources it stands on."""

    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A sentence that the checker dropped, and why."""

    text: str
    reason: Promise | str


@dataclass(frozen=True, slots=True)
class NarrativePage:
    """What the section shows; `row` has who and when, if anybody but the hub wrote or was asked to."""

    writer: Writer
    body: str
    paragraphs: tuple[tuple[Told, ...], ...]
    sources: tuple[Source, ...]
    row: ReportNarrative | None
    dropped: tuple[Refused, ...] = ()
    may_draft: bool = False

    @property
    def says(self) -> bool:
        """Whether there is anything to read."""
        return bool(self.paragraphs or self.body)

    @property
    def is_by_machine(self) -> bool:
        return self.writer == Writer.MACHINE

    @property
    def is_by_person(self) -> bool:
        return self.writer == Writer.PERSON

    @property
    def model_name(self) -> str:
        """The model behind the text, also when a person has edited it since."""
        return self.row.model_name if self.row and self.writer != Writer.HUB else ""

    @property
    def is_in_hand(self) -> bool:
        """Whether a draft is being made."""
        return self.row is not None and self.row.status in IN_HAND

    @property
    def problem(self) -> str:
        """Why the last draft did not come."""
        return self.row.problem if self.row and self.row.status == ReportNarrative.Status.FAILED else ""


def narrative_page(
    report: SenseMakingReport, portfolio_slug: str, *, may_write: bool, hidden: Collection[str] | None = None
) -> NarrativePage:
    """Read it in a fixed number of queries; what was dropped is for those who write."""
    row = narrative_row(report)
    material = material_of(report, hidden)
    stands = standing(report, row, material)
    sources = _sources(stands.paragraphs, material, portfolio_slug)
    return NarrativePage(
        writer=stands.writer,
        body=stands.text if stands.writer == Writer.PERSON else "",
        paragraphs=_told(stands, material, sources),
        sources=tuple(dict.fromkeys(sources.values())),
        row=row,
        dropped=_dropped(row) if may_write and row and not row.edited_at else (),
        may_draft=may_write and LanguageModel.of_settings().is_on,
    )


@dataclass(frozen=True, slots=True)
class DraftingPage:
    """What would leave the hub for a draft: how much, and word for word."""

    findings: int
    quotes: int
    sent: str
    is_by_person: bool


def drafting_page(report: SenseMakingReport) -> DraftingPage:
    """Read what would be sent right now."""
    material = material_of(report)
    row = narrative_row(report)
    pieces = material.pieces[: prompting.MOST_PIECES]
    return DraftingPage(
        findings=len(pieces),
        quotes=len({(words.log, words.text) for piece in pieces for words in piece.quotes}),
        sent=prompting.sent(material),
        is_by_person=row is not None and row.edited_at is not None,
    )


def _told(stands: Standing, material: Material, sources: dict[str, Source]) -> tuple[tuple[Told, ...], ...]:
    """The sentences with their sources; a person's text has none in it, they stand below."""
    if stands.writer == Writer.PERSON:
        return ()

    def told(one: Sentence) -> Told:
        found = [sources[key] for key in _keys(one, material) if key in sources]
        return Told(one.text, tuple(dict.fromkeys(found)))

    return tuple(tuple(told(one) for one in paragraph) for paragraph in stands.paragraphs)


def _sources(paragraphs: Paragraphs, material: Material, slug: str) -> dict[str, Source]:
    """By key of a finding: its source, numbered as the text goes; findings of one sort that are small share one."""
    pieces = material.by_key
    groups: dict[str, dict[str, Piece]] = {}
    logs: dict[str, list[int]] = {}
    for sentence in (one for paragraph in paragraphs for one in paragraph):
        for piece in (pieces[key] for key in _keys(sentence, material) if key in pieces):
            group = _group_of(piece)
            groups.setdefault(group, {})[piece.key] = piece
            logs.setdefault(group, []).extend(log for log in sentence.logs if log in piece.cited)
    return {
        key: source
        for number, (group, own) in enumerate(groups.items(), start=1)
        for source in [_source(list(own.values()), number, tuple(dict.fromkeys(logs[group])), slug)]
        for key in own
    }


def _keys(sentence: Sentence, material: Material) -> tuple[str, ...]:
    """The findings of a sentence; one that cites only logs stands on the first finding that has them."""
    if sentence.findings or not sentence.logs:
        return sentence.findings
    return tuple(piece.key for piece in material.pieces if set(sentence.logs) & set(piece.cited))[:1]


def _group_of(piece: Piece) -> str:
    """What shares a number: surprises of one sort, pairs to learn from, shifts; everything else has its own."""
    if piece.kind == Finding.Kind.SURPRISE:
        return f"{piece.kind}: {piece.title}"
    return piece.kind if piece.kind in (Finding.Kind.TRANSFER, Finding.Kind.SHIFT) else piece.key


def _source(pieces: list[Piece], number: int, logs: tuple[int, ...], slug: str) -> Source:
    """One finding with its logs, or several of a sort by the section that has them."""
    first = pieces[0]
    count = sum(piece.logs or piece.before for piece in pieces)
    if len(pieces) > 1:
        section = SECTION_OF[first.kind]
        title = first.title if first.kind == Finding.Kind.SURPRISE else str(ReportSection.Name(section).label)
        return Source(number, title, section, count, f"#{section}", logs)
    only_before = {"when": "before"} if first.before and not first.logs else {}
    anchor = anchor_of(Finding(pk=first.finding, key=first.key, kind=first.kind))
    return Source(number, first.title, anchor, count, logs_url(slug, finding=first.finding, **only_before), logs)


def _dropped(row: ReportNarrative) -> tuple[Refused, ...]:
    def reason(one: dict[str, Any]) -> Promise | str:
        return FAULTS.get(one.get("fault", ""), "")

    return tuple(Refused(one["text"], reason(one)) for one in row.dropped)
