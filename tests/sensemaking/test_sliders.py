"""Sliders: named by stewards, placed by authors or skipped, told in reports where they pull apart."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from initiatives.models import Initiative, System
from sensemaking.models import Bearing, Finding, FindingLog, LearningLog, LogSystem, Placing, Slider, SmallCountRule
from sensemaking.services import making, reports, speaking
from stakeholders.models import Portfolio, User
from tests.factories import (
    make_initiative,
    make_log,
    make_placing,
    make_portfolio,
    make_question,
    make_report,
    make_slider,
    make_system,
    make_user,
)

SignIn = Callable[[User | None], Client]

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"sensemaking:{name}", args=["riverton", *args])


def learning(initiative: Initiative, **more: Any) -> dict[str, Any]:
    """What the form sends."""
    words = {"tried": "Opened the basement.", "saw": "Families came after eight."}
    return {"mode": "learning", "initiative": initiative.pk, **words, **more}


def pull_apart(city: Portfolio, slider: Slider, people: int = 8) -> list[LearningLog]:
    """Eight logs of eight initiatives, four at each pole."""
    authors = [make_user(f"Author {at}", portfolio=city) for at in range(people)]
    logs = []
    for at, value in enumerate((2, 5, 8, 11, 90, 95, 97, 100)):
        initiative = make_initiative(city, f"Initiative {at}")
        log = make_log(initiative, by=authors[at % people], happened_on=date(2026, 8, 1 + at))
        make_placing(slider, log, value)
        logs.append(log)
    return logs


def test_stewards_name_two_poles_and_the_rule(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    client = sign_in(alma)
    assert "No slider yet" in client.get(url("sliders")).content.decode()
    poles = {"left": "Retrofit fast", "right": "Train local people first", "order": "0", "is_active": "on"}

    client.post(url("slider-new"), poles)
    client.post(url("small-counts"), {"fewest": "7"})

    slider = Slider.objects.get()
    assert str(slider) == "Retrofit fast ↔ Train local people first"
    assert SmallCountRule.objects.get(portfolio=city).fewest == 7
    assert "At least 7 different people" in client.get(url("sliders")).content.decode()
    assert client.post(url("slider-new"), poles).status_code == 422
    assert client.post(url("slider-new"), {**poles, "right": "retrofit FAST"}).status_code == 422
    assert client.post(url("small-counts"), {"fewest": "2"}).status_code == 422
    assert client.post(url("slider-edit", slider.pk), {**poles, "is_active": ""}).status_code == 302
    assert "Where does it stand?" not in client.get(url("post")).content.decode()


def test_a_slider_of_another_portfolio_is_not_there(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    foreign = make_slider(make_portfolio("Lakeside"))

    client = sign_in(alma)
    assert client.get(url("slider-edit", foreign.pk)).status_code == 404
    assert client.post(url("slider-edit", foreign.pk), {"left": "Ours", "right": "Yours"}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.left == "Retrofit fast"


def test_bo_places_his_log_and_speaks_to_a_question_while_posting(
    city: Portfolio, bo: User, sign_in: SignIn, warm_streets: Initiative
) -> None:
    slider, skipped, question = make_slider(city), make_slider(city, "One", "Many"), make_question(city)
    said = {f"placed_{slider.pk}": "on", f"slider_{slider.pk}": "80", f"slider_{skipped.pk}": "50",
            f"question_{question.pk}": "for"}  # fmt: skip

    answer = sign_in(bo).post(url("post"), learning(warm_streets, **said))

    assert answer.status_code == 302
    log = LearningLog.objects.get()
    assert list(Placing.objects.values_list("slider", "log", "value")) == [(slider.pk, log.pk, 80)]
    assert list(Bearing.objects.values_list("question", "side", "by")) == [(question.pk, "for", bo.pk)]
    page = sign_in(bo).get(url("log", log.pk)).content.decode()
    assert "80 from 0, Retrofit fast, to 100, Train local people first" in page


def test_everything_may_be_skipped(city: Portfolio, bo: User, sign_in: SignIn, warm_streets: Initiative) -> None:
    make_slider(city)
    make_question(city)

    sign_in(bo).post(url("post"), learning(warm_streets))

    assert LearningLog.objects.count() == 1
    assert not Placing.objects.exists()
    assert not Bearing.objects.exists()


@pytest.mark.parametrize("value", ["101", "-1", "left", "5.5"])
def test_a_value_beyond_the_poles_is_refused_beside_its_slider(
    value: str, city: Portfolio, bo: User, sign_in: SignIn, warm_streets: Initiative
) -> None:
    slider = make_slider(city)
    said = {f"placed_{slider.pk}": "on", f"slider_{slider.pk}": value}

    answer = sign_in(bo).post(url("post"), learning(warm_streets, **said), headers={"Accept": "application/json"})

    assert answer.status_code == 422
    assert answer.json()["errors"] == {f"slider_{slider.pk}": ["Place it between 0 and 100."]}
    assert not LearningLog.objects.exists()


def test_what_belongs_to_another_portfolio_says_nothing_here(
    city: Portfolio, bo: User, sign_in: SignIn, warm_streets: Initiative
) -> None:
    lakeside = make_portfolio("Lakeside")
    slider, question = make_slider(lakeside), make_question(lakeside)
    said = {f"placed_{slider.pk}": "on", f"slider_{slider.pk}": "80", f"question_{question.pk}": "for"}

    sign_in(bo).post(url("post"), learning(warm_streets, **said))

    assert not Placing.objects.exists()
    assert not Bearing.objects.exists()
    log = LearningLog.objects.get()
    with pytest.raises(ValidationError):
        speaking.place(log=log, values={slider: 50})
    with pytest.raises(ValidationError):
        speaking.place(log=log, values={make_slider(city): 101})
    with pytest.raises(ValidationError):
        speaking.assign(log=log, systems=[make_system(lakeside, "Lake")])


def test_the_database_keeps_a_log_between_the_poles(city: Portfolio, warm_streets: Initiative) -> None:
    slider, log = make_slider(city), make_log(warm_streets)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_placing(slider, log, 101)
    with pytest.raises(IntegrityError), transaction.atomic():
        SmallCountRule.objects.create(portfolio=city, fewest=1)


def test_a_steward_corrects_the_systems_but_does_not_place_the_log_for_its_author(
    city: Portfolio, alma: User, bo: User, sign_in: SignIn, warm_streets: Initiative, health: System
) -> None:
    slider, water = make_slider(city), make_system(city, "Water")
    log = make_log(warm_streets, by=bo)
    client = sign_in(alma)
    assert "Where does it stand?" not in client.get(url("log-speaks", log.pk)).content.decode()

    client.post(url("log-speaks", log.pk), {"systems": [water.pk], f"slider_{slider.pk}": "4"})

    assert list(LogSystem.objects.values_list("system", flat=True)) == [water.pk]
    assert not Placing.objects.exists()
    assert warm_streets.title in client.get(f"{url('logs')}?system={water.pk}").content.decode()
    assert log.saw not in client.get(f"{url('logs')}?system={health.pk}").content.decode()
    client.post(url("log-speaks", log.pk), {})
    assert log.saw in client.get(f"{url('logs')}?system={health.pk}").content.decode()


def test_a_report_counts_a_log_in_its_own_systems(
    city: Portfolio, alma: User, warm_streets: Initiative, energy: System, health: System
) -> None:
    water = make_system(city, "Water")
    make_log(warm_streets, happened_on=date(2026, 8, 1))
    moved = make_log(warm_streets, happened_on=date(2026, 8, 2))
    speaking.assign(log=moved, systems=[water])
    report = make_report(city, asked_by=alma)

    records = {record.id: record.systems for record in making.question_of(report).now}

    assert records[moved.pk] == (water.pk,)
    assert set(next(systems for pk, systems in records.items() if pk != moved.pk)) == {energy.pk, health.pk}


def test_a_report_tells_the_slider_that_pulls_apart(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    slider = make_slider(city)
    logs = pull_apart(city, slider)
    make_placing(make_slider(city, "One city standard", "Each street decides"), logs[0], 50)
    report = make_report(city, asked_by=alma)

    assert making.make(report.pk)

    finding = Finding.objects.get(report=report, kind="tension")
    assert (finding.title, finding.log_count) == (str(slider), 8)
    assert {row.log_id for row in FindingLog.objects.filter(finding=finding)} == {log.pk for log in logs}
    assert "by at least 5 people" in finding.rule
    page = sign_in(alma).get(url("report", report.pk)).content.decode()
    assert "Train local people first" in page
    assert page.count("<circle") >= 8
    assert '<td class="ph-num">4</td>' in page


def test_five_people_are_needed_or_as_many_as_the_stewards_say(city: Portfolio, alma: User) -> None:
    pull_apart(city, make_slider(city), people=4)
    report = make_report(city, asked_by=alma)
    making.make(report.pk)
    assert not report.findings.filter(kind="tension").exists()

    SmallCountRule.objects.create(portfolio=city, fewest=4)
    again = make_report(city, asked_by=alma)
    making.make(again.pk)

    assert again.findings.filter(kind="tension").count() == 1


def test_logs_narrower_than_the_report_are_not_placed_in_it(city: Portfolio, alma: User) -> None:
    slider = make_slider(city)
    logs = pull_apart(city, slider)
    LearningLog.objects.filter(pk=logs[0].pk).update(circle="team")
    report = make_report(city, asked_by=alma)
    making.make(report.pk)

    assert not report.findings.filter(kind="tension").exists()


def test_a_published_tension_stays_as_it_was(city: Portfolio, alma: User) -> None:
    slider = make_slider(city)
    pull_apart(city, slider)
    report = make_report(city, asked_by=alma)
    making.make(report.pk)
    report.refresh_from_db()
    reports.publish(report=report, by=alma)
    Placing.objects.update(value=50)
    slider.delete()

    finding = report.findings.get(kind="tension")
    assert finding.data["steps"] == [3, 1, 0, 0, 0, 0, 0, 0, 0, 4]
    finding.title = "Rewritten"
    with pytest.raises(Exception, match="published_report_is_frozen"), transaction.atomic():
        finding.save()
    assert connection.is_usable()


def test_the_api_takes_placings_and_questions(
    city: Portfolio, bo: User, sign_in: SignIn, warm_streets: Initiative
) -> None:
    slider, question, foreign = make_slider(city), make_question(city), make_portfolio("Lakeside")
    client, address = sign_in(bo), f"/api/v1/portfolios/{city.slug}/logs/"

    def send(**more: Any) -> Any:
        words = {"initiative": warm_streets.pk, "saw": "Families came after eight."}
        return client.post(address, {**words, **more}, content_type="application/json")

    wrong: list[dict[str, Any]] = [
        {"placings": [{"slider": slider.pk, "value": 101}]},
        {"placings": [{"slider": make_slider(foreign).pk, "value": 10}]},
        {"questions": [{"question": make_question(foreign).pk, "side": "for"}]},
        {"questions": [{"question": question.pk, "side": "perhaps"}]},
    ]
    assert [send(**one).status_code for one in wrong] == [400] * 4
    assert not LearningLog.objects.exists()

    answer = send(
        placings=[{"slider": slider.pk, "value": 10}], questions=[{"question": question.pk, "side": "against"}]
    )

    assert answer.status_code == 201
    assert Placing.objects.get().value == 10
    assert Bearing.objects.get().side == "against"
    assert send().status_code == 201
