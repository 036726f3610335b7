"""The one table of who gets what at every address: rows are routes, columns are people.

A value is six status codes in the order of COLUMNS, once for a closed portfolio (members only) and once for an open
one (launched, public). A method that a row leaves out is refused, or answered as GET by a page that only reads. POST
goes without any field that a form knows, so 422 means: let in, and told what is missing.
"""

from dataclasses import dataclass, field

COLUMNS = ("anonymous", "outsider", "steward", "contributor", "funder", "observer")

Codes = tuple[str, str]


def both(codes: str) -> Codes:
    """The same codes whether the portfolio is open or closed."""
    return codes, codes


def everyone(code: int) -> Codes:
    """Whoever comes gets this."""
    return both(" ".join([str(code)] * 6))


def signed_in(code: int) -> Codes:
    """Anonymous visitors are asked to sign in."""
    return both(f"302 {code} {code} {code} {code} {code}")


def readers(code: int = 200) -> Codes:
    """Members in a closed portfolio, everybody in an open one."""
    return f"302 404 {code} {code} {code} {code}", " ".join([str(code)] * 6)


def members(code: int = 200) -> Codes:
    """Everybody with a role."""
    return both(f"302 404 {code} {code} {code} {code}")


def writers(code: int = 200) -> Codes:
    """Stewards and contributors."""
    return both(f"302 404 {code} {code} 403 403")


def stewards(code: int = 200) -> Codes:
    """Stewards only."""
    return both(f"302 404 {code} 403 403 403")


@dataclass(frozen=True)
class Row:
    """What a route answers, and which rows of the world its arguments are (argument → name in the world)."""

    get: Codes | None = None
    post: Codes | None = None
    args: dict[str, str] = field(default_factory=dict)
    put: Codes | None = None
    patch: Codes | None = None
    delete: Codes | None = None


def _organisation(**codes: Codes) -> Row:
    return Row(args={"pk": "organisation"}, **codes)


def _place(**codes: Codes) -> Row:
    return Row(args={"pk": "place"}, **codes)


ROOF = {
    "home": Row(get=("302 302 302 302 302 302", "302 200 302 302 302 302")),
    "healthz": Row(get=everyone(200), post=everyone(200)),
}

PEOPLE = {
    "people:invitation": Row(get=everyone(200), post=both("422 200 200 200 200 200"), args={"token": "token"}),
    "people:profile": Row(get=signed_in(200), post=signed_in(422)),
    "people:tokens": Row(get=signed_in(200), post=signed_in(422)),
    "people:token-revoke": Row(
        get=both("302 404 200 404 404 404"), post=both("302 404 302 404 404 404"), args={"pk": "key"}
    ),
    "people:portfolio-new": Row(get=both("302 200 200 403 403 403"), post=both("302 422 422 403 403 403")),
}

STAKEHOLDERS = {
    "stakeholders:directory": Row(get=readers()),
    "stakeholders:directory-export": Row(get=readers(), args={"format": "csv"}),
    "stakeholders:organisation": _organisation(get=readers()),
    "stakeholders:organisation-new": Row(get=stewards(), post=stewards(422)),
    "stakeholders:organisation-edit": _organisation(get=stewards(), post=stewards(422)),
    "stakeholders:organisation-merge": _organisation(get=stewards(), post=stewards(422)),
    "stakeholders:speaker-add": _organisation(post=stewards(302)),
    "stakeholders:speaker-end": Row(post=stewards(302), args={"pk": "organisation", "affiliation_pk": "affiliation"}),
    "stakeholders:places": Row(get=readers()),
    "stakeholders:place": _place(get=readers()),
    "stakeholders:place-new": Row(get=stewards(), post=stewards(422)),
    "stakeholders:place-edit": _place(get=stewards(), post=stewards(422)),
    "stakeholders:settings": Row(get=stewards(), post=stewards(422)),
    "stakeholders:settings-launch": Row(get=stewards(), post=stewards(302)),
    "stakeholders:members": Row(get=members()),
    "stakeholders:invite": Row(post=stewards(422)),
    "stakeholders:invitation-resend": Row(post=stewards(302), args={"pk": "invitation"}),
    "stakeholders:invitation-revoke": Row(post=stewards(302), args={"pk": "invitation"}),
    "stakeholders:member-role": Row(get=stewards(), post=stewards(422), args={"pk": "membership"}),
    "stakeholders:member-remove": Row(get=stewards(), post=stewards(302), args={"pk": "membership"}),
}

