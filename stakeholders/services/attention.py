"""Tending the garden: settings of its rules, items put to rest, and the days on which they were first seen."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stakeholders.access import Access, steward_access
from stakeholders.attention import Item, Look, Rule, rules
from stakeholders.models import (
    AttentionMark,
    AttentionSetting,
    AttentionSighting,
    Portfolio,
    User,
)
from stakeholders.policies import Refused

SNOOZE_DAYS = (7, 30, 90)
MOST = 10_000


def settings_of(portfolio: Portfolio) -> dict[str, AttentionSetting]:
    """The settings that this portfolio made, by rule."""
    return {setting.rule: setting for setting in AttentionSetting.objects.filter(portfolio=portfolio)}


@transaction.atomic
def set_rules(*, portfolio: Portfolio, values: dict[str, tuple[bool, int | None]], by: User) -> None:
    """Keep for each rule whether it looks, and with which number."""
    for name, (is_on, number) in values.items():
        AttentionSetting.objects.update_or_create(
            portfolio=portfolio, rule=name, defaults={"is_on": is_on, "number": number}
        )


def _mark(
    portfolio: Portfolio, rule: str, item: Item, by: User, kind: str, until: date | None, why: str
) -> AttentionMark:
    facts = {"kind": kind, "until_on": until, "why": why, "by": by, "at": timezone.now(), "title": item.title[:200]}
    mark, _is_new = AttentionMark.objects.update_or_create(
        portfolio=portfolio, rule=rule, subject=item.subject, defaults=facts
    )
    return mark


def snooze(*, portfolio: Portfolio, rule: str, item: Item, days: int, by: User) -> AttentionMark:
    """Let an item rest for some days; raises Refused for a number of days that isn't offered."""
    if days not in SNOOZE_DAYS:
        raise Refused(_("An item can rest for 7, 30 or 90 days."))
    until = timezone.localdate() + timedelta(days=days)
    return _mark(portfolio, rule, item, by, AttentionMark.Kind.SNOOZED, until, "")


def not_needed(*, portfolio: Portfolio, rule: str, item: Item, why: str, by: User) -> AttentionMark:
    """Put an item away for good; raises Refused without a reason."""
    if not why.strip():
        raise Refused(_("Say in a sentence why it is not needed."))
    return _mark(portfolio, rule, item, by, AttentionMark.Kind.NOT_NEEDED, None, why.strip())


def wake(*, mark: AttentionMark) -> None:
    """Bring an item back."""
    mark.delete()


def look_around(portfolio: Portfolio) -> int:
    """Keep since when items are there that can't tell it themselves; return how many there are.

    Looks as a steward does. What is no longer found is forgotten, so that it counts anew when it comes back.
    """
    access = steward_access(portfolio)
    chosen, today, many = settings_of(portfolio), timezone.localdate(), 0
    for name, rule in rules.items():
        if rule.is_sighted:
            subjects = {item.subject for item in _all_items(rule, access, number_of(rule, chosen.get(name)), today)}
            _keep_sightings(portfolio, name, subjects, today)
            many += len(subjects)
    return many


def number_of(rule: Rule, setting: AttentionSetting | None) -> int:
    """The number a rule looks with: the portfolio's own, or else the usual one."""
    return (setting.number if setting and setting.number is not None else rule.number) or 0


def _all_items(rule: Rule, access: Access, number: int, today: date) -> tuple[Item, ...]:
    return rule.find(Look(access=access, number=number, today=today, many=MOST)).items


def _keep_sightings(portfolio: Portfolio, rule: str, subjects: set[int], today: date) -> None:
    known = AttentionSighting.objects.filter(portfolio=portfolio, rule=rule)
    seen = set(known.values_list("subject", flat=True))
    known.filter(subject__in=seen - subjects).delete()
    AttentionSighting.objects.bulk_create(
        (
            AttentionSighting(portfolio=portfolio, rule=rule, subject=subject, since_on=today)
            for subject in sorted(subjects - seen)
        ),
        ignore_conflicts=True,
        batch_size=500,
    )
