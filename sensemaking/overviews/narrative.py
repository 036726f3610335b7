"""The first section of a report: its sentences with what they stand on, and who wrote them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from portfolio_hub.lib.language_model import LanguageModel
from sensemaking import prompting
from sensemaking.material import Material, Paragraphs, Piece
from sensemaking.models import Finding, ReportNarrative, SenseMakingReport
from sensemaking.overviews.reports import logs_url
from sensemaking.sections import anchor_of
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
        sources=tuple(sources.values()),
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
    return tuple(
        tuple(
            Told(one.text, tuple(sources[key] for key in _keys(one.findings, one.logs, material) if key in sources))
            for one in paragraph
        )
        for paragraph in stands.paragraphs
    )


def _sources(paragraphs: Paragraphs, material: Material, slug: str) -> dict[str, Source]:
    """The findings in the order in which the text cites them; those that are gone have no number."""
    pieces = material.by_key
    keys: dict[str, list[int]] = {}
    for paragraph in paragraphs:
        for sentence in paragraph:
            for key in _keys(sentence.findings, sentence.logs, material):
                logs = keys.setdefault(key, [])
                if key in pieces:
                    logs += [log for log in sentence.logs if log in pieces[key].cited and log not in logs]
    found = [key for key in keys if key in pieces]
    return {key: _source(pieces[key], at, keys[key], slug) for at, key in enumerate(found, start=1)}


def _keys(findings: tuple[str, ...], logs: tuple[int, ...], material: Material) -> tuple[str, ...]:
    """The findings of a sentence; one that cites only logs stands on the first finding that has them."""
    if findings or not logs:
        return findings
    return tuple(piece.key for piece in material.pieces if set(logs) & set(piece.cited))[:1]


def _source(piece: Piece, number: int, logs: list[int], slug: str) -> Source:
    only_before = {"when": "before"} if piece.before and not piece.logs else {}
    return Source(
        number=number,
        title=piece.title,
        anchor=anchor_of(Finding(pk=piece.finding, key=piece.key, kind=piece.kind)),
        logs=piece.logs or piece.before,
        url=logs_url(slug, finding=piece.finding, **only_before),
        cited=tuple(logs),
    )


def _dropped(row: ReportNarrative) -> tuple[Refused, ...]:
    def reason(one: dict[str, Any]) -> Promise | str:
        return FAULTS.get(one.get("fault", ""), "")

    return tuple(Refused(one["text"], reason(one)) for one in row.dropped)
