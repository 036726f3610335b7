"""Moving a log between themes stands in the history, and can be taken back."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from initiatives.models import Initiative
from sensemaking.models import LearningLog, Theme, ThemeLog
from sensemaking.services import theming, using
from stakeholders.models import Change, Portfolio, User
from stakeholders.services.history import CannotUndo
from tests.factories import make_log

SignIn = Callable[[User | None], Client]


@pytest.fixture
def log(warm_streets: Initiative) -> LearningLog:
    return make_log(warm_streets)


@pytest.fixture
def themes(city: Portfolio) -> list[Theme]:
    days = {"first_on": date(2026, 7, 1), "last_on": date(2026, 10, 1)}
    return [Theme.objects.create(portfolio=city, name=name, **days) for name in ("Doors", "Trees")]


def test_each_move_is_written_and_taken_back_in_turn(alma: User, log: LearningLog, themes: list[Theme]) -> None:
    doors, trees = themes
    first = theming.place(log=log, theme=doors, by=alma)
    second = theming.place(log=log, theme=trees, by=alma)
    third = theming.place(log=log, theme=None, by=alma)
    fourth = theming.release(log=log, by=alma)
    moves = [change.fields["theme"] for change in (first, second, third, fourth) if change]
    assert moves == [[None, doors.pk], [doors.pk, trees.pk], [trees.pk, 0], [0, None]]
    stood = []
    for change in (fourth, third, second, first):
        assert change
        using.undo(change=change, by=alma)
        row = ThemeLog.objects.filter(log=log).first()
        stood.append((row is not None, row.theme if row else None))
    assert stood == [(True, None), (True, trees), (True, doors), (False, None)]


def test_moving_it_where_it_is_leaves_no_trace(alma: User, log: LearningLog, themes: list[Theme]) -> None:
    theming.place(log=log, theme=themes[0], by=alma)
    assert theming.place(log=log, theme=themes[0], by=alma) is None
    assert Change.objects.of(log).count() == 1


def test_a_theme_that_is_gone_cannot_take_it_back(alma: User, log: LearningLog, themes: list[Theme]) -> None:
    theming.place(log=log, theme=themes[0], by=alma)
    change = theming.place(log=log, theme=themes[1], by=alma)
    themes[0].delete()
    assert change
    with pytest.raises(CannotUndo):
        using.undo(change=change, by=alma)


def test_the_toast_offers_the_way_back(
    alma: User, sign_in: SignIn, city: Portfolio, log: LearningLog, themes: list[Theme]
) -> None:
    client = sign_in(alma)
    url = reverse("sensemaking:themes-place", args=[city.slug, log.pk])
    page = client.post(url, {"theme": themes[0].pk}, follow=True).content.decode()
    change = Change.objects.of(log).get()
    undo = reverse("sensemaking:log-undo", args=[city.slug, log.pk, change.pk])
    assert undo in page
    client.post(undo)
    assert not ThemeLog.objects.exists()
