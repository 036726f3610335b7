"""Plants what Riverton wants to find out, the poles between which it places its logs, and what its logs say to both."""

from datetime import date

from initiatives.models import Initiative
from portfolio_hub.demo import story
from portfolio_hub.demo.days import moment_of
from portfolio_hub.demo.ground import Ground
from sensemaking.models import Bearing, LearningLog, LearningQuestion, Placing, Slider

ASKED_ON = date(2026, 6, 22)


def plant(ground: Ground, initiatives: dict[str, Initiative]) -> None:
    """Write sliders with their placings, and questions with the logs on each side."""
    chapter = story.chapter("questions.toml")
    logs = _logs(ground, initiatives)
    for order, row in enumerate(chapter["sliders"]):
        slider = Slider.objects.create(
            portfolio=ground.portfolio, order=order, **{name: row[name] for name in ("left", "right", "question")}
        )
        Placing.objects.bulk_create(
            Placing(slider=slider, log=logs[key, title], value=value) for key, title, value in row["placings"]
        )
    for row in chapter["questions"]:
        asked = {name: row[name] for name in ("kind", "text", "why", "circle")}
        at = moment_of(ASKED_ON, row["text"])
        question = LearningQuestion.objects.create(
            portfolio=ground.portfolio, by=ground.steward, created_at=at, **asked
        )
        spoken = ((logs[key, title], side) for key, title, side in row["logs"])
        Bearing.objects.bulk_create(
            Bearing(question=question, log=log, side=side, by=log.by, created_at=log.created_at) for log, side in spoken
        )


def _logs(ground: Ground, initiatives: dict[str, Initiative]) -> dict[tuple[str, str], LearningLog]:
    """The city's logs by the key of their initiative and their title."""
    keys = {initiative.pk: key for key, initiative in initiatives.items()}
    rows = LearningLog.objects.filter(portfolio=ground.portfolio, initiative__in=keys)
    return {(keys[log.initiative_id], log.title): log for log in rows.select_related("by") if log.initiative_id}