SYSTEM = {"kind": "systems", "pk": "system"}

FRAME = {
    "initiatives:frame": Row(get=stewards()),
    "initiatives:frame-new": Row(get=stewards(), post=stewards(422), args={"kind": "systems"}),
    "initiatives:frame-edit": Row(get=stewards(), post=stewards(422), args=SYSTEM),
    "initiatives:frame-move": Row(post=stewards(302), args=SYSTEM),
    "initiatives:frame-delete": Row(get=stewards(), post=stewards(302), args=SYSTEM),
}

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

INITIATIVE = {"pk": "initiative"}
REPORT = {"pk": "report"}
RUN = {"pk": "run"}


def hidden_from_funders(code: int) -> Codes:
    """What is meant for the portfolio: strangers to an open one are told that there is nothing."""
    return f"{code} 404 200 200 404 200", "404 404 200 200 404 200"


def unpublished() -> Codes:
    """A report that is not published yet is the stewards' own."""
    return "302 404 200 404 404 404", "404 404 200 404 404 404"


def api_readers(code: int = 200) -> Codes:
    """Callers without a key or session get 401; otherwise as `readers`."""
    return f"401 404 {code} {code} {code} {code}", f"401 {code} {code} {code} {code} {code}"


def api_members(code: int = 200) -> Codes:
    """Callers with a role."""
    return both(f"401 404 {code} {code} {code} {code}")


def api_stewards(code: int) -> Codes:
    """Stewards' keys and sessions."""
    return both(f"401 404 {code} 403 403 403")


def api_writers(code: int) -> Codes:
    """Stewards' and contributors' keys and sessions."""
    return both(f"401 404 {code} {code} 403 403")


ROOF |= {
    "gallery": Row(get=everyone(200), post=everyone(200)),
    "set-theme": Row(post=everyone(302)),
    "set-language": Row(post=everyone(302)),
    "how-we-count": Row(get=everyone(200)),
    "accessibility": Row(get=everyone(200)),
    "overview": Row(get=readers()),
    "frame": Row(get=readers()),
    "frame-export": Row(get=readers(), args={"format": "csv"}),
    "search": Row(get=readers()),
    "download-data": Row(get=readers()),
    "download-source": Row(get=readers(), args={"source": "organisations", "format": "csv"}),
}

INITIATIVES = {
    "initiatives:list": Row(get=readers()),
    "initiatives:new": Row(get=writers(), post=writers(422)),
    "initiatives:export": Row(get=readers()),
    "initiatives:bulk": Row(get=stewards(302), post=stewards(302)),
    "initiatives:bulk-undo": Row(post=stewards(404), args={"batch": "batch"}),
    "initiatives:view-save": Row(get=members(), post=members(422)),
    "initiatives:view-delete": Row(post=both("302 404 302 404 404 404"), args={"pk": "view"}),
    "initiatives:organisation-initiatives": _organisation(get=readers()),
    "initiatives:place-initiatives": _place(get=readers()),
    "initiatives:detail": Row(get=readers(), args=INITIATIVE),
    "initiatives:timeline": Row(get=readers(), args=INITIATIVE),
    "initiatives:history": Row(get=members(), args=INITIATIVE),
    "initiatives:edit": Row(get=writers(), post=writers(422), args=INITIATIVE),
    "initiatives:stage": Row(get=writers(), post=writers(422), args=INITIATIVE),
    "initiatives:close": Row(get=writers(), post=writers(422), args=INITIATIVE),
    "initiatives:pause": Row(get=writers(), post=writers(422), args=INITIATIVE),
    "initiatives:participants": Row(get=writers(), post=writers(422), args=INITIATIVE),
    "initiatives:participant-end": Row(post=writers(302), args={**INITIATIVE, "part": "participation"}),
    "initiatives:merge": Row(get=stewards(), post=stewards(422), args=INITIATIVE),
    "initiatives:split": Row(get=stewards(), post=stewards(422), args=INITIATIVE),
    "initiatives:undo": Row(post=writers(302), args={**INITIATIVE, "change": "change"}),
}

