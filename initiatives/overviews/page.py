"""All that an initiative's page shows beside its timeline, in three queries."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Exists, OuterRef, Value
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.activity import Entry
from initiatives.models import Initiative, ParticipationRole, Placement, Stage
from initiatives.overviews.happenings import STAGE_LABELS, step_entry
from initiatives.policies import Ruling, may_curate, may_edit, may_serve
from initiatives.querysets import team_initiatives
from portfolio_hub.lib import dates
from stakeholders.access import Access, Permission
from stakeholders.models import Role

ROLE_LABELS = dict(ParticipationRole.choices)
ROLE_ORDER: dict[str, int] = {ParticipationRole.LEAD: 0, ParticipationRole.CHALLENGE_OWNER: 1}


@dataclass(frozen=True, slots=True)
class Named:
    """A system, a lever or a place."""

    pk: int
    name: str
    icon: str = ""
    colour: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """An organisation's part in the initiative."""

    pk: int
    organisation: int
    name: str
    role: str
    role_label: Any
    since_on: date | None
    until_on: date | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class Serves:
    """A commitment that the initiative serves, with its shares of the promise in percent."""

    pk: int
    title: str
    how: str
    in_hand: Decimal
    evidenced: Decimal
    service: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the stage track as it happened."""

    pk: int
    before: str
    after: str
    on: date
    reason: str
    by: str


@dataclass(frozen=True)
class Facts:
    """What hangs on an initiative."""

    systems: list[Named] = field(default_factory=list)
    levers: list[Named] = field(default_factory=list)
    places: list[Named] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    serves: list[Serves] = field(default_factory=list)

    @property
    def here(self) -> list[Part]:
        """Those who take part now."""
        return [part for part in self.parts if not part.is_over]

    @property
    def former(self) -> list[Part]:
        """Those who took part."""
        return [part for part in self.parts if part.is_over]


@dataclass(frozen=True)
class InitiativePage:
    """What the page shows."""

    initiative: Initiative
    placement: Placement
    facts: Facts
    track: list[dict[str, Any]]
    edit: Ruling
    curate: Ruling
    serve: Ruling


def find(access: Access, pk: int) -> Placement:
    """The initiative as placed here, with `is_ours`; Http404 when it may not be seen. One query."""
    contributor = access.role == Role.CONTRIBUTOR
    ours = Exists(team_initiatives(access.user).filter(initiative=OuterRef("initiative"))) if contributor else None
    placements = Placement.objects.live().filter(
        portfolio=access.portfolio, initiative__in=Initiative.objects.seen_with(access).filter(pk=pk).values("pk")
    )
    rows = placements.select_related("initiative__home", "initiative__merged_into").annotate(
        is_ours=ours if ours is not None else Value(False, output_field=BooleanField())
    )
    placement = rows.order_by("pk").first()
    if placement is None:
        raise Http404
    return placement


def initiative_page(access: Access, pk: int) -> InitiativePage:
    """Build the page of one initiative; raises Http404 when it may not be seen."""
    placement = find(access, pk)
    initiative = placement.initiative
    facts = facts_of(placement)
    ruling = may_edit(access, initiative, is_ours=placement.is_ours)  # type: ignore[attr-defined]
    curate = ruling if access.may(Permission.CURATE) else may_curate(access, initiative)
    serve = ruling if not access.may(Permission.CURATE) else may_serve(access, initiative)
    return InitiativePage(initiative, placement, facts, track(initiative, facts.steps), ruling, curate, serve)


FACTS = """
SELECT 'system' AS kind, s.id, s.name, s.icon, CAST(s.colour AS text), CASE WHEN t.is_main THEN '0' ELSE '1' END,
    CAST(s."order" AS text), ''
FROM initiatives_placementsystem t JOIN initiatives_system s ON s.id = t.system_id WHERE t.placement_id = %s
UNION ALL SELECT 'lever', l.id, l.name, '', '', '', CAST(l."order" AS text), ''
FROM initiatives_placement_levers t JOIN initiatives_lever l ON l.id = t.lever_id WHERE t.placement_id = %s
UNION ALL SELECT 'place', n.id, n.name, '', '', '', '', ''
FROM initiatives_initiative_places t JOIN stakeholders_place n ON n.id = t.place_id WHERE t.initiative_id = %s
UNION ALL SELECT 'part', t.id, o.name, t.role, CAST(t.since_on AS text), CAST(t.until_on AS text),
    CAST(o.id AS text), ''
