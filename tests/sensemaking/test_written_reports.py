"""What people write into reports: sections, findings in other words, questions, remarks; kept and frozen."""

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from initiatives.models import Initiative
from sensemaking.models import CarriedQuestion, Finding, FindingEdit, LearningLog, ReportSection, SenseMakingReport
from sensemaking.services import making, reports, reviewing, tallies, writing
from stakeholders.models import Circle, Comment, Membership, Portfolio, Role, User
from tests.factories import make_log, make_report
from tests.factories.talk import DOORS, tell

SignIn = Callable[[User | None], Client]
Status = SenseMakingReport.Status
pytestmark = pytest.mark.usefixtures("nothing_is_sent")


@pytest.fixture
def spoken(city: Portfolio, streets: list[Initiative]) -> list[Initiative]:
    """The four spoke of doors in summer."""
    tell(streets, DOORS, happened_on=date(2026, 7, 14), author_name="Dana Whitlock")
    tallies.rebuild(city)
    return streets


def theme_of(report: SenseMakingReport) -> Finding:
    return report.findings.filter(kind=Finding.Kind.THEME).select_related("report__portfolio").get()


def again(report: SenseMakingReport, by: User) -> None:
    reports.rerun(report=report, by=by)
    assert making.make(report.pk)
    report.refresh_from_db()


# --- Findings in other words -------------------------------------------------------------------


def test_a_rewritten_theme_reads_so_everywhere_and_stands_when_made_again(
    sign_in: SignIn, alma: User, draft: SenseMakingReport, spoken: list[Initiative]
) -> None:
    found = theme_of(draft).title
    writing.rewrite(
        finding=theme_of(draft), by=alma, seen=0, title="Trust arrives with a neighbour", body="Not a leaf."
    )
    make_log(spoken[0], "One more neighbour opened one more door for a visit.", happened_on=date(2026, 8, 1))
    again(draft, alma)
    theme = theme_of(draft)
    assert (theme.title, theme.body, theme.log_count) == ("Trust arrives with a neighbour", "Not a leaf.", 5)
    edit = FindingEdit.objects.get()
    assert (edit.key, edit.found_title) == (theme.key, found)
    page = sign_in(alma).get(draft.get_absolute_url()).content.decode()
    assert "Your words were kept on:" in page
    assert "4 → 5" in page


def test_words_whose_theme_is_gone_are_kept_for_the_steward(
    sign_in: SignIn, alma: User, draft: SenseMakingReport, spoken: list[Initiative]
) -> None:
    theme = theme_of(draft)
    writing.rewrite(finding=theme, by=alma, seen=0, title="Trust arrives", body="")
    reviewing.remark(report=draft, by=alma, body="Really?", section="themes", finding=theme_of(draft))
    LearningLog.objects.all().delete()
    again(draft, alma)
    assert FindingEdit.objects.get().key == ""
    client = sign_in(alma)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "No finding was left for your words on:" in page
    assert "No longer found:" in page
    assert "Really?" in page
    assert "Trust arrives" in client.get(f"{draft.get_absolute_url()}edit/").content.decode()


