"""Plants what people of Riverton told: updates, learning logs, and the views they keep of the list."""

from datetime import datetime

from initiatives.models import Initiative, SavedView, Update
from initiatives.overviews.filters import Filters
from portfolio_hub.demo import story
from portfolio_hub.demo.days import moment_of, number_of
from portfolio_hub.demo.ground import Ground
from sensemaking.models import LearningLog
from sensemaking.services import features, tallies
from stakeholders.models import Circle, User

READ_BEFORE = "2026-10-15"
"""Updates up to this day have been read by the stewards."""

OPEN_STAGES = ("growing", "embedded", "closed")
"""Updates of these are for everyone, those of earlier stages for the portfolio."""


def plant(ground: Ground, initiatives: dict[str, Initiative]) -> None:
    """Write updates and learning logs, count the logs, and note when each initiative was last heard from."""
    updates = plant_updates(ground, initiatives)
    logs = plant_logs(ground, initiatives)
    moments = [(update.initiative_id, update.created_at) for update in updates]
    moments += [(log.initiative_id, log.created_at) for log in logs if log.initiative_id]
    heard: dict[int, datetime] = {}
    for initiative_id, moment in moments:
        heard[initiative_id] = max(moment, heard.get(initiative_id, moment))
    for row in initiatives.values():
        row.last_heard_at = heard.get(row.pk)
    Initiative.objects.bulk_update(initiatives.values(), ["last_heard_at"], batch_size=200)
    tallies.rebuild(ground.portfolio)
    features.read_all(ground.portfolio)
    plant_views(ground)


def plant_updates(ground: Ground, initiatives: dict[str, Initiative]) -> list[Update]:
    """Write the updates, each in the name of the person who speaks for the lead, or of the lead itself."""
    speakers = _speakers(ground)
    leads = {one.key: one.lead for one in story.initiatives()}
    return Update.objects.bulk_create(
        [_update(one, ground, initiatives[one.initiative], leads[one.initiative], speakers) for one in story.updates()],
        batch_size=200,
    )


def _speakers(ground: Ground) -> dict[str, User]:
    """By organisation: the first of its people, who posts for it."""
    speakers: dict[str, User] = {}
    for person in story.people():
        if person.role in ("contributor", "steward"):
            speakers.setdefault(person.organisation, ground.people[person.key])
    return speakers


def _update(one: story.Update, ground: Ground, initiative: Initiative, lead: str, speakers: dict[str, User]) -> Update:
    """One update as it stands in the database."""
    by = speakers.get(lead)
    key = f"{one.initiative} {one.on}"
    return Update(
        portfolio=ground.portfolio,
        initiative=initiative,
        kind=one.kind,
        title=one.title,
        body=one.body,
        happened_on=one.on,
        circle=Circle.PUBLIC if initiative.stage in OPEN_STAGES else Circle.PORTFOLIO,
        status=Update.Status.ACCEPTED if str(one.on) <= READ_BEFORE else Update.Status.SUBMITTED,
        by=by,
        author_name=by.name if by else ground.organisations[lead].name,
        seconds=20 + number_of(key) % 31,
        created_at=moment_of(one.on, key),
    )


def plant_logs(ground: Ground, initiatives: dict[str, Initiative]) -> list[LearningLog]:
    """Write the learning logs with their listeners."""
    titles = {person.key: person.title for person in story.people()}
    told = story.logs()
    rows = [_log(one, ground, initiatives[one.initiative], titles[one.by]) for one in told]
    logs = LearningLog.objects.bulk_create(rows, batch_size=200)
    LearningLog.listeners.through.objects.bulk_create(
        [
            LearningLog.listeners.through(learninglog_id=log.pk, initiative_id=initiatives[key].pk)
            for one, log in zip(told, logs, strict=True)
            for key in one.listeners
        ]
    )
    return logs


def _log(one: story.Log, ground: Ground, initiative: Initiative, title: str) -> LearningLog:
    """One learning log as it stands in the database."""
    by = ground.people[one.by]
    key = f"{one.initiative} {one.title}"
    log = LearningLog(
        portfolio=ground.portfolio,
        initiative=initiative,
        title=one.title,
        tried=one.tried,
        saw=one.saw,
        next=one.next,
        kind=one.kind,
        mark=one.mark,
        circle=one.circle,
        happened_on=one.on,
        by=by,
        author_name=by.name,
        author_title=title,
        seconds=32 + number_of(key) % 37,
        created_at=moment_of(one.on, key),
    )
    log.search = log.searchable_text()
    return log


def plant_views(ground: Ground) -> None:
    """Write the views of the list that people keep."""
    SavedView.objects.bulk_create(
        [
            SavedView(
                portfolio=ground.portfolio,
                by=ground.people[row["by"]],
                name=row["name"],
                query=_filters(row, ground).query,
                is_shared=row["shared"] == "yes",
            )
            for row in story.rows("saved_views.csv")
        ]
    )


def _filters(row: dict[str, str], ground: Ground) -> Filters:
    """The filters of a view, with keys of the story turned into ids."""
    return Filters(
        stage=tuple(row["stage"].split()),
        place=tuple(sorted(ground.places[key].pk for key in row["place"].split())),
        system=tuple(sorted(ground.systems[key].pk for key in row["system"].split())),
        quiet=int(row["quiet"] or 0),
    )
