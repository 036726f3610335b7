"""Calls and what would help: said, edited by two, withdrawn, and seen by those who may."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from funding.models import Concern, FundingCall, FundingMatch, SupportSought
from funding.services import matching
from initiatives.models import System
from stakeholders.models import Change, Organisation, Portfolio, User
from tests.factories import make_combination

SignIn = Callable[[User | None], Client]
CALL = {
    "title": "Room to adapt", "looks_for": "Money that may follow heatwaves.", "targets": ["reserve"], "least": "50000",
    "most": "200000", "currency": "eur", "circle": "funders",
}  # fmt: skip
WISH = {
    "target": "reserve", "title": "A heat reserve", "would_help": "Shade within days.", "amount": "120000.50",
    "currency": "EUR", "circle": "funders",
}  # fmt: skip


def at(name: str, *args: object) -> str:
    return reverse(f"funding:{name}", args=["riverton", *args])


def text(answer: Any) -> str:
    return str(answer.content.decode())


def filed(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


def test_a_funder_calls_in_its_own_name(
    sign_in: SignIn, chi: User, mission: Organisation, energy: System, adaptation: Concern
) -> None:
    data = {**CALL, "funder": mission.pk, "systems": [energy.pk], "concerns": [adaptation.pk]}
    answer = sign_in(chi).post(at("call-new"), data)
    made = FundingCall.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    assert (made.funder, made.by, made.currency, made.targets) == (mission, chi, "EUR", ["reserve"])
    assert (list(made.systems.all()), list(made.concerns.all())) == ([energy], [adaptation])
    page = text(sign_in(chi).get(at("calls")))
    assert "Room to adapt" in page
    assert "€50,000 – €200,000" in page


def test_a_steward_says_what_would_help(sign_in: SignIn, alma: User) -> None:
    assert sign_in(alma).post(at("support-new"), WISH).status_code == 302
    made = SupportSought.objects.get()
    assert (made.amount, made.by) == (Decimal("120000.50"), alma)
    assert "about €120,000.50" in text(sign_in(alma).get(made.get_absolute_url()))


@pytest.mark.parametrize(
    "wrong",
    [
        {"least": "-1"}, {"least": "0"}, {"least": "300000"}, {"least": "0.001"}, {"currency": "JPY", "least": "1.5"},
        {"currency": "EURO"}, {"currency": ""}, {"currency": "12"}, {"targets": ["yacht"]}, {"systems": ["999999"]},
        {"until_on": "2020-01-01"}, {"until_on": "soon"}, {"circle": "moon"}, {"title": ""}, {"title": "x" * 201},
        {"looks_for": "x" * 6_001}, {"looks_for": "a\x00b"}, {"most": "9" * 30}, {"funder": "999999"},
    ],
)  # fmt: skip
def test_bad_calls_are_refused_beside_their_field(
    sign_in: SignIn, chi: User, mission: Organisation, wrong: dict[str, Any]
) -> None:
    answer = sign_in(chi).post(at("call-new"), {**CALL, "funder": mission.pk, **wrong})
    assert answer.status_code == 422
    assert not FundingCall.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"target": "initiative"}, {"target": "combination"}, {"target": ""}, {"amount": "-5"}, {"currency": ""},
        {"amount": "1.005"}, {"currency": "TND", "amount": "1.0005"}, {"combination": "77", "target": "combination"},
    ],
)  # fmt: skip
def test_bad_wishes_are_refused(sign_in: SignIn, alma: User, wrong: dict[str, Any]) -> None:
    assert sign_in(alma).post(at("support-new"), {**WISH, **wrong}).status_code == 422
    assert not SupportSought.objects.exists()


def test_a_currency_has_its_own_decimals(sign_in: SignIn, alma: User) -> None:
    assert sign_in(alma).post(at("support-new"), {**WISH, "currency": "TND", "amount": "1.005"}).status_code == 302
    assert SupportSought.objects.get().amount == Decimal("1.005")


def test_only_funders_call_and_only_stewards_ask(sign_in: SignIn, alma: User, bo: User, chi: User, odile: User) -> None:
    for user in (alma, bo, odile):
        assert sign_in(user).get(at("call-new")).status_code == 403
    for user in (bo, chi, odile):
        assert sign_in(user).get(at("support-new")).status_code == 403


def test_nobody_calls_for_another_funder(sign_in: SignIn, chi: User, rival: User) -> None:
    other = Organisation.objects.get(name="Other Fund")
    assert sign_in(chi).post(at("call-new"), {**CALL, "funder": other.pk}).status_code == 422


def test_another_funder_sees_a_call_only_as_its_circle_allows(
    sign_in: SignIn, call: FundingCall, rival: User, bo: User, alma: User, chi: User
) -> None:
    def sees(user: User) -> bool:
        client = sign_in(user)
        answers = {
            client.get(call.get_absolute_url()).status_code == 200,
            call.title in text(client.get(at("calls"))),
            call.title in text(client.get(at("calls"), headers={"HX-Request": "true", "HX-Target": "calls"})),
            call.title in filed(client.get(at("calls-export", "csv"))),
            client.get(f"/api/v1/portfolios/riverton/calls/{call.pk}/").status_code == 200,
        }
        assert len(answers) == 1
        return answers.pop()

    assert [sees(user) for user in (rival, bo, alma, chi)] == [True, True, True, True]
    FundingCall.objects.update(circle="portfolio")
    assert [sees(user) for user in (rival, bo, alma, chi)] == [False, True, True, True]
    FundingCall.objects.update(circle="team")
    assert [sees(user) for user in (rival, bo, alma, chi)] == [False, False, True, True]
    for name in ("call-edit", "call-withdraw"):
        assert sign_in(rival).post(at(name, call.pk)).status_code == 404


def test_a_wish_is_never_wider_than_its_combination(sign_in: SignIn, alma: User, chi: User, city: Portfolio) -> None:
    hidden = make_combination(city, name="Quiet plan", circle="portfolio")
    data = {**WISH, "target": "combination", "combination": hidden.pk}
    assert sign_in(alma).post(at("support-new"), data).status_code == 302
    made = SupportSought.objects.get()
    assert sign_in(chi).get(made.get_absolute_url()).status_code == 404
    assert made.title not in text(sign_in(chi).get(at("calls")))


def test_two_people_edit_a_call_and_nothing_is_lost(
    sign_in: SignIn, chi: User, call: FundingCall, energy: System, health: System
) -> None:
    client = sign_in(chi)
    form = client.get(at("call-edit", call.pk)).context["form"]
    opened = {
        name: form.initial[name] for name in ("funder", "title", "looks_for", "least", "most", "currency", "circle")
    }
    opened |= {"edit": form.initial["edit"], "seen": form.initial["seen"], "targets": form.initial["targets"],
               "systems": form.initial["systems"], "concerns": form.initial["concerns"]}  # fmt: skip
    other = {**opened, "systems": [energy.pk, health.pk], "most": "250000"}
    assert client.post(at("call-edit", call.pk), other).status_code == 302
    mine = client.post(at("call-edit", call.pk), {**opened, "title": "More room"})
    assert mine.status_code == 409
    assert "Somebody else has edited this" in text(mine)
    merged = mine.context["form"].data
    assert (merged["title"], merged["most"]) == ("More room", "250000")
    assert sorted(map(int, merged["systems"])) == sorted([energy.pk, health.pk])
    assert client.post(at("call-edit", call.pk), dict(merged)).status_code == 302
    call.refresh_from_db()
    assert (call.title, call.most, call.systems.count()) == ("More room", Decimal(250_000), 2)


def test_an_edit_and_a_withdrawal_can_be_undone(
    sign_in: SignIn, chi: User, alma: User, call: FundingCall, energy: System
) -> None:
    matching.edit(
        row=call, values={"title": "Less room", "targets": []}, systems=[], concerns=[], opened_with=1, by=chi
    )
    change = Change.objects.of(call).first()
    assert change
    assert sign_in(alma).post(at("call-undo", call.pk, change.pk)).status_code == 403
    sign_in(chi).post(at("call-undo", call.pk, change.pk))
    call.refresh_from_db()
    assert (call.title, call.targets, list(call.systems.all())) == ("Room to adapt", ["reserve", "learning"], [energy])
    sign_in(chi).post(at("call-withdraw", call.pk))
    page = text(sign_in(alma).get(call.get_absolute_url()))
    assert "This was withdrawn on" in page
    assert call.title not in text(sign_in(alma).get(at("calls")))
    assert call.title in text(sign_in(alma).get(at("calls") + "?state=closed"))
    change = Change.objects.of(call).standing().first()
    assert change
    sign_in(chi).post(at("call-undo", call.pk, change.pk))
    assert call.title in text(sign_in(alma).get(at("calls")))


def test_a_withdrawal_is_said_once(sign_in: SignIn, alma: User, wish: SupportSought) -> None:
    client = sign_in(alma)
    client.post(at("support-withdraw", wish.pk))
    assert "withdrawn already" in text(client.post(at("support-withdraw", wish.pk), follow=True))
    client.post(at("support-withdraw", wish.pk), {"to": "again"})
    wish.refresh_from_db()
    assert wish.is_open


def test_an_ended_call_says_so(sign_in: SignIn, alma: User, call: FundingCall) -> None:
    FundingCall.objects.update(until_on=timezone.localdate() - timedelta(days=1))
    assert "This call ended on" in text(sign_in(alma).get(call.get_absolute_url()))
    assert call.title not in text(sign_in(alma).get(at("calls")))
    FundingCall.objects.update(until_on=timezone.localdate())
    assert call.title in text(sign_in(alma).get(at("calls")))


@pytest.mark.parametrize(
    ("query", "calls", "wishes"),
    [
        ("", 1, 1), ("?for=reserve", 1, 1), ("?for=backbone", 0, 0), ("?for=learning", 1, 0), ("?for=yacht", 1, 1),
        ("?q=heatwaves", 1, 1), ("?q=%00%25_", 0, 0), ("?system=x&system=99999999999999999999", 1, 1),
        ("?system=424242", 0, 0), ("?state=closed", 0, 0), ("?state=nonsense", 1, 1), ("?after-call=nonsense", 1, 1),
    ],
)  # fmt: skip
def test_the_address_says_what_is_shown(
    sign_in: SignIn, alma: User, call: FundingCall, wish: SupportSought, query: str, calls: int, wishes: int
) -> None:
    columns = sign_in(alma).get(at("calls") + query).context["columns"]
    assert [column.total for column in columns] == [calls, wishes]
    rows = filed(sign_in(alma).get(at("calls-export", "csv") + query)).splitlines()
    assert len(rows) == 1 + calls + wishes


def test_a_call_for_anything_stands_under_every_kind(sign_in: SignIn, alma: User, call: FundingCall) -> None:
    FundingCall.objects.update(targets=[])
    page = sign_in(alma).get(at("calls") + "?for=backbone")
    assert [card.row.pk for card in page.context["columns"][0].cards] == [call.pk]


def test_formulas_in_a_file_are_made_safe(sign_in: SignIn, alma: User, wish: SupportSought) -> None:
    SupportSought.objects.update(title="=HYPERLINK(1)")
    assert "\n=HYPERLINK" not in filed(sign_in(alma).get(at("calls-export", "csv"))).replace(",", "\n")
    assert sign_in(alma).get(at("calls-export", "xlsx")).status_code == 200


def test_the_page_costs_the_same_however_many_there_are(
    sign_in: SignIn, alma: User, call: FundingCall, wish: SupportSought,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = sign_in(alma)
    for number in range(12):
        values = {"title": f"Call {number}", "looks_for": "Shade", "currency": "EUR", "circle": "funders"}
        matching.call(portfolio=call.portfolio, funder=call.funder, values=values, by=alma)
    client.get(at("calls"))
    with django_assert_max_num_queries(40):
        client.get(at("calls"))
    assert FundingMatch.objects.count() == 1


def test_the_database_keeps_the_bounds(call: FundingCall) -> None:
    for wrong in ({"least": 300_000}, {"least": -1}, {"most": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FundingCall.objects.update(**wrong)
