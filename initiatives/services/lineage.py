"""Where an initiative came from and what it became: saying so, taking it back, and never in a circle."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Challenge, Initiative, Lineage
from initiatives.querysets_lineage import BACKWARD
from stakeholders.models import Change, Organisation, PolicyLink, Portfolio, User
from stakeholders.services import history

End = Initiative | Challenge | PolicyLink | Organisation | str

BY_HAND: dict[str, tuple[type, ...]] = {
    Lineage.Kind.CAME_FROM: (Initiative, Challenge, str),
    Lineage.Kind.BECAME: (Initiative, PolicyLink, Organisation, str),
    Lineage.Kind.SPUN_OUT: (Initiative, Organisation, str),
}
"""What people say themselves, and what may stand at the other end; merging and splitting say the rest."""

FIELDS = ("kind", "other", "challenge", "policy", "organisation", "named", "why", "on")
KEY = "lineage"
"""The name under which the history of an initiative keeps what was said by hand."""


@transaction.atomic
def say(
    *, initiative: Initiative, kind: str, to: End, by: User | None, why: str = "", on: date | None = None,
    batch: Any = None,
) -> Lineage:  # fmt: skip
    """Say where an initiative came from or what it became, once.

    Raises ValidationError for itself, for what is said already from either side, and for a circle.
    """
    row = _locked(initiative.pk)
    end = to.strip() if isinstance(to, str) else to
    _must_fit(row, kind, end, on)
    before = said(row)
    step = Lineage.objects.create(
        initiative=row, kind=kind, why=why.strip(), on=on or timezone.localdate(), by=by, **{_field(end): end}
    )
    _note(row, before, by, why, batch)
    return step


@transaction.atomic
def take_back(*, step: Lineage, by: User, why: str = "") -> Change | None:
    """Remove what was said by hand; raises ValidationError for what a merge or a split has said."""
    row = _locked(step.initiative_id)
    if step.kind not in BY_HAND:
        raise ValidationError(_("A merge or a split says this. Undo that instead."))
    before = said(row)
    row.lineage.filter(pk=step.pk).delete()
    return _note(row, before, by, why)


def said(initiative: Initiative) -> list[dict[str, Any]]:
    """What was said by hand about this initiative, as the history keeps it."""
    rows = Lineage.objects.filter(initiative=initiative, kind__in=BY_HAND).order_by("pk")
    return [{**row, "on": row["on"].isoformat()} for row in rows.values("id", *FIELDS)]


def restore(initiative: Initiative, wanted: list[dict[str, Any]]) -> None:
    """Make what was said by hand what it was; raises CannotUndo when that would close a circle by now."""
    kept = {row["id"] for row in wanted}
    there = set(initiative.lineage.filter(kind__in=BY_HAND).values_list("pk", flat=True))
    initiative.lineage.filter(kind__in=BY_HAND).exclude(pk__in=kept).delete()
    for facts in wanted:
        if facts["id"] not in there:
            _bring_back(initiative, facts)


def _locked(initiative: int) -> Initiative:
    """The row, with its home held, so that no two say at once what together would be a circle."""
    row = Initiative.objects.select_related("home").get(pk=initiative)
    Portfolio.objects.select_for_update().get(pk=row.home_id)
    return row


def _bring_back(initiative: Initiative, facts: dict[str, Any]) -> None:
    for name, model in (("other", Initiative), ("challenge", Challenge), ("policy", PolicyLink),
                        ("organisation", Organisation)):  # fmt: skip
        if facts[name] and not model._default_manager.filter(pk=facts[name]).exists():
            return
    if facts["other"] and _closes_circle(initiative.pk, facts["kind"], facts["other"]):
        raise history.CannotUndo(_("Since then the other way round was said. Take that back first."))
    ends = {f"{name}_id": facts[name] for name in ("other", "challenge", "policy", "organisation")}
    own = {name: facts[name] for name in ("kind", "named", "why")}
    Lineage.objects.create(initiative=initiative, on=date.fromisoformat(facts["on"]), **ends, **own)


def _must_fit(initiative: Initiative, kind: str, end: End, on: date | None) -> None:
    fits = BY_HAND.get(kind)
    if fits is None:
        raise ValidationError({"kind": _("Merging and splitting say this by themselves.")})
    if not isinstance(end, fits):
        raise ValidationError({"to": _("That can't stand at the other end. Choose another, or give its name.")})
    if end == "":
        raise ValidationError({"to": _("Choose what it was, or give its name.")})
    if isinstance(end, str) and len(end) > 200:
        raise ValidationError({"to": _("Give its name in 200 characters.")})
    if on is not None and on > timezone.localdate():
        raise ValidationError({"on": _("That day has not come yet.")})
    if isinstance(end, Initiative):
        _must_be_another(initiative, kind, end)
    if Lineage.objects.filter(initiative=initiative, kind=kind, **{_field(end): end}).exists():
        raise ValidationError({"to": _("This is said already.")})


def _must_be_another(initiative: Initiative, kind: str, other: Initiative) -> None:
    if other.pk == initiative.pk:
        raise ValidationError({"to": _("An initiative can't come from itself.")})
    first, second = (other.pk, initiative.pk) if kind == Lineage.Kind.CAME_FROM else (initiative.pk, other.pk)
    forward = Lineage.objects.filter(initiative=first, other=second).exclude(kind__in=BACKWARD)
    backward = Lineage.objects.filter(initiative=second, other=first, kind__in=BACKWARD)
    if forward.exists() or backward.exists():
        raise ValidationError({"to": _("This is said already, perhaps on the other's page.")})
    if _closes_circle(initiative.pk, kind, other.pk):
        raise ValidationError({"to": _("That would be a circle: something can't come from what it became.")})


def _closes_circle(initiative: int, kind: str, other: int) -> bool:
    """Whether the end that would come later stands before the other already."""
    earlier, later = (initiative, other) if kind == Lineage.Kind.CAME_FROM else (other, initiative)
    return Lineage.objects.is_before(earlier, later)


def _field(end: End) -> str:
    kinds: tuple[tuple[type, str], ...] = (
        (Initiative, "other"), (Challenge, "challenge"), (PolicyLink, "policy"), (Organisation, "organisation")
    )  # fmt: skip
    return next((name for model, name in kinds if isinstance(end, model)), "named")


def _note(
    initiative: Initiative, before: list[dict[str, Any]], by: User | None, why: str, batch: Any = None
) -> Change | None:  # fmt: skip
    fields = history.difference({KEY: before}, {KEY: said(initiative)})
    return history.record(
        initiative, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=initiative.home, why=why, batch=batch
    )
