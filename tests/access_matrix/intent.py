"""Who gets what at the addresses of the intent, endorsements and positions."""

from tests.access_matrix.codes import Codes, Row, api_members, api_readers, both, everyone, members, readers, stewards

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
