"""Plants what the stewards of Riverton put to rest in their garden."""

from datetime import date

from initiatives.models import Initiative
from portfolio_hub.demo.days import moment_of
from portfolio_hub.demo.ground import Ground
from stakeholders.models import AttentionMark

SNOOZED = ("orphans", "bathing-lockside", date(2027, 3, 1), date(2026, 10, 19))
NOT_NEEDED = (
    "orphans",
    "beaver-dams",
    date(2026, 10, 20),
    "It serves no promise and need not: it is here for the talk between farmers and the people who love beavers.",
)


def plant(ground: Ground, initiatives: dict[str, Initiative]) -> None:
    """Write one item that rests until a day, and one that was put away with a reason."""
    rule, key, until_on, on = SNOOZED
    rests = _mark(ground, rule, initiatives[key], on)
    rests.kind, rests.until_on = AttentionMark.Kind.SNOOZED, until_on
    rule, key, on, why = NOT_NEEDED
    away = _mark(ground, rule, initiatives[key], on)
    away.kind, away.why = AttentionMark.Kind.NOT_NEEDED, why
    AttentionMark.objects.bulk_create([rests, away])


def _mark(ground: Ground, rule: str, initiative: Initiative, on: date) -> AttentionMark:
    return AttentionMark(
        portfolio=ground.portfolio,
        rule=rule,
        subject=initiative.pk,
        title=initiative.title,
        by=ground.steward,
        at=moment_of(on, rule),
    )
