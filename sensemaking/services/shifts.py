"""Reads what shifts of the context may touch: assumptions, commitments, decisions, options and connections."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet

from initiatives.models import Connection, Initiative, PolicyCommitment, Service, System, SystemNeed
from sensemaking.models import Decision, LearningLog, LearningQuestion, Option
from sensemaking.services.scope import systems_touched
from sensemaking.shifting import MOST_OF_A_KIND, Shift, Thing, Touch, touched
from sensemaking.text import Analyser
from sensemaking.wording_shifts import reason
from stakeholders.models import Portfolio

READ = 300
"""So many of each kind are looked at, the newest first."""
EVERYONE = ("team", "portfolio", "funders", "public")


@dataclass(frozen=True)
class Touched:
    """Something that a shift may touch, and why in words; `kind` names the field of Rethink that points at it."""

    kind: str
    row: Any
    why: str


@dataclass
class Ground:
    """What a portfolio stands on, as far as some circles may see it; read once for several shifts."""

    portfolio: Portfolio
    circles: tuple[str, ...] = EVERYONE
    rows: dict[tuple[str, int], Model] = field(default_factory=dict)
    things: list[Thing] = field(default_factory=list)
    analyser: Analyser = field(init=False)
    systems_of: Mapping[int, tuple[int, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.analyser = Analyser(self.portfolio.language)
        self.systems_of = systems_touched(self.portfolio.pk)
        self.system_names = dict(System.objects.filter(portfolio=self.portfolio).values_list("pk", "name"))
        self._assumptions()
        self._commitments()
        self._decisions()
        self._options()
        self._connections()

    def touched_by(self, log: LearningLog, most: int = MOST_OF_A_KIND) -> list[Touched]:
        """What the log may touch, the nearest first, at most so many of each kind.

        For several logs, give them with `initiative` and `own_systems` read along.
        """
        spelled = {said.stem: said.word.lower() for said in self.analyser.spelled(log.searchable_text()) if said.stem}
        own = frozenset(one.system_id for one in log.own_systems.all())
        shift = Shift(frozenset(spelled), log.initiative_id, own or self._systems([log.initiative_id]))
        found = touched(shift, self.things, most)
        about = log.initiative
        names = {about.pk: about.title} if about and about.circle in self.circles else {}
        return [self._told(touch, names, spelled) for touch in found]

    def _told(self, touch: Touch, names: Mapping[int, str], spelled: Mapping[str, str]) -> Touched:
        why = reason(touch, names, self.system_names, spelled)
        return Touched(touch.thing.kind, self.rows[touch.thing.kind, touch.thing.id], why[:300])

    def _add(self, kind: str, row: Any, text: str, initiatives: Iterable[int | None], **more: Any) -> None:
        about = frozenset(one for one in initiatives if one is not None)
        systems = frozenset(more.pop("systems", ())) or self._systems(about)
        stems = frozenset(self.analyser.stems(text)[1])
        self.things.append(Thing(kind, row.pk, stems, about, systems, **more))
        self.rows[kind, row.pk] = row

    def _systems(self, initiatives: Iterable[int | None]) -> frozenset[int]:
        return frozenset(one for initiative in initiatives for one in self.systems_of.get(initiative or 0, ()))

    def _seen(self, rows: QuerySet[Any], beyond: str = "") -> QuerySet[Any]:
        """The rows whose circle is wide enough, and that of what they belong to, too."""
        seen = rows.filter(portfolio=self.portfolio, circle__in=self.circles)
        if beyond:
            seen = seen.filter(Q(**{f"{beyond}__isnull": True}) | Q(**{f"{beyond}__circle__in": self.circles}))
        return seen.select_related("portfolio").order_by("-pk")

    def _assumptions(self) -> None:
        assumed = LearningQuestion.objects.live().filter(kind=LearningQuestion.Kind.ASSUMPTION)
        for row in self._seen(assumed, "initiative")[:READ]:
            about = row.initiative_id
            self._add("question", row, f"{row.text} {row.why}", (about,), is_of_all=about is None)

    def _commitments(self) -> None:
        rows = list(PolicyCommitment.objects.current().filter(portfolio=self.portfolio).order_by("-pk")[:READ])
        serving = _grouped(Service.objects.filter(commitment__in=rows).values_list("commitment", "initiative"))
        needs = SystemNeed.objects.filter(commitment__in=rows).exclude(need=SystemNeed.Need.NONE)
        systems = _grouped(needs.values_list("commitment", "system"))
        for row in rows:
            row.portfolio = self.portfolio
            text = f"{row.title} {row.promise}"
            self._add("commitment", row, text, serving[row.pk], systems=systems[row.pk])

    def _decisions(self) -> None:
        rows = self._seen(Decision.objects.exclude(status=Decision.Status.REVISITED))
        for row in rows.prefetch_related("initiatives")[:READ]:
            about = [one.pk for one in row.initiatives.all()]
            self._add("decision", row, f"{row.title} {row.question} {row.reasons}", about)

    def _options(self) -> None:
        rows = self._seen(Option.objects.kept_open(), "challenge").select_related("portfolio", "log")
        for row in rows.prefetch_related("challenge__systems")[:READ]:
            systems = [one.pk for one in row.challenge.systems.all()] if row.challenge else []
            about = row.log.initiative_id if row.log else None
            self._add("option", row, f"{row.title} {row.description}", (about,), systems=systems)

    def _connections(self) -> None:
        placed = Initiative.objects.placed_in(self.portfolio).filter(circle__in=self.circles).values("pk")
        holding = Connection.objects.holding().filter(source__in=placed, target__in=placed)
        rows = self._seen(holding).select_related("portfolio", "source", "target").defer(
            "source__search", "source__description", "target__search", "target__description"
        )  # fmt: skip
        for row in rows[:READ]:
            self._add("connection", row, row.statement, (row.source_id, row.target_id))


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
