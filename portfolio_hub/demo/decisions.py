"""Plants what the stewards of Riverton decided, the logs it rests on, and when they look again."""

from datetime import date

from django.db.models import Count

from initiatives.models import Initiative
from portfolio_hub.demo import story
from portfolio_hub.demo.days import moment_of
from portfolio_hub.demo.ground import Ground
from sensemaking.models import Decision, Finding, LearningLog, Option
from stakeholders.models import Portfolio

PROPOSED_ON = date(2026, 11, 12)
KEYS = ("initiatives", "logs", "options")


def plant(ground: Ground, initiatives: dict[str, Initiative], options: dict[str, Option]) -> None:
    """Write the decisions with the initiatives they are about, the options weighed, and the logs they cite."""
    for row in story.chapter("decisions.toml")["decisions"]:
        decision = Decision.objects.create(
            portfolio=ground.portfolio,
            by=ground.steward,
            created_at=moment_of(row.get("decided_on", PROPOSED_ON), row["title"]),
            **{name: value for name, value in row.items() if name not in KEYS},
        )
        decision.options.set(options[key] for key in row.get("options", ()))
        decision.initiatives.set(initiatives[key] for key in row["initiatives"])
        decision.logs.set(
            LearningLog.objects.get(initiative=initiatives[key], title=title) for key, title in row["logs"]
        )


def rest_on_findings(portfolio: Portfolio) -> None:
    """Name with each decision made after the reports the theme that cites most of its logs."""
    for decision in Decision.objects.filter(portfolio=portfolio, findings__isnull=True):
        cited = Finding.objects.filter(
            report__portfolio=portfolio, report__status="published", report__circle="portfolio",
            kind=Finding.Kind.THEME, citations__log__in=decision.logs.all(), citations__was_before=False,
        )  # fmt: skip
        made = decision.decided_on or PROPOSED_ON
        best = cited.filter(report__published_at__date__lte=made).annotate(many=Count("pk")).order_by("-many", "order")
        if theme := best.first():
            decision.findings.add(theme)
