"""Plants what hangs together in Riverton beyond pairs: combinations, lineage, offers and needs."""

from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from initiatives.models import Challenge, Combination, Initiative, Lineage, Need, Offer
from initiatives.models.offer import Given
from initiatives.services import combinations, lineage, offers
from portfolio_hub.demo import story
from portfolio_hub.demo.days import moment_of
from portfolio_hub.demo.ground import Ground
from sensemaking.models import LearningLog
from sensemaking.services import ties
from stakeholders.models import Change, PolicyLink

Told = dict[str, Any]
ENDS = ("other", "challenge", "policy")


def plant(
    ground: Ground,
    initiatives: dict[str, Initiative],
    challenges: dict[str, Challenge],
    policies: dict[str, PolicyLink],
) -> None:
    """Write combinations with what shows their effect, where initiatives came from, and what is offered and sought."""
    told = story.chapter("together.toml")
    for row in told["combinations"]:
        plant_combination(ground, row, initiatives)
    rows: dict[str, dict[str, Any]] = {"other": initiatives, "challenge": challenges, "policy": policies}
    for row in told["lineage"]:
        plant_step(ground, row, initiatives, rows)
    needs = {row["what"]: put(Need, ground, row, initiatives) for row in told["needs"]}
    for row in told["offers"]:
        offer = put(Offer, ground, row, initiatives)
        if "met" in row:
            offers.match(offer=offer, need=needs[row["met"]], by=ground.steward)
            for given in (offer, needs[row["met"]]):
                date_history(given, row["on"], "matched")


def plant_combination(ground: Ground, row: Told, initiatives: dict[str, Initiative]) -> Combination:
    """Write one set, what each member brings, and what shows its effect or speaks against it."""
    made = combinations.make(
        portfolio=ground.portfolio, name=row["name"], effect=row["effect"], by=ground.people[row["by"]],
        members={initiatives[key]: brings for key, brings in row["members"]}, circle=row["circle"], said_on=row["on"],
    )  # fmt: skip
    made.members.update(since_on=row["on"])
    for one in row["evidence"]:
        by = ground.people[one["by"]] if "by" in one else ground.steward
        log = LearningLog.objects.get(portfolio=ground.portfolio, title=one["log"]) if "log" in one else None
        ties.add_evidence(
            combination=made, by=by, log=log, quote=one.get("quote", ""), note=one.get("note", ""),
            speaks_against=one.get("against", False), observed_on=one.get("on"),
        )  # fmt: skip
    date_history(made, row["on"], row["name"])
    Combination.objects.filter(pk=made.pk).update(created_at=moment_of(row["on"], row["name"]))
    return made


def plant_step(
    ground: Ground, row: Told, initiatives: dict[str, Initiative], rows: dict[str, dict[str, Any]]
) -> Lineage:
    """Write one step; that something was split off is noted as splitting would note it."""
    initiative = initiatives[row["initiative"]]
    end = next((rows[name][row[name]] for name in ENDS if name in row), row.get("named", ""))
    if row["kind"] == Lineage.Kind.SPLIT_FROM:
        return Lineage.objects.create(
            initiative=initiative, kind=row["kind"], other=end, why=row["why"], on=row["on"], by=ground.steward
        )
    step = lineage.say(initiative=initiative, kind=row["kind"], to=end, by=ground.steward, why=row["why"], on=row["on"])
    line = Change.objects.of(initiative).latest("pk")
    Change.objects.filter(pk=line.pk).update(at=moment_of(row["on"], row["why"]))
    return step


def put(model: type[Any], ground: Ground, row: Told, initiatives: dict[str, Initiative]) -> Any:
    """Put one offer or need on the board."""
    given: Given = offers.put(
        model, portfolio=ground.portfolio, by=ground.people[row["by"]], kind=row["kind"], what=row["what"],
        initiative=initiatives[row["initiative"]] if "initiative" in row else None,
        organisation=ground.organisations[row["organisation"]] if "organisation" in row else None,
        details=row.get("details", ""), until_on=row.get("until"),
    )  # fmt: skip
    model._default_manager.filter(pk=given.pk).update(created_at=moment_of(row["on"], row["what"]))
    date_history(given, row["on"], row["what"])
    return given


def date_history(row: models.Model, on: date, key: str) -> None:
    """Let the history of a row say the story's day instead of the day of planting."""
    kind = ContentType.objects.get_for_model(row)
    Change.objects.filter(content_type=kind, object_id=row.pk).update(at=moment_of(on, key))