FROM initiatives_participation t JOIN stakeholders_organisation o ON o.id = t.organisation_id WHERE t.initiative_id = %s
UNION ALL SELECT 'step', c.id, c.reason, c.from_stage, c.to_stage, CAST(c."on" AS text),
    COALESCE(u.name, ''), COALESCE(u.email, '')
FROM initiatives_stagechange c LEFT JOIN stakeholders_user u ON u.id = c.by_id WHERE c.initiative_id = %s
UNION ALL SELECT 'serves', c.id, c.title, v.how, CAST(v.in_hand AS text), CAST(v.evidenced AS text),
    CAST(c."order" AS text), CAST(v.id AS text)
FROM initiatives_service v JOIN initiatives_policycommitment c ON c.id = v.commitment_id
WHERE v.initiative_id = %s AND c.portfolio_id = %s AND c.retired_on IS NULL"""


def facts_of(placement: Placement) -> Facts:
    """Systems, levers, places, who takes part, what it serves, and the steps of the stage track, in one statement."""
    initiative, today = placement.initiative_id, timezone.localdate()
    facts = Facts()
    systems: list[tuple[tuple[str, int], Named]] = []
    levers: list[tuple[int, Named]] = []
    serves: list[tuple[int, Serves]] = []
    with connection.cursor() as cursor:
        of_initiative = [initiative] * 4
        cursor.execute(FACTS, [placement.pk, placement.pk, *of_initiative, placement.portfolio_id])
        for kind, pk, name, a, b, c, d, e in cursor.fetchall():
            if kind == "system":
                systems.append(((c, int(d)), Named(pk, name, a, int(b))))
            elif kind == "lever":
                levers.append((int(d), Named(pk, name)))
            elif kind == "place":
                facts.places.append(Named(pk, name))
            elif kind == "part":
                since, until = b and date.fromisoformat(b), c and date.fromisoformat(c)
                over = bool(until and until <= today)
                facts.parts.append(Part(pk, int(d), name, a, ROLE_LABELS.get(a, a), since or None, until or None, over))
            elif kind == "serves":
                serves.append((int(d), Serves(pk, name, a, Decimal(b), Decimal(c), int(e))))
            else:
                facts.steps.append(Step(pk, a, b, date.fromisoformat(c), name, d or e))
    facts.systems.extend(named for _key, named in sorted(systems, key=lambda pair: (pair[0], pair[1].pk)))
    facts.levers.extend(named for _key, named in sorted(levers, key=lambda pair: (pair[0], pair[1].pk)))
    facts.serves.extend(line for _order, line in sorted(serves, key=lambda pair: (pair[0], pair[1].pk)))
    facts.places.sort(key=lambda named: named.name)
    facts.parts.sort(key=lambda part: (ROLE_ORDER.get(part.role, 2), part.name, part.pk))
    facts.steps.sort(key=lambda step: (step.on, step.pk))
    return facts


def track(initiative: Initiative, steps: list[Step]) -> list[dict[str, Any]]:
    """The stage track: every stage with the day it was reached; stages that were left out stay without a day."""
    order = [stage for stage in Stage.values if stage != Stage.IDEA or initiative.stage == Stage.IDEA]
    if any(Stage.IDEA in (step.before, step.after) for step in steps) and Stage.IDEA not in order:
        order.insert(0, Stage.IDEA)
    reached = {step.after: step.on for step in steps}
    if initiative.stage_since_on:
        reached[initiative.stage] = initiative.stage_since_on
    if initiative.started_on:
        reached.setdefault(order[0], initiative.started_on)
    at = order.index(initiative.stage)
    return [
        {
            "key": stage, "label": STAGE_LABELS[stage], "is_current": place == at, "is_done": place < at,
            "note": _note(reached.get(stage), place - at),
        }
        for place, stage in enumerate(order)
    ]  # fmt: skip


def _note(on: date | None, distance: int) -> str:
    """What stands under a stage: when it was reached, or since when it holds."""
    if on is None or distance > 0:
        return ""
    return _("since %(day)s") % {"day": dates.day(on)} if distance == 0 else dates.month(on)


def step_entries(facts: Facts, access: Access) -> list[Entry]:
    """The steps as entries of the timeline, without asking the database again."""
    seen = access.may(Permission.SEE_PEOPLE)
    return [
        step_entry(step.pk, step.on, (step.before, step.after), step.reason, step.by if seen else "")
        for step in facts.steps
    ]
