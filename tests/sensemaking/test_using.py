"""What people add to a log: where they used it, tags, and what others say of the same thing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from initiatives.models import Initiative
from sensemaking.models import (
    Bearing,
    Decision,
    Finding,
    FindingLog,
    LearningLog,
    LogFeatures,
    LogTag,
    LogUse,
    LogWord,
    Placing,
    SenseMakingReport,
)
from sensemaking.overviews.wall.similar import similar_to
from sensemaking.services import decisions, using
from sensemaking.tagging import tags_in, tidy
from stakeholders.access import Access, access_for
from stakeholders.models import Change, Circle, Portfolio, User
from tests.factories import make_initiative, make_log, make_question, make_report, make_slider, make_user
from tests.initiatives.imports import conftest as importing
from tests.initiatives.imports.conftest import Desk, table

SignIn = Callable[[User | None], Client]
LOGS = "/riverton/sense-making/logs/"
API = "/api/v1/portfolios/riverton/logs/"
desk, no_broker = importing.desk, importing.no_broker


def reach(user: User, city: Portfolio) -> Access:
    found = access_for(user, city)
    assert found
    return found


def status_of(log: LearningLog) -> str:
    return LearningLog.objects.get(pk=log.pk).status


# Where it was used


def test_bo_says_where_a_log_was_used_and_its_author_reads_it(
    sign_in: SignIn, alma: User, bo: User, warm_streets: Initiative
) -> None:
    log = make_log(warm_streets, by=alma)
    sent = {"what": "Budget talks", "used_on": "2026-09-01", "url": "https://riverton.example/minutes"}
    answer = sign_in(bo).post(f"{LOGS}{log.pk}/used/", sent)
    assert answer.headers["Location"] == f"{LOGS}{log.pk}/"
    page = sign_in(alma).get(f"{LOGS}{log.pk}/").content.decode()
    assert "Budget talks" in page and "https://riverton.example/minutes" in page and "said by Bo" in page
    assert status_of(log) == "acted_on"
    words = sign_in(alma).get("/riverton/sense-making/my-words/").content.decode()
    assert "Budget talks" in words and "1 of your 1 learning logs here went" in words
    change = Change.objects.of(log).get()
    assert change.by == bo and change.fields["uses"][1][0]["what"] == "Budget talks"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"what": " ", "used_on": "2026-09-01"}, "This field is required."),
        ({"what": "Talks", "used_on": "2999-01-01"}, "This day has not come yet."),
        ({"what": "Talks", "used_on": "2026-09-01", "url": "javascript:alert(1)"}, "Enter a valid URL."),
    ],
)
def test_what_is_wrong_with_a_use_is_said(
    sign_in: SignIn, bo: User, warm_streets: Initiative, sent: dict[str, str], said: str
) -> None:
    log = make_log(warm_streets)
    answer = sign_in(bo).post(f"{LOGS}{log.pk}/used/", sent)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not LogUse.objects.exists()


def test_a_use_is_taken_away_and_brought_back(sign_in: SignIn, bo: User, warm_streets: Initiative) -> None:
    log = make_log(warm_streets)
    used = using.use(log=log, by=bo, what="A letter", used_on=date(2026, 9, 1))
    client = sign_in(bo)
    client.post(f"{LOGS}{log.pk}/used/{used.pk}/remove/")
    assert not LogUse.objects.exists() and status_of(log) == "shared"
    undo = Change.objects.of(log).first()
    assert undo
    assert f"{LOGS}{log.pk}/undo/{undo.pk}/" in client.get(f"{LOGS}{log.pk}/").content.decode()
    client.post(f"{LOGS}{log.pk}/undo/{undo.pk}/")
    back = LogUse.objects.get()
    assert (back.what, back.used_on, back.by) == ("A letter", date(2026, 9, 1), bo)
    assert status_of(log) == "acted_on"


def test_somebody_elses_word_stays_but_stewards_may_take_it_away(
    sign_in: SignIn, alma: User, bo: User, warm_streets: Initiative
) -> None:
    log = make_log(warm_streets)
    used = using.use(log=log, by=alma, what="A letter")
    assert sign_in(bo).post(f"{LOGS}{log.pk}/used/{used.pk}/remove/").status_code == 403
    assert "Take it away" not in sign_in(bo).get(f"{LOGS}{log.pk}/").content.decode()
    assert sign_in(alma).post(f"{LOGS}{log.pk}/used/{used.pk}/remove/").status_code == 302


def test_who_may_not_see_a_log_may_not_say_that_they_used_it(
    sign_in: SignIn, city: Portfolio, bo: User, odile: User
) -> None:
    hidden = make_log(make_initiative(city, "Secret Site", circle="team"), circle=Circle.TEAM)
    assert sign_in(bo).post(f"{LOGS}{hidden.pk}/used/", {"what": "Talks"}).status_code == 404
    seen = make_log(portfolio=city)
    assert sign_in(odile).post(f"{LOGS}{seen.pk}/used/", {"what": "Talks"}).status_code == 403
    assert not LogUse.objects.exists()


def test_an_edit_of_words_is_not_undone_here(sign_in: SignIn, alma: User, warm_streets: Initiative) -> None:
    log = make_log(warm_streets, by=alma)
    sign_in(alma).post(
        f"{LOGS}{log.pk}/edit/",
        {"saw": "New words.", "kind": "learning", "circle": "portfolio", "happened_on": "2026-09-01"},
    )
    change = Change.objects.of(log).get()
    sign_in(alma).post(f"{LOGS}{log.pk}/undo/{change.pk}/")
    assert LearningLog.objects.get(pk=log.pk).saw == "New words."


def test_a_log_is_acted_on_once_a_decision_rests_on_it(city: Portfolio, alma: User, warm_streets: Initiative) -> None:
    log, cited = make_log(warm_streets), make_log(warm_streets)
    report = make_report(city, circle="portfolio")
    FindingLog.objects.create(
        finding=Finding.objects.create(report=report, kind="theme", key="t", title="T"), log=cited
    )
    SenseMakingReport.objects.filter(pk=report.pk).update(status="published", published_at=timezone.now())
    decision = Decision.objects.create(portfolio=city, title="More", what="amplify", status="proposed")
    decisions.rest_on(decision=decision, initiatives=[], logs=[log, cited])
    assert (status_of(log), status_of(cited)) == ("shared", "sensed")
    decision.status, decision.decided_on = "decided", timezone.localdate()
    decision.save()
    decisions.rest_on(decision=decision, initiatives=[], logs=[log, cited])
    assert (status_of(log), status_of(cited)) == ("acted_on", "acted_on")
    decisions.rest_on(decision=decision, initiatives=[], logs=[])
    assert (status_of(log), status_of(cited)) == ("shared", "sensed")


def test_archived_logs_stay_archived(alma: User, warm_streets: Initiative) -> None:
    log = make_log(warm_streets, status="archived")
    using.use(log=log, by=alma, what="A letter")
    assert status_of(log) == "archived"


def test_a_day_to_come_is_refused_by_the_service(alma: User, warm_streets: Initiative) -> None:
    with pytest.raises(ValidationError):
        using.use(log=make_log(warm_streets), by=alma, what="x", used_on=timezone.localdate() + timedelta(days=1))


# Tags


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Noise,  WAITING lists ;#noise", ["noise", "waiting lists"]),
        ("", []),
        (" , ;;#", []),
        ("Straße, Lärm", ["strasse", "lärm"]),
        ("x" * 60, ["x" * 40]),
        (",".join(f"t{n}" for n in range(20)), [f"t{n}" for n in range(12)]),
    ],
)
def test_tags_are_tidied(typed: str, kept: list[str]) -> None:
    assert tags_in(typed) == kept
    assert [tidy(tag) for tag in kept] == kept


def test_the_author_tags_a_log_and_takes_it_back(sign_in: SignIn, bo: User, warm_streets: Initiative) -> None:
    log = make_log(warm_streets, by=bo)
    client = sign_in(bo)
    client.post(f"{LOGS}{log.pk}/tags/", {"tags": "Noise, waiting"})
    client.post(f"{LOGS}{log.pk}/tags/", {"tags": "noise"})
    assert [tag.name for tag in log.tags.all()] == ["noise"]
    assert "?tag=noise" in client.get(f"{LOGS}{log.pk}/").content.decode()
    last = Change.objects.of(log).first()
    assert last and last.fields == {"tags": [["noise", "waiting"], ["noise"]]}
    client.post(f"{LOGS}{log.pk}/undo/{last.pk}/")
    assert [tag.name for tag in log.tags.all()] == ["noise", "waiting"]


def test_others_may_not_tag_it_but_stewards_may(
    sign_in: SignIn, alma: User, bo: User, odile: User, warm_streets: Initiative
) -> None:
    log = make_log(warm_streets, by=alma)
    assert sign_in(bo).post(f"{LOGS}{log.pk}/tags/", {"tags": "x"}).status_code == 403
    assert sign_in(odile).post(f"{LOGS}{log.pk}/tags/", {"tags": "x"}).status_code == 403
    assert not LogTag.objects.exists()
    assert sign_in(alma).post(f"{LOGS}{log.pk}/tags/", {"tags": "x"}).status_code == 302
    assert list(LogTag.objects.values_list("log", "name")) == [(log.pk, "x")]


def test_tags_of_hidden_logs_are_not_suggested(
    sign_in: SignIn, city: Portfolio, bo: User, warm_streets: Initiative
) -> None:
    hidden = make_log(make_initiative(city, "Secret Site", circle="team"), circle=Circle.TEAM)
    LogTag.objects.create(log=hidden, name="secret word")
    LogTag.objects.create(log=make_log(warm_streets, by=bo), name="noise")
    log = make_log(warm_streets, by=bo)
    page = sign_in(bo).get(f"{LOGS}{log.pk}/tags/").content.decode()
    assert "noise" in page and "secret word" not in page
    assert "secret word" not in sign_in(bo).get("/riverton/sense-making/post/").content.decode()


def test_tags_come_with_the_post(sign_in: SignIn, bo: User, warm_streets: Initiative) -> None:
    sent = {"mode": "learning", "initiative": warm_streets.pk, "tried": "We asked.", "saw": "Nobody came at noon."}
    sign_in(bo).post("/riverton/sense-making/post/", {**sent, "tags": "Heat, noon"})
    assert [tag.name for tag in LearningLog.objects.get().tags.all()] == ["heat", "noon"]


def test_a_log_has_a_tag_once_and_no_empty_one(warm_streets: Initiative) -> None:
    log = make_log(warm_streets)
    LogTag.objects.create(log=log, name="noise")
    for name in ("noise", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            LogTag.objects.create(log=log, name=name)


def test_tags_come_in_from_files_and_go_again(desk: Desk) -> None:
    changes = {"ref": {"is_key": "on"}}
    head = "ref,what we saw,date,tags"
    first = desk.bring_in(
        table(head, "1,Neighbours carried the pipes,2026-03-04,Noise;heat"), target="logs", changes=changes
    )
    assert [tag.name for tag in LearningLog.objects.get().tags.all()] == ["heat", "noise"]
    again = desk.bring_in(table(head, "1,Neighbours carried the pipes,2026-03-04,heat"), target="logs", changes=changes)
    assert again.counts["updated"] == 1
    assert [tag.name for tag in LearningLog.objects.get().tags.all()] == ["heat"]
    desk.undo(again)
    assert [tag.name for tag in LearningLog.objects.get().tags.all()] == ["heat", "noise"]
    desk.undo(first)
    assert not LearningLog.objects.exists()


# The API


def patch(client: Client, log: LearningLog, **sent: Any) -> Any:
    return client.patch(f"{API}{log.pk}/", sent, content_type="application/json")


def test_an_author_places_and_bears_later_by_the_api(
    sign_in: SignIn, bo: User, city: Portfolio, warm_streets: Initiative
) -> None:
    log, slider, question = make_log(warm_streets, by=bo), make_slider(city), make_question(city)
    client = sign_in(bo)
    placed = {"slider": slider.pk, "value": 80}
    answer = patch(client, log, placings=[placed], questions=[{"question": question.pk, "side": "against"}])
    assert answer.status_code == 200, answer.content
    assert Placing.objects.get().value == 80 and Bearing.objects.get().side == "against"
    patch(client, log, placings=[{**placed, "value": None}], questions=[{"question": question.pk, "side": ""}])
    assert not Placing.objects.exists() and not Bearing.objects.exists()


def test_a_steward_bears_for_others_but_places_nobodys_log(
    sign_in: SignIn, alma: User, bo: User, city: Portfolio, warm_streets: Initiative
) -> None:
    log, slider, question = make_log(warm_streets, by=bo), make_slider(city), make_question(city)
    client = sign_in(alma)
    assert patch(client, log, questions=[{"question": question.pk, "side": "for"}]).status_code == 200
    assert patch(client, log, placings=[{"slider": slider.pk, "value": 1}], title="x").status_code == 403
    assert LearningLog.objects.get(pk=log.pk).title == "" and not Placing.objects.exists()


def test_what_is_wrong_changes_nothing(
    sign_in: SignIn, bo: User, dag: User, city: Portfolio, warm_streets: Initiative
) -> None:
    elsewhere = Portfolio.objects.get(slug="elsewhere")
    log = make_log(warm_streets, by=bo)
    other = make_question(city, initiative=make_initiative(city, "Other"))
    client = sign_in(bo)
    for sent in (
        {"placings": [{"slider": make_slider(elsewhere).pk, "value": 5}]},
        {"placings": [{"slider": make_slider(city).pk, "value": 101}]},
        {"questions": [{"question": make_question(elsewhere).pk, "side": "for"}]},
        {"questions": [{"question": other.pk, "side": "for"}], "title": "changed"},
        {"questions": [{"question": make_question(city, circle="team").pk, "side": "for"}]},
    ):
        assert patch(client, log, **sent).status_code == 400, sent
    assert LearningLog.objects.get(pk=log.pk).title == ""
    assert not Bearing.objects.exists() and not Placing.objects.exists()


def test_tags_and_uses_by_the_api(sign_in: SignIn, bo: User, odile: User, warm_streets: Initiative) -> None:
    client = sign_in(bo)
    made = client.post(
        API,
        {"initiative": warm_streets.pk, "saw": "It rained.", "tags": ["Rain", "rain"]},
        content_type="application/json",
    )
    assert made.json()["tags"] == ["rain"]
    address = f"{API}{made.json()['id']}/"
    used = client.post(f"{address}uses/", {"what": "Budget", "used_on": "2026-09-01"}, content_type="application/json")
    assert used.status_code == 201 and used.json()["what"] == "Budget"
    told = sign_in(odile).get(address).json()
    assert told["tags"] == ["rain"] and told["uses"][0]["used_on"] == "2026-09-01" and told["status"] == "acted_on"
    assert sign_in(odile).post(f"{address}uses/", {"what": "x"}, content_type="application/json").status_code == 403
    assert client.post(f"{address}uses/", {"what": ""}, content_type="application/json").status_code == 400
    assert client.get(f"{API}?tag=RAIN").json()["results"][0]["tags"] == ["rain"]
    log = LearningLog.objects.get()
    assert patch(client, log, tags=[]).json()["tags"] == []


# Similar to this


@pytest.fixture
def noisy(city: Portfolio, warm_streets: Initiative) -> LearningLog:
    """A log about the noise of heat pumps, one about the same, and others."""
    make_log(warm_streets, "Tomatoes grow on the roof.", circle="public")
    make_log(warm_streets, "Neighbours complained about the humming compressor at night.", title="Humming again")
    return make_log(warm_streets, "The compressor hums at night, and neighbours cannot sleep.")


def test_what_speaks_of_the_same_thing_is_found_with_the_words_both_share(
    sign_in: SignIn, alma: User, noisy: LearningLog
) -> None:
    page = sign_in(alma).get(f"{LOGS}{noisy.pk}/").content.decode()
    assert "Similar to this" in page and "Humming again" in page
    assert "Tomatoes" not in page
    reason = page.split("Both say:")[1].split("<")[0]
    assert "compressor" in reason and "hums" in reason and "neighbours" in reason
    more = sign_in(alma).get(f"{LOGS}?like={noisy.pk}")
    assert [log.title for log in more.context["wall"].page.rows] == ["Humming again"]
    assert "Like “The compressor hums" in more.content.decode()


def test_rare_words_tell_more_than_common_ones(city: Portfolio, alma: User, noisy: LearningLog) -> None:
    words = {"neighbours": 900, "night": 500, "sleep": 400, "compressor": 2, "hums": 2}
    LogWord.objects.bulk_create([LogWord(portfolio=city, word=word, logs=many) for word, many in words.items()])
    make_log(portfolio=city, saw="Neighbours sleep badly at night when it is hot, and long for rain and shade.")
    first, second = similar_to(reach(alma, city), noisy)
    assert first.log.title == "Humming again" and first.words[:2] == ("compressor", "hums")
    assert second.words == ("sleep", "night", "neighbours")


def test_similar_logs_stay_within_the_circle(city: Portfolio, chi: User, odile: User, noisy: LearningLog) -> None:
    team = make_log(portfolio=city, saw="The compressor hums at night; a lawsuit follows.", circle=Circle.TEAM)
    assert team.pk not in {like.log.pk for like in similar_to(reach(odile, city), noisy)}
    assert similar_to(reach(chi, city), noisy) == []


def test_like_a_log_that_one_may_not_see_means_nothing(sign_in: SignIn, odile: User, city: Portfolio) -> None:
    team = make_log(portfolio=city, saw="The compressor hums at night.", circle=Circle.TEAM)
    seen = make_log(portfolio=city, saw="Another compressor hums at night.")
    page = sign_in(odile).get(f"{LOGS}?like={team.pk}").context
    assert [log.pk for log in page["wall"].page.rows] == [seen.pk] and not page["filter"].chosen


def test_kept_features_are_read_instead_of_the_text(city: Portfolio, alma: User, noisy: LearningLog) -> None:
    other = LearningLog.objects.get(title="Humming again")
    LogFeatures.objects.create(log=other, digest="x", language="en", stems="tomato roof")
    assert similar_to(reach(alma, city), noisy) == []


@pytest.mark.parametrize("saw", ["ok", "🌧🌧🌧", "the and of", "x" * 4000, "مرحبا بكم في المدينة", "' & | ! :* ("])
def test_logs_with_little_to_say_have_no_like(city: Portfolio, alma: User, noisy: LearningLog, saw: str) -> None:
    assert similar_to(reach(alma, city), make_log(portfolio=city, saw=saw)) == []


def test_outsiders_of_an_open_portfolio_see_no_names(sign_in: SignIn, open_city: Portfolio, alma: User) -> None:
    log = make_log(portfolio=open_city, circle="public")
    using.use(log=log, by=alma, what="A public letter")
    page = sign_in(make_user("Eve")).get(f"{LOGS}{log.pk}/").content.decode()
    assert "A public letter" in page and "Alma" not in page and "Say where it was used" not in page
