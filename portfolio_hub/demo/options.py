"""Plants the possibilities that Riverton keeps open, and what became of some of them."""

from datetime import date

from initiatives.models import Initiative
from portfolio_hub.demo import story
from portfolio_hub.demo.days import moment_of
from portfolio_hub.demo.ground import Ground
from sensemaking.models import LearningLog, Option

LINKS = ("key", "owner", "log", "taken_up_as")


def plant(ground: Ground, initiatives: dict[str, Initiative]) -> dict[str, Option]:
    """Write the options with who looks after them and the log that opened them; return them by key."""
    planted: dict[str, Option] = {}
    for row in story.chapter("options.toml")["options"]:
        initiative, title = row["log"]
        owner = ground.people[row["owner"]] if "owner" in row else None
        planted[row["key"]] = Option.objects.create(
            portfolio=ground.portfolio,
            by=owner or ground.steward,
            owner=owner,
            log=LearningLog.objects.get(initiative=initiatives[initiative], title=title),
            taken_up_as=initiatives[row["taken_up_as"]] if "taken_up_as" in row else None,
            created_at=moment_of(row["opened_on"], row["title"]),
            **{name: value for name, value in row.items() if name not in LINKS},
        )
    return planted | plant_short(ground)


def plant_short(ground: Ground) -> dict[str, Option]:
    """Write the options that are told in a line each."""
    logs = {log.title: log for log in LearningLog.objects.filter(portfolio=ground.portfolio).only("title")}
    told = list(story.rows("options.csv"))
    rows = Option.objects.bulk_create(
        Option(
            portfolio=ground.portfolio, title=row["title"], description=row["description"], status=row["status"],
            circle=row["circle"], by=ground.people[row["owner"]], owner=ground.people[row["owner"]],
            holding_cost=row["holding_cost"], opened_on=row["opened_on"], expires_on=row["expires_on"],
            parked_why=row["parked_why"], log=logs[row["log"]] if row["log"] else None,
            created_at=moment_of(date.fromisoformat(row["opened_on"]), row["title"]),
        )
        for row in told
    )  # fmt: skip
    return {one["key"]: row for one, row in zip(told, rows, strict=True)}
