"""What a report knows of the frame: sectors, places and groups of initiatives, and the logs that groups wrote."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Q, QuerySet

from initiatives.models import Answer, Challenge, Framing, Initiative, Participation
from initiatives.models.participation import ParticipationRole
from sensemaking.models import LearningLog, SenseMakingReport
from sensemaking.querysets import at_least_as_wide_as
from sensemaking.records import Active, HeardPart, Part
from sensemaking.services.scope import scope
from stakeholders.models import Affiliation, Circle, Organisation, Place, Sector

ORGANISATION, CHALLENGE = "o", "c"
"""What the key of a group begins with: an affected organisation, or those whom a challenge names as affected."""
NAMES_PEOPLE = (Circle.TEAM, Circle.PORTFOLIO)
"""In wider circles nobody is told who wrote, so that a group's own words are not told apart there either."""
LONGEST_NAME = 120


def frame_of(
    report: SenseMakingReport, ids: Collection[int], systems_of: Mapping[int, tuple[int, ...]]
) -> list[Active]:
    """The initiatives that could have been heard from, with every part of the frame that they belong to."""
    sectors, groups = _taking_part(report, ids)
    for initiative, key in _affected(report, ids):
        groups[initiative].add(key)
    places: dict[int, set[str]] = defaultdict(set)
    placed = Initiative.places.through._default_manager.filter(initiative__in=ids)
    for initiative, place in placed.values_list("initiative", "place"):
        places[initiative].add(str(place))
    return [
        Active(pk, systems_of.get(pk, ()), *(tuple(sorted(part[pk])) for part in (sectors, places, groups)))
        for pk in ids
    ]


def _taking_part(report: SenseMakingReport, ids: Collection[int]) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """By initiative: the sectors of the organisations that took part in the period, and those that are affected."""
    sectors: dict[int, set[str]] = defaultdict(set)
    groups: dict[int, set[str]] = defaultdict(set)
    rows = Participation.objects.filter(
        Q(since_on__isnull=True) | Q(since_on__lt=report.to_on),
        Q(until_on__isnull=True) | Q(until_on__gt=report.from_on),
        initiative__in=ids,
    )
    for initiative, organisation, sector, role in rows.values_list(
        "initiative", "organisation", "organisation__sector", "role"
    ):
        if sector:
            sectors[initiative].add(sector)
        if role == ParticipationRole.AFFECTED:
            groups[initiative].add(f"{ORGANISATION}{organisation}")
    return sectors, groups


def _affected(report: SenseMakingReport, ids: Collection[int]) -> Iterable[tuple[int, str]]:
    """Initiatives with the challenges that they answer, where a framing says who is affected."""
    open_ones = Challenge.objects.filter(
        portfolio=report.portfolio_id, circle__in=at_least_as_wide_as(report.circle)
    ).exclude(status__in=(Challenge.Status.PARKED, Challenge.Status.MERGED))
    named = Framing.objects.filter(challenge__in=open_ones).exclude(affected="")
    rows = Answer.objects.filter(initiative__in=ids, challenge__in=named.values("challenge"))
    pairs = rows.values_list("initiative", "challenge")
    return [(initiative, f"{CHALLENGE}{challenge}") for initiative, challenge in pairs]


def own_logs(report: SenseMakingReport, active: Iterable[Active]) -> dict[str, frozenset[int]]:
    """By group: the logs of the period that people of an affected organisation wrote, where authors are named."""
    groups = {int(key[1:]) for one in active for key in one.groups if key[0] == ORGANISATION}
    if report.circle not in NAMES_PEOPLE or not groups:
        return {}
    speaks: dict[int, list[int]] = defaultdict(list)
    live = Affiliation.objects.live().filter(organisation__in=groups)
    for user, organisation in live.values_list("user", "organisation"):
        speaks[user].append(organisation)
    logs: QuerySet[LearningLog] = scope(report).in_period(report.from_on, report.to_on).filter(by__in=list(speaks))
    own: dict[str, set[int]] = defaultdict(set)
    for log, author in logs.values_list("pk", "by"):
        for organisation in speaks[author]:
            own[f"{ORGANISATION}{organisation}"].add(log)
    return {key: frozenset(found) for key, found in own.items()}


def names_of(parts: Iterable[HeardPart]) -> dict[tuple[str, str], str]:
    """The names of sectors, places and groups, as they are now; a group may have gone since."""
    keys = [(part.kind, part.key) for part in parts]
    organisations = _named(
        Organisation, [key[1:] for kind, key in keys if kind == Part.GROUP and key[0] == ORGANISATION]
    )
    places = _named(Place, [key for kind, key in keys if kind == Part.PLACE])
    told: dict[tuple[str, str], str] = {(Part.SECTOR, value): str(label) for value, label in Sector.choices}
    told |= {(Part.PLACE, str(pk)): name for pk, name in places.items()}
    told |= {(Part.GROUP, f"{ORGANISATION}{pk}"): name for pk, name in organisations.items()}
    challenges = [int(key[1:]) for kind, key in keys if kind == Part.GROUP and key[0] == CHALLENGE]
    return told | {(Part.GROUP, f"{CHALLENGE}{pk}"): name for pk, name in _affected_names(challenges).items()}


def _named(model: type[Organisation] | type[Place], keys: Iterable[str]) -> dict[int, str]:
    return dict(model._default_manager.filter(pk__in=[int(key) for key in keys]).values_list("pk", "name"))


def _affected_names(challenges: Collection[int]) -> dict[int, str]:
    """Who is affected in the words of the framing that is taken forward, else of the first that says so."""
    rows = Challenge.objects.filter(pk__in=challenges).prefetch_related("framings").select_related("framing")
    told = {}
    for challenge in rows:
        framings = [challenge.framing, *challenge.framings.all()]
        words = next((row.affected for row in framings if row is not None and row.affected.strip()), challenge.title)
        told[challenge.pk] = " ".join(words.split())[:LONGEST_NAME]
    return told