IMPORTS = {
    "initiatives:imports": Row(get=stewards(), post=stewards(422)),
    "initiatives:import": Row(get=stewards(302), post=stewards(302), args=RUN),
    "initiatives:import-columns": Row(get=stewards(), post=stewards(422), args=RUN),
    "initiatives:import-reading": Row(post=stewards(302), args={**RUN, "file_pk": "file"}),
    "initiatives:import-names": Row(get=stewards(302), post=stewards(302), args=RUN),
    "initiatives:import-confirm": Row(post=stewards(302), args=RUN),
    "initiatives:import-go-on": Row(post=stewards(302), args=RUN),
    "initiatives:import-undo": Row(post=stewards(302), args=RUN),
    "initiatives:import-discard": Row(post=stewards(302), args=RUN),
    "initiatives:import-problems": Row(get=stewards(), args=RUN),
    "initiatives:import-changes": Row(get=stewards(), args=RUN),
}

SENSEMAKING = {
    "sensemaking:home": Row(get=readers()),
    "sensemaking:logs": Row(get=readers()),
    "sensemaking:logs-csv": Row(get=readers()),
    "sensemaking:log": Row(get=hidden_from_funders(302), args={"pk": "log"}),
    "sensemaking:report-ask": Row(post=stewards(422)),
    "sensemaking:report": Row(get=unpublished(), args=REPORT),
    "sensemaking:report-progress": Row(get=stewards(302), args=REPORT),
    "sensemaking:report-edit": Row(get=stewards(), post=stewards(422), args=REPORT),
    "sensemaking:report-review": Row(post=stewards(302), args=REPORT),
    "sensemaking:report-publish": Row(get=stewards(), post=stewards(), args=REPORT),
    "sensemaking:report-rerun": Row(post=stewards(302), args=REPORT),
    "sensemaking:report-discard": Row(post=stewards(302), args=REPORT),
    "sensemaking:report-changes-csv": Row(get=unpublished(), args=REPORT),
    "sensemaking:report-initiatives": Row(get=unpublished(), args=REPORT),
    "sensemaking:theme": Row(get=unpublished(), args={**REPORT, "finding": "finding"}),
}

BACKERS = both("302 404 200 404 200 404")
"""Stewards, and funders whose organisation put money into the vehicle."""

VEHICLE, COMMITMENT, ALLOCATION = {"pk": "vehicle"}, {"pk": "commitment"}, {"pk": "allocation"}

