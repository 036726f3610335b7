"""Who gets what at the addresses of wider and narrower portfolios."""

from tests.access_matrix.codes import INITIATIVE, Row, api_readers, both, readers, stewards

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
