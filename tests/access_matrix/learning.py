"""Who gets what at the addresses of posting, logs, reports, decisions and the garden."""

from tests.access_matrix.codes import (
    DRAFT,
    REPORT,
    Row,
    api_readers,
    both,
    everyone,
    hidden_from_funders,
    members,
    readers,
    stewards,
    unpublished,
    writers,
)

OWN_POST = {"key": "post_key"}
BY_LINK = {"token": "link_token"}
A_LINK = {"pk": "initiative", "link": "link"}

POSTING = {
    "service-worker": Row(get=everyone(200)),
    "manifest": Row(get=everyone(200)),
    "media": Row(get=readers(), args={"kind": "kind_of_log", "pk": "public_log"}),
    "sensemaking:post": Row(get=writers(), post=writers(422)),
    "sensemaking:post-choices": Row(get=writers()),
    "sensemaking:post-about": Row(get=writers()),
    "sensemaking:post-token": Row(get=writers()),
    "sensemaking:posted": Row(get=both("302 404 404 200 403 403"), args=OWN_POST),
    "sensemaking:posted-undo": Row(post=both("302 404 404 302 403 403"), args=OWN_POST),
    "sensemaking:log-edit": Row(get=writers(), post=writers(422), args={"pk": "public_log"}),
    "sensemaking:log-delete": Row(get=writers(), post=writers(302), args={"pk": "public_log"}),
    "sensemaking:update-edit": Row(get=writers(), post=writers(422), args={"pk": "public_update"}),
    "sensemaking:update-delete": Row(get=writers(), post=writers(302), args={"pk": "public_update"}),
    "sensemaking:initiative-learning": Row(get=readers(), args={"pk": "initiative"}),
    "initiatives:links": Row(get=stewards(), post=stewards(422), args={"pk": "initiative"}),
    "initiatives:link-resend": Row(post=stewards(302), args=A_LINK),
    "initiatives:link-revoke": Row(post=stewards(302), args=A_LINK),
    "sensemaking-link:post": Row(get=everyone(200), post=everyone(422), args=BY_LINK),
    "sensemaking-link:token": Row(get=everyone(200), args=BY_LINK),
    "sensemaking-link:posted": Row(get=everyone(200), args={**BY_LINK, "key": "link_key"}),
    "sensemaking-link:undo": Row(post=everyone(302), args={**BY_LINK, "key": "link_key"}),
}


SENSEMAKING = {
    "sensemaking:home": Row(get=readers()),
    "sensemaking:logs": Row(get=readers()),
    "sensemaking:logs-csv": Row(get=readers()),
    "sensemaking:log": Row(get=hidden_from_funders(302), args={"pk": "log"}),
    "sensemaking:report-ask": Row(post=stewards(422)),
    "sensemaking:report": Row(get=unpublished(), args=REPORT),
    "sensemaking:report-progress": Row(get=stewards(302), args=REPORT),
    "sensemaking:report-edit": Row(get=stewards(), post=stewards(422), args=DRAFT),
    "sensemaking:report-review": Row(post=stewards(302), args=DRAFT),
    "sensemaking:report-publish": Row(get=stewards(), post=stewards(), args=DRAFT),
    "sensemaking:report-rerun": Row(post=stewards(302), args=DRAFT),
    "sensemaking:report-discard": Row(post=stewards(302), args=DRAFT),
    "sensemaking:report-changes-csv": Row(get=unpublished(), args=REPORT),
    "sensemaking:report-initiatives": Row(get=unpublished(), args=REPORT),
    "sensemaking:theme": Row(get=unpublished(), args={**REPORT, "finding": "finding"}),
}


QUESTION = {"pk": "question"}

QUESTIONS = {
    "sensemaking:questions": Row(get=readers()),
    "sensemaking:question": Row(get=readers(), args=QUESTION),
    "sensemaking:question-initiative": Row(get=readers(), args={"pk": "initiative"}),
    "sensemaking:question-new": Row(get=stewards(), post=stewards(422)),
    "sensemaking:question-edit": Row(get=stewards(), post=stewards(422), args=QUESTION),
    "sensemaking:question-rest": Row(post=stewards(302), args=QUESTION),
    "sensemaking:sliders": Row(get=stewards()),
    "sensemaking:slider-new": Row(get=stewards(), post=stewards(422)),
    "sensemaking:slider-edit": Row(get=stewards(), post=stewards(422), args={"pk": "slider"}),
    "sensemaking:log-speaks": Row(get=writers(), post=writers(302), args={"pk": "public_log"}),
}


AN_ITEM, DECISION = {"rule": "rule", "subject": "lone"}, {"pk": "decision"}

