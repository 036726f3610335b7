"""Matches: found once, talked about, set aside, taken up, and led to an agreement."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.attention_matching import waiting
from funding.models import Concern, FundingCall, FundingMatch, SupportSought
from funding.services import matches, matching
from initiatives.models import System
from stakeholders.access import access_for
from stakeholders.attention import Look
from stakeholders.models import Change, Comment, Organisation, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import history
from tests.factories import make_allocation, make_commitment, make_vehicle

SignIn = Callable[[User | None], Client]
Commits = Callable[..., Any]


def at(name: str, *args: object) -> str:
    return reverse(f"funding:{name}", args=["riverton", *args])


def text(answer: Any) -> str:
    return str(answer.content.decode())


def waits_for(user: User, city: Portfolio) -> list[int]:
    access = access_for(user, city)
    assert access
    return [item.subject for item in waiting(Look(access, 0, timezone.localdate())).items]


def reword(row: Any, by: User, commits: Commits, **values: Any) -> None:
    row.refresh_from_db()
    lists = {name: list(getattr(row, name).all()) for name in ("systems", "concerns")}
    with commits(execute=True):
        matching.edit(row=row, values=values, opened_with=row.edit, by=by, **lists)


def test_both_sides_read_the_same_reasons(sign_in: SignIn, alma: User, chi: User, match: FundingMatch) -> None:
    for user in (alma, chi):
        page = text(sign_in(user).get(match.get_absolute_url()))
        for words in (
            "Both are about: A reserve", "Both name the system Energy &amp; buildings",
            "Both name the concern Adaptation", "€120,000 is within what the call gives",
            "Both use the word “heatwaves”", "The call is open, with no last day",
        ):  # fmt: skip
            assert words in page, words


def test_nobody_else_finds_it_anywhere(
    sign_in: SignIn, match: FundingMatch, rival: User, bo: User, odile: User, dag: User
) -> None:
    for user in (rival, bo, odile, dag):
        client = sign_in(user)
        for name in ("match", "match-aside", "match-agree"):
            assert client.get(at(name, match.pk)).status_code == 404
        for name in ("match-say", "match-aside", "match-agree", "match-take-up"):
            assert client.post(at(name, match.pk), {"body": "x", "why": "x", "outcome": "x"}).status_code == 404
        assert client.get(f"/api/v1/portfolios/riverton/matches/{match.pk}/").status_code == 404
    for user in (bo, odile):
        assert sign_in(user).get(at("matches")).status_code == 404
        assert sign_in(user).get(at("matches-export", "csv")).status_code == 404
    own = sign_in(rival)
    assert own.get("/api/v1/portfolios/riverton/matches/").json()["results"] == []
    assert match.support.title not in b"".join(own.get(at("matches-export", "csv")).streaming_content).decode()  # type: ignore[attr-defined]
    # Even what they may see says nothing of it.
    for page in (match.call.get_absolute_url(), match.support.get_absolute_url(), at("calls"), at("matches")):
        assert f"/matches/{match.pk}/" not in text(own.get(page))


def test_it_is_never_doubled(match: FundingMatch, chi: User, django_capture_on_commit_callbacks: Commits) -> None:
    for number in range(3):
        reword(match.call, chi, django_capture_on_commit_callbacks, title=f"Room to adapt {number}")
    matches.find(portfolio_id=match.call.portfolio_id)
    assert FundingMatch.objects.get().pk == match.pk


def test_a_found_match_goes_when_its_reasons_go_and_talk_stays(
    match: FundingMatch, chi: User, alma: User, django_capture_on_commit_callbacks: Commits
) -> None:
    reword(match.call, chi, django_capture_on_commit_callbacks, targets=["backbone"])
    assert not FundingMatch.objects.exists()
    reword(match.call, chi, django_capture_on_commit_callbacks, targets=["reserve"])
    again = FundingMatch.objects.get()
    matches.say(match=again, by=alma, body="Shall we talk?")
    reword(match.call, chi, django_capture_on_commit_callbacks, targets=["backbone"])
    assert FundingMatch.objects.get().status == "talking"


def test_what_funders_may_not_read_meets_nothing(
    match: FundingMatch, alma: User, chi: User, sign_in: SignIn, django_capture_on_commit_callbacks: Commits
) -> None:
    matches.say(match=match, by=alma, body="Shall we talk?")
    reword(match.support, alma, django_capture_on_commit_callbacks, circle="portfolio")
    assert sign_in(chi).get(match.get_absolute_url()).status_code == 404
    assert sign_in(alma).get(match.get_absolute_url()).status_code == 200
    reword(match.support, alma, django_capture_on_commit_callbacks, circle="funders")
    FundingMatch.objects.update(status="found")
    reword(match.support, alma, django_capture_on_commit_callbacks, circle="team")
    assert not FundingMatch.objects.exists()


def test_a_conversation_is_one_thread(
    sign_in: SignIn, alma: User, chi: User, match: FundingMatch, city: Portfolio
) -> None:
    assert (waits_for(alma, city), waits_for(chi, city)) == ([match.pk], [match.pk])
    assert sign_in(chi).post(at("match-say", match.pk), {"body": " "}).status_code == 422
    assert sign_in(chi).post(at("match-say", match.pk), {"body": "Shall we talk?"}).status_code == 302
    assert (waits_for(alma, city), waits_for(chi, city)) == ([match.pk], [])
    sign_in(alma).post(at("match-say", match.pk), {"body": "Gladly. <script>alert(1)</script>"})
    assert (waits_for(alma, city), waits_for(chi, city)) == ([], [match.pk])
    said = Comment.objects.about(match)
    assert said.filter(parent=None).count() == 1
    page = text(sign_in(chi).get(match.get_absolute_url()))
    assert "Shall we talk?" in page
    assert "<script>alert" not in page
    assert "@riverton.example" not in page.replace(chi.email, "")


def test_a_person_without_a_name_keeps_their_address(
    sign_in: SignIn, alma: User, chi: User, match: FundingMatch
) -> None:
    User.objects.filter(pk=alma.pk).update(name="")
    matches.say(match=match, by=alma, body="Shall we talk?")
    for page in (match.get_absolute_url(), match.support.get_absolute_url()):
        assert alma.email not in text(sign_in(chi).get(page))


def test_set_aside_stays_aside_unless_a_side_says_something_else(
    sign_in: SignIn, match: FundingMatch, chi: User, django_capture_on_commit_callbacks: Commits, city: Portfolio
) -> None:
    assert sign_in(chi).post(at("match-aside", match.pk), {"why": ""}).status_code == 422
    sign_in(chi).post(at("match-aside", match.pk), {"why": "Too early for us."})
    match.refresh_from_db()
    assert (match.status, match.outcome) == ("ended", "Too early for us.")
    assert waits_for(chi, city) == []
    reword(
        match.call,
        chi,
        django_capture_on_commit_callbacks,
        looks_for="Money that may follow a heatwave, wherever they hit",
    )
    match.refresh_from_db()
    assert match.status == "ended"
    reword(match.call, chi, django_capture_on_commit_callbacks, most=None)
    match.refresh_from_db()
    assert (match.status, match.outcome) == ("found", "")
    back = Change.objects.of(match).first()
    assert back
    assert (back.by, bool(back.why)) == (None, True)


def test_setting_aside_can_be_undone_and_taken_up(sign_in: SignIn, alma: User, match: FundingMatch) -> None:
    matches.say(match=match, by=alma, body="Shall we talk?")
    change = matches.set_aside(match=match, by=alma, why="Not now.")
    assert change
    with pytest.raises(Refused):
        matches.say(match=match, by=alma, body="Or now?")
    assert sign_in(alma).post(at("match-say", match.pk), {"body": "Or now?"}).status_code == 422
    history.undo(change=change, by=alma)
    match.refresh_from_db()
    assert (match.status, match.outcome) == ("talking", "")
    matches.set_aside(match=match, by=alma, why="Not now.")
    with pytest.raises(Refused):
        matches.set_aside(match=match, by=alma, why="Twice.")
    sign_in(alma).post(at("match-take-up", match.pk))
    match.refresh_from_db()
    assert match.status == "talking"


def test_a_withdrawn_call_begins_no_conversation_and_ends_none(
    sign_in: SignIn, match: FundingMatch, chi: User, alma: User, django_capture_on_commit_callbacks: Commits
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        matching.withdraw(row=match.call, by=chi)
    assert FundingMatch.objects.filter(pk=match.pk).exists()
    page = text(sign_in(alma).get(match.get_absolute_url()))
    assert "The call was withdrawn on" in page
    with pytest.raises(Refused):
        matches.say(match=match, by=alma, body="Shall we talk?")
    FundingMatch.objects.update(status="talking")
    assert matches.say(match=match, by=alma, body="Thank you all the same.")


def test_an_agreement_names_only_money_of_this_funder(
    sign_in: SignIn, alma: User, chi: User, match: FundingMatch, city: Portfolio, mission: Organisation, rival: User
) -> None:
    vehicle, strange = make_vehicle(city, "Heat Fund"), make_vehicle(city, "Strange Fund")
    promise = make_commitment(vehicle, mission, 500)
    theirs = make_commitment(strange, Organisation.objects.get(name="Other Fund"), 500)
    given, apart = make_allocation(vehicle, 100), make_allocation(strange, 100)
    for wrong in ({"commitment": theirs.pk}, {"allocation": apart.pk}, {"outcome": ""}, {"allocation": "x"}):
        answer = sign_in(alma).post(at("match-agree", match.pk), {"outcome": "A reserve.", **wrong})
        assert answer.status_code == 422
    with pytest.raises(ValidationError):
        matches.agree(match=match, by=alma, outcome="A reserve.", allocation=apart)
    data = {"outcome": "A reserve of €100.", "commitment": promise.pk, "allocation": given.pk}
    assert sign_in(chi).post(at("match-agree", match.pk), data).status_code == 302
    page = text(sign_in(alma).get(match.get_absolute_url()))
    assert "€100 allocated from Heat Fund" in page
    assert "€500 promised to Heat Fund" in page
    change = Change.objects.of(match).first()
    assert change
    sign_in(alma).post(at("match-undo", match.pk, change.pk))
    match.refresh_from_db()
    assert (match.status, match.allocation, match.commitment, match.outcome) == ("found", None, None, "")


def test_the_list_says_what_waits_and_is_a_file_too(
    sign_in: SignIn, alma: User, match: FundingMatch, chi: User
) -> None:
    client = sign_in(alma)
    assert match.support.title in text(client.get(at("matches") + "?state=waiting"))
    matches.say(match=match, by=alma, body="Shall we talk?")
    assert match.support.title not in text(client.get(at("matches") + "?state=waiting"))
    assert match.support.title in text(client.get(at("matches") + "?state=talking"))
    rows = b"".join(client.get(at("matches-export", "csv")).streaming_content).decode()  # type: ignore[attr-defined]
    assert "Both are about: A reserve" in rows
    told = sign_in(chi).get(f"/api/v1/portfolios/riverton/matches/{match.pk}/").json()
    assert (told["status"], told["reasons"][0]) == ("talking", {"kind": "target", "target": "reserve"})


def test_a_sum_without_a_rate_says_that_it_cannot_be_compared(
    sign_in: SignIn, alma: User, match: FundingMatch, django_capture_on_commit_callbacks: Commits
) -> None:
    reword(match.support, alma, django_capture_on_commit_callbacks, currency="JPY")
    page = text(sign_in(alma).get(match.get_absolute_url()))
    assert "can&#x27;t be compared: there is no exchange rate for it" in page


def test_what_a_reason_named_and_is_gone_is_left_out(
    sign_in: SignIn, alma: User, match: FundingMatch, adaptation: Concern, energy: System
) -> None:
    adaptation.delete()
    System.objects.filter(pk=energy.pk).update(name="Warmth")
    page = text(sign_in(alma).get(match.get_absolute_url()))
    assert "Both name the concern" not in page
    assert "Both name the system Warmth" in page


def test_who_speaks_for_the_funder_no_more_sees_its_matches_no_more(
    sign_in: SignIn, match: FundingMatch, chi: User, call: FundingCall, wish: SupportSought
) -> None:
    chi.affiliations.update(until_on=timezone.localdate() - timedelta(days=1))
    assert sign_in(chi).get(match.get_absolute_url()).status_code == 404


def test_people_change_and_take_back_their_own_words_only(
    sign_in: SignIn, alma: User, chi: User, match: FundingMatch
) -> None:
    said = matches.say(match=match, by=chi, body="Shal we talk?")
    address = at("match-words", match.pk, said.pk)
    for refused in (sign_in(alma).get(address), sign_in(alma).post(address, {"remove": "yes"})):
        assert refused.status_code == 403
    own = sign_in(chi)
    assert own.post(address, {"body": " "}).status_code == 422
    own.post(address, {"body": "Shall we talk?"})
    page = text(sign_in(alma).get(match.get_absolute_url()))
    assert "Shall we talk?" in page
    assert "· changed" in page
    assert address not in page
    assert address in text(sign_in(chi).get(match.get_absolute_url()))
    sign_in(chi).post(address, {"remove": "yes"})
    match.refresh_from_db()
    assert not Comment.objects.exists()
    assert match.status == "found"


def test_what_others_have_answered_stays(sign_in: SignIn, alma: User, chi: User, match: FundingMatch) -> None:
    first, answer = (matches.say(match=match, by=who, body="Words") for who in (chi, alma))
    with pytest.raises(Refused, match="Others have spoken since"):
        matches.unsay(match=match, said=first, by=chi)
    page = text(sign_in(chi).get(at("match-words", match.pk, first.pk)))
    assert "Others have spoken since" in page
    assert "Take these words away" not in page
    matches.unsay(match=match, said=answer, by=alma)
    matches.unsay(match=match, said=first, by=chi)
    assert not Comment.objects.exists()


def test_first_words_go_alone(chi: User, alma: User, match: FundingMatch) -> None:
    first, second, third = (matches.say(match=match, by=chi, body=body) for body in ("One", "Two", "Three"))
    for _twice in range(2):
        matches.unsay(match=match, said=Comment(pk=first.pk, at=first.at, by=chi), by=chi)
    assert set(Comment.objects.values_list("pk", "parent")) == {(second.pk, None), (third.pk, second.pk)}
    fourth = matches.say(match=match, by=alma, body="Four")
    assert fourth.parent_id == second.pk
    match.refresh_from_db()
    assert match.status == "talking"


def test_words_of_another_match_are_not_here(sign_in: SignIn, chi: User, match: FundingMatch, city: Portfolio) -> None:
    other = Comment.objects.create(about=city, portfolio=city, by=chi, body="About the money")
    assert sign_in(chi).get(at("match-words", match.pk, other.pk)).status_code == 404


def test_nobody_is_told_that_nothing_meets_where_they_may_not_look(
    sign_in: SignIn, chi: User, rival: User, bo: User, match: FundingMatch
) -> None:
    for user in (rival, bo):
        page = text(sign_in(user).get(match.call.get_absolute_url()))
        assert "What it meets" not in page
        assert "Nothing yet" not in page
    assert "of your calls" not in text(sign_in(rival).get(match.support.get_absolute_url()))
    assert "Which of your calls it meets" in text(sign_in(chi).get(match.support.get_absolute_url()))
