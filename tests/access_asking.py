"""What the walk through all addresses needs of questions to authors and of released words."""

from typing import Any

from initiatives.models import Initiative
from sensemaking.models import LogInquiry, Release, SenseMakingReport
from sensemaking.services import asking, releases
from stakeholders.link_keys import digest_of
from stakeholders.models import User
from tests.factories import make_log

QUESTION_KEY, WORDS_KEY = "the-key-of-a-question", "the-key-of-some-words"


def make_asking(initiative: Initiative, report: SenseMakingReport, steward: User, author: User) -> dict[str, Any]:
    """A log of the contributor's with an open question, words asked for, and words that were given."""
    log = make_log(initiative, "Ida Holm lent us her kitchen.", by=author, author_name=str(author))
    inquiry = asking.ask(log=log, question="Which street was it?", by=steward)
    LogInquiry.objects.filter(pk=inquiry.pk).update(digest=digest_of(QUESTION_KEY))
    asked, given = (
        releases.ask(log=log, quote=log.saw, wording=f"{who} lent us a kitchen.", circle="public", by=steward)
        for who in ("A neighbour", "Somebody")
    )
    Release.objects.filter(pk=asked.pk).update(digest=digest_of(WORDS_KEY))
    releases.give(release=given, wording=given.wording, names_author=False)
    return {
        "asked_log": log.pk,
        "inquiry": inquiry.pk,
        "question_key": QUESTION_KEY,
        "words_key": WORDS_KEY,
        "asked_words": asked.pk,
        "given_words": given.pk,
    }