FUNDING = {
    "funding:overview": Row(get=members()),
    "funding:export": Row(get=members(), args={"table": "vehicles", "format": "csv"}),
    "funding:initiative-money": Row(get=members(), args={"initiative_pk": "initiative"}),
    "funding:vehicle": Row(get=BACKERS, args=VEHICLE),
    "funding:vehicle-new": Row(get=stewards(), post=stewards(422)),
    "funding:vehicle-export": Row(get=BACKERS, args={**VEHICLE, "table": "payments", "format": "csv"}),
    "funding:vehicle-edit": Row(get=stewards(), post=stewards(422), args=VEHICLE),
    "funding:commitment-new": Row(get=stewards(), post=stewards(422), args=VEHICLE),
    "funding:allocation-new": Row(get=stewards(), post=stewards(422), args=VEHICLE),
    "funding:commitment-withdraw": Row(get=stewards(), post=stewards(422), args=COMMITMENT),
    "funding:drawdown-new": Row(get=stewards(), post=stewards(422), args=COMMITMENT),
    "funding:allocation-agree": Row(get=stewards(302), post=stewards(302), args=ALLOCATION),
    "funding:allocation-return": Row(get=stewards(), post=stewards(422), args=ALLOCATION),
    "funding:disbursement-new": Row(get=stewards(), post=stewards(422), args=ALLOCATION),
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
    "sensemaking:decision-new": Row(get=stewards(), post=stewards(422)),
    "sensemaking:decision-edit": Row(get=stewards(), post=stewards(422), args=DECISION),
    "sensemaking:decision-revisit": Row(get=stewards(), post=stewards(422), args=DECISION),
}

ANYONE_WITH_A_KEY = both("401 200 200 200 200 200")

API = {
    "api:schema": Row(get=everyone(200)),
    "api:docs": Row(get=everyone(200)),
    "api:portfolio-list": Row(get=ANYONE_WITH_A_KEY, post=both("401 405 405 405 405 405")),
    "api:portfolio-detail": Row(
        get=api_readers(), post=both("401 405 405 405 405 405"), args={"slug": "portfolio_slug"}
    ),
    "api:funding": Row(get=api_members()),
    "api:organisation-list": Row(get=api_readers(), post=api_stewards(400)),
    "api:organisation-detail": _organisation(get=api_readers(), patch=api_stewards(200)),
    "api:place-list": Row(get=api_readers()),
    "api:place-detail": _place(get=api_readers()),
    "api:system-list": Row(get=api_readers()),
    "api:system-detail": Row(get=api_readers(), args={"pk": "system"}),
    "api:initiative-list": Row(get=api_readers(), post=api_writers(400)),
    "api:initiative-detail": Row(get=api_readers(), patch=api_writers(200), args=INITIATIVE),
    "api:update-list": Row(get=api_readers(), post=api_writers(400)),
    "api:update-detail": Row(get=both("401 404 200 200 404 200"), args={"pk": "update"}),
    "api:log-list": Row(get=api_readers(), post=api_writers(400)),
    "api:log-detail": Row(get=both("401 404 200 200 404 200"), args={"pk": "log"}),
    "api:report-list": Row(get=api_readers()),
    "api:report-detail": Row(get=both("401 404 200 404 404 404"), args=REPORT),
    "api:vehicle-list": Row(get=api_members()),
    "api:vehicle-detail": Row(get=both("401 404 200 404 200 404"), args=VEHICLE),
}

A_CHALLENGE, A_FRAMING, AN_OPTION = {"pk": "challenge"}, {"pk": "framing"}, {"pk": "option"}

IN_PORTFOLIO = ("302 404 200 200 404 200", "404 404 200 200 404 200")
"""Pages of what is shared with the portfolio, and no further."""


def within(steward: int, others: int) -> Codes:
    """Stewards, and those with a role who may see what stays within the portfolio."""
    return both(f"302 404 {steward} {others} 404 {others}")


