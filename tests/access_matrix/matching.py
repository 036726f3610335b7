"""Who gets what at the addresses of calls, of what would help, and of where they meet."""

from tests.access_matrix.codes import Row, api_members, api_stewards, both, everyone, members, stewards

CALL, WISH, MATCH, AS_CSV = {"pk": "call"}, {"pk": "wish"}, {"pk": "match"}, {"format": "csv"}


def funders(code: int = 200) -> tuple[str, str]:
    """The people who speak for the funder; others see the call and are told whose it is."""
    return both(f"302 404 403 403 {code} 403")


def sides(code: int = 200) -> tuple[str, str]:
    """The steward and the funder whose call it is; for everybody else there is nothing."""
    return both(f"302 404 {code} 404 {code} 404")


API_SIDES = both("401 404 200 404 200 404")
TELLERS_OF_CALLS = both("401 404 403 403 400 403")
"""The funder is asked for what is missing; others are told whose call it is."""

MATCHING = {
    "funding:calls": Row(get=members()),
    "funding:calls-export": Row(get=members(), args=AS_CSV),
    "funding:call-new": Row(get=funders(), post=funders(422)),
    "funding:call-letters": Row(post=members(302)),
    "funding:call": Row(get=members(), args=CALL),
    "funding:call-edit": Row(get=funders(), post=funders(422), args=CALL),
    "funding:call-withdraw": Row(post=funders(302), args=CALL),
    "funding:call-history": Row(get=funders(), args=CALL),
    "funding:call-undo": Row(post=funders(302), args={**CALL, "change": "call_change"}),
    "funding:support-new": Row(get=stewards(), post=stewards(422)),
    "funding:support": Row(get=members(), args=WISH),
    "funding:support-edit": Row(get=stewards(), post=stewards(422), args=WISH),
    "funding:support-withdraw": Row(post=stewards(302), args=WISH),
    "funding:support-history": Row(get=stewards(), args=WISH),
    "funding:support-undo": Row(post=stewards(302), args={**WISH, "change": "wish_change"}),
    "funding:matches": Row(get=sides()),
    "funding:matches-export": Row(get=sides(), args=AS_CSV),
    "funding:match": Row(get=sides(), args=MATCH),
    "funding:match-say": Row(post=sides(422), args=MATCH),
    "funding:match-words": Row(
        get=both("302 404 200 404 403 404"), post=both("302 404 422 404 403 404"), args={**MATCH, "said": "match_said"}
    ),
    "funding:match-history": Row(get=sides(), args=MATCH),
    "funding:match-aside": Row(get=sides(), post=sides(422), args=MATCH),
    "funding:match-agree": Row(get=sides(), post=sides(422), args=MATCH),
    "funding:match-take-up": Row(post=sides(302), args=MATCH),
    "funding:match-undo": Row(post=sides(302), args={**MATCH, "change": "match_change"}),
    "funding-link:match-letters": Row(get=everyone(200), post=everyone(200), args={"key": "match_key"}),
    "api:call-list": Row(get=api_members(), post=TELLERS_OF_CALLS),
    "api:call-detail": Row(get=api_members(), patch=TELLERS_OF_CALLS, args=CALL),
    "api:call-withdraw": Row(post=both("401 404 403 403 200 403"), args=CALL),
    "api:call-reopen": Row(post=TELLERS_OF_CALLS, args=CALL),
    "api:support-list": Row(get=api_members(), post=api_stewards(400)),
    "api:support-detail": Row(get=api_members(), patch=api_stewards(400), args=WISH),
    "api:support-withdraw": Row(post=api_stewards(200), args=WISH),
    "api:support-reopen": Row(post=api_stewards(400), args=WISH),
    "api:match-list": Row(get=api_members()),
    "api:match-detail": Row(get=API_SIDES, args=MATCH),
    "api:match-comments": Row(get=API_SIDES, post=both("401 404 400 404 400 404"), args=MATCH),
    "api:match-comment": Row(
        patch=both("401 404 400 404 403 404"),
        delete=both("401 404 204 404 403 404"),
        args={**MATCH, "said": "match_said"},
    ),
    "api:match-set-aside": Row(post=both("401 404 400 404 400 404"), args=MATCH),
    "api:match-agree": Row(post=both("401 404 400 404 400 404"), args=MATCH),
    "api:match-take-up": Row(post=both("401 404 400 404 400 404"), args=MATCH),
}
