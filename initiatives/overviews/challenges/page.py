"""All that a challenge's page shows: the track, the framings side by side with who said what, answers, lineage."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.http import Http404
from django.utils.translation import gettext as _

from initiatives.models import Answer, Challenge, Framing, FramingMark, Initiative
from initiatives.policies import Ruling
from initiatives.policies_challenges import may_contribute, may_edit_challenge, may_steer
from portfolio_hub.lib import dates
from stakeholders.access import Access, Permission
from stakeholders.models import Membership, Organisation, Role

TRACK = (
    Challenge.Status.RAISED, Challenge.Status.FRAMING, Challenge.Status.CONVENING, Challenge.Status.TAKEN_UP,
    Challenge.Status.REVIEWED,
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """One person's mark on a framing."""

    name: str
    role: str
    sentence: str
    is_mine: bool


@dataclass(frozen=True)
class View:
    """One framing as the page shows it."""

    framing: Framing
    author: str
    role: str
    is_mine: bool
    may_edit: bool
    is_forward: bool
    agreeing: list[Said] = field(default_factory=list)
    differing: list[Said] = field(default_factory=list)

    @property
    def my_stance(self) -> str:
        """The reader's own mark, or nothing."""
        mine = {FramingMark.Stance.AGREE: self.agreeing, FramingMark.Stance.DIFFERENT: self.differing}
        return next((str(stance) for stance, said in mine.items() if any(mark.is_mine for mark in said)), "")

    @property
    def my_sentence(self) -> str:
        """What the reader said with their mark."""
        return next((mark.sentence for mark in [*self.agreeing, *self.differing] if mark.is_mine), "")


@dataclass(frozen=True)
class ChallengePage:
    """What the page shows."""

    challenge: Challenge
    raised_by: str
    track: list[dict[str, Any]]
    views: list[View]
    answers: list[Answer]
    merged_from: list[Challenge]
    split_into: list[Challenge]
    split_from: Challenge | None
    merged_into: Challenge | None
    contribute: Ruling
    edit: Ruling
    steer: Ruling

    @property
    def forward(self) -> View | None:
        """The framing taken forward."""
        return next((view for view in self.views if view.is_forward), None)


def find(access: Access, pk: int) -> Challenge:
    """The challenge, if this reader may see it; raises Http404."""
    rows = Challenge.objects.seen_with(access).select_related("organisation", "raised_by", "portfolio")
    challenge = rows.defer("search").filter(pk=pk).first()
    if challenge is None:
        raise Http404
    return challenge


def find_framing(access: Access, pk: int) -> Framing:
    """A framing of a challenge that this reader may see; raises Http404."""
    seen = Challenge.objects.seen_with(access).values("pk")
    framing = Framing.objects.select_related("challenge__portfolio").filter(pk=pk, challenge__in=seen).first()
    if framing is None:
        raise Http404
    return framing


def challenge_page(access: Access, challenge: Challenge) -> ChallengePage:
    """Build the page in a fixed number of queries."""
    seen = Challenge.objects.seen_with(access).defer("search").select_related("portfolio").order_by("pk")
    known = {row.pk: row for row in seen.filter(pk__in=[challenge.split_from_id or 0, challenge.merged_into_id or 0])}
    visible = Initiative.objects.seen_with(access).values("pk")
    is_named = access.may(Permission.SEE_PEOPLE)
    return ChallengePage(
        challenge=challenge,
        raised_by=str(challenge.raised_by) if is_named and challenge.raised_by else "",
        track=track(challenge),
        views=_views(access, challenge),
        answers=list(challenge.answers.filter(initiative__in=visible).select_related("initiative")),
        merged_from=list(seen.filter(merged_into=challenge)),
        split_into=list(seen.filter(split_from=challenge)),
        split_from=known.get(challenge.split_from_id or 0),
        merged_into=known.get(challenge.merged_into_id or 0),
        contribute=may_contribute(access, challenge),
        edit=may_edit_challenge(access, challenge),
        steer=may_steer(access, challenge),
    )


def track(challenge: Challenge) -> list[dict[str, Any]]:
    """The states in their order; parked and merged ones stand outside of it."""
    order = [str(status) for status in TRACK]
    at = order.index(challenge.status) if challenge.status in order else -1
    since = _("since %(day)s") % {"day": dates.day(challenge.status_since_on)}
    return [
        {
            "label": status.label, "is_current": place == at, "is_done": place < at,
            "note": since if place == at else "",
        }
        for place, status in enumerate(TRACK)
    ]  # fmt: skip


def _views(access: Access, challenge: Challenge) -> list[View]:
    marks = Prefetch("marks", FramingMark.objects.select_related("by"))
    framings = list(challenge.framings.select_related("by", "organisation").prefetch_related(marks))
    people = {framing.by_id for framing in framings} | {mark.by_id for row in framings for mark in row.marks.all()}
    held = Membership.objects.filter(portfolio=challenge.portfolio_id, user__in=people - {None})
    roles = dict(held.values_list("user", "role")) if access.may(Permission.SEE_PEOPLE) else {}
    mine = set(Organisation.objects.spoken_for_by(access.user).values_list("pk", flat=True))
    may_write = bool(may_contribute(access, challenge))
    return [_view(access, challenge, row, roles, may_write and row.organisation_id in mine) for row in framings]


def _view(
    access: Access, challenge: Challenge, framing: Framing, roles: dict[int, str], speaks_for_it: bool
) -> View:  # fmt: skip
    is_named = access.may(Permission.SEE_PEOPLE)
    is_mine = framing.by_id is not None and framing.by_id == access.user.pk
    said: dict[str, list[Said]] = {stance: [] for stance in FramingMark.Stance.values}
    for mark in framing.marks.all():
        name = str(mark.by) if is_named else ""
        said[mark.stance].append(Said(name, _role(roles, mark.by_id), mark.sentence, mark.by_id == access.user.pk))
    return View(
        framing=framing,
        author=str(framing.by) if framing.by and is_named else "",
        role=_role(roles, framing.by_id),
        is_mine=is_mine,
        may_edit=(is_mine and bool(may_contribute(access, challenge))) or speaks_for_it,
        is_forward=framing.pk == challenge.framing_id,
        agreeing=said[FramingMark.Stance.AGREE],
        differing=said[FramingMark.Stance.DIFFERENT],
    )


def _role(roles: dict[int, str], user: int | None) -> str:
    return str(Role(roles[user]).label) if user in roles else ""
