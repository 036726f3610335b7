"""Who gets what at the addresses of rates, reserves, layers of money and trials."""

from tests.access_matrix.codes import Row, api_members, api_stewards, both, members, stewards
from tests.access_matrix.funding import BACKERS, VEHICLE

RESERVE, OUTSIDE, TRIAL = {"pk": "reserve"}, {"pk": "outside"}, {"pk": "trial"}
RELEASERS = both("302 404 200 404 403 404")
"""Where nobody is named, stewards release; others who see the reserve are told so."""

API_BACKERS = both("401 404 200 404 200 404")

BESIDE = {
    "funding:rates": Row(get=members()),
    "funding:rate-new": Row(get=stewards(), post=stewards(422)),
    "funding:rates-export": Row(get=members(), args={"format": "csv"}),
    "funding:reserves": Row(get=members()),
    "funding:reserve": Row(get=BACKERS, args=RESERVE),
    "funding:reserve-release": Row(get=RELEASERS, post=both("302 404 422 404 403 404"), args=RESERVE),
    "funding:reserve-history": Row(get=stewards(), args=RESERVE),
    "funding:reserve-undo": Row(post=stewards(302), args={**RESERVE, "change": "reserve_change"}),
    "funding:reserve-edit": Row(get=stewards(), post=stewards(422), args=VEHICLE),
    "funding:leverage": Row(get=members()),
    "funding:leverage-export": Row(get=members(), args={"format": "csv"}),
    "funding:outside-new": Row(get=stewards(), post=stewards(422)),
    "funding:outside-edit": Row(get=stewards(), post=stewards(422), args=OUTSIDE),
    "funding:outside-history": Row(get=stewards(), args=OUTSIDE),
    "funding:outside-remove": Row(post=stewards(302), args=OUTSIDE),
    "funding:outside-undo": Row(post=stewards(302), args={"change": "outside_change"}),
    "funding:moved-by": Row(get=members(), args={"kind": "kind_of_log", "pk": "public_log"}),
    "funding:trials": Row(get=members()),
    "funding:trial": Row(get=BACKERS, args=TRIAL),
    "funding:trial-export": Row(get=BACKERS, args={**TRIAL, "format": "csv"}),
    "funding:trial-new": Row(get=stewards(), post=stewards(422), args=VEHICLE),
    "funding:trial-give": Row(get=stewards(), post=stewards(422), args=TRIAL),
    "funding:trial-drop": Row(post=stewards(302), args={**TRIAL, "allocation": "trial_gift"}),
    "api:outside-money-list": Row(get=api_members(), post=api_stewards(400)),
    "api:outside-money-detail": Row(get=api_members(), patch=api_stewards(200), delete=api_stewards(204), args=OUTSIDE),
    "api:exchange-rate-list": Row(get=api_members(), post=api_stewards(400)),
    "api:reserve-releases": Row(get=API_BACKERS, post=both("401 404 400 404 403 404"), args=RESERVE),
    "api:trial-list": Row(get=api_members()),
    "api:trial-detail": Row(get=API_BACKERS, args=TRIAL),
    "api:trial-comparison": Row(get=API_BACKERS, args=TRIAL),
    "api:trial-gifts": Row(post=api_stewards(400), args=TRIAL),
    "api:money-layer-list": Row(get=api_members()),
    "api:reserve-list": Row(get=api_members()),
}
