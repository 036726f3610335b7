"""The hub's settings with an empty page beside its own, so that both are served alike."""

from portfolio_hub.settings import *  # noqa: F403

ROOT_URLCONF = "tests.performance.urls"