CHALLENGES = {
    "initiatives:challenges": Row(get=readers()),
    "initiatives:challenges-export": Row(get=readers(), args={"format": "csv"}),
    "initiatives:challenge-new": Row(get=members(), post=members(422)),
    "initiatives:initiative-challenges": Row(get=readers(), args=INITIATIVE),
    "initiatives:challenge": Row(get=IN_PORTFOLIO, args=A_CHALLENGE),
    "initiatives:challenge-edit": Row(get=within(200, 403), post=within(422, 403), args=A_CHALLENGE),
    "initiatives:challenge-history": Row(get=within(200, 200), args=A_CHALLENGE),
    "initiatives:challenge-state": Row(get=stewards(), post=stewards(422), args=A_CHALLENGE),
    "initiatives:challenge-merge": Row(get=stewards(), post=stewards(422), args=A_CHALLENGE),
    "initiatives:challenge-split": Row(get=stewards(), post=stewards(422), args=A_CHALLENGE),
    "initiatives:challenge-undo": Row(post=within(302, 403), args={**A_CHALLENGE, "change": "challenge_change"}),
    "initiatives:framing-new": Row(get=within(200, 200), post=within(422, 422), args=A_CHALLENGE),
    "initiatives:framing-edit": Row(
        get=both("302 404 403 200 404 403"), post=both("302 404 403 422 404 403"), args=A_FRAMING
    ),
    "initiatives:framing-mark": Row(post=within(422, 422), args=A_FRAMING),
    "initiatives:framing-forward": Row(get=stewards(), post=stewards(422), args=A_FRAMING),
    "initiatives:answer-new": Row(
        get=both("302 404 200 200 403 403"), post=both("302 404 422 422 403 403"), args=A_CHALLENGE
    ),
    "initiatives:answer-remove": Row(post=both("302 404 302 403 403 403"), args={**A_CHALLENGE, "answer": "answer"}),
    "sensemaking:options": Row(get=readers()),
    "sensemaking:option-new": Row(get=members(), post=members(422)),
    "sensemaking:challenge-options": Row(get=IN_PORTFOLIO, args=A_CHALLENGE),
    "sensemaking:option": Row(get=IN_PORTFOLIO, args=AN_OPTION),
    "sensemaking:option-edit": Row(
        get=both("302 404 200 200 404 403"), post=both("302 404 422 422 404 403"), args=AN_OPTION
    ),
    "sensemaking:option-take-up": Row(get=stewards(), post=stewards(422), args=AN_OPTION),
    "sensemaking:option-withdraw": Row(
        get=both("302 404 200 200 404 403"), post=both("302 404 422 422 404 403"), args=AN_OPTION
    ),
    "sensemaking:option-undo": Row(post=both("302 404 302 302 404 403"), args={**AN_OPTION, "change": "option_change"}),
    "api:challenge-list": Row(get=api_readers(), post=api_members(400)),
    "api:challenge-detail": Row(get=both("401 404 200 200 404 200"), args=A_CHALLENGE),
    "api:framing-list": Row(
        get=both("401 404 200 200 404 200"), post=both("401 404 400 400 400 400"), args={"challenge_pk": "challenge"}
    ),
}

SNAPSHOT = {"pk": "snapshot"}

SNAPSHOTS = {
    "initiatives:snapshots": Row(get=members()),
    "initiatives:snapshot-new": Row(get=stewards(), post=stewards(422)),
    "initiatives:snapshot-compare": Row(get=members()),
    "initiatives:snapshot-compare-export": Row(get=members(302)),
    "initiatives:snapshot": Row(get=members(), args=SNAPSHOT),
    "initiatives:snapshot-progress": Row(get=members(302), args=SNAPSHOT),
    "initiatives:snapshot-again": Row(post=stewards(302), args=SNAPSHOT),
    "initiatives:snapshot-edit": Row(get=stewards(), post=stewards(422), args=SNAPSHOT),
    "initiatives:snapshot-delete": Row(get=stewards(), post=stewards(302), args=SNAPSHOT),
    "initiatives:snapshot-export": Row(get=members(), args=SNAPSHOT),
    "api:snapshot-list": Row(get=api_members()),
    "api:snapshot-detail": Row(get=api_members(), args=SNAPSHOT),
    "api:snapshot-entries": Row(get=api_members(), args=SNAPSHOT),
}

