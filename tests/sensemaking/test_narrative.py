"""The narrative of a report: put together by rule, rewritten by people, kept over runs, frozen when published."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import translation

from initiatives.models import Initiative
from sensemaking.checking import Checker
from sensemaking.material import Material, Piece, Words
from sensemaking.models import LearningLog, Mark, ReportNarrative, SenseMakingReport
from sensemaking.narrating import compose
from sensemaking.overviews.narrative import narrative_page
from sensemaking.services import making, reports, tallies, writing
from sensemaking.services.narrative_material import material_of
from stakeholders.models import Change, Circle, Portfolio, User
from tests.factories import make_log, make_report
from tests.factories.talk import DOORS, tell

SignIn = Callable[[User | None], Client]
pytestmark = pytest.mark.usefixtures("nothing_is_sent")


@pytest.fixture
def spoken(city: Portfolio, streets: list[Initiative]) -> list[Initiative]:
    """The four spoke of doors in summer, three of them as of a barrier; one of them in spring too."""
    tell(streets[:3], DOORS[:3], happened_on=date(2026, 7, 14), author_name="Dana Whitlock", mark=Mark.BARRIER)
    tell(streets[3:], DOORS[3:], happened_on=date(2026, 7, 14), author_name="Dana Whitlock")
    tell(streets[:1], DOORS[:1], happened_on=date(2026, 5, 14))
    tallies.rebuild(city)
    return streets


def url_of(report: SenseMakingReport, rest: str = "") -> str:
    return f"{report.get_absolute_url()}narrative/{rest}"


def page_of(client: Client, report: SenseMakingReport) -> str:
    page: str = client.get(report.get_absolute_url()).content.decode()
    return page[page.index('id="narrative"') : page.index("</section>", page.index('id="narrative"'))]


# --- By rule -----------------------------------------------------------------------------------


def pieces() -> tuple[Piece, ...]:
    def theme(key: str, title: str, logs: int, before: int, movement: str, is_few: bool = False) -> Piece:
        quotes = (Words(logs, "words"),)
        return Piece(key, "theme", title, logs=logs, before=before, movement=movement, is_few=is_few,
                     cited=(logs,), quotes=quotes, numbers=frozenset({logs, before}))  # fmt: skip

    return (
        theme("theme-1", "Doors", 38, 22, "rising"),
        theme("theme-2", "Shade", 27, 0, "new", is_few=True),
        theme("theme-3", "Apps", 8, 19, "fading"),
        Piece("theme-4", "change", "Leaflets", logs=0, before=9, numbers=frozenset({0, 9})),
        Piece("slider-1", "tension", "Fast – slow", cited=(5,), numbers=frozenset({14, 2, 12}),
              data={"left": "Fast", "right": "Slow", "ends": [14, 2, 12]}),
        Piece("tension-1", "tension", "Kerbs: in the way here, a help there", cited=(6,), numbers=frozenset({3, 2}),
              data={"against": 3, "helping": 2}),
        Piece("barrier-1", "barrier", "Permits", cited=(7,), systems=("Energy", "Health"), numbers=frozenset({4}),
              data={"initiatives": [1, 2, 3, 4]}),
        Piece("transfer-1", "transfer", "Permits", cited=(8, 9), data={"words": ["permits", "kerbs"]}),
        Piece("surprise-1", "surprise", "Marked", cited=(10,), data={"is_marked": True}),
        Piece("surprise-2", "surprise", "Unlike", cited=(11,), data={"is_marked": False}),
        Piece("shift-1", "shift", "New law", cited=(12,)),
        Piece("silence-1", "blind_spot", "Water: 0 of 4", systems=("Water",), data={"heard": 0, "expected": 4},
              numbers=frozenset({0, 4})),
    )  # fmt: skip


def test_the_hub_tells_every_kind_of_finding_in_plain_sentences() -> None:
    told = compose(Material(pieces=pieces(), logs=352, logs_before=300, initiatives=131))
    assert [[one.text for one in paragraph] for paragraph in told] == [
        [
            "Of 352 logs, 38 speak of “Doors” and 27 of “Shade”.",
            "More is said about “Doors” (38 logs, 22 before).",
            "Not heard in the period before: “Shade”.",
            "Few logs stand behind “Shade”: read with care.",
        ],
        ["Less is said about “Apps” (8 logs, 19 before) and “Leaflets” (0 logs, 9 before)."],
        [
            "Between “Fast” and “Slow”, 14 logs lean to the one, 12 to the other.",
            "“Kerbs: in the way here, a help there”: 3 initiatives tell of it as a barrier, 2 as a help.",
            "4 initiatives meet one and the same obstacle in Energy and Health: “Permits”.",
            "What stands in somebody's way, somebody else may have found a way round: both speak of permits and kerbs.",
            "1 log surprised its own author.",
            "1 log is unlike anything said before.",
            "1 log tells of a change around us.",
        ],
        ["Little was heard from Water (0 of 4 initiatives)."],
    ]


def test_every_composed_sentence_cites_what_carries_it() -> None:
    material = Material(pieces=pieces(), logs=352, logs_before=300, initiatives=131)
    checker = Checker(material)
    for paragraph in compose(material):
        for one in paragraph:
            assert one.findings
            assert checker.citation_fault(one) is None, one


def test_the_same_findings_are_told_the_same() -> None:
    material = Material(pieces=pieces(), logs=352, logs_before=300, initiatives=131)
    assert compose(material) == compose(material)


def test_nothing_is_told_without_findings() -> None:
    assert compose(Material(logs=3)) == ()


def test_without_a_period_before_nothing_is_more_or_new() -> None:
    text = " ".join(one.text for paragraph in compose(Material(pieces=pieces()[:3], logs=9)) for one in paragraph)
    assert "More is said" not in text and "Not heard" not in text


# --- On the page -------------------------------------------------------------------------------


def test_the_report_begins_with_it_and_each_number_leads_to_logs(
    sign_in: SignIn, alma: User, draft: SenseMakingReport
) -> None:
    page = page_of(sign_in(alma), draft)
    theme = draft.findings.get(kind="theme")
    assert "In short" in page and f"Of 4 logs, 4 speak of “{theme.title}”." in page
    assert f"?finding={theme.pk}" in page
    assert "Put together by rule" in page
    assert f'href="#words-{theme.pk}"' in page


def test_it_speaks_the_language_of_the_portfolio_whoever_reads(
    sign_in: SignIn, alma: User, city: Portfolio, draft: SenseMakingReport
) -> None:
    alma.language = "de"
    alma.save()
    with translation.override("de"):
        assert "Of 4 logs, 4 speak of" in page_of(sign_in(alma), draft)


def test_small_findings_of_one_sort_share_a_number(sign_in: SignIn, alma: User, city: Portfolio) -> None:
    report = make_report(city, status="ready", facts={"logs": 2})
    for at in range(2):
        found = report.findings.create(kind="surprise", key=f"surprise-{at}", title="Marked", log_count=1,
                                       data={"is_marked": True})  # fmt: skip
        found.citations.create(log=make_log(portfolio=city, happened_on=date(2026, 7, 14)), quote="minded the noise")
    told = narrative_page(report, city.slug, may_write=True)
    ((sentence,),) = told.paragraphs
    assert sentence.text == "2 logs surprised their own authors."
    assert [(source.number, source.logs, source.url) for source in sentence.sources] == [(1, 2, "#surprises")]
    assert told.sources == sentence.sources


def test_a_hidden_section_is_not_told(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    assert "obstacle" in page_of(sign_in(alma), draft)
    said = {"heading": "", "introduction": "", "is_hidden": True}
    writing.arrange(report=draft, name="barriers", by=alma, seen=0, **said)
    assert "obstacle" not in page_of(sign_in(alma), draft)


def test_an_empty_period_has_no_narrative(sign_in: SignIn, alma: User, city: Portfolio) -> None:
    report = make_report(city)
    making.make(report.pk)
    page = sign_in(alma).get(report.get_absolute_url()).content.decode()
    assert 'id="narrative"' not in page


def test_a_log_of_a_closer_circle_is_not_cited(draft: SenseMakingReport) -> None:
    LearningLog.objects.filter(happened_on=date(2026, 7, 14)).update(circle=Circle.TEAM)
    assert all(not piece.quotes for piece in material_of(draft).pieces)
    gone = set(LearningLog.objects.filter(circle=Circle.TEAM).values_list("pk", flat=True))
    assert not any(set(piece.cited) & gone for piece in material_of(draft).pieces)


def test_markdown_and_api_have_it_too(sign_in: SignIn, alma: User, draft: SenseMakingReport, city: Portfolio) -> None:
    client = sign_in(alma)
    words = client.get(f"{draft.get_absolute_url()}report.md").content.decode()
    assert "## In short" in words and "speak of" in words and "[1]" in words
    found = client.get(f"/api/v1/portfolios/{city.slug}/reports/{draft.pk}/").json()["narrative"]
    assert (found["written_by"], found["model"]) == ("hub", "")
    assert found["sentences"][0]["findings"] == ["theme-1"]
    assert found["sentences"][0]["logs"]


# --- In a person's words -----------------------------------------------------------------------


def rewrite(client: Client, report: SenseMakingReport, body: str, **hidden: str) -> int:
    form = client.get(url_of(report)).context["form"].initial
    said = {"body": body, "edit": str(form["edit"]), "seen": form["seen"], **hidden}
    return client.post(url_of(report), said).status_code


def test_a_steward_rewrites_it_and_the_words_stay(
    sign_in: SignIn, alma: User, draft: SenseMakingReport, spoken: list[Initiative]
) -> None:
    client = sign_in(alma)
    assert "Of 4 logs" in client.get(url_of(draft)).context["form"].initial["body"]
    assert rewrite(client, draft, "Trust *arrives*.") == 302
    page = page_of(client, draft)
    assert "Trust <em>arrives</em>." in page and "Written by the stewards" in page
    make_log(spoken[0], "One more neighbour opened one more door for a visit.", happened_on=date(2026, 8, 1))
    reports.rerun(report=draft, by=alma)
    assert making.make(draft.pk)
    assert "Trust <em>arrives</em>." in page_of(client, draft)
    row = ReportNarrative.objects.get()
    assert row.edited_by == alma and row.edit == 2


def test_saving_what_stands_there_changes_nothing(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    client = sign_in(alma)
    assert rewrite(client, draft, client.get(url_of(draft)).context["form"].initial["body"]) == 302
    assert "Put together by rule" in page_of(client, draft)


def test_two_people_lose_nothing(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    client = sign_in(alma)
    opened = client.get(url_of(draft)).context["form"].initial
    assert rewrite(client, draft, "Hers.") == 302
    late = client.post(url_of(draft), {"body": "His.", "edit": str(opened["edit"]), "seen": opened["seen"]})
    assert late.status_code == 409
    assert "Hers." in late.content.decode() and "His." in late.content.decode()
    form = late.context["form"].data
    assert client.post(url_of(draft), {"body": "Both.", "edit": form["edit"], "seen": form["seen"]}).status_code == 302
    assert ReportNarrative.objects.get().body == "Both."


@pytest.mark.parametrize("body", ["", "   ", "x" * 12_001])
def test_bad_texts_are_refused(sign_in: SignIn, alma: User, draft: SenseMakingReport, body: str) -> None:
    assert rewrite(sign_in(alma), draft, body) == 422


def test_markup_of_a_person_is_sanitised(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    client = sign_in(alma)
    rewrite(client, draft, "<script>alert(1)</script> and [here](javascript:alert)")
    assert "<script>" not in page_of(client, draft) and "javascript:" not in page_of(client, draft).replace(
        "(javascript:alert)", ""
    )


def test_one_goes_back_to_the_sentences_from_the_findings(
    sign_in: SignIn, alma: User, draft: SenseMakingReport
) -> None:
    client = sign_in(alma)
    rewrite(client, draft, "Mine.")
    assert client.post(url_of(draft, "compose/")).status_code == 302
    assert "Of 4 logs" in page_of(client, draft) and "Mine." not in page_of(client, draft)
    kept = Change.objects.of(ReportNarrative.objects.get()).first()
    assert kept is not None and kept.fields["body"] == ["Mine.", ""]


def test_only_stewards_write(sign_in: SignIn, bo: User, draft: SenseMakingReport) -> None:
    assert sign_in(bo).get(url_of(draft)).status_code == 403
    assert sign_in(bo).post(url_of(draft), {"body": "Mine"}).status_code == 403
    assert sign_in(bo).post(url_of(draft, "compose/")).status_code == 403
    assert not ReportNarrative.objects.filter(report=draft, body="Mine").exists()


# --- Published ---------------------------------------------------------------------------------


def test_publishing_keeps_the_sentences_for_good(
    sign_in: SignIn, alma: User, bo: User, draft: SenseMakingReport
) -> None:
    reports.publish(report=draft, by=alma)
    row = ReportNarrative.objects.get()
    assert row.sentences[0][0]["text"].startswith("Of 4 logs") and not row.is_by_machine
    LearningLog.objects.update(circle=Circle.TEAM)
    page = page_of(sign_in(bo), draft)
    assert "Of 4 logs, 4 speak of" in page
    assert "Rewrite" not in page
    assert sign_in(alma).get(url_of(draft)).status_code == 404


def test_the_database_keeps_a_published_narrative(alma: User, draft: SenseMakingReport, spoken: object) -> None:
    reports.publish(report=draft, by=alma)
    with pytest.raises(DatabaseError, match="published_report_is_frozen"), transaction.atomic():
        ReportNarrative.objects.update(body="Otherwise")
    other = make_report(draft.portfolio, from_on=date(2026, 4, 1), to_on=date(2026, 7, 1), status="published",
                        published_at=draft.as_of)  # fmt: skip
    with pytest.raises(DatabaseError, match="published_report_is_frozen"), transaction.atomic():
        ReportNarrative.objects.create(report=other, body="Late")
    ReportNarrative.objects.update(edited_by=None)
    draft.portfolio.delete()
    assert not ReportNarrative.objects.exists()


def test_a_report_published_before_there_were_narratives_has_one(
    sign_in: SignIn, alma: User, draft: SenseMakingReport
) -> None:
    SenseMakingReport.objects.filter(pk=draft.pk).update(status="published", published_at=draft.as_of)
    assert "Of 4 logs, 4 speak of" in page_of(sign_in(alma), draft)
