"""What a log speaks to: the questions that it supports or challenges, its place between poles, its systems."""

from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from initiatives.models import System
from sensemaking.models import Bearing, LearningLog, LearningQuestion, LogSystem, Placing, Slider
from stakeholders.models import User

LEFT, RIGHT = 0, 100


@transaction.atomic
def bear(*, log: LearningLog, sides: Mapping[LearningQuestion, str], by: User | None) -> None:
    """Say for each question whether the log supports it, challenges it, or (empty) does not speak to it.

    Raises ValidationError for a question of another portfolio or initiative, and for a side that there is not.
    """
    for question, side in sides.items():
        if question.portfolio_id != log.portfolio_id or question.initiative_id not in (None, log.initiative_id):
            raise ValidationError({"questions": _("This question belongs to somebody else's learning.")})
        if side and side not in Bearing.Side.values:
            raise ValidationError({"questions": _("A log supports a question or challenges it.")})
        if side:
            defaults = {"side": side, "by": by}
            Bearing.objects.update_or_create(question=question, log=log, defaults=defaults)
        else:
            Bearing.objects.filter(question=question, log=log).delete()


@transaction.atomic
def place(*, log: LearningLog, values: Mapping[Slider, int | None]) -> None:
    """Put the log between the poles of each slider, 0 to 100; None takes it off.

    Raises ValidationError for a slider of another portfolio and for a value beyond the poles.
    """
    for slider, value in values.items():
        if slider.portfolio_id != log.portfolio_id:
            raise ValidationError({"placings": _("This slider belongs to another portfolio.")})
        if value is None:
            Placing.objects.filter(slider=slider, log=log).delete()
        elif LEFT <= value <= RIGHT:
            Placing.objects.update_or_create(slider=slider, log=log, defaults={"value": value})
        else:
            raise ValidationError({"placings": _("Place it between 0 and 100.")})


@transaction.atomic
def assign(*, log: LearningLog, systems: Collection[System]) -> None:
    """Let the log be about these systems, whatever its initiative touches; with none it inherits again.

    Raises ValidationError for a system of another portfolio.
    """
    if any(system.portfolio_id != log.portfolio_id for system in systems):
        raise ValidationError({"systems": _("This system belongs to another portfolio.")})
    LogSystem.objects.filter(log=log).exclude(system__in=systems).delete()
    for system in systems:
        LogSystem.objects.get_or_create(log=log, system=system)