FACETS = {
    "initiatives:facets": Row(get=readers()),
    "initiatives:facets-export": Row(get=readers()),
    "initiatives:facets-intent": Row(get=stewards(), post=stewards(422)),
    "initiatives:facet": Row(get=readers(), args=INITIATIVE),
    "initiatives:facet-judge": Row(get=writers(302), post=writers(422), args=INITIATIVE),
    "initiatives:facet-withdraw": Row(post=writers(302), args=INITIATIVE),
    "initiatives:facet-panel": Row(get=readers(), args=INITIATIVE),
}

SHARED, MAKING = {"number": "shared_number"}, {"number": "making_number"}
COMMENT, SUGGESTION = {"pk": "comment"}, {"pk": "suggestion"}

INTENT = {
    "intent": Row(get=readers()),
    "stakeholders:intent-version": Row(get=readers(), args=SHARED),
    "stakeholders:intent-compare": Row(get=readers()),
    "stakeholders:intent-draft": Row(get=stewards(302), post=stewards(302)),
    "stakeholders:intent-edit": Row(get=stewards(), post=stewards(422), args=MAKING),
    "stakeholders:intent-step": Row(get=stewards(), post=stewards(422), args={**SHARED, "step": "retire"}),
    "stakeholders:intent-comment": Row(get=members(), post=members(422), args=MAKING),
    "stakeholders:intent-suggest": Row(get=members(), post=members(422), args=MAKING),
    "stakeholders:intent-next": Row(get=stewards(), post=stewards(409), args=MAKING),
    "stakeholders:comment-answer": Row(get=members(), post=members(422), args=COMMENT),
    "stakeholders:comment-edit": Row(
        get=both("302 404 403 200 403 403"), post=both("302 404 403 422 403 403"), args=COMMENT
    ),
    "stakeholders:comment-delete": Row(
        get=both("302 404 403 200 403 403"), post=both("302 404 403 302 403 403"), args=COMMENT
    ),
    "stakeholders:comment-resolve": Row(post=both("302 404 302 302 403 403"), args=COMMENT),
    "stakeholders:suggestion-answer": Row(get=stewards(), post=stewards(422), args=SUGGESTION),
    "stakeholders:suggestion-withdraw": Row(post=both("302 404 403 302 403 403"), args=SUGGESTION),
    "api:intent-version-list": Row(get=api_readers()),
    "api:intent-version-detail": Row(get=api_readers(), args=SHARED),
    "api:intent-suggestion-list": Row(
        get=api_members(), post=api_members(400), args={"version_number": "making_number"}
    ),
}

ENDORSEMENT, LETTER, THRESHOLD = {"pk": "endorsement"}, {"pk": "letter"}, {"pk": "threshold"}
POLICY, BRAID, CHOSEN = {"pk": "policy"}, {"pk": "braid"}, {"pk": "chosen_organisation"}


def speakers(code: int) -> Codes:
    """Stewards, and the contributor who speaks for the organisation."""
    return both(f"302 404 {code} {code} 403 403")


