"""Plants the challenges of Riverton: how they are seen side by side, what is parked on them, what answers them."""

from datetime import timedelta
from typing import Any

from initiatives.models import Answer, Challenge, Framing, FramingMark, Initiative
from portfolio_hub.demo import story
from portfolio_hub.demo.days import TODAY, moment_of
from portfolio_hub.demo.ground import Ground
from sensemaking.models import Option

ANSWERED_AFTER = timedelta(days=21)
Told = dict[str, Any]


def plant(ground: Ground, initiatives: dict[str, Initiative]) -> dict[str, Challenge]:
    """Write challenges with framings, marks, parked options and answers; return them by key."""
    told = story.chapter("challenges.toml")
    framings: dict[str, Framing] = {}
    challenges = {row["key"]: plant_challenge(ground, row, framings) for row in told["challenges"]}
    for row in told["challenges"]:
        plant_answers(ground, challenges[row["key"]], row, initiatives)
        if into := row.get("merged_into"):
            Challenge.objects.filter(pk=challenges[row["key"]].pk).update(merged_into=challenges[into])
    plant_marks(ground, framings, told["marks"])
    return challenges


def plant_challenge(ground: Ground, row: Told, framings: dict[str, Framing]) -> Challenge:
    """Write one challenge with its framings and the options offered for it; note the framings by title."""
    challenge = Challenge(
        portfolio=ground.portfolio,
        title=row["title"],
        description=row["description"],
        status=row["status"],
        status_since_on=row["since_on"],
        parked_why=row.get("parked_why", ""),
        circle=row["circle"],
        raised_by=ground.people[row["by"]],
        organisation=ground.organisations[row["organisation"]],
        framing_why=row.get("why", ""),
        created_at=moment_of(row["raised_on"], row["key"]),
    )
    challenge.search = challenge.searchable_text()
    challenge.save()
    challenge.systems.set(ground.systems[key] for key in row["systems"])
    challenge.places.set(ground.places[key] for key in row["places"])
    seen = [_framing(ground, challenge, one) for one in row.get("framings", ())]
    framings |= {framing.title: framing for framing in seen}
    if "forward" in row:
        challenge.framing = seen[row["forward"]]
        challenge.save(update_fields=["framing"])
    Option.objects.bulk_create(_option(ground, challenge, one) for one in row.get("options", ()))
    return challenge


def _framing(ground: Ground, challenge: Challenge, row: Told) -> Framing:
    return Framing.objects.create(
        challenge=challenge,
        organisation=ground.organisations[row["organisation"]],
        by=ground.people[row["by"]],
        created_at=moment_of(row["on"], row["title"]),
        **{name: row[name] for name in ("title", "going_on", "affected", "boundary", "evidence")},
    )


def _option(ground: Ground, challenge: Challenge, row: Told) -> Option:
    """A solution offered while the challenge is still being framed: parked."""
    return Option(
        portfolio=ground.portfolio,
        challenge=challenge,
        title=row["title"],
        description=row["description"],
        status=Option.Status.PARKED,
        circle=challenge.circle,
        by=ground.people[row["by"]],
        opened_on=row["on"],
        created_at=moment_of(row["on"], row["title"]),
    )


def plant_answers(ground: Ground, challenge: Challenge, row: Told, initiatives: dict[str, Initiative]) -> None:
    """Write which initiatives answer the challenge."""
    Answer.objects.bulk_create(
        Answer(
            challenge=challenge,
            initiative=initiatives[one["initiative"]],
            how=one["how"],
            by=ground.steward,
            since_on=min(row["since_on"] + ANSWERED_AFTER, TODAY),
        )
        for one in row.get("answers", ())
    )


def plant_marks(ground: Ground, framings: dict[str, Framing], told: list[Told]) -> None:
    """Write who agrees with a framing, and who sees it differently."""
    FramingMark.objects.bulk_create(
        FramingMark(
            framing=framings[row["framing"]],
            by=ground.people[person],
            stance=stance,
            sentence=sentence,
            at=framings[row["framing"]].created_at + timedelta(days=3 + number),
        )
        for row in told
        for stance in ("agree", "different")
        for number, (person, sentence) in enumerate(row[stance].items())
    )
