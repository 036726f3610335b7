"""Who gets what at the addresses of calls, of what would help, and of where they meet."""

from tests.access_matrix.codes import Row, api_members, both, everyone, members, stewards

CALL, WISH, MATCH, AS_CSV = {"pk": "call"}, {"pk": "wish"}, {"pk": "match"}, {"format": "csv"}


def funders(code: int = 200) -> tuple[str, str]:
    """The people who speak for the funder; others see the call and are told whose it is."""
    return both(f"302 404 403 403 {code} 403")


def sides(code: int = 200) -> tuple[str, str]:
    """The steward and the funder whose call it is; for everybody else there is nothing."""
    return both(f"302 404 {code} 404 {code} 404")


MATCHING = {
    "funding:calls": Row(get=members()),
    "funding:calls-export": Row(get=members(), args=AS_CSV),
    "funding:call-new": Row(get=funders(), post=funders(422)),
    "funding:call-letters": Row(post=members(302)),
    "funding:call": Row(get=members(), args=CALL),
    "funding:call-edit": Row(get=funders(), post=funders(422), args=CALL),
    "funding:call-withdraw": Row(post=funders(302), args=CALL),
    "funding:call-undo": Row(post=funders(302), args={**CALL, "change": "call_change"}),
    "funding:support-new": Row(get=stewards(), post=stewards(422)),
    "funding:support": Row(get=members(), args=WISH),
    "funding:support-edit": Row(get=stewards(), post=stewards(422), args=WISH),
    "funding:support-withdraw": Row(post=stewards(302), args=WISH),
    "funding:support-undo": Row(post=stewards(302), args={**WISH, "change": "wish_change"}),
    "funding:matches": Row(get=sides()),
    "funding:matches-export": Row(get=sides(), args=AS_CSV),
    "funding:match": Row(get=sides(), args=MATCH),
    "funding:match-say": Row(post=sides(422), args=MATCH),
    "funding:match-aside": Row(get=sides(), post=sides(422), args=MATCH),
    "funding:match-agree": Row(get=sides(), post=sides(422), args=MATCH),
    "funding:match-take-up": Row(post=sides(302), args=MATCH),
    "funding:match-undo": Row(post=sides(302), args={**MATCH, "change": "match_change"}),
    "funding-link:match-letters": Row(get=everyone(200), post=everyone(200), args={"key": "match_key"}),
    "api:call-list": Row(get=api_members()),
    "api:call-detail": Row(get=api_members(), args=CALL),
    "api:support-list": Row(get=api_members()),
    "api:support-detail": Row(get=api_members(), args=WISH),
    "api:match-list": Row(get=api_members()),
    "api:match-detail": Row(get=both("401 404 200 404 200 404"), args=MATCH),
}
