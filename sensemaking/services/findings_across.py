"""Turns what lies across themes into findings: tensions, shared barriers, learning to transfer, surprises."""

from collections.abc import Iterable, Mapping

from sensemaking import wording_across as wording
from sensemaking.models import Finding, FindingLog, SenseMakingReport
from sensemaking.records import Answer, Pull, Quote, Rollup, SharedBarrier, Surprise
from sensemaking.wording import theme_title

Cited = tuple[Finding, list[FindingLog]]


def across_of(report: SenseMakingReport, rollup: Rollup, system_names: Mapping[int, str]) -> list[Cited]:
    """Return unsaved findings with their citations, in the order in which a report tells them."""
    names = [theme_title(theme) for theme in rollup.themes]
    return [
        *(_tension(report, pull, at, names[pull.theme]) for at, pull in enumerate(rollup.pulls)),
        *(_barrier(report, one, at, names[one.theme], system_names) for at, one in enumerate(rollup.barriers)),
        *(_transfer(report, answer, at) for at, answer in enumerate(rollup.answers)),
        *(_surprise(report, surprise, at) for at, surprise in enumerate(rollup.surprises)),
    ]


def _cited(finding: Finding, logs: Iterable[int], quotes: Iterable[Quote]) -> Cited:
    """The finding with its logs, the words of some of them, and where the telling part of each stands."""
    told = {quote.log: quote for quote in quotes}
    finding.data = {**finding.data, "near": {str(log): quote.near for log, quote in told.items()}}
    return finding, [
        FindingLog(finding=finding, log_id=log, quote=told[log].text if log in told else "") for log in logs
    ]


def _tension(report: SenseMakingReport, pull: Pull, at: int, theme: str) -> Cited:
    finding = Finding(
        report=report, kind=Finding.Kind.TENSION, key=f"tension-{at + 1}", order=at,
        title=wording.tension_title(theme), body=wording.tension_body(pull), rule=wording.tension_rule(),
        data={"barriers": pull.barriers, "enablers": pull.enablers, "against": pull.against, "helping": pull.helping},
    )  # fmt: skip
    return _cited(finding, (*pull.barriers, *pull.enablers), pull.quotes)


def _barrier(report: SenseMakingReport, barrier: SharedBarrier, at: int, theme: str, names: Mapping[int, str]) -> Cited:
    finding = Finding(
        report=report, kind=Finding.Kind.BARRIER, key=f"barrier-{at + 1}", order=at,
        title=theme, body=wording.barrier_body(barrier, names), rule=wording.barrier_rule(),
        data={"initiatives": barrier.initiatives, "systems": barrier.systems},
    )  # fmt: skip
    return _cited(finding, barrier.logs, barrier.quotes)


def _transfer(report: SenseMakingReport, answer: Answer, at: int) -> Cited:
    finding = Finding(
        report=report, kind=Finding.Kind.TRANSFER, key=f"transfer-{at + 1}", order=at,
        title=wording.transfer_title(answer), rule=wording.transfer_rule(answer),
        data={"barrier": answer.barrier, "answer": answer.answer, "words": answer.words, "near_by": answer.near},
    )  # fmt: skip
    return _cited(finding, (answer.barrier, answer.answer), answer.quotes)


def _surprise(report: SenseMakingReport, surprise: Surprise, at: int) -> Cited:
    finding = Finding(
        report=report, kind=Finding.Kind.SURPRISE, key=f"surprise-{at + 1}", order=at,
        title=wording.surprise_title(surprise), rule=wording.surprise_rule(surprise),
        data={"is_marked": surprise.is_marked},
    )  # fmt: skip
    return _cited(finding, (surprise.log,), surprise.quotes)
