"""A portfolio with many initiatives that differ in everything the list filters by."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from initiatives.models import Initiative, Participation, Stage, System
from stakeholders.models import Organisation, Place, Portfolio
from tests.factories import make_initiative, make_organisation, make_place, make_system

CLOSED_HOW = ["completed", "spun_out", "ended_early"]


@dataclass
class Ground:
    """What was made, to check the list against."""

    portfolio: Portfolio
    systems: list[System]
    places: list[Place]
    organisations: list[Organisation]
    initiatives: list[Initiative]
    hanging: dict[int, tuple[set[int], set[int], set[int]]]
    """By initiative: ids of its systems, places and organisations."""


def make_ground(portfolio: Portfolio, many: int = 24) -> Ground:
    """Make initiatives whose properties repeat with different periods, so that all combinations come up."""
    systems = [make_system(portfolio) for _ in range(3)]
    places = [make_place(portfolio=portfolio) for _ in range(3)]
    organisations = [make_organisation(portfolio=portfolio) for _ in range(3)]
    now = timezone.now()
    initiatives, hanging = [], {}
    for at in range(many):
        stage = Stage.values[at % 6]
        initiative = make_initiative(
            portfolio,
            f"{['River', 'Heat', 'bus'][at % 3]} number {at // 2}",
            summary="Retrofit" if at % 5 == 0 else "",
            stage=stage,
            closed_how=CLOSED_HOW[at % 3] if stage == "closed" else "",
            is_paused=at % 7 == 0 and stage != "closed",
            last_heard_at=None if at % 4 == 3 else now - timedelta(days=17 * (at % 13)),
            created_at=now - timedelta(days=11 * (at % 19)),
            started_on=None if at % 5 == 1 else date(2024, 1, 1) + timedelta(days=at % 4),
            system=systems[at % 3] if at % 4 else None,
            touches=(systems[(at + 1) % 3],) if at % 8 > 3 else (),
        )
        initiative.places.set(places[: at % 4])
        for organisation in organisations[at % 3 : at % 3 + at % 2 + 1]:
            Participation.objects.create(initiative=initiative, organisation=organisation, role="lead")
        initiatives.append(initiative)
        hanging[initiative.pk] = (
            set(initiative.placements.get().systems.values_list("pk", flat=True)),
            set(initiative.places.values_list("pk", flat=True)),
            set(initiative.participations.values_list("organisation", flat=True)),
        )
    return Ground(portfolio, systems, places, organisations, initiatives, hanging)
