"""Panels of a combination: what shows it, what its members learn, and their money, each within the reader's circle."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from initiatives.models import Combination, Initiative
from sensemaking.models import Finding, FindingLog, Theme, ThemeFinding
from sensemaking.overviews.combinations import learning_of
from sensemaking.services import ties
from stakeholders.access import access_for
from stakeholders.models import Organisation, User
from tests.factories import (
    make_allocation,
    make_combination,
    make_commitment,
    make_initiative,
    make_log,
    make_report,
    make_vehicle,
)

SignIn = Callable[[User | None], Client]


def evidence(combination: Combination) -> str:
    return f"/riverton/sense-making/combinations/{combination.pk}/evidence/"


def test_evidence_is_added_shown_word_for_word_and_taken_away(
    sign_in: SignIn, warm_homes: Combination, warm_streets: Initiative, alma: User, bo: User, odile: User
) -> None:
    log = make_log(warm_streets, saw="Two streets shared one scaffold.", circle="portfolio")
    client, path = sign_in(alma), evidence(warm_homes)
    assert "Nothing shows it yet" in client.get(path).text
    assert sign_in(bo).get(f"{path}new/").status_code == 403
    assert client.post(f"{path}new/", {"note": ""}).status_code == 422
    wrong = client.post(f"{path}new/", {"log": log.pk, "quote": "Three streets"})
    assert "do not stand in the log" in wrong.text
    client.post(f"{path}new/", {"log": log.pk, "quote": "shared one scaffold"})
    client.post(f"{path}new/", {"note": "One street went alone.", "speaks_against": "True"})
    page = sign_in(odile).get(path)
    assert "shared one scaffold" in page.text
    assert "Speaks against it" in page.text
    piece = warm_homes.evidence.get(log=log)
    assert sign_in(bo).post(f"{path}{piece.pk}/remove/").status_code == 403
    assert client.post(f"{path}{piece.pk}/remove/").status_code == 302
    assert warm_homes.evidence.count() == 1
    other = make_combination(warm_homes.portfolio)
    assert client.post(f"{evidence(other)}{warm_homes.evidence.get().pk}/remove/").status_code == 404


def test_words_of_a_log_stay_in_its_circle(
    sign_in: SignIn, warm_homes: Combination, warm_streets: Initiative, alma: User, odile: User
) -> None:
    log = make_log(warm_streets, saw="Only the team knows.", circle="team")
    ties.add_evidence(combination=warm_homes, log=log, quote="Only the team knows.", by=alma)
    assert "Only the team knows." in sign_in(alma).get(evidence(warm_homes)).text
    assert "Only the team knows." not in sign_in(odile).get(evidence(warm_homes)).text


def test_learning_is_that_of_a_year_each_log_once_and_only_what_one_may_read(
    sign_in: SignIn, warm_homes: Combination, warm_streets: Initiative, advisers: Initiative, alma: User, odile: User
) -> None:
    today = timezone.localdate()
    heard = make_log(warm_streets, saw="Noise matters less.", circle="public")
    make_log(advisers, saw="Trust comes first.", circle="team")
    make_log(advisers, saw="Long ago.", happened_on=today - timedelta(days=400))
    make_log(make_initiative(warm_homes.portfolio), saw="Not ours.")
    theme = Theme.objects.create(portfolio=warm_homes.portfolio, name="Noise", first_on=today, last_on=today)
    finding = Finding.objects.create(report=make_report(warm_homes.portfolio), kind=Finding.Kind.THEME, key="t1")
    FindingLog.objects.create(finding=finding, log=heard)
    ThemeFinding.objects.create(theme=theme, finding=finding)
    path = f"/riverton/sense-making/combinations/{warm_homes.pk}/learning/"
    page = sign_in(alma).get(path)
    assert page.context["learning"].count == 2
    assert page.context["learning"].themes == [theme]
    assert "Not ours." not in page.text
    assert "Trust comes first." not in sign_in(odile).get(path).text
    access = access_for(odile, warm_homes.portfolio)
    assert access
    assert learning_of(access, warm_homes).count == 1


def test_money_is_added_up_by_currency_and_an_initiative_once(
    sign_in: SignIn, warm_homes: Combination, warm_streets: Initiative, advisers: Initiative, secret: Initiative,
    alma: User, chi: User, mission: Organisation,
) -> None:  # fmt: skip
    city = warm_homes.portfolio
    euros, crowns = make_vehicle(city, "Fund", currency="EUR"), make_vehicle(city, "Crowns", currency="SEK")
    for vehicle in (euros, crowns):
        make_commitment(vehicle, mission, 5000)
    make_allocation(euros, 100, warm_streets)
    make_allocation(euros, 50, advisers)
    make_allocation(crowns, 70, advisers)
    make_allocation(euros, 1000, secret)
    make_combination(city, warm_streets, advisers, name="The same two")
    path = f"/riverton/funding/combinations/{warm_homes.pk}/"
    sums = sign_in(chi).get(path).context["sums"]
    assert [(each.currency, each.total) for each in sums] == [("EUR", 150), ("SEK", 70)]
    warm_homes.members.create(initiative=secret)
    assert [each.total for each in sign_in(chi).get(path).context["sums"]] == [150, 70]
    assert [each.total for each in sign_in(alma).get(path).context["sums"]] == [1150, 70]
    assert "Currencies are not added up." in sign_in(alma).get(path).text
    assert (
        "any of its members" in sign_in(alma).get(f"/riverton/funding/combinations/{make_combination(city).pk}/").text
    )
