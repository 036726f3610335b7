"""What came of a decision goes back into the learning, and the chain goes on from there."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative
from sensemaking.models import Decision, DecisionEffect, LearningLog, LogTally
from sensemaking.services import effects
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from tests.factories import make_initiative, make_log, make_portfolio

SignIn = Callable[[User | None], Client]


@pytest.fixture
def decision(city: Portfolio, warm_streets: Initiative) -> Decision:
    found = Decision.objects.create(
        portfolio=city, title="Four more streets", what="amplify", circle="portfolio",
        decided_on=timezone.localdate() - timedelta(days=30),
    )  # fmt: skip
    found.initiatives.add(warm_streets)
    found.logs.add(make_log(warm_streets, happened_on=timezone.localdate() - timedelta(days=60)))
    return found


def url_of(name: str, *args: object) -> str:
    return reverse(f"sensemaking:{name}", args=["riverton", *args])


def told(**fields: object) -> dict[str, object]:
    return {"effect": "Two streets said yes within a week.", "circle": "portfolio", **fields}


def test_looking_again_keeps_the_effect_as_a_log_of_the_initiative(
    alma: User, sign_in: SignIn, decision: Decision, warm_streets: Initiative
) -> None:
    client = sign_in(alma)
    page = client.get(url_of("decision-revisit", decision.pk)).content.decode()
    assert f'<option value="{warm_streets.pk}" selected>' in page
    answer = client.post(url_of("decision-revisit", decision.pk), told(as_log="on", initiative=warm_streets.pk))
    assert answer.status_code == 302
    log = DecisionEffect.objects.get(decision=decision).log
    assert (log.kind, log.saw, log.by, log.initiative) == (
        "outcome", "Two streets said yes within a week.", alma, warm_streets,
    )  # fmt: skip
    assert LogTally.objects.get(initiative=warm_streets, kind="outcome").count == 1
    assert Change.objects.of(decision).filter(fields__has_key="effect_logs").exists()
    assert "Four more streets" in client.get(url_of("log", log.pk)).content.decode()
    assert log.get_portfolio_url("riverton") in client.get(url_of("decision", decision.pk)).content.decode()


def test_without_the_tick_no_log_is_written(alma: User, sign_in: SignIn, decision: Decision) -> None:
    sign_in(alma).post(url_of("decision-revisit", decision.pk), told())
    decision.refresh_from_db()
    assert decision.effect
    assert not DecisionEffect.objects.exists()


def test_saying_the_same_again_writes_no_second_log(alma: User, sign_in: SignIn, decision: Decision) -> None:
    for _again in range(2):
        sign_in(alma).post(url_of("decision-revisit", decision.pk), told(as_log="on"))
    assert DecisionEffect.objects.count() == 1


def test_a_log_wider_than_its_initiative_is_refused_and_nothing_is_kept(
    alma: User, sign_in: SignIn, city: Portfolio, decision: Decision
) -> None:
    closed = make_initiative(city, "Behind doors", circle="portfolio")
    decision.initiatives.add(closed)
    answer = sign_in(alma).post(
        url_of("decision-revisit", decision.pk), told(as_log="on", initiative=closed.pk, circle="public")
    )
    assert answer.status_code == 422
    assert "not seen that widely" in answer.content.decode()
    decision.refresh_from_db()
    assert not decision.effect
    assert not LearningLog.objects.filter(kind="outcome").exists()


def test_a_log_that_is_there_is_named_and_taken_out_again(
    alma: User, sign_in: SignIn, decision: Decision, warm_streets: Initiative
) -> None:
    client, log = sign_in(alma), make_log(warm_streets, "The third street waits.")
    client.post(url_of("decision-effects", decision.pk), {"log": str(log.pk)})
    assert "The third street waits." in client.get(url_of("decision-effects", decision.pk)).content.decode()
    client.post(url_of("decision-effect-unlink", decision.pk, log.pk))
    assert not DecisionEffect.objects.exists()
    client.post(url_of("decision-effect-link", decision.pk, log.pk))
    assert DecisionEffect.objects.get().log == log


def test_what_cannot_tell_of_it_is_refused(
    alma: User, sign_in: SignIn, decision: Decision, warm_streets: Initiative
) -> None:
    early = make_log(warm_streets, happened_on=timezone.localdate() - timedelta(days=90))
    client = sign_in(alma)
    assert client.post(url_of("decision-effects", decision.pk), {"log": str(early.pk)}).status_code == 422
    assert client.post(url_of("decision-effects", decision.pk), {"log": "soon"}).status_code == 422
    with pytest.raises(Refused):
        effects.link(decision=decision, log=make_log(portfolio=make_portfolio("Lakeside")), by=alma)
    proposal = Decision.objects.create(portfolio=decision.portfolio, title="Perhaps", what="start", status="proposed")
    with pytest.raises(Refused):
        effects.link(decision=proposal, log=make_log(warm_streets), by=alma)
    assert not DecisionEffect.objects.exists()


def test_the_chain_goes_on_from_log_to_decision_to_effect(
    alma: User, odile: User, sign_in: SignIn, decision: Decision, warm_streets: Initiative
) -> None:
    open_log = make_log(warm_streets, "Everybody sees it.")
    team_log = make_log(warm_streets, "Between us.", circle="team")
    for log in (open_log, team_log):
        effects.link(decision=decision, log=log, by=alma)
    page = sign_in(odile).get(url_of("decision-traces")).content.decode()
    assert f"Log {open_log.pk:,}" in page
    assert f"Log {team_log.pk:,}" not in page
    file = b"".join(sign_in(alma).get(url_of("decision-traces-csv"))).decode()  # type: ignore[arg-type]
    assert f"{open_log.pk}, {team_log.pk}" in file
    api = sign_in(odile).get(reverse("api:decision-detail", args=["riverton", decision.pk])).json()
    assert api["effect_logs"] == [open_log.pk]
    assert "Between us." not in sign_in(odile).get(url_of("decision", decision.pk)).content.decode()
