"""Filling a report: as many queries for much as for little, and nothing counted that funders may not read."""

from datetime import date, datetime
from decimal import Decimal
from itertools import count

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from funding.models import (
    AllocationReason,
    CapitalCommitment,
    Concern,
    Contribution,
    Disbursement,
    Drawdown,
    FlexibilityReserve,
    FunderReport,
    FundingVehicle,
    Outcome,
    ReportTemplate,
    ReserveRelease,
    SupportSought,
)
from funding.reporting.filling import fill
from funding.reporting.frame import Frame
from funding.reporting.gaps import gaps
from sensemaking.models import Decision, Finding, Option, SenseMakingReport
from stakeholders.models import Portfolio, User
from tests.factories import (
    make_allocation,
    make_combination,
    make_commitment,
    make_initiative,
    make_log,
    make_report,
    make_update,
    make_vehicle,
)
from tests.factories.indicators import make_indicator, make_observation
from tests.funding.reporting.helpers import DAY, FROM, TO, made, table

numbers = count(1)


def one_more(city: Portfolio, promise: CapitalCommitment) -> None:
    """An initiative with everything that a report tells of one, and a vehicle with a reserve."""
    number, funder = next(numbers), promise.funder
    one = make_initiative(city, f"Street {number}", circle="funders")
    together = make_combination(city, one, name=f"Streets {number}", circle="funders")
    make_update(one, happened_on=DAY, circle="funders")
    log = make_log(one, "It works.", happened_on=DAY, circle="funders")
    fund = make_vehicle(city, f"Fund {number}")
    make_commitment(fund, funder, 9, on=DAY, status="committed")
    decision = Decision.objects.create(
        portfolio=city, title=f"Decision {number}", what="allocate", status="decided", decided_on=DAY, circle="funders"
    )
    decision.logs.add(log)
    reserve = FlexibilityReserve.objects.create(vehicle=fund, purpose="Surprises")
    for vehicle, subject in ((promise.vehicle, {"initiative": one}), (fund, {"combination": together})):
        given = make_allocation(vehicle, 1, on=DAY, status="agreed", **subject)
        Disbursement.objects.create(allocation=given, amount=1, on=DAY)
        AllocationReason.objects.create(allocation=given, decision=decision)
    ReserveRelease.objects.create(reserve=reserve, allocation=given, decision=decision, why="Now", at=at_noon())
    Drawdown.objects.create(commitment=promise, amount=1, on=DAY)
    concern = Concern.objects.create(portfolio=city, name=f"Concern {number}")
    indicator = make_indicator(city, f"Homes {number}")
    make_indicator(city, f"Unmeasured {number}")
    for subject in ({"initiative": one}, {"combination": together}):
        make_observation(indicator, number, **subject)
        make_observation(indicator, None, **subject, source="Nobody")
        Contribution.objects.create(concern=concern, mechanism="It warms.", size="small", **subject)
        Outcome.objects.create(portfolio=city, kind="action", who="The city", what="Builds.", on=DAY, **subject)
    Option.objects.create(portfolio=city, title="A tram", circle="funders", opened_on=DAY, taken_up_as=one)
    SupportSought.objects.create(portfolio=city, target="combination", combination=together, title="A", would_help="B")


def at_noon() -> datetime:
    return timezone.make_aware(datetime(DAY.year, DAY.month, DAY.day, 12))


def queries(template: ReportTemplate) -> list[str]:
    """What filling a report and looking for its gaps asks of the database."""
    fresh = ReportTemplate.objects.select_related("portfolio", "funder").get(pk=template.pk)
    frame = Frame(FunderReport(template=fresh, from_on=FROM, to_on=TO))
    with CaptureQueriesContext(connection) as asked:
        document = fill(frame)
        gaps(frame)
    assert len(document["sections"]) == 12
    return [query["sql"] for query in asked]


def test_filling_asks_as_often_for_much_as_for_little(
    template: ReportTemplate, city: Portfolio, fund: FundingVehicle
) -> None:
    promise = CapitalCommitment.objects.get(vehicle=fund)
    one_more(city, promise)
    one_more(city, promise)
    few = queries(template)
    for _number in range(4):
        one_more(city, promise)
    many = queries(template)
    assert len(many) == len(few), "\n".join(sorted(many))


def test_findings_that_are_not_released_are_not_counted(template: ReportTemplate, city: Portfolio, alma: User) -> None:
    decision = Decision.objects.create(
        portfolio=city, title="Go on", what="continue", status="decided", decided_on=DAY, circle="funders"
    )
    for circle in ("portfolio", "funders"):
        report = make_report(city, circle=circle)
        decision.findings.add(Finding.objects.create(report=report, kind="theme", title="Warm", body="It is warm."))
        SenseMakingReport.objects.filter(pk=report.pk).update(status="published", published_at=timezone.now())
    assert table(made(template, alma), "returns", "Decisions")["rows"][0][-1] == "1 finding"


def test_what_waits_for_a_second_person_is_not_released_yet(
    template: ReportTemplate, city: Portfolio, fund: FundingVehicle, alma: User
) -> None:
    reserve = FlexibilityReserve.objects.create(vehicle=fund, purpose="Surprises")
    log = make_log(make_initiative(city, "Street", circle="funders"), "It works.", circle="funders")
    for amount, status in ((7, "planned"), (8, "agreed")):
        given = make_allocation(fund, amount, on=DAY, status=status)
        ReserveRelease.objects.create(reserve=reserve, allocation=given, log=log, why="Now", at=at_noon())
    released = table(made(template, alma), "reserve", "Released")["rows"]
    assert [row[-1]["number"] for row in released] == [str(Decimal("8.00"))]
    assert released[0][0]["day"] == date(2025, 6, 1).isoformat()
