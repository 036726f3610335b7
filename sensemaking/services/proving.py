"""Proves what is kept of learning logs against the logs themselves, and makes it anew where it differs."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from sensemaking.models import LearningLog, LogReading, SenseMakingReport
from sensemaking.reading import Features, Reader
from sensemaking.records import Rollup, whole_text
from sensemaking.rollup import roll_up
from sensemaking.services import features, making, tallies, vocabulary
from stakeholders.models import Portfolio

READ_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found in one portfolio; `waiting` logs are read soon, and are no fault."""

    logs: int
    waiting: int
    tallies: list[tallies.Difference]
    features: list[int]
    words: dict[str, tuple[int, int]]

    @property
    def holds(self) -> bool:
        return not (self.tallies or self.features or self.words)


def prove(portfolio: Portfolio) -> Proof:
    """Compare tallies, features and words with what the logs give from nothing."""
    logs = waiting = 0
    wrong = []
    for pk, kept, anew in _pairs(portfolio):
        logs += 1
        if kept is None or not kept.digest:
            waiting += 1
        elif kept != anew:
            wrong.append(pk)
    if wrong and not _is_read_by_this_analyser(portfolio):
        wrong, waiting = [], waiting + len(wrong)
    return Proof(logs, waiting, tallies.verify(portfolio), wrong, vocabulary.unlike(portfolio))


def rebuild(portfolio: Portfolio) -> None:
    """Make tallies, features and words of a portfolio anew from its logs."""
    tallies.rebuild(portfolio)
    readers = features.Readers()
    logs = list(LearningLog.objects.filter(portfolio=portfolio).order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(logs), features.AT_ONCE):
        features.fill(logs[at : at + features.AT_ONCE], readers)
    vocabulary.rebuild(portfolio)
    reader = readers[portfolio.language].digest
    LogReading.objects.update_or_create(portfolio=portfolio, defaults={"reader": reader})


def newest_report(portfolio: Portfolio) -> SenseMakingReport | None:
    """The report that was made last."""
    ready = SenseMakingReport.objects.filter(portfolio=portfolio, ready_at__isnull=False)
    return ready.select_related("portfolio").order_by("-ready_at", "-pk").first()


def unlike_from_nothing(report: SenseMakingReport) -> list[str]:
    """The parts in which a run from what is kept differs from a run that reads every text anew; none is right."""
    question = making.question_of(report, keeps=False)
    kept, anew = roll_up(question), roll_up(replace(question, read={}))
    return [part.name for part in fields(Rollup) if getattr(kept, part.name) != getattr(anew, part.name)]


def _pairs(portfolio: Portfolio) -> Iterator[tuple[int, Features | None, Features]]:
    """Yield each log with what is kept of it and what reading it now gives."""
    reader = Reader(portfolio.language)
    kept = [f"features__{name}" for name in features.KEPT]
    logs = LearningLog.objects.filter(portfolio=portfolio).order_by("pk")
    rows = logs.values_list("pk", "status", *features.WORDED, *kept)
    for pk, status, *told in rows.iterator(chunk_size=READ_AT_ONCE):
        words, found = told[: len(features.WORDED)], told[len(features.WORDED) :]
        anew = reader.features(whole_text(*words))
        if status == LearningLog.Status.DRAFT:
            anew = anew._replace(words="")
        yield pk, None if found[0] is None else Features(*found), anew


def _is_read_by_this_analyser(portfolio: Portfolio) -> bool:
    """Say whether the features are those of the analyser that runs here; if not, all of them are read anew soon."""
    reader = Reader(portfolio.language).digest
    return LogReading.objects.filter(portfolio=portfolio, reader=reader).exists()
