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
SETTLED_BEFORE = "2026-09-01"
RECORDERS = ("noor", "tomas.brandt")
BETWEEN = " · "
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


def plant_short(ground: Ground) -> None:
    """Write the decisions that are told in a line each: about the initiatives whose logs they rest on."""
    told = list(story.rows("decisions.csv"))
    logs = {
        log.title: log for log in LearningLog.objects.filter(portfolio=ground.portfolio).only("title", "initiative")
    }
    rows = Decision.objects.bulk_create(
        Decision(
            portfolio=ground.portfolio, title=row["title"], what=row["what"], reasons=row["reasons"],
            addressed_to=row["addressed_to"], circle=row["circle"], decided_on=row["decided_on"],
            status=Decision.Status.IN_EFFECT if row["decided_on"] < SETTLED_BEFORE else Decision.Status.DECIDED,
            by=ground.people[RECORDERS[place % len(RECORDERS)]],
            created_at=moment_of(date.fromisoformat(row["decided_on"]), row["title"]),
        )
        for place, row in enumerate(told)
    )  # fmt: skip
    cited = [(row, [logs[title] for title in one["logs"].split(BETWEEN)]) for one, row in zip(told, rows, strict=True)]
    Decision.logs.through.objects.bulk_create(
        Decision.logs.through(decision=row, learninglog=log) for row, found in cited for log in found
    )
    Decision.initiatives.through.objects.bulk_create(
        Decision.initiatives.through(decision=row, initiative_id=pk)
        for row, found in cited
        for pk in dict.fromkeys(log.initiative_id for log in found)
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
