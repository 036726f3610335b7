"""Who gets what at the addresses of programs: the API."""

from tests.access_matrix.codes import (
    INITIATIVE,
    REPORT,
    Row,
    _organisation,
    _place,
    api_members,
    api_readers,
    api_stewards,
    api_writers,
    both,
    everyone,
)

ANYONE_WITH_A_KEY = both("401 200 200 200 200 200")
BACKERS = both("401 404 200 404 200 404")
"""Stewards, and funders whose organisation put money into the vehicle."""

VEHICLE, COMMITMENT, ALLOCATION = {"pk": "vehicle"}, {"pk": "commitment"}, {"pk": "allocation"}
DRAWDOWN, PAYMENT, PERIOD = {"pk": "drawdown"}, {"pk": "payment"}, {"pk": "period"}

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
    "api:log-uses": Row(post=both("401 404 400 400 403 403"), args={"pk": "log"}),
    "api:report-list": Row(get=api_readers()),
    "api:report-detail": Row(get=both("401 404 200 404 404 404"), args=REPORT),
    "api:vehicle-list": Row(get=api_members(), post=api_stewards(400)),
    "api:vehicle-detail": Row(get=BACKERS, patch=api_stewards(200), args=VEHICLE),
    "api:vehicle-payments": Row(get=BACKERS, args=VEHICLE),
    "api:vehicle-commitments": Row(get=BACKERS, post=api_stewards(400), args=VEHICLE),
    "api:vehicle-allocations": Row(get=BACKERS, post=both("401 404 400 404 403 404"), args=VEHICLE),
    "api:capital-commitment-detail": Row(get=BACKERS, args=COMMITMENT),
    "api:capital-commitment-drawdowns": Row(get=BACKERS, post=api_stewards(400), args=COMMITMENT),
    "api:capital-commitment-withdraw": Row(post=api_stewards(400), args=COMMITMENT),
    "api:drawdown-detail": Row(get=BACKERS, args=DRAWDOWN),
    "api:drawdown-correct": Row(post=api_stewards(400), args=DRAWDOWN),
    "api:allocation-detail": Row(get=BACKERS, args=ALLOCATION),
    "api:allocation-agree": Row(post=BACKERS, args=ALLOCATION),
    "api:allocation-give-back": Row(post=api_stewards(400), args=ALLOCATION),
    "api:allocation-payments": Row(get=BACKERS, post=api_stewards(400), args=ALLOCATION),
    "api:allocation-returns": Row(post=api_stewards(400), args=ALLOCATION),
    "api:payment-detail": Row(get=BACKERS, args=PAYMENT),
    "api:payment-correct": Row(post=api_stewards(400), args=PAYMENT),
    "api:closed-period-list": Row(get=api_stewards(200), post=api_stewards(400)),
    "api:closed-period-detail": Row(get=api_stewards(200), args=PERIOD),
    "api:closed-period-open": Row(post=api_stewards(400), args=PERIOD),
}
