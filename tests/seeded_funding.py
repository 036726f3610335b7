"""What the planted city must show of its money, and of what came of it: the numbers come out of the rows."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from funding.impact.matrix import Wanted, matrix
from funding.models import (
    Allocation,
    Contribution,
    Disbursement,
    ExchangeRate,
    FlexibilityReserve,
    FunderReport,
    FundingMatch,
    FundingVehicle,
    Indicator,
    LockedPeriod,
    Observation,
    Outcome,
    OutsideMoney,
    ReserveRelease,
)
from funding.overviews.flows import funder_overview
from funding.overviews.learning_return import learning_return
from funding.overviews.option_value import option_value
from funding.overviews.within import Within
from funding.quotes import stands_in
from initiatives.overviews.coverage import steward_access
from portfolio_hub.demo.days import TODAY
from sensemaking.models import Decision, Option
from stakeholders.models import Change, Portfolio, User

MILLION = Decimal(1_000_000)
SIZES = {"L": "large", "M": "medium", "S": "small"}
KNOWN = {"e": "evidenced", "s": "early", "a": "assumed"}
DOTS = {
    "Warm homes, street by street": ("23 initiatives in 4 systems", "Le Sa Ls Me Ms Ls"),
    "Shaded, sponge-like streets": ("19 initiatives in 3 systems", "Sa Ls Ls Ma Sa Sa"),
    "Freight off the kerb": ("14 initiatives in 3 systems", "Ls . Ma Sa Ms ."),
    "Care close to home": ("21 initiatives in 3 systems", "Sa Sa Le Ls Ss Ms"),
    "Food as a public service": ("16 initiatives in 4 systems", "Ma Sa Ms Ms Sa Ma"),
    "Repair before replace": ("12 initiatives in 2 systems", "Ms . . Ms Me Sa"),
}
"""What each combination contributes to the six concerns: how much, and how that is known."""


def funding_fingerprint() -> list[Any]:
    """What any two plantings must share of money and impact."""
    return [
        list(Allocation.objects.order_by("pk").values_list("amount", "on", "agreed_on", "by__name", "agreed_by__name")),
        list(
            Contribution.objects.order_by("pk", "rests_on__pk").values_list(
                "mechanism", "size", "evidence", "rests_on__log__title"
            )
        ),
        list(Observation.objects.order_by("pk").values_list("indicator__name", "value", "low", "missing_why", "at")),
        list(
            Outcome.objects.order_by("pk", "asks__pk").values_list(
                "who", "quote", "asks__email", "asks__answer", "created_at"
            )
        ),
        list(ReserveRelease.objects.order_by("pk").values_list("why", "at", "finding__title", "decision__title")),
        list(FundingMatch.objects.order_by("pk").values_list("call__title", "support__title", "status")),
        list(FunderReport.objects.order_by("pk").values_list("status", "sent_at", "template__name")),
        list(Option.objects.order_by("pk").values_list("title", "holding_cost", "opened_on", "created_at")),
        list(Decision.objects.order_by("pk").values_list("title", "decided_on", "by__name", "created_at")),
    ]


class FundingStory:
    """Tests that any class with a planted city can take in."""

    riverton: Portfolio

    def test_every_payment_has_its_step_in_the_history(self) -> None:
        told = Change.objects.filter(portfolio=self.riverton, content_type__app_label="funding", by__isnull=False)
        paid = Disbursement.objects.filter(allocation__vehicle__portfolio=self.riverton)
        assert set(told.filter(content_type__model="disbursement").values_list("object_id", flat=True)) == set(
            paid.values_list("pk", flat=True)
        )

    def test_the_funding_page_says_what_riverton_says(self) -> None:
        page = funder_overview(steward_access(self.riverton))
        assert (page.committed, page.drawn) == (Decimal("186.4") * MILLION, Decimal("90.1") * MILLION)
        assert (page.flexible, page.flexible_percent, page.below_floor) == (Decimal("71.87") * MILLION, 39, 1)
        assert len(page.funders) == len(page.vehicles) == 6

    def test_what_flows_in_flows_out_to_the_cent(self) -> None:
        page = funder_overview(steward_access(self.riverton))
        into: Counter[str] = Counter()
        out: Counter[str] = Counter()
        for flow in page.flows:
            assert flow.amount == flow.amount.quantize(Decimal("0.01")) > 0
            if flow.target.startswith("vehicle:"):
                into[flow.target] += flow.amount  # type: ignore[assignment]
            else:
                out[flow.source] += flow.amount  # type: ignore[assignment]
        assert into == out
        assert sum(into.values()) == page.committed + page.returned == Decimal("190.25") * MILLION
        for nodes in (page.sources, page.systems):
            assert sum(node.amount for node in nodes) == sum(into.values())

    def test_sixty_three_options_are_held_for_three_million_a_year(self) -> None:
        held = option_value(steward_access(self.riverton), Within(date(2024, 1, 1)))
        assert (held.held, held.cost) == (63, Decimal("3.1") * MILLION)
        assert {"Buy the tram depot roof", "Health budget pays for shade"} <= set(
            Option.objects.kept_open().values_list("title", flat=True)
        )

    def test_learning_led_to_decisions_and_decisions_moved_money(self) -> None:
        found = learning_return(steward_access(self.riverton), Within(date(2024, 1, 1)))
        assert found.own_spent == found.from_reserves == Decimal("2.2") * MILLION
        assert found.logs == self.riverton.logs.count()
        assert found.decisions == 94
        assert round(found.quick * 100 / found.decisions) == 71
        assert found.own_redirected == Decimal("11.6") * MILLION
        assert found.per_unit is not None and round(found.per_unit, 1) == Decimal("5.3")

    def test_the_matrix_has_the_dots_that_the_panel_set(self) -> None:
        page = matrix(steward_access(self.riverton), Wanted())
        names = [concern.name for concern in page.concerns]
        assert names == ["Emissions", "Adaptation", "Health", "Cohesion", "Jobs and skills", "Fair costs"]
        told = {
            row.name: (
                row.line,
                tuple((one.judgement.size, one.judgement.evidence) if one.judgement else None for one in row.cells),
            )
            for row in page.rows
        }
        assert told == {
            name: (line, tuple(None if dot == "." else (SIZES[dot[0]], KNOWN[dot[1]]) for dot in dots.split()))
            for name, (line, dots) in DOTS.items()
        }
        judged = Contribution.objects.filter(concern__portfolio=self.riverton)
        assert judged.filter(initiative__isnull=False).count() >= 40
        assert judged.filter(is_harm=True).exists()
        assert not judged.exclude(evidence="assumed").filter(rests_on=None).exists()
        logs = judged.filter(rests_on__log__isnull=False).values_list("on", "rests_on__log__happened_on")
        assert all(happened <= on for on, happened in logs)

    def test_a_second_person_agreed_and_money_came_back_before_it_was_given_again(self) -> None:
        agreed = Allocation.objects.real().exclude(status=Allocation.Status.PLANNED)
        for row in agreed.select_related("by", "agreed_by"):
            assert row.by != row.agreed_by
            assert row.on <= row.agreed_on <= TODAY
        assert Allocation.objects.real().filter(status=Allocation.Status.PLANNED, agreed_by=None).count() == 3
        assert set(agreed.values_list("target", flat=True)) == set(Allocation.Target.values)
        for vehicle in FundingVehicle.objects.real():
            assert vehicle.free_to_allocate >= 0
            assert set(vehicle.voices.values_list("may", flat=True)) >= {"propose", "agree"}
        assert not Disbursement.objects.filter(on__gt=TODAY).exists()
        assert LockedPeriod.objects.filter(portfolio=self.riverton, to_on=date(2025, 12, 31)).exists()

    def test_the_reserve_let_money_out_for_a_log_a_finding_or_a_decision(self) -> None:
        reserve = FlexibilityReserve.objects.get(vehicle__portfolio=self.riverton)
        assert (reserve.vehicle.name, reserve.floor) == ("Learning & Options Reserve", 40)
        cited = [
            ("log", row.log.happened_on) if row.log
            else ("decision", row.decision.decided_on) if row.decision
            else ("finding", row.finding.report.to_on if row.finding else TODAY)
            for row in reserve.releases.all()
        ]  # fmt: skip
        assert Counter(kind for kind, _on in cited) == {"log": 10, "decision": 2, "finding": 1}
        for (_kind, on), row in zip(cited, reserve.releases.all(), strict=True):
            assert on <= row.allocation.on, row

    def test_what_was_measured_has_gaps_bands_and_no_total_of_rates(self) -> None:
        rows = Observation.objects.filter(indicator__portfolio=self.riverton)
        assert Indicator.objects.filter(portfolio=self.riverton).count() == 8
        assert set(Indicator.objects.values_list("is_additive", flat=True)) == {True, False}
        assert rows.filter(value__isnull=True).count() >= 5
        assert rows.filter(low__isnull=False).count() >= 20
        assert rows.values("from_on").distinct().count() >= 3
        assert rows.values("initiative").distinct().count() >= 15

    def test_outcomes_quote_their_logs_and_sources_were_asked(self) -> None:
        rows = Outcome.objects.filter(portfolio=self.riverton).select_related("log")
        for row in rows:
            assert not row.quote or stands_in(row.log, row.quote)
        assert {"She slept at home all summer.", "Nobody asked for my grades."} <= {row.quote for row in rows}
        assert rows.filter(is_positive=False).exists() and rows.filter(is_expected=False, is_positive=True).exists()
        assert rows.filter(substantiation="confirmed", asks__answer="confirmed").exists()
        assert rows.filter(asks__answered_at=None, asks__isnull=False, substantiation="source_named").count() == 1

    def test_other_money_stands_beside_in_its_layers_and_currencies(self) -> None:
        rows = OutsideMoney.objects.filter(portfolio=self.riverton)
        assert set(rows.values_list("layer", flat=True)) == set(OutsideMoney.Layer.values)
        assert set(rows.values_list("sureness", flat=True)) == set(OutsideMoney.Sureness.values)
        foreign = set(rows.exclude(currency="EUR").values_list("currency", flat=True))
        assert foreign == {"GBP", "USD", "JPY", "KWD"} == set(ExchangeRate.objects.values_list("currency", flat=True))
        trial = FundingVehicle.objects.get(portfolio=self.riverton, is_shadow=True)
        assert sum(row.amount for row in trial.allocations.all()) <= trial.shadows.committed_total
        assert trial.committed_total == 0

    def test_one_report_was_sent_and_one_has_gaps(self) -> None:
        sent, waiting = FunderReport.objects.filter(template__portfolio=self.riverton).order_by("to_on")
        assert (sent.status, sent.template.funder.name) == ("sent", "National Climate Mission")
        assert (waiting.status, waiting.template.funder.name) == ("ready", "Larkfield Foundation")
        assert sent.document and waiting.gaps

    def test_a_call_met_what_would_help_and_both_sides_talk(self) -> None:
        rows = FundingMatch.objects.filter(call__portfolio=self.riverton)
        assert set(rows.values_list("status", flat=True)) == {"found", "talking"}
        assert all(row.reasons for row in rows)

    def test_two_funders_see_different_vehicles_in_detail(self) -> None:
        mission, larkfield = (
            set(FundingVehicle.objects.visible_to(User.objects.get(email=email)).values_list("name", flat=True))
            for email in ("chi@riverton.example", "margit.hale@riverton.example")
        )
        assert "Retrofit Bond 2031" in mission - larkfield
        assert larkfield - mission == {"Neighbourhood Commons Fund"}
