"""Who gets what at the addresses of concerns and of what contributes to them."""

from tests.access_matrix.codes import Row, api_members, api_stewards, members, stewards

CONCERN = {"pk": "concern"}
THING = {"axis": "impact_axis", "of": "initiative"}
CELL = {**CONCERN, **THING}

IMPACT = {
    "funding:impact": Row(get=members()),
    "funding:impact-export": Row(get=members(), args={"format": "csv"}),
    "funding:impact-of": Row(get=members(), args=THING),
    "funding:concerns": Row(get=members()),
    "funding:concern-new": Row(get=stewards(), post=stewards(422)),
    "funding:concern-start": Row(post=stewards(302)),
    "funding:concern": Row(get=members(), args=CONCERN),
    "funding:concern-edit": Row(get=stewards(), post=stewards(422), args=CONCERN),
    "funding:concern-move": Row(post=stewards(302), args=CONCERN),
    "funding:concern-retire": Row(post=stewards(302), args=CONCERN),
    "funding:concern-history": Row(get=members(), args=CONCERN),
    "funding:concern-undo": Row(post=stewards(302), args={**CONCERN, "change": "concern_change"}),
    "funding:concern-cell": Row(get=members(), args=CELL),
    "funding:concern-judge": Row(get=stewards(), post=stewards(422), args=CELL),
    "funding:concern-withdraw": Row(post=stewards(302), args=CELL),
    "funding:judgement-undo": Row(post=stewards(302), args={**CELL, "change": "judgement_change"}),
    "api:concern-list": Row(get=api_members(), post=api_stewards(400)),
    "api:concern-detail": Row(get=api_members(), patch=api_stewards(400), args=CONCERN),
    "api:contribution-list": Row(get=api_members(), post=api_stewards(400)),
    "api:contribution-detail": Row(get=api_members(), args={"pk": "contribution"}),
}
