"""Two initiatives that belong together, and what speaks for it."""

import pytest

from initiatives.models import Initiative, System
from sensemaking.models import ConnectionSuggestion, LearningLog
from stakeholders.models import Portfolio
from tests.factories import make_initiative, make_log, make_organisation, make_system
from tests.factories.suggestions import make_suggestion


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
def tired(
    warm_streets: Initiative, trees: Initiative, digging: LearningLog, roots: LearningLog
) -> ConnectionSuggestion:
    """Both logs say that residents are tired of digging."""
    return make_suggestion(warm_streets, trees, ("learning", {"words": ["digging", "tired"]}, [digging, roots]))
