"""Turns sliders on which authors stand apart into tensions of a report."""

from collections import defaultdict

from sensemaking import wording_sliders as wording
from sensemaking.models import Finding, FindingLog, Placing, SenseMakingReport, Slider
from sensemaking.pulling import Apart, Placed, pulled_apart
from sensemaking.services.findings_across import Cited
from sensemaking.services.findings_heard import fewest_for, person_of
from sensemaking.services.scope import scope

FIRST = 100
"""Their order begins after the tensions of themes, so that neither pushes the other about."""


def sliders_of(report: SenseMakingReport) -> list[Cited]:
    """Return unsaved tensions with their citations, in the order of the sliders."""
    placed = _placed(report)
    fewest = fewest_for(report.portfolio_id)
    found = []
    for at, slider in enumerate(Slider.objects.filter(portfolio=report.portfolio_id)):
        if apart := pulled_apart(placed.get(slider.pk, ()), fewest):
            found.append(_tension(report, slider, apart, at, fewest))
    return found


def _placed(report: SenseMakingReport) -> dict[int, list[Placed]]:
    """By slider: the placings of the logs of the report's period, as far as its circle reaches."""
    logs = scope(report).in_period(report.from_on, report.to_on)
    rows = Placing.objects.filter(log__in=logs.values("pk")).order_by("log")
    columns = ("slider", "log", "log__initiative", "log__by", "log__via_link", "log__author_name", "value")
    placed: dict[int, list[Placed]] = defaultdict(list)
    for slider, log, initiative, by, link, name, value in rows.values_list(*columns).iterator(chunk_size=2000):
        placed[slider].append(Placed(log, initiative, person_of(by, link, name), value))
    return placed


def _tension(report: SenseMakingReport, slider: Slider, apart: Apart, at: int, fewest: int) -> Cited:
    finding = Finding(
        report=report, kind=Finding.Kind.TENSION, key=f"slider-{slider.pk}", order=FIRST + at,
        title=str(slider), body=wording.slider_body(slider, apart), rule=wording.slider_rule(fewest),
        data={
            "slider": slider.pk, "left": slider.left, "right": slider.right, "steps": apart.steps,
            "initiatives": apart.initiatives, "ends": [apart.left, apart.middle, apart.right],
        },
        log_count=len(apart.logs),
    )  # fmt: skip
    return finding, [FindingLog(finding=finding, log_id=log) for log in apart.logs]
