"""Plants the outcomes that people of Riverton harvested, and those who were asked whether they are true."""

from datetime import timedelta
from typing import Any

from funding.models import Concern, Outcome, OutcomeAsk
from initiatives.models import Combination, Initiative
from portfolio_hub.demo import story
from portfolio_hub.demo.days import moment_of
from portfolio_hub.demo.ground import Ground
from sensemaking.models import LearningLog
from stakeholders.link_keys import unknown_digest

LINKS = ("initiative", "combination", "log", "concerns", "asks", "by")
OPEN_FOR = timedelta(days=60)
Told = dict[str, Any]


def plant(
    ground: Ground, initiatives: dict[str, Initiative], together: dict[str, Combination], concerns: dict[str, Concern]
) -> None:
    """Write each outcome with its log, its concerns and the letters about it."""
    logs = {log.title: log for log in LearningLog.objects.filter(portfolio=ground.portfolio).only("title")}
    for row in story.chapter("outcomes.toml")["outcomes"]:
        outcome = Outcome.objects.create(
            portfolio=ground.portfolio, by=ground.people[row["by"]], log=logs[row["log"]],
            initiative=initiatives.get(row.get("initiative", "")), combination=together.get(row.get("combination", "")),
            created_at=moment_of(row["on"], row["who"]),
            **{name: value for name, value in row.items() if name not in LINKS},
        )  # fmt: skip
        outcome.concerns.set(concerns[name] for name in row["concerns"])
        for asked in row.get("asks", ()):
            plant_ask(ground, outcome, asked)


def plant_ask(ground: Ground, outcome: Outcome, asked: Told) -> None:
    """Write one letter to a source, which left the same day, and what the source said."""
    at = moment_of(asked["asked_on"], asked["email"])
    OutcomeAsk.objects.create(
        outcome=outcome, name=asked["name"], email=asked["email"], words=asked["words"], digest=unknown_digest(),
        asked_by=ground.steward, asked_at=at, mailed_at=at, expires_at=at + OPEN_FOR,
        answer=asked.get("answer", ""), note=asked.get("note", ""),
        answered_at=moment_of(asked["answered_on"], asked["email"]) if "answered_on" in asked else None,
    )  # fmt: skip
