"""Words of a log on their way to a wider circle: redacted, consented to, shown, withdrawn."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative
from sensemaking import tasks
from sensemaking.models import LearningLog, Release
from sensemaking.redacting import redacted, suggestions
from sensemaking.services import learning, releases
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from tests.factories import make_log

SignIn = Callable[[User | None], Client]
SAW = "Ida Holm lent us her kitchen. Call her on +49 151 2345678 or ida@mill.example. Nobody minded the dust."
QUOTE = "Ida Holm lent us her kitchen."
WORDING = "[a resident] lent us a kitchen."
NOTE = "For the autumn report"


@pytest.fixture
def log(warm_streets: Initiative, bo: User) -> LearningLog:
    return make_log(warm_streets, SAW, by=bo, author_name="Bo Contributor", circle="team")


@pytest.fixture
def asked(log: LearningLog, alma: User) -> Release:
    """Alma asks Bo whether funders may read it."""
    return releases.ask(log=log, quote=QUOTE, wording=WORDING, circle="funders", note=NOTE, by=alma)


@pytest.fixture
def given(asked: Release) -> Release:
    return releases.give(release=asked, wording=WORDING, names_author=False)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def mailed(asked: Release) -> str:
    tasks.send_to_author("release", asked.pk)
    found = re.search(r"/link/words/[^/\s]+/", mail.outbox[-1].body)
    assert found
    return found[0]


def form_of(**changes: str) -> dict[str, Any]:
    sent = {"quote": QUOTE, "wording": WORDING, "circle": "funders", "note": NOTE, "ask": "yes"} | changes
    return {"seen_quote": sent["quote"], "seen_wording": sent["wording"]} | sent


def at(name: str, *args: object) -> str:
    return reverse(f"sensemaking:{name}", args=["riverton", *args])


def test_names_addresses_and_numbers_are_noticed() -> None:
    found = {
        one.words: one.instead for one in suggestions(SAW + " Bo said on 2026-07-14: 1,200,000.", "Bo Contributor")
    }
    assert found == {
        "Ida Holm": "[a person]",
        "+49 151 2345678": "[a number]",
        "ida@mill.example": "[an address]",
        "Bo": "[the author]",
    }
    assert suggestions("The Council met on Monday. Nobody came.") == ()
    assert [one.words for one in suggestions("Wir fragten Jan van der Berg und Zoë Öztürk.")] == [
        "Jan van der Berg", "Zoë Öztürk",
    ]  # fmt: skip
    whole = redacted(SAW, suggestions(SAW))
    assert "Holm" not in whole
    assert "mill.example" not in whole
    assert "2345678" not in whole


def test_the_form_opens_with_names_taken_out_and_compares(sign_in: SignIn, alma: User, log: LearningLog) -> None:
    page = text(sign_in(alma).get(at("log-release", log.pk)))
    assert "[a person] lent us her kitchen." in page
    assert "<del>" in page
    assert 'value="portfolio"' in page
    assert 'value="team"' not in page


def test_words_that_do_not_stand_in_the_log_are_refused_and_kept(sign_in: SignIn, alma: User, log: LearningLog) -> None:
    answer = sign_in(alma).post(at("log-release", log.pk), form_of(quote="Ida lent us a castle."))
    assert answer.status_code == 422
    assert "do not stand so in the log" in text(answer)
    assert "Ida lent us a castle." in text(answer)
    assert WORDING in text(answer)
    assert NOTE in text(answer)
    assert not Release.objects.exists()


def test_nobody_is_asked_before_the_words_were_compared(sign_in: SignIn, alma: User, log: LearningLog) -> None:
    almas = sign_in(alma)
    changed = almas.post(at("log-release", log.pk), form_of(seen_wording="Something else"))
    assert "Compare them once more" in text(changed)
    assert not Release.objects.exists()
    assert almas.post(at("log-release", log.pk), form_of()).status_code == 302
    made = Release.objects.get()
    assert (made.quote, made.wording, made.circle, made.status) == (QUOTE, WORDING, "funders", "asked")


def test_an_untouched_wording_follows_the_chosen_words(sign_in: SignIn, alma: User, log: LearningLog) -> None:
    sent = form_of(wording=SAW, seen_wording=SAW, seen_quote=SAW, look="yes") | {"out": ["Ida Holm"]}
    sent |= {"offered": ["Ida Holm"]}
    page = text(sign_in(alma).post(at("log-release", log.pk), sent))
    assert ">\n[a person] lent us her kitchen.</textarea>" in page


def test_line_breaks_of_browsers_do_not_make_words_unfound(warm_streets: Initiative) -> None:
    log = make_log(warm_streets, "First line.\nSecond line.")
    assert releases.find_words(log, "First line.\r\nSecond line.") == "First line.\nSecond line."
    assert releases.find_words(log, "line.\nThird") == ""
    assert releases.find_words(log, "  ") == ""


@pytest.mark.parametrize(
    "facts", [{"quote": "Never said."}, {"circle": "team"}, {"circle": "everyone"}, {"wording": " "}]
)
def test_what_cannot_be_asked_is_refused(log: LearningLog, alma: User, facts: dict[str, str]) -> None:
    with pytest.raises(Refused):
        releases.ask(log=log, by=alma, **{"quote": QUOTE, "wording": WORDING, "circle": "funders"} | facts)
    assert not Release.objects.exists()


def test_the_letter_says_exactly_what_others_would_read(asked: Release, bo: User) -> None:
    mailed(asked)
    letter = mail.outbox[0]
    assert letter.to == [bo.email]
    for words in (f"“{WORDING}”", "The portfolio and its funders", NOTE):
        assert words in letter.body
        assert words in str(letter.alternatives[0][0])


def test_nothing_is_shown_before_the_author_agrees(
    sign_in: SignIn, client: Client, asked: Release, odile: User, city: Portfolio
) -> None:
    assert not Release.objects.reaching("funders").exists()
    link = mailed(asked)
    page = client.get(link)
    assert WORDING in text(page)
    assert page["Referrer-Policy"] == "no-referrer"
    assert client.post(link, {"agree": "yes", "wording": WORDING, "names_author": "on"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.status, asked.names_author) == ("given", True)
    assert list(Release.objects.reaching("portfolio")) == [asked]
    assert list(Release.objects.reaching("funders")) == [asked]
    assert list(Release.objects.reaching("public")) == []
    assert [change.fields for change in Change.objects.of(asked)] == [{"status": ["asked", "given"]}]


def test_the_author_agrees_in_other_words(client: Client, asked: Release) -> None:
    link = mailed(asked)
    assert client.post(link, {"agree": "yes", "wording": " "}).status_code == 422
    client.post(link, {"agree": "yes", "wording": "A neighbour helped."})
    asked.refresh_from_db()
    assert (asked.status, asked.wording, asked.names_author) == ("given", "A neighbour helped.", False)


def test_the_author_refuses_with_a_word_and_the_asker_is_told(client: Client, asked: Release, alma: User) -> None:
    link = mailed(asked)
    client.post(link, {"refuse": "yes", "no-answer": "She would be recognised."})
    asked.refresh_from_db()
    assert (asked.status, asked.answer) == ("refused", "She would be recognised.")
    assert client.post(link, {"agree": "yes", "wording": WORDING}).status_code == 302
    asked.refresh_from_db()
    assert asked.status == "refused"
    tasks.tell_asker("release", asked.pk)
    assert mail.outbox[-1].to == [alma.email]
    assert "She would be recognised." in mail.outbox[-1].body


def test_the_same_link_takes_the_words_back_even_years_later(client: Client, asked: Release) -> None:
    link = mailed(asked)
    client.post(link, {"agree": "yes", "wording": WORDING})
    Release.objects.update(expires_at=timezone.now() - timedelta(days=700))
    assert "Take my words back" in text(client.get(link))
    client.post(link, {"withdraw": "yes"})
    asked.refresh_from_db()
    assert asked.status == "withdrawn"
    assert not Release.objects.reaching("funders").exists()
    assert client.post(link, {"agree": "yes", "wording": WORDING}).status_code == 302
    asked.refresh_from_db()
    assert asked.status == "withdrawn"


def test_ended_and_wrong_links_get_a_friendly_page(client: Client, asked: Release) -> None:
    link = mailed(asked)
    Release.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert client.get(link).status_code == 410
    assert WORDING not in text(client.get(link))
    assert client.post(link, {"agree": "yes", "wording": WORDING}).status_code == 410
    asked.refresh_from_db()
    assert asked.status == "asked"
    assert client.get("/link/words/wrong/").status_code == 404


def test_a_signed_in_author_answers_and_takes_back_on_their_own_page(
    sign_in: SignIn, asked: Release, bo: User, alma: User, odile: User
) -> None:
    bos = sign_in(bo)
    assert WORDING in text(bos.get(at("words")))
    assert sign_in(alma).get(at("release-answer", asked.pk)).status_code == 403
    assert sign_in(odile).get(at("release-answer", asked.pk)).status_code == 403
    bos.post(at("release-answer", asked.pk), {"agree": "yes", "wording": WORDING})
    asked.refresh_from_db()
    assert asked.status == "given"
    assert "Words you let others read" in text(bos.get(at("words")))
    bos.post(at("release-answer", asked.pk), {"withdraw": "yes"})
    asked.refresh_from_db()
    assert asked.status == "withdrawn"
    assert WORDING not in text(bos.get(at("words")))


def test_the_author_sees_what_will_stand_beside_the_words(client: Client, asked: Release) -> None:
    LearningLog.objects.update(author_title="Site lead")
    page = text(client.get(mailed(asked)))
    assert "Shown with it" in page
    assert f"{asked.log.initiative.title}, " in page
    assert ", Site lead" in page


def test_consent_given_in_person_is_kept_with_who_and_when(
    sign_in: SignIn, warm_streets: Initiative, alma: User
) -> None:
    log = make_log(warm_streets, SAW, author_name="Somebody on paper", circle="portfolio")
    almas = sign_in(alma)
    shown = almas.post(at("log-release", log.pk), form_of())
    assert "link/words/" in text(shown)
    made = Release.objects.get()
    assert almas.post(at("release-in-person", made.pk), {"in_person": " "}).status_code == 422
    almas.post(at("release-in-person", made.pk), {"in_person": "Ida Holm, to me by phone, 14 November"})
    made.refresh_from_db()
    assert made.status == "given"
    page = text(almas.get(at("release", made.pk)))
    assert "Agreed to in person" in page
    assert "Ida Holm, to me by phone, 14 November" in page
    tasks.tell_asker("release", made.pk)
    assert mail.outbox == []


def test_the_author_is_reminded_once_after_two_weeks(sign_in: SignIn, asked: Release, alma: User) -> None:
    first = mailed(asked)
    almas = sign_in(alma)
    almas.post(at("release-remind", asked.pk))
    asked.refresh_from_db()
    assert asked.reminded_at is None
    Release.objects.update(asked_at=timezone.now() - timedelta(days=15))
    assert "Remind the author, once" in text(almas.get(at("release", asked.pk)))
    almas.post(at("release-remind", asked.pk))
    second = mailed(asked)
    assert second != first
    assert len(mail.outbox) == 2
    almas.post(at("release-remind", asked.pk))
    tasks.send_to_author("release", asked.pk)
    assert len(mail.outbox) == 2


def test_a_request_is_taken_back_only_while_it_waits(sign_in: SignIn, asked: Release, alma: User) -> None:
    almas = sign_in(alma)
    almas.post(at("release-take-back", asked.pk))
    assert not Release.objects.exists()
    again = releases.ask(log=asked.log, quote=QUOTE, wording=WORDING, circle="public", by=alma)
    releases.give(release=again, wording=WORDING, names_author=False)
    almas.post(at("release-take-back", again.pk))
    assert Release.objects.filter(status="given").exists()


def test_the_list_filters_by_state(sign_in: SignIn, given: Release, alma: User, bo: User) -> None:
    almas = sign_in(alma)
    assert WORDING in text(almas.get(at("releases")))
    assert WORDING in text(almas.get(at("releases") + "?status=given"))
    assert WORDING not in text(almas.get(at("releases") + "?status=asked"))
    assert almas.get(at("releases") + "?status=nonsense&after=%00").status_code == 200
    assert sign_in(bo).get(at("releases")).status_code == 403


def test_the_logs_page_shows_given_words_to_its_circle_and_all_states_to_stewards(
    sign_in: SignIn, warm_streets: Initiative, bo: User, alma: User, odile: User
) -> None:
    log = make_log(warm_streets, SAW, by=bo, author_name="Bo Contributor", circle="portfolio")
    asked = releases.ask(log=log, quote=QUOTE, wording=WORDING, circle="funders", by=alma)
    page = log.get_portfolio_url("riverton")
    assert WORDING in text(sign_in(alma).get(page))
    assert WORDING not in text(sign_in(odile).get(page))
    releases.give(release=asked, wording=WORDING, names_author=False)
    assert WORDING in text(sign_in(odile).get(page))


def test_words_taken_out_of_the_log_are_taken_back_from_others(
    given: Release, asked: Release, alma: User, bo: User
) -> None:
    other = releases.ask(log=given.log, quote="Nobody minded the dust.", wording="No dust.", circle="public", by=alma)
    learning.edit(log=given.log, by=bo, values={"saw": "Somebody lent us a kitchen."})
    given.refresh_from_db()
    assert given.status == "withdrawn"
    assert not Release.objects.filter(pk=other.pk).exists()


def test_dates_are_no_telephone_numbers() -> None:
    assert suggestions(f"On {date(2026, 7, 14):%d.%m.%Y} we counted 1,234,567 steps.") == ()


def test_programs_read_released_words_and_only_stewards_where_they_come_from(
    sign_in: SignIn, given: Release, alma: User, chi: User
) -> None:
    address = reverse("api:release-list", args=["riverton"])
    row = sign_in(chi).get(address).json()["results"][0]
    assert (row["wording"], row["author"], row["log"], row["quote"]) == (WORDING, "", None, None)
    assert sign_in(alma).get(address).json()["results"][0]["quote"] == QUOTE
    releases.withdraw(release=given)
    assert sign_in(chi).get(address).json()["results"] == []
    assert sign_in(alma).get(f"{address}?status=withdrawn").json()["results"][0]["id"] == given.pk


def test_who_releases_their_own_words_is_not_asked(sign_in: SignIn, warm_streets: Initiative, alma: User) -> None:
    log = make_log(warm_streets, SAW, by=alma, author_name="Alma Steward", circle="team")
    almas = sign_in(alma)
    assert "Release words to a wider circle" in text(almas.get(log.get_portfolio_url("riverton")))
    assert almas.post(at("log-release", log.pk), form_of()).status_code == 302
    made = Release.objects.get()
    assert (made.status, made.mailed_at) == ("given", None)
    tasks.tell_asker("release", made.pk)
    tasks.send_to_author("release", made.pk)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"wording": ""}, "release_has_its_words"),
        ({"status": "given", "answered_at": None}, "settled_release_says_when"),
    ],
)
def test_the_database_keeps_its_promises(asked: Release, values: dict[str, Any], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Release.objects.filter(pk=asked.pk).update(**values)
