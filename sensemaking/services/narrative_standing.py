"""Which narrative of a report stands: what people wrote, what a machine drafted and holds, or what the hub says."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.utils import translation

from sensemaking.checking import check
from sensemaking.material import Material, Paragraphs, as_json, from_json
from sensemaking.models import ReportNarrative, SenseMakingReport
from sensemaking.narrating import compose
from sensemaking.services.narrative_material import material_of
from sensemaking.veiling import told_otherwise

IN_HAND = (ReportNarrative.Status.ASKED, ReportNarrative.Status.WORKING)
IDLE: dict[str, Any] = {
    "status": ReportNarrative.Status.READY, "claimed_by": None, "heartbeat_at": None, "problem": "",
    "progress_done": 0, "progress_total": 0, "progress_note": "",
}  # fmt: skip
"""What the row says when no worker is asked for anything."""


class Writer(StrEnum):
    """Who wrote the words that stand."""

    HUB = "hub"
    MACHINE = "machine"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Standing:
    """The sentences that stand, or the text of a person; `text` is both as plain words."""

    writer: Writer
    paragraphs: Paragraphs
    text: str


def plain(paragraphs: Paragraphs) -> str:
    """The sentences without what they stand on."""
    return "\n\n".join(" ".join(sentence.text for sentence in paragraph) for paragraph in paragraphs)


def composed(report: SenseMakingReport, material: Material) -> Paragraphs:
    """What the hub says by rule, in the language of the portfolio."""
    with translation.override(report.portfolio.language):
        return compose(material)


def narrative_row(report: SenseMakingReport) -> ReportNarrative | None:
    """The row of the report, if anybody ever wrote, asked or published one."""
    found: ReportNarrative | None = getattr(report, "narrative", None)
    return found


def standing(report: SenseMakingReport, row: ReportNarrative | None, material: Material) -> Standing:
    """What stands now; a machine's sentences are held against what the findings and their logs still say today.

    So a sentence goes, also from a published report, when the author of a log that it cites takes the words back.
    """
    kept = from_json(row.sentences) if row else ()
    if report.is_frozen and kept:
        kept = _renamed(kept, material)
    if row and row.edited_at:
        return Standing(Writer.PERSON, kept, row.body)
    if row and row.is_by_machine:
        held = check(kept, material).paragraphs
        if held or report.is_frozen:
            return Standing(Writer.MACHINE, held, plain(held))
    said = _frozen(kept, material) if report.is_frozen and kept else composed(report, material)
    return Standing(Writer.HUB, said, plain(said))


def settle(report: SenseMakingReport) -> Writer:
    """Keep what stands for good, right before the report is published, and say who wrote it."""
    report.refresh_from_db(fields=["facts"])
    row = ReportNarrative.objects.filter(report=report).first()
    stands = standing(report, row, material_of(report))
    if row is None and not stands.paragraphs:
        return stands.writer
    values = dict(IDLE)
    if stands.writer != Writer.PERSON:
        values["sentences"] = as_json(stands.paragraphs)
    if stands.writer == Writer.HUB:
        values |= {"drafted_at": None, "model_name": "", "body": "", "dropped": []}
    if stands.writer == Writer.MACHINE:
        values["body"] = stands.text
    ReportNarrative.objects.update_or_create(report=report, defaults=values)
    return stands.writer


def move_keys(report: SenseMakingReport, same: dict[str, str]) -> None:
    """Let the sentences cite the findings of a new run; those whose finding is gone cite nothing that is there."""
    for row in ReportNarrative.objects.filter(report=report).exclude(sentences=[]):
        moved = tuple(
            tuple(
                replace(sentence, findings=tuple(same.get(key, f"gone:{key}") for key in sentence.findings))
                for sentence in paragraph
            )
            for paragraph in from_json(row.sentences)
        )
        row.sentences = as_json(moved)
        row.save(update_fields=["sentences"])


def _renamed(paragraphs: Paragraphs, material: Material) -> Paragraphs:
    """The sentences without names of findings that no log says any more which the circle of the report may read."""
    other = told_otherwise(piece.finding for piece in material.pieces)
    for (_finding, name), title in other.items():
        paragraphs = tuple(
            tuple(replace(one, text=one.text.replace(name, title)) for one in paragraph) for paragraph in paragraphs
        )
    return paragraphs


def _frozen(paragraphs: Paragraphs, material: Material) -> Paragraphs:
    """All the sentences, without links to logs that the circle may not read any more; counts stay."""
    known = {log for piece in material.pieces for log in piece.cited}
    return tuple(
        tuple(replace(one, logs=tuple(log for log in one.logs if log in known)) for one in paragraph)
        for paragraph in paragraphs
    )
