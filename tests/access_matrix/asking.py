"""Who gets what at the addresses of questions to authors and of released words."""

from tests.access_matrix.codes import DRAFT, Row, api_readers, both, everyone, stewards

LOG, WORDS = {"pk": "asked_log"}, {"pk": "asked_words"}
INQUIRY = {**LOG, "inquiry": "inquiry"}
AUTHOR = both("302 404 403 200 403 403")
TO_AUTHOR = both("302 404 403 422 403 403")

ASKING = {
    "sensemaking:log-ask": Row(get=stewards(), post=stewards(422), args=LOG),
    "sensemaking:log-ask-link": Row(post=stewards(), args=INQUIRY),
    "sensemaking:log-ask-withdraw": Row(post=stewards(302), args=INQUIRY),
    "sensemaking:log-answer": Row(
        get=both("302 404 403 200 404 404"), post=both("302 404 403 422 404 404"), args=INQUIRY
    ),
    "sensemaking:log-release": Row(get=stewards(), post=stewards(422), args=LOG),
    "sensemaking:releases": Row(get=stewards()),
    "sensemaking:release": Row(get=stewards(), args=WORDS),
    "sensemaking:release-link": Row(post=stewards(), args=WORDS),
    "sensemaking:release-remind": Row(post=stewards(302), args=WORDS),
    "sensemaking:release-take-back": Row(post=stewards(302), args=WORDS),
    "sensemaking:release-withdraw": Row(post=both("302 404 302 302 403 403"), args={"pk": "given_words"}),
    "sensemaking:release-in-person": Row(get=stewards(), post=stewards(422), args=WORDS),
    "sensemaking:release-answer": Row(get=AUTHOR, post=TO_AUTHOR, args=WORDS),
    "sensemaking:report-released": Row(get=stewards(), post=stewards(422), args={**DRAFT, "finding": "draft_finding"}),
    "sensemaking-link:inquiry": Row(get=everyone(200), post=everyone(422), args={"token": "question_key"}),
    "sensemaking-link:release": Row(get=everyone(200), post=everyone(422), args={"token": "words_key"}),
    "api:inquiry-list": Row(get=api_readers()),
    "api:inquiry-detail": Row(get=both("401 404 200 200 404 404"), args={"pk": "inquiry"}),
    "api:release-list": Row(get=api_readers()),
    "api:release-detail": Row(get=api_readers(), args={"pk": "given_words"}),
}
