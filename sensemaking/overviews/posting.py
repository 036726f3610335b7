"""The desk of somebody who posts: which initiative, who may hear it, what happened nearby, what came of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone

from initiatives.models import Initiative, Placement, PlacementSystem, PostingLink, System, Update
from initiatives.querysets import team_initiatives
from initiatives.services import posts
from sensemaking.models import FindingLog, LearningLog, LearningQuestion, SenseMakingReport, Slider
from sensemaking.overviews.questions import offered
from sensemaking.overviews.using import tags_known
from sensemaking.services.posting import Author
from stakeholders.access import READING, Access
from stakeholders.models import Circle, Portfolio

CHOICES, SUGGESTIONS, NEAR, DONE = 8, 3, 3, 3
NEAR_DAYS = 7


@dataclass(frozen=True, slots=True)
class Choice:
    """An initiative that can be chosen, with its main system."""

    initiative: Initiative
    system: System | None = None

    @property
    def pk(self) -> int:
        return self.initiative.pk


@dataclass(frozen=True, slots=True)
class Result:
    """A report that cites logs of this author."""

    report: SenseMakingReport
    logs: int


@dataclass(frozen=True, slots=True)
class Desk:
    """What the posting form needs to know about its author and the chosen initiative."""

    portfolio: Portfolio
    access: Access
    author: Author
    chosen: Choice | None
    circles: Sequence[Circle]
    last_post_at: datetime | None = None
    suggestions: Sequence[Choice] = field(default_factory=tuple)
    link: PostingLink | None = None

    @property
    def initiative(self) -> Initiative | None:
        return self.chosen.initiative if self.chosen else None

    @property
    def initiatives(self) -> QuerySet[Initiative]:
        """Every initiative that this author may post to."""
        if self.link is not None:
            return Initiative.objects.filter(pk=self.link.initiative_id)
        return Initiative.objects.seen_with(self.access)

    @property
    def listeners(self) -> QuerySet[Initiative]:
        """Every initiative that this author may tell."""
        if self.link is not None and not self.portfolio.is_open:
            return Initiative.objects.none()
        return Initiative.objects.seen_with(self.access)

    @property
    def questions(self) -> list[LearningQuestion]:
        """What the author is asked about: by the chosen initiative, and by the portfolio."""
        return offered(self.access, self.chosen.pk if self.chosen else None)

    @property
    def sliders(self) -> list[Slider]:
        """The poles between which the author may place a log."""
        return list(Slider.objects.filter(portfolio=self.portfolio, is_active=True))

    @property
    def tags(self) -> list[str]:
        """Tags that others used here already; the holder of a link is told none."""
        return [] if self.link is not None else tags_known(self.access)

    @property
    def usual_circle(self) -> Circle:
        return posts.usual_circle(self.circles)

    @property
    def who(self) -> str:
        """A short name by which a device tells the drafts of two people apart."""
        return f"l{self.link.pk}" if self.link is not None else f"u{self.access.user.pk}"


def desk_for(access: Access, initiative_id: int | None) -> Desk:
    """The desk of a signed-in person: with the initiative asked for, else that of the last post, else their own."""
    author = Author(user=access.user)  # type: ignore[arg-type]
    initiatives = Initiative.objects.seen_with(access)
    last = _last_posts(access.portfolio, author)
    wanted = initiative_id or (last[0][0] if last else None)
    initiative = initiatives.filter(pk=wanted).first() if wanted else None
    if initiative is None and not initiative_id:
        initiative = initiatives.filter(pk__in=team_initiatives(access.user)).active().order_by("title").first()
    circles = posts.circles_for(initiative=initiative, user=author.user, is_steward=access.is_steward)
    return Desk(
        portfolio=access.portfolio,
        access=access,
        author=author,
        chosen=_with_systems(access.portfolio, [initiative])[0] if initiative else None,
        circles=circles,
        last_post_at=next((at for pk, at in last if initiative and pk == initiative.pk), None),
        suggestions=suggestions(access, initiative) if initiative else (),
    )


def desk_of_link(link: PostingLink) -> Desk:
    """The desk of a link's holder: its initiative and nothing else, but for neighbours that everybody may see."""
    portfolio = link.portfolio
    access = Access(portfolio, AnonymousUser(), "", READING, frozenset({Circle.PUBLIC}))
    author = Author(link=link)
    last = _last_posts(portfolio, author)
    return Desk(
        portfolio=portfolio,
        access=access,
        author=author,
        chosen=_with_systems(portfolio, [link.initiative])[0],
        circles=(posts.usual_circle(posts.circles_for(initiative=link.initiative, user=None, is_steward=False)),),
        last_post_at=last[0][1] if last else None,
        suggestions=suggestions(access, link.initiative) if portfolio.is_open else (),
        link=link,
    )


