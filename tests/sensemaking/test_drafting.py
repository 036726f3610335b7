"""A narrative drafted by a language model: asked for, checked, marked, cancelled, failed; over a fake server."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from initiatives.models import System
from sensemaking import prompting, tasks
from sensemaking.checking import Fault
from sensemaking.models import Finding, LearningLog, ReportNarrative, SenseMakingReport
from sensemaking.services import drafting, making, narratives, reports
from sensemaking.services.narrative_material import material_of
from stakeholders.models import Circle, Portfolio, User
from tests.factories import make_initiative, make_log
from tests.factories.talk import DOORS
from tests.sensemaking.fake_model import FakeModel, fake_model, said, sentences
from tests.sensemaking.test_narrative import page_of, rewrite, spoken, url_of

__all__ = ["spoken"]

SignIn = Callable[[User | None], Client]
pytestmark = pytest.mark.usefixtures("nothing_is_sent")
Status = ReportNarrative.Status


@pytest.fixture
def model(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModel]:
    """A model that is set up, answers at once, and is asked again without a pause."""
    monkeypatch.setattr(drafting, "PAUSES", (0, 0))
    monkeypatch.setattr(narratives, "send", lambda _pk: None)
    with fake_model() as fake:
        settings.LANGUAGE_MODEL_URL, settings.LANGUAGE_MODEL_NAME = fake.url, "tiny-1"
        settings.LANGUAGE_MODEL_KEY, settings.LANGUAGE_MODEL_SECONDS = "", 5
        yield fake


def good(report: SenseMakingReport) -> dict[str, Any]:
    """A sentence that holds."""
    theme = report.findings.get(kind=Finding.Kind.THEME)
    log = LearningLog.objects.get(saw=DOORS[0], happened_on__month=7)
    return {"text": "Doors opened where a neighbour knocked first.", "findings": [theme.key], "logs": [log.pk]}


def drafted(report: SenseMakingReport, by: User) -> ReportNarrative:
    row = narratives.ask(report=report, by=by)
    tasks.draft_narrative(row.pk)
    row.refresh_from_db()
    return row


# --- Asking ------------------------------------------------------------------------------------


def test_off_by_default_and_said_so(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    client = sign_in(alma)
    assert "Draft in words" not in page_of(client, draft)
    assert "No language model is set up here" in client.get(url_of(draft, "draft/")).content.decode()
    assert client.post(url_of(draft, "draft/")).status_code == 302
    assert not ReportNarrative.objects.filter(status=Status.ASKED).exists()


def test_one_reads_before_what_leaves_the_hub_and_where_to(
    sign_in: SignIn, alma: User, draft: SenseMakingReport, model: FakeModel
) -> None:
    client = sign_in(alma)
    assert "Draft in words" in page_of(client, draft)
    page = client.get(url_of(draft, "draft/")).content.decode()
    assert model.url.split("/")[2] in page and "tiny-1" in page
    assert "Without the neighbour nobody opened the door for a visit." in page
    assert "Dana Whitlock" not in page
    assert model.asked == 0


def test_what_is_sent_is_what_was_shown_and_no_more(
    sign_in: SignIn, alma: User, draft: SenseMakingReport, model: FakeModel
) -> None:
    LearningLog.objects.filter(saw=DOORS[1]).update(circle=Circle.TEAM)
    model.says(sentences(good(draft)))
    shown = sign_in(alma).get(url_of(draft, "draft/")).context["page"].sent
    drafted(draft, alma)
    sent = model.questions[0]["messages"]
    assert sent[1]["content"] == shown
    for secret in ("Whitlock", alma.email, "Street 1", DOORS[1]):
        assert secret not in json.dumps(sent, ensure_ascii=False)


def test_words_with_an_address_or_the_authors_name_stay_in_the_hub(draft: SenseMakingReport) -> None:
    cited = draft.findings.get(kind=Finding.Kind.THEME).citations.exclude(quote="")
    cited.filter(pk=cited[0].pk).update(quote="Write to dana@door.example about the door.")
    cited.filter(pk=cited[1].pk).update(quote="I, Dana Whitlock, knocked.")
    sent = prompting.sent(material_of(draft))
    assert "@" not in sent and "Whitlock" not in sent


# --- A good draft ------------------------------------------------------------------------------


def test_a_draft_is_marked_until_a_person_edits_it(
    sign_in: SignIn, alma: User, draft: SenseMakingReport, city: Portfolio, model: FakeModel
) -> None:
    model.says(sentences(good(draft)))
    row = drafted(draft, alma)
    assert (row.status, row.model_name, row.is_by_machine) == (Status.READY, "tiny-1", True)
    client = sign_in(alma)
    page = page_of(client, draft)
    assert "Drafted by a machine (tiny-1), not yet edited by a person." in page
    assert "Doors opened where a neighbour knocked first." in page
    mark = "Drafted by a machine (tiny-1), not yet edited by a person."
    assert mark in client.get(f"{draft.get_absolute_url()}report.md").content.decode()
    found = client.get(f"/api/v1/portfolios/{city.slug}/reports/{draft.pk}/").json()["narrative"]
    assert (found["written_by"], found["model"]) == ("machine", "tiny-1")
    assert rewrite(client, draft, "Doors opened.") == 302
    page = page_of(client, draft)
    assert "not yet edited" not in page and "Drafted by a machine (tiny-1), edited by the stewards" in page
    assert not ReportNarrative.objects.get().is_by_machine


def test_what_does_not_hold_is_dropped_and_shown_to_stewards(
    sign_in: SignIn, alma: User, bo: User, draft: SenseMakingReport, model: FakeModel
) -> None:
    fine = good(draft)
    lies = [
        {**fine, "text": "They said “We never knocked”."},
        {**fine, "text": "77 doors opened for a neighbour."},
        {**fine, "logs": [4711]},
        {**fine, "findings": ["theme-99"]},
        {**fine, "findings": [], "logs": []},
        {**fine, "text": "Doors opened for the neighbour Maria Keller."},
        {**fine, "text": "<img src=x onerror=alert(1)> doors opened for a neighbour."},
    ]
    model.says(sentences(*lies, fine))
    row = drafted(draft, alma)
    assert [one["fault"] for one in row.dropped] == [
        Fault.QUOTE, Fault.NUMBER, Fault.UNKNOWN, Fault.UNKNOWN, Fault.NOTHING_CITED, Fault.NAME, Fault.MARKUP,
    ]  # fmt: skip
    page = page_of(sign_in(alma), draft)
    assert "7 sentences were dropped by the checker" in page and "&lt;img" in page and "<img" not in page
    reports.publish(report=draft, by=alma, as_drafted=True)
    assert "dropped" not in page_of(sign_in(bo), draft)


@pytest.mark.parametrize("wrap", ["```json\n{}\n```", "Certainly!\n{}\nEnjoy.", "<think>hm</think>{}"])
def test_wrapping_does_no_harm(alma: User, draft: SenseMakingReport, model: FakeModel, wrap: str) -> None:
    inner = json.dumps({"paragraphs": [{"sentences": [good(draft)]}]})
    model.says(said(wrap.replace("{}", inner)))
    assert drafted(draft, alma).status == Status.READY


# --- Bad answers -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    ["", "I can't do that.", '{"paragraphs": [{"sentences": [{"text": "Half', "{}", '{"paragraphs": []}', "[1, 2]",
     '{"paragraphs": "none"}', '{"paragraphs": [{"sentences": [1, null, {"text": 3}]}]}', "[" * 5_000]
)  # fmt: skip
def test_junk_fails_in_words_after_three_tries(
    sign_in: SignIn, alma: User, draft: SenseMakingReport, model: FakeModel, content: str
) -> None:
    model.says(said(content))
    row = drafted(draft, alma)
    assert row.status == Status.FAILED and "something other than what it was asked for" in row.problem
    assert model.asked == 3
    page = page_of(sign_in(alma), draft)
    assert "There is no draft in words" in page and "Of 4 logs" in page


def test_a_server_that_recovers_is_asked_again(alma: User, draft: SenseMakingReport, model: FakeModel) -> None:
    model.says(b"oops", 500)
    model.says(said("not json"))
    model.says(sentences(good(draft)))
    assert drafted(draft, alma).status == Status.READY
    assert model.asked == 3


@pytest.mark.parametrize(("status", "asked", "words"), [(500, 3, "overloaded"), (401, 1, "key"), (302, 1, "another")])
def test_troubles_are_told_in_words(
    alma: User, draft: SenseMakingReport, model: FakeModel, status: int, asked: int, words: str
) -> None:
    model.says(b"{}", status)
    row = drafted(draft, alma)
    assert row.status == Status.FAILED and words in row.problem and "Nothing in the report has changed" in row.problem
    assert model.asked == asked


def test_a_slow_server_is_not_waited_for(
    alma: User, draft: SenseMakingReport, model: FakeModel, settings: Settings
) -> None:
    settings.LANGUAGE_MODEL_SECONDS = 0.3
    model.drip = 0.05
    model.says(sentences(good(draft)))
    row = drafted(draft, alma)
    assert row.status == Status.FAILED and "too long" in row.problem


def test_a_draft_of_which_nothing_holds_changes_nothing(
    sign_in: SignIn, alma: User, draft: SenseMakingReport, model: FakeModel
) -> None:
    model.says(sentences({"text": "All is well.", "findings": [], "logs": []}))
    row = drafted(draft, alma)
    assert row.status == Status.FAILED and "none" not in row.problem and "does not hold" in row.problem
    client = sign_in(alma)
    assert "All is well." in page_of(client, draft) and "Put together by rule" in page_of(client, draft)
    assert client.post(url_of(draft, "draft/cancel/")).status_code == 302
    assert "There is no draft in words" not in page_of(client, draft)


def test_endless_answers_are_cut() -> None:
    many = {"paragraphs": [{"sentences": [{"text": f"No {at}.", "findings": ["a"]} for at in range(30)]}] * 30}
    read = prompting.read_answer(json.dumps(many))
    assert sum(len(paragraph) for paragraph in read) == prompting.MOST_SENTENCES


@pytest.mark.parametrize("logs", [[True], ["12"], [12.5], [None], ["x"], [-3], "12", {"a": 1}, [[1]]])
def test_ids_that_are_none(logs: Any) -> None:
    answer = json.dumps({"paragraphs": [{"sentences": [{"text": "A.", "findings": "a", "logs": logs}]}]})
    ((sentence,),) = prompting.read_answer(answer)
    assert sentence.logs in ((), (-1,), (12,)) and sentence.findings == ()


# --- Between asking and the answer -------------------------------------------------------------


def test_the_page_follows_it_and_it_can_be_stopped(
    sign_in: SignIn, alma: User, draft: SenseMakingReport, model: FakeModel
) -> None:
    client = sign_in(alma)
    assert client.post(url_of(draft, "draft/"))["Location"] == url_of(draft, "draft/progress/")
    progress = client.get(url_of(draft, "draft/progress/")).content.decode()
    assert "Waiting for a worker" in progress and 'hx-trigger="every 2s"' in progress
    assert "is drafting this in words" in page_of(client, draft)
    client.post(url_of(draft, "draft/cancel/"))
    tasks.draft_narrative(ReportNarrative.objects.get().pk)
    assert model.asked == 0
    over = client.get(url_of(draft, "draft/progress/"), headers={"HX-Request": "true"})
    assert over["HX-Redirect"].endswith("#narrative")


def test_a_draft_that_nobody_wants_any_more_is_not_kept(
    alma: User, draft: SenseMakingReport, model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancelled(*_args: object) -> Any:
        narratives.cancel(report=draft)
        return prompting.read_answer(json.dumps({"paragraphs": [{"sentences": [good(draft)]}]}))

    monkeypatch.setattr(drafting, "_answer", cancelled)
    row = drafted(draft, alma)
    assert (row.status, row.sentences, row.drafted_at) == (Status.READY, [], None)


def test_a_person_who_writes_meanwhile_wins(
    sign_in: SignIn, alma: User, draft: SenseMakingReport, model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(*_args: object) -> Any:
        assert rewrite(sign_in(alma), draft, "By hand.") == 302
        return prompting.read_answer(json.dumps({"paragraphs": [{"sentences": [good(draft)]}]}))

    monkeypatch.setattr(drafting, "_answer", overtaken)
    row = drafted(draft, alma)
    assert row.body == "By hand." and not row.is_by_machine and row.drafted_at is None


def test_a_machine_never_writes_over_a_person(
    sign_in: SignIn, alma: User, draft: SenseMakingReport, model: FakeModel
) -> None:
    client = sign_in(alma)
    rewrite(client, draft, "By hand.")
    assert "a machine does not write over it" in client.get(url_of(draft, "draft/")).content.decode()
    with pytest.raises(reports.CannotChange):
        narratives.ask(report=draft, by=alma)


def test_a_worker_that_died_leaves_the_draft_to_another(alma: User, draft: SenseMakingReport, model: FakeModel) -> None:
    model.says(sentences(good(draft)))
    row = narratives.ask(report=draft, by=alma)
    assert ReportNarrative.claim(row.pk) is not None
    tasks.draft_narrative(row.pk)
    assert model.asked == 0
    ReportNarrative.objects.update(heartbeat_at="2026-01-01T00:00:00Z")
    again: list[int] = []
    narratives_send = narratives.send
    try:
        narratives.send = again.append  # type: ignore[assignment]
        tasks.requeue_narratives()
    finally:
        narratives.send = narratives_send
    assert again == [row.pk]
    tasks.draft_narrative(row.pk)
    row.refresh_from_db()
    assert (row.status, row.attempts) == (Status.READY, 2)


def test_after_many_deaths_it_gives_up(alma: User, draft: SenseMakingReport, model: FakeModel) -> None:
    row = narratives.ask(report=draft, by=alma)
    ReportNarrative.objects.update(attempts=drafting.MOST_ATTEMPTS)
    tasks.draft_narrative(row.pk)
    row.refresh_from_db()
    assert row.status == Status.FAILED and "never came to its end" in row.problem


def test_an_error_nobody_foresaw_is_told(
    alma: User, draft: SenseMakingReport, model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompting, "messages_of", lambda _material: 1 / 0)
    row = drafted(draft, alma)
    assert row.status == Status.FAILED and "Something unexpected" in row.problem


# --- Made again, published ---------------------------------------------------------------------


def test_a_draft_follows_its_findings_into_a_new_run(
    sign_in: SignIn, alma: User, energy: System, draft: SenseMakingReport, model: FakeModel
) -> None:
    counted = {**good(draft), "text": "In 4 logs a door opened for a neighbour."}
    model.says(sentences(good(draft), counted))
    drafted(draft, alma)
    assert "In 4 logs a door opened" in page_of(sign_in(alma), draft)
    street = make_initiative(draft.portfolio, "Street 5", system=energy)
    make_log(street, "One more neighbour opened one more door for a visit.", happened_on=date(2026, 7, 20))
    reports.rerun(report=draft, by=alma)
    assert making.make(draft.pk)
    page = page_of(sign_in(alma), draft)
    assert "Doors opened where a neighbour knocked first." in page
    assert "In 4 logs a door opened" not in page


def test_a_draft_without_its_findings_gives_way(
    sign_in: SignIn, alma: User, draft: SenseMakingReport, model: FakeModel
) -> None:
    model.says(sentences(good(draft)))
    drafted(draft, alma)
    LearningLog.objects.all().delete()
    reports.rerun(report=draft, by=alma)
    assert making.make(draft.pk)
    assert 'id="narrative"' not in sign_in(alma).get(draft.get_absolute_url()).content.decode()


def test_an_unedited_draft_is_published_only_knowingly_and_keeps_its_mark(
    sign_in: SignIn, alma: User, bo: User, draft: SenseMakingReport, model: FakeModel
) -> None:
    model.says(sentences(good(draft)))
    drafted(draft, alma)
    client = sign_in(alma)
    url = f"{draft.get_absolute_url()}publish/"
    assert "no person has edited it" in client.get(url).content.decode()
    client.post(url, {"confirm": "yes"})
    draft.refresh_from_db()
    assert not draft.is_frozen
    client.post(url, {"confirm": "yes", "as_drafted": "yes"})
    draft.refresh_from_db()
    assert draft.is_frozen
    mark = "Drafted by a machine (tiny-1), not yet edited by a person."
    assert mark in page_of(sign_in(bo), draft)
    LearningLog.objects.filter(saw=DOORS[0]).update(circle=Circle.TEAM)
    assert "knocked first" not in sign_in(bo).get(draft.get_absolute_url()).content.decode()


def test_publishing_stops_a_draft_that_is_being_made(alma: User, draft: SenseMakingReport, model: FakeModel) -> None:
    model.says(sentences(good(draft)))
    row = narratives.ask(report=draft, by=alma)
    reports.publish(report=draft, by=alma)
    tasks.draft_narrative(row.pk)
    row.refresh_from_db()
    assert model.asked == 0 and not row.is_by_machine and row.sentences
