"""Plants how the initiatives of Riverton hang together: who says so since when, and what shows it."""

from datetime import date, timedelta
from typing import Any

from initiatives.models import DIRECTED_KINDS, Connection, Initiative
from portfolio_hub.demo import story
from portfolio_hub.demo.days import TODAY, day_of, moment_of
from portfolio_hub.demo.ground import Ground
from sensemaking.models import LearningLog, TieEvidence
from stakeholders.models import Change
from stakeholders.services import history

NOTED_AFTER = timedelta(days=9)
REFUTED_AFTER = timedelta(days=120)
Status = Connection.Status
Row = dict[str, str]


def plant(ground: Ground, initiatives: dict[str, Initiative], since: date = date.min, until: date = TODAY) -> None:
    """Write the connections that were said in that time, with their evidence and their history."""
    rows = [row for row in story.rows("connections.csv") if since < date.fromisoformat(row["on"]) <= until]
    spoken_for = {person.key: person.organisation for person in story.people()}
    ties = Connection.objects.bulk_create([_tie(row, ground, initiatives, spoken_for) for row in rows], batch_size=200)
    logs = {log.title: log for log in LearningLog.objects.filter(portfolio=ground.portfolio).only(
        "title", "happened_on", "by"
    )}  # fmt: skip
    pieces = [piece for row, tie in zip(rows, ties, strict=True) for piece in _evidence(row, tie, logs)]
    TieEvidence.objects.bulk_create(pieces, batch_size=200)
    history.record_many(line for row, tie in zip(rows, ties, strict=True) for line in _history(row, tie, ground))


def _tie(row: Row, ground: Ground, initiatives: dict[str, Initiative], spoken_for: dict[str, str]) -> Connection:
    """One connection as it stands today; a kind without direction begins at the smaller id."""
    ends = [initiatives[row["source"]], initiatives[row["target"]]]
    if row["kind"] not in DIRECTED_KINDS:
        ends.sort(key=lambda end: end.pk)
    said_on = date.fromisoformat(row["on"])
    return Connection(
        portfolio=ground.portfolio,
        source=ends[0],
        target=ends[1],
        kind=row["kind"],
        statement=row["statement"],
        status=row["status"],
        strength=int(row["strength"]),
        confidence=row["confidence"],
        circle=row["circle"],
        said_by=ground.people[row["by"]],
        said_for=ground.organisations[spoken_for[row["by"]]],
        said_on=said_on,
        since_on=min(day_of(row["since"], row["source"]), said_on) if row["since"] else None,
        ended_on=date.fromisoformat(row["ended_on"]) if row["ended_on"] else None,
        outcome=row["outcome"],
        created_at=moment_of(said_on, row["source"] + row["target"]),
    )


def _evidence(row: Row, tie: Connection, logs: dict[str, LearningLog]) -> list[TieEvidence]:
    """The log that shows it, and what somebody saw beside; what refutes a connection speaks against it."""
    found = []
    if row["log"]:
        log = logs[row["log"]]
        found.append(
            TieEvidence(
                connection=tie, log=log, quote=row["quote"], observed_on=log.happened_on, by=tie.said_by,
                speaks_against=tie.status == Status.REFUTED,
            )
        )  # fmt: skip
    if row["note"]:
        seen_on = min(tie.said_on + NOTED_AFTER, TODAY)
        found.append(TieEvidence(connection=tie, note=row["note"], observed_on=seen_on, by=tie.said_by))
    return found


def _history(row: Row, tie: Connection, ground: Ground) -> list[Change]:
    """That it was said; and, of one that no longer holds, that somebody took it back."""
    facts: dict[str, Any] = {"portfolio": ground.portfolio}
    said: dict[str, list[Any]] = {"kind": [None, tie.kind], "statement": [None, tie.statement]}
    lines = [history.build(tie, kind=Change.Kind.CREATED, fields=said, by=tie.said_by, **facts)]
    lines[0].at = tie.created_at
    if not tie.holds:
        over: dict[str, list[Any]] = {"status": [Status.OBSERVED, tie.status], "outcome": ["", tie.outcome]}
        lines.append(history.build(tie, kind=Change.Kind.EDITED, fields=over, by=ground.steward, **facts))
        lines[1].at = moment_of(tie.ended_on or min(tie.said_on + REFUTED_AFTER, TODAY), row["outcome"])
    return lines
