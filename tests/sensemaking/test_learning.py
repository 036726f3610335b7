"""Learning logs over their life: written, edited, taken back, seen on an initiative's page."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from initiatives.activity import activity
from initiatives.models import Initiative, Update
from initiatives.services import updates
from sensemaking.models import Finding, FindingLog, Kind, LearningLog, LogTally, SenseMakingReport
from sensemaking.services import learning, tallies
from stakeholders.access import access_for
from stakeholders.models import Change, Circle, Portfolio, User
from tests.factories import make_initiative, make_log, make_report, make_update

SignIn = Callable[[User | None], Client]
LOGS = "/riverton/sense-making/logs/"


@pytest.fixture
def log(city: Portfolio, warm_streets: Initiative, bo: User) -> LearningLog:
    """Bo's log of July."""
    return learning.record(
        portfolio=city, initiative=warm_streets, by=bo, tried="Started at eight.", saw="Neighbours complained.",
        happened_on=date(2026, 7, 14),
    )  # fmt: skip


def form_of(log: LearningLog, **changes: Any) -> dict[str, Any]:
    """What the edit form of a log sends."""
    names = ("title", "tried", "saw", "next", "happened_on", "kind", "mark", "circle")
    return {name: getattr(log, name) for name in names} | changes


def test_a_log_may_be_about_the_portfolio_itself(city: Portfolio, alma: User) -> None:
    learning.record(portfolio=city, initiative=None, by=alma, saw="We meet too rarely.")

    assert LogTally.objects.get(initiative=None).count == 1


def test_search_finds_a_new_log(log: LearningLog) -> None:
    assert list(LearningLog.objects.all().matching("neighbours")) == [log]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"saw": "  "}, "saw"),
        ({"circle": Circle.PUBLIC}, "circle"),
        ({"happened_on": date(2999, 1, 1)}, "happened_on"),
    ],
)
def test_what_cannot_be_true_is_refused(city: Portfolio, alma: User, values: dict[str, Any], field: str) -> None:
    inner = make_initiative(city, circle="portfolio")
    facts: dict[str, Any] = {"portfolio": city, "initiative": inner, "by": alma, "saw": "Something."} | values

    with pytest.raises(ValidationError) as refused:
        learning.record(**facts)

    assert field in refused.value.message_dict
    assert not LearningLog.objects.exists()


def test_the_teams_own_log_is_told_to_nobody_else(city: Portfolio, warm_streets: Initiative, bo: User) -> None:
    neighbour = make_initiative(city)

    log = learning.record(
        portfolio=city, initiative=warm_streets, by=bo, saw="Only for us.", circle="team", listeners=[neighbour]
    )

    assert not log.listeners.exists()


def test_the_author_edits_and_the_ledger_and_the_tallies_follow(
    sign_in: SignIn, bo: User, log: LearningLog, warm_streets: Initiative
) -> None:
    changes = form_of(log, saw="Neighbours thanked us.", happened_on="2026-08-02", kind=Kind.SURPRISE, why="Wrong day")

    answer = sign_in(bo).post(f"{LOGS}{log.pk}/edit/", changes)

    assert answer.status_code == 302
    log.refresh_from_db()
    assert (log.saw, log.kind) == ("Neighbours thanked us.", "surprise")
    assert log.edited_at is not None
    assert list(LearningLog.objects.all().matching("thanked")) == [log]
    counts = LogTally.objects.filter(count__gt=0).values_list("month", "kind", "count")
    assert list(counts) == [(date(2026, 8, 1), "surprise", 1)]
    assert tallies.verify() == []
    change = Change.objects.of(log).get()
    assert (change.by, change.why) == (bo, "Wrong day")
    assert change.fields["saw"] == ["Neighbours complained.", "Neighbours thanked us."]
    assert change.fields["happened_on"] == ["2026-07-14", "2026-08-02"]
    assert "circle" not in change.fields


def test_saving_without_a_change_leaves_no_trace(sign_in: SignIn, bo: User, log: LearningLog) -> None:
    sign_in(bo).post(f"{LOGS}{log.pk}/edit/", form_of(log))

    log.refresh_from_db()
    assert log.edited_at is None
    assert not Change.objects.exists()


def test_bad_edits_are_named_and_change_nothing(sign_in: SignIn, bo: User, log: LearningLog) -> None:
    bos = sign_in(bo)

    for changes in ({"saw": " "}, {"happened_on": "2999-01-01"}, {"circle": "everyone"}, {}):
        answer = bos.post(f"{LOGS}{log.pk}/edit/", form_of(log, **changes) if changes else {})
        assert answer.status_code == 422
    log.refresh_from_db()
    assert log.saw == "Neighbours complained."


def test_stewards_edit_and_delete_all_others_only_their_own(
    sign_in: SignIn, alma: User, bo: User, odile: User, dag: User, log: LearningLog, warm_streets: Initiative
) -> None:
    almas = make_log(warm_streets, by=alma, author_name="Alma Steward")

    refused = sign_in(bo).get(f"{LOGS}{almas.pk}/edit/")
    assert refused.status_code == 403
    assert "Its author and the stewards can change it." in refused.content.decode()
    assert sign_in(odile).get(f"{LOGS}{log.pk}/edit/").status_code == 403
    assert sign_in(dag).get(f"{LOGS}{log.pk}/edit/").status_code == 404
    assert sign_in(alma).get(f"{LOGS}{log.pk}/edit/").status_code == 200
    assert sign_in(alma).post(f"{LOGS}{log.pk}/delete/").status_code == 302


