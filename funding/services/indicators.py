"""Indicators are described and retired here, and observations are written and corrected."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.indicators.rules import faults
from funding.models import Indicator, Observation
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import edits, history, shared_texts

SUBJECT = ("initiative", "combination", "place")
FACTS = (
    *SUBJECT, "value", "low", "high", "from_on", "to_on", "split_by", "group", "source", "url", "missing_why",
)  # fmt: skip
SAME = (*SUBJECT, "from_on", "to_on", "split_by", "group", "source")
"""Two observations that agree in these would count one thing twice."""


@transaction.atomic
def add(*, indicator: Indicator, values: dict[str, Any], by: User) -> Change | None:
    """Agree on a measure; raises ValidationError for a name that another has."""
    portfolio = Portfolio.objects.select_for_update(no_key=True).get(pk=indicator.portfolio_id)
    _name_is_free(indicator, values["name"])
    return edits.save(indicator, values=values, by=by, portfolio=portfolio)


@transaction.atomic
def describe(
    *, indicator: Indicator, values: dict[str, Any], edit: int, by: User, portfolio: Portfolio, why: str = ""
) -> Change | None:
    """Say it differently; raises ValidationError for another unit once something was observed or a name that another
    has, and Stale.
    """
    _locked(indicator)
    if "name" in values:
        _name_is_free(indicator, values["name"])
    before = Indicator.objects.get(pk=indicator.pk)
    if "unit" in values and values["unit"] != before.unit and before.observations.exists():
        raise ValidationError({"unit": _("Values are recorded in this unit. Make a new indicator for another one.")})
    return shared_texts.save(indicator, values=values, edit=edit, by=by, portfolio=portfolio, why=why)


@transaction.atomic
def retire(*, indicator: Indicator, by: User) -> Change | None:
    """Measure it no longer; what was observed stays."""
    row = _locked(indicator)
    if row.retired_on:
        raise Refused(_("It is retired already."))
    return edits.save(row, values={"retired_on": timezone.localdate()}, by=by, portfolio=row.portfolio)


@transaction.atomic
def resume(*, indicator: Indicator, by: User) -> Change | None:
    """Measure it again."""
    row = _locked(indicator)
    if not row.retired_on:
        raise Refused(_("It is measured already."))
    return edits.save(row, values={"retired_on": None}, by=by, portfolio=row.portfolio)


@transaction.atomic
def observe(*, indicator: Indicator, by: User | None, external_id: str = "", **facts: Any) -> Observation:
    """Record what was observed; raises ValidationError for what can't be, or is here already."""
    row = _locked(indicator)
    if row.retired_on:
        raise Refused(_("This indicator is no longer measured. Take it up again first."))
    made = Observation(indicator=row, by=by, external_id=external_id, **facts)
    _check(made)
    if _twins(made).exists():
        raise ValidationError(_("This was observed already, by the same source. Correct that row instead."))
    return _recorded(made, by)


@transaction.atomic
def correct(*, observation: Observation, by: User | None, why: str, **facts: Any) -> Observation:
    """Put a new row in the place of one that is wrong; the old one stays to be read. Raises Refused when it was
    corrected already, ValidationError for what can't be.
    """
    _locked(observation.indicator)
    old = Observation.objects.get(pk=observation.pk)
    if Observation.objects.filter(corrects=old).exists():
        raise Refused(_("It was corrected already. Correct the newer row."))
    said = {name: getattr(old, name) for name in FACTS} | facts
    made = Observation(indicator=observation.indicator, by=by, corrects=old, external_id=old.external_id, **said)
    _check(made)
    if _twins(made).exclude(pk=old.pk).exists():
        raise ValidationError(_("Another row says this already. Correct that one."))
    _recorded(made, by, why)
    first = first_of(old)
    fields: dict[str, list[Any]] = {"value": [_plain(old.value), _plain(made.value)]}
    portfolio = made.indicator.portfolio
    history.record(first, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=portfolio, why=why)
    return made


def first_of(observation: Observation) -> Observation:
    """The row that was there before all its corrections."""
    row = observation
    while row.corrects_id:
        row = Observation.objects.get(pk=row.corrects_id)
    return row


def is_taken(indicator: Indicator, name: str) -> bool:
    """Whether another indicator of the portfolio has this name."""
    twins = Indicator.objects.filter(portfolio=indicator.portfolio_id, name__iexact=name)
    return twins.exclude(pk=indicator.pk).exists()


def _name_is_free(indicator: Indicator, name: str) -> None:
    if is_taken(indicator, name):
        raise ValidationError({"name": _("This portfolio already has an indicator of that name.")})


def _locked(indicator: Indicator) -> Indicator:
    """The row as it stands, held; after the portfolio, which an import of observations holds too."""
    Portfolio.objects.select_for_update(no_key=True).get(pk=indicator.portfolio_id)
    rows = Indicator.objects.select_for_update(of=("self",)).select_related("portfolio")
    return rows.get(pk=indicator.pk)


def _check(row: Observation) -> None:
    if found := faults({name: getattr(row, name) for name in FACTS}, today=timezone.localdate()):
        raise ValidationError(dict(found))


def _twins(row: Observation) -> Any:
    """Standing rows that say the same of the same by the same source."""
    rows = Observation.objects.standing().filter(indicator=row.indicator)
    same = {name: getattr(row, name) for name in SAME}
    exact = {name: value for name, value in same.items() if value is not None}
    return rows.filter(**exact, **{f"{name}__isnull": True for name in same.keys() - exact.keys()})


def _recorded(row: Observation, by: User | None, why: str = "") -> Observation:
    row.save()
    fields = {"value": [None, _plain(row.value)], "source": [None, row.source]}
    history.record(row, kind=Change.Kind.CREATED, fields=fields, by=by, portfolio=row.indicator.portfolio, why=why)
    return row


def _plain(value: Any) -> str | None:
    return None if value is None else str(value)
