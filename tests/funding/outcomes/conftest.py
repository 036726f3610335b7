"""An outcome with its log, and the short ways to its pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from funding.models import Outcome
from funding.services import outcomes
from initiatives.models import Initiative
from sensemaking.models import LearningLog
from stakeholders.models import User
from tests.factories import make_log

SignIn = Callable[[User | None], Client]
WORDS = "She slept at home all summer."


@pytest.fixture
def log(warm_streets: Initiative, bo: User) -> LearningLog:
    return make_log(warm_streets, f"With the awnings it was 25. {WORDS}", by=bo, circle="funders")


@pytest.fixture
def outcome(warm_streets: Initiative, log: LearningLog, alma: User) -> Outcome:
    values = {
        "who": "The housing office", "what": "It lets tenants hang awnings.", "kind": "practice", "log": log,
        "quote": WORDS, "initiative": warm_streets, "circle": "funders",
    }  # fmt: skip
    return outcomes.harvest(portfolio=warm_streets.home, values=values, by=alma)


def at(name: str, *args: object) -> str:
    """An address of Riverton's funding."""
    return reverse(f"funding:{name}", args=["riverton", *args])


def text(answer: Any) -> str:
    """What a page says."""
    return str(answer.content.decode())
