"""Whatever is thrown at the API, it answers as its own description says."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from portfolio_hub.overviews.api_reference import document
from portfolio_hub.wsgi import application
from stakeholders.models import ApiToken, User
from tests.factories import (
    make_commitment,
    make_log,
    make_organisation,
    make_place,
    make_report,
    make_update,
    make_vehicle,
)

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
api = schemathesis.openapi.from_dict(document())
api.app = application


@pytest.fixture
def key(alma: User, warm_streets: object) -> str:
    """A steward's key in a portfolio with a row of every kind."""
    city = alma.memberships.get().portfolio
    make_place("Millbrook", portfolio=city)
    make_log(warm_streets)
    make_update(warm_streets)
    make_report(city, status="ready")
    make_commitment(make_vehicle(city), make_organisation(portfolio=city), 100)
    from tests.access_world import make_world
    from stakeholders.models import User as U
    from tests.factories import make_user
    make_user("Chi Funder", portfolio=city, role="funder", organisation=make_organisation("M", portfolio=city))
    make_world(city, alma, make_user("Bo C", portfolio=city, role="contributor"))
    token = ApiToken(user=alma, name="contract", scope="write")
    key = token.set_new_key()
    token.save()
    return key


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep the test's own connection: a WSGI application closes connections around each request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@api.parametrize()
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_the_api_keeps_its_contract(case: schemathesis.Case, key: str) -> None:
    if case.path_parameters and "portfolio_slug" in case.path_parameters:
        case.path_parameters["portfolio_slug"] = "riverton"
    if case.path_parameters and "id" in case.path_parameters:
        case.path_parameters["id"] = "1"
    with transaction.atomic():
        case.call_and_validate(headers={"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"}, checks=CHECKS)
        transaction.set_rollback(True)
