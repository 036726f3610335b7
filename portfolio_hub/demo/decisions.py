"""Plants what the stewards of Riverton decided, the logs it rests on, and when they look again."""

from datetime import date

from initiatives.models import Initiative
from portfolio_hub.demo import story
from portfolio_hub.demo.days import moment_of
from portfolio_hub.demo.ground import Ground
from sensemaking.models import Decision, LearningLog

PROPOSED_ON = date(2026, 11, 12)
KEYS = ("initiatives", "logs")


def plant(ground: Ground, initiatives: dict[str, Initiative]) -> None:
    """Write the decisions with the initiatives they are about and the logs they cite."""
    for row in story.chapter("decisions.toml")["decisions"]:
        decision = Decision.objects.create(
            portfolio=ground.portfolio,
            by=ground.steward,
            created_at=moment_of(row.get("decided_on", PROPOSED_ON), row["title"]),
            **{name: value for name, value in row.items() if name not in KEYS},
        )
        decision.initiatives.set(initiatives[key] for key in row["initiatives"])
        decision.logs.set(
            LearningLog.objects.get(initiative=initiatives[key], title=title) for key, title in row["logs"]
        )
