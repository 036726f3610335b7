"""Two initiatives that belong together, and what speaks for it."""

from collections.abc import Callable
from typing import Any

import pytest

from initiatives.models import Initiative, System
from sensemaking.models import ConnectionSuggestion, LearningLog, SuggestionLog
from stakeholders.models import Organisation, Portfolio
from tests.factories import make_initiative, make_log, make_organisation, make_system

Suggest = Callable[..., ConnectionSuggestion]


@pytest.fixture
def water(city: Portfolio) -> System:
    return make_system(city, "Water & nature", icon="droplet", colour=7)


@pytest.fixture
def trees(city: Portfolio, water: System) -> Initiative:
    """Street Tree Stewards, led by somebody else than Warm Streets."""
    lead = make_organisation("Tree Wardens", portfolio=city)
    return make_initiative(
        city, "Street Tree Stewards", summary="Neighbours plant and water street trees.", system=water, lead=lead
    )


@pytest.fixture
def digging(warm_streets: Initiative) -> LearningLog:
    return make_log(warm_streets, "Residents on Canal Street are tired of digging. They want one trench.")


@pytest.fixture
def roots(trees: Initiative) -> LearningLog:
    return make_log(trees, "We planted late. Residents said they are tired of digging in their street.")


@pytest.fixture
def suggest(city: Portfolio) -> Suggest:
    """Make a suggestion between two, for the reasons given as (kind, facts, logs)."""

    def make(one: Initiative, other: Initiative, *reasons: tuple[str, dict[str, Any], list[LearningLog]], **fields: Any) -> ConnectionSuggestion:  # fmt: skip  # noqa: E501
        first, second = sorted((one, other), key=lambda row: row.pk)
        told = [
            {"kind": kind, "share": 1 / len(reasons), "facts": facts, "logs": [log.pk for log in logs]}
            for kind, facts, logs in reasons
        ]
        fields = {"kind": "shares_learning", "score": 0.8, "reach": 0.5, **fields}
        row = ConnectionSuggestion.objects.create(portfolio=city, first=first, second=second, reasons=told, **fields)
        cited = {log.pk: log for _kind, _facts, logs in reasons for log in logs}
        for order, log in enumerate(cited.values()):
            SuggestionLog.objects.create(suggestion=row, log=log, quote=log.saw.split(".")[0] + ".", order=order)
        return row

    return make


@pytest.fixture
def tired(
    suggest: Suggest, warm_streets: Initiative, trees: Initiative, digging: LearningLog, roots: LearningLog
) -> ConnectionSuggestion:
    """Both logs say that residents are tired of digging."""
    return suggest(warm_streets, trees, ("learning", {"words": ["digging", "tired"]}, [digging, roots]))


@pytest.fixture
def coop_too(coop: Organisation) -> Organisation:
    return coop