def choices(access: Access, query: str = "") -> list[Choice]:
    """Initiatives to choose from: those that match, or one's own team's and those heard from lately."""
    rows = Initiative.objects.seen_with(access)
    if query.strip():
        found = rows.matching(query).order_by("title", "pk")[:CHOICES]
    else:
        is_mine = Case(When(pk__in=team_initiatives(access.user), then=Value(0)), default=Value(1))
        found = rows.active().order_by(is_mine, F("last_heard_at").desc(nulls_last=True), "title", "pk")[:CHOICES]
    return _with_systems(access.portfolio, found)


def suggestions(access: Access, initiative: Initiative) -> list[Choice]:
    """Initiatives that may want to hear it: in the same places first, then in the same systems."""
    in_place, in_system = _neighbours(access.portfolio, initiative)
    nearness = Case(When(pk__in=in_place, then=Value(2)), default=Value(0)) + Case(
        When(pk__in=in_system, then=Value(1)), default=Value(0)
    )
    rows = Initiative.objects.seen_with(access).active().exclude(pk=initiative.pk)
    rows = rows.filter(Q(pk__in=in_place) | Q(pk__in=in_system)).alias(nearness=nearness)
    nearest = rows.order_by("-nearness", F("last_heard_at").desc(nulls_last=True), "pk")
    return _with_systems(access.portfolio, nearest[:SUGGESTIONS])


def near(access: Access, initiative: Initiative | None) -> list[LearningLog]:
    """What initiatives nearby have seen in the last seven days."""
    if initiative is None:
        return []
    in_place, in_system = _neighbours(access.portfolio, initiative)
    since = timezone.localdate() - timedelta(days=NEAR_DAYS)
    rows = LearningLog.objects.seen_with(access).filter(happened_on__gt=since)
    rows = rows.exclude(initiative=initiative).exclude(by_id=access.user.pk)
    rows = rows.filter(Q(initiative__in=in_place) | Q(initiative__in=in_system))
    rows = rows.filter(initiative__in=Initiative.objects.seen_with(access)).select_related("initiative")
    return list(rows.order_by("-happened_on", "-pk")[:NEAR])


def done(access: Access) -> list[Result]:
    """Reports that cite what this person posted, newest first."""
    cited = FindingLog.objects.filter(log__by=access.user.pk, was_before=False)
    reports = SenseMakingReport.objects.seen_with(access).filter(pk__in=cited.values("finding__report"))
    found = list(reports.order_by("-from_on", "-pk")[:DONE])
    logs: dict[int, set[int]] = {report.pk: set() for report in found}
    for report_pk, log_pk in cited.filter(finding__report__in=found).values_list("finding__report", "log"):
        logs[report_pk].add(log_pk)
    return [Result(report, len(logs[report.pk])) for report in found]


def _last_posts(portfolio: Portfolio, author: Author) -> list[tuple[int, datetime]]:
    """(initiative id, moment) of this author's latest posts here, newest first."""
    found: list[tuple[int, datetime]] = []
    for model in (LearningLog, Update):
        rows: QuerySet[Any] = model._default_manager.filter(author.own, portfolio=portfolio, initiative__isnull=False)
        found.extend(rows.order_by("-pk").values_list("initiative_id", "created_at")[:20])
    return sorted(found, key=lambda pair: pair[1], reverse=True)


def _neighbours(portfolio: Portfolio, initiative: Initiative) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """Ids of the initiatives in the same places, and of those that touch the same systems."""
    places = Initiative.places.through._default_manager
    in_place = places.filter(place_id__in=places.filter(initiative_id=initiative.pk).values("place_id"))
    live = Placement.objects.live().filter(portfolio=portfolio)
    touched = PlacementSystem.objects.filter(placement__in=live.filter(initiative=initiative).values("pk"))
    in_system = live.filter(touches__system__in=touched.values("system"))
    return in_place.values("initiative_id"), in_system.values("initiative_id")


def _with_systems(portfolio: Portfolio, initiatives: Iterable[Initiative]) -> list[Choice]:
    """The initiatives with their main systems, in two queries at most."""
    listed = list(initiatives)
    here = Placement.objects.live().filter(portfolio=portfolio, initiative__in=listed)
    main = PlacementSystem.objects.filter(placement__in=here).order_by("is_main").select_related("system", "placement")
    systems = {touch.placement.initiative_id: touch.system for touch in main}
    return [Choice(initiative, systems.get(initiative.pk)) for initiative in listed]
