"""What a run knows of earlier themes, and what it leaves to people when it writes them."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from unittest.mock import patch

import pytest
from django.utils import timezone

from sensemaking.models import Finding, SenseMakingReport, Theme, ThemeFinding
from sensemaking.records import FoundTheme, Known, Movement, Rollup
from sensemaking.services import identities
from stakeholders.models import Portfolio
from tests.factories import make_report

Counted = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def themes(city: Portfolio) -> list[Theme]:
    days = {"first_on": date(2025, 7, 1), "last_on": date(2025, 10, 1)}
    return [
        Theme.objects.create(portfolio=city, found_name=name, profile={name.lower(): 1.0}, **days)
        for name in ("Doors", "Visits", "Neighbours")
    ]


def found(word: str, known: int | None = None) -> FoundTheme:
    """A theme of a run, with next to nothing in it."""
    return FoundTheme(
        words=(word,), stems=(word,), logs=(), before=(), initiatives=(), systems=(), months=(), is_heard=True,
        is_few=True, movement=Movement.STEADY, profile={word: 1.0}, known=Known(known, {word: 1.0}) if known else None,
    )  # fmt: skip


def test_logs_of_a_year_before_count_for_the_last_heir(city: Portfolio, themes: list[Theme]) -> None:
    doors, visits, neighbours = themes
    earlier = make_report(city, from_on=date(2025, 7, 1), to_on=date(2025, 10, 1), ready_at=timezone.now())
    for theme, logs in zip(themes, (4, 3, 2), strict=True):
        finding = Finding.objects.create(
            report=earlier, kind="theme", key=f"theme-{theme.pk}", title=str(theme), log_count=logs, data={}
        )
        ThemeFinding.objects.create(theme=theme, finding=finding)
    Theme.objects.filter(pk=doors.pk).update(merged_into=visits)
    Theme.objects.filter(pk=visits.pk).update(merged_into=neighbours)
    told = {theme.id: theme.year_before for theme in identities.known_to(make_report(city))}
    assert told == {doors.pk: 0, visits.pk: 0, neighbours.pk: 9}


def test_what_people_decide_while_a_report_is_written_stands(city: Portfolio, themes: list[Theme]) -> None:
    doors, matched = themes[0], identities.match

    def meanwhile(*args: Sequence[object]) -> tuple[int | None, ...]:
        Theme.objects.filter(pk=doors.pk).update(name="Open doors", is_pinned=True)
        return matched(*args)  # type: ignore[arg-type]

    with patch.object(identities, "match", meanwhile):
        identities.keep(make_report(city), Rollup(themes=(found("door", doors.pk),)))
    doors.refresh_from_db()
    assert (doors.name, doors.is_pinned) == ("Open doors", True)
    assert (doors.found_name, doors.profile, doors.last_on) == ("Door", {"door": 1.0}, date(2026, 10, 1))


def test_themes_are_written_at_once_however_many(
    city: Portfolio, themes: list[Theme], django_assert_max_num_queries: Counted
) -> None:
    report: SenseMakingReport = make_report(city)
    known = [found(theme.found_name.lower(), theme.pk) for theme in themes]
    new = [found(word) for word in ("kerb", "shade", "water", "bench")]
    with django_assert_max_num_queries(8):
        kept = identities.keep(report, Rollup(themes=(*known, *new)))
    assert [theme.pk for theme in kept[:3]] == [theme.pk for theme in themes]
    assert set(Theme.objects.values_list("found_name", flat=True)) >= {"Kerb", "Shade", "Water", "Bench"}
    assert len({theme.pk for theme in kept}) == 7
