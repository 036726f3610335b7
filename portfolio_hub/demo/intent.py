"""Plants the versions of Riverton's intent with the talk between them, and the policy it became."""

from datetime import date, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType

from portfolio_hub.demo import endorsers, story
from portfolio_hub.demo.days import moment_of
from portfolio_hub.demo.ground import Ground
from stakeholders.models import Comment, IntentSuggestion, IntentVersion, PolicyLink

CHAPTER = "intent.toml"
TALK = timedelta(days=56)
"""So long before it is shared, a version is opened for dialogue."""


def plant(ground: Ground) -> dict[str, PolicyLink]:
    """Write versions, endorsements, suggestions, comments and policy; return the policy by key."""
    told = story.chapter(CHAPTER)
    versions = plant_versions(ground, told["versions"])
    plant_suggestions(ground, versions, told["suggestions"])
    plant_comments(ground, versions, told["comments"])
    endorsers.plant_thresholds(ground, told["thresholds"])
    endorsers.plant_requests(ground, versions[max(versions)], told["requests"])
    return plant_policies(ground, versions, told["policies"])


def plant_versions(ground: Ground, told: list[dict[str, Any]]) -> dict[int, IntentVersion]:
    """Write one version after the other, with its endorsements while it is the one that holds."""
    versions: dict[int, IntentVersion] = {}
    signed: endorsers.Signed = {}
    for row in told:
        if before := versions.get(row["number"] - 1):
            before.status, before.ended_on = IntentVersion.Status.REVISED, row["shared_on"]
            before.save(update_fields=["status", "ended_on"])
        versions[row["number"]] = version = _version(ground, row)
        signed = endorsers.plant(ground, version, signed)
    return versions


def _version(ground: Ground, row: dict[str, Any]) -> IntentVersion:
    opened_on = row["shared_on"] - TALK
    return IntentVersion.objects.create(
        portfolio=ground.portfolio,
        status=IntentVersion.Status.SHARED,
        drafted_by=ground.steward,
        opened_on=opened_on,
        created_at=moment_of(opened_on - timedelta(days=14), f"version {row['number']}"),
        **row,
    )


def plant_suggestions(ground: Ground, versions: dict[int, IntentVersion], told: list[dict[str, Any]]) -> None:
    """Write other words for passages: accepted and credited, declined with an answer, or open."""
    IntentSuggestion.objects.bulk_create(_suggestion(ground, versions, row) for row in told)


def _suggestion(ground: Ground, versions: dict[int, IntentVersion], row: dict[str, Any]) -> IntentSuggestion:
    version = versions[row["version"]]
    status = IntentSuggestion.Status
    suggestion = IntentSuggestion(
        version=version,
        passage=row["passage"],
        start=_start(version, row["passage"]),
        wording=row["wording"],
        why=row["why"],
        by=ground.people[row["by"]],
        organisation=ground.organisations[row["organisation"]],
        at=moment_of(row["on"], row["wording"]),
    )
    if answer := row.get("answer"):
        suggestion.status = status.ACCEPTED if "taken_into" in row else status.DECLINED
        suggestion.answer, suggestion.answered_by = answer, ground.steward
        suggestion.answered_at = moment_of(row["on"] + timedelta(days=9), answer)
        suggestion.taken_into = versions.get(row.get("taken_into", 0))
    return suggestion


def _start(version: IntentVersion, passage: str) -> int:
    """Where the passage begins; an addition stands at the end."""
    return version.statement.index(passage) if passage else len(version.statement)


def plant_comments(ground: Ground, versions: dict[int, IntentVersion], told: list[dict[str, Any]]) -> None:
    """Write what was said about passages, with the answers."""
    for row in told:
        version = versions[row["version"]]
        resolved_on: date | None = row.get("resolved_on")
        said = _comment(
            ground,
            version,
            row,
            passage=row["passage"],
            start=_start(version, row["passage"]),
            resolved_at=moment_of(resolved_on, row["body"]) if resolved_on else None,
            resolved_by=ground.steward if resolved_on else None,
        )
        said.save()
        Comment.objects.bulk_create(
            _comment(ground, version, answer, parent=said) for answer in row.get("answers", ())
        )  # fmt: skip


def _comment(ground: Ground, about: IntentVersion, row: dict[str, Any], **more: Any) -> Comment:
    return Comment(
        portfolio=ground.portfolio,
        content_type=ContentType.objects.get_for_model(about),
        object_id=about.pk,
        body=row["body"],
        by=ground.people[row["by"]],
        at=moment_of(row["on"], row["body"]),
        **more,
    )


def plant_policies(
    ground: Ground, versions: dict[int, IntentVersion], told: list[dict[str, Any]]
) -> dict[str, PolicyLink]:
    """Write what councils and boards made of the intent; what each touches is written with the promises."""
    aside = {"key", "promises", "initiatives", "version", "made_by"}
    return {
        row["key"]: PolicyLink.objects.create(
            portfolio=ground.portfolio,
            version=versions[row["version"]],
            made_by=ground.organisations[row["made_by"]],
            by=ground.steward,
            created_at=moment_of(row.get("adopted_on", row["proposed_on"]), row["key"]),
            **{name: value for name, value in row.items() if name not in aside},
        )
        for row in told
    }
