"""Who gets what at the addresses of money."""

from tests.access_matrix.codes import Row, both, members, stewards

BACKERS = both("302 404 200 404 200 404")
"""Stewards, and funders whose organisation put money into the vehicle."""

PROPOSERS = both("302 404 200 404 403 404")
"""Nobody is named, so stewards; funders of the vehicle read why not, and others don't find it."""

AGREERS = both("302 404 302 404 302 404")
"""Everybody who sees the vehicle comes back to it; those who may not agree are told why."""

VEHICLE, COMMITMENT, ALLOCATION = {"pk": "vehicle"}, {"pk": "commitment"}, {"pk": "allocation"}

FUNDING = {
    "funding:overview": Row(get=members()),
    "funding:export": Row(get=members(), args={"table": "vehicles", "format": "csv"}),
    "funding:initiative-money": Row(get=members(), args={"initiative_pk": "initiative"}),
    "funding:vehicle": Row(get=BACKERS, args=VEHICLE),
    "funding:vehicle-new": Row(get=stewards(), post=stewards(422)),
    "funding:vehicle-payments": Row(get=BACKERS, args=VEHICLE),
    "funding:vehicle-export": Row(get=BACKERS, args={**VEHICLE, "table": "payments", "format": "csv"}),
    "funding:vehicle-edit": Row(get=stewards(), post=stewards(422), args=VEHICLE),
    "funding:commitment-new": Row(get=stewards(), post=stewards(422), args=VEHICLE),
    "funding:vehicle-history": Row(get=stewards(), args=VEHICLE),
    "funding:allocation-new": Row(get=PROPOSERS, post=both("302 404 422 404 403 404"), args=VEHICLE),
    "funding:commitment-withdraw": Row(get=stewards(), post=stewards(422), args=COMMITMENT),
    "funding:drawdown-new": Row(get=stewards(), post=stewards(422), args=COMMITMENT),
    "funding:drawdown-correct": Row(get=stewards(), post=stewards(422), args={"pk": "drawdown"}),
    "funding:allocation-agree": Row(get=AGREERS, post=AGREERS, args=ALLOCATION),
    "funding:allocation-return": Row(get=stewards(), post=stewards(422), args=ALLOCATION),
    "funding:disbursement-new": Row(get=stewards(), post=stewards(422), args=ALLOCATION),
    "funding:return-new": Row(get=stewards(), post=stewards(422), args=ALLOCATION),
    "funding:payment-correct": Row(get=stewards(), post=stewards(422), args={"pk": "payment"}),
    "funding:periods": Row(get=stewards()),
    "funding:period-new": Row(get=stewards(), post=stewards(422)),
    "funding:period-open": Row(get=stewards(), post=stewards(422), args={"pk": "period"}),
}
