"""Outcomes: written, quoted as their log says it, narrowed, decided, taken out and put back."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from funding.models import Concern, Outcome
from funding.overviews.outcomes import told
from funding.services import outcomes
from initiatives.models import Initiative
from sensemaking.models import LearningLog
from stakeholders.access import access_for
from stakeholders.models import Change, Organisation, Portfolio, User
from tests.factories import make_allocation, make_commitment, make_initiative, make_log, make_vehicle
from tests.funding.outcomes.conftest import WORDS, SignIn, at, text

FORM = {
    "who": "The housing office", "what": "It lets tenants hang awnings.", "kind": "practice", "is_expected": "False",
    "is_positive": "True", "on": "2026-07-14", "circle": "funders",
}  # fmt: skip


def test_a_steward_harvests_from_a_log(
    sign_in: SignIn, alma: User, log: LearningLog, warm_streets: Initiative, city: Portfolio
) -> None:
    concern = Concern.objects.create(portfolio=city, name="Health")
    page = text(sign_in(alma).get(at("outcome-new") + f"?log={log.pk}"))
    assert f'value="{log.pk}"' in page
    data = {**FORM, "log": log.pk, "quote": WORDS, "initiative": warm_streets.pk, "concerns": [concern.pk]}
    answer = sign_in(alma).post(at("outcome-new"), data)
    made = Outcome.objects.get()
    assert answer.status_code == 302
    assert (made.quote, made.is_expected, made.substantiation) == (WORDS, False, "unverified")
    assert list(made.concerns.all()) == [concern]
    assert f"<mark>{WORDS}</mark>" in text(sign_in(alma).get(at("outcome", made.pk)))


def test_words_that_the_log_does_not_say_are_refused(sign_in: SignIn, alma: User, log: LearningLog) -> None:
    for more in (
        {"log": log.pk, "quote": "He slept at home."},
        {"quote": WORDS},
        {"log": "99999999"},
        {"log": "x" * 60},
    ):
        assert sign_in(alma).post(at("outcome-new"), {**FORM, **more}).status_code == 422
    assert not Outcome.objects.exists()


def test_a_contributor_writes_only_for_initiatives_of_their_own(
    sign_in: SignIn, bo: User, city: Portfolio, warm_streets: Initiative
) -> None:
    other = make_initiative(city, "Quiet Freight")
    assert sign_in(bo).post(at("outcome-new"), {**FORM, "initiative": other.pk}).status_code == 422
    assert sign_in(bo).post(at("outcome-new"), FORM).status_code == 422
    assert sign_in(bo).post(at("outcome-new"), {**FORM, "initiative": warm_streets.pk}).status_code == 302


def test_the_words_go_with_their_log(
    sign_in: SignIn, chi: User, alma: User, outcome: Outcome, log: LearningLog
) -> None:
    address = at("outcome", outcome.pk)
    assert WORDS in text(sign_in(chi).get(address))
    LearningLog.objects.filter(pk=log.pk).update(circle="team")
    for page in (address, at("outcomes"), at("outcomes-export", "csv"), at("outcomes-told")):
        answer = sign_in(chi).get(page)
        body = b"".join(answer.streaming_content).decode() if answer.streaming else text(answer)  # type: ignore[attr-defined]
        assert WORDS not in body
    told_by_api = sign_in(chi).get(f"/api/v1/portfolios/riverton/outcomes/{outcome.pk}/").json()
    assert (told_by_api["log"], told_by_api["quote"]) == (None, "")
    LearningLog.objects.filter(pk=log.pk).update(circle="funders", saw="It was cooler.")
    assert WORDS not in text(sign_in(alma).get(address))
    log.delete()
    outcome.refresh_from_db()
    assert (outcome.log, outcome.quote) == (None, "")
    assert WORDS not in str(list(Change.objects.of(outcome).values_list("fields", flat=True)))


def test_who_may_not_see_the_log_edits_without_its_words(
    sign_in: SignIn, bo: User, outcome: Outcome, log: LearningLog, city: Portfolio
) -> None:
    hidden = make_log(portfolio=city, saw="The mayor said so.", circle="team")
    outcomes.edit(
        outcome=outcome, values={"log": hidden, "quote": "The mayor said so."}, concerns=[], opened_with=1,
        by=User.objects.get(pk=outcome.by_id),
    )  # fmt: skip
    outcome.refresh_from_db()
    page = text(sign_in(bo).get(at("outcome-edit", outcome.pk)))
    assert "The mayor" not in page
    data = {**FORM, "edit": outcome.edit, "who": "The office", "initiative": outcome.initiative_id}
    assert sign_in(bo).post(at("outcome-edit", outcome.pk), data).status_code == 302
    outcome.refresh_from_db()
    assert (outcome.who, outcome.quote) == ("The office", "The mayor said so.")


def test_two_editors_lose_nothing(sign_in: SignIn, alma: User, outcome: Outcome, city: Portfolio) -> None:
    concerns = [Concern.objects.create(portfolio=city, name=name).pk for name in ("Health", "Cohesion")]
    outcomes.edit(outcome=outcome, values={"significance": "Others follow."}, concerns=[], opened_with=1, by=alma)
    data = {
        **FORM, "edit": 1, "seen": '{"significance": "", "who": "The housing office"}', "who": "Housing",
        "concerns": concerns, "significance": "",
    }  # fmt: skip
    answer = sign_in(alma).post(at("outcome-edit", outcome.pk), data)
    assert answer.status_code == 409
    assert "Others follow." in text(answer)
    assert text(answer).count("checked") >= 2
    outcome.refresh_from_db()
    assert (outcome.who, outcome.significance) == ("The housing office", "Others follow.")


def test_taken_out_and_put_back(sign_in: SignIn, alma: User, chi: User, outcome: Outcome) -> None:
    assert sign_in(alma).post(at("outcome-remove", outcome.pk)).status_code == 302
    assert sign_in(alma).get(at("outcome", outcome.pk)).status_code == 404
    change = Change.objects.of(outcome).first()
    assert change
    assert sign_in(chi).post(at("outcome-undo", outcome.pk, change.pk)).status_code == 403
    assert sign_in(alma).post(at("outcome-undo", outcome.pk, change.pk)).status_code == 302
    assert sign_in(alma).get(at("outcome", outcome.pk)).status_code == 200


def test_the_list_is_narrowed_by_its_address(sign_in: SignIn, chi: User, alma: User, outcome: Outcome) -> None:
    assert "The housing office" in text(sign_in(chi).get(at("outcomes") + "?kind=practice&sure=unverified&way=True"))
    for narrow in ("kind=policy", "sure=confirmed", "expected=False", "initiative=99999999"):
        page = text(sign_in(chi).get(f"{at('outcomes')}?{narrow}"))
        assert "No outcome is like this" in page
    assert "The housing office" in text(sign_in(chi).get(at("outcomes") + "?kind=nonsense&concern=x&after=%00"))


def test_what_is_for_the_portfolio_is_not_there_for_funders(sign_in: SignIn, chi: User, outcome: Outcome) -> None:
    Outcome.objects.filter(pk=outcome.pk).update(circle="portfolio")
    assert sign_in(chi).get(at("outcome", outcome.pk)).status_code == 404
    Outcome.objects.filter(pk=outcome.pk).update(circle="funders")
    Initiative.objects.filter(pk=outcome.initiative_id).update(circle="portfolio")
    assert sign_in(chi).get(at("outcome", outcome.pk)).status_code == 404


def test_the_history_says_it_in_words(sign_in: SignIn, alma: User, outcome: Outcome, city: Portfolio) -> None:
    health = Concern.objects.create(portfolio=city, name="Health of everybody")
    values = {"is_expected": False, "on": date(2026, 7, 14), "who": "The housing office"}
    outcomes.edit(outcome=outcome, values=values, concerns=[health], opened_with=1, by=alma)
    page = text(sign_in(alma).get(at("outcome-history", outcome.pk)))
    for words in ("Health of everybody", "14 July 2026", "Expected"):
        assert words in page
    assert "True" not in page


def test_the_list_keeps_to_months_and_vehicles(
    sign_in: SignIn, alma: User, chi: User, outcome: Outcome, city: Portfolio, mission: Organisation
) -> None:
    Outcome.objects.filter(pk=outcome.pk).update(on=date(2026, 3, 9))
    fund = make_vehicle(city, "Retrofit Bond")
    list_at = at("outcomes")
    assert "The housing office" in text(sign_in(alma).get(f"{list_at}?since=2026-03-01&until=2026-03-02"))
    assert "The housing office" not in text(sign_in(alma).get(f"{list_at}?until=2026-02-28"))
    assert "The housing office" not in text(sign_in(alma).get(f"{list_at}?vehicle={fund.pk}"))
    assert WORDS in text(sign_in(alma).get(at("outcomes-told") + "?since=2026-03-01"))
    assert WORDS not in text(sign_in(alma).get(at("outcomes-told") + "?until=2026-02-28"))
    make_commitment(fund, mission, 100)
    make_allocation(fund, 10, outcome.initiative)
    assert "The housing office" in text(sign_in(chi).get(f"{list_at}?vehicle={fund.pk}&since=2026-01-01"))
    Outcome.objects.filter(pk=outcome.pk).update(on=date(2019, 3, 9))
    page = text(sign_in(chi).get(f"{list_at}?vehicle={fund.pk}"))
    assert "The housing office" in page
    assert "From the beginning, in the vehicles chosen" in page
    assert 'name="since"' not in page
    assert WORDS in text(sign_in(chi).get(f"{at('outcomes-told')}?vehicle={fund.pk}"))
    rows = sign_in(chi).get(f"{at('outcomes-export', 'csv')}?vehicle={fund.pk}")
    assert "The housing office" in b"".join(rows.streaming_content).decode()  # type: ignore[attr-defined]
    foreign = make_vehicle(city, "Somebody else's")
    for vehicle in (foreign.pk, "x", 99999999):
        assert sign_in(chi).get(f"{list_at}?vehicle={vehicle}").status_code == 404
        assert sign_in(chi).get(f"{at('outcomes-export', 'csv')}?vehicle={vehicle}").status_code == 404


def test_a_decision_needs_its_reason(alma: User, outcome: Outcome) -> None:
    with pytest.raises(ValidationError):
        outcomes.decide(outcome=outcome, substantiation="disputed", by=alma, why="")


def test_three_speak_confirmed_first_and_none_that_is_disputed(
    city: Portfolio, alma: User, chi: User, outcome: Outcome, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number, sure in enumerate(("confirmed", "disputed", "unverified", "unverified")):
        log = make_log(make_initiative(city, f"Pilot {number}"), f"It works {number}.", circle="public")
        values = {"who": "They", "what": "They share.", "kind": "action", "log": log, "initiative": log.initiative}
        made = outcomes.harvest(portfolio=city, values={**values, "quote": log.saw}, by=alma)
        Outcome.objects.filter(pk=made.pk).update(substantiation=sure)
    access = access_for(chi, city)
    assert access
    with django_assert_num_queries(4):
        quotes = [voice.line.quote for voice in told(access).voices]
    assert quotes[0] == "It works 0."
    assert len(quotes) == 3
    assert "It works 1." not in quotes


def test_the_list_asks_as_often_for_ten_as_for_one(
    sign_in: SignIn, chi: User, alma: User, city: Portfolio, outcome: Outcome, log: LearningLog,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client = sign_in(chi)
    client.get(at("outcomes"))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(at("outcomes"))
    for _number in range(9):
        values = {"who": "They", "what": "They share.", "kind": "action", "log": log, "initiative": log.initiative}
        outcomes.harvest(portfolio=city, values=values, by=alma)
    with django_assert_max_num_queries(len(one)):
        client.get(at("outcomes"))


def test_an_edit_keeps_what_ended_since(
    sign_in: SignIn, alma: User, bo: User, outcome: Outcome, city: Portfolio
) -> None:
    retired = Concern.objects.create(portfolio=city, name="Fair costs", retired_on=date(2026, 9, 1))
    outcome.concerns.add(retired)
    other = make_initiative(city, "Quiet Freight")
    Outcome.objects.filter(pk=outcome.pk).update(initiative=other, log=None, quote="", by=bo)
    page = text(sign_in(bo).get(at("outcome-edit", outcome.pk)))
    assert "Fair costs" in page
    assert f'value="{other.pk}" selected' in page
    data = {**FORM, "edit": 1, "seen": "{}", "initiative": other.pk, "concerns": [retired.pk], "who": "The court"}
    assert sign_in(bo).post(at("outcome-edit", outcome.pk), data).status_code == 302
    outcome.refresh_from_db()
    assert (outcome.who, outcome.initiative_id, list(outcome.concerns.all())) == ("The court", other.pk, [retired])
    assert sign_in(alma).post(at("outcome-new"), {**FORM, "concerns": [retired.pk]}).status_code == 422


def test_words_over_two_lines_are_found_however_the_lines_break(
    sign_in: SignIn, alma: User, warm_streets: Initiative
) -> None:
    told_in = make_log(warm_streets, "It was hot.\r\nShe slept at home.\r\nAll summer.", circle="funders")
    data = {**FORM, "log": told_in.pk, "quote": "She slept at home.\r\nAll summer.", "initiative": warm_streets.pk}
    assert sign_in(alma).post(at("outcome-new"), data).status_code == 302
    page = text(sign_in(alma).get(at("outcome", Outcome.objects.get().pk)))
    assert "It was hot." in page
    assert "All summer." in page


def test_a_trial_narrows_nothing(sign_in: SignIn, alma: User, city: Portfolio) -> None:
    trial = make_vehicle(city, "Trial", is_shadow=True, shadows=make_vehicle(city, "Retrofit Bond"))
    assert sign_in(alma).get(f"{at('outcomes')}?vehicle={trial.pk}").status_code == 404