GARDEN = {
    "stakeholders:attention": Row(get=members()),
    "stakeholders:attention-resting": Row(get=stewards()),
    "stakeholders:attention-rules": Row(get=stewards(), post=stewards(422)),
    "stakeholders:attention-snooze": Row(post=stewards(302), args=AN_ITEM),
    "stakeholders:attention-not-needed": Row(get=stewards(), post=stewards(422), args=AN_ITEM),
    "stakeholders:attention-wake": Row(post=stewards(302), args={"pk": "mark"}),
    "sensemaking:decisions": Row(get=readers()),
    "sensemaking:decision": Row(get=readers(), args=DECISION),
    "sensemaking:decision-brief": Row(get=readers(), args=DECISION),
    "sensemaking:decision-traces": Row(get=readers()),
    "sensemaking:decision-traces-csv": Row(get=readers()),
    "sensemaking:initiative-decisions": Row(get=readers(), args={"pk": "initiative"}),
    "api:decision-list": Row(get=api_readers()),
    "api:decision-detail": Row(get=api_readers(), args=DECISION),
    "sensemaking:decision-new": Row(get=stewards(), post=stewards(422)),
    "sensemaking:decision-edit": Row(get=stewards(), post=stewards(422), args=DECISION),
}

A_THEME, PLACED = {"pk": "theme"}, {"log": "log"}

THEMES = {
    "sensemaking:themes": Row(get=readers()),
    "sensemaking:themes-one": Row(get=unpublished(), args=A_THEME),
    "sensemaking:themes-rename": Row(get=stewards(), post=stewards(302), args=A_THEME),
    "sensemaking:themes-merge": Row(get=stewards(), post=stewards(422), args=A_THEME),
    "sensemaking:themes-split": Row(get=stewards(), post=stewards(422), args=A_THEME),
    "sensemaking:themes-pin": Row(post=stewards(302), args=A_THEME),
    "sensemaking:themes-aside": Row(post=stewards(302), args=A_THEME),
    "sensemaking:themes-undo": Row(post=stewards(302), args={**A_THEME, "change": "theme_change"}),
    "sensemaking:themes-place": Row(get=stewards(), post=stewards(302), args=PLACED),
    "sensemaking:themes-release": Row(post=stewards(302), args=PLACED),
}

ITS_QUESTION, ITS_COMMENT = {**DRAFT, "question": "carried"}, {**DRAFT, "comment": "remark"}
A_FINDING, A_SECTION = {**DRAFT, "finding": "draft_finding"}, {**DRAFT, "name": "section"}

REPORTS = {
    "sensemaking:report-pdf": Row(get=unpublished(), args=REPORT),
    "sensemaking:decision-brief-pdf": Row(get=readers(), args=DECISION),
    "sensemaking:report-cancel": Row(post=stewards(302), args=DRAFT),
    "sensemaking:report-follow": Row(post=readers(302)),
    "sensemaking-link:unfollow": Row(get=everyone(200), post=everyone(200), args={"key": "unfollow_key"}),
    "sensemaking:report-comment-edit": Row(get=stewards(), post=stewards(422), args=ITS_COMMENT),
    "sensemaking:report-comment-delete": Row(post=stewards(302), args=ITS_COMMENT),
    "sensemaking:report-compare": Row(get=readers()),
    "sensemaking:report-evidence": Row(get=unpublished(), args=REPORT),
    "sensemaking:report-evidence-csv": Row(get=unpublished(), args=REPORT),
    "sensemaking:report-markdown": Row(get=unpublished(), args=REPORT),
    "sensemaking:report-section": Row(get=stewards(), post=stewards(422), args=A_SECTION),
    "sensemaking:report-section-move": Row(post=stewards(302), args=A_SECTION),
    "sensemaking:report-finding": Row(get=stewards(), post=stewards(422), args=A_FINDING),
    "sensemaking:report-question-new": Row(get=stewards(), post=stewards(422), args=DRAFT),
    "sensemaking:report-question": Row(get=stewards(), post=stewards(422), args=ITS_QUESTION),
    "sensemaking:report-question-remove": Row(post=stewards(302), args=ITS_QUESTION),
    "sensemaking:report-question-carry": Row(post=stewards(302), args=ITS_QUESTION),
    "sensemaking:report-comment": Row(get=stewards(), post=stewards(422), args=DRAFT),
    "sensemaking:report-comment-answer": Row(get=stewards(), post=stewards(422), args=ITS_COMMENT),
    "sensemaking:report-comment-settle": Row(post=stewards(302), args=ITS_COMMENT),
    "sensemaking:report-agree": Row(post=stewards(302), args=DRAFT),
    "sensemaking:words": Row(get=writers()),
    "sensemaking:rhythm": Row(get=stewards(), post=stewards(422)),
}

NARRATIVE = {
    "sensemaking:report-narrative": Row(get=stewards(), post=stewards(422), args=DRAFT),
    "sensemaking:report-narrative-compose": Row(post=stewards(302), args=DRAFT),
    "sensemaking:report-narrative-draft": Row(get=stewards(), post=stewards(302), args=DRAFT),
    "sensemaking:report-narrative-progress": Row(get=stewards(302), args=DRAFT),
    "sensemaking:report-narrative-cancel": Row(post=stewards(302), args=DRAFT),
}

A_LOG = {"pk": "public_log"}

WALL = {
    "sensemaking:log-use": Row(get=writers(), post=writers(422), args=A_LOG),
    "sensemaking:log-use-remove": Row(post=writers(302), args={**A_LOG, "use": "log_use"}),
    "sensemaking:log-tags": Row(get=writers(), post=writers(302), args=A_LOG),
    "sensemaking:log-undo": Row(post=writers(302), args={**A_LOG, "change": "log_change"}),
}