ENDORSING = {
    "people:endorse-link": Row(get=everyone(200), post=everyone(422), args={"token": "letter_key"}),
    "people:endorse-signed": Row(get=everyone(410), args={"token": "letter_key"}),
    "stakeholders:endorse": Row(get=members(), post=members(422)),
    "stakeholders:endorsements": Row(get=readers()),
    "stakeholders:endorsements-export": Row(get=readers(), args={"format": "csv"}),
    "stakeholders:endorsement": Row(get=readers(), args=ENDORSEMENT),
    "stakeholders:endorsement-record": Row(get=stewards(), post=stewards(422)),
    "stakeholders:endorsement-ask": Row(get=stewards(), post=stewards(422)),
    "stakeholders:endorsement-ask-again": Row(get=stewards(), post=stewards(302)),
    "stakeholders:endorsement-confirm": Row(post=stewards(302), args=ENDORSEMENT),
    "stakeholders:endorsement-renew": Row(get=speakers(200), post=speakers(422), args=ENDORSEMENT),
    "stakeholders:endorsement-withdraw": Row(get=speakers(200), post=speakers(302), args=ENDORSEMENT),
    "stakeholders:endorsement-resend": Row(post=stewards(302), args=LETTER),
    "stakeholders:endorsement-revoke": Row(post=stewards(302), args=LETTER),
    "stakeholders:sectors": Row(get=readers()),
    "stakeholders:sectors-export": Row(get=readers(), args={"format": "csv"}),
    "stakeholders:thresholds": Row(get=stewards()),
    "stakeholders:threshold-start": Row(post=stewards(302)),
    "stakeholders:threshold-new": Row(get=stewards(), post=stewards(422)),
    "stakeholders:threshold-edit": Row(get=stewards(), post=stewards(422), args=THRESHOLD),
    "stakeholders:threshold-move": Row(post=stewards(302), args=THRESHOLD),
    "stakeholders:threshold-delete": Row(post=stewards(302), args=THRESHOLD),
    "stakeholders:policy-links": Row(get=readers()),
    "stakeholders:policy-link": Row(get=readers(), args=POLICY),
    "stakeholders:policy-link-new": Row(get=stewards(), post=stewards(422)),
    "stakeholders:policy-link-edit": Row(get=stewards(), post=stewards(422), args=POLICY),
    "stakeholders:policy-link-delete": Row(post=stewards(302), args=POLICY),
    "initiatives:policy-touched": Row(get=readers(), args=POLICY),
    "initiatives:policy-touches": Row(get=stewards(), post=stewards(422), args=POLICY),
    "initiatives:policy-untouch": Row(post=stewards(302), args={**POLICY, "touch": "policy_touch"}),
    "stakeholders:positions": Row(get=readers()),
    "stakeholders:position-edit": Row(get=speakers(200), post=speakers(422), args=CHOSEN),
    "stakeholders:position-delete": Row(post=speakers(302), args=CHOSEN),
    "stakeholders:braid-new": Row(get=stewards(), post=stewards(422)),
    "stakeholders:braid-edit": Row(get=stewards(), post=stewards(422), args=BRAID),
    "stakeholders:braid-delete": Row(post=stewards(302), args=BRAID),
    "api:endorsement-list": Row(get=api_readers()),
    "api:endorsement-detail": Row(get=api_readers(), args=ENDORSEMENT),
    "api:threshold-list": Row(get=api_readers()),
    "api:threshold-detail": Row(get=api_readers(), args=THRESHOLD),
    "api:policy-link-list": Row(get=api_readers()),
    "api:policy-link-detail": Row(get=api_readers(), args=POLICY),
}

PROMISE = {"pk": "promise"}
SERVICE = {"pk": "promise", "service": "service"}

COMMITMENTS = {
    "initiatives:frame-pack": Row(post=stewards(302), args={"pack": "pack"}),
    "initiatives:commitments": Row(get=readers()),
    "initiatives:commitments-export": Row(get=readers(), args={"format": "csv"}),
    "initiatives:commitment-new": Row(get=stewards(), post=stewards(422)),
    "initiatives:commitment-needs": Row(get=stewards(), post=stewards(302)),
    "initiatives:commitment-needs-undo": Row(post=stewards(302), args={"batch": "batch"}),
    "initiatives:serves": Row(get=writers(), post=writers(422), args=INITIATIVE),
    "initiatives:commitment": Row(get=readers(), args=PROMISE),
    "initiatives:commitment-edit": Row(get=stewards(), post=stewards(422), args=PROMISE),
    "initiatives:commitment-move": Row(post=stewards(302), args=PROMISE),
    "initiatives:commitment-retire": Row(get=stewards(), post=stewards(422), args=PROMISE),
    "initiatives:commitment-delete": Row(get=stewards(), post=stewards(302), args=PROMISE),
    "initiatives:commitment-undo": Row(post=stewards(302), args={**PROMISE, "change": "promise_change"}),
    "initiatives:commitment-serve": Row(get=writers(), post=writers(422), args=PROMISE),
    "initiatives:service": Row(get=writers(), post=writers(302), args=SERVICE),
    "initiatives:service-end": Row(post=writers(302), args=SERVICE),
    "initiatives:gap": Row(get=readers(), args={**PROMISE, "system": "system"}),
    "sensemaking:evidence": Row(get=writers(), post=writers(422), args={"service": "service"}),
    "sensemaking:evidence-remove": Row(post=writers(302), args={"service": "service", "pk": "evidence"}),
    "api:policy-commitment-list": Row(get=api_readers(), post=api_stewards(400)),
    "api:policy-commitment-detail": Row(get=api_readers(), patch=api_stewards(200), args=PROMISE),
    "api:service-list": Row(get=api_readers(), post=api_writers(400)),
    "api:service-detail": Row(
        get=api_readers(), patch=api_writers(200), delete=api_writers(204), args={"pk": "service"}
    ),
}