def test_deleting_asks_first_and_keeps_no_words(
    sign_in: SignIn, bo: User, log: LearningLog, warm_streets: Initiative
) -> None:
    bos = sign_in(bo)

    asked = bos.get(f"{LOGS}{log.pk}/delete/").content.decode()
    assert "Neighbours complained." in asked
    assert LearningLog.objects.exists()
    bos.post(f"{LOGS}{log.pk}/delete/", {"why": "A mix-up"})

    assert not LearningLog.objects.exists()
    assert tallies.verify() == []
    change = Change.objects.get()
    assert (change.kind, change.by, change.why) == ("deleted", bo, "A mix-up")
    assert "complained" not in str(change.fields)
    warm_streets.refresh_from_db()
    assert warm_streets.last_heard_at is None


def test_what_a_published_report_cites_stays(sign_in: SignIn, bo: User, city: Portfolio, log: LearningLog) -> None:
    report = make_report(city, status="ready")
    finding = Finding.objects.create(report=report, kind="theme", key="noise")
    FindingLog.objects.create(finding=finding, log=log)
    SenseMakingReport.objects.update(status="published", published_at=timezone.now())

    answer = sign_in(bo).post(f"{LOGS}{log.pk}/delete/")

    assert answer.status_code == 422
    assert "A published report cites this log" in answer.content.decode()
    assert LearningLog.objects.exists()


def test_when_it_was_last_heard_from_falls_back_to_the_post_before(
    city: Portfolio, warm_streets: Initiative, bo: User
) -> None:
    older = make_update(warm_streets, created_at=timezone.now() - timedelta(days=3))
    log = learning.record(portfolio=city, initiative=warm_streets, by=bo, saw="Rain.")

    learning.withdraw(log=log, by=bo)

    warm_streets.refresh_from_db()
    assert warm_streets.last_heard_at == older.created_at


def test_an_older_post_does_not_turn_the_clock_back(city: Portfolio, warm_streets: Initiative, bo: User) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    Initiative.objects.update(last_heard_at=tomorrow)

    learning.record(portfolio=city, initiative=warm_streets, by=bo, saw="Rain.")

    warm_streets.refresh_from_db()
    assert warm_streets.last_heard_at == tomorrow


def test_updates_are_edited_and_deleted_the_same_way(
    sign_in: SignIn, bo: User, city: Portfolio, warm_streets: Initiative
) -> None:
    update = updates.record(portfolio=city, initiative=warm_streets, by=bo, body="Ten homes.")
    bos, address = sign_in(bo), f"/riverton/sense-making/updates/{update.pk}"
    facts = {"body": "Eleven homes.", "happened_on": "2026-11-01", "circle": "portfolio"}

    assert bos.post(f"{address}/edit/", facts | {"body": ""}).status_code == 422
    assert bos.post(f"{address}/edit/", facts).status_code == 302
    update.refresh_from_db()
    assert update.body == "Eleven homes."
    assert Change.objects.of(update).get().fields["body"] == ["Ten homes.", "Eleven homes."]
    assert bos.post(f"{address}/delete/").status_code == 302
    assert not Update.objects.exists()


def test_the_panel_shows_its_own_learning_and_what_it_should_hear(
    sign_in: SignIn, bo: User, chi: User, city: Portfolio, warm_streets: Initiative
) -> None:
    neighbour = make_initiative(city, "Cool Rooms")
    make_log(warm_streets, "The street rota wakes nobody.")
    make_log(neighbour, "Families came after eight.").listeners.add(warm_streets)
    address = f"/riverton/sense-making/initiatives/{warm_streets.pk}/learning/"

    page = sign_in(bo).get(address).content.decode()
    swap = {"HX-Request": "true", "HX-Target": "initiative-learning"}
    panel = sign_in(bo).get(address, headers=swap).content.decode()
    funders = sign_in(chi).get(address).content.decode()

    for shown in (page, panel):
        assert "The street rota wakes nobody." in shown
        assert "Families came after eight." in shown
        assert "Cool Rooms" in shown
    assert "<html" not in panel
    assert "The street rota wakes nobody." not in funders
    assert "No learning yet" in funders
    assert "Post a learning log" not in funders


def test_the_timeline_tells_of_own_and_heard_logs(
    bo: User, chi: User, city: Portfolio, warm_streets: Initiative
) -> None:
    own = make_log(warm_streets, "The street rota wakes nobody.", tried="Later starts.")
    heard = make_log(make_initiative(city, "Cool Rooms"), "Families came after eight.")
    heard.listeners.add(warm_streets)
    access, funders = access_for(bo, city), access_for(chi, city)
    assert access is not None
    assert funders is not None

    entries = {name: activity.get(name).load([own.pk, heard.pk], warm_streets, access) for name in ("logs", "heard")}

    assert [entry.pk for entry in entries["logs"]] == [own.pk]
    assert entries["logs"][0].facts["tried"] == "Later starts."
    assert entries["logs"][0].is_learning
    assert [(entry.pk, entry.byline) for entry in entries["heard"]] == [(heard.pk, "from Cool Rooms")]
    assert not activity.get("logs").rows(warm_streets, funders).exists()