def test_the_words_from_the_logs_come_back(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    theme = theme_of(draft)
    url = f"{draft.get_absolute_url()}findings/{theme.pk}/"
    client = sign_in(alma)
    said = {f"f{theme.pk}-title": "Ours", f"f{theme.pk}-body": "", f"f{theme.pk}-seen": "0"}
    assert client.post(url, said).status_code == 302
    assert theme_of(draft).title == "Ours"
    stale = client.post(url, {**said, f"f{theme.pk}-title": "Theirs"})
    assert stale.status_code == 409
    assert "Somebody else wrote here" in stale.content.decode()
    assert "Theirs" in stale.content.decode()
    client.post(url, {"take_back": "yes"})
    assert theme_of(draft).title == theme.title
    assert not FindingEdit.objects.exists()


def test_htmx_swaps_only_the_words(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    theme = theme_of(draft)
    url = f"{draft.get_absolute_url()}findings/{theme.pk}/"
    headers = {"HX-Request": "true", "HX-Target": f"words-{theme.pk}"}
    client = sign_in(alma)
    form = client.get(url, headers=headers).content.decode()
    assert "<html" not in form and "hx-post" in form
    said = {f"f{theme.pk}-title": "Ours <b>", f"f{theme.pk}-body": "Text", f"f{theme.pk}-seen": "0"}
    words = client.post(url, said, headers=headers).content.decode()
    assert "<html" not in words and "Ours &lt;b&gt;" in words
    empty = client.post(url, {**said, f"f{theme.pk}-title": ""}, headers=headers)
    assert empty.status_code == 422


# --- Sections ----------------------------------------------------------------------------------


def test_a_section_has_its_own_heading_and_introduction(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    url = f"{draft.get_absolute_url()}sections/themes/"
    client = sign_in(alma)
    said = {"heading": "One thing grew", "introduction": "In *every* street.", "seen": "0"}
    assert client.post(url, said).status_code == 302
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "One thing grew" in page and "<em>every</em>" in page
    assert client.post(url, said).status_code == 409
    assert client.get(f"{draft.get_absolute_url()}sections/weather/").status_code == 404


def test_a_hidden_section_is_left_out_and_the_report_says_so(
    sign_in: SignIn, alma: User, odile: User, draft: SenseMakingReport
) -> None:
    writing.arrange(report=draft, name="themes", by=alma, seen=0, heading="", introduction="", is_hidden=True)
    reports.publish(report=draft, by=alma)
    page = sign_in(odile).get(draft.get_absolute_url()).content.decode()
    assert 'id="themes"' not in page
    assert "The stewards left out:" in page
    rows = sign_in(odile).get(f"{draft.get_absolute_url()}evidence.csv")
    assert "neighbour" not in b"".join(rows).decode()  # type: ignore[arg-type]


def test_sections_move_and_stay_moved(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    client = sign_in(alma)
    for _time in range(2):
        client.post(f"{draft.get_absolute_url()}sections/heard/move/", {"up": "yes"})
    names = list(draft.sections.values_list("name", flat=True))
    assert names.index("heard") == 6
    client.post(f"{draft.get_absolute_url()}sections/narrative/move/", {"up": "yes"})
    assert draft.sections.first().name == "narrative"  # type: ignore[union-attr]
    again(draft, alma)
    assert list(draft.sections.values_list("name", flat=True)) == names


# --- Questions to carry ------------------------------------------------------------------------


def test_questions_are_written_changed_and_read(
    sign_in: SignIn, alma: User, odile: User, draft: SenseMakingReport
) -> None:
    client = sign_in(alma)
    url = f"{draft.get_absolute_url()}questions/"
    said = {"question": "What does a city pay a neighbour for?", "carrier": "Community forum", "by_on": "2026-12-12"}
    assert client.post(f"{url}new/", said).status_code == 302
    row = CarriedQuestion.objects.get()
    assert client.post(f"{url}new/", {"question": "", "by_on": "someday"}).status_code == 422
    client.post(f"{url}{row.pk}/", {**said, "carrier": "Health partnership"})
    reports.publish(report=draft, by=alma)
    page = sign_in(odile).get(draft.get_absolute_url()).content.decode()
    assert "What does a city pay a neighbour for?" in page
    assert "Health partnership" in page and "12 December 2026" in page
    assert "Add a question" not in page


def test_questions_of_the_report_before_are_offered_once(
    sign_in: SignIn, alma: User, city: Portfolio, draft: SenseMakingReport
) -> None:
    spring = make_report(city, from_on=date(2026, 4, 1), to_on=date(2026, 7, 1), status=Status.READY)
    carried = writing.ask_question(report=spring, by=alma, question="Who owns the shade?", carrier="Parks")
    reports.publish(report=spring, by=alma)
    client = sign_in(alma)
    assert "Carried by the report before" in client.get(draft.get_absolute_url()).content.decode()
    url = f"{draft.get_absolute_url()}questions/{carried.pk}/carry/"
    client.post(url)
    client.post(url)
    assert [(row.question, row.carrier) for row in draft.questions.all()] == [("Who owns the shade?", "Parks")]
    assert "Carried by the report before" not in client.get(draft.get_absolute_url()).content.decode()


def test_a_question_can_be_taken_out_of_a_draft(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    row = writing.ask_question(report=draft, by=alma, question="Why?")
    sign_in(alma).post(f"{draft.get_absolute_url()}questions/{row.pk}/remove/")
    assert not draft.questions.exists()


# --- Frozen ------------------------------------------------------------------------------------


def test_what_people_wrote_is_frozen_with_the_report(alma: User, draft: SenseMakingReport) -> None:
    question = writing.ask_question(report=draft, by=alma, question="Why?")
    writing.rewrite(finding=theme_of(draft), by=alma, seen=0, title="Trust", body="")
    writing.move(report=draft, name="notes", by=alma, steps=-1)
    reports.publish(report=draft, by=alma)
    for act in (
        lambda: CarriedQuestion.objects.update(question="Why not?"),
        lambda: CarriedQuestion.objects.create(report=draft, question="More?"),
        lambda: FindingEdit.objects.update(title="Doubt"),
        lambda: ReportSection.objects.filter(report=draft).update(heading="Other"),
        lambda: Finding.objects.filter(report=draft).update(title="Doubt"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    draft.refresh_from_db()
    question = CarriedQuestion.objects.select_related("report").get(pk=question.pk)
    with pytest.raises(reports.CannotChange, match="published"):
        writing.drop_question(question=question, by=alma)
    with pytest.raises(reports.CannotChange, match="published"):
        writing.take_back(finding=theme_of(draft), by=alma)


def test_a_portfolio_with_written_reports_can_still_go(city: Portfolio, alma: User, draft: SenseMakingReport) -> None:
    writing.ask_question(report=draft, by=alma, question="Why?")
    reports.publish(report=draft, by=alma)
    SenseMakingReport.objects.filter(pk=draft.pk).delete()
    assert not CarriedQuestion.objects.exists()


# --- Reading together --------------------------------------------------------------------------


def test_remarks_stand_in_the_margin_until_they_are_settled(
    sign_in: SignIn, alma: User, draft: SenseMakingReport
) -> None:
    client = sign_in(alma)
    theme = theme_of(draft)
    url = f"{draft.get_absolute_url()}comments/"
    client.post(f"{url}?finding={theme.pk}", {"body": "“At least doubled” holds for five of seven."})
    said = Comment.objects.get()
    client.post(f"{url}{said.pk}/answer/", {"body": "Then say so."})
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "holds for five of seven" in page and "Then say so." in page
    assert "1 comment is still open:" in client.get(f"{draft.get_absolute_url()}publish/").content.decode()
    client.post(f"{url}{said.pk}/settle/")
    assert "still open" not in client.get(f"{draft.get_absolute_url()}publish/").content.decode()
    again(draft, alma)
    assert draft.remarks.get().key == theme_of(draft).key


def test_remarks_are_the_stewards_own(sign_in: SignIn, alma: User, odile: User, draft: SenseMakingReport) -> None:
    reviewing.remark(report=draft, by=alma, body="Too bold?", section="themes")
    reports.publish(report=draft, by=alma)
    assert "Too bold?" not in sign_in(odile).get(draft.get_absolute_url()).content.decode()
    assert sign_in(alma).post(f"{draft.get_absolute_url()}comments/", {"body": "Late"}).status_code == 404


def test_who_agrees_is_shown_and_asked_anew_after_a_rerun(
    sign_in: SignIn, alma: User, bo: User, city: Portfolio, draft: SenseMakingReport
) -> None:
    Membership.objects.filter(portfolio=city, user=bo).update(role=Role.STEWARD)
    stewards = city.memberships.filter(role=Role.STEWARD).count()
    reports.send_for_review(report=draft, by=alma)
    client = sign_in(alma)
    client.post(f"{draft.get_absolute_url()}agree/")
    assert f"1 of {stewards} reviewer" in client.get(draft.get_absolute_url()).content.decode()
    again(draft, alma)
    assert not draft.agreements.exists()


# --- Taking along ------------------------------------------------------------------------------


def test_the_evidence_names_rules_and_logs(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    client = sign_in(alma)
    page = client.get(f"{draft.get_absolute_url()}evidence/").content.decode()
    assert theme_of(draft).rule in page
    answer = client.get(f"{draft.get_absolute_url()}evidence.csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))  # type: ignore[arg-type]
    assert len([row for row in rows if row[0] == "Theme"]) == 4


def test_the_evidence_stands_in_the_order_of_the_report(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    def kinds() -> list[str]:
        answer = sign_in(alma).get(f"{draft.get_absolute_url()}evidence.csv")
        rows = csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig")))  # type: ignore[arg-type]
        return list(dict.fromkeys(row[0] for row in rows))[1:]

    Finding.objects.create(report=draft, kind=Finding.Kind.BLIND_SPOT, key="silence-9", title="Port: not heard from")
    assert kinds() == ["Theme", "Blind spot"]
    writing.move(report=draft, name="heard", by=alma, steps=-9)
    assert kinds() == ["Blind spot", "Theme"]


def test_the_public_sees_only_public_evidence(
    sign_in: SignIn, alma: User, city: Portfolio, spoken: list[Initiative], client: Client
) -> None:
    city.is_launched, city.audience = True, "public"
    city.save()
    LearningLog.objects.update(circle=Circle.PUBLIC)
    hidden = make_log(spoken[0], "A neighbour whispered at the door about a visit.", happened_on=date(2026, 7, 20))
    report = make_report(city, circle=Circle.PUBLIC)
    assert making.make(report.pk)
    report.refresh_from_db()
    reports.publish(report=report, by=alma)
    url = report.get_absolute_url()
    for address in (url, f"{url}evidence/", f"{url}report.md"):
        words = client.get(address).content.decode()
        assert "neighbour" in words
        assert "whispered" not in words and "Dana Whitlock" not in words
    rows = b"".join(client.get(f"{url}evidence.csv")).decode()  # type: ignore[arg-type]
    assert "whispered" not in rows and str(hidden.pk) not in [row[4] for row in csv.reader(io.StringIO(rows))]


def test_markdown_says_what_the_page_says(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    writing.rewrite(finding=theme_of(draft), by=alma, seen=0, title="Neighbours & trust", body="")
    writing.ask_question(report=draft, by=alma, question="Who pays?", carrier="Forum", by_on=date(2026, 12, 12))
    answer = sign_in(alma).get(f"{draft.get_absolute_url()}report.md")
    words = answer.content.decode()
    assert answer["Content-Type"].startswith("text/markdown")
    assert "### Neighbours & trust" in words
    assert "1. Who pays? (Forum, by 12 December 2026)" in words


def test_two_reports_side_by_side(sign_in: SignIn, alma: User, city: Portfolio, draft: SenseMakingReport) -> None:
    client = sign_in(alma)
    assert "Nothing to compare yet" in client.get("/riverton/sense-making/compare/").content.decode()
    year = make_report(city, from_on=date(2026, 1, 1), to_on=date(2027, 1, 1))
    assert making.make(year.pk)
    page = client.get(f"/riverton/sense-making/compare/?left={draft.pk}&right={year.pk}").content.decode()
    assert "July–September 2026" in page and theme_of(draft).title in page
    assert client.get("/riverton/sense-making/compare/?left=x&right=999").status_code == 200
