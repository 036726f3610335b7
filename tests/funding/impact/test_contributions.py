"""Judging: the newest counts, earlier ones stay, evidence is asked for, and two judges notice each other."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.models import Concern, Contribution, ContributionEvidence
from funding.services import contributions
from funding.services.contributions import Piece
from funding.templatetags.impact_marks import impact_dot
from initiatives.models import Combination, Initiative
from portfolio_hub.lib.meanwhile import Stale
from stakeholders.access import access_for
from stakeholders.garden import garden
from stakeholders.models import Change, Portfolio, User
from stakeholders.services import history
from tests.factories import make_initiative, make_log
from tests.factories.indicators import make_indicator, make_observation

SignIn = Callable[[User | None], Client]
SAID: dict[str, Any] = {"mechanism": "Warm homes need less gas.", "size": "large", "evidence": "early"}


def judge(concern: Concern, of: Any, by: User, **facts: Any) -> Contribution:
    pieces = facts.pop("pieces", ())
    values = {**SAID, **facts}
    return contributions.judge(concern=concern, of=of, values=values, pieces=pieces, by=by, is_guarded=False)


def test_a_new_judgement_takes_the_place_of_the_one_before(
    emissions: Concern, warm_streets: Initiative, alma: User
) -> None:
    first = judge(emissions, warm_streets, alma, size="small")
    second = judge(emissions, warm_streets, alma)
    assert list(emissions.contributions.current()) == [second]
    first.refresh_from_db()
    assert (first.is_current, first.size) == (False, "small")


def test_evidenced_needs_something_that_shows_it(emissions: Concern, warm_streets: Initiative, alma: User) -> None:
    with pytest.raises(ValidationError) as refused:
        judge(emissions, warm_streets, alma, evidence="evidenced")
    assert list(refused.value.message_dict) == ["pieces"]
    row = judge(emissions, warm_streets, alma, evidence="evidenced", pieces=[Piece(log=make_log(warm_streets))])
    assert row.rests_on.count() == 1


def test_a_note_that_leads_nowhere_shows_nothing(emissions: Concern, warm_streets: Initiative, alma: User) -> None:
    bare, sourced = Piece(note="We saw it"), Piece(note="We saw it", url="https://a.example/")
    with pytest.raises(ValidationError) as refused:
        judge(emissions, warm_streets, alma, evidence="evidenced", pieces=[bare])
    assert list(refused.value.message_dict) == ["url"]
    assert judge(emissions, warm_streets, alma, evidence="early", pieces=[bare]).rests_on.count() == 1
    assert judge(emissions, warm_streets, alma, evidence="evidenced", pieces=[bare, sourced]).rests_on.count() == 2


def test_bad_judgements_are_refused(emissions: Concern, warm_streets: Initiative, alma: User) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    bad: tuple[dict[str, Any], ...] = (
        {"size": "huge"}, {"mechanism": ""}, {"mechanism": "x" * 301}, {"on": tomorrow},
        {"pieces": [Piece(url="https://example.org/")]},
    )  # fmt: skip
    for facts in bad:
        with pytest.raises(ValidationError):
            judge(emissions, warm_streets, alma, **facts)
    assert not Contribution.objects.exists()


def test_a_judge_who_missed_another_is_told(emissions: Concern, warm_streets: Initiative, alma: User) -> None:
    judge(emissions, warm_streets, alma)
    with pytest.raises(Stale):
        contributions.judge(concern=emissions, of=warm_streets, values=SAID, by=alma, judged=None)


def test_a_judgement_is_taken_back_and_stays_readable(
    emissions: Concern, warm_streets: Initiative, alma: User, sign_in: SignIn
) -> None:
    judge(emissions, warm_streets, alma)
    place = ["riverton", emissions.pk, "initiative", warm_streets.pk]
    page = sign_in(alma).post(reverse("funding:concern-withdraw", args=place), follow=True).content.decode()
    assert not emissions.contributions.current().exists()
    assert "Nothing is judged here" in page
    assert "Warm homes need less gas." in page


def test_the_form_judges_keeps_evidence_and_tells_the_second(
    emissions: Concern, warm_streets: Initiative, alma: User, sign_in: SignIn
) -> None:
    log, address = make_log(warm_streets), reverse(
        "funding:concern-judge", args=["riverton", emissions.pk, "initiative", warm_streets.pk]
    )  # fmt: skip
    client, day = sign_in(alma), timezone.localdate().isoformat()
    said = {**SAID, "on": day}
    bare = client.post(address, {**said, "evidence": "evidenced"})
    assert (bare.status_code, list(bare.context["form"].errors)) == (422, ["pieces"])
    assert client.post(address, {**said, "logs": "999999"}).status_code == 422
    assert client.post(address, {**said, "evidence": "evidenced", "pieces": [f"log:{log.pk}"]}).status_code == 302
    row = emissions.contributions.get()
    kept = f"piece:{row.rests_on.get().pk}"
    assert client.get(address).context["form"]["pieces"].value() == [kept]
    answer = client.post(address, {**said, "size": "small", "pieces": [kept]})
    assert answer.status_code == 409
    assert "Somebody else has judged this meanwhile" in answer.content.decode()
    told = answer.context["form"]["judged"].value()
    again = {
        **said,
        "size": "small",
        "pieces": [kept],
        "judged": told,
        "note": "Bills fell",
        "url": "https://a.example/",
    }
    assert client.post(address, again).status_code == 302
    now = emissions.contributions.current().get()
    assert {piece.log_id for piece in now.rests_on.all()} == {log.pk, None}
    assert row.rests_on.count() == 1


def test_where_nothing_can_be_chosen_evidence_is_asked_for_in_the_note(
    emissions: Concern, warm_homes: Combination, alma: User, sign_in: SignIn
) -> None:
    address = reverse("funding:concern-judge", args=["riverton", emissions.pk, "combination", warm_homes.pk])
    said = {**SAID, "on": timezone.localdate().isoformat(), "evidence": "evidenced"}
    bare = sign_in(alma).post(address, said)
    assert (bare.status_code, list(bare.context["form"].errors)) == (422, ["note"])
    unsaid = sign_in(alma).post(address, {**said, "url": "https://a.example/"})
    assert (unsaid.status_code, list(unsaid.context["form"].errors)) == (422, ["note"])
    unlinked = sign_in(alma).post(address, {**said, "note": "We saw it"})
    assert (unlinked.status_code, list(unlinked.context["form"].errors)) == (422, ["url"])


def test_the_garden_sees_old_judgements_and_proof_that_is_gone(
    city: Portfolio, emissions: Concern, fair_costs: Concern, warm_streets: Initiative, alma: User
) -> None:
    old = judge(emissions, warm_streets, alma, on=timezone.localdate() - timedelta(days=400))
    log = make_log(warm_streets)
    bare = judge(fair_costs, warm_streets, alma, evidence="evidenced", pieces=[Piece(log=log)])
    access = access_for(alma, city)
    assert access
    assert [item.subject for item in garden(access, only="old-judgements").beds[0].found.items] == [old.pk]
    assert not garden(access, only="bare-proof").beds
    log.delete()
    assert [item.subject for item in garden(access, only="bare-proof").beds[0].found.items] == [bare.pk]


def test_evidence_is_shown_as_far_as_the_reader_may_see_it(
    emissions: Concern, warm_homes: Combination, warm_streets: Initiative, alma: User, chi: User, sign_in: SignIn
) -> None:
    inside = make_log(warm_streets, title="Only for us", circle="portfolio")
    shared = make_log(warm_streets, title="For funders too", circle="funders")
    judge(emissions, warm_homes, alma, pieces=[Piece(log=inside), Piece(log=shared)])
    address = reverse("funding:concern-cell", args=["riverton", emissions.pk, "combination", warm_homes.pk])
    for_alma, for_chi = (sign_in(who).get(address).content.decode() for who in (alma, chi))
    assert "Only for us" in for_alma
    assert "Only for us" not in for_chi
    assert "For funders too" in for_chi


def test_what_a_reader_may_not_see_is_not_there(
    emissions: Concern, secret: Initiative, alma: User, chi: User, dag: User, sign_in: SignIn
) -> None:
    judge(emissions, secret, alma)
    slug = "riverton"
    cell = reverse("funding:concern-cell", args=[slug, emissions.pk, "initiative", secret.pk])
    panel = reverse("funding:impact-of", args=[slug, "initiative", secret.pk])
    for address in (cell, panel):
        assert sign_in(chi).get(address).status_code == 404
        assert sign_in(dag).get(address).status_code == 404
    pages = [
        reverse("funding:impact", args=[slug]) + "?by=initiative",
        reverse("funding:concern", args=[slug, emissions.pk]),
    ]
    pages.append(reverse("funding:impact-export", args=[slug, "csv"]) + "?by=initiative")
    for address in pages:
        answer = sign_in(chi).get(address)
        text = b"".join(answer) if answer.streaming else answer.content
        assert b"Quiet talks" not in text
    assert sign_in(chi).get(f"/api/v1/portfolios/{slug}/contributions/").json()["results"] == []


def test_a_judgement_can_not_be_about_a_vehicle_or_another_portfolio(
    emissions: Concern, alma: User, dag: User, sign_in: SignIn
) -> None:
    elsewhere = make_initiative(dag.memberships.get().portfolio, "Far away")
    for axis, of in (("vehicle", 1), ("nonsense", 1), ("initiative", elsewhere.pk)):
        address = reverse("funding:concern-judge", args=["riverton", emissions.pk, axis, of])
        assert sign_in(alma).get(address).status_code == 404


def test_the_api_judges_and_tells_who_was_late(
    emissions: Concern, warm_streets: Initiative, alma: User, bo: User, sign_in: SignIn
) -> None:
    address = "/api/v1/portfolios/riverton/contributions/"
    said = {**SAID, "concern": emissions.pk, "initiative": warm_streets.pk}

    def send(who: User, data: dict[str, Any]) -> Any:
        return sign_in(who).post(address, data, content_type="application/json")

    assert send(bo, said).status_code == 403
    assert send(alma, {**said, "evidence": "evidenced"}).status_code == 400
    made = send(
        alma, {**said, "evidence": "evidenced", "pieces": [{"note": "Bills fell", "url": "https://a.example/"}]}
    )
    assert made.status_code == 201, made.content
    assert made.json()["rests_on"] == [{"kind": "note", "words": "Bills fell", "url": "https://a.example/"}]
    assert send(alma, said).status_code == 409
    assert send(alma, {**said, "judged": made.json()["id"]}).status_code == 201
    assert len(sign_in(bo).get(f"{address}?is_current=true").json()["results"]) == 1
    assert ContributionEvidence.objects.count() == 1


def test_the_api_writes_concerns_with_their_edit_count(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    address, client = "/api/v1/portfolios/riverton/concerns/", sign_in(alma)
    made = client.post(address, {"name": "Health"}, content_type="application/json").json()
    assert client.post(address, {"name": "health"}, content_type="application/json").status_code == 400
    one = f"{address}{made['id']}/"
    assert client.patch(one, {"meaning": "x"}, content_type="application/json").status_code == 400
    edited = client.patch(one, {"meaning": "Longer lives", "edit": made["edit"]}, content_type="application/json")
    assert edited.json()["meaning"] == "Longer lives"
    late = client.patch(one, {"meaning": "y", "edit": made["edit"]}, content_type="application/json")
    assert late.status_code == 409


def test_a_judgement_is_undone_and_the_one_before_counts_again(
    emissions: Concern, warm_streets: Initiative, alma: User, bo: User, sign_in: SignIn
) -> None:
    first = judge(emissions, warm_streets, alma, size="small")
    judge(emissions, warm_streets, alma)
    place = ["riverton", emissions.pk, "initiative", warm_streets.pk]
    made = Change.objects.filter(kind="created").latest("pk")
    address = reverse("funding:judgement-undo", args=[*place, made.pk])
    assert sign_in(bo).post(address).status_code == 403
    assert "Undone." in sign_in(alma).post(address, follow=True).content.decode()
    assert emissions.contributions.current().get() == first
    assert "This was undone already." in sign_in(alma).post(address, follow=True).content.decode()
    page = sign_in(alma).post(reverse("funding:concern-withdraw", args=place), follow=True)
    gone = Change.objects.filter(kind="edited").latest("pk")
    assert reverse("funding:judgement-undo", args=[*place, gone.pk]) in page.content.decode()
    contributions.undo(change=gone, by=alma)
    assert emissions.contributions.current().get() == first


def test_what_was_judged_anew_meanwhile_is_not_undone(emissions: Concern, warm_streets: Initiative, alma: User) -> None:
    first = judge(emissions, warm_streets, alma)
    second = judge(emissions, warm_streets, alma)
    with pytest.raises(history.CannotUndo):
        contributions.undo(change=Change.objects.of(first).get(kind="created"), by=alma)
    assert emissions.contributions.current().get() == second


def test_a_harm_is_said_in_words_and_has_a_shape_of_its_own(
    emissions: Concern, warm_homes: Combination, alma: User, sign_in: SignIn
) -> None:
    judge(emissions, warm_homes, alma, is_harm=True)
    place = ["riverton", emissions.pk, "combination", warm_homes.pk]
    for address in (
        reverse("funding:impact", args=["riverton"]),
        reverse("funding:concern-cell", args=place),
        reverse("funding:concern", args=["riverton", emissions.pk]),
        reverse("funding:impact-of", args=["riverton", "combination", warm_homes.pk]),
    ):
        page = sign_in(alma).get(address).content.decode()
        assert "Large, early signs; works against it" in page
        assert impact_dot("large", "early", True) in page


def test_the_api_takes_an_observation_as_evidence_and_only_one_that_stands(
    emissions: Concern, warm_streets: Initiative, city: Portfolio, alma: User, sign_in: SignIn
) -> None:
    old = make_observation(make_indicator(city), 5, warm_streets)
    new = make_observation(old.indicator, 6, warm_streets, corrects=old)
    said = {**SAID, "evidence": "evidenced", "concern": emissions.pk, "initiative": warm_streets.pk}

    def send(*pieces: dict[str, Any]) -> Any:
        address = "/api/v1/portfolios/riverton/contributions/"
        return sign_in(alma).post(address, {**said, "pieces": pieces}, content_type="application/json")

    assert send({"observation": old.pk}).status_code == 400
    assert send({"observation": new.pk, "note": "Both"}).status_code == 400
    made = send({"observation": new.pk})
    assert made.status_code == 201, made.content
    assert made.json()["rests_on"][0]["kind"] == "observation"
    assert str(old.indicator.pk) in made.json()["rests_on"][0]["url"]
