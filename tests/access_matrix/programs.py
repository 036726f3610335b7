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
    "api:vehicle-list": Row(get=api_members()),
    "api:vehicle-detail": Row(get=both("401 404 200 404 200 404"), args={"pk": "vehicle"}),
    "api:vehicle-payments": Row(get=both("401 404 200 404 200 404"), args={"pk": "vehicle"}),
}
