"""Reports and briefs on paper: tagged, with page numbers and evidence, and read page by page."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.core.cache import caches
from django.test import Client
from pypdf import PdfReader

from initiatives.models import Initiative
from portfolio_hub.lib.pdf import CannotPrint
from sensemaking.models import Decision, Finding, FindingLog, SenseMakingReport
from sensemaking.overviews import printing
from sensemaking.overviews.printing import printed_logs
from sensemaking.services import making, reports
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative, make_log, make_report
from tests.factories.talk import DOORS, tell

SignIn = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def _alone(nothing_is_sent: None, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setattr(caches["documents"], "_dir", str(tmp_path_factory.mktemp("documents")))


@pytest.fixture
def spoken(streets: list[Initiative]) -> list[Initiative]:
    """The four spoke of doors in summer, and of waiting in spring."""
    tell(streets, DOORS, happened_on=date(2026, 7, 14), author_name="Dana Whitlock", mark="barrier")
    tell(streets, [f"We waited {weeks} weeks." for weeks in range(3, 7)], happened_on=date(2026, 5, 2))
    return streets


def pdf_at(client: Client, url: str) -> PdfReader:
    answer = client.get(url)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    return PdfReader(io.BytesIO(answer.content))


def words_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def tags_of(reader: PdfReader) -> set[str]:
    """The kinds of elements in the structure that screen readers walk."""
    found, waiting = set(), [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        one = waiting.pop().get_object()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            found.add(str(one.get("/S", "")))
            waiting += [one["/K"]] if "/K" in one else []
    return found


def test_a_report_is_tagged_titled_and_numbered(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    reports.edit(report=draft, by=alma, version=1, title="Trust moves at the speed of neighbours")
    reports.publish(report=draft, by=alma)
    reader = pdf_at(sign_in(alma), f"{draft.get_absolute_url()}report.pdf")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-gb"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Trust moves at the speed of neighbours · Riverton 2035"
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data() or b"<pdfuaid:part>1" in root["/Metadata"].get_data()
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/BlockQuote", "/Link"} <= tags_of(reader)
    pages = len(reader.pages)
    assert 2 <= pages <= 8
    for at, page in enumerate(reader.pages, start=1):
        words = page.extract_text()
        assert f"{at} / {pages}" in words
        assert len(words.split()) > 20, f"page {at} is nearly empty"
        assert ("Riverton 2035 · July–September 2026" in words) is (at > 1)


def test_it_says_what_the_page_says_with_its_evidence_at_the_end(
    sign_in: SignIn, alma: User, draft: SenseMakingReport
) -> None:
    reader = pdf_at(sign_in(alma), f"{draft.get_absolute_url()}report.pdf")
    words = words_of(reader)
    theme = draft.findings.get(kind=Finding.Kind.THEME)
    assert theme.title in words
    assert "Draft, for: Everyone in the portfolio. It may still change." in words
    evidence = words[words.index("The evidence") :]
    for log in theme.citations.filter(was_before=False).values_list("log", flat=True):
        assert f" {log:,} " in evidence
    assert sum(saw in evidence for saw in DOORS) >= 2
    for beside in ("Rewrite", "Comment", "Make it again", "Add a question", "A drawing"):
        assert beside not in words
    names = {name for page in reader.pages for name in page.get("/Annots") or () if "/Dest" in name.get_object()}
    assert names, "quotes lead to their line in the evidence"


def test_fonts_are_the_hub_s_own_and_inside(sign_in: SignIn, alma: User, draft: SenseMakingReport) -> None:
    reader = pdf_at(sign_in(alma), f"{draft.get_absolute_url()}report.pdf")
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"].get_object()["/Font"].get_object().values()
    }
    assert any("Sans" in name or "Inter" in name for name in fonts), fonts
    assert all("+" in name for name in fonts), "a subset of each font is embedded"


def test_a_published_report_is_the_same_each_time(
    sign_in: SignIn, alma: User, odile: User, draft: SenseMakingReport
) -> None:
    reports.publish(report=draft, by=alma)
    url = f"{draft.get_absolute_url()}report.pdf"
    first = sign_in(alma).get(url).content
    caches["documents"].clear()
    make_log(Initiative.objects.first(), "Another neighbour, another door.", happened_on=date(2026, 7, 20))
    Initiative.objects.update(last_heard_at="2026-11-01T10:00:00Z")
    assert sign_in(odile).get(url).content == first


def test_what_does_not_fit_is_counted_and_quoted_logs_come_first(
    sign_in: SignIn, alma: User, draft: SenseMakingReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme = draft.findings.get(kind=Finding.Kind.THEME)
    FindingLog.objects.filter(finding__report=draft).exclude(finding=theme).delete()
    last = theme.citations.filter(was_before=False).order_by("-log").first()
    theme.citations.exclude(pk=last.pk).update(quote="")
    FindingLog.objects.filter(pk=last.pk).update(quote=last.log.saw, weight=0)
    logs, more = printed_logs(draft, "riverton", most=2)
    assert (len(logs), more) == (2, 2)
    assert [log.number for log in logs if log.is_quote] == [last.log_id]
    monkeypatch.setattr(printing, "LOGS_PRINTED", 2)
    monkeypatch.setattr(printing.printed_logs, "__defaults__", (2,))
    words = words_of(pdf_at(sign_in(alma), f"{draft.get_absolute_url()}report.pdf"))
    assert "2 more logs stand in the evidence table (CSV) in the hub." in words


def test_scripts_emoji_and_right_to_left_words_are_printed_as_words(
    sign_in: SignIn, alma: User, draft: SenseMakingReport
) -> None:
    notes = "<script>alert(1)</script> **كلام** 🙂 ![x](file:///etc/passwd) [a](javascript:alert(1))"
    reports.edit(report=draft, by=alma, version=1, notes=notes, title="<b>Bold</b> & كلام")
    reader = pdf_at(sign_in(alma), f"{draft.get_absolute_url()}report.pdf")
    assert reader.metadata.title.startswith("<b>Bold</b> & كلام")
    assert "<script>alert(1)</script>" in words_of(reader).replace("\0", "")


def test_an_empty_period_prints_too(sign_in: SignIn, city: Portfolio, alma: User) -> None:
    report = make_report(city)
    assert making.make(report.pk)
    words = words_of(pdf_at(sign_in(alma), f"{report.get_absolute_url()}report.pdf"))
    assert "No theme yet" in words
    assert "No finding of this report cites a log" in words


def test_without_the_libraries_there_is_a_page_and_no_crash(
    sign_in: SignIn, alma: User, draft: SenseMakingReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_given: object, **_named: object) -> bytes:
        raise CannotPrint("The libraries are missing.")

    monkeypatch.setattr("sensemaking.views.printing.pdf_of", missing)
    answer = sign_in(alma).get(f"{draft.get_absolute_url()}report.pdf")
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "The libraries are missing." in page
    assert f'href="{draft.get_absolute_url()}"' in page


def test_a_report_that_is_being_made_has_no_pages_yet(sign_in: SignIn, city: Portfolio, alma: User) -> None:
    assert sign_in(alma).get(f"{make_report(city).get_absolute_url()}report.pdf").status_code == 404


# --- The brief of a decision -------------------------------------------------------------------


@pytest.fixture
def decision(city: Portfolio, draft: SenseMakingReport, alma: User) -> Decision:
    row = Decision.objects.create(
        portfolio=city, title="Neighbours knock first", what=Decision.What.values[0], by=alma, question="Who knocks?",
        status=Decision.Status.PROPOSED,
    )  # fmt: skip
    row.findings.set(draft.findings.filter(kind=Finding.Kind.THEME))
    return row


def test_a_brief_is_one_file_with_its_evidence(sign_in: SignIn, alma: User, decision: Decision) -> None:
    reader = pdf_at(sign_in(alma), f"{decision.get_absolute_url()}brief.pdf")
    words = words_of(reader)
    assert len(reader.pages) == 1
    assert "Neighbours knock first" in words and "Who knocks?" in words
    assert any(saw in words for saw in DOORS)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("word", ["neighbourhoods", "a", "Donaudampfschifffahrt", "邻里"])
def test_the_longest_brief_prints_on_two_pages(
    sign_in: SignIn, alma: User, city: Portfolio, decision: Decision, word: str
) -> None:
    glue = "" if word == "邻里" else " "
    long = glue.join([word] * 800)
    for field in ("question", "reasons", "dissent", "effect"):
        setattr(decision, field, long)
    decision.addressed_to = long[:120]
    decision.title = glue.join([word] * 100)[:200]
    decision.save()
    for at in range(8):
        decision.options.create(portfolio=city, title=f"{at} {long}"[:200], description=long)
        decision.initiatives.add(make_initiative(city, f"{at} {long}"[:200]))
        decision.logs.add(make_log(None, long, portfolio=city))
    assert len(pdf_at(sign_in(alma), f"{decision.get_absolute_url()}brief.pdf").pages) == 2
