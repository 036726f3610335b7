"""Plants the whole demo city, in one transaction, and then its reports."""

from django.db import transaction
from django.utils import translation

from portfolio_hub.demo import (
    SLUG,
    accounts,
    autumn_report,
    beside,
    decisions,
    freezes,
    further,
    garden,
    ground,
    intent,
    levels,
    means,
    mix,
    networks,
    options,
    positions,
    problems,
    promises,
    purse,
    questions,
    steps,
    stories,
    suggested,
    summer_report,
    ties,
    together,
    voices,
    work,
)
from sensemaking.services import tallies
from stakeholders.models import Portfolio, User

STEWARD = "noor@riverton.example"


def is_planted() -> bool:
    """Say whether a portfolio with the address of the demo city exists."""
    return Portfolio.objects.filter(slug=SLUG).exists()


def plant() -> None:
    """Write the demo city and publish its summer reports."""
    with translation.override("en"):
        steward = plant_city()
        portfolio = Portfolio.objects.get(slug=SLUG)
        bring_reports(portfolio, steward)


def bring_reports(portfolio: Portfolio, steward: User) -> None:
    """Write what rests on everything else, and only what is not there yet."""
    suggested.bring(portfolio)
    summer_report.publish(portfolio, steward)
    decisions.rest_on_findings(portfolio)
    autumn_report.bring(portfolio, steward)
    stories.plant(portfolio, steward)
    networks.read_today(portfolio)
    further.release_on_finding(portfolio)
    beside.talk(portfolio)
    accounts.bring(portfolio, steward)


@transaction.atomic
def plant_city() -> User:
    """Write everything but the reports, or nothing; return the steward."""
    city = ground.plant()
    initiatives = work.plant(city)
    voices.plant(city, initiatives)
    vehicles = purse.plant(city, initiatives)
    policies = intent.plant(city)
    promises.plant(city, initiatives, policies)
    positions.plant(city)
    challenges = problems.plant(city, initiatives)
    decisions.plant(city, initiatives, options.plant(city, initiatives))
    decisions.plant_short(city)
    questions.plant(city, initiatives)
    mix.plant(city, initiatives)
    garden.plant(city, initiatives)
    ties.plant(city, initiatives, until=networks.EARLIER_ON)
    networks.read(city.portfolio, networks.EARLIER_ON)
    ties.plant(city, initiatives, since=networks.EARLIER_ON)
    together.plant(city, initiatives, challenges, policies)
    freezes.plant(city.portfolio, city.steward)
    levels.plant(city, initiatives)
    means.plant(city, initiatives, vehicles)
    steps.plant(city)
    return city.steward


def complete() -> None:
    """Count the logs of a planted city anew, and publish its summer reports if a planting was cut short."""
    portfolio = Portfolio.objects.get(slug=SLUG)
    tallies.rebuild(portfolio)
    steward = User.objects.filter(email=STEWARD, memberships__portfolio=portfolio).first()
    if steward is not None:
        with translation.override("en"):
            bring_reports(portfolio, steward)
