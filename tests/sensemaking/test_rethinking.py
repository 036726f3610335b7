"""After a shift of the context stewards say what still holds, and everybody reads it where it matters."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative, PolicyCommitment, System
from sensemaking.attention_shifts import shifts
from sensemaking.models import Decision, Finding, LearningLog, LearningQuestion, Option, Rethink
from sensemaking.services import making, rethinking
from stakeholders.access import access_for
from stakeholders.attention import Look
from stakeholders.models import Change, Circle, Portfolio, User
from stakeholders.policies import Refused
from tests.factories import (
    make_challenge,
    make_initiative,
    make_log,
    make_portfolio,
    make_promise,
    make_question,
    make_report,
    make_service,
)

SignIn = Callable[[User | None], Client]


@pytest.fixture
def shift(warm_streets: Initiative) -> LearningLog:
    return make_log(
        warm_streets, "The grant for heat pumps ends in spring.", kind="context_shift", happened_on=date(2026, 7, 14)
    )


@pytest.fixture
def pumps(city: Portfolio) -> LearningQuestion:
    return make_question(city, "Heat pumps stay cheap.", kind="assumption")


@pytest.fixture
def promise(city: Portfolio, warm_streets: Initiative) -> PolicyCommitment:
    found = make_promise(city, "End fuel poverty")
    make_service(warm_streets, found)
    return found


@pytest.fixture
def decision(city: Portfolio, warm_streets: Initiative) -> Decision:
    found = Decision.objects.create(
        portfolio=city, title="Four more streets", what="amplify", decided_on=date(2026, 6, 1), circle="public"
    )
    found.initiatives.add(warm_streets)
    return found


@pytest.fixture
def option(city: Portfolio, shift: LearningLog, energy: System) -> Option:
    challenge = make_challenge(city, "Winter bills", circle="portfolio")
    challenge.systems.add(energy)
    return Option.objects.create(portfolio=city, title="A common boiler house", challenge=challenge)


def page_of(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(f"sensemaking:{name}", args=["riverton", *args])).content.decode()


def test_the_page_lists_all_that_may_be_touched_with_reasons(
    alma: User, sign_in: SignIn, shift: LearningLog, pumps: LearningQuestion, promise: PolicyCommitment,
    decision: Decision, option: Option,
) -> None:  # fmt: skip
    page = page_of(sign_in(alma), "rethink", shift.pk)
    for title in ("Heat pumps stay cheap.", "End fuel poverty", "Four more streets", "A common boiler house"):
        assert title in page
    assert "Same initiative: Warm Streets Millbrook" in page
    assert "Same system: Energy &amp; buildings" in page
    assert "Both speak of “heat” and “pumps”" in page


def test_what_is_over_or_elsewhere_is_not_touched(
    city: Portfolio, alma: User, sign_in: SignIn, shift: LearningLog, pumps: LearningQuestion, warm_streets: Initiative
) -> None:
    pumps.retired_on = timezone.localdate()
    pumps.save()
    make_question(make_portfolio("Lakeside"), "Heat pumps cost little there.", kind="assumption")
    over = Decision.objects.create(
        portfolio=city, title="Old heat pumps", what="stop", decided_on=date(2026, 1, 1), status="revisited",
        revisited_on=date(2026, 2, 1), effect="Gone.",
    )  # fmt: skip
    over.initiatives.add(warm_streets)
    make_question(city, "What do heat pumps cost?", kind="question")
    page = page_of(sign_in(alma), "rethink", shift.pk)
    for text in ("stay cheap", "cost little there", "Old heat pumps", "What do heat pumps cost"):
        assert text not in page


def test_a_steward_answers_each_in_one_go_and_can_take_it_back(
    alma: User, sign_in: SignIn, shift: LearningLog, pumps: LearningQuestion, decision: Decision
) -> None:
    client = sign_in(alma)
    url = reverse("sensemaking:rethink", args=["riverton", shift.pk])
    said = {f"verdict_question_{pumps.pk}": "falls", f"note_question_{pumps.pk}": "The grant ends.", "rest": "holds"}
    assert client.post(url, said).status_code == 302
    rows = {row.target: (row.verdict, row.by) for row in Rethink.objects.all()}
    assert rows == {pumps: ("falls", alma), decision: ("holds", alma)}
    assert "The grant ends." in page_of(client, "question", pumps.pk)
    assert "Still holds" in page_of(client, "decision", decision.pk)
    batch = Change.objects.of(Rethink.objects.get(question=pumps)).get().batch
    client.post(reverse("sensemaking:rethink-undo", args=["riverton", shift.pk, batch]))
    assert set(Rethink.objects.values_list("verdict", "note", "by")) == {("", "", None)}
    assert "The grant ends." not in page_of(client, "question", pumps.pk)


def test_what_was_said_is_read_on_the_page_of_a_commitment_and_an_option(
    alma: User, odile: User, sign_in: SignIn, shift: LearningLog, promise: PolicyCommitment, option: Option
) -> None:
    thoughts = [
        rethinking.Thought("commitment", promise.pk, "", "changes", "Needs a new date."),
        rethinking.Thought("option", option.pk, "", "falls", "Nobody pays."),
    ]
    rethinking.answer(log=shift, thoughts=thoughts, by=alma)
    client = sign_in(odile)
    assert "Needs a new date." in page_of(client, "commitment-rethinks", promise.pk)
    assert "Nobody pays." in page_of(client, "option", option.pk)


def test_who_may_not_read_the_shift_does_not_read_its_verdict(
    alma: User, chi: User, sign_in: SignIn, shift: LearningLog, decision: Decision
) -> None:
    rethinking.answer(log=shift, thoughts=[rethinking.Thought("decision", decision.pk, "", "falls", "Gone.")], by=alma)
    assert "Asked to think again" not in page_of(sign_in(chi), "decision", decision.pk)


def test_a_verdict_that_is_none_and_a_log_of_another_kind_are_refused(
    alma: User, sign_in: SignIn, shift: LearningLog, pumps: LearningQuestion, warm_streets: Initiative
) -> None:
    client = sign_in(alma)
    url = reverse("sensemaking:rethink", args=["riverton", shift.pk])
    assert client.post(url, {f"verdict_question_{pumps.pk}": "perhaps"}).status_code == 422
    plain = make_log(warm_streets)
    assert client.get(reverse("sensemaking:rethink", args=["riverton", plain.pk])).status_code == 404
    with pytest.raises(Refused):
        rethinking.answer(log=plain, thoughts=[], by=alma)
    assert not Rethink.objects.exists()


def test_answering_twice_the_same_leaves_one_trace(alma: User, shift: LearningLog, pumps: LearningQuestion) -> None:
    thought = rethinking.Thought("question", pumps.pk, "", "holds")
    assert rethinking.answer(log=shift, thoughts=[thought], by=alma)
    assert rethinking.answer(log=shift, thoughts=[thought], by=alma) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Rethink.objects.create(log=shift, question=pumps)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rethink.objects.filter(question=pumps).update(decided_at=None)


def waiting(city: Portfolio, user: User) -> list[int]:
    access = access_for(user, city)
    assert access
    look = Look(access=access, number=180, today=date(2026, 8, 1))
    return [item.subject for item in shifts(look).items]


def test_the_garden_waits_until_everything_listed_is_answered(
    city: Portfolio, alma: User, shift: LearningLog, pumps: LearningQuestion, decision: Decision
) -> None:
    assert waiting(city, alma) == [shift.pk]
    thoughts = [rethinking.Thought("question", pumps.pk, "", "holds"), rethinking.Thought("decision", decision.pk, "")]
    rethinking.answer(log=shift, thoughts=thoughts, by=alma)
    assert waiting(city, alma) == [shift.pk]
    rethinking.answer(log=shift, thoughts=[rethinking.Thought("decision", decision.pk, "", "changes")], by=alma)
    assert waiting(city, alma) == []


def test_a_shift_that_touches_nothing_is_put_away(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    far = make_log(make_initiative(city, "Far away"), "Zebras.", kind="context_shift", happened_on=date(2026, 7, 1))
    client = sign_in(alma)
    assert "It touches nothing here" in page_of(client, "rethink", far.pk)
    client.post(reverse("sensemaking:rethink", args=["riverton", far.pk]))
    assert waiting(city, alma) == []


def test_the_report_tells_what_changed_around_us_and_what_it_may_touch(
    city: Portfolio, alma: User, sign_in: SignIn, shift: LearningLog, pumps: LearningQuestion, decision: Decision
) -> None:
    report = make_report(city)
    assert making.make(report.pk)
    finding = report.findings.get(kind=Finding.Kind.SHIFT)
    assert {row["title"] for row in finding.data["touches"]} == {"Heat pumps stay cheap.", "Four more streets"}
    assert finding.citations.get().quote in shift.saw
    page = page_of(sign_in(alma), "report", report.pk)
    assert "What changed around us" in page
    assert "Heat pumps stay cheap." in page
    markdown = page_of(sign_in(alma), "report-markdown", report.pk)
    assert "What changed around us" in markdown
    assert "Four more streets" in markdown


def test_a_wider_report_names_nothing_that_its_circle_may_not_see(
    city: Portfolio, shift: LearningLog, pumps: LearningQuestion, decision: Decision
) -> None:
    LearningLog.objects.update(circle=Circle.PUBLIC)
    report = make_report(city, circle=Circle.PUBLIC)
    assert making.make(report.pk)
    touches = report.findings.get(kind=Finding.Kind.SHIFT).data["touches"]
    assert [row["title"] for row in touches] == ["Four more streets"], "the assumption is for members"
