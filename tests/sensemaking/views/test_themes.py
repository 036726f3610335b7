"""Themes across reports: read by those who may read the reports, decided about by stewards, and kept to."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from unittest.mock import patch

import pytest
from django.test import Client

from initiatives.models import Initiative
from sensemaking.models import Finding, LearningLog, SenseMakingReport, Theme, ThemeFinding, ThemeLog
from sensemaking.services import making, reports
from stakeholders.models import Portfolio, User
from tests.factories import make_log
from tests.factories.talk import DOORS, TREES, made, tell

SignIn = Callable[[User | None], Client]
PAGE = "/riverton/sense-making/themes/"


@pytest.fixture
def spoken(streets: list[Initiative]) -> list[Initiative]:
    """The four, each with a log on doors and a log on trees, in spring and again in summer of 2026."""
    for month in (5, 8):
        tell(streets, DOORS, happened_on=date(2026, month, 14))
        tell(streets, TREES, happened_on=date(2026, month, 15))
    return streets


def spring(city: Portfolio) -> SenseMakingReport:
    return made(city, from_on=date(2026, 4, 1), to_on=date(2026, 7, 1))


def of(word: str) -> Theme:
    """The theme of which a log that speaks like this is told."""
    link = ThemeFinding.objects.filter(finding__citations__log__saw__contains=word).latest("pk")
    return link.theme


def test_the_same_theme_is_found_again_in_the_next_report(city: Portfolio, spoken: list[Initiative]) -> None:
    first, second = spring(city), made(city)
    told = [
        dict(report.findings.filter(kind="theme").values_list("data__theme", "log_count")) for report in (first, second)
    ]
    assert told[0] == told[1] and len(told[0]) == 2
    assert Theme.objects.count() == 2
    assert {(theme.first_on, theme.last_on) for theme in Theme.objects.all()} == {(date(2026, 4, 1), date(2026, 10, 1))}


def test_making_again_keeps_the_themes(city: Portfolio, alma: User, spoken: list[Initiative]) -> None:
    report = made(city)
    before = list(report.findings.values_list("key", "title", "data"))
    with patch.object(reports, "send"):
        reports.rerun(report=report, by=alma)
    making.make(report.pk)
    assert list(report.findings.values_list("key", "title", "data")) == before
    assert Theme.objects.count() == 2


def test_the_list_shows_each_theme_with_its_history(
    sign_in: SignIn, alma: User, city: Portfolio, spoken: list[Initiative]
) -> None:
    spring(city)
    made(city)
    page = sign_in(alma).get(PAGE).content.decode()
    assert page.count("4 logs in the newest report") == 2
    assert "Logs by period, oldest first: 4, 4" in page
    one = sign_in(alma).get(of("neighbour").get_absolute_url()).content.decode()
    assert "April–June 2026" in one and "July–September 2026" in one
    assert one.count("Move<") == 4


def test_a_name_stands_in_the_next_report_and_can_be_undone(
    sign_in: SignIn, alma: User, city: Portfolio, spoken: list[Initiative]
) -> None:
    spring(city)
    theme, client = of("neighbour"), sign_in(alma)
    client.post(f"{PAGE}{theme.pk}/name/", {"name": "Trust at the door"})
    report = made(city)
    assert report.findings.filter(title="Trust at the door", data__theme=theme.pk, log_count=4).count() == 1
    assert "Trust at the door" in client.get(PAGE).content.decode()
    change = theme_change(client.get(theme.get_absolute_url()).content.decode())
    client.post(f"{PAGE}{theme.pk}/undo/{change}/")
    theme.refresh_from_db()
    assert theme.name == ""


def theme_change(page: str) -> str:
    return page.split("/undo/")[1].split("/")[0]


def test_merged_themes_are_one_from_then_on(
    sign_in: SignIn, alma: User, city: Portfolio, spoken: list[Initiative]
) -> None:
    spring(city)
    doors, trees = of("neighbour"), of("shade")
    client = sign_in(alma)
    assert client.post(f"{PAGE}{trees.pk}/merge/", {"into": trees.pk}).status_code == 422
    client.post(f"{PAGE}{trees.pk}/merge/", {"into": doors.pk})
    report = made(city)
    assert list(report.findings.filter(kind="theme").values_list("data__theme", "log_count")) == [(doors.pk, 8)]
    page = client.get(PAGE).content.decode()
    assert "Logs by period, oldest first: 8, 8" in page
    assert "It lives on in" in client.get(trees.get_absolute_url()).content.decode()


def test_what_is_set_aside_is_in_no_report(
    sign_in: SignIn, alma: User, city: Portfolio, spoken: list[Initiative]
) -> None:
    spring(city)
    trees = of("shade")
    sign_in(alma).post(f"{PAGE}{trees.pk}/aside/")
    report = made(city)
    assert not report.findings.filter(data__theme=trees.pk).exists()
    assert report.facts["themes"] == 1
    assert "1 set aside" in sign_in(alma).get(PAGE).content.decode()


def test_a_split_theme_keeps_its_logs_and_is_pinned(
    sign_in: SignIn, alma: User, city: Portfolio, spoken: list[Initiative]
) -> None:
    report = made(city)
    doors, client = of("neighbour"), sign_in(alma)
    chosen = list(LearningLog.objects.filter(saw__in=DOORS[:2], happened_on__month=8).values_list("pk", flat=True))
    refused = client.post(f"{PAGE}{doors.pk}/split/", {"name": "First visits", "logs": chosen[:1]})
    assert refused.status_code == 422 and "at least two logs" in refused.content.decode()
    client.post(f"{PAGE}{doors.pk}/split/", {"name": "First visits", "logs": chosen})
    part = Theme.objects.get(name="First visits")
    assert (part.is_pinned, part.split_from) == (True, doors)
    with patch.object(reports, "send"):
        reports.rerun(report=report, by=alma)
    making.make(report.pk)
    found = report.findings.get(data__theme=part.pk)
    assert set(chosen) <= set(found.citations.values_list("log", flat=True))


def test_a_log_is_moved_and_let_go(sign_in: SignIn, alma: User, city: Portfolio, spoken: list[Initiative]) -> None:
    spring(city)
    trees, client = of("shade"), sign_in(alma)
    log = LearningLog.objects.get(saw=DOORS[0], happened_on__month=8)
    client.post(f"{PAGE}logs/{log.pk}/", {"theme": trees.pk})
    report = made(city)
    assert report.findings.get(data__theme=trees.pk).citations.filter(log=log).exists()
    assert "Put here by people" in client.get(trees.get_absolute_url()).content.decode()
    client.post(f"{PAGE}logs/{log.pk}/release/")
    assert not ThemeLog.objects.exists()


def test_themes_are_read_by_those_who_may_read_the_report(
    sign_in: SignIn, alma: User, bo: User, chi: User, city: Portfolio, spoken: list[Initiative]
) -> None:
    report = made(city)
    theme = of("neighbour")
    assert "No theme yet" in sign_in(bo).get(PAGE).content.decode()
    assert sign_in(bo).get(theme.get_absolute_url()).status_code == 404
    reports.publish(report=report, by=alma)
    page = sign_in(bo).get(theme.get_absolute_url()).content.decode()
    assert "4" in page and "Merge it" not in page
    assert sign_in(bo).post(f"{PAGE}{theme.pk}/pin/").status_code == 403
    assert sign_in(chi).get(theme.get_absolute_url()).status_code == 404


def test_the_same_period_a_year_before_is_told(city: Portfolio, spoken: list[Initiative]) -> None:
    for initiative, door in zip(spoken, DOORS, strict=True):
        make_log(initiative, door, happened_on=date(2025, 8, 14))
    made(city, from_on=date(2025, 7, 1), to_on=date(2025, 10, 1))
    report = made(city)
    doors = report.findings.get(data__theme=of("neighbour").pk)
    assert doors.data["year_before"] == 4
    assert "4 logs in the same period a year before." in doors.body
    trees = report.findings.get(data__theme=of("shade").pk)
    assert trees.data["year_before"] is None


def test_themes_that_nobody_decided_about_go_with_their_report(
    city: Portfolio, alma: User, spoken: list[Initiative]
) -> None:
    reports.discard(report=made(city), by=alma)
    LearningLog.objects.all().delete()
    made(city)
    assert not Theme.objects.exists() and not Finding.objects.filter(kind="theme").exists()


def test_the_pages_cost_the_same_with_more_reports(
    sign_in: SignIn,
    alma: User,
    city: Portfolio,
    spoken: list[Initiative],
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    spring(city)
    made(city)
    client, theme = sign_in(alma), of("neighbour")
    client.get(PAGE)
    with django_assert_max_num_queries(12):
        page = client.get(PAGE).content.decode()
    assert page.count("4 logs in the newest report") == 2
    with django_assert_max_num_queries(18):
        one = client.get(theme.get_absolute_url()).content.decode()
    assert "April–June 2026" in one and "July–September 2026" in one
