"""Outcomes: harvested, edited by two people without loss, decided about, taken out and put back."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.models import Concern, Outcome
from funding.quotes import stands_in
from portfolio_hub.lib.meanwhile import Stale
from sensemaking.models import LearningLog
from stakeholders.models import Change, Portfolio, User
from stakeholders.services import edits, history

CONCERNS = "concerns"


@transaction.atomic
def harvest(*, portfolio: Portfolio, values: dict[str, Any], by: User, concerns: Collection[Concern] = ()) -> Outcome:
    """Write an outcome down; nobody has verified it yet. Raises ValidationError for words that its log does not say."""
    outcome = Outcome(portfolio=portfolio, by=by)
    refuse_other_words(values)
    for name, value in values.items():
        setattr(outcome, name, value)
    outcome.save()
    outcome.concerns.set(concerns)
    fields = history.difference({}, _facts(outcome, values))
    history.record(outcome, kind=Change.Kind.CREATED, fields=fields, by=by, portfolio=portfolio)
    return outcome


@transaction.atomic
def edit(
    *, outcome: Outcome, values: dict[str, Any], concerns: Collection[Concern], opened_with: int, by: User
) -> Change | None:
    """Save what two people may edit at once; raises Stale with today's values when it has moved on meanwhile."""
    now = Outcome.objects.select_for_update(of=("self",)).get(pk=outcome.pk)
    if now.edit != opened_with:
        raise Stale(edits.facts_of(now, list(values)))
    refuse_other_words(values)
    before = _facts(now, values)
    for name, value in values.items():
        setattr(now, name, value)
    now.save(update_fields=list(values))
    now.concerns.set(concerns)
    return _note(now, before, _facts(now, values), by)


@transaction.atomic
def decide(*, outcome: Outcome, substantiation: str, by: User, why: str) -> Change | None:
    """Say how sure it is, with a reason."""
    if not why.strip():
        raise ValidationError({"why": _("Say what this rests on.")})
    return set_one(outcome, "substantiation", substantiation, by, why)


@transaction.atomic
def remove(*, outcome: Outcome, by: User) -> Change | None:
    """Take it out; it can be put back. Links that were mailed about it open nothing meanwhile."""
    return set_one(outcome, "removed_at", timezone.now(), by, "")


def refuse_other_words(values: dict[str, Any]) -> None:
    """Raise ValidationError when the quote does not stand in the log."""
    quote, log = values.get("quote", ""), values.get("log")
    if quote and log is None:
        raise ValidationError({"quote": _("Say from which learning log these words are.")})
    if quote and not stands_in(log, quote):
        raise ValidationError({"quote": _("These words do not stand in the log. Copy them from it as they are.")})


def unquote(log: LearningLog) -> None:
    """Forget the words of a log that ends; the outcome stays, without them."""
    Outcome.objects.filter(log=log).exclude(quote="").update(quote="", edit=F("edit") + 1)


def set_one(outcome: Outcome, name: str, value: Any, by: User, why: str) -> Change | None:
    """Write one value and note it."""
    now = Outcome.objects.select_for_update(of=("self",)).get(pk=outcome.pk)
    before = edits.facts_of(now, [name])
    setattr(now, name, value)
    now.save(update_fields=[name])
    return _note(now, before, edits.facts_of(now, [name]), by, why)


def _note(now: Outcome, before: dict[str, Any], after: dict[str, Any], by: User, why: str = "") -> Change | None:
    fields = history.difference(before, after)
    if fields:
        Outcome.objects.filter(pk=now.pk).update(edit=F("edit") + 1)
    return history.record(now, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=now.portfolio, why=why)


def _facts(outcome: Outcome, values: dict[str, Any]) -> dict[str, Any]:
    """What the history keeps: everything but the words of the log, which end with the log."""
    names = [name for name in values if name != "quote"]
    return {**edits.facts_of(outcome, names), CONCERNS: sorted(outcome.concerns.values_list("pk", flat=True))}


def restore(outcome: Outcome, values: dict[str, Any], by: User) -> None:
    """Write earlier values back; what they named and is gone meanwhile stays gone."""
    kept = dict(values)
    concerns = kept.pop(CONCERNS, None)
    for name, value in kept.items():
        field: Any = Outcome._meta.get_field(name)
        if field.is_relation and value is not None and not field.related_model._base_manager.filter(pk=value).exists():
            value = None
        setattr(outcome, field.attname, value if field.is_relation else field.to_python(value))
    if "log" in kept:
        outcome.quote = outcome.quote if stands_in(outcome.log, outcome.quote) else ""
    outcome.edit += 1
    outcome.save()
    if concerns is not None:
        outcome.concerns.set(Concern.objects.filter(pk__in=concerns, portfolio=outcome.portfolio))
