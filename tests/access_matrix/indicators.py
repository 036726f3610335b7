"""Who gets what at the addresses of indicators and observations."""

from tests.access_matrix.codes import Row, api_members, api_writers, members, stewards, writers

INDICATOR, OBSERVATION = {"pk": "indicator"}, {"pk": "observation"}

INDICATORS = {
    "funding:indicators": Row(get=members()),
    "funding:indicator": Row(get=members(), args=INDICATOR),
    "funding:indicator-export": Row(get=members(), args={**INDICATOR, "format": "csv"}),
    "funding:indicator-new": Row(get=stewards(), post=stewards(422)),
    "funding:indicator-edit": Row(get=stewards(), post=stewards(422), args=INDICATOR),
    "funding:indicator-retire": Row(post=stewards(302), args=INDICATOR),
    "funding:indicator-resume": Row(post=stewards(302), args=INDICATOR),
    "funding:observation-new": Row(get=writers(), post=writers(422), args=INDICATOR),
    "funding:observation-correct": Row(get=writers(200), post=writers(422), args=OBSERVATION),
    "funding:initiative-observations": Row(get=members(), args={"initiative_pk": "initiative"}),
    "funding:combination-observations": Row(get=members(), args={"pk": "combination"}),
    "api:indicator-list": Row(get=api_members()),
    "api:indicator-detail": Row(get=api_members(), args=INDICATOR),
    "api:observation-list": Row(get=api_members(), post=api_writers(400)),
    "api:observation-correct": Row(post=api_writers(400), args=OBSERVATION),
    "api:observation-detail": Row(get=api_members(), args=OBSERVATION),
}
