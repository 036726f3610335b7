"""Who gets what at the addresses of challenges, their options, and promises."""

from tests.access_matrix.codes import (
    INITIATIVE,
    Codes,
    Row,
    api_members,
    api_readers,
    api_stewards,
    api_writers,
    both,
    members,
    readers,
    stewards,
    writers,
)

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
    "sensemaking:option-quarters-csv": Row(get=readers()),
    "sensemaking:option-move": Row(
        get=both("302 404 200 200 404 403"), post=both("302 404 422 422 404 403"), args=AN_OPTION
    ),
    "api:option-list": Row(get=api_readers()),
    "api:option-detail": Row(get=both("401 404 200 200 404 200"), args=AN_OPTION),
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
