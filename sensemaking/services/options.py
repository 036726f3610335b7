"""Possibilities kept open: offered for a challenge, parked while it is being framed, taken up, withdrawn."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Challenge, Initiative, Lineage
from initiatives.services import lineage, records
from initiatives.services.challenges import answers
from sensemaking.models import Option
from sensemaking.querysets import CIRCLES_BY_WIDTH
from stakeholders.models import Change, Portfolio, User
from stakeholders.services import edits, history

Status = Option.Status
SUMMARY_CHARS = 600
MOST_CHARS = 500
MOVES = (Status.OPEN, Status.PROBING, Status.PARKED)
"""States between which an option goes while it is kept open."""


def circles_within(circle: str) -> tuple[str, ...]:
    """The circles that reach no further than this one."""
    return CIRCLES_BY_WIDTH[: CIRCLES_BY_WIDTH.index(circle) + 1]


@transaction.atomic
def offer(
    *, portfolio: Portfolio, by: User, title: str, description: str = "", circle: str = "",
    challenge: Challenge | None = None, **more: Any,
) -> Option:  # fmt: skip
    """Keep a possibility open; one offered while its challenge is being framed is parked.

    `more` may say who looks after it, what it costs a year, until when, whether it can be undone, which log opened it.
    Raises ValidationError without a line, for a circle wider than the challenge's, and for a merged challenge.
    """
    if not title.strip():
        raise ValidationError({"title": _("Say in a line what could be done.")})
    status = Status.OPEN
    if challenge is not None:
        challenge = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
        if challenge.is_merged:
            raise ValidationError(_("This was merged into another challenge. Go on there."))
        status = Status.PARKED if waits(challenge) else Status.OPEN
    circle = circle or (challenge.circle if challenge else "portfolio")
    refuse_wider(circle, challenge)
    option = Option(portfolio=portfolio, challenge=challenge, by=by)
    values = {"title": title.strip(), "description": description, "circle": circle, "status": status, **more}
    edits.save(option, values=values, by=by, portfolio=portfolio)
    return option


def waits(challenge: Challenge | None) -> bool:
    """Whether it is still open what the problem is, or the challenge rests."""
    return challenge is not None and (challenge.is_being_framed or challenge.status == Challenge.Status.PARKED)


def refuse_wider(circle: str, challenge: Challenge | None) -> None:
    """Raise ValidationError for a circle that reaches further than the challenge's."""
    if challenge is not None and circle not in circles_within(challenge.circle):
        raise ValidationError({"circle": _("The challenge itself is not seen that widely.")}, code="too_wide")


def locked(option: Option) -> Option:
    """The row as it is now, held; raises ValidationError when nothing is open about it any more."""
    row = Option.objects.select_for_update(of=("self",)).select_related("challenge", "portfolio").get(pk=option.pk)
    if row.is_done:
        words = _("This was taken up already.") if row.status == Status.EXERCISED else _("This was closed.")
        raise ValidationError(words, code="done")
    return row


@transaction.atomic
def take_up(
    *, option: Option, by: User, initiative: Initiative | None = None, title: str = "", summary: str = "",
    how: str = "", early_why: str = "",
) -> Initiative:  # fmt: skip
    """Let the option become an initiative, a new one unless one is given, that answers the challenge.

    Raises ValidationError when it was taken up or withdrawn before, and without `early_why` while its challenge is
    being framed or parked.
    """
    row = locked(option)
    is_early = waits(row.challenge)
    if is_early and not early_why.strip():
        raise ValidationError({"early_why": _("Say in a sentence why it can't wait until the problem is framed.")})
    became = initiative or _made_of(row, by, title, summary)
    if row.challenge is not None:
        answers.link(challenge=row.challenge, initiative=became, by=by, how=how)
        if initiative is None:
            lineage.say(initiative=became, kind=Lineage.Kind.CAME_FROM, to=row.challenge, by=by, why=option.title)
    values: dict[str, Any] = {
        "status": Status.EXERCISED, "taken_up_as": became, "closed_on": timezone.localdate(),
        "early_why": early_why.strip() if is_early else "",
    }  # fmt: skip
    edits.save(row, values=values, by=by, portfolio=row.portfolio, why=early_why.strip() or how.strip())
    return became


def _made_of(option: Option, by: User, title: str, summary: str) -> Initiative:
    """A new initiative that says what the option said, where its challenge is."""
    challenge = option.challenge
    values: dict[str, Any] = {"title": title.strip() or option.title, "circle": option.circle}
    values["summary"] = summary.strip() or option.description[:SUMMARY_CHARS]
    if challenge is not None:
        values["systems"] = sorted(challenge.systems.values_list("pk", flat=True))
        values["places"] = sorted(challenge.places.values_list("pk", flat=True))
    return records.create(portfolio=option.portfolio, by=by, why=_("Taken up from an option."), **values)


@transaction.atomic
def move(*, option: Option, to: str, by: User, why: str = "") -> Change | None:
    """Open it, try it out a little, or let it rest.

    Raises ValidationError once it was taken up or closed, for resting without a reason, and while its challenge waits.
    """
    row = locked(option)
    if to not in MOVES:
        raise ValidationError(_("Choose open, probing or parked."))
    if to == Status.PARKED and not why.strip():
        raise ValidationError({"why": _("Say in a sentence why it rests, so that others know when to wake it.")})
    if to != Status.PARKED and waits(row.challenge):
        raise ValidationError(_("It waits until it is clear what the problem is."))
    rests = why.strip()[:MOST_CHARS] if to == Status.PARKED else ""
    values = {"status": to, "parked_why": rests}
    return edits.save(row, values=values, by=by, portfolio=row.portfolio, why=why.strip())


@transaction.atomic
def withdraw(*, option: Option, by: User, learning: str) -> Change | None:
    """Close a possibility with what was learned about it."""
    row = locked(option)
    if not learning.strip():
        raise ValidationError({"learning": _("Say in a line what you learned about it; others may think of it too.")})
    values = {"status": Status.CLOSED, "closing_learning": learning.strip(), "closed_on": timezone.localdate()}
    return edits.save(row, values=values, by=by, portfolio=row.portfolio, why=learning.strip())


def settle(challenge: Challenge) -> None:
    """Park what is open while its challenge is framed, open it when the framing is done, keep it within the circle.

    What people let rest for a reason of their own stays parked.
    """
    rows = Option.objects.filter(challenge=challenge)
    if waits(challenge):
        rows.filter(status__in=(Status.OPEN, Status.PROBING)).update(status=Status.PARKED)
    elif not challenge.is_merged:
        rows.filter(status=Status.PARKED, parked_why="").update(status=Status.OPEN)
    rows.exclude(circle__in=circles_within(challenge.circle)).update(circle=challenge.circle)


def restore(option: Option, values: dict[str, Any], by: User) -> None:
    """Put earlier values back; the state follows the challenge again."""
    for name, value in values.items():
        field: Any = Option._meta.get_field(name)
        setattr(option, field.attname, value if field.is_relation else field.to_python(value))
    option.edit += 1
    option.save()
    if option.challenge is not None:
        settle(option.challenge)


@transaction.atomic
def undo(*, change: Change, by: User) -> None:
    """Take the last edit back; what became an initiative stays taken up. Raises CannotUndo."""
    if "taken_up_as" in change.fields:
        raise history.CannotUndo(_("It became an initiative. Close that with what was learned instead."))
    history.undo(change=change, by=by)
