"""Reads what affinity compares: a profile of each initiative of a portfolio, in a fixed number of queries."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from initiatives.models import (
    Answer,
    Challenge,
    Initiative,
    Need,
    Offer,
    Participation,
    ParticipationRole,
    Placement,
    PlacementSystem,
    Service,
    Stage,
)
from sensemaking.affinity.profile import Given, Heard, Profile
from sensemaking.models import LearningLog, Mark
from stakeholders.models import Portfolio

LOGS_EACH = 20
"""So many of the newest logs of an initiative speak for it."""
TEXT_READ = 4_000
SAID = ("title", "tried", "saw", "next")
LEADING = (ParticipationRole.LEAD, ParticipationRole.CHALLENGE_OWNER, ParticipationRole.ORCHESTRATOR)
STAGES = {stage: at for at, stage in enumerate(stage for stage in Stage.values if stage != Stage.CLOSED)}
CLOSED = -1
READ_AT_ONCE = 2_000


def profiles_of(portfolio: Portfolio) -> list[Profile]:
    """A profile of each initiative that is in the portfolio today, by id; the same number of queries for any size."""
    here = Initiative.objects.placed_in(portfolio).filter(merged_into__isnull=True)
    live = Placement.objects.live().filter(portfolio=portfolio)
    part_of = _organisations(here)
    systems = _grouped(
        PlacementSystem.objects.filter(placement__in=live.values("pk")).values_list("placement__initiative", "system")
    )
    levers = _grouped(
        Placement.levers.through.objects.filter(placement__in=live.values("pk")).values_list(
            "placement__initiative", "lever"
        )
    )
    places = _grouped(
        Initiative.places.through.objects.filter(initiative__in=here.values("pk")).values_list("initiative", "place")
    )
    commitments = _grouped(
        Service.objects.filter(commitment__portfolio=portfolio, commitment__retired_on__isnull=True).values_list(
            "initiative", "commitment"
        )
    )
    challenges = _grouped(
        Answer.objects.filter(challenge__in=Challenge.objects.filter(portfolio=portfolio).values("pk")).values_list(
            "initiative", "challenge"
        )
    )
    logs, offers, needs = _logs(portfolio), _given(Offer, portfolio), _given(Need, portfolio)
    columns = ("pk", "title", "summary", "description", "stage", "latitude", "longitude")
    rows = here.order_by("pk").values_list(*columns).iterator(chunk_size=READ_AT_ONCE)
    return [
        Profile(
            initiative=pk,
            title=title,
            text=f"{summary}\n{description}".strip()[:TEXT_READ],
            logs=tuple(logs[pk]),
            organisations=frozenset(organisation for organisation, _role in part_of[pk]),
            leads=frozenset(organisation for organisation, role in part_of[pk] if role in LEADING),
            places=frozenset(places[pk]),
            systems=frozenset(systems[pk]),
            levers=frozenset(levers[pk]),
            commitments=frozenset(commitments[pk]),
            challenges=frozenset(challenges[pk]),
            offers=tuple(offers[pk]),
            needs=tuple(needs[pk]),
            at=None if latitude is None or longitude is None else (latitude, longitude),
            stage=STAGES.get(stage, CLOSED),
        )
        for pk, title, summary, description, stage, latitude, longitude in rows
    ]


def digest_of(profile: Profile) -> str:
    """Tells two profiles apart: whatever the engine would read differently gives another digest."""
    told = tuple(
        sorted(value) if isinstance(value, frozenset) else value
        for value in (getattr(profile, name) for name in Profile.__dataclass_fields__)
    )
    return hashlib.blake2b(repr(told).encode(), digest_size=16).hexdigest()


def _organisations(here: QuerySet[Initiative]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    live = Participation.objects.live().filter(initiative__in=here.values("pk")).order_by()
    for initiative, organisation, role in live.values_list("initiative", "organisation", "role"):
        found[initiative].append((organisation, role))
    return found


def _logs(portfolio: Portfolio) -> dict[int, list[Heard]]:
    """The newest logs of each initiative, the newest first."""
    place = Window(RowNumber(), partition_by=F("initiative"), order_by=(F("happened_on").desc(), F("pk").desc()))
    rows = LearningLog.objects.filter(portfolio=portfolio, initiative__isnull=False)
    rows = rows.exclude(status__in=(LearningLog.Status.DRAFT, LearningLog.Status.ARCHIVED))
    newest = rows.annotate(place=place).filter(place__lte=LOGS_EACH).order_by("initiative", "place")
    found: dict[int, list[Heard]] = defaultdict(list)
    columns = ("initiative", "mark", "pk", *SAID)
    for initiative, mark, pk, *said in newest.values_list(*columns).iterator(READ_AT_ONCE):
        found[initiative].append(Heard(pk, _joined(said), mark == Mark.BARRIER, mark == Mark.ENABLER))
    return found


def text_of(log: LearningLog) -> str:
    """What the engine reads of a log."""
    return _joined(getattr(log, name) for name in SAID)


def _joined(said: Iterable[str]) -> str:
    return "\n".join(part for part in said if part)[:TEXT_READ]


def _given(model: type[Offer] | type[Need], portfolio: Portfolio) -> dict[int, list[Given]]:
    """Open offers or needs of initiatives."""
    rows = model._default_manager.filter(portfolio=portfolio, initiative__isnull=False, status="open").order_by("pk")
    found: dict[int, list[Given]] = defaultdict(list)
    for initiative, pk, kind, what, details in rows.values_list("initiative", "pk", "kind", "what", "details"):
        found[initiative].append(Given(pk, kind, f"{what}\n{details}".strip()[:TEXT_READ]))
    return found


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
