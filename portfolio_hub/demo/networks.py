"""Lets the hub read the network of Riverton as it was on an earlier day of the story, and as it is."""

from datetime import date

from django.db.models import F

from initiatives.models import NetworkReading
from initiatives.network import reading
from initiatives.network.facts import BY_WIDTH
from portfolio_hub.demo.days import TODAY, moment_of
from stakeholders.models import Portfolio

EARLIER_ON = date(2026, 6, 30)
"""The end of the spring cycle: what is said later is read with today's."""


def read(portfolio: Portfolio, on: date) -> None:
    """Read both networks as each circle sees them, unless that was done before."""
    for subject in NetworkReading.Subject.values:
        for circle in BY_WIDTH:
            row, is_new = NetworkReading.objects.get_or_create(
                portfolio=portfolio, subject=subject, circle=circle, read_on=on,
                defaults={"asked_at": moment_of(on, subject + circle)},
            )  # fmt: skip
            if is_new:
                reading.read(row.pk)
    NetworkReading.objects.filter(portfolio=portfolio, read_on=on).update(finished_at=F("asked_at"))


def read_today(portfolio: Portfolio) -> None:
    """Read them as they are."""
    read(portfolio, TODAY)