INTERFACE = {"pk": "interface"}
TENDED_ELSEWHERE = "302 404 200 200 200 200", "302 200 200 200 200 200"
"""Whoever is signed in and sees the initiative may place it where they are stewards."""

LEVELS = {
    "levels": Row(get=readers()),
    "levels-export": Row(get=readers(), args={"format": "csv"}),
    "levels-entries": Row(get=stewards()),
    "levels-entries-export": Row(get=stewards(), args={"format": "csv"}),
    "stakeholders:level-settings": Row(get=stewards(), post=stewards(422)),
    "stakeholders:level-join": Row(get=stewards(), post=stewards(422)),
    "stakeholders:level-leave": Row(get=stewards(302), post=stewards(302)),
    "stakeholders:level-withdraw": Row(post=stewards(302), args={"pk": "nesting_asked"}),
    "stakeholders:level-answer": Row(post=stewards(302), args={"pk": "nesting_asking"}),
    "stakeholders:level-release": Row(get=stewards(), post=stewards(302), args={"pk": "child"}),
    "stakeholders:level-undo": Row(post=stewards(302), args={"change": "level_change"}),
    "stakeholders:interface-new": Row(get=stewards(), post=stewards(422)),
    "stakeholders:interface-edit": Row(get=stewards(), post=stewards(422), args=INTERFACE),
    "stakeholders:interface-withdraw": Row(post=stewards(302), args=INTERFACE),
    "stakeholders:interface-reopen": Row(post=stewards(302), args=INTERFACE),
    "stakeholders:interface-match": Row(get=stewards(), post=stewards(422), args=INTERFACE),
    "initiatives:placements": Row(get=readers(), args=INITIATIVE),
    "initiatives:placement-new": Row(
        get=TENDED_ELSEWHERE,
        post=("302 404 422 422 422 422", "302 422 422 422 422 422"),
        args=INITIATIVE,
    ),
    "initiatives:placement-edit": Row(get=stewards(302), post=stewards(302), args=INITIATIVE),
    "initiatives:placement-end": Row(get=stewards(), post=stewards(422), args=INITIATIVE),
    "initiatives:placement-undo": Row(post=stewards(302), args={**INITIATIVE, "change": "placement_change"}),
    "api:interface-list": Row(get=api_readers()),
    "api:interface-detail": Row(get=both("401 404 200 200 404 200"), args=INTERFACE),
}

TABLE: dict[str, Row] = {
    **ROOF, **PEOPLE, **STAKEHOLDERS, **FRAME, **INITIATIVES, **IMPORTS, **SENSEMAKING, **POSTING, **FUNDING,
    **INTENT, **ENDORSING, **GARDEN, **CHALLENGES, **API, **LEVELS, **SNAPSHOTS, **FACETS, **COMMITMENTS,
}  # fmt: skip

NOT_OURS = {
    "account_": "django-allauth's own pages: they concern only the session that asks",
    "admin:": "Django's admin: staff only, by its own check",
}
"""Beginnings of names whose routes the table leaves out, each with its reason."""
