"""Rows for tests, with sensible values where a test names none."""

from tests.factories.funding import make_allocation, make_commitment, make_vehicle
from tests.factories.initiatives import (
    make_challenge,
    make_combination,
    make_connection,
    make_framing,
    make_initiative,
    make_lever,
    make_promise,
    make_service,
    make_system,
    make_update,
)
from tests.factories.sensemaking import (
    make_bearing,
    make_log,
    make_placing,
    make_question,
    make_report,
    make_slider,
)
from tests.factories.stakeholders import (
    make_endorsement,
    make_intent,
    make_organisation,
    make_place,
    make_portfolio,
    make_user,
)

__all__ = [
    "make_allocation",
    "make_bearing",
    "make_challenge",
    "make_combination",
    "make_commitment",
    "make_connection",
    "make_endorsement",
    "make_framing",
    "make_initiative",
    "make_intent",
    "make_lever",
    "make_log",
    "make_organisation",
    "make_place",
    "make_placing",
    "make_portfolio",
    "make_promise",
    "make_question",
    "make_report",
    "make_service",
    "make_slider",
    "make_system",
    "make_update",
    "make_user",
    "make_vehicle",
]
