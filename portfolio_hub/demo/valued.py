"""Plants what Riverton cares for: its combinations as money looks at them, concerns, and what contributes to them."""

from funding.impact.packs import PACKS
from funding.models import Concern, Contribution, ContributionEvidence
from initiatives.models import Combination, Initiative
from portfolio_hub.demo import story
from portfolio_hub.demo.ground import Ground
from portfolio_hub.demo.together import plant_combination
from sensemaking.models import LearningLog

PACK = "city"
BETWEEN = " · "


def plant_combinations(ground: Ground, initiatives: dict[str, Initiative]) -> dict[str, Combination]:
    """Write the sets in the order in which they are told; return them by key."""
    members: dict[str, list[tuple[str, str]]] = {}
    for row in story.rows("members.csv"):
        members.setdefault(row["combination"], []).append((row["initiative"], row["brings"]))
    return {
        row["key"]: plant_combination(ground, {**row, "members": members[row["key"]]}, initiatives)
        for row in story.chapter("combinations.toml")["combinations"]
    }


def plant_concerns(ground: Ground) -> dict[str, Concern]:
    """Write the concerns of the pack; return them by name."""
    rows = Concern.objects.bulk_create(
        Concern(portfolio=ground.portfolio, name=str(name), meaning=str(meaning), order=order)
        for order, (name, meaning) in enumerate(PACKS[PACK].concerns)
    )
    return {row.name: row for row in rows}


def plant_contributions(
    ground: Ground, initiatives: dict[str, Initiative], together: dict[str, Combination], concerns: dict[str, Concern]
) -> None:
    """Write who contributes how much to what, how that is known, and what it rests on."""
    told = list(story.rows("contributions.csv"))
    rows = Contribution.objects.bulk_create(
        Contribution(
            concern=concerns[row["concern"]],
            combination=together.get(row["of"]), initiative=initiatives.get(row["of"]),
            size=row["size"], evidence=row["evidence"], mechanism=row["mechanism"], is_harm=row["against"] == "yes",
            on=row["on"], by=ground.people[row["by"]],
        )
        for row in told
    )  # fmt: skip
    logs = {log.title: log for log in LearningLog.objects.filter(portfolio=ground.portfolio).only("title")}
    rests = []
    for row, contribution in zip(told, rows, strict=True):
        rests += [
            ContributionEvidence(contribution=contribution, log=logs[title])
            for title in row["logs"].split(BETWEEN)
            if title
        ]
        rests += [ContributionEvidence(contribution=contribution, note=row["note"])] if row["note"] else []
    ContributionEvidence.objects.bulk_create(rests)
