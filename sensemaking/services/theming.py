"""What people decide about themes: names, merging, splitting, pinning, setting aside, and where a log belongs."""

from collections import Counter
from collections.abc import Sequence
from math import sqrt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sensemaking.identity import STEMS_KEPT
from sensemaking.models import LearningLog, Theme, ThemeLog
from sensemaking.records import whole_text
from sensemaking.text import Analyser
from stakeholders.models import Change, User
from stakeholders.policies import Refused
from stakeholders.services import edits, history

FEWEST_TO_SPLIT = 2
IN_NO_THEME = 0
"""Stands in the history for a log that people put into no theme."""


def rename(*, theme: Theme, name: str, by: User) -> Change | None:
    """Give the theme a name that later reports keep; an empty one lets its logs name it again."""
    return _decide(theme, by, name=name.strip())


def pin(*, theme: Theme, is_pinned: bool, by: User) -> Change | None:
    """Keep the theme however few speak of it, or let it go."""
    return _decide(theme, by, is_pinned=is_pinned)


def set_aside(*, theme: Theme, is_excluded: bool, by: User) -> Change | None:
    """Never show it, because it is no theme (a phrase of the form, say), or show it again."""
    return _decide(theme, by, is_excluded=is_excluded)


@transaction.atomic
def merge(*, theme: Theme, into: Theme, by: User) -> Change | None:
    """Let the theme live on in another one of its portfolio.

    Raises Refused for itself, for one of another portfolio, and for one that lives on in this one or in another.
    """
    if into.pk == theme.pk or into.portfolio_id != theme.portfolio_id:
        raise Refused(_("Choose another theme of this portfolio."))
    heir = Theme.objects.select_for_update().get(pk=into.pk)
    if heir.merged_into_id is not None:
        raise Refused(_("That theme lives on in another one. Choose that one instead."))
    return _decide(theme, by, merged_into=heir)


@transaction.atomic
def split(*, theme: Theme, name: str, logs: Sequence[LearningLog], by: User) -> Theme:
    """Make the chosen logs a theme of their own, which is pinned; later logs that speak like them join it.

    Raises Refused without a name and with fewer than two logs.
    """
    if not name.strip():
        raise Refused(_("Give the new theme a name."))
    if len(logs) < FEWEST_TO_SPLIT:
        raise Refused(_("Choose at least two logs that belong together."))
    part = Theme(
        portfolio=theme.portfolio, profile=_profile(theme, logs), first_on=theme.first_on, last_on=theme.last_on
    )
    values: dict[str, Any] = {"name": name.strip(), "is_pinned": True, "split_from": theme}
    edits.save(part, values=values, by=by, portfolio=theme.portfolio)
    for log in logs:
        place(log=log, theme=part, by=by)
    return part


@transaction.atomic
def place(*, log: LearningLog, theme: Theme | None, by: User) -> Change | None:
    """Put a log into a theme, or into none; it stays there in every later report. Returns the edit to take back."""
    if theme is not None and theme.portfolio_id != log.portfolio_id:
        raise Refused(_("Choose another theme of this portfolio."))
    before = _placed(log)
    ThemeLog.objects.update_or_create(log=log, defaults={"theme": theme, "by": by})
    return _moved(log, before, by)


@transaction.atomic
def release(*, log: LearningLog, by: User) -> Change | None:
    """Let the words of a log say again where it belongs. Returns the edit to take back."""
    before = _placed(log)
    ThemeLog.objects.filter(log=log).delete()
    return _moved(log, before, by)


def put_back(log: LearningLog, theme: int | None, by: User) -> None:
    """Put a log where it was: in a theme, in none, or where its own words say. Raises CannotUndo without the theme."""
    if theme is None:
        ThemeLog.objects.filter(log=log).delete()
    elif theme != IN_NO_THEME and not Theme.objects.filter(pk=theme, portfolio=log.portfolio_id).exists():
        raise history.CannotUndo(_("The theme in which it stood is gone."))
    else:
        ThemeLog.objects.update_or_create(log=log, defaults={"theme_id": theme or None, "by": by})


def _placed(log: LearningLog) -> int | None:
    """The theme into which people put the log, 0 for none; None where its own words decide."""
    row = ThemeLog.objects.filter(log=log).first()
    return None if row is None else row.theme_id or IN_NO_THEME


def _moved(log: LearningLog, before: int | None, by: User) -> Change | None:
    fields = history.difference({"theme": before}, {"theme": _placed(log)})
    return history.record(log, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=log.portfolio)


@transaction.atomic
def _decide(theme: Theme, by: User, **values: Any) -> Change | None:
    row = Theme.objects.select_for_update(of=("self",)).select_related("portfolio").get(pk=theme.pk)
    return edits.save(row, values=values, by=by, portfolio=row.portfolio)


def _profile(theme: Theme, logs: Sequence[LearningLog]) -> dict[str, float]:
    """The stems of the chosen logs; those that several of them share weigh more."""
    analyser = Analyser(theme.portfolio.language)
    counts: Counter[str] = Counter()
    for log in logs:
        counts.update(set(analyser.stems(whole_text(log.title, log.tried, log.saw, log.next))[1]))
    kept = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:STEMS_KEPT]
    length = sqrt(sum(count * count for _stem, count in kept)) or 1.0
    return {stem: round(count / length, 4) for stem, count in kept}


def restore(row: Theme, values: dict[str, Any], by: User) -> None:
    """Write earlier decisions back."""
    for name, value in values.items():
        setattr(row, row._meta.get_field(name).attname, value)  # type: ignore[union-attr]
    row.save(update_fields=list(values))


def undo(*, change: Change, by: User) -> Change:
    """Take the last decision about a theme back; raises CannotUndo."""
    return history.undo(change=change, by=by)


def register() -> None:
    """Let decisions about themes be taken back."""
    history.restorers.add(Theme._meta.label, restore)
